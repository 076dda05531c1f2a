"""F01, F29 and F30: numbers and texts written into formulas: an assumption, a plug, a date code of one language."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from xlcost.check.places import cell_area, hits_of, listed, shown
from xlcost.check.profiles import profile_of
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.rules.documented import is_documented
from xlcost.check.subject import Subject
from xlcost.formula.tree import Binary, Call, Literal, Node, Unary
from xlcost.formula.trees import is_operand, number
from xlcost.formula.unique import Formula, Unique
from xlcost.outline.model import Model
from xlcost.outline.roles import CHECKS, REFERENCE
from xlcost.workbook.records import Place

_CHECK: Final = re.compile(r"\b(check|balance[sd]?|difference|out of balance|control|reconcil\w*)\b", re.IGNORECASE)
#: Formula cells that are followed from a plug to a check.
_FURTHEST: Final = 400
_ZERO: Final = 0.005
#: Letters of a date format that Excel reads in the language of Windows: y is J in German, d is j in French.
_DATE_CODE: Final = re.compile(r"(?<![\\\"a-z\[$-])(y{2,4}|d{1,4}|m{3,5})(?![a-z])", re.IGNORECASE)
#: Arguments (from 0) that say how, not how much: a column to return, a number of digits, a kind of match.
_HOW_ARGUMENTS: Final[dict[str, frozenset[int]]] = {
    name: frozenset(positions)
    for names, positions in (
        ("ROUND ROUNDUP ROUNDDOWN TRUNC LOG LARGE SMALL LEFT RIGHT", (1,)),
        ("EDATE EOMONTH REPT QUARTILE QUARTILE.INC WEEKDAY FIXED TAKE DROP", (1, 2)),
        ("INDEX DATE MID XMATCH", (1, 2, 3)),
        ("VLOOKUP HLOOKUP", (2, 3)),
        ("MATCH YEARFRAC RANK RANK.EQ FIND SEARCH", (2,)),
        ("SUBTOTAL AGGREGATE CHAR UNICHAR", (0, 1)),
        ("OFFSET SEQUENCE REPLACE SUBSTITUTE", (1, 2, 3, 4)),
        ("ADDRESS", range(5)),
        ("XLOOKUP", (4, 5)),
        ("PERCENTILE PERCENTILE.INC PERCENTILE.EXC IRR CHOOSE", (1,)),
        ("XIRR", (2,)),
        ("SORT SORTBY CHOOSECOLS CHOOSEROWS TEXTBEFORE TEXTAFTER", range(1, 30)),
        ("IPMT PPMT PMT FV PV", (3, 4, 5)),
    )
    for name in names.split()
}
_EXPONENTS = frozenset({2.0, 3.0, 0.5})
_TEN: Final = 10.0  # to any power it is a unit's prefix
#: Numbers that are the same for everybody: halves, days, hours, ten and its powers, units of energy, length, weight and
#: temperature. Ours name them all the same.
_EVERYBODYS: Final = frozenset(
    {
        0.5,
        2.0,
        3.0,
        4.0,
        7.0,
        10.0,
        24.0,
        30.0,
        52.0,
        60.0,
        90.0,
        120.0,
        180.0,
        360.0,
        365.0,
        365.25,
        366.0,
        1e4,
        1e5,
        1e9,
        1e12,
    }
    | {0.1, 0.01, 1e-3, 1e-6, 1e-9, 168.0, 1440.0, 3600.0, 8760.0, 8784.0, 86400.0, 1024.0, 273.15, 298.15, 3.6}
    | {
        1.609,
        1.609344,
        0.3048,
        2.54,
        25.4,
        0.3937,
        0.4536,
        0.45359,
        0.453592,
        0.45359237,
        2.2046,
        2.20462,
        4.184,
        4.1868,
    }
)
_TOLERANCE: Final = 0.01
#: More formulas with numbers in them than this on a sheet are how the sheet is built, and one finding.
_ONE_BY_ONE: Final = 3
_MESSAGE_PARTS = 4


@rule(
    "F01",
    Severity.WARNING,
    "No hard-coded number in a formula",
    why="A number inside a formula has no unit, no source, and is missed when the inputs are changed.",
    mend="Put the number on the inputs sheet with unit and source, and refer to it.",
    risk="Low: 142 of 148 findings in 122 workbooks of others were true, the others factors between units; 17 of 19 in "
    "36 models made anew, the others five days a week. 0, 1, 12, 100, 1000, 1,000,000 pass, in audit also days, powers "
    "of ten, common factors, tolerances, the numbers of rows, months, steps of an axis and bounds that a label names.",
    source="FAST 3.04-01",
    example="=B2*1.07; put right: =B2*(1+Inputs!B5).",
)
def no_hard_coded_number(model: Subject) -> Iterator[Hit]:
    """Literals that carry an assumption, together where a sheet is full of them; reference sheets are left out.

    In audit what reads no cell, such as =9590/1000, is an input written as arithmetic, and no formula.
    """
    in_audit = profile_of(model) is Profile.AUDIT
    allowed = frozenset(model.settings.allowed_numbers) | (_EVERYBODYS if in_audit else frozenset())
    found: dict[str, list[tuple[Unique, list[str]]]] = {}
    for unique in model.formulas.uniques:
        if not any(_is_assumed(node, allowed) for node in unique.formula.nodes):
            continue
        if in_audit and not any(map(is_operand, unique.formula.nodes)):
            continue
        typed = [
            _as_typed(node, above)
            for node, above in unique.formula.in_context
            if isinstance(node, Literal) and _is_assumed(node, allowed) and not _says_how(node, above)
            if not (in_audit and is_documented(model, unique, node, above[-1][0] if above else None))
        ]
        if typed and not _is_example(model, unique):
            found.setdefault(unique.sheet, []).append((unique, typed))
    for holding in found.values():
        if in_audit and len(holding) > _ONE_BY_ONE:
            numbers = _numbers(typed_number for _, typed in holding for typed_number in typed)
            said = f"{len(holding):,} formulas of this sheet hold {numbers}"  # once: there may be 100,000 of them
            yield from chain.from_iterable(hits_of(unique, said) for unique, _ in holding)
        else:
            for unique, typed in holding:
                yield from hits_of(unique, f"the formula holds {_numbers(typed)}")


def _numbers(typed: Iterable[str]) -> str:
    told = dict.fromkeys(typed)
    return f"the number{'s' if len(told) > 1 else ''} {listed(told, _MESSAGE_PARTS)}"


def _is_assumed(node: Node, allowed: frozenset[float]) -> bool:
    return isinstance(node, Literal) and node.kind == "number" and float(node.text) not in allowed


def _as_typed(node: Literal, above: tuple[tuple[Node, int], ...]) -> str:
    percent = bool(above) and getattr(above[-1][0], "operator", "") == "%"
    return node.text + ("%" if percent else "")


def _says_how(node: Literal, above: tuple[tuple[Node, int], ...]) -> bool:
    if not above:
        return False
    outside = above[:-1] if len(above) > 1 and isinstance(above[-1][0], Unary) else above  # 10^-6 as 10^6
    parent, index = outside[-1]
    if isinstance(parent, Binary) and parent.operator == "^" and index == 1:
        return float(node.text) in _EXPONENTS or number(parent.left) == _TEN
    if _is_root(node, above) or _is_a_place_or_a_tolerance(node, parent):
        return True
    call = next(((up, at) for up, at in reversed(above) if isinstance(up, Call)), None)
    if call is None or any(isinstance(up, Binary) for up, _ in above[above.index(call) + 1 :]):
        return False
    function, position = call
    assert isinstance(function, Call)  # noqa: S101 - chosen as such above; for the type checker
    return position in _HOW_ARGUMENTS.get(function.name, ()) or any(
        type(up).__name__ == "ArrayLiteral" for up, _ in above
    )


def _is_a_place_or_a_tolerance(node: Literal, parent: Node) -> bool:
    """Whether a number shifts the number of a row, ROW()-5, or is what differences of about nothing are held to."""
    if not isinstance(parent, Binary):
        return False
    other = parent.right if parent.left is node else parent.left
    if parent.operator in {"+", "-"} and isinstance(other, Call):
        return other.name in {"ROW", "COLUMN", "ROWS", "COLUMNS"}
    return parent.operator in {"<", ">", "<=", ">="} and 0 < float(node.text) <= _TOLERANCE


def _is_root(node: Literal, above: tuple[tuple[Node, int], ...]) -> bool:
    """Whether a number says which root: the growth of n years is the ratio to the power 1/n, less one."""
    parent, index = above[-1]
    if not (isinstance(parent, Binary) and parent.operator == "/" and index == 1 and float(node.text).is_integer()):
        return False
    powers = [(up, at) for up, at in above[:-1] if isinstance(up, Binary) and up.operator == "^"]
    return number(parent.left) == 1 and bool(powers) and powers[-1][1] == 1


def _is_example(model: Model, unique: Unique) -> bool:
    """A formula on a reference sheet that only checks read."""
    return model.roles[unique.sheet] == REFERENCE and all(
        model.roles[reader[0]] in {CHECKS, REFERENCE}
        for place in unique.places
        for reader in model.graph.readers(place)
    )


@rule(
    "F29",
    Severity.ERROR,
    "No plug makes a check pass",
    why="The check says that all is well because somebody added the difference by hand; the fault is still there.",
    mend="Take the number out, and find what is missing.",
    risk="Low. Only a number added in a single cell on which a check of about zero depends is reported.",
    source="EuSpRIG",
    example="Total assets =SUM(B2:B5)+137 where the balance check is 0; put right: =SUM(B2:B5), and the fault found.",
)
def no_plug_makes_a_check_pass(model: Model) -> Iterator[Hit]:
    """Numbers added to a formula that stands alone, and a check on which it tells."""
    for unique in model.formulas.uniques:
        plug = _plug(unique.formula) if len(unique.cells) == 1 else None
        if plug is None:
            continue
        check = _check_reached(model, unique.first, abs(plug))
        if check is not None:
            message = f"{plug:+,g} is added by hand, and {shown(check, unique.sheet)} shows 0 because of it"
            yield Hit(message, unique.sheet, cell_area(*unique.first[1:]))


def _plug(formula: Formula) -> float | None:
    """The number that is added to or taken from cells at the top of a formula."""
    tree = formula.tree
    while isinstance(tree, Binary) and tree.operator in {"+", "-"}:
        value = number(tree.right)
        if value is not None and abs(value) > 1 and value not in {12, 100, 1000} and _reads(tree.left):
            return value if tree.operator == "+" else -value
        tree = tree.left
    return None


def _reads(node: Node) -> bool:
    return not isinstance(node, Literal)


def _check_reached(model: Model, start: Place, plug: float) -> Place | None:
    """A check of about zero that depends on the cell, and compares amounts larger than the plug."""
    waiting, seen = deque([start]), {start}
    while waiting and len(seen) < _FURTHEST:
        for reader in model.graph.readers(waiting.popleft()):
            if reader in seen:
                continue
            seen.add(reader)
            waiting.append(reader)
            line = model.line_at(reader)
            value = model.value(reader)
            if (
                line is not None
                and _CHECK.search(line.label)
                and isinstance(value, (int, float))
                and not isinstance(value, bool)
                and abs(value) < _ZERO
                and _is_difference(model.formulas.at[reader])
                and plug > _ZERO
            ):
                return reader
    return None


def _is_difference(formula: Formula) -> bool:
    return any(isinstance(node, Binary) and node.operator == "-" for node in formula.nodes)


@rule(
    "F30",
    Severity.INFO,
    "No date written by TEXT in one language's letters",
    why='TEXT takes its letters from the language of Windows: "yyyy" gives yyyy in Germany, where the year is JJJJ.',
    mend="Keep the date in a cell of its own with a date format; or DAY(), MONTH() and YEAR() joined by &.",
    risk="None where the workbook is opened in other languages; a team of one language may ignore it.",
    source="Microsoft",
    example='="As of "&TEXT(A1,"dd mmm yyyy"); put right: A1 in a cell of its own.',
)
def no_dates_by_text(model: Model) -> Iterator[Hit]:
    """TEXT whose format has letters of dates."""
    for unique in model.formulas.uniques:
        formats = [
            call.arguments[1].text
            for call in unique.formula.calls
            if _has_format(call) and isinstance(call.arguments[1], Literal)
        ]
        dated = next((text for text in formats if _DATE_CODE.search(text)), None)
        if dated is not None:
            yield from hits_of(unique, f'TEXT writes a date as "{dated[:30]}", which other languages spell otherwise')


def _has_format(call: Call) -> bool:
    return call.name == "TEXT" and len(call.arguments) == 2 and isinstance(call.arguments[1], Literal)
