"""``python -m tools.prices``: bring the price data up to date with the installed sources; for maintainers."""

from __future__ import annotations

import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from xlcost.errors import XlcostError
from xlcost.prices.files import DATA

_SOURCES: Final = {
    "genai_prices": "genai-prices",
    "model_prices": "model-prices",
    "azure_genai_prices": "azure-genai-prices",
}


@click.command()
@click.option("--yes", is_flag=True, help="Append without asking.")
@click.option("--dry-run", is_flag=True, help="Print the difference and stop.")
def main(yes: bool, dry_run: bool) -> None:
    """Append what the sources know and the price data do not.

    Nothing is downloaded: only what genai-prices, model-prices and azure-genai-prices bundle is read, and the files in
    tools/prices/data. Published lines never change; where a source now disagrees with one, that is listed and refused.
    """
    try:
        _refresh(yes=yes, dry_run=dry_run)
    except XlcostError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)


def _refresh(*, yes: bool, dry_run: bool) -> None:
    missing = [name for module, name in _SOURCES.items() if find_spec(module) is None]
    if missing:
        raise XlcostError(f"not installed: {', '.join(missing)}; run pip install --group refresh -e .")
    from tools.prices.card import build
    from tools.prices.pins import pin
    from tools.prices.publishing import difference, publish, renew_notes

    found = difference(build(), DATA)
    click.echo(str(found))
    otherwise = Counter(each.source for each in found.card.disagreements)
    said = ", ".join(f"{source} {count}" for source, count in otherwise.most_common())
    click.echo(f"Prices that a source puts otherwise on some day: {said or 'none'}; NOTES.md has them.")
    if not found:
        click.echo("Nothing to add.")
        if not dry_run and renew_notes(found.card, DATA):
            click.echo("NOTES.md is written anew.")
    elif not dry_run and (yes or click.confirm("Append this?")):
        publish(found, DATA)
        pin(Path(__file__).parents[2] / "pyproject.toml")
        click.echo("Appended. Review the difference of xlcost/prices/data before you publish it.")


if __name__ == "__main__":
    main()
