"""Functions: the reference of every Excel function, from the registry, each with its example calculated live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap
from typing import Any, Final

from xlcost.functions import FUNCTIONS, Argument, Function, call
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Sheet, Table

#: Columns of an example that are shown, from column C on.
_SHOWN: Final = 5
#: Characters of a domain that its column has room for.
_LONGEST_DOMAIN: Final = 60
#: Characters of a signature in one line.
_LINE: Final = 190
_YES, _NO = "yes", "no"
_LIVE: Final = 3


def sheet() -> Sheet:
    """The sheet."""
    blocks: list[Block] = []
    breaks: list[str] = []
    filled = 0.0
    for function in FUNCTIONS.values():
        own = tuple(_function(function))
        rows = sum(_rows_of(block) for block in own)
        if filled and filled + rows > _PAGE:
            breaks.append(function.name)
            filled = 0.0
        filled += rows
        blocks += own
    blocks += _connecting()
    return Sheet(
        name="Functions",
        title="Functions",
        purpose="Every xlcost function, as Excel knows it; the examples are calculated here and now.",
        blocks=tuple(blocks),
        widths={"A": 32, "B": 23, "C": 23, "D": 21, "E": 14, "F": 12, "G": 55},
        last_column=7,
        freeze=None,
        tab="settings",
        page_breaks=tuple(breaks),
    )


def _rows_of(block: Block) -> float:
    """About how many lines of paper a block takes: meanings may take two."""
    if not isinstance(block, Table):
        return 1
    if block.beside:
        return max(0, block.rows)
    return 1 + block.rows * (1.25 if block.key.startswith("arguments_") else 1)


def _connecting() -> tuple[Block, ...]:
    """How to have the functions in each program, and what this one hands to them for an empty cell."""
    return (
        Heading(_CONNECT),
        Table(
            "connect",
            (
                Column("where", "Where", tuple(Cell(where, "label") for where, _ in _STEPS)),
                Column("how", "How", tuple(Cell(how, "text") for _, how in _STEPS)),
            ),
            len(_STEPS),
            header_to=7,
        ),
        Gap(),
        Table(
            "empty_cell",
            (
                Column("label", "An empty cell", (Cell("Functions get of it", "label"),)),
                Column("cell", Cell(None, "text"), (Cell(None, "text"),)),
                Column("found", Cell(None, "text"), (Cell(_EMPTY_CELL, "function_text", formula=True),)),
            ),
            1,
            header_look="label",
        ),
    )


#: A blank utilisation is 1, and 0 is refused: so the answer tells which of the two the function got.
_EMPTY_CELL: Final = (
    "=CHOOSE(1+IF(ISERROR(XLCOST_VERSION()),0,1)+IF(ISERROR(SELF_HOST_PRICE(36,100,{empty_cell.cell:row1})),0,1),"
    '"not known: the functions are not connected","0, as older Excels do: fill in every input","a blank")'
)
#: Lines of a page on paper.
_PAGE: Final = 41
_CONNECT: Final = "How to connect the functions"
_STEPS: Final = (
    ("Any computer", "Nothing to install: every figure is saved in the file. To change inputs, connect the functions."),
    ("Windows, with Python", "Make the classic edition (xlcost new book.xlsm --edition classic) and see its README."),
    ("Windows, Mac and web", "Make the Lite edition (--edition lite) and install the free add-in xlwings Lite."),
    ("Excel 365, nothing else", "Make the native edition (--edition native): the functions are formulas themselves."),
    ("LibreOffice", "Install the xlcost extension (.oxt), then open this file."),
    ("No spreadsheet at all", "xlcost recalc calculates every figure anew; xlcost check checks the workbook."),
)


def examples() -> Iterator[tuple[str, str]]:
    """What to check, and a formula of how far it is off, for the examples that have a result to be held against.

    Numbers are compared by sum and count, words cell by cell.
    """
    for name, function in FUNCTIONS.items():
        if function.example.result is None:
            continue
        live, expected = f"example_{function.python_name}", f"expected_{function.python_name}"
        words = [
            not any(isinstance(row[at], float) for row in _rows(function.example.result))
            for at in range(_width(function))
        ]
        if not all(words):
            sums, counts = (f"ABS({what}({{{live}:table}})-{what}({{{expected}:table}}))" for what in ("SUM", "COUNT"))
            yield f"Example of {name}: numbers", f"={sums}+{counts}"
        unlike = [
            f"SUMPRODUCT(1*({{{live}.c{at}:whole}}<>{{{expected}.c{at}:whole}}))"
            for at, is_word in enumerate(words, 1)
            if is_word
        ]
        if unlike:
            yield f"Example of {name}: words", "=" + "+".join(unlike)


def _width(function: Function) -> int:
    return min(len(_rows(function.example.result)[0]), _SHOWN)


def _rows(result: Any) -> list[list[Any]]:
    return result if isinstance(result, list) else [[result]]


def _function(function: Function) -> Iterator[Block]:
    yield Heading(function.name)
    for part in wrap(function.signature, _LINE):
        yield Paragraph(part, look="label")
    yield Paragraph(f"{function.summary} Gives: {function.unit}.")
    for error, when in function.errors.items():
        yield Paragraph(f"{error}: {when}.")
    if function.arguments:
        yield _arguments(function)
    yield from _example(function)
    yield Gap()


def _arguments(function: Function) -> Table:
    arguments = tuple(_without_repeats(function))
    empty = (Cell(None, "text"),) * len(arguments)
    return Table(
        f"arguments_{function.python_name}",
        (
            Column("name", "Argument", tuple(Cell(one.name, "label") for one in arguments)),
            Column("unit", "Unit", tuple(Cell(one.unit, "unit") for one in arguments)),
            Column(
                "default",
                "Default",
                tuple(Cell(_default(one.default, required=one.required), "text") for one in arguments),
            ),
            Column("domain", "Takes", tuple(Cell(_short(one.domain), "text") for one in arguments)),
            Column("gap_1", "", empty),
            Column("gap_2", "", empty),
            Column("description", "Meaning", tuple(Cell(_meaning(one), "note") for one in arguments)),
        ),
        len(arguments),
        header_look="caption",
    )


def _short(domain: str) -> str:
    return domain if len(domain) <= _LONGEST_DOMAIN else "see the meaning"


def _without_repeats(function: Function) -> Iterator[Argument]:
    """The arguments, one for all that are numbered: argument_1 to argument_16."""
    numbered = [one for one in function.arguments if _NUMBERED.fullmatch(one.name)]
    for one in function.arguments:
        if one not in numbered:
            yield one
        elif one == numbered[0]:
            yield replace(one, name=f"{one.name} to {numbered[-1].name}", description="Its arguments, in their order")


#: Arguments that are all alike, but for their place.
_NUMBERED: Final = re.compile(r"[a-z]+_[0-9]+")


def _meaning(argument: Argument) -> str:
    """The description, and the domain where that has no room in its own column."""
    long = len(argument.domain) > _LONGEST_DOMAIN
    return f"{argument.description}: {argument.domain}" if long else argument.description


def _default(value: Any, *, required: bool) -> Any:
    """The default as a cell shows it."""
    if required:
        return "required"
    return "blank" if value is None or value == "" else value


def _example(function: Function) -> Iterator[Block]:
    name = function.python_name
    formula = function.example_formula
    result = function.example.result
    table = _rows(call(function.name, list(_given(function))) if result is None else result)
    unit = _unit(function) + (f", first {_SHOWN} columns" if len(table[0]) > _SHOWN else "")
    yield Paragraph(f"Example: {formula}", look="label")
    yield from _shown(f"example_{name}", f"{function.name} now", unit, _live(function, table))
    if result is not None:
        constant = [[_constant(value) for value in row[:_SHOWN]] for row in table]
        yield from _shown(f"expected_{name}", f"{function.name} expected", unit, constant)


def _live(function: Function, table: list[list[Any]]) -> list[list[Cell]]:
    """The example as cell formulas; each cell of a table has its own, by INDEX."""
    call = function.example_formula[1:]
    if len(table) == len(table[0]) == 1:
        return [[_result(call, table[0][0])]]
    return [
        [_result(f"INDEX({call},{down},{across})", value) for across, value in enumerate(row[:_SHOWN], 1)]
        for down, row in enumerate(table, 1)
    ]


def _result(call: str, value: Any) -> Cell:
    """A call as a cell formula; TRUE and FALSE in words, since LibreOffice loses saved logical values."""
    if value == "":  # LibreOffice calculates a saved empty text anew, and without the functions that is an error
        return Cell(None, "text")
    formula = f'=IF({call},"{_YES}","{_NO}")' if isinstance(value, bool) else f"={call}"
    return Cell(formula, "function_text", _format(value), formula=True)


def _constant(value: Any) -> Cell:
    return Cell((_YES if value else _NO) if isinstance(value, bool) else value, "text", _format(value))


def _format(value: Any) -> str:
    """Six decimals for a result that has more of them among the digits that a cell shows."""
    digits = float(f"{value:.15g}") if isinstance(value, float) else 0.0
    return "general" if round(digits, 6) == digits else "unit_amount"


def _shown(key: str, label: str, unit: str, rows: list[list[Cell]]) -> Iterator[Block]:
    """Cells under a label, as a table whose header is its first row."""
    yield Table(
        f"{key}_label",
        (Column("label", label, ()), Column("unit", Cell(unit, "unit"), ())),
        0,
        header_look="label",
    )
    columns = tuple(
        Column(f"c{number}", cells[0], cells[1:]) for number, cells in enumerate(zip(*rows, strict=True), 1)
    )
    yield Table(key, columns, len(rows) - 1, first_column=_LIVE, beside=True)


def _unit(function: Function) -> str:
    """The unit of a result in one word or two; what the words of a result can be is said above."""
    return "text" if isinstance(function.example.result, str) else re.split("[:;]", function.unit)[0]


def _given(function: Function) -> Iterator[Any]:
    """The example's arguments in order; omitted ones are None."""
    for argument in function.arguments:
        yield function.example.arguments.get(argument.name)
