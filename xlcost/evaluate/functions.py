"""The Excel functions that our workbook calls, in Python alone; ``opinions`` calls them with values and rows of values.

Where Excel may read an argument otherwise (a text that may be a date, days before March 1900) they refuse, by NotKnown
or by whatever Python raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import partial
from statistics import NormalDist
from typing import Any, Final

from xlcost.evaluate.criteria import countif, first_like, sumif, sumifs
from xlcost.evaluate.lookups import hlookup, lookup, match, vlookup, xlookup, xmatch
from xlcost.evaluate.reading import (
    FIRST_SURE_DAY,
    Ambiguous,
    Error,
    NotKnown,
    as_shown,
    cells_of,
    each,
    may_be_number,
    number,
    numbers_in,
    shown,
    total_of,
    truth_of,
    truths_in,
)
from xlcost.evaluate.steps import irr, rate, xirr

#: A format with nothing for texts: no fourth part, no @.
_SAYS_NOTHING: Final = re.compile(r"[^;@]+(?:;[^;@]*){0,2}")
_EPOCH: Final = date(1899, 12, 30)


def _sumproduct(*values: Any) -> float:
    if len({(len(value), len(value[0])) for value in values if isinstance(value, list)}) > 1:
        raise NotKnown
    total = 0.0
    for cells in zip(*(list(cells_of(value)) for value in values), strict=True):
        product = 1.0
        for cell in cells:
            if isinstance(cell, Error):
                raise cell
            product *= cell if isinstance(cell, float) else 0.0
        total += product
    return total


def _rank(value: Any, among: Any, ascending: Any = 0.0) -> float:
    wanted = number(value)
    numbers = numbers_in([among if isinstance(among, list) else [[among]]])
    if wanted not in numbers:
        raise NotKnown if any(math.isclose(wanted, other, rel_tol=1e-12) for other in numbers) else Error("#N/A")
    return 1.0 + sum(other < wanted if number(ascending) else other > wanted for other in numbers)


def whole(value: Any) -> float:
    """INT: 2490399.9999999995 is a whole number to Excel."""
    given = number(value)
    return given if given.is_integer() else float(math.floor(as_shown(given)))


def _quotient(value: Any, divisor: Any) -> float:
    if number(divisor) == 0:
        raise Error("#DIV/0!")
    return float(math.trunc(as_shown(number(value) / number(divisor))))


def _multiple(value: Any, step: Any) -> float:
    """MROUND, of which Excel's help says that it does not define the way from the middle."""
    ratio = abs(number(value) / number(step)) if number(step) else 0.0
    if as_shown(ratio) % 1 == 0.5 != ratio % 1:
        raise Ambiguous("what is in the middle but for rounding goes either way")
    raise NotKnown


def _nth(values: Any, at: Any, *, largest: bool) -> Any:
    """LARGE and SMALL; a place that is no whole number is rounded in one of them up, in the other down."""
    numbers = sorted(numbers_in([values if isinstance(values, list) else [[values]]]), reverse=largest)

    def nth(wanted: Any) -> float:
        place = number(wanted)
        if 0 < place < 1:
            raise Ambiguous("a position below 1 may be read as 1")
        if not place.is_integer():
            raise NotKnown
        if not 1 <= place <= len(numbers):
            raise Error("#NUM!")
        return numbers[int(place) - 1]

    return each(nth, at)


def rounded(value: Any, digits: Any, how: str) -> float:
    """A number rounded as the fifteen digits say that Excel shows."""
    exact = Decimal(f"{number(value):.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-int(number(digits))), rounding=how))


def _fixed(value: Any, decimals: Any = 2.0, no_commas: Any = False) -> str:
    places = int(number(decimals))
    exact = Decimal(f"{number(value):.15g}").quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if exact == 0 and number(value) < 0:
        raise NotKnown
    mark = "" if truth_of(no_commas) else ","
    return f"{exact:{mark}.{max(places, 0)}f}"


def _day(serial: Any) -> date:
    days = number(serial)
    if days < FIRST_SURE_DAY:
        raise NotKnown
    return _EPOCH + timedelta(days=math.floor(days))


def _date(year: Any, month: Any, day: Any) -> float:
    years, months = int(number(year)), int(number(month)) - 1
    years += 1900 if 0 <= years < 1900 else 0
    first = date(years + months // 12, months % 12 + 1, 1)
    start = (first - _EPOCH).days
    days = start + int(number(day)) - 1
    if min(start, days) <= FIRST_SURE_DAY:
        raise Ambiguous  # engines have the days of early 1900 alike, and Excel one more
    return float(days)


def _time(hours: Any, minutes: Any, seconds: Any) -> float:
    total = int(number(hours)) * 3600 + int(number(minutes)) * 60 + int(number(seconds))
    if total < 0:
        raise Error("#NUM!")
    return total % 86_400 / 86_400


def _day_of_text(value: Any) -> Any:
    number(value)  # what hangs on the region is said
    raise NotKnown


def _text(value: Any, form: Any) -> str:
    """A text, which a format leaves as it is unless it says something of texts; numbers are for engines."""
    if isinstance(value, str) and not may_be_number(value) and _SAYS_NOTHING.fullmatch(shown(form)):
        return value
    raise NotKnown


def _edate(start: Any, months: Any, *, last_day: bool = False) -> float:
    if 0 <= number(start) < FIRST_SURE_DAY:
        raise Ambiguous
    first = _day(start)
    count = first.year * 12 + first.month - 1 + int(number(months))
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    days = (date(count // 12, count % 12 + 1, last if last_day else min(first.day, last)) - _EPOCH).days
    if days <= FIRST_SURE_DAY:
        raise Ambiguous
    return float(days)


def _search(wanted: Any, within: Any, start: Any = 1.0) -> float:
    found = first_like(_basic(wanted), _basic(within), _first(start, within))
    if not shown(wanted):
        raise NotKnown
    if found is None:
        raise Error("#VALUE!")
    return float(found + 1)


def _find(wanted: Any, within: Any, start: Any = 1.0) -> float:
    if not shown(wanted):
        raise NotKnown
    found = _basic(within).find(_basic(wanted), _first(start, within))
    if found < 0:
        raise Error("#VALUE!")
    return float(found + 1)


def _basic(value: Any) -> str:
    """A text each of whose characters Excel counts as one."""
    text = shown(value)
    if not text.isascii() and any(character > "\uffff" for character in text):
        raise NotKnown
    return text


def _first(start: Any, within: Any) -> int:
    at = int(number(start))
    if not 1 <= at <= len(shown(within)) + 1:
        raise Error("#VALUE!")
    return at - 1


def _length(count: Any) -> int:
    length = int(number(count))
    if length < 0:
        raise Error("#VALUE!")
    return length


def _substitute(text: Any, old: Any, new: Any, instance: Any = None) -> str:
    parts = shown(text).split(shown(old)) if shown(old) else [shown(text)]
    if instance is None:
        return shown(new).join(parts)
    at = int(number(instance))
    if at < 1:
        raise Error("#VALUE!")
    if at >= len(parts):
        return shown(text)
    return shown(old).join(parts[:at]) + shown(new) + shown(old).join(parts[at:])


def _mid(text: Any, start: Any, length: Any) -> str:
    first = int(number(start)) - 1
    if first < 0:
        raise Error("#VALUE!")
    return _basic(text)[first : first + _length(length)]


def _binomial(successes: Any, trials: Any, chance: Any, cumulative: Any) -> float:
    count, of, each_one = int(number(successes)), int(number(trials)), number(chance)
    if not (0 <= count <= of and 0 <= each_one <= 1):
        raise Error("#NUM!")

    def exactly(k: int) -> float:
        if each_one in {0.0, 1.0}:
            return float(k == of * each_one)
        logs = math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)
        return math.exp(logs + k * math.log(each_one) + (of - k) * math.log1p(-each_one))

    return math.fsum(exactly(k) for k in range(count + 1)) if truth_of(cumulative) else exactly(count)


def _root(value: Any) -> float:
    if number(value) < 0:
        raise Error("#NUM!")
    return math.sqrt(number(value))


def _not_available() -> Any:
    raise Error("#N/A")


def _unknown_name(*_: Any) -> Any:
    """What Google Sheets writes round functions of its own."""
    raise Error("#NAME?")


def _as_number(value: Any) -> Any:
    if isinstance(value, list):
        raise NotKnown
    if isinstance(value, Error):
        raise value
    return float(value) if isinstance(value, (bool, float)) else 0.0


def _case(change: Callable[[str], str]) -> Callable[[Any], str]:
    def changed(value: Any) -> str:
        text = shown(value)
        if not text.isascii():
            raise NotKnown
        return change(text)

    return changed


def _average(*values: Any) -> float:
    numbers = numbers_in(values)
    if not numbers:
        raise Error("#DIV/0!")
    return total_of(values) / len(numbers)


def _count(*values: Any) -> float:
    if any(value is None or isinstance(value, bool | str) for value in values):
        raise NotKnown  # by itself it may count, in a cell it does not
    return float(sum(isinstance(cell, float) for value in values for cell in cells_of(value)))


def _count_all(*values: Any) -> float:
    """COUNTA: an argument left out counts, a blank cell does not."""
    return float(sum(value is None or cell is not None for value in values for cell in cells_of(value)))


def _read_for_numbers(*values: Any) -> Any:
    """A function that takes no text but for a number in it: whether Excel reads one that engines do not."""
    for value in values:
        if isinstance(value, str):
            with suppress(Error):
                number(value)
    raise NotKnown


def _elementwise(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: each(function, *values)


#: Functions that are not known here, of whose arguments each is a number.
_OF_NUMBERS: Final = (
    *("HOUR", "MINUTE", "SECOND", "WEEKDAY", "WEEKNUM", "ISOWEEKNUM", "DAYS", "DAYS360", "YEARFRAC", "NETWORKDAYS"),
    *("WORKDAY", "TRUNC", "ROUNDDOWN", "CEILING", "FLOOR", "MOD", "PMT", "PV", "FV", "NPER", "IPMT", "PPMT"),
)

#: Functions of days, counted from 1900.
OF_DAYS: Final = frozenset(["YEAR", "MONTH", "DAY", "DATE", "EDATE", "EOMONTH", "DATEVALUE"])

#: Functions of single values, which go through rows of them.
_OF_SINGLE_VALUES: Final[Mapping[str, Callable[..., Any]]] = {
    "NOT": lambda value: not truth_of(value),
    "ISNUMBER": lambda value: isinstance(value, float),
    "ISTEXT": lambda value: isinstance(value, str),
    "ISBLANK": lambda value: value is None,
    "ISERROR": lambda value: isinstance(value, Error),
    "ISNA": lambda value: isinstance(value, Error) and str(value) == "#N/A",
    "ABS": lambda value: abs(number(value)),
    "VALUE": number,
    "DATEVALUE": _day_of_text,
    "TIMEVALUE": _day_of_text,
    "INT": whole,
    "QUOTIENT": _quotient,
    "MROUND": _multiple,
    "SIGN": lambda value: float((number(value) > 0) - (number(value) < 0)),
    "SQRT": _root,
    "EXP": lambda value: math.exp(number(value)),
    "ROUND": lambda value, digits: rounded(value, digits, ROUND_HALF_UP),
    "ROUNDUP": lambda value, digits: rounded(value, digits, ROUND_UP),
    "FIXED": _fixed,
    "YEAR": lambda value: float(_day(value).year),
    "MONTH": lambda value: float(_day(value).month),
    "DAY": lambda value: float(_day(value).day),
    "DATE": _date,
    "TIME": _time,
    "EDATE": _edate,
    "EOMONTH": partial(_edate, last_day=True),
    "SEARCH": _search,
    "FIND": _find,
    "SUBSTITUTE": _substitute,
    "LEFT": lambda text, count=1.0: _basic(text)[: _length(count)],
    "RIGHT": lambda text, count=1.0: _basic(text)[-_length(count) :] if _length(count) else "",
    "MID": _mid,
    "LEN": lambda text: float(len(_basic(text))),
    "TEXT": _text,
    "UPPER": _case(str.upper),
    "LOWER": _case(str.lower),
    "TRIM": lambda text: " ".join(filter(None, shown(text).split(" "))),
    "EXACT": lambda one, other: shown(one) == shown(other),
    "BINOMDIST": _binomial,
    "NORMSINV": lambda chance: NormalDist().inv_cdf(number(chance)),
}

#: Name -> function of values: a single value, or rows of them for a range or an array.
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "SUM": lambda *values: total_of(values),
    "MAX": lambda *values: max(numbers_in(values), default=0.0),
    "MIN": lambda *values: min(numbers_in(values), default=0.0),
    "AVERAGE": _average,
    "COUNT": _count,
    "COUNTA": _count_all,
    "COUNTBLANK": lambda values: float(sum(cell is None or cell == "" for cell in cells_of(values))),
    "AND": lambda *values: all(truths_in(values)),
    "OR": lambda *values: any(truths_in(values)),
    "SUMPRODUCT": _sumproduct,
    "MATCH": match,
    "VLOOKUP": vlookup,
    "HLOOKUP": hlookup,
    "LOOKUP": lookup,
    "XLOOKUP": xlookup,
    "XMATCH": xmatch,
    "IRR": irr,
    "XIRR": xirr,
    "RATE": rate,
    "COUNTIF": countif,
    "COUNTIFS": countif,
    "SUMIF": sumif,
    "SUMIFS": sumifs,
    "LARGE": lambda values, at: _nth(values, at, largest=True),
    "SMALL": lambda values, at: _nth(values, at, largest=False),
    "RANK": _rank,
    "N": _as_number,
    "DUMMYFUNCTION": _unknown_name,
    "NA": _not_available,
    **dict.fromkeys(_OF_NUMBERS, _read_for_numbers),
    **{name: _elementwise(function) for name, function in _OF_SINGLE_VALUES.items()},
}

_Part = Callable[[], Any]


def _if(parts: Sequence[_Part]) -> Any:
    condition = parts[0]()
    yes, no = parts[1], parts[2] if len(parts) > 2 else (lambda: False)
    if isinstance(condition, list):
        return each(lambda holds, one, other: one if truth_of(holds) else other, condition, yes(), no())
    try:
        return yes() if truth_of(condition) else no()
    except Error as error:
        return error


def _unless(wrong: Callable[[Any], bool]) -> Callable[[Sequence[_Part]], Any]:
    def found(parts: Sequence[_Part]) -> Any:
        value = parts[0]()
        if isinstance(value, list):
            return each(lambda cell, instead: instead if wrong(cell) else cell, value, parts[1]())
        return parts[1]() if wrong(value) else value

    return found


def _choose(parts: Sequence[_Part]) -> Any:
    try:
        chosen = int(number(parts[0]()))
    except Error as error:
        return error
    return parts[chosen]() if 0 < chosen < len(parts) else Error("#VALUE!")


#: Functions that calculate only the part that they need.
LAZY: Final[Mapping[str, Callable[[Sequence[_Part]], Any]]] = {
    "IF": _if,
    "IFERROR": _unless(lambda value: isinstance(value, Error)),
    "IFNA": _unless(lambda value: isinstance(value, Error) and str(value) == "#N/A"),
    "CHOOSE": _choose,
}
