"""L08, L09 and F28: what a line is called against what formulas do with it: its unit, its sign, its total."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from typing import Final, NamedTuple

from xlcost.check.places import hits_at, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.tree import Binary, Call, Literal, Node, Operand, Unary
from xlcost.formula.trees import is_link, is_operand, number
from xlcost.formula.unique import Unique
from xlcost.outline.captions import spot
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import NUMBER, Place

_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_MONEY: Final = re.compile(r"(?<![a-z])(k?usd|eur|gbp|dollars?|euros?)(?![a-z])|[$€£]", re.IGNORECASE)
_TOKENS: Final = re.compile(r"(?<![a-z])(m|k)?tok(ens?)?(?![a-z])", re.IGNORECASE)
_PER_MILLION: Final = re.compile(r"(/|per)\s*(1\s?m(tok)?|m(illion)?\s?tok\w*|mtok|million|1,?000,?000)", re.IGNORECASE)
_PER_THOUSAND: Final = re.compile(r"(/|per)\s*(1\s?k|k\s?tok\w*|ktok|thousand|1,?000)(?!,?0)", re.IGNORECASE)
_PERIOD: Final = re.compile(r"(/|per|a|each)\s*(month|year|quarter|day|week|annum)\b", re.IGNORECASE)
_SCALES: Final = frozenset({1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9})
_MINUS: Final = re.compile(r"^\s*(\(-\)|\(\u2212\)|less\b|minus\b|deduct\b)", re.IGNORECASE)


class Unit(NamedTuple):
    """What a line counts: ``kind`` money, tokens or price; the size of a price's lot; the period it is for."""

    kind: str
    lot: str = ""
    period: str = ""

    def __str__(self) -> str:
        per = {"million": " per million tokens", "thousand": " per thousand tokens"}.get(self.lot, "")
        return f"{self.kind}{per}{f' per {self.period}' if self.period else ''}"


def unit_of(text: str) -> Unit | None:
    """The unit that a text names; None where it names none of those that are compared."""
    money = _MONEY.search(text)
    period = _PERIOD.search(text)
    per = period.group(2).lower() if period else ""
    if money and _PER_MILLION.search(text):
        return Unit("USD", "million")
    if money and _PER_THOUSAND.search(text) and _TOKENS.search(text):
        return Unit("USD", "thousand")
    if money:
        return Unit("USD", period=per)
    if _TOKENS.search(text) and not re.search(r"[%/]|share|price|cost", text, re.IGNORECASE):
        return Unit("tokens", period=per)
    return None


def _unit_at(model: Model, place: Place) -> Unit | None:
    """The unit of a cell: its line's unit, else what stands in brackets or behind a comma in its label."""
    line = model.line_at(place)
    if line is None:
        return None
    called = spot(model, place)
    if called.unit:
        return unit_of(called.unit)
    said = [*_BRACKETS.findall(called.label), called.label.rpartition(",")[2] if "," in called.label else ""]
    return next((unit for text in said if (unit := unit_of(text)) is not None), None)


@rule(
    "L08",
    Severity.ERROR,
    "Units fit where numbers are added, compared and multiplied",
    why="Dollars added to tokens, a month added to a year, a price per million times plain tokens: wrong by a factor.",
    mend="Convert first: divide tokens by 1,000,000 for a price per million, a year by 12 for a month.",
    risk="Low. Only units that both lines state themselves are compared, and cells that are read directly.",
    source="FAST 3.05-04",
    example='"Tokens" * "Price, USD per Mtok"; put right: the same / 1000000.',
)
def units_fit(model: Model) -> Iterator[Hit]:
    """Sums of different units, and prices of a lot times single tokens without a conversion."""
    messages: dict[Place, str] = {}
    for unique in model.formulas.uniques:
        for node in unique.formula.nodes:
            if isinstance(node, Binary) and node.operator in {"+", "-", "*"}:
                message = _misfit(model, unique, node)
                if message:
                    messages.update(dict.fromkeys(unique.places, message))
    yield from hits_at(messages)


def _misfit(model: Model, unique: Unique, node: Binary) -> str | None:
    one, two = (_operand(model, side, unique.first) for side in (node.left, node.right))
    if one is None or two is None:
        return None
    first, second = _unit_at(model, one), _unit_at(model, two)
    if first is None or second is None:
        return None
    places = f"{shown(one, unique.sheet)} and {shown(two, unique.sheet)}"
    if node.operator in {"+", "-"}:
        differs = first.kind != second.kind or first.lot != second.lot
        differs = differs or (first.period != second.period and bool(first.period and second.period))
        verb = "adds" if node.operator == "+" else "subtracts"
        return f"{verb} {first} and {second}: {places}" if differs else None
    lots = {unit.lot for unit in (first, second) if unit.kind == "USD"} - {""}
    plain = "tokens" in {first.kind, second.kind}
    if lots and plain and not _converts(model, unique):
        return f"multiplies {first} by {second} without a conversion: {places}"
    return None


def _operand(model: Model, node: Node, place: Place) -> Place | None:
    """The single cell that an operand is."""
    read = model.formulas.sources_of_part(node, place) if is_operand(node) else ()
    return (read[0].sheet, read[0].area.top, read[0].area.left) if len(read) == 1 and read[0].area.size == 1 else None


def _converts(model: Model, unique: Unique) -> bool:
    """Whether a formula, or one that reads it, has a thousand or a million in it, typed or in a cell."""
    for place in (unique.first, *model.graph.readers(unique.first)):
        formula = model.formulas.at[place]
        if any(number(node) in _SCALES for node in formula.nodes if isinstance(node, Literal)):
            return True
        if any(isinstance(node, Binary) and node.operator == "^" for node in formula.nodes):
            return True
        read = [(source.sheet, source.area.top, source.area.left) for source in model.graph.reads.get(place, ())]
        if any(model.value(at) in _SCALES for at in read):
            return True
    return False


@rule(
    "L09",
    Severity.ERROR,
    "What is called a deduction is deducted",
    why='A line called "Less: ..." that is positive and summed is added: the total is too high by twice the amount.',
    mend="Enter the amount with a minus sign, as the lines beside it, or subtract it in the total.",
    risk="Low. Only lines whose label begins with less, minus or (-), positive, in a SUM or behind a plus.",
    source="ICAEW Financial Modelling Code",
    example='"Less: discounts" 20 in =SUM(B2:B3); put right: -20, or =B2-B3.',
)
def deductions_are_deducted(model: Model) -> Iterator[Hit]:
    """Positive amounts on lines called less that a total adds."""
    messages: dict[Place, str] = {}
    for name, layout in model.layouts.items():
        for line in (*layout.lines, *layout.beside):
            if not _MINUS.match(line.label):
                continue
            for cell in line.values:
                place = (name, cell.row, cell.column)
                if model.line_at(place) is not line:
                    continue
                value = model.value(place)
                if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
                    continue
                if _turns_the_sign(model, place):
                    continue
                total = next((at for at in model.graph.readers(place) if _adds(model, at, place)), None)
                if total is not None:
                    messages[place] = f'"{line.label[:50]}" is positive, and {shown(total, name)} adds it'
    yield from hits_at(messages)


def _turns_the_sign(model: Model, place: Place) -> bool:
    """Whether the formula of a cell, or the one it repeats, begins with a minus: what it takes was negative."""
    formula = model.formulas.at.get(place)
    if formula is None:
        return False
    tree = formula.tree
    if is_link(tree):
        target = _operand(model, tree, place)
        return target is not None and target != place and _turns_the_sign(model, target)
    while isinstance(tree, Binary):
        tree = tree.left
    return isinstance(tree, Unary) and tree.operator == "-"


def _adds(model: Model, reader: Place, place: Place) -> bool:
    """Whether a formula adds a cell: as one of a SUM, or behind a plus, under no minus."""
    for node, above in model.formulas.at[reader].in_context:
        if not is_operand(node):
            continue
        read = model.formulas.sources_of_part(node, reader)
        if not any(source.sheet == place[0] and source.area.holds(*place[1:]) for source in read):
            continue
        taken = any(getattr(up, "operator", "") == "-" and (at == 1 or not isinstance(up, Binary)) for up, at in above)
        plain = all(
            (isinstance(up, Call) and up.name == "SUM") or (isinstance(up, Binary) and up.operator in {"+", "-"})
            for up, _ in above
        )
        return bool(above) and plain and not taken
    return False


_TOTAL: Final = re.compile(r"\b(sub)?totals?\b|\bsum\b|^net\b|^gross\b", re.IGNORECASE)
#: Functions that gather a column; AVERAGE and the like of a list leave out none of it either.
_GATHER: Final = frozenset({"SUM", "AVERAGE", "MEDIAN", "MIN", "MAX"})
#: Names of lines that stand among amounts and are none.
_NO_AMOUNT: Final = re.compile(
    r"%|growth|margin|ratio|rate|share|per cent|multiple|factor|days|memo|of which|price|tokens|requests", re.IGNORECASE
)


@rule(
    "F28",
    Severity.ERROR,
    "A total takes in the line right above it, and the first below the heading",
    why="A line was added at the edge of the list, and the total did not grow with it: it is too low in every period.",
    mend="Extend the sum to the line, or set a blank row and a heading between them where it does not belong there.",
    risk="Low: 1 of 1 in 79 workbooks. Ratios, other totals, lines of another unit or format, and lines that others "
    "read for themselves are left alone.",
    source="PerfectXL",
    example="=SUM(B2:B4) in B6 with an amount in B5; put right: =SUM(B2:B5).",
)
def totals_take_in_their_edges(model: Model) -> Iterator[Hit]:
    """Totals and averages of the column above them that leave out an amount at one edge of the list.

    Only an amount that goes nowhere else, or goes where the ones that are summed go too.
    """
    messages: dict[Place, str] = {}
    for unique in model.formulas.uniques:
        node = _gathered(unique.formula.tree)
        if node is None:
            continue
        columns = defaultdict[int, set[int]](set)
        for copy in unique.cells:
            columns[copy.row].add(copy.column)
        for place in unique.places:
            left_out = _left_out(model, place, node, columns[place[1]])
            if left_out is not None:
                row = model.line_at(left_out)
                label = f', "{row.label[:40]}"' if row is not None else ""
                messages[place] = f"the total leaves out row {left_out[1]}{label}, right beside what it sums"
    yield from hits_at(messages)


def _gathered(tree: Node) -> Operand | None:
    """The one range that a total or an average is of."""
    if not isinstance(tree, Call):
        return None
    first = tree.name == "SUBTOTAL" and len(tree.arguments) == 2
    if not first and not (tree.name in _GATHER and len(tree.arguments) == 1):
        return None
    gathered = tree.arguments[-1]
    return gathered if is_operand(gathered) else None


def _left_out(model: Model, place: Place, node: Operand, columns: Set[int]) -> Place | None:
    sheet, row, column = place
    read = model.formulas.sources_of_part(node, place)
    if len(read) != 1 or read[0].sheet != sheet or read[0].area.rows < 2:
        return None
    area = read[0].area
    if (area.left, area.right) != (column, column):
        return None
    edges = []
    if area.bottom == row - 2:
        edges.append(((sheet, row - 1, column), (sheet, area.bottom, column)))
    if area.bottom == row - 1:
        edges.append(((sheet, area.top - 1, column), (sheet, area.top, column)))
    for outside, inside in edges:
        has_it = any(other == sheet and area.holds(down, at) for other, down, at in model.graph.readers(outside))
        if (
            not has_it
            and _belongs(model, outside, inside)
            and _goes_nowhere_else(model, outside, inside, area, columns)
        ):
            return outside  # not EBIT, which has the depreciation already
    return None


def _belongs(model: Model, outside: Place, inside: Place) -> bool:
    """Whether the line outside is an amount like the ones inside."""
    outer, inner = model.cell(outside), model.cell(inside)
    own, beside = model.line_at(outside), model.line_at(inside)
    if outer is None or inner is None or (own is not None and _is_no_part(own.label)):
        return False
    if own is not None and beside is not None and (own.label_column, own.unit) != (beside.label_column, beside.unit):
        return False
    value = model.value(outside)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value == 0:
        return False
    if outside not in model.formulas.at and outer.kind != NUMBER:
        return False
    on_axis = any(outside[1:] in set(axis.cells) for axis in model.layouts[outside[0]].axes)
    return (
        not on_axis
        and _unit_at(model, outside) == _unit_at(model, inside)
        and model.style(outer).number_format == model.style(inner).number_format
        and model.style(outer).bold == model.style(inner).bold
    )


def _is_no_part(label: str) -> bool:
    return bool(_TOTAL.search(label) or _NO_AMOUNT.search(label))


def _goes_nowhere_else(model: Model, outside: Place, inside: Place, summed: Area, columns: Set[int]) -> bool:
    """Whether no cell of a line is read outside of it but together with the line beside, nor made of what is summed.

    A line that others read for itself has its place: a price, a balance, an amount that meets the total later. Only
    the columns count in which the total stands.
    """
    sheet, row, _ = outside
    for column in columns:
        beside = set(model.graph.readers((sheet, inside[1], column)))
        apart = set(model.graph.readers((sheet, row, column))) - beside
        if any((at[0], at[1]) != (sheet, row) for at in apart):
            return False
    return not any(
        source.sheet == sheet and source.area.overlaps(summed) for source in model.graph.reads.get(outside, ())
    )
