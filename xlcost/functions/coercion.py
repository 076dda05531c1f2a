"""From a cell's value to an argument: every type rule of the functions, in one place.

A value is None (blank or omitted), a number, a text, a boolean, a date, or the text of an Excel error. What comes in
wrong leaves as one of the exceptions of ``xlcost.errors``; nothing is guessed: a text is a number only where every
language reads it as the same one (``xlcost.numbertext``), and a boolean is not a quantity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from typing import Any, Final, NamedTuple, TypeGuard

from xlcost.costs.elementwise import Numbers
from xlcost.errors import ERROR_TEXTS, BadArgument, ErrorInArgument, OutOfDomain
from xlcost.numbertext import number_in_text, spelled

#: Turns (value, argument name) into what the body takes. The value is never None.
Coerce = Callable[[Any, str], Any]

#: Days from Python's day 0 to Excel's. Serial 1 is 1900-01-01, but for Excel's own leap-year slip in February 1900.
_EXCEL_EPOCH_ORDINAL: Final = date(1899, 12, 30).toordinal()
_FIRST_SAFE_SERIAL: Final = 61  # 1900-03-01: from here on Excel's serials and the calendar agree
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_SECONDS_PER_DAY: Final = 86_400.0

#: Python's and NumPy's booleans by name, because NumPy is not to be imported for a cell and its bool is no subclass.
_BOOLS: Final = frozenset({"bool", "bool_"})
#: NumPy's dates and durations, which turn into a count of days or nanoseconds where a number is asked for.
_TIMES: Final = frozenset({"datetime64", "timedelta64"})
_LONGEST_SHOWN: Final = 100
_LARGEST_SHOWN: Final = 1e300

_UTC: Final = timezone.utc  # noqa: UP017 - LibreOffice 25.2 brings Python 3.10, which has no datetime.UTC

#: No bill has more of anything; beyond it floats stop counting in whole numbers.
UNBOUNDED: Final = 1e15


class Domain(NamedTuple):
    """The numbers an argument takes: ``low`` to ``high``, both included unless ``above_low``."""

    low: float
    high: float = UNBOUNDED
    above_low: bool = False
    whole: bool = False

    def admits(self, value: Numbers) -> Numbers:
        """Whether a number, or each of a column, is in the domain; NaN and infinities never are."""
        inside = (value > self.low if self.above_low else value >= self.low) & (value <= self.high)
        return inside & (value % 1 == 0) if self.whole else inside

    def __str__(self) -> str:
        kind = "a whole number, " if self.whole else ""
        if self.high < UNBOUNDED:
            return f"{kind}{'above ' if self.above_low else ''}{spelled(self.low)} to {spelled(self.high)}"
        return f"{kind}{'above' if self.above_low else 'at least'} {spelled(self.low)}"


def is_blank(value: Any) -> bool:
    """Whether a cell is blank; an empty text is: classic xlwings and LibreOffice cannot tell the two apart."""
    return value is None or (value.__class__ is str and not value)


def number(domain: Domain) -> Coerce:
    """A coercion to a float within a domain; a negative zero becomes zero."""
    low, high, above_low, whole = domain
    plain = not (above_low or whole)

    def coerce(value: Any, name: str) -> float:
        kind = value.__class__
        if kind is not float and kind is not int:  # bool is its own class, so it never passes here
            value = _unusual_number(value, name)
        if (low <= value <= high) if plain else domain.admits(value):
            return value + 0.0
        raise OutOfDomain(f"{name} must be {domain}, not {_size(value)}")

    coerce.domain = domain  # type: ignore[attr-defined]  # the array path checks a whole column against it
    return coerce


def text(value: Any, name: str) -> str:
    """A text that is not empty, without surrounding spaces."""
    if value.__class__ is str and value and not value.startswith("#"):
        return value if not (value[0].isspace() or value[-1].isspace()) else _trimmed(value, name)
    if isinstance(value, str):
        _pass_error_on(value, name)
        return _trimmed(value, name)
    raise BadArgument(f"{name} must be a text, not {shown(value)}")


def text_or_empty(value: Any, name: str) -> str:
    """A text, which may be empty."""
    if isinstance(value, str):
        _pass_error_on(value, name)
        return value.strip()
    raise BadArgument(f"{name} must be a text, not {shown(value)}")


def value_to_show(value: Any, name: str) -> Any:
    """What a cell is to show in place of a result: a number, a text or a truth value; an error passes on."""
    if isinstance(value, str):
        _pass_error_on(value, name)
        return value
    if value.__class__.__name__ in _BOOLS:
        return bool(value)
    if _is_date(value):
        return serial(value)
    number = _as_float(value)
    if number is None:
        raise BadArgument(f"{name} must be a number, a text, TRUE or FALSE, not {shown(value)}")
    return number


def series(domain: Domain) -> Coerce:
    """A coercion of a row or a column of numbers, each in a domain, to a list of floats; a single cell is one number.

    Rows of cells as hosts pass them, and in Python also a list, a NumPy array or a pandas column.
    """
    item = number(domain)

    def coerce(value: Any, name: str) -> list[float]:
        cells = _cells_in_line(value, name)
        numbers = []
        for position, cell in enumerate(cells, start=1):
            place = f"{name}, cell {position}"
            if is_blank(cell):
                raise BadArgument(f"{place} is blank; type 0 where nothing is paid")
            numbers.append(item(cell, place))
        return numbers

    return coerce


def _cells_in_line(value: Any, name: str) -> Sequence[Any]:
    """The cells of one row or one column, in order."""
    if hasattr(value, "tolist") and hasattr(value, "ndim"):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        return [value]
    rows = [row if isinstance(row, list | tuple) else [row] for row in value]
    width = len(rows[0]) if rows else 0
    if not width or any(len(row) != width for row in rows) or (len(rows) > 1 and width > 1):
        raise BadArgument(f"{name} must be one row or one column of numbers")
    return rows[0] if len(rows) == 1 else [row[0] for row in rows]


def anything(value: Any, name: str) -> Any:
    """Any value as it is, for COST_EXPLAIN, which explains errors instead of passing them on."""
    return value


def choice(options: Sequence[str]) -> Coerce:
    """A coercion to one of some words, whatever their case."""
    allowed = frozenset(options)

    def coerce(value: Any, name: str) -> str:
        word = text(value, name).casefold()
        if word in allowed:
            return word
        raise BadArgument(f"{name} must be one of {', '.join(options)}, not {shown(value)}")

    return coerce


def flag(value: Any, name: str) -> bool:
    """TRUE or FALSE, or 1 or 0, which is how some hosts pass them."""
    if value.__class__.__name__ in _BOOLS:
        return bool(value)
    if isinstance(value, str):
        _pass_error_on(value, name)
    elif _as_float(value) in (0.0, 1.0):
        return bool(value)
    raise BadArgument(f"{name} must be TRUE or FALSE, not {shown(value)}")


def day(value: Any, name: str) -> date:
    """A date from an Excel serial, a date, a time stamp (its day in UTC) or an ISO text (YYYY-MM-DD)."""
    kind = value.__class__
    if kind is float or kind is int:
        if _FIRST_SAFE_SERIAL <= value < _LAST_SERIAL + 1:
            return date.fromordinal(_EXCEL_EPOCH_ORDINAL + int(value))
        raise OutOfDomain(f"{name} must be a date from 1900-03-01 to 9999-12-31, not the number {_size(value)}")
    if kind.__name__ == "datetime64":
        value = value.astype("datetime64[D]").item()
    if _is_date(value):
        return _day_of(value)
    if isinstance(value, str):
        _pass_error_on(value, name)
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    elif (serial := _as_float(value)) is not None:
        return day(serial, name)
    raise BadArgument(f"{name} must be a date such as 2025-06-09, not {shown(value)}")


def _is_date(value: Any) -> TypeGuard[date]:
    """Whether a value is a date or time stamp; pandas' missing one claims to be."""
    return isinstance(value, date) and value.__class__.__name__ != "NaTType"


def _day_of(moment: date) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(_UTC) if moment.tzinfo else moment).date()


def serial(moment: date) -> float:
    """A date or time stamp as Excel counts it: days since 1899-12-30."""
    days = float(moment.toordinal() - _EXCEL_EPOCH_ORDINAL)
    if isinstance(moment, datetime):
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
        return days + seconds / _SECONDS_PER_DAY
    return days


def _unusual_number(value: Any, name: str) -> float:
    """Numbers that hosts wrap: currency cells arrive as Decimal, date-formatted cells as dates, columns as NumPy."""
    if isinstance(value, str):
        _pass_error_on(value, name)
        written = number_in_text(value)
        if written is None:
            hint = "; write it without separators of thousands or signs" if any(map(str.isdigit, value)) else ""
            raise BadArgument(f"{name} must be a number, not the text {shown(value)}{hint}")
        return written
    if _is_date(value):
        return serial(value)
    number = _as_float(value)
    if number is None:
        raise BadArgument(f"{name} must be a number, not {shown(value)}")
    return number


def _as_float(value: Any) -> float | None:
    """A number of whatever class as a float, infinite where it is beyond floats; None for what is no single number."""
    kind = value.__class__.__name__
    if kind in _BOOLS or kind in _TIMES or hasattr(value, "__len__") or not hasattr(value, "__float__"):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):  # a signalling NaN, and what only claims to be a number
        return None


def _pass_error_on(value: str, name: str) -> None:
    if value in ERROR_TEXTS:
        raise ErrorInArgument(value, name)


def _trimmed(value: str, name: str) -> str:
    trimmed = value.strip()
    if not trimmed:
        raise BadArgument(f"{name} is an empty text")
    return trimmed


def shown(value: Any) -> str:
    """A value in an error message: one line, and not the whole of a long text."""
    if value.__class__.__name__ in _BOOLS:
        return "TRUE" if value else "FALSE"
    if isinstance(value, list | tuple):
        return "a range"
    if isinstance(value, int):
        return _size(value)
    plain = value.item() if hasattr(value, "item") and not hasattr(value, "__len__") else value  # NumPy's 5.0 is 5.0
    words = " ".join(repr(plain).split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}..."


def _size(value: float) -> str:
    """A number in an error message; an integer may have more digits than a float or a text can hold."""
    if isinstance(value, int) and abs(value) > _LARGEST_SHOWN:
        return "a number of more than 300 digits"
    return spelled(value)
