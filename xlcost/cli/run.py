"""``xlcost run``: a workbook with other inputs, once or for a table of scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import console, json_option, plain_value, print_json, print_table, say, setting, spared, tracked
from xlcost.hosts.engines import AUTO, ENGINES
from xlcost.quantities import plural

if TYPE_CHECKING:
    from xlcost.scenarios.model import Settable


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change an input; repeat at will.")
@click.option("--get", "outputs", multiple=True, required=True, metavar="NAME", help="Print an output; repeat at will.")
@click.option("--scenarios", type=click.Path(path_type=Path), help="CSV: a header that names inputs, a row a run.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the runs here, as .csv or .xlsx.")
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default=AUTO, show_default=True, help="Who calculates; see recalc."
)
@json_option
@bounded("workbook", "scenarios")
def run(
    workbook: Path,
    settings: tuple[str, ...],
    outputs: tuple[str, ...],
    scenarios: Path | None,
    output: Path | None,
    engine: str,
    as_json: bool,
) -> None:
    """NAME is a cell (Decision!C8), a defined name (requests), or a name on a sheet (Inputs.requests).

    The workbook itself is never changed, and no formula is overwritten: a live cell, which picks the value of the
    scenario shown, means the input of that scenario. A cell that cannot be calculated as Excel would is refused, not
    guessed. Scenarios: CSV in UTF-8, separated by commas; an empty cell leaves that input as it is; a first column
    called label, name or use_case names the runs. No text in the results can become a formula: in .xlsx it stays a
    text, in .csv one that begins with =, +, - or @ gets an apostrophe.

    Example: xlcost run model.xlsx --set Inputs.requests=200k --get advised_saving
    """
    from xlcost.scenarios.model import open_model
    from xlcost.scenarios.runs import read_scenarios, run_scenarios, write_table

    if output is not None and scenarios is None:
        raise click.UsageError("--output is for the runs of --scenarios.")
    target = spared(output, workbook, *([scenarios] if scenarios is not None else []))
    model = open_model(workbook) if engine == AUTO else open_model(workbook, ENGINES[engine]())

    def reading(name: str, written: str) -> Settable:
        return model.fitting(name, written, plain_value(written))

    given = {name: reading(name, written) if written.strip() else None for name, written in map(setting, settings)}
    for place, value in model.inputs(given).items():
        model.set(place, value)
    if scenarios is None:
        results = {name: model[name] for name in outputs}
        if as_json:
            print_json(results)
        else:
            for name, result in results.items():
                say(f"{name} = {_shown(result)}")
        return
    runs = read_scenarios(scenarios, model, reading)
    table = tracked(run_scenarios(model, runs, outputs), len(runs.settings) + 1, "runs")
    if target is not None:
        write_table(table, target)
        say(f"{target}: {plural(len(runs.settings), 'run')}")
    elif as_json:
        names, *results_of_runs = table
        print_json([dict(zip(map(str, names), result, strict=True)) for result in results_of_runs])
    else:
        _print(str(workbook), [[_shown(cell) for cell in line] for line in table])


def _print(title: str, table: list[list[str]]) -> None:
    """A table where it fits the terminal, else a paragraph a run: no word is ever broken."""
    names, *lines = table
    widths = [max(len(line[column]) for line in table) for column in range(len(names))]
    if sum(widths) + len(widths) + 1 <= console().width:
        print_table(title, names, lines)
        return
    say(title)
    longest = max(map(len, names))
    for line in lines:
        say()
        for name, cell in zip(names, line, strict=True):
            say(f"{name:<{longest}}  {cell}")


def _shown(value: object) -> str:
    if value is None:
        return "(blank)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
