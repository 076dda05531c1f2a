"""``xlcost functions``: the reference of the Excel functions in the terminal."""

from __future__ import annotations

import difflib

import click

from xlcost.cli.common import json_option, print_json, print_table
from xlcost.errors import BadArgument
from xlcost.functions import FUNCTIONS, Function

_WIDTH = 80


@click.command()
@click.argument("name", required=False)
@json_option
def functions(name: str | None, as_json: bool) -> None:
    """Without NAME, one line a function; with it, its arguments, units, errors and a worked example.

    Example: xlcost functions PROMPT_COST
    """
    if name is None:
        if as_json:
            print_json([_described(function) for function in FUNCTIONS.values()])
        else:
            rows = [[function.name, function.summary] for function in FUNCTIONS.values()]
            print_table("Excel functions", ["function", "gives"], rows)
        return
    function = FUNCTIONS.get(name.strip("=()").upper())
    if function is None:
        near = difflib.get_close_matches(name.upper(), FUNCTIONS, n=3)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise BadArgument(f"there is no function {name!r}{hint}")
    if as_json:
        print_json(_described(function))
        return
    _print_page(function)


def _print_page(function: Function) -> None:
    click.echo(click.wrap_text(f"{function.name}: {function.summary}", width=_WIDTH))
    click.echo()
    click.echo(click.wrap_text(f"={function.signature}", width=_WIDTH, subsequent_indent="  "))
    click.echo(f"gives {function.unit}")
    for title, rows in (
        ("Arguments", [(f"{a.name}{' *' if a.required else ''}", a.help) for a in function.arguments]),
        ("Errors", list(function.errors.items())),
    ):
        if rows:
            formatter = click.HelpFormatter(width=_WIDTH)
            with formatter.section(title):
                formatter.write_dl(rows)
            click.echo(f"\n{formatter.getvalue().rstrip()}")
    click.echo(f"\nExample: {function.example_formula}")
    result = function.example.result
    if isinstance(result, list):
        columns = range(len(result[0]))
        numeric = [column for column in columns if all(isinstance(row[column], float) for row in result)]
        print_table("shows a table", [""] * len(columns), [list(map(str, row)) for row in result], numeric=numeric)
    elif result is not None:
        click.echo(f"shows {result}")


def _described(function: Function) -> dict[str, object]:
    return {
        "name": function.name,
        "summary": function.summary,
        "signature": function.signature,
        "unit": function.unit,
        "arguments": [
            {
                "name": argument.name,
                "description": argument.description,
                "unit": argument.unit,
                "takes": argument.domain,
                "required": argument.required,
                "default": None if argument.required else argument.default,
            }
            for argument in function.arguments
        ],
        "errors": dict(function.errors),
        "example": {"formula": function.example_formula, "result": function.example.result},
    }
