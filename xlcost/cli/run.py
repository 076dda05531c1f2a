"""``xlcost run``: a workbook with other inputs, once or for a table of scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from xlcost.cli.common import json_option, plain_value, print_json, print_table, setting, tracked


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change an input; repeat at will.")
@click.option("--get", "outputs", multiple=True, required=True, metavar="NAME", help="Print an output; repeat at will.")
@click.option("--scenarios", type=click.Path(path_type=Path), help="CSV: a header that names inputs, a row a run.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the runs here, as .csv or .xlsx.")
@json_option
def run(
    workbook: Path,
    settings: tuple[str, ...],
    outputs: tuple[str, ...],
    scenarios: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """NAME is a cell (Decision!C8), a defined name (requests), or a name on a sheet (Inputs.requests).

    The workbook itself is never changed. A cell that cannot be calculated as Excel would is refused, not guessed.

    Example: xlcost run model.xlsx --set Inputs.requests=200k --get Decision.monthly_saving
    """
    from xlcost.headless.model import open_model
    from xlcost.headless.scenarios import read_scenarios, run_scenarios, write_table

    if output is not None and scenarios is None:
        raise click.UsageError("--output is for the runs of --scenarios.")
    model = open_model(workbook)
    for name, value in map(setting, settings):
        model[name] = value
    if scenarios is None:
        results = {name: model[name] for name in outputs}
        if as_json:
            print_json(results)
        else:
            for name, result in results.items():
                click.echo(f"{name} = {_shown(result)}")
        return
    header, rows = read_scenarios(scenarios, plain_value)
    table = tracked(run_scenarios(model, header, rows, outputs), len(rows) + 1, "runs")
    if output is not None:
        write_table(table, output)
        click.echo(f"{output}: {len(rows):,} runs")
    elif as_json:
        names, *results_of_runs = table
        print_json([dict(zip(map(str, names), result, strict=True)) for result in results_of_runs])
    else:
        names, *lines = table
        print_table(str(workbook), [str(name) for name in names], [[_shown(cell) for cell in line] for line in lines])


def _shown(value: object) -> str:
    if value is None:
        return "(blank)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
