"""``xlcost trace``: where the value of a cell comes from, or what the cell moves."""

from __future__ import annotations

from pathlib import Path

import click

from xlcost.cli.bounds import bounded

_FORMATS = ("text", "json")
_LIMIT = 12


#: Without --depth or --all: levels that are followed, and lines that are shown.
_LEVELS = 3
_SCREEN = 40


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.argument("cell")
@click.option("--depth", type=click.IntRange(min=0), help="Levels to follow; default: 3, and a screen at most.")
@click.option("--dependents", is_flag=True, help="Show what the cell moves instead.")
@click.option("--all", "everything", is_flag=True, help="Show everything, down to what was typed.")
@click.option("--format", "kind", type=click.Choice(_FORMATS), default="text", show_default=True, help="Of the answer.")
@click.option("--json", "kind", flag_value="json", help="The same as --format json.")
@bounded("workbook")
def trace(workbook: Path, cell: str, depth: int | None, dependents: bool, everything: bool, kind: str) -> None:
    """CELL is written Decision!C8, or by its name: requests, Inputs.requests.

    The workbook is recalculated, the file is not touched. Each cell is followed once; a cell that several formulas use
    says where. Calls of our functions are explained as COST_EXPLAIN does.

    Example: xlcost trace model.xlsx Decision.monthly_saving --depth 2
    """
    from xlcost.explain.reports import trace_json, trace_text

    if dependents:
        from xlcost.explain.following import dependents as following

        found = following(workbook, cell)
        limit = None if everything else _LIMIT
        click.echo(
            trace_json.render_dependents(found) if kind == "json" else trace_text.render_dependents(found, limit)
        )
        return
    from xlcost.explain.tracing import trace as traced

    if kind == "json":
        click.echo(trace_json.render(traced(workbook, cell, depth=depth)))
        return
    whole = everything or depth is not None
    lines = trace_text.render(traced(workbook, cell, depth=depth if whole else _LEVELS)).splitlines()
    click.echo("\n".join(lines if whole else lines[:_SCREEN]))
    if not whole and len(lines) > _SCREEN:
        click.echo(f"{len(lines) - _SCREEN:,} more lines within {_LEVELS} levels; --all shows everything")
