"""Values of cells as texts for people, harmless wherever they are shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from xlcost.inert import inert
from xlcost.workbook.records import CellValue
from xlcost.workbook.styles import Style

_EPOCH: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_LAST_DAY: Final = {False: 2_958_465, True: 2_957_003}


def harmless(text: str, limit: int = 0) -> str:
    """Text of a file on one line, without characters that act; cut to a number of characters, if one is given."""
    plain = inert(" ".join(text.split()))
    return plain if not limit or len(plain) <= limit else plain[: limit - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def typed(value: CellValue, style: Style, *, date1904: bool = False) -> CellValue | date:
    """A value as a person means it: a number that shows as a date is that date."""
    if isinstance(value, float) and style.is_date and 1 <= value <= _LAST_DAY[date1904]:
        moment = _EPOCH[date1904] + timedelta(days=value)
        return moment.replace(microsecond=0) if value % 1 else moment.date()
    return value


def written(value: CellValue | date, number_format: str = "General") -> str:
    """A value in a few characters: numbers with thousands marks and up to ten digits, per cent where the cell says."""
    if value is None or value == "":
        return "(blank)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value * 100:,.8g}%" if "%" in number_format else f"{value:,.10g}"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else harmless(str(value))
