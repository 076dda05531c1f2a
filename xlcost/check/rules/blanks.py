"""F14: formulas that read a cell in which nothing stands."""

from __future__ import annotations

from collections.abc import Iterator, Set

from xlcost.check.places import hits_at, listed
from xlcost.check.profiles import profile_of
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.subject import Subject
from xlcost.formula.references import DATA_TABLE, Source
from xlcost.formula.signatures import EXCEL_FUNCTIONS
from xlcost.formula.tree import Binary, Call, Node, Unary
from xlcost.formula.trees import PLACE_FUNCTIONS, compares, is_link, is_operand
from xlcost.formula.unique import Formula, Unique
from xlcost.functions import FUNCTIONS
from xlcost.outline.model import Model, is_filled
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import NUMBER, Place

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
#: So many copies of a formula find something where others find nothing, and it is a gap in the data.
_FEWEST_FILLED = 2


@rule(
    "F14",
    Severity.WARNING,
    "No reference to an empty cell",
    why="An empty cell counts as 0: the formula works with a value nobody entered, often after rows were moved.",
    mend="Point the formula at the cell meant, or enter the value there; write 0 where 0 is meant.",
    risk="Low: 8 of 9 findings in 220 workbooks of others are true, after mending by them. Inputs, optional arguments, "
    "sparse data and amounts left out of a sum are left alone; what audit leaves alone was false in 4 of 4.",
    source="PerfectXL",
    example="=B2*B3 where B3 is blank; put right: 0 in B3, or the cell that is meant.",
)
def no_reference_to_empty(model: Subject) -> Iterator[Hit]:
    """Single cells, and ranges in which nothing stands.

    In audit what is repeated, named or read from another sheet, and holes among copies: beside a formula a blank is
    often a value that nobody has.
    """
    in_house = profile_of(model) is Profile.HOUSE
    messages = {}
    areas = model.graph.areas if in_house else ()  # a total of months to come is none yet
    empty = {*_empty_cells(model), *(key for key in areas if _is_empty(model, *key))}
    gaps = _Gaps(model, empty)
    for place in {place for key in empty for place in model.graph.read_by[key]}:
        formula = model.formulas.at[place]
        linked = is_link(formula.tree)
        sources = model.graph.reads[place]
        slots = range(len(sources)) if in_house or linked else gaps.asked(place)
        read = dict.fromkeys(
            source for slot in slots if (source := sources[slot])[:2] in empty and not gaps.has(place, slot)
        )
        excused = _excused(model, formula, place) if read else ()
        blank = [source for source in read if source not in excused and not _is_to_be_filled(model, place, source)]
        if blank and linked:
            messages[place] = "is 0, for it only repeats a cell in which nothing stands"
        elif blank:
            messages[place] = f"reads {listed(_text(source, place[0]) for source in blank)}, where nothing stands"
    yield from hits_at(messages)


class _Gaps:
    """Sparse data: cells empty for many copies of a formula, where other copies of it find something."""

    def __init__(self, model: Subject, empty: Set[tuple[str, Area]]) -> None:
        self._model = model
        self._empty = empty
        self._copies = {(unique.sheet, unique.formula.r1c1): unique for unique in model.formulas.uniques}
        self._filled: dict[tuple[str, str], list[int]] = {}
        self._in_audit = profile_of(model) is Profile.AUDIT

    def asked(self, place: Place) -> Iterator[int]:
        """The references of a formula, by number, that count in audit: read by name or elsewhere, or a hole."""
        filled = self._filled_of(place)
        for slot, (sheet, _, through) in enumerate(self._model.graph.reads[place]):
            if through or sheet != place[0] or (filled[slot] and self.is_hole(place, slot)):
                yield slot

    def has(self, place: Place, slot: int) -> bool:
        """Whether what a formula reads, by the number of its reference, is filled elsewhere, or left out beside it."""
        left_out = self._filled_of(place)[slot] >= _FEWEST_FILLED or self._is_beside(place, slot)
        return left_out and not self.is_hole(place, slot)

    def _filled_of(self, place: Place) -> list[int]:
        """For how many copies of a formula each of its references finds something."""
        key = place[0], self._model.formulas.at[place].r1c1
        if key not in self._filled:
            self._filled[key] = self._count(self._copies[key])
        return self._filled[key]

    def _is_beside(self, place: Place, slot: int) -> bool:
        """Whether the cell stands in the row or column of the formula, on a line that has other amounts."""
        source = self._model.graph.reads[place][slot]
        _, row, column = place
        if source.sheet != place[0] or not (source.area.top == row or source.area.left == column):
            return False
        return _is_amount_left_out(self._model, source)

    def is_hole(self, place: Place, slot: int) -> bool:
        """Whether the two copies before and the two after all find something.

        In audit a blank in a list of others is a value that nobody has; along a row it is a period left out, and down
        a column a blank that the formula slid onto.
        """
        down = self._finds_beside(place, slot, 1, 0) and not (self._in_audit and self._is_in_list(place, slot))
        return down or self._finds_beside(place, slot, 0, 1)

    def _is_in_list(self, place: Place, slot: int) -> bool:
        """Whether a number stands right beside what a formula reads, so that it is one of the values of a row."""
        sheet, (row, column, _, _), _ = self._model.graph.reads[place][slot]
        cells = self._model.sheet(sheet).cells
        beside = (cells.get((row, column + by)) for by in (-1, 1))
        return any(cell is not None and (cell.formula is not None or cell.kind == NUMBER) for cell in beside)

    def _finds_beside(self, place: Place, slot: int, down: int, right: int) -> bool:
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
    if source.area.size != 1:
        return any(table.sheet == source.sheet and table.data.overlaps(source.area) for table in model.book.tables)
    table = model.book.table_at((source.sheet, *source.area[:2]))
    if table is not None and table.data.overlaps(source.area):
        return True  # a list that has no rows yet
    own = model.formulas.at[place]
    sheet, row, column = place
    return any(
        all(model.formulas.at.get((sheet, row - down * by, column - right * by)) is own for by in (gap + 1, gap + 2))
        for down, right, gap in model.remembered(_ends_of_series)[source.sheet, source.area.top, source.area.left]
    )


class _EndsOfSeries(dict[Place, list[tuple[int, int, int]]]):
    """Empty cells at the end of a row or column: the step along it, and the empty cells between; each looked at once.

    A hostile formula and its copies read the same cells thousands of times.
    """

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, place: Place) -> list[tuple[int, int, int]]:
        sheet, row, column = place
        cells = self._model.sheet(sheet).cells

        def stands(down: int, right: int) -> bool:
            cell = cells.get((row + down, column + right))
            return cell is not None and is_filled(cell)

        found = self[place] = []
        for down, right in ((0, 1), (1, 0)):
            last = next((step for step in range(1, 60) if stands(-down * step, -right * step)), None)
            if last is not None and not any(stands(down * step, right * step) for step in (1, 2)):
                found.append((down, right, last - 1))
        return found


def _ends_of_series(model: Model) -> _EndsOfSeries:
    return _EndsOfSeries(model)


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
