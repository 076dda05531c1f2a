"""Finds the price table of a workbook: a header row with model, input and output, and the rows below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from xlcost.outline.model import Model
from xlcost.prices import PRICE_KINDS
from xlcost.workbook.records import Cell, CellValue, Sheet

_EPOCH: Final = date(1899, 12, 30)
_SYNONYMS: Final[Mapping[str, str]] = {
    "vendor": "provider", "maker": "provider",
    "effective": "effective_from", "effective_date": "effective_from", "valid_from": "effective_from",
    "from": "effective_from", "checked": "checked_on", "checked_date": "checked_on", "date_checked": "checked_on",
    "last_checked": "checked_on", "source_link": "source", "source_url": "source", "link": "source", "url": "source",
    "units": "unit", "per": "unit", "price_status": "status", "price_type": "status", "negotiated": "status",
    "input_price": "input", "output_price": "output",
}  # fmt: skip
_LONGEST_HEADER: Final = 40
_MODEL: Final = re.compile(r"(llm|(language )?model)( (name|id))?", re.IGNORECASE)
_INPUT: Final = re.compile(r"\b(input|prompt)s?(?![a-z])", re.IGNORECASE)
_OUTPUT: Final = re.compile(r"\b(output|completion)s?(?![a-z])", re.IGNORECASE)
_CACHED: Final = re.compile(r"cach|batch|tun|train", re.IGNORECASE)
#: A header of prices says so, or for how many tokens; "Input cost, USD" heads what was paid.
_IS_PRICE: Final = re.compile(
    r"\b(price|rate)\b|(/|\bper\b)\s*(1\s?[mk]\b|1,?000|[mk]?tok|(a )?(million|thousand|token))", re.IGNORECASE
)
_NEEDED: Final = frozenset({"model", "input", "output"})


#: Columns of a list of what was used, beside whose model stands the price that was paid.
_OF_USAGE: Final = frozenset({"requests", "use_case"})


class PriceTable(NamedTuple):
    """A price table: where each column and each row with a model stands."""

    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[int, ...]
    unit: str | None  # a unit stated once, in the texts round the table


def price_tables(model: Model) -> tuple[PriceTable, ...]:
    """Every price table of the workbook."""
    return model.remembered(_find_price_tables)


def _find_price_tables(model: Model) -> tuple[PriceTable, ...]:
    return tuple(_tables(model))


def _tables(model: Model) -> Iterator[PriceTable]:
    for sheet in model.book.sheets:
        headers: dict[int, dict[str, int]] = {}
        for cell in _in_possible_header_rows(sheet):
            headers.setdefault(cell.row, {}).setdefault(_meaning(str(cell.value)), cell.column)
        for row, columns in sorted(headers.items()):
            if (
                columns.keys() >= _NEEDED
                and not columns.keys() & _OF_USAGE
                and _is_typed(model, sheet.name, row, columns)
            ):
                yield PriceTable(
                    sheet.name,
                    row,
                    columns,
                    tuple(_rows(model, sheet.name, row, columns["model"])),
                    _unit(model, sheet.name, row),
                )


def _in_possible_header_rows(sheet: Sheet) -> Iterator[Cell]:
    """The short texts in rows of which one speaks of input, or of prompts."""
    texts = [
        cell
        for cell in sheet.cells.values()
        if isinstance(cell.value, str) and cell.formula is None and len(cell.value) < _LONGEST_HEADER
    ]
    rows = {cell.row for cell in texts if _INPUT.search(str(cell.value))}
    return (cell for cell in texts if cell.row in rows)


def _meaning(header: str) -> str:
    """The column that a header names: as our functions read it, else as people write it on tables of their own."""
    key = _key(header)
    if key in _SYNONYMS:
        return _SYNONYMS[key]
    if _MODEL.fullmatch(header.strip()):
        return "model"
    if _IS_PRICE.search(header) and not _CACHED.search(header):
        if _INPUT.search(header):
            return "input"
        if _OUTPUT.search(header):
            return "output"
    return key


def _key(text: str) -> str:
    key = text.strip().casefold().partition("(")[0]  # a unit in brackets, as the functions read it
    for word in ("usd/mtok", "usd per mtok", "per mtok"):
        key = key.replace(word, "")
    return key.strip().replace(" ", "_").replace("-", "_").replace("/", "_")


def _is_typed(model: Model, sheet: str, header_row: int, columns: Mapping[str, int]) -> bool:
    """Whether the prices are entered there; a table that looks them up is a view of another."""
    cells = [model.cell((sheet, row, columns["input"])) for row in _rows(model, sheet, header_row, columns["model"])]
    return sum(cell is not None and cell.formula is not None for cell in cells) * 2 <= len(cells)


def _rows(model: Model, sheet: str, header_row: int, column: int) -> Iterator[int]:
    row = header_row + 1
    while isinstance(model.value((sheet, row, column)), str) and str(model.value((sheet, row, column))).strip():
        yield row
        row += 1


def _unit(model: Model, sheet: str, header_row: int) -> str | None:
    for (row, _), cell in model.sheet(sheet).cells.items():
        if row <= header_row and isinstance(cell.value, str):
            text = cell.value.casefold()
            if "mtok" in text or "million tokens" in text or "1m tokens" in text:
                return cell.value
    return None


def as_date(value: CellValue) -> date | None:
    """A day number or an ISO date as a date; None for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value < 2_958_466:
        return _EPOCH + timedelta(days=int(value))
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            return None
    return None


def price_kinds(table: PriceTable) -> tuple[str, ...]:
    """The columns of prices and fees that the table has."""
    return tuple(kind for kind in PRICE_KINDS if kind in table.columns)
