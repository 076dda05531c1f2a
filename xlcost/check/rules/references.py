"""Rules about what formulas read: nothing empty, no number typed as text, nothing twice, no chain of links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import chain

from xlcost.check.places import hits_at, hits_of, listed, shown
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.formula.references import DATA_TABLE, Source
from xlcost.formula.signatures import EXCEL_FUNCTIONS
from xlcost.formula.tree import Binary, Call, Node, Unary
from xlcost.formula.trees import PLACE_FUNCTIONS, compares, is_link, is_operand, skeleton
from xlcost.formula.unique import Formula, Formulas, Unique
from xlcost.functions import FUNCTIONS
from xlcost.outline.controls import is_status
from xlcost.outline.model import Model, is_filled
from xlcost.outline.roles import CHECKS, REFERENCE
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import TEXT, Place

#: Functions that ask whether a cell is empty, or take an empty one as it is meant.
_ASK_FOR_EMPTY = frozenset(
    {"ISBLANK", "COUNTA", "COUNTBLANK", "COUNT", "LEN", "ISTEXT", "ISNUMBER", "COUNTIF", "COUNTIFS", "TRIM", "N", "T"}
    | {"CONCAT", "TEXTJOIN", "IFERROR"}
)
#: Functions that leave an empty cell out, so that it counts for nothing rather than for 0.
_SKIP_EMPTY = frozenset(
    {"AVERAGE", "MEDIAN", "MIN", "MAX", "STDEV", "STDEV.S", "STDEV.P", "VAR", "VAR.S", "PRODUCT", "GEOMEAN", "LARGE"}
    | {"SMALL"}
)
#: Functions that take a text that reads like a number for a key or a text.
_TAKE_TEXT = frozenset(
    {"MATCH", "XMATCH", "VLOOKUP", "HLOOKUP", "XLOOKUP", "LOOKUP", "INDEX", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"}
    | {"VALUE", "TEXT", "LEFT", "RIGHT", "MID", "LEN", "FIND", "SEARCH", "SUBSTITUTE", "TRIM", "CONCAT", "TEXTJOIN"}
    | {"UPPER", "LOWER", "EXACT", "DATEVALUE", "NUMBERVALUE", "CONCATENATE", "ISTEXT", "ISNUMBER", "COUNTA", "FILTER"}
    | {"ISERROR", "ISERR", "ISNA", "ISBLANK", "ISNONTEXT", "COUNT", "COUNTBLANK", "ROWS", "COLUMNS", "T"}
)
#: Functions that look for errors alone.
_ONLY_ERRORS = frozenset({"ISERROR", "ISERR", "ISNA"})
#: So many copies of a formula find something where others find nothing, and it is a gap in the data.
_FEWEST_FILLED = 2
_MOST_LINKS = 5
_LONGEST_NUMBER = 40
_NUMBER_AS_TEXT = re.compile(r"\s*[-+(]?\s*[$€£]?\s*\d[\d,.' ]*\s*[%$€£]?\s*\)?\s*")


@rule(
    "F14",
    Severity.WARNING,
    "No reference to an empty cell",
    why="An empty cell counts as 0: the formula works with a value nobody entered, often after rows were moved.",
    mend="Point the formula at the cell meant, or enter the value there; write 0 where 0 is meant.",
    risk="Low to medium. Inputs, optional arguments, sparse data and amounts left out of a sum are left alone.",
    source="PerfectXL",
    example="=B2*B3 where B3 is blank; put right: 0 in B3, or the cell that is meant.",
)
def no_reference_to_empty(model: Model) -> Iterator[Hit]:
    """Single cells, and ranges in which nothing stands."""
    messages = {}
    empty = {*_empty_cells(model), *(key for key in model.graph.areas if _is_empty(model, *key))}
    gaps = _Gaps(model, empty)
    for place in {place for key in empty for place in model.graph.read_by[key]}:
        excused = _excused(model, model.formulas.at[place], place)
        read = dict.fromkeys(
            source
            for slot, source in enumerate(model.graph.reads[place])
            if (source.sheet, source.area) in empty and source not in excused and not gaps.has(place, slot)
        )
        blank = [source for source in read if not _is_to_be_filled(model, place, source)]
        if blank and is_link(model.formulas.at[place].tree):
            messages[place] = "is 0, for it only repeats a cell in which nothing stands"
        elif blank:
            messages[place] = f"reads {listed(_text(source, place[0]) for source in blank)}, where nothing stands"
    yield from hits_at(messages)


class _Gaps:
    """Sparse data: cells empty for many copies of a formula, where other copies of it find something."""

    def __init__(self, model: Model, empty: Set[tuple[str, Area]]) -> None:
        self._model = model
        self._empty = empty
        self._copies = {(unique.sheet, unique.formula.r1c1): unique for unique in model.formulas.uniques}
        self._filled: dict[tuple[str, str], list[int]] = {}

    def has(self, place: Place, slot: int) -> bool:
        """Whether what a formula reads, counted from its first reference, is filled for others of its copies."""
        key = place[0], self._model.formulas.at[place].r1c1
        if key not in self._filled:
            self._filled[key] = self._count(self._copies[key])
        elsewhere = self._filled[key][slot] >= _FEWEST_FILLED
        return elsewhere and not any(self._is_hole(place, slot, *step) for step in ((1, 0), (0, 1)))

    def _is_hole(self, place: Place, slot: int, down: int, right: int) -> bool:
        """Whether the two copies before and the two after all find something."""
        sheet, row, column = place
        at = self._model.formulas.at
        beside = [(sheet, row + down * by, column + right * by) for by in (-2, -1, 1, 2)]
        return all(
            at.get(other) is at[place] and self._model.graph.reads[other][slot][:2] not in self._empty
            for other in beside
        )

    def _count(self, unique: Unique) -> list[int]:
        reads = self._model.graph.reads
        slots = zip(*(reads[at] for at in unique.places), strict=True)
        return [sum((sheet, area) not in self._empty for sheet, area, _ in read) for read in slots]


def _is_to_be_filled(model: Model, place: Place, source: Source) -> bool:
    """Whether a cell is one of the open periods at the end of a row or column that other copies read filled."""
    if any(table.sheet == source.sheet and table.data.overlaps(source.area) for table in model.book.tables):
        return True  # a list that has no rows yet
    if source.area.size != 1:
        return False
    cells = model.sheet(source.sheet).cells
    row, column = source.area.top, source.area.left
    own = model.formulas.at[place]
    for down, right in ((0, 1), (1, 0)):
        further = [cells.get((row + down * step, column + right * step)) for step in (1, 2)]
        before = [cells.get((row - down * step, column - right * step)) for step in range(1, 60)]
        filled = [at for at, cell in enumerate(before, 1) if cell is not None and is_filled(cell)]
        if not filled or any(cell is not None and is_filled(cell) for cell in further):
            continue
        gap = filled[0] - 1
        sheet, at_row, at_column = place
        steps = [gap + 1, gap + 2]
        if all(model.formulas.at.get((sheet, at_row - down * by, at_column - right * by)) is own for by in steps):
            return True
    return False


def _text(source: Source, here: str) -> str:
    return str(source.area) if source.sheet == here else f"{source.sheet}!{source.area}"


def _empty_cells(model: Model) -> Iterator[tuple[str, Area]]:
    """The single cells that formulas read where nothing stands; a marked input may be left empty."""
    for sheet, places in model.graph.cells.items():
        cells = model.sheet(sheet).cells
        for at in places:
            cell = cells.get(at)
            empty = cell is None or not (is_filled(cell) or model.looks_like_input(cell))
            if empty and (sheet, *at) not in model.spilled:
                yield sheet, Area(*at, *at)


def _is_empty(model: Model, sheet: str, area: Area) -> bool:
    """Whether nothing stands in an area; marked inputs may be left empty there too."""
    cells = model.sheet(sheet).cells
    if area.size > len(cells):
        return not any(is_filled(cell) or model.looks_like_input(cell) for cell in model.grid(sheet).inside(area))
    inside = ((row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1))
    return not any(
        (cell := cells.get(at)) is not None and (is_filled(cell) or model.looks_like_input(cell)) for at in inside
    )


def _excused(model: Model, formula: Formula, place: Place) -> set[Source]:
    """The sources that may be empty: optional arguments of our functions, what is tested for it, amounts left out."""
    found: set[Source] = set()
    for node, above in formula.in_context:
        if not is_operand(node):
            continue
        tested = any(
            isinstance(up, Call) and up.name in _ASK_FOR_EMPTY | PLACE_FUNCTIONS | {DATA_TABLE} for up, _ in above
        )
        read = model.formulas.sources_of_part(node, place)
        if tested or _is_optional(above) or _compared_or_joined(above):
            found.update(read)
        elif _takes_empty(above):
            found.update(source for source in read if source.area.size == 1)
        elif _counts_for_nothing(above):
            found.update(source for source in read if _is_amount_left_out(model, source))
    return found


def _counts_for_nothing(above: tuple[tuple[Node, int], ...]) -> bool:
    """Whether an operand is added or repeated: blank and 0 are then the same."""
    return all(
        (isinstance(up, Call) and up.name == "SUM") or (isinstance(up, (Binary, Unary)) and up.operator in {"+", "-"})
        for up, _ in above
    )


def _takes_empty(above: tuple[tuple[Node, int], ...]) -> bool:
    """Whether a function that leaves empty cells out, or one of somebody's own, takes the operand itself."""
    call = above[-1][0] if above else None
    return isinstance(call, Call) and (call.name in _SKIP_EMPTY or call.name not in FUNCTIONS.keys() | EXCEL_FUNCTIONS)


def _is_amount_left_out(model: Model, source: Source) -> bool:
    """Whether an empty cell stands on a line that has amounts."""
    place = (source.sheet, source.area.top, source.area.left)
    line = model.line_at(place) if source.area.size == 1 else None
    return line is not None and line.label_column < place[2]


def _is_optional(above: tuple[tuple[Node, int], ...]) -> bool:
    parent, index = above[-1] if above else (None, 0)
    if not isinstance(parent, Call) or parent.name not in FUNCTIONS:
        return False
    arguments = FUNCTIONS[parent.name].arguments
    return index < len(arguments) and not arguments[index].required


def _compared_or_joined(above: tuple[tuple[Node, int], ...]) -> bool:
    """Whether the operand is compared, so that being empty is one of its cases, or joined to a text."""
    parent = above[-1][0] if above else None
    if not isinstance(parent, Binary):
        return False
    return parent.operator == "&" or compares(parent)


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
