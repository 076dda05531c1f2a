"""Rules about what formulas read: no number typed as text, nothing twice, no chain of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from xlcost.check.places import hits_at, hits_of, shown
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.formula.tree import Binary, Call, Node
from xlcost.formula.trees import PLACE_FUNCTIONS, compares, is_link, is_operand, skeleton
from xlcost.formula.unique import Formula, Formulas, Unique
from xlcost.functions import FUNCTIONS
from xlcost.outline.controls import is_status
from xlcost.outline.model import Model
from xlcost.outline.roles import CHECKS, REFERENCE
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import TEXT, Place

#: Functions that take a text that reads like a number for a key or a text.
_TAKE_TEXT = frozenset(
    {"MATCH", "XMATCH", "VLOOKUP", "HLOOKUP", "XLOOKUP", "LOOKUP", "INDEX", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"}
    | {"VALUE", "TEXT", "LEFT", "RIGHT", "MID", "LEN", "FIND", "SEARCH", "SUBSTITUTE", "TRIM", "CONCAT", "TEXTJOIN"}
    | {"UPPER", "LOWER", "EXACT", "DATEVALUE", "NUMBERVALUE", "CONCATENATE", "ISTEXT", "ISNUMBER", "COUNTA", "FILTER"}
    | {"ISERROR", "ISERR", "ISNA", "ISBLANK", "ISNONTEXT", "COUNT", "COUNTBLANK", "ROWS", "COLUMNS", "T"}
)
#: Functions that look for errors alone.
_ONLY_ERRORS = frozenset({"ISERROR", "ISERR", "ISNA"})
_MOST_LINKS = 5
_LONGEST_NUMBER = 40
_NUMBER_AS_TEXT = re.compile(r"\s*[-+(]?\s*[$€£]?\s*[0-9][0-9,.' ]*\s*[%$€£]?\s*\)?\s*")


@rule(
    "F15",
    Severity.ERROR,
    "No number stored as text among precedents",
    why="SUM and its like skip it, + takes it for a number: the same model gives two totals.",
    mend="Convert it (Data > Text to Columns > Finish), and format the cell as a number.",
    risk="Low. Texts that are only looked up, compared or shown are left alone.",
    source="PerfectXL",
    example='"1200" typed as a text, and =A1*2; put right: the number 1200.',
)
def no_number_as_text(model: Model) -> Iterator[Hit]:
    """Text constants that read like numbers where a formula calculates with them."""
    messages = {}
    readers: dict[tuple[str, str], Place] = {}
    for sheet in model.book.sheets:
        for cell in sheet.cells.values():
            if cell.kind != TEXT or cell.formula is not None or not _reads_like_a_number(str(cell.value)):
                continue
            place = (sheet.name, cell.row, cell.column)
            reader = next((at for at in model.graph.readers(place) if _calculates_with(model, at, place)), None)
            if reader is not None:
                number = str(cell.value).strip()[:30]
                first = readers.setdefault((sheet.name, number), reader)
                messages[place] = f'the number "{number}" is a text, and {shown(first, sheet.name)} calculates with it'
    yield from hits_at(messages)


def _reads_like_a_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and _NUMBER_AS_TEXT.fullmatch(text) is not None


def _calculates_with(model: Model, reader: Place, place: Place, depth: int = 0) -> bool:
    """Whether a formula takes the cell for a number; bare links are followed to who reads them."""
    if is_link(model.formulas.at[reader].tree):
        followed = model.graph.readers(reader) if depth < _MOST_LINKS else ()
        return any(_calculates_with(model, at, reader, depth + 1) for at in followed)
    sheet, row, column = place
    for node, above in model.formulas.at[reader].in_context:
        if not is_operand(node):
            continue
        read = model.formulas.sources_of_part(node, reader)
        hit = any(at == sheet and area.holds(row, column) for at, area, _ in read)
        if hit and not _takes_text(above):
            return True
    return False


def _takes_text(above: tuple[tuple[Node, int], ...]) -> bool:
    if any(isinstance(up, Call) and up.name in _ONLY_ERRORS for up, _ in above):
        return True
    for up, index in reversed(above):
        if isinstance(up, Call):
            function = FUNCTIONS.get(up.name)
            if function is not None:
                argument = function.arguments[min(index, len(function.arguments) - 1)]
                return argument.takes_range or not hasattr(argument.coerce, "domain")
            return up.name in _TAKE_TEXT
        if isinstance(up, Binary) and (up.operator == "&" or compares(up)):
            return True
        if isinstance(up, Binary) and up.operator in "+-*/^":
            return False
    return False


@rule(
    "F16",
    Severity.WARNING,
    "Nothing calculated twice",
    why="Two copies of one calculation part company when only one of them is changed.",
    mend="Keep the first, and refer to it from the other places.",
    risk="Medium. Checks repeat calculations on purpose and are left out; a row of the same formula counts once.",
    source="20 Principles",
    profile=Profile.HOUSE,
)
def nothing_twice(model: Model) -> Iterator[Hit]:
    """Different formulas that do the same to the same cells."""
    first: dict[_Work, Place] = {}
    works = model.formulas.fact(_works)
    for unique in model.formulas.uniques:
        place = unique.first
        if model.roles[unique.sheet] in {CHECKS, REFERENCE} or not isinstance(model.value(place), (int, float)):
            continue
        if place not in works:
            works[place] = _work(model.formulas, unique)
        work = works[place]
        other = place if work is None else first.setdefault(work, place)
        if other != place:
            yield from hits_of(unique, f"calculates the same as {shown(other, unique.sheet)}")


#: What is done, for how many cells, and what the first of them reads.
_Work = tuple[str, int, tuple[tuple[str, Area], ...]]


def _works(_: Formulas) -> dict[Place, _Work | None]:
    """By the first cell of a formula what it does, as far as that was asked."""
    return {}


def _work(formulas: Formulas, unique: Unique) -> _Work | None:
    """What a formula does; None where it is a link, or takes no value from a cell."""
    tree, read = unique.formula.tree, formulas.reads[unique.first]
    if not read or is_link(tree) or not _reads_values(unique.formula):
        return None
    return skeleton(tree), len(unique.cells), tuple((sheet, area) for sheet, area, _ in read)


@rule(
    "F17",
    Severity.WARNING,
    "No link to a link",
    why="A chain of links hides where a number comes from, and breaks in the middle.",
    mend="Refer to the cell where the number is calculated or entered.",
    risk="Low. Labels, texts and the master check are left out.",
    profile=Profile.HOUSE,
)
def no_link_to_a_link(model: Model) -> Iterator[Hit]:
    """Bare references to cells that are bare references."""
    messages = {}
    links = (unique.places for unique in model.formulas.uniques if is_link(unique.formula.tree))
    for place in chain.from_iterable(links):
        if model.shows_text(place):
            continue
        target = _single(model, place)
        if target is None or target not in model.formulas.at or is_status(model, target):
            continue
        if is_link(model.formulas.at[target].tree):
            source = _single(model, target)
            if source is not None:
                messages[place] = (
                    f"links to {shown(target, place[0])}, which itself only links to {shown(source, place[0])}"
                )
    yield from hits_at(messages)


def _reads_values(formula: Formula) -> bool:
    """Whether the value of any operand matters, not only its place, as with ROWS and COLUMNS."""
    if formula.called.isdisjoint(PLACE_FUNCTIONS):
        return any(map(is_operand, formula.nodes))
    return any(
        is_operand(node) and not any(isinstance(up, Call) and up.name in PLACE_FUNCTIONS for up, _ in above)
        for node, above in formula.in_context
    )


def _single(model: Model, place: Place) -> Place | None:
    read = model.graph.reads.get(place, ())
    if len(read) != 1 or read[0].area.size != 1:
        return None
    return (read[0].sheet, read[0].area.top, read[0].area.left)
