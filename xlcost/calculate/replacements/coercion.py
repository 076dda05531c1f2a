"""Excel's conversions between kinds of values, for the functions that are calculated here and not by the engine.

Values are the engine's: blank None, an error a dict. Texts are read with the settings of an English (US) Excel.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from typing import Any, Final

from xlcost.workbook.limits import MAX_TEXT

_EPOCH: Final = date(1899, 12, 30).toordinal()
_MONTHS: Final = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9} | {
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_CURRENCIES: Final = frozenset({"$", "€", "£"})
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?")
_DIGITS_DATE: Final = re.compile(r"([0-9]{1,4})\s*([-/])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})(?![0-9])")
_DAY_MONTH: Final = re.compile(r"([0-9]{1,2})[- /]([A-Za-z]{3,9})[- ,/]+([0-9]{4}|[0-9]{2})(?![0-9])")
_MONTH_DAY: Final = re.compile(r"[A-Za-z]{3,9} [0-9]{1,2}, ?[0-9]{4}(?![0-9])")
#: Texts that mean a day of the current year, or a month: which day that is depends on the clock or on a guess.
_PART_OF_DATE: Final = re.compile(
    r"[0-9]{1,2}[-/][0-9]{1,4}|[0-9]{1,2}[- /]?[A-Za-z]{3,9}|[A-Za-z]{3,9}[- /,]{0,2}[0-9]{1,4}"
)
_FRACTION: Final = re.compile(r"([0-9]+) ([0-9]{1,2})/([0-9]{1,2})")
_TIME: Final = re.compile(r"([0-9]{1,4})(?:\s*:\s*([0-9]{1,2}))?(?:\s*:\s*([0-9]{1,2}(?:\.[0-9]+)?))?\s*([AaPp][Mm]?)?")


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


def boolean(value: Any) -> bool:
    """A truth value: numbers other than 0 are true, and the texts TRUE and FALSE mean what they say; else #VALUE!."""
    if isinstance(value, str):
        if value.upper() not in {"TRUE", "FALSE"}:
            raise Failed("Value")
        return value.upper() == "TRUE"
    return number(value) != 0


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
    """The number, percentage, amount, date or time that a text reads as; else #VALUE!.

    Raises:
        Failed: no such text (``Value``), or one whose meaning depends on the country or the clock (``NImpl``).
    """
    plain = given.strip()
    if not plain:
        raise Failed("Value")
    if not plain.isascii() and any(map(str.isdecimal, plain)):
        _refuse_other_digits(plain)
    found = _plain_number(plain)
    if found is not None:
        return found
    if plain != given and _DIGITS_DATE.match(plain):  # Excel trims numbers, but not dates
        raise Failed("Value")
    return parse_moment(plain)


def _refuse_other_digits(plain: str) -> None:
    """Refuse a number in Arabic, Devanagari or wide digits: whether Excel reads it is up to the country."""
    western = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)
    if western != plain:
        parse_number(western)
        raise Failed("NImpl")


def is_date(given: str) -> bool:
    """Whether a text that reads as a number is a date."""
    plain = given.strip()
    return bool(_DIGITS_DATE.match(plain) or _DAY_MONTH.match(plain))


def parse_moment(plain: str) -> float:
    """The day, time or both that a text without blanks at its ends means."""
    found = _TIME.fullmatch(plain)
    if found is not None and (found[2] or found[4]):
        return _time(found)
    fraction = _FRACTION.fullmatch(plain)
    if fraction is not None and int(fraction[3]):
        return int(fraction[1]) + int(fraction[2]) / int(fraction[3])
    return parse_date(plain)


def parse_date(plain: str) -> float:
    """The day that a text means, with its time of day if it has one."""
    day, length = _leading_date(plain)
    rest = plain[length:].lstrip("T ").strip()
    if not rest:
        return day
    found = _TIME.fullmatch(rest)
    if found is None or not (found[2] or found[4]):
        raise Failed("Value")
    return day + _time(found)


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
    if plain[:1] in {"-", "+"} and plain[1:2] in _CURRENCIES:
        sign, plain = (-sign if plain[0] == "-" else sign), plain[1:]
    if plain[:1] in _CURRENCIES:
        plain = plain[1:].strip()
    elif plain[-1:] in _CURRENCIES:
        plain = plain[:-1].strip()
    percent = plain.endswith("%")
    if percent:
        plain = plain[:-1].strip()
    if not _NUMBER.fullmatch(plain) or not any(character.isdigit() for character in re.split("[eE]", plain)[0]):
        return None
    value = float(plain.replace(",", "")) * sign
    if not math.isfinite(value):
        return None
    return value / 100 if percent else value


def _leading_date(plain: str) -> tuple[float, int]:
    """The day that a text begins with, and where it ends."""
    found = _DIGITS_DATE.match(plain)
    if found is not None:
        return _date_of_digits(found[1], found[3], found[4]), found.end()
    found = _DAY_MONTH.match(plain)
    if found is not None:
        month = _MONTHS.get(found[2][:3].lower(), 0)
        return _existing(_full_year(found[3]), month, int(found[1])), found.end()
    if _MONTH_DAY.match(plain) and plain[:3].lower() in _MONTHS:
        raise Failed("NImpl")
    if _PART_OF_DATE.fullmatch(plain) and (plain[0].isdigit() or plain[:3].lower() in _MONTHS):
        raise Failed("NImpl" if not plain[-1].isalpha() or plain[-3:].lower() in _MONTHS else "Value")
    raise Failed("Value")


def _date_of_digits(first: str, middle: str, last: str) -> float:
    """Year-month-day, or what only the country tells: month-day-year or day-month-year."""
    if len(first) == 4:
        if len(last) > 2:
            raise Failed("Value")
        return _existing(int(first), int(middle), int(last))
    if len(first) == 3 or len(last) not in {2, 4}:
        if len(first) <= 2 and len(last) == 1:
            raise Failed("NImpl")
        raise Failed("Value")
    days = {
        serial(_full_year(year), int(month), int(day))
        for year, month, day in ((last, first, middle), (last, middle, first), (first, middle, last))
        if len(year) > 1 and (len(day) < 3)
    }
    if len(days) > 1:
        raise Failed("NImpl")
    day = days.pop()
    if day is None:
        raise Failed("Value")
    return day


def _existing(year: int, month: int, day: int) -> float:
    found = serial(year, month, day) if month else None
    if found is None:
        raise Failed("Value")
    return found


def _full_year(digits: str) -> int:
    year = int(digits)
    return year + (2000 if year < 30 else 1900) if len(digits) == 2 else year


def _time(found: re.Match[str]) -> float:
    hours, minutes, seconds, half = found.groups()
    hour, minute, second = int(hours), int(minutes or 0), float(seconds or 0)
    if half:
        if not 1 <= hour <= 12:
            raise Failed("Value")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if minute > 59 or second > 60:
        raise Failed("Value")
    return (hour * 3600 + minute * 60 + second) / 86_400
