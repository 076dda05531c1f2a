"""The sheet Rates of a portfolio: what one unit of a currency is in USD, month by month; read, and for usage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.functions.coercion import day
from xlcost.portfolio import layout
from xlcost.portfolio.inputs_sheets import CURRENCIES
from xlcost.portfolio.sheet import months_after
from xlcost.usage.exchange import Rates
from xlcost.workbook.addresses import address
from xlcost.workbook.reader import open_book

#: A month, and the rate of each of CURRENCIES in it.
MonthRates = tuple[date, tuple[float | None, ...]]
_FIRST_MONTH: Final = (4, 2)  # on the sheet Plan: where the months begin


def read_book_rates(path: Path) -> Rates:
    """The rates of a portfolio workbook.

    Raises:
        BadFile: it cannot be read, is no portfolio, has no rate, or one that is none; says which cell.
    """
    book = open_book(path)
    cells = {
        name: {place: cell.value for place, cell in book.sheets_by_name[name.lower()].cells.items()}
        for name in (layout.PLAN, layout.RATES)
        if name.lower() in book.sheets_by_name
    }
    start = cells.get(layout.PLAN, {}).get(_FIRST_MONTH)
    if layout.RATES not in cells or not isinstance(start, float):
        raise BadFile(f"{path}: is no portfolio, whose sheet {layout.RATES} has rates; give one, or a CSV file")
    rates = as_rates(typed_rates(cells[layout.RATES], day(start, "the first month of the plan"), str(path)))
    if not rates.months:
        raise BadFile(f"{path}: no rate is filled in on its sheet {layout.RATES}")
    return rates


def typed_rates(cells: Mapping[tuple[int, int], Any], start: date, where: str) -> Iterator[MonthRates]:
    """What is typed on a sheet Rates whose first month is ``start``; a blank is None.

    Raises:
        BadFile: a rate that is none; says which cell.
    """
    for number in range(layout.MONTHS):
        row = layout.RATES_HEADER + 1 + number
        found = list[float | None]()
        for column in range(2, 2 + len(CURRENCIES)):
            rate = cells.get((row, column))
            if rate in (None, ""):
                found.append(None)
            elif isinstance(rate, float) and not isinstance(rate, bool) and rate > 0:
                found.append(rate)
            else:
                raise BadFile(
                    f"{where}: {layout.RATES}!{address(row, column)}: {str(rate)[:40]!r} is no rate; write how many "
                    "USD one unit is, such as 1.08"
                )
        yield months_after(start, number), tuple(found)


def as_rates(typed: Iterator[MonthRates] | tuple[MonthRates, ...]) -> Rates:
    """Rates of months as usage takes them."""
    return Rates(
        {
            (currency, f"{month:%Y-%m}"): Decimal(repr(rate))
            for month, rates in typed
            for currency, rate in zip(CURRENCIES, rates, strict=True)
            if rate is not None
        },
        {},
    )
