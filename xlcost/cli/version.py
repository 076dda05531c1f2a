"""``xlcost version``: what is installed, and which prices it knows."""

from __future__ import annotations

import click

from xlcost import __version__
from xlcost.cli.common import json_option, print_json
from xlcost.prices import package_catalogue


@click.command()
@json_option
def version(as_json: bool) -> None:
    """The same text as =XLCOST_VERSION() in a cell."""
    from xlcost import xlcost_version

    if as_json:
        prices = package_catalogue()
        print_json({"xlcost": __version__, "prices": prices.snapshot.isoformat(), "data": prices.digest})
        return
    click.echo(xlcost_version())
