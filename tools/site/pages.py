"""The pages that are made from declarations: a page a function, the table of all, the help of every command."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

import click

from xlcost.cli.app import cli
from xlcost.formulas.lambdas import NOT_NATIVE, lambda_text
from xlcost.functions import FUNCTIONS, call
from xlcost.functions.records import Function

_HEAD: Final = ("| argument | what | unit | takes | default |", "| --- | --- | --- | --- | --- |")
_WIDTH: Final = 80


def made_pages() -> dict[str, str]:
    """Path below docs/ -> Markdown."""
    return {
        "_made/functions.md": overview(),
        "_made/commands.md": "\n\n".join(_commands()) + "\n",
        **{f"functions/{name}.md": function_page(function) for name, function in FUNCTIONS.items()},
    }


def overview() -> str:
    """One line a function: what it gives, in which unit."""
    lines = ["| function | gives | unit |", "| --- | --- | --- |"]
    for name, function in FUNCTIONS.items():
        lines.append(f"| [`{name}`]({name}.md) | {function.summary} | {function.unit.split(':')[0]} |")
    return "\n".join(lines) + "\n"


def function_page(function: Function) -> str:
    """Everything Excel shows about a function, its worked example, how that comes about, and its LAMBDA."""
    return "\n\n".join(_function_parts(function)) + "\n"


def _function_parts(function: Function) -> Iterator[str]:
    yield f"# {function.name}"
    yield function.summary
    signature = textwrap.wrap(f"={function.signature}", _WIDTH, subsequent_indent="    ")
    yield "```text\n" + "\n".join(signature) + "\n```"
    alike = ", with the same arguments" if function.arguments else ""
    yield f"Gives {function.unit}. In Python: `xlcost.{function.python_name}`{alike}."
    if function.arguments:
        yield "## Arguments"
        yield "\n".join([*_HEAD, *_arguments(function)])
    if function.errors:
        yield "## Errors"
        yield "\n".join(f"- `{error}`: {when}" for error, when in function.errors.items())
    yield "## Example"
    yield f"```text\n{function.example_formula}\n```"
    given = [function.example.arguments.get(argument.name) for argument in function.arguments]
    result = function.example.result
    yield f"gives\n\n{_shown(call(function.name, given) if result is None else result)}"
    explained = _explained(function)
    if explained:
        yield "How that comes about, by `=COST_EXPLAIN()`:"
        yield textwrap.indent("\n".join(textwrap.wrap(explained, 100)), "> ")
    yield "## In Excel's own language"
    if function.name in NOT_NATIVE:
        yield f"The native edition has no LAMBDA for it: {NOT_NATIVE[function.name]}"
    else:
        yield "The native edition defines it as this LAMBDA:"
        yield f"```text\n={lambda_text(function)}\n```"


def _arguments(function: Function) -> Iterator[str]:
    for argument in function.arguments:
        default = "blank" if argument.default in (None, "") else _plain(argument.default)
        given = "required" if argument.required else default
        yield f"| `{argument.name}` | {argument.description} | {argument.unit or ''} | {argument.domain} | {given} |"


def _explained(function: Function) -> str | None:
    given = function.example.arguments
    if function.name == "COST_EXPLAIN" or not given:
        return None
    found = call("COST_EXPLAIN", [function.name, *(given.get(argument.name) for argument in function.arguments)])
    return None if isinstance(found, list) or found.startswith("#") else found


def _shown(result: Any) -> str:
    if not isinstance(result, list):
        return f"```text\n{_plain(result)}\n```"
    has_header = all(isinstance(cell, str) for cell in result[0])
    rows = [" | ".join(_plain(cell) for cell in row) for row in result]
    header, rest = (rows[0], rows[1:]) if has_header else (" | ".join(" " for _ in result[0]), rows)
    return "\n".join([f"| {header} |", "|" + " --- |" * len(result[0]), *(f"| {row} |" for row in rest)])


def _plain(value: object) -> str:
    """A value as Excel shows it: 3, not 3.0, and TRUE, not True."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _commands() -> Iterator[str]:
    """The help of each command, and of each command of a group."""
    top = click.Context(cli, info_name="xlcost")
    for name in cli.list_commands(top):
        yield from _command(cli.get_command(top, name), name, top, "##")


def _command(command: click.Command | None, name: str, parent: click.Context, heading: str) -> Iterator[str]:
    if command is None or command.hidden:
        return
    context = click.Context(command, info_name=name, parent=parent, terminal_width=_WIDTH)
    yield f"{heading} {context.command_path}"
    yield f"```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(command.get_command(context, inner), inner, context, heading + "#")
