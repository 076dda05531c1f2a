"""Bills in other currencies: amounts become USD by a dated rate that somebody gives, or stay out and are said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from xlcost.errors import BadFile
from xlcost.usage.engine import Group
from xlcost.usage.inputs import read_rows

#: The columns of a table of rates; others, such as where a rate is from, are for its readers.
COLUMNS: Final = ("currency", "effective_from", "usd")

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_RATE: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Rates:
    """USD for one unit of a currency: a month's rate holds in that month alone, a day's until the next one."""

    months: Mapping[tuple[str, str], Decimal]
    days: Mapping[str, Sequence[tuple[date, Decimal]]]

    def usd(self, currency: str, day: date) -> Decimal | None:
        """The rate of a day; None where the table has none."""
        if (month := self.months.get((currency, f"{day:%Y-%m}"))) is not None:
            return month
        begun = [rate for since, rate in self.days.get(currency, ()) if since <= day]
        return begun[-1] if begun else None


NO_RATES: Final = Rates({}, {})


def read_rates(path: Path) -> Rates:
    """Rates from a CSV file with the columns currency, effective_from (YYYY-MM or YYYY-MM-DD) and usd.

    Raises:
        BadFile: it cannot be read or is no such table; says which row.
    """
    header, *rows = read_rows(path)
    names = [cell.strip().casefold() for cell in header]
    if missing := [name for name in COLUMNS if names.count(name) != 1]:
        raise BadFile(f"{path}: needs one column named {missing[0]} (columns: {', '.join(COLUMNS)})")
    months: dict[tuple[str, str], Decimal] = {}
    days: dict[str, dict[date, Decimal]] = {}
    for number, row in enumerate(rows, start=2):
        where = f"{path}, row {number}"
        cells = [*row, *[""] * len(names)]
        currency, since, usd = (cells[names.index(name)].strip() for name in COLUMNS)
        currency, rate = _currency(currency, where), _rate(usd, where)
        known: Decimal
        if _MONTH.fullmatch(since) and 1 <= int(since[5:]) <= 12:
            known = months.setdefault((currency, since), rate)
        else:
            known = days.setdefault(currency, {}).setdefault(_day(since, where), rate)
        if known != rate:
            raise BadFile(f"{where}: a second rate of {currency} for {since}; delete one")
    return Rates(months, {currency: sorted(found.items()) for currency, found in days.items()})


def in_usd(group: Group, rates: Rates) -> Group:
    """A group with its amount in USD; without one where no rate is known, its currency then says why."""
    if group.billed is None or group.currency == "USD":
        return group
    rate = rates.usd(group.currency, group.day)
    if rate is None:
        return replace(group, billed=None)
    return replace(group, billed=group.billed * rate, currency="USD")


def _currency(text: str, where: str) -> str:
    if not _CURRENCY.fullmatch(text.upper()):
        raise BadFile(f"{where}: {text!r} is no currency; write its three letters, such as EUR")
    return text.upper()


def _rate(text: str, where: str) -> Decimal:
    rate = Decimal(text) if _RATE.fullmatch(text) else Decimal(0)
    if not rate > 0:
        raise BadFile(f"{where}: {text!r} is no rate; write how many USD one unit is, such as 1.08")
    return rate


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadFile(f"{where}: {text!r} is no month or day; write 2026-11 or 2026-11-30") from None
