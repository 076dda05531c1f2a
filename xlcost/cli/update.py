"""``xlcost update``: the prices of a workbook brought to the newest snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import busy, json_option, print_json, say
from xlcost.quantities import plural


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path, dir_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here; default: in place.")
@click.option("--all", "everything", is_flag=True, help="Show every change, however many there are.")
@json_option
@bounded("workbook")
def update(workbook: Path, output: Path | None, everything: bool, as_json: bool) -> None:
    """Inputs, the model date and rows marked as negotiated stay; what changed and what each change moved is printed.

    Prices are those that hold on the workbook's model date and later, as this version of xlcost knows them.

    Example: xlcost update decision.xlsx -o decision-new.xlsx
    """
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from xlcost.atomic import written_atomically
    from xlcost.diff.comparing import diff
    from xlcost.diff.reports import LIMIT, rendered
    from xlcost.price_update import update_workbook
    from xlcost.prices import package_catalogue

    target = output or workbook
    with TemporaryDirectory() as folder, busy("bringing prices up to date") as step:
        fresh = Path(folder) / target.name
        made = update_workbook(workbook, fresh)
        step("comparing")
        difference = diff(workbook, fresh)
        if made.cells or output is not None:
            with written_atomically(target) as temporary:
                temporary.write_bytes(fresh.read_bytes())
    snapshot = package_catalogue().snapshot
    if as_json:
        print_json(
            {
                "output": str(target),
                "snapshot": snapshot.isoformat(),
                "cells": len(made.cells),
                "rows": made.rows,
                "added": made.added,
                "left_out": made.left_out,
                "negotiated": made.negotiated,
                "unknown": list(made.unknown),
            }
        )
        return
    say(
        f"{target}: {plural(made.rows, 'price row')} held against the snapshot of {snapshot}, "
        f"{plural(len(made.cells), 'cell')} changed, {plural(made.added, 'row')} added, "
        f"{plural(made.negotiated, 'negotiated row')} kept"
    )
    if made.left_out:
        say(f"  {plural(made.left_out, 'later line')} of models in use found no empty row in the price table")
    for name in made.unknown:
        say(f"  {name}: not in the catalogue, kept as it is")
    shown = replace(
        difference, old=str(workbook), new=str(target), sheets=(), lines=(), formulas=(), settings=(), texts=()
    )
    if shown.changed:
        say(rendered("text", shown, None if everything else LIMIT))
