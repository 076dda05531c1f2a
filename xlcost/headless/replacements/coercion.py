"""Excel's conversions between kinds of values, for the functions that are calculated here and not by the engine.

Values are the engine's: blank None, an error a dict. Texts are read with the settings of an English (US) Excel.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any, Final

from xlcost.headless.limits import MAX_TEXT

_EPOCH: Final = date(1899, 12, 30).toordinal()
_MONTHS: Final = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9} | {
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?")
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_US: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[- ,]+(\d{4}|\d{2})")
_MONTH_DAY: Final = re.compile(r"([A-Za-z]{3,9}) (\d{1,2}), ?(\d{4})")
_TIME: Final = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?\s*([AaPp][Mm])?")


class Failed(Exception):
    """The function's result is an Excel error."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class _Missing:
    """An argument that was left out, which is not the same as a blank cell."""


MISSING: Final = _Missing()


def number(value: Any) -> float:
    """Blank 0, TRUE 1, a text that reads like a number, date or time its number; else #VALUE!."""
    if value.__class__ is float:
        return float(value)
    if value is None or value is MISSING:
        return 0.0
    if isinstance(value, (bool, int)):
        return float(value)
    if isinstance(value, dict):
        raise Failed(value.get("kind", "Value"))
    if isinstance(value, list):
        return number(value[0][0] if value and value[0] else None)
    return parse_number(value)


def strict_number(value: Any) -> float:
    """The same, but TRUE and FALSE are refused, as by the functions that came from the Analysis ToolPak."""
    if isinstance(value, bool):
        raise Failed("Value")
    return number(value)


def optional(value: Any, default: float) -> float:
    """A number, or the default where the argument was left out."""
    return default if value is MISSING else number(value)


def text(value: Any) -> str:
    """A value as it reads in a text."""
    if isinstance(value, str):
        return value
    if value is None or value is MISSING:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dict):
        raise Failed(value.get("kind", "Value"))
    if isinstance(value, list):
        return text(value[0][0] if value and value[0] else None)
    return general(float(value))


def within_limit(result: str) -> str:
    """The text, unless it is longer than a cell may hold (Excel: #VALUE!)."""
    if len(result) > MAX_TEXT:
        raise Failed("Value")
    return result


def general(value: float, digits: int = 15) -> str:
    """A number as Excel writes it into a text: at most 15 digits, an exponent from 21 digits or 1E-9 on."""
    if not math.isfinite(value):
        raise Failed("Num")
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if -10 < exponent < (21 if digits == 15 else digits):
        shown = f"{value:.{max(digits - 1 - exponent, 0)}f}"
        if exponent >= digits:
            shown = f"{float(f'{mantissa}e{power}'):.0f}"
            head = digits + value.__lt__(0)
            shown = shown[:head] + "0" * (len(shown) - head)
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def parse_number(given: str) -> float:
    """The number, percentage, amount, date or time that a text reads as; else #VALUE!."""
    plain = given.strip()
    if not plain:
        raise Failed("Value")
    for read in (_plain_number, _date_and_time):
        found = read(plain)
        if found is not None:
            return found
    raise Failed("Value")


def serial(year: int, month: int, day: int) -> float | None:
    """The day number of a date, None where there is no such date; 1900 was a leap year to Excel."""
    try:
        days = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return 60.0 if (year, month, day) == (1900, 2, 29) else None
    return float(days if days > 60 else days - 1) if days > 1 else None


def _plain_number(plain: str) -> float | None:
    sign = 1.0
    if plain.startswith("(") and plain.endswith(")"):
        sign, plain = -1.0, plain[1:-1].strip()
    if plain[:1] in {"-", "+"} and plain[1:2] in {"$", "€", "£"}:
        sign, plain = (-sign if plain[0] == "-" else sign), plain[1:]
    plain = plain.removeprefix("$").removeprefix("€").removeprefix("£").strip()
    percent = plain.endswith("%")
    if percent:
        plain = plain[:-1].strip()
    if not _NUMBER.fullmatch(plain) or not any(character.isdigit() for character in plain):
        return None
    value = float(plain.replace(",", "")) * sign
    if not math.isfinite(value):
        return None
    return value / 100 if percent else value


def _date_and_time(plain: str) -> float | None:
    day = _leading_date(plain)
    if day is None:
        found = _TIME.fullmatch(plain)
        return None if found is None else _time(found)
    number_of_day, length = day
    rest = plain[length:].lstrip("T ").strip()
    if not rest:
        return number_of_day
    found = _TIME.fullmatch(rest)
    moment = None if found is None else _time(found)
    return None if moment is None else number_of_day + moment


def _leading_date(plain: str) -> tuple[float, int] | None:
    for form, order in ((_ISO, "ymd"), (_US, "mdy"), (_DAY_MONTH, "dmy"), (_MONTH_DAY, "mdy")):
        found = form.match(plain)
        if found is None:
            continue
        parts = dict(zip(order, found.groups(), strict=True))
        month = int(parts["m"]) if parts["m"].isdigit() else _MONTHS.get(parts["m"][:3].lower(), 0)
        year = int(parts["y"])
        if len(parts["y"]) == 2:
            year += 2000 if year < 30 else 1900
        day = serial(year, month, int(parts["d"])) if month else None
        return None if day is None else (day, found.end())
    return None


def _time(found: re.Match[str]) -> float | None:
    hours, minutes, seconds, half = found.groups()
    hour = int(hours)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if int(minutes) > 59 or float(seconds or 0) >= 60:
        return None
    return (hour * 3600 + int(minutes) * 60 + float(seconds or 0)) / 86_400
