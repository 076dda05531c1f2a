"""``xlcost simulate``: how likely the advice is to be another one, and which changes would flip it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.cases import case_options, chosen_case
from xlcost.cli.common import console, json_option, print_json, print_table
from xlcost.quantities import plural, quantity

if TYPE_CHECKING:
    from xlcost.decision.case import Case
    from xlcost.decision.moves import Move
    from xlcost.decision.simulated import Outcome, Simulation
    from xlcost.prices import Catalogue

#: How many of the changes that flip the advice are shown.
_MOVES = 3
_NONE = "-"


@click.command()
@click.argument("workbook", required=False, type=click.Path(path_type=Path))
@case_options
@click.option("--runs", type=int, default=10_000, show_default=True, help="How many draws.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--lognormal", multiple=True, metavar="KEY", help="Draw this input lognormally; repeat at will.")
@click.option("--correlate", multiple=True, metavar="KEY,KEY=R", help="Rank correlation of two inputs; repeat.")
@click.option("--into", type=click.Path(path_type=Path), metavar="BOOK", help="Write the results into its sheet Risk.")
@json_option
@bounded("workbook", "inputs", "into")
def simulate(
    workbook: Path | None,
    case_name: str | None,
    inputs: Path | None,
    settings: tuple[str, ...],
    runs: int,
    seed: int,
    lognormal: tuple[str, ...],
    correlate: tuple[str, ...],
    into: Path | None,
    as_json: bool,
) -> None:
    """Every input whose Low, Base and High differ varies at once; all else is as in compare.

    The case is that of WORKBOOK, or of --case, --inputs and --set. An input is drawn between its Low and High, most
    often near Base (PERT). A cost is a present value over the horizon: P10 is undercut in one run of ten, P90 in nine.

    Example: xlcost simulate model.xlsx --seed 7 --into model.xlsx
    """
    from xlcost.decision.moves import moves
    from xlcost.decision.simulate import simulate as run

    case, catalogue = _asked(workbook, case_name, inputs, settings)
    result = run(case, runs, seed, catalogue, lognormal, dict(map(_correlation, correlate)))
    flips = moves(case, catalogue)
    names = {one.key: f"{one.key} ({one.name})" for one in result.outcomes}
    written = 0
    if into is not None:
        from xlcost.decision.risk import cells_of
        from xlcost.scenarios.filling import fill

        written = fill(into, cells_of(result))
    if as_json:
        from dataclasses import asdict

        said = [{**asdict(move), "words": move.in_words(names)} for move in flips]
        print_json({**result.to_dict(), "moves": said})
        return
    _print(result, flips, names)
    if into is not None:
        console().print(f"{into}: {plural(written, 'cell')} written and calculated anew", soft_wrap=True)


def _asked(
    workbook: Path | None, case_name: str | None, inputs: Path | None, settings: tuple[str, ...]
) -> tuple[Case, Catalogue | None]:
    if workbook is None:
        return chosen_case(case_name, inputs, settings), None
    if case_name or inputs or settings:
        raise click.UsageError("a workbook has its own case: leave --case, --inputs and --set out.")
    from xlcost.outline.decided import catalogue_of, scenarios_of
    from xlcost.outline.model import Model
    from xlcost.workbook.reader import open_book

    model = Model(open_book(workbook))
    return replace(scenarios_of(model), title=workbook.name), catalogue_of(model)


def _correlation(written: str) -> tuple[tuple[str, str], float]:
    keys, _, value = written.rpartition("=")
    one, comma, other = keys.partition(",")
    number = quantity(value)
    if comma and number is not None:
        return (one.strip(), other.strip()), number
    raise click.UsageError(f"--correlate takes KEY,KEY=R, such as requests,hourly_rate=0.5, not {written!r}.")


def _print(result: Simulation, flips: tuple[Move, ...], names: dict[str, str]) -> None:
    from xlcost.decision.moves import amount

    print_table(
        f"{result.case}: {result.runs:,} runs, seed {result.seed}, prices from {result.model_date}",
        [f"{result.currency}, {result.horizon_months} months", "cheapest", "P10", "P50", "P90", "pays back"],
        [_line(one, names) for one in result.outcomes],
        numeric=range(1, 6),
    )
    out = console()
    meant = names.get(result.advised or "", "")
    out.print(f"Advice as the case stands: {result.advice}{f', {meant}' if meant else ''}", style="bold")
    chosen = {one.key: one.cheapest for one in result.outcomes}
    if result.advised:
        out.print(f"- It is the cheapest that qualifies in {chosen[result.advised]:.1%} of the runs.")
    if result.none:
        out.print(f"- In {result.none:.1%} of the runs nothing qualifies.")
    varied = ", ".join(
        f"{each.label} ({amount(each.key, each.low)} to {amount(each.key, each.high)})" for each in result.uncertain
    )
    out.print(f"- Varied: {varied}.")
    out.print("What would flip it, the easiest first:", style="bold")
    for move in flips[:_MOVES]:
        out.print(f"- {move.in_words(names)}.")
    if not flips:
        out.print("- No change of one driver alone, up to ten times or down to a tenth.")


def _line(one: Outcome, names: dict[str, str]) -> list[str]:
    money = [_NONE if cost is None else f"{cost:,.0f}" for cost in (one.p10, one.p50, one.p90)]
    months = [one.payback_p10, one.payback_p50, one.payback_p90]
    paid = _NONE if one.key == "A" or one.p50 is None else _span(months)
    return [names[one.key], f"{one.cheapest:.1%}", *money, paid]


def _span(months: list[int | None]) -> str:
    shown = ["never" if month is None else str(month) for month in months]
    return shown[0] if len(set(shown)) == 1 else f"{shown[1]} ({shown[0]} to {shown[2]})"
