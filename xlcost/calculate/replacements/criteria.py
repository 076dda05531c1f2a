"""COUNTIF, SUMIFS and their kin, for the criteria and ranges with which the engine's own are wrong.

A criterion is a value, or a text that begins with an operator. A text that reads as a number counts as one; the
wildcards ? and * mean any character and any characters, ~ the next character itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcost.calculate.replacements.coercion import Failed, parse_number
from xlcost.calculate.replacements.operators import order
from xlcost.calculate.replacements.wildcards import is_like

Test = Callable[[Any], bool]

_OPERATOR: Final = re.compile(r"<=|>=|<>|<|>|=")
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
_ERRORS: Final = {
    "#NULL!": "Null",
    "#DIV/0!": "Div",
    "#VALUE!": "Value",
    "#REF!": "Ref",
    "#NAME?": "Name",
    "#NUM!": "Num",
    "#N/A": "Na",
}


def is_plain(*criteria: Any) -> bool:
    """Whether the engine's own functions understand every criterion."""
    return all(map(_is_plain, criteria))


def _is_plain(criterion: Any) -> bool:
    if isinstance(criterion, (dict, list)):
        return False
    if not isinstance(criterion, str):
        return True
    found = _OPERATOR.match(criterion)
    operator = found[0] if found else ""
    operand = criterion[len(operator) :]
    if not operand:
        return operator not in {"<", "<=", ">", ">="}
    if operand.startswith("#"):
        return False
    if _PLAIN.fullmatch(operand):
        return operator != "<>"
    return not _reads_as_number(operand)


def countif(values: Any, criterion: Any) -> float:
    """COUNTIF."""
    return countifs(values, criterion)


def countifs(*pairs: Any) -> float:
    """COUNTIFS(range, criterion, ...)."""
    return float(sum(_chosen(pairs)))


def sumif(values: Any, criterion: Any, summed: Any = None) -> float:
    """SUMIF; what is added up must have the range's shape."""
    return math.fsum(_numbers(values if summed is None else summed, (values, criterion)))


def sumifs(summed: Any, *pairs: Any) -> float:
    """SUMIFS(sum range, range, criterion, ...)."""
    return math.fsum(_numbers(summed, pairs))


def averageif(values: Any, criterion: Any, averaged: Any = None) -> float:
    """AVERAGEIF."""
    return _mean(list(_numbers(values if averaged is None else averaged, (values, criterion))))


def averageifs(averaged: Any, *pairs: Any) -> float:
    """AVERAGEIFS(average range, range, criterion, ...)."""
    return _mean(list(_numbers(averaged, pairs)))


def maxifs(values: Any, *pairs: Any) -> float:
    """MAXIFS(range, range, criterion, ...)."""
    return max(_numbers(values, pairs), default=0.0)


def minifs(values: Any, *pairs: Any) -> float:
    """MINIFS(range, range, criterion, ...)."""
    return min(_numbers(values, pairs), default=0.0)


def _mean(numbers: list[float]) -> float:
    if not numbers:
        raise Failed("Div")
    return math.fsum(numbers) / len(numbers)


def _numbers(values: Any, pairs: tuple[Any, ...]) -> Iterator[float]:
    """The numbers among the chosen cells; an error among them fails."""
    cells = _cells(values)
    chosen = _chosen(pairs)
    if len(cells) != len(chosen) or _shape(values) != _shape(pairs[0]):
        raise Failed("NImpl")
    for value, meets in zip(cells, chosen, strict=True):
        if meets and isinstance(value, dict):
            raise Failed(value.get("kind", "Value"))
        if meets and value.__class__ is float:
            yield value


def _chosen(pairs: tuple[Any, ...]) -> list[bool]:
    """Which cells meet every criterion."""
    if len(pairs) % 2 or len({_shape(values) for values in pairs[::2]}) != 1:
        raise Failed("Value")
    chosen: list[bool] = []
    for values, criterion in zip(pairs[::2], pairs[1::2], strict=True):
        test = criterion_test(criterion)
        met = [test(value) for value in _cells(values)]
        chosen = [one and other for one, other in zip(chosen, met, strict=True)] if chosen else met
    return chosen


def criterion_test(criterion: Any) -> Test:
    """What a criterion asks of a cell."""
    if isinstance(criterion, list):
        raise Failed("NImpl")
    if isinstance(criterion, dict):
        return _is_error(criterion.get("kind", ""))
    if not isinstance(criterion, str):
        return _comparison("=", 0.0 if criterion is None else criterion)
    if criterion == "":
        return lambda value: value is None or value == ""
    found = _OPERATOR.match(criterion)
    operator = found[0] if found else "="
    operand = criterion[len(found[0]) :] if found else criterion
    return _operand_test(operator, operand) if operand else _about_nothing(operator)


def _operand_test(operator: str, operand: str) -> Test:
    if operand.upper() in _ERRORS:
        equal = _is_error(_ERRORS[operand.upper()])
        return _negated(equal) if operator == "<>" else equal
    if operand.upper() in {"TRUE", "FALSE"}:
        return _comparison(operator, operand.upper() == "TRUE")
    try:
        return _comparison(operator, parse_number(operand))
    except Failed as failure:
        if failure.kind == "NImpl":
            raise
    return _text_test(operator, operand)


def _about_nothing(operator: str) -> Test:
    if operator == "=":
        return lambda value: value is None
    if operator == "<>":
        return lambda value: value is not None
    return lambda value: False


def _is_error(kind: str) -> Test:
    return lambda value: isinstance(value, dict) and value.get("kind") == kind


def _negated(test: Test) -> Test:
    return lambda value: not test(value)


def _text_test(operator: str, operand: str) -> Test:
    if operator == "=":
        return is_like(operand)
    if operator == "<>":
        return _negated(is_like(operand))
    compare = _operation(operator)
    return lambda value: isinstance(value, str) and value != "" and compare(order(value, operand))


def _comparison(operator: str, wanted: Any) -> Test:
    """Numbers with numbers and truth values with truth values; equal to a number is also a text that reads as it."""
    kind = wanted.__class__
    if operator == "<>":
        return lambda value: value.__class__ is not kind or order(value, wanted) != 0
    compare = _operation(operator)
    if operator == "=" and kind is float:
        return lambda value: (
            order(value, wanted) == 0
            if value.__class__ is float
            else isinstance(value, str) and _reads_as_number(value) and parse_number(value) == wanted
        )
    return lambda value: value.__class__ is kind and compare(order(value, wanted))


def _operation(operator: str) -> Callable[[int], bool]:
    return {
        "=": lambda found: found == 0,
        "<": lambda found: found < 0,
        ">": lambda found: found > 0,
        "<=": lambda found: found <= 0,
        ">=": lambda found: found >= 0,
    }[operator]


def _reads_as_number(given: str) -> bool:
    if not any(character.isdigit() for character in given):
        return False
    try:
        parse_number(given)
    except Failed as failure:
        return failure.kind == "NImpl"
    return True


def _shape(values: Any) -> tuple[int, int]:
    return (len(values), len(values[0])) if isinstance(values, list) else (1, 1)


def _cells(values: Any) -> list[Any]:
    return [value for row in values for value in row] if isinstance(values, list) else [values]
