"""The reference of the functions as Markdown, made from the register: the README's table and a page a function."""

from __future__ import annotations

from xlcost.functions.registry import FUNCTIONS, Function


def overview() -> str:
    """One line a function: what it gives, in which unit."""
    lines = ["| function | gives | unit |", "| --- | --- | --- |"]
    for function in FUNCTIONS.values():
        lines.append(f"| `{function.name}` | {function.summary} | {function.unit.split(':')[0]} |")
    return "\n".join(lines)


def page(function: Function) -> str:
    """Everything Excel shows about a function, and its worked example."""
    arguments = [
        f"| `{a.name}` | {a.description} | {a.unit or 'none'} | {a.domain} | {_default(function, a.name)} |"
        for a in function.arguments
    ]
    errors = [f"- `{error}`: {when}" for error, when in function.errors.items()]
    example = function.example.result
    shown = "" if example is None else f" gives `{_rows(example) if isinstance(example, list) else _plain(example)}`"
    parts = [
        f"## {function.name}",
        function.summary,
        f"`{function.signature}` in {function.unit}",
        *(["\n".join([*_HEAD, *arguments])] if arguments else []),
        *(["\n".join(errors)] if errors else []),
        f"Example: `{function.example_formula}`{shown}",
    ]
    return "\n\n".join(parts)


_HEAD = ("| argument | what | unit | takes | default |", "| --- | --- | --- | --- | --- |")


def _default(function: Function, name: str) -> str:
    argument = next(a for a in function.arguments if a.name == name)
    return "required" if argument.required else "blank" if argument.default in (None, "") else _plain(argument.default)


def _rows(grid: list[list[object]]) -> str:
    return "; ".join(", ".join(_plain(cell) for cell in row) for row in grid)


def _plain(value: object) -> str:
    """A value as Excel shows it: 3, not 3.0, and TRUE, not True."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def reference() -> str:
    """The whole reference page."""
    head = (
        "# The Excel functions\n\nMade from the register by `xlcost.functions.reference`; do not edit. Money is USD, "
        "prices are per million tokens (Mtok). A blank or omitted optional argument is its default. A number that was "
        "typed or pasted as a text counts as the number where every language reads it alike: `100000`, `1e5`, `0.9`, "
        "`90%`; with a separator of thousands, a decimal comma or a currency sign it is #VALUE!."
    )
    return "\n\n".join([head, *(page(function) for function in FUNCTIONS.values())]) + "\n"
