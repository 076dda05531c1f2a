"""Small models written as lines with keys, so that a line can be put in or taken out and every formula follows."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.records import Book

_KEY = re.compile(r"\{(\w+)\}")


class Line(NamedTuple):
    """A row: key, label, unit, and the same content for each column; a formula names other lines as {key}."""

    key: str
    label: Any
    unit: Any
    content: Any


INPUTS = (
    Line("requests", "Requests", "requests per month", 100_000),
    Line("tokens", "Tokens", "tokens per request", 1_000),
    Line("price", "Price", "USD per Mtok", 3),
    Line("fixed", "Fixed cost", "USD per month", 50),
)
COSTS = (
    Line("usage", "Usage", "USD per month", "={requests}*{tokens}*{price}/1000000"),
    Line("monthly", "Monthly cost", "USD per month", "={usage}+{fixed}"),
    Line("yearly", "Yearly cost", "USD per year", "={monthly}*12"),
)
SUMMARY = (Line("answer", "Cost of a year", "USD", "={yearly}"),)
SHEETS = {"Inputs": INPUTS, "Costs": COSTS, "Summary": SUMMARY}


def changed(lines: tuple[Line, ...], key: str, **fields: Any) -> tuple[Line, ...]:
    """The lines with one of them changed."""
    assert key in {line.key for line in lines}
    return tuple(line._replace(**fields) if line.key == key else line for line in lines)


def without(lines: tuple[Line, ...], key: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.key != key)


def with_line(lines: tuple[Line, ...], after: str, line: Line) -> tuple[Line, ...]:
    at = [line.key for line in lines].index(after) + 1
    return (*lines[:at], line, *lines[at:])


def model(sheets=None, *, columns=1, first_column=3, names=(), edit=None) -> openpyxl.Workbook:
    """An openpyxl workbook: a header row, then the lines; ``names`` are keys that get a defined name."""
    sheets = SHEETS if sheets is None else sheets
    places = {line.key: (sheet, row) for sheet, lines in sheets.items() for row, line in enumerate(lines, 2)}
    work = openpyxl.Workbook()
    work.remove(work.active)
    for name, lines in sheets.items():
        sheet = work.create_sheet(name)
        for column, text in enumerate(("Item", "Unit"), 1):
            sheet.cell(1, column, text)
        for row, line in enumerate(lines, 2):
            sheet.cell(row, 1, line.label)
            sheet.cell(row, 2, line.unit)
            for column in range(first_column, first_column + columns):
                sheet.cell(row, column, _at(line.content, places, name, get_column_letter(column)))
    for key in names:
        sheet, row = places[key]
        work.defined_names[key] = DefinedName(key, attr_text=f"'{sheet}'!${get_column_letter(first_column)}${row}")
    if edit is not None:
        edit(work)
    return work


def _at(content: Any, places: dict[str, tuple[str, int]], here: str, column: str) -> Any:
    if not isinstance(content, str) or not content.startswith("="):
        return content

    def reference(found: re.Match[str]) -> str:
        sheet, row = places[found[1]]
        return f"{column}{row}" if sheet == here else f"'{sheet}'!{column}{row}"

    return _KEY.sub(reference, content)


def book(work: openpyxl.Workbook | None = None, name: str = "book.xlsx") -> Book:
    """A workbook as the comparison reads it; a new small model where none is given."""
    data = io.BytesIO()
    (work or model()).save(data)
    return read_book(package_from_bytes(data.getvalue(), Path(name)))
