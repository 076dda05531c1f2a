"""``xlcost compare``: prompting against fine-tuning, the answer in the terminal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.common import console, json_option, plain_value, print_json, print_table, setting, usd

if TYPE_CHECKING:
    from xlcost.template.answer import Answer, Figure
    from xlcost.template.case import Case


@click.command()
@click.option("--case", "case_name", default="article", show_default=True, help="A shipped case.")
@click.option("--inputs", type=click.Path(path_type=Path), help="TOML file of inputs; the rest is the case's.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change one input; repeat at will.")
@json_option
def compare(case_name: str, inputs: Path | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Three scenarios side by side, with the advice and its reasons; the inputs are those of the workbook.

    Example: xlcost compare --set requests=1.5M --set token_uplift=-30%
    """
    from xlcost.template.answer import answers
    from xlcost.template.case import read_case, shipped_case, with_inputs

    case = shipped_case(case_name)
    if inputs is not None:
        case = read_case(inputs, case)
    if settings:
        case = with_inputs(case, {name: plain_value(value) for name, value in map(setting, settings)}, "--set")
    results = answers(case)
    if as_json:
        print_json({"case": case.title, "as_of": case.model_date, "scenarios": [asdict(result) for result in results]})
        return
    _print(case, results)


def _print(case: Case, results: tuple[Answer, ...]) -> None:
    def line(label: str, *cells: str) -> list[str]:
        return [label, *cells]

    money = [
        ("Prompting, per month", [r.prompting for r in results]),
        ("Fine-tuned inference, per month", [r.tuned_inference for r in results]),
        ("Fine-tuning in all, per month", [r.finetuning for r in results]),
        ("Dataset preparation, once", [r.dataset_usd for r in results]),
        ("Training run", [r.training_run_usd for r in results]),
        ("Up front in all, once", [r.upfront_usd for r in results]),
    ]
    print_table(
        case.title,
        [f"USD, prices of {case.model_date}", *(result.scenario for result in results)],
        [
            *(line(label, *map(usd, amounts)) for label, amounts in money),
            [""],
            line("Break-even, months", *(_shown(r.breakeven_months, ",.1f") for r in results)),
            line("Break-even, requests per month", *(_shown(r.breakeven_requests, ",.0f") for r in results)),
            line("Break-even, tuned / base price", *(_shown(r.breakeven_price_ratio, ".1%") for r in results)),
            line("  counting inference alone", *(_shown(r.inference_price_ratio, ".1%") for r in results)),
            [""],
            line("Advice", *(r.advice for r in results)),
        ],
        numeric=[1, 2, 3],
    )
    out = console()
    base = results[len(results) // 2]
    out.print(f"Why, in the {base.scenario} scenario:", style="bold")
    if base.breakeven_months.value is None:
        out.print(f"- break-even {base.breakeven_months.why_never}")
    for reason in base.reasons:
        out.print(f"- {reason}")


def _shown(figure: Figure, form: str) -> str:
    return "never" if figure.value is None else format(figure.value, form)
