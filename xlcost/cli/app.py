"""The ``xlcost`` command: which commands there are, and how every one of them fails.

click and not typer: importing typer alone takes most of the 0.15 s in which ``xlcost --help`` has to answer. For the
same reason a command's module is imported when that command runs, so its one line of help stands here.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from inspect import cleandoc
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import click

from xlcost import __version__
from xlcost.cli.process import OwnProcess, one_command
from xlcost.errors import XlcostError

_USAGE_ERROR = 2
#: Characters of the line about a failure: what a file says in it has no end.
_LONGEST_LINE: Final = 2_000
#: So many new objects before Python looks for garbage: a workbook is millions of small ones, and none of them is.
_NEW_OBJECTS: Final = 100_000


class _Entry(NamedTuple):
    """Where a command lives, and what it is for in one line."""

    module: str
    name: str
    summary: str


#: Every command, in the order people meet them.
COMMANDS: Final[dict[str, _Entry]] = {
    "cost": _Entry("xlcost.cli.cost", "cost", "What a month of prompting costs."),
    "compare": _Entry("xlcost.cli.compare", "compare", "The alternatives over the months: the answer, and why."),
    "simulate": _Entry("xlcost.cli.simulate", "simulate", "How likely the advice is to be another one."),
    "evidence": _Entry("xlcost.cli.evidence", "evidence", "What test results show: is it better, and how sure?"),
    "prices": _Entry("xlcost.cli.prices", "prices", "Look prices up by words and date."),
    "usage": _Entry("xlcost.cli.usage", "usage", "Price real usage; compare it with the bill."),
    "actuals": _Entry("xlcost.cli.actuals", "actuals", "Real usage into a portfolio or decision book."),
    "functions": _Entry("xlcost.cli.functions", "functions", "Explain the Excel functions."),
    "new": _Entry("xlcost.cli.new", "new", "Generate the workbook."),
    "update": _Entry("xlcost.cli.update", "update", "Bring the prices of a workbook to the newest snapshot."),
    "recalc": _Entry("xlcost.cli.recalc", "recalc", "Recalculate a workbook without Excel."),
    "check": _Entry("xlcost.cli.check", "check", "Check workbooks by the rules auditors use."),
    "excel": _Entry("xlcost.cli.excel", "excel", "Connect Excel: doctor, server."),
    "diff": _Entry("xlcost.cli.diff", "diff", "What changed between two workbooks."),
    "libreoffice": _Entry("xlcost.cli.libreoffice", "libreoffice", "Put the functions into LibreOffice."),
    "map": _Entry("xlcost.cli.map", "map_", "A workbook's formulas and flow from above."),
    "review": _Entry("xlcost.cli.review", "review", "One page for the reviewer: verdict, changes, sign-off."),
    "trace": _Entry("xlcost.cli.trace", "trace", "Where the value of a cell comes from."),
    "run": _Entry("xlcost.cli.run", "run", "Recalculate with other inputs, once or for many."),
    "completion": _Entry("xlcost.cli.completion", "completion", "Print the shell completion script."),
    "version": _Entry("xlcost.cli.version", "version", "Show the version and the price snapshot."),
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(entry.module), entry.name)
        details = cleandoc(command.help or "")
        command.help = entry.summary if not details or details == entry.summary else f"{entry.summary}\n\n{details}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, message="xlcost %(version)s")
@click.option(
    "--deployments",
    type=click.Path(path_type=Path),
    help="CSV or TOML: names of your own and the models they stand for.",
)
@click.pass_context
def cli(ctx: click.Context, deployments: Path | None) -> None:
    """What prompting a language model costs, what fine-tuning costs, and when fine-tuning pays back.

    Generates the Excel workbook, recalculates and checks it without Excel, and answers in the terminal.
    """
    if deployments is not None:
        from xlcost.prices.deployments import read_deployments
        from xlcost.prices.package import deployments_in_force

        ctx.with_resource(deployments_in_force(read_deployments(deployments)))


def program() -> NoReturn:
    """The program ``xlcost``: the command line in a process of its own, which may be ended with it."""
    main(OwnProcess(may_end=True))


def main(process: OwnProcess | None = None) -> NoReturn:
    """Run the command line; whatever is refused is one line on stderr and exit code 2."""
    _print_anything()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        with one_command():
            code = cli(standalone_mode=False, obj=process or OwnProcess())
    except XlcostError as error:
        _fail(str(error))
    except click.UsageError as error:
        _fail(f"{error.format_message()}{_near_command(error)} See: {_help_for(error)}")
    except click.ClickException as error:
        _fail(error.format_message())
    except click.Abort:
        _fail("stopped")
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        sys.exit(_USAGE_ERROR)
    except OSError as error:
        _fail(f"{error.strerror or error}{_where(error)}")
    sys.exit(code if isinstance(code, int) else 0)


def _where(error: OSError) -> str:
    """Where the system refused something; a full disk, which names no file, holds what is printed or temporary."""
    import errno
    from tempfile import tempdir

    if error.filename:
        return f": {error.filename}"
    is_full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return f", for what is printed, or for temporary files in {tempdir or 'the folder TMPDIR'}" if is_full else ""


def _print_anything() -> None:
    """A terminal that lacks a character shows its number, rather than ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _near_command(error: click.UsageError) -> str:
    if not isinstance(error, click.NoSuchCommand):
        return ""
    import difflib

    near = difflib.get_close_matches(error.command_name, COMMANDS, n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _help_for(error: click.UsageError) -> str:
    return f"{error.ctx.command_path if error.ctx else 'xlcost'} --help"


def _fail(message: str) -> NoReturn:
    from xlcost.report.texts import harmless

    click.echo(f"xlcost: {harmless(message, _LONGEST_LINE)}", err=True)
    sys.exit(_USAGE_ERROR)
