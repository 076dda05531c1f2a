"""The Excel functions that our workbook calls, in Python alone; ``plain`` calls them with values and rows of values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from statistics import NormalDist
from typing import Any, Final

from xlcost.calculate.replacements.wildcards import is_like

_EPOCH: Final = date(1899, 12, 30)


class Error(Exception):
    """An Excel error: raised inside a function, and the value of a cell."""

    TEXTS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


def number(value: Any) -> float:
    """A value where a number belongs."""
    if isinstance(value, Error):
        raise value
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Error("#VALUE!") from None
    return 0.0 if value is None else float(value)


def shown(value: Any) -> str:
    """A value where a text belongs."""
    if isinstance(value, Error):
        raise value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, float):
        return str(value)
    text = f"{value:.15g}"
    return f"{value:.0f}" if "e+" in text and abs(value) < 1e20 else text.replace("e", "E")


def compared(left: Any, right: Any) -> int:
    """Below, at or above 0 as left is less than, equal to or more than right: numbers before texts before truths."""
    for value in (left, right):
        if isinstance(value, Error):
            raise value
    left, right = _instead_of_blank(left, right), _instead_of_blank(right, left)
    one, other = _kind(left), _kind(right)
    if one != other:
        return one - other
    if isinstance(left, str):
        left, right = left.casefold(), right.casefold()
    return int(left > right) - int(left < right)


def _instead_of_blank(value: Any, beside: Any) -> Any:
    if value is not None:
        return value
    return "" if isinstance(beside, str) else False if isinstance(beside, bool) else 0.0


def _kind(value: Any) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def each(function: Callable[..., Any], *values: Any) -> Any:
    """A function of single values on rows of them; what fails is an error in its place."""
    grids = [value for value in values if isinstance(value, list)]
    if not grids:
        try:
            return function(*values)
        except Error as error:
            return error
    rows, columns = max(map(len, grids)), max(len(grid[0]) for grid in grids)
    return [
        [each(function, *(_cell(value, row, column) for value in values)) for column in range(columns)]
        for row in range(rows)
    ]


def _cell(value: Any, row: int, column: int) -> Any:
    if not isinstance(value, list):
        return value
    line = value[0] if len(value) == 1 else value[row] if row < len(value) else [Error("#N/A")]
    return line[0] if len(line) == 1 else line[column] if column < len(line) else Error("#N/A")


def _flat(values: Any) -> Iterator[Any]:
    if isinstance(values, list):
        for row in values:
            yield from row
    else:
        yield values


def _numbers(values: Sequence[Any]) -> list[float]:
    """The numbers: in rows those that are numbers, by themselves whatever can be one."""
    found = []
    for value in values:
        if not isinstance(value, list):
            found.append(number(value))
            continue
        for cell in _flat(value):
            if isinstance(cell, Error):
                raise cell
            if isinstance(cell, float):
                found.append(cell)
    return found


def _total(values: Sequence[Any]) -> float:
    """One after the other, as a sheet adds; Python's own sums keep what is lost, and zero is no zero then."""
    total = 0.0
    for value in _numbers(values):
        total += value
    return total


def _truths(values: Sequence[Any]) -> list[bool]:
    found = []
    for value in values:
        for cell in _flat(value):
            if isinstance(cell, Error):
                raise cell
            if isinstance(value, list) and (cell is None or isinstance(cell, str)):
                continue
            found.append(_truth(cell))
    return found


def _truth(value: Any) -> bool:
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            return value.upper() == "TRUE"
        raise Error("#VALUE!")
    return number(value) != 0


def _sumproduct(*values: Any) -> float:
    total = 0.0
    for cells in zip(*(list(_flat(value)) for value in values), strict=True):
        product = 1.0
        for cell in cells:
            if isinstance(cell, Error):
                raise cell
            product *= cell if isinstance(cell, float) else 0.0
        total += product
    return total


def _match(wanted: Any, searched: Any, kind: Any = 1.0) -> float:
    if isinstance(wanted, Error):
        raise wanted
    found = None
    for position, cell in enumerate(_flat(searched), 1):
        if isinstance(cell, Error) or cell is None or _kind(cell) != _kind(_instead_of_blank(wanted, 0.0)):
            continue
        order = compared(cell, wanted)
        if number(kind) == 0:
            if order == 0:
                return float(position)
        elif order * number(kind) <= 0:
            found = position
    if found is None:
        raise Error("#N/A")
    return float(found)


_CRITERION: Final = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)


def _meets(criterion: Any) -> Callable[[Any], bool]:
    """Whether a cell meets a criterion: a value, or a text with a relation before one."""
    operator, wanted = "=", criterion
    if isinstance(criterion, str):
        written, text = _CRITERION.fullmatch(criterion).groups()  # type: ignore[union-attr]
        operator, wanted = written or "=", text
        if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", text):
            wanted = float(text)
    if isinstance(wanted, str) and operator in ("=", "<>"):
        like = is_like(wanted)
        return like if operator == "=" else lambda cell: not like(cell)
    kind = _kind(_instead_of_blank(wanted, 0.0))

    def met(cell: Any) -> bool:
        alike = not isinstance(cell, Error) and cell is not None and _kind(cell) == kind
        return _HOLDS[operator](compared(cell, wanted)) if alike else operator == "<>"

    return met


def _countif(*pairs: Any) -> Any:
    """COUNTIF and COUNTIFS: how many rows meet all criteria; of a row of criteria, a row of counts."""
    rows = list(zip(*(_flat(cells) for cells in pairs[::2]), strict=True))

    def count(*criteria: Any) -> float:
        tests = [_meets(criterion) for criterion in criteria]
        return float(sum(all(met(cell) for met, cell in zip(tests, cells, strict=True)) for cells in rows))

    return each(count, *pairs[1::2])


_HOLDS: Final[Mapping[str, Callable[[int], bool]]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


def _rank(value: Any, among: Any, ascending: Any = 0.0) -> float:
    wanted = number(value)
    numbers = _numbers([among if isinstance(among, list) else [[among]]])
    if wanted not in numbers:
        raise Error("#N/A")
    return 1.0 + sum(other < wanted if number(ascending) else other > wanted for other in numbers)


def _rounded(value: Any, digits: Any, how: str) -> float:
    exact = Decimal(f"{number(value):.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-int(number(digits))), rounding=how))


def _fixed(value: Any, decimals: Any = 2.0, no_commas: Any = False) -> str:
    places = int(number(decimals))
    exact = Decimal(f"{number(value):.15g}").quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    mark = "" if _truth(no_commas) else ","
    return f"{exact:{mark}.{max(places, 0)}f}"


def _day(serial: Any) -> date:
    return _EPOCH + timedelta(days=math.floor(number(serial)))


def _edate(start: Any, months: Any) -> float:
    first = _day(start)
    count = first.year * 12 + first.month - 1 + int(number(months))
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return float((date(count // 12, count % 12 + 1, min(first.day, last)) - _EPOCH).days)


def _search(wanted: Any, within: Any, start: Any = 1.0) -> float:
    pattern = re.sub(
        r"~(.)|(\*)|(\?)|(.)",
        lambda found: ".*?" if found[2] else "." if found[3] else re.escape(found[1] or found[4]),
        shown(wanted),
        flags=re.DOTALL,
    )
    found = re.compile(pattern, re.IGNORECASE | re.DOTALL).search(shown(within), int(number(start)) - 1)
    if found is None:
        raise Error("#VALUE!")
    return float(found.start() + 1)


def _find(wanted: Any, within: Any, start: Any = 1.0) -> float:
    found = shown(within).find(shown(wanted), int(number(start)) - 1)
    if found < 0:
        raise Error("#VALUE!")
    return float(found + 1)


def _substitute(text: Any, old: Any, new: Any, instance: Any = None) -> str:
    parts = shown(text).split(shown(old)) if shown(old) else [shown(text)]
    if instance is None:
        return shown(new).join(parts)
    at = int(number(instance))
    if at >= len(parts):
        return shown(text)
    return shown(old).join(parts[:at]) + shown(new) + shown(old).join(parts[at:])


def _mid(text: Any, start: Any, length: Any) -> str:
    first = int(number(start)) - 1
    return shown(text)[first : first + int(number(length))]


def _binomial(successes: Any, trials: Any, chance: Any, cumulative: Any) -> float:
    count, of, each_one = int(number(successes)), int(number(trials)), number(chance)

    def exactly(k: int) -> float:
        if each_one in {0.0, 1.0}:
            return float(k == of * each_one)
        logs = math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)
        return math.exp(logs + k * math.log(each_one) + (of - k) * math.log1p(-each_one))

    return math.fsum(exactly(k) for k in range(count + 1)) if _truth(cumulative) else exactly(count)


def _root(value: Any) -> float:
    if number(value) < 0:
        raise Error("#NUM!")
    return math.sqrt(number(value))


def _not_available() -> Any:
    raise Error("#N/A")


def _as_number(value: Any) -> Any:
    first = value[0][0] if isinstance(value, list) else value
    if isinstance(first, Error):
        raise first
    return float(first) if isinstance(first, (bool, float)) else 0.0


def _elementwise(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: each(function, *values)


#: Functions of single values, which go through rows of them.
_OF_SINGLE_VALUES: Final[Mapping[str, Callable[..., Any]]] = {
    "NOT": lambda value: not _truth(value),
    "ISNUMBER": lambda value: isinstance(value, float),
    "ISTEXT": lambda value: isinstance(value, str),
    "ISBLANK": lambda value: value is None,
    "ISERROR": lambda value: isinstance(value, Error),
    "ISNA": lambda value: isinstance(value, Error) and str(value) == "#N/A",
    "ABS": lambda value: abs(number(value)),
    "INT": lambda value: float(math.floor(number(value))),
    "SIGN": lambda value: float((number(value) > 0) - (number(value) < 0)),
    "SQRT": _root,
    "EXP": lambda value: math.exp(number(value)),
    "ROUND": lambda value, digits: _rounded(value, digits, ROUND_HALF_UP),
    "ROUNDUP": lambda value, digits: _rounded(value, digits, ROUND_UP),
    "FIXED": _fixed,
    "YEAR": lambda value: float(_day(value).year),
    "MONTH": lambda value: float(_day(value).month),
    "DAY": lambda value: float(_day(value).day),
    "EDATE": _edate,
    "SEARCH": _search,
    "FIND": _find,
    "SUBSTITUTE": _substitute,
    "LEFT": lambda text, count=1.0: shown(text)[: int(number(count))],
    "RIGHT": lambda text, count=1.0: shown(text)[-int(number(count)) :] if number(count) else "",
    "MID": _mid,
    "LEN": lambda text: float(len(shown(text))),
    "UPPER": lambda text: shown(text).upper(),
    "LOWER": lambda text: shown(text).lower(),
    "TRIM": lambda text: " ".join(shown(text).split()),
    "EXACT": lambda one, other: shown(one) == shown(other),
    "BINOMDIST": _binomial,
    "NORMSINV": lambda chance: NormalDist().inv_cdf(number(chance)),
}

#: Name -> function of values: a single value, or rows of them for a range or an array.
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "SUM": lambda *values: _total(values),
    "MAX": lambda *values: max(_numbers(values), default=0.0),
    "MIN": lambda *values: min(_numbers(values), default=0.0),
    "AVERAGE": lambda *values: _total(values) / len(_numbers(values)),
    "COUNT": lambda *values: float(sum(isinstance(cell, float) for value in values for cell in _flat(value))),
    "COUNTA": lambda *values: float(sum(cell is not None for value in values for cell in _flat(value))),
    "COUNTBLANK": lambda values: float(sum(cell is None or cell == "" for cell in _flat(values))),
    "AND": lambda *values: all(_truths(values)),
    "OR": lambda *values: any(_truths(values)),
    "SUMPRODUCT": _sumproduct,
    "MATCH": _match,
    "COUNTIF": _countif,
    "COUNTIFS": _countif,
    "RANK": _rank,
    "N": _as_number,
    "NA": _not_available,
    **{name: _elementwise(function) for name, function in _OF_SINGLE_VALUES.items()},
}

_Part = Callable[[], Any]


def _if(parts: Sequence[_Part]) -> Any:
    condition = parts[0]()
    yes, no = parts[1], parts[2] if len(parts) > 2 else (lambda: False)
    if isinstance(condition, list):
        return each(lambda holds, one, other: one if _truth(holds) else other, condition, yes(), no())
    try:
        return yes() if _truth(condition) else no()
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
