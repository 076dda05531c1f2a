"""What values are to Excel: numbers, texts, truths and errors, how each is read for another, and the operators.

In Python alone; whatever Excel may read otherwise is refused by NotKnown.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from xlcost.evaluate.date_words import is_date_word


class Error(Exception):
    """An Excel error: raised inside a function, and the value of a cell."""

    TEXTS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


class NotKnown(Exception):
    """Something that Excel may read otherwise than it is read here; the text may say what."""


class Ambiguous(NotKnown):
    """Something that engines read alike and Excel otherwise, such as a day written as the computer's region has it."""


NUMBER_TEXT: Final = re.compile(r" *[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)? *")
_MONTH: Final = re.compile(
    r"(?<![a-z])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])",
    re.IGNORECASE,
)
#: A month and one number, which is a day of the year in which somebody asks, or a year.
_OF_NO_YEAR: Final = re.compile(r"\s*(?:#[-/., ]*[0-9]{1,2}|[0-9]{1,2}[-/., ]*#)\s*")
_WORD: Final = re.compile(r"[^\W0-9_]{4,}")
#: Wildcards and signs that stand in no number, date or amount; &H is how programs begin a number.
_NEVER_IN_NUMBERS: Final = re.compile(r"[*?~_]|&(?![HO0-9])", re.IGNORECASE)
#: Up to three letters before whole digits: Q1 is an amount in Guatemala, R2 in South Africa, K3 in Zambia.
_LETTERED: Final = re.compile(r"([A-Za-z]{1,3})([ -]?)([0-9]{1,15})")
_REGIONAL: Final = re.compile(
    r"\s*[0-9]{1,2}[-/. ][0-9]{1,2}(?:[-/. ][0-9]{2,4})?\s*|.*[0-9][.,][0-9]{3}(?![0-9]).*|.*[0-9][ap]m?\s*",
    re.IGNORECASE,
)
_ORDERED: Final = re.compile(r"[a-z0-9 ]*")  # texts that are in one order everywhere
FIRST_SURE_DAY: Final = 61  # before it Excel has a day more than there was


def number(value: Any) -> float:
    """A value where a number belongs."""
    if isinstance(value, Error):
        raise value
    if isinstance(value, str):
        if NUMBER_TEXT.fullmatch(value):
            return float(value)
        if may_be_number(value):
            usual = "".join("0" if sign.isdecimal() else sign for sign in value)
            is_read = (
                _REGIONAL.fullmatch(usual)
                or _OF_NO_YEAR.fullmatch(_MONTH.sub("#", usual))
                or (usual != value and not value.isascii() and NUMBER_TEXT.fullmatch(usual))
            )
            raise Ambiguous if is_read else NotKnown
        raise Error("#VALUE!")
    return 0.0 if value is None else float(value)


def as_shown(value: float) -> float:
    """A number with the fifteen digits that Excel shows of it, from which it takes whole ones."""
    return float(f"{value:.15g}")


@lru_cache(maxsize=1 << 14)
def may_be_number(text: str) -> bool:
    """Whether Excel may read a text as a number, a date, a time or an amount, somewhere in the world.

    It is none surely if it has a word of four letters that no language has in these. A shorter one may be money.
    """
    if not any(map(str.isdecimal, text)) or _NEVER_IN_NUMBERS.search(text):
        return False
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return not any(word.isascii() and not is_date_word(word) for word in _WORD.findall(bare))


@lru_cache(maxsize=1 << 14)
def lettered(text: str) -> tuple[str, bool, int] | None:
    """What tells apart numbers with letters before them, in every region; None if it is not sure to.

    Each region has one such currency at most. So of two texts for which this differs either one is no number there, or
    they are different ones. It cannot be told of the names of months, which have several spellings.
    """
    found = _LETTERED.fullmatch(text)
    if found is None:
        return None
    letters, between, digits = found.groups()
    if len(letters) == 3 and is_date_word(letters.lower()):
        return None
    return letters.lower(), between == "-", int(digits)


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
    if 0 < abs(value) < 1e-4:  # some are written out, others as powers of ten
        raise NotKnown
    text = f"{value + 0.0:.15g}"
    return f"{value:.0f}" if "e+" in text and abs(value) < 1e20 else text.replace("e", "E")


def compared(left: Any, right: Any, sure: int = 0) -> int:
    """Below, at or above 0 as left is less than, equal to or more than right: numbers before texts before truths.

    ``sure`` is the order that tells as much as equality, for the relation that is asked for.
    """
    for value in (left, right):
        if isinstance(value, Error):
            raise value
    left, right = instead_of_blank(left, right), instead_of_blank(right, left)
    one, other = kind_of(left), kind_of(right)
    if one != other:
        return one - other
    if isinstance(left, str):
        left, right = left.casefold(), right.casefold()
        if left != right and left and right and not (_ORDERED.fullmatch(left) and _ORDERED.fullmatch(right)):
            raise NotKnown
    elif left != right and math.isclose(left, right, rel_tol=1e-14):  # Excel compares fifteen digits
        if f"{left:.14e}" == f"{right:.14e}":
            return 0
        if int(left > right) - int(left < right) != sure:
            raise NotKnown
    return int(left > right) - int(left < right)


def alike(left: Any, right: Any) -> bool:
    """Whether two values are equal; of texts, nobody asks for the order."""
    left, right = instead_of_blank(left, right), instead_of_blank(right, left)
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return compared(left, right) == 0


def instead_of_blank(value: Any, beside: Any) -> Any:
    """What a blank is beside a value of another kind."""
    if value is not None:
        return value
    return "" if isinstance(beside, str) else False if isinstance(beside, bool) else 0.0


def kind_of(value: Any) -> int:
    """The order of kinds: numbers before texts before truths."""
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


def cells_of(values: Any) -> Iterator[Any]:
    """The cells of rows, or the one value."""
    if isinstance(values, list):
        for row in values:
            yield from row
    else:
        yield values


def numbers_in(values: Sequence[Any]) -> list[float]:
    """The numbers: in rows those that are numbers, by themselves whatever can be one."""
    found = []
    for value in values:
        if not isinstance(value, list):
            found.append(number(value))
            continue
        for cell in cells_of(value):
            if isinstance(cell, Error):
                raise cell
            if isinstance(cell, float):
                found.append(cell)
    return found


def total_of(values: Sequence[Any]) -> float:
    """One after the other, as a sheet adds; Python's own sums keep what is lost, and zero is no zero then."""
    total = 0.0
    for value in numbers_in(values):
        total += value
    return total


def truths_in(values: Sequence[Any]) -> list[bool]:
    """The truths: in rows those that are one or a number, by themselves whatever can be one."""
    found = []
    for value in values:
        for cell in cells_of(value):
            if isinstance(cell, Error):
                raise cell
            if isinstance(value, list) and (cell is None or isinstance(cell, str)):
                continue
            if isinstance(cell, str):
                raise NotKnown
            found.append(truth_of(cell))
    if not found:
        raise Error("#VALUE!")
    return found


def truth_of(value: Any) -> bool:
    """A value read as a truth."""
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            return value.upper() == "TRUE"
        raise Error("#VALUE!")
    return number(value) != 0


def _divided(left: Any, right: Any) -> float:
    above, below = number(left), number(right)
    if below == 0:
        raise Error("#DIV/0!")
    return above / below


def _power(left: Any, right: Any) -> float:
    base, exponent = number(left), number(right)
    if base == 0 and exponent <= 0:
        raise Error("#NUM!" if exponent == 0 else "#DIV/0!")
    try:
        found: Any = base**exponent
    except (ZeroDivisionError, OverflowError):
        raise Error("#NUM!") from None
    if isinstance(found, complex):
        raise Ambiguous("a root of a negative number")  # some of which Excel takes, and engines do not
    return float(found)


OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "/": _divided,
    "^": _power,
    "&": lambda left, right: shown(left) + shown(right),
    "=": alike,
    "<>": lambda left, right: not alike(left, right),
    "<": lambda left, right: compared(left, right, 1) < 0,
    ">": lambda left, right: compared(left, right, -1) > 0,
    "<=": lambda left, right: compared(left, right, -1) <= 0,
    ">=": lambda left, right: compared(left, right, 1) >= 0,
}
