"""``xlcost compare``: the alternatives of a case over its months, and the advice, in the terminal."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.cases import case_options, chosen_case
from xlcost.cli.common import console, json_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlcost.decision.case import Case
    from xlcost.decision.comparison import Alternative, Comparison

#: What the kinds of alternative are called in a column's heading.
_WAYS = {"prompt": "prompt", "finetune": "fine-tune", "self_host": "self-host"}


@click.command()
@case_options
@json_option
@bounded("inputs")
def compare(case_name: str | None, inputs: Path | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Every alternative over the horizon: cost, saving, payback, gates; and which one is advised, and why.

    Inputs are those of the workbook; xlcost new --show-inputs lists them.

    Example: xlcost compare --case article --set requests=1.5M --set c_input_tokens=700
    """
    from xlcost.decision.comparison import compare as answer

    case = chosen_case(case_name, inputs, settings)
    result = answer(case)
    if as_json:
        print_json(result.to_dict())
        return
    _print(case, result)


def _print(case: Case, result: Comparison) -> None:
    from xlcost.decision.wording import day
    from xlcost.report.texts import harmless

    columns = range(1, len(result.alternatives) + 1)
    print_table(
        harmless(case.title),
        [
            f"{harmless(result.currency)}, {case.scenario}, from {day(case.model_date)}",
            *(one.key for one in result.alternatives),
        ],
        [*_who(result), [""], *_figures(case, result), [""], *_gates(result)],
        numeric=columns,
        whole=[0],
    )
    out = console()
    out.print(harmless(f"Advice: {_advised(result)}"), style="bold")
    for reason in result.advice.why:
        out.print(harmless(f"- {reason}"))
    if result.changes:
        out.print("What would change it", style="bold")
    for change in result.changes:
        out.print(harmless(f"- {change}"))


def _advised(result: Comparison) -> str:
    meant = result.advice.alternative
    return f"{result.advice.text}, {meant}: {result[meant].name}" if meant else result.advice.text


def _who(result: Comparison) -> list[list[str]]:
    from xlcost.decision.wording import day
    from xlcost.report.texts import harmless

    ends = [day(one.available_until) if one.available_until else "" for one in result.alternatives]
    return [
        ["", *(_WAYS[one.kind] for one in result.alternatives)],
        ["", *(harmless(one.name) for one in result.alternatives)],
        *([["Ends on", *ends]] if any(ends) else []),
    ]


def _figures(case: Case, result: Comparison) -> list[list[str]]:
    from xlcost.decision.wording import unit_money

    def line(
        label: str, figure: Callable[[Alternative], float | None], shown: Callable[[float], str] = _money
    ) -> list[str]:
        return [label, *(_shown(figure(one), shown) for one in result.alternatives)]

    def against_a(
        label: str,
        figure: Callable[[Alternative], float | None],
        none: str,
        shown: Callable[[float], str] = _money,
    ) -> list[str]:
        return [
            label,
            *("" if one.key == "A" else _shown(figure(one), shown, none) for one in result.alternatives),
        ]

    months = f"{result.horizon_months} months"
    return [
        line("Tokens, month 1", lambda one: one.schedule.tokens[0] * result.rate),
        line("Month 1 in all", lambda one: one.month_1),
        *_in_scenarios(case, result),
        line("Last month", lambda one: one.month_last),
        line("Up front", lambda one: one.upfront),
        line(f"{months}, nominal", lambda one: one.horizon_cost),
        line(f"{months}, present value", lambda one: one.present_cost),
        against_a("Saving against A", lambda one: one.saving, "n/a"),
        against_a("Pays back in month", lambda one: one.payback_first, "never", str),
        against_a("  for good from month", lambda one: one.payback_last, "never", str),
        line("Cost of a good answer", lambda one: one.cost_per_good_answer, unit_money),
    ]


def _in_scenarios(case: Case, result: Comparison) -> list[list[str]]:
    """Month 1 in the scenarios Low and High, where they differ."""
    from xlcost.decision.comparison import situation

    rows = []
    for scenario in ("Low", "High"):
        of = situation(case, scenario)
        rows.append([f"  in scenario {scenario}", *(_shown(made.cost[0], _money) for made in of.schedules.values())])
    return rows if rows[0][1:] != rows[1][1:] else []


def _gates(result: Comparison) -> list[list[str]]:
    """Which alternative passes which gate."""
    from xlcost.decision.gates import GATES, INFORMS

    answers = [{gate.name: gate.passed for gate in one.gates} for one in result.alternatives]
    words = {True: "yes", False: "NO", None: ""}
    return [
        ["Costs less than A", *(words[answer.get(name)].lower() for answer in answers)]
        if name in INFORMS
        else [f"Gate: {name}", *(words[answer.get(name)] for answer in answers)]
        for name in GATES
    ]


def _money(amount: float) -> str:
    from xlcost.decision.wording import money

    return money(amount) if amount else "0"


def _shown(figure: float | None, shown: Callable[[float], str], none: str = "n/a") -> str:
    return none if figure is None or not math.isfinite(figure) else shown(figure)
