"""``xlcost libreoffice``: the functions as a LibreOffice add-in, built, installed and removed."""

from __future__ import annotations

from pathlib import Path

import click

from xlcost.cli.common import say


@click.group()
def libreoffice() -> None:
    """Build the add-in as one file, or put it into this user's LibreOffice (25.2 or newer).

    Example: xlcost libreoffice install
    """


@libreoffice.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("xlcost.oxt"),
    show_default=True,
    help="Where the extension is written.",
)
def build(output: Path) -> None:
    """Write xlcost.oxt, which LibreOffice installs when it is opened; nothing else is needed there.

    Example: xlcost libreoffice build -o xlcost.oxt
    """
    from xlcost.hosts.libreoffice.extension import build_extension
    from xlcost.workbook.zipwriter import write_zip

    write_zip(output, build_extension())
    say(f"{output}: open it in LibreOffice, or Tools > Extensions > Add; restart LibreOffice then")


@libreoffice.command()
def install() -> None:
    """Add the functions to this user's LibreOffice, in place of an earlier version."""
    from xlcost.hosts.libreoffice import installing

    installing.install()
    click.echo("installed; restart LibreOffice, then try =XLCOST_VERSION()")


@libreoffice.command()
def uninstall() -> None:
    """Remove the functions from this user's LibreOffice."""
    from xlcost.hosts.libreoffice import installing

    installing.uninstall()
    click.echo("removed; restart LibreOffice")
