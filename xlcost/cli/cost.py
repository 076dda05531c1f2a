"""``xlcost cost``: a month of prompting and its parts."""

from __future__ import annotations

from typing import Any

import click

from xlcost import prompt_cost_breakdown
from xlcost.cli.common import arguments_as_options, json_option, print_json, print_table, usd
from xlcost.functions import FUNCTIONS
from xlcost.functions.explaining import explain

_FUNCTION = FUNCTIONS["PROMPT_COST"]


@click.command()
@click.argument("model")
@arguments_as_options(_FUNCTION, skip=["model"])
@json_option
def cost(model: str, as_json: bool, **given: Any) -> None:
    """The same as =PROMPT_COST_BREAKDOWN() in a cell, with the arithmetic and the price row it used.

    Example: xlcost cost gpt-4.1-mini --requests 100k --input-tokens 1k --output-tokens 100
    """
    named = {"model": model, **{name: value for name, value in given.items() if value is not None}}
    parts = dict(prompt_cost_breakdown(**named))
    why = explain(_FUNCTION, [named.get(argument.name) for argument in _FUNCTION.arguments])
    if as_json:
        print_json({**named, "usd_per_month": parts, "why": why})
        return
    *rows, (label, total) = parts.items()
    print_table(
        f"{model}, prompting",
        ["", "USD per month"],
        [*([name, usd(amount)] for name, amount in rows if amount), ["", ""], [label, usd(total)]],
        numeric=[1],
        note=why,
    )
