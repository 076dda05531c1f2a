"""``xlcost recalc``: fresh cached values in a workbook, by the same functions that Excel calls."""

from __future__ import annotations

from pathlib import Path

import click

from xlcost.cli.common import json_option, print_json


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where the result is written.")
@json_option
def recalc(workbook: Path, output: Path, as_json: bool) -> None:
    """Only the cached values change: charts, formats, comments and macros stay byte for byte.

    A formula that cannot be calculated here as Excel would is listed and keeps the value it had; exit code 1 then.

    Example: xlcost recalc model.xlsx -o fresh.xlsx
    """
    from xlcost.headless.addresses import address
    from xlcost.headless.recalc import recalc_file

    result = recalc_file(workbook, output)
    kept = [
        {"cell": f"{cell.sheet}!{address(cell.row, cell.column)}", "formula": cell.formula, "reason": cell.reason}
        for cell in result.not_evaluated
    ]
    if as_json:
        print_json({"output": str(output), "values": len(result.values), "kept": kept, "seconds": dict(result.seconds)})
    else:
        click.echo(f"{output}: {len(result.values):,} values, {len(kept):,} formulas kept theirs")
        for cell in kept:
            click.echo(f"  {cell['cell']}  {cell['reason']}: {cell['formula']}")
    raise SystemExit(1 if kept else 0)
