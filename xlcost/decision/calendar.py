"""The days on which the months of a case start."""

from __future__ import annotations

import calendar
from datetime import date


def month_start(first: date, passed: int) -> date:
    """The day some months after another, as Excel's EDATE: the last of the month where it has no such day."""
    year, month = divmod(first.year * 12 + first.month - 1 + passed, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def month_starts(first: date, months: int) -> list[date]:
    """The first day of each month of the horizon."""
    return [month_start(first, passed) for passed in range(months)]
