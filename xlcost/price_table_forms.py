"""How a workbook's own price table is written: the form of its days, and whether its prices are in our unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from xlcost.errors import BadFile
from xlcost.functions.coercion import serial
from xlcost.numbertext import spelled
from xlcost.outline.model import Model
from xlcost.outline.price_table import PriceTable
from xlcost.prices import PRICES
from xlcost.workbook.addresses import address
from xlcost.workbook.records import CellValue, Place

#: What a price table says where nobody publishes a price.
NOT_THERE: Final = "n/a"
DATES: Final = ("effective_from", "effective_to", "checked_on")

_OTHER_UNIT: Final = re.compile(
    r"€|£|¥|\b(?:EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CAD|AUD)\b"
    r"|\b(?:1k|1,000|1000|1\.000|thousand)\b(?! ?(?:,?000|k))|\bper token\b|/token\b",
    re.IGNORECASE,
)
#: Prices that are all below this share of the catalogue's are in another unit, and not cheaper.
_ANOTHER_UNIT: Final = 0.02


class Form:
    """How a table is written: its days as day numbers in cells that show dates, else as texts; and what is missing."""

    def __init__(self, model: Model, table: PriceTable) -> None:
        self._model, self._table = model, table
        self._styles = model.book.styles
        self._shown = {column: self._style_of(column) for column in DATES if column in table.columns}
        #: A blank price is 0 on hosts that make 0 of empty cells: a table that says n/a goes on saying so.
        self.nothing: Final[CellValue] = NOT_THERE if self._says_not_there() else None
        self._any = next((style for style in self._shown.values() if style is not None), None)

    def day(self, place: Place, column: str, day: date) -> tuple[CellValue, int | None]:
        """What a cell gets for a day, and the style that it needs to show it; None: its own."""
        cell = self._model.cell(place)
        if cell is not None and isinstance(cell.value, str) and cell.value not in ("", NOT_THERE):
            return day.isoformat(), None
        if cell is not None and self._styles[cell.style].is_date:
            return serial(day), None
        style = self._any if self._shown[column] is None else self._shown[column]
        return (day.isoformat(), None) if style is None else (serial(day), style)

    def _says_not_there(self) -> bool:
        places = (
            (self._table.sheet, row, number) for row in self._table.rows for number in self._table.columns.values()
        )
        return any(self._model.value(place) == NOT_THERE for place in places)

    def _style_of(self, column: str) -> int | None:
        """The style of a cell of the column that shows a day number as a date."""
        for row in self._table.rows:
            cell = self._model.cell((self._table.sheet, row, self._table.columns[column]))
            if cell is not None and isinstance(cell.value, float | int) and self._styles[cell.style].is_date:
                return cell.style
        return None


def refuse_another_unit(model: Model, table: PriceTable) -> None:
    """Raises BadFile where a table says that its prices are not USD per million tokens."""
    for place in _saying_the_unit(model, table):
        text = model.value(place)
        if isinstance(text, str) and _OTHER_UNIT.search(text):
            _, row, column = place
            raise BadFile(
                f"{model.book.package.path}: {table.sheet}!{address(row, column)} says {text!r}, and the catalogue's "
                "prices are USD per million tokens; mark these rows as negotiated or state the prices in that unit"
            )


def _saying_the_unit(model: Model, table: PriceTable) -> Iterator[Place]:
    for column in PRICES:
        if column in table.columns:
            yield table.sheet, table.header_row, table.columns[column]
    for column in ("unit", "currency"):
        if column in table.columns:
            yield from ((table.sheet, row, table.columns[column]) for row in table.rows)


def refuse_prices_of_another_size(model: Model, table: PriceTable, cells: Mapping[Place, CellValue]) -> None:
    """Raises BadFile where all prices that an update changes are a small part of the catalogue's."""
    number = table.columns["input"]
    pairs = [
        (old, new)
        for row in table.rows
        if isinstance(old := model.value((table.sheet, row, number)), float)
        and isinstance(new := cells.get((table.sheet, row, number)), float)
        and old > 0
        and new > 0
    ]
    if pairs and all(old < _ANOTHER_UNIT * new for old, new in pairs):
        old, new = pairs[0]
        raise BadFile(
            f"{model.book.package.path}: {table.sheet} has an input price of {spelled(old)} where the catalogue has "
            f"{spelled(new)} USD per million tokens, and the others are as far off: they are in another unit; mark "
            "these rows as negotiated or state the prices per million tokens"
        )
