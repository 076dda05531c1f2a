"""``xlcost map``: a workbook from above."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import spared

_FORMATS = ("text", "json", "html")
_LIMIT = 12


@click.command("map")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(_FORMATS), default="text", show_default=True, help="Of the map.")
@click.option("--json", "kind", flag_value="json", help="The same as --format json.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the map to a file.")
@click.option("--all", "everything", is_flag=True, help="Show every formula, however many there are.")
@bounded("workbook")
def map_(workbook: Path, kind: str, output: Path | None, everything: bool) -> None:
    """The different formulas and where each runs, the flow between sheets, inputs and outputs that are tied to nothing.

    A formula counts once however often it is copied. The file is not touched.

    Example: xlcost map model.xlsx --format html -o map.html
    """
    from xlcost.atomic import write_text
    from xlcost.explain.mapping import map_workbook

    target = spared(output, workbook)
    found = map_workbook(workbook)
    text: str = import_module(f"xlcost.explain.reports.map_{kind}").render(found, None if everything else _LIMIT)
    if target is not None:
        write_text(target, text + "\n")
    else:
        click.echo(text)
