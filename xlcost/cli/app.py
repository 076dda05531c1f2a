"""The ``xlcost`` command: which commands there are, and how every one of them fails.

click and not typer: importing typer alone takes most of the 0.15 s in which ``xlcost --help`` has to answer.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from xlcost import __version__
from xlcost.errors import XlcostError

_USAGE_ERROR = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, message="xlcost %(version)s")
def cli() -> None:
    """What prompting a language model costs, what fine-tuning costs, and when fine-tuning pays back.

    Generates the Excel workbook, recalculates and checks it without Excel, and answers in the terminal.
    """


def main() -> NoReturn:
    """Run the command line; whatever xlcost refuses to do is one line on stderr and exit code 2."""
    try:
        cli(standalone_mode=True)
    except XlcostError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        sys.exit(_USAGE_ERROR)
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    sys.exit(0)


def _fail(message: str) -> NoReturn:
    click.echo(f"xlcost: {' '.join(message.split())}", err=True)
    sys.exit(_USAGE_ERROR)
