"""``python -m tools.prices``: bring the price data up to date with the installed sources; for maintainers."""

from __future__ import annotations

import sys

import click

from tools.prices import publish
from tools.prices import refresh as find_difference
from xlcost.errors import XlcostError
from xlcost.prices.files import DATA


@click.command()
@click.option("--yes", is_flag=True, help="Append without asking.")
@click.option("--dry-run", is_flag=True, help="Print the difference and stop.")
def main(yes: bool, dry_run: bool) -> None:
    """Append what the installed price packages know and the data does not.

    Nothing is downloaded: only what genai-prices, model-prices and azure-genai-prices bundle is read. Published rows
    never change; where a source now disagrees with one, that is listed and refused.
    """
    try:
        found = find_difference()
        click.echo(str(found))
        if not found.added and not found.aliases:
            click.echo("Nothing to add.")
            return
        if dry_run or not (yes or click.confirm(f"Append {len(found.added)} rows and {len(found.aliases)} aliases?")):
            return
        publish(found, DATA)
    except XlcostError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    click.echo("Appended. Review the difference of xlcost/prices/data before you publish it.")


if __name__ == "__main__":
    main()
