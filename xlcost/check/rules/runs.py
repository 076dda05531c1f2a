"""Rules about formulas beside each other: the same along a row or a list, no number typed between; see stretches.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import count, takewhile
from typing import Final

from xlcost.check.profiles import profile_of
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.rules.alone import is_alone, lone_breaks, says_the_same
from xlcost.check.rules.gaps import holes
from xlcost.check.rules.likeness import goes_further
from xlcost.check.rules.stretches import Suspect, breaks, typed_over_in_columns
from xlcost.check.subject import Subject
from xlcost.formula.references import Copy, Source, sources
from xlcost.formula.tree import Literal
from xlcost.outline.forecasts import forecast_start, has_forecast_headers, row_starts
from xlcost.outline.model import Model
from xlcost.outline.subtotals import copied, subtotal_columns
from xlcost.workbook.addresses import Area, address, rectangles
from xlcost.workbook.records import BLANK, NUMBER, TEXT, Cell, Place
from xlcost.workbook.tokens import as_shown, pattern

#: Characters of a formula that a message shows, and of what stands on either side of a difference.
_SHOWN = 80
_AROUND = 12
#: So many numbers typed on a diagonal are the edge of a triangle.
_STAIR: Final = 3
#: So many periods typed at the end of a row are its other part.
_SEVERAL = 3


@rule(
    "F02",
    Severity.ERROR,
    "One formula per row along the time axis",
    why="A formula that changes on the way is the most common grave error: half the row says one thing, half another.",
    mend="Copy the formula of the neighbours across the whole row; where a period differs, say so with a flag row.",
    risk="Low in audit: 6 of 6 findings are true in 36 models made anew and 43 workbooks of others, after mending by "
    "most of them; in the ten that were read last 1 of 1. Before, it was 1 of 21 in the 36. In house also where a "
    "whole column differs by design.",
    source="FAST 2.01-03, ExceLint",
    example="B4:M4 =B2-B3 but F4 =F2+F3; put right: =F2-F3.",
)
def one_formula_per_row(model: Subject) -> Iterator[Hit]:
    """Formulas that break the pattern of their stretch; what would stand there is told for the first of them.

    In audit only where the lines beside go on in that place, or nearly the same stands between many copies.
    """
    in_audit = profile_of(model) is Profile.AUDIT
    suspects = [
        suspect
        for suspect in _suspects(model)
        if suspect.place in model.formulas.at
        and not (suspect.example.row == suspect.place[1] and _changes_at_the_forecast(model, suspect.place))
        and not _names_its_row(model, suspect)
        and not (in_audit and (says_the_same(model, suspect) or _goes_further(model, suspect)))
    ]
    for sheet, area, example in _grouped(suspects, lambda suspect: model.formulas.at[suspect.place].r1c1):
        totals = model.formulas.fact(subtotal_columns).get(sheet, frozenset())
        own, usual = (_at(cell, area, totals) for cell in (model.sheet(sheet).cells[area.top, area.left], example))
        found, expected = _contrast(own, usual)
        like = address(example.row, example.column)
        yield Hit(f"{found} differs from its neighbours: as in {like}, it would be {expected}", sheet, area)


@rule(
    "F03",
    Severity.ERROR,
    "No constant inside a run of formulas",
    why="Somebody typed over a formula: the number stays when everything around it moves.",
    mend="Copy the formula of the neighbours into the cell.",
    risk="Low in audit: of 36 models made anew and 43 workbooks of others it says nothing (before, of the 36: 5 "
    "things, all false), and 122 of 166 numbers typed over by a seed are found. In house also rows of another kind.",
    source="PerfectXL",
    example="B4:M4 =B2*B3 but F4 is 1250; put right: =F2*F3.",
)
def no_constant_among_formulas(model: Subject) -> Iterator[Hit]:
    """Numbers where the pattern of the stretch says a formula should stand; texts and gaps between two of its cells.

    In audit only where the lines beside go on, or nearly all of the line are copies; not texts such as n/a, which are
    seen, nor what looks unlike its neighbours, as values do that are meant.
    """
    suspects = [
        suspect
        for suspect in (*_suspects(model), *_certain(model, (*typed_over_in_columns(model), *holes(model))))
        if suspect.place not in model.formulas.at
        and not _is_actual(model, suspect)
        and not _is_said_by_the_pattern(model, suspect)
        and not _has_nothing_to_read(model, suspect)
    ]
    if profile_of(model) is Profile.AUDIT:
        everywhere = {suspect.place for suspect in suspects}
        suspects = [suspect for suspect in suspects if not _is_on_a_stair(everywhere, suspect.place)]
    found = list(_grouped(suspects, lambda suspect: _what_is_there(model.cell(suspect.place))))
    if profile_of(model) is Profile.AUDIT:
        places = Counter((sheet, example) for sheet, _, example in found)
        found = [
            one for one in found if not _is_meant(model, *one, places[one[0], one[2]]) and not _is_marked(model, *one)
        ]
    for sheet, area, example in found:
        there = _what_is_there(model.cell((sheet, area.top, area.left)))
        like, formula = address(example.row, example.column), _cut(as_shown(f"={example.formula}"))
        yield Hit(f"{there} where its neighbours calculate, as {like} does: {formula}", sheet, area)


def _suspects(model: Subject) -> tuple[Suspect, ...]:
    """The cells that break a pattern; in audit those alone that do so where the lines beside theirs go on."""
    return (*_certain(model, model.remembered(breaks)), *model.remembered(_lone))


def _lone(model: Model) -> tuple[Suspect, ...]:
    return tuple(lone_breaks(model))


def _certain(model: Subject, suspects: Iterable[Suspect]) -> tuple[Suspect, ...]:
    in_audit = profile_of(model) is Profile.AUDIT
    return tuple(suspect for suspect in suspects if not in_audit or is_alone(model, suspect))


def _goes_further(model: Model, suspect: Suspect) -> bool:
    return goes_further(model.formulas.at[suspect.place].r1c1, suspect.pattern.r1c1)


def _is_on_a_stair(everywhere: Set[Place], place: Place) -> bool:
    """Whether a cell is one of several on a diagonal: each year's loans begin a period later, with the edge typed."""
    return any(
        sum(1 for by in (-1, 1) for _ in takewhile(everywhere.__contains__, _diagonal(place, by, turn))) + 1 >= _STAIR
        for turn in (-1, 1)
    )


def _diagonal(place: Place, by: int, turn: int) -> Iterator[Place]:
    sheet, row, column = place
    return ((sheet, row + step * by, column + step * by * turn) for step in count(1))


def _is_meant(model: Model, sheet: str, area: Area, example: Copy, places: int) -> bool:
    """Whether a text, values or gaps are rather of a kind of their own, ``places`` of them beside one pattern."""
    first = model.sheet(sheet).cells.get((area.top, area.left))
    if first is not None and first.kind == TEXT and not str(first.value).startswith("="):
        return True
    if area.top != example.row:
        return places > 1 or first is None or first.value in {None, ""}
    after = model.sheet(sheet).cells.get((area.top, area.right + 1))
    return area.columns >= _SEVERAL and (after is None or after.kind == BLANK)


def _is_marked(model: Model, sheet: str, area: Area, example: Copy) -> bool:
    """Whether the first of some values has another fill or colour than the formulas beside it."""
    cells = model.sheet(sheet).cells
    first = cells.get((area.top, area.left))
    if first is None:
        return False
    own, usual = model.style(first), model.style(cells[example.row, example.column])
    return (own.fill_color, own.font_color) != (usual.fill_color, usual.font_color)


def _is_said_by_the_pattern(model: Model, suspect: Suspect) -> bool:
    """Whether a text is one that the formula of the neighbours gives itself: n/a where there is no ratio."""
    cell = model.cell(suspect.place)
    said = str(cell.value) if cell is not None and cell.kind == TEXT else ""
    return bool(said) and Literal("string", said) in suspect.pattern.nodes


def _has_nothing_to_read(model: Model, suspect: Suspect) -> bool:
    """Whether the formula of a list could not stand there: what it would read is empty, or it reads no cell."""
    tree, example = suspect.pattern.tree, suspect.example
    if example.row == suspect.place[1]:
        return False  # along a row a forecast reads past where the actuals end
    here = sources(model.book, tree, *suspect.place)
    there = sources(model.book, tree, suspect.place[0], example.row, example.column)
    return not here or any(
        _is_blank(model, own) and not _is_blank(model, its) for own, its in zip(here, there, strict=True)
    )


def _is_blank(model: Model, source: Source) -> bool:
    place = (source.sheet, *source.area[:2])
    return source.area.size == 1 and place not in model.formulas.at and model.value(place) in {None, ""}


def _is_actual(model: Model, suspect: Suspect) -> bool:
    """Whether a number is typed on its side of where the sheet's forecast begins, and not behind a copy already."""
    sheet, row, column = place = suspect.place
    start = forecast_start(model, sheet)
    cell = model.cell(place)
    if start is None or cell is None or cell.kind != NUMBER:
        return False
    if suspect.example.row == row and row_starts(model, sheet).get(row) == start:
        return True
    behind = model.formulas.at.get((sheet, row, column - 1)) is suspect.pattern
    return column < start and has_forecast_headers(model, sheet) and not behind


def _names_its_row(model: Model, suspect: Suspect) -> bool:
    """Whether it gives a text left of all numbers of its row: a label, or a model's name, that stands elsewhere too."""
    sheet, row, column = suspect.place
    example = suspect.example
    if example.row != row or not model.shows_text(suspect.place) or model.shows_text((sheet, row, example.column)):
        return False
    before = (cell for cell in model.grid(sheet).rows[row] if cell.column < column)
    return all(
        model.shows_text((sheet, row, cell.column)) or (cell.formula is None and cell.kind == BLANK) for cell in before
    )


def _changes_at_the_forecast(model: Model, place: Place) -> bool:
    """Whether all formulas on the cell's side of where the forecast begins say the same, and others the other side."""
    sheet, row, column = place
    start = forecast_start(model, sheet)
    if start is None:
        return False
    own = model.formulas.at[place]
    cells = [cell for cell in model.grid(sheet).rows[row] if (sheet, row, cell.column) in model.formulas.at]
    side = [cell.column for cell in cells if (cell.column < start) == (column < start)]
    return len(side) < len(cells) and all(model.formulas.at[sheet, row, at] is own for at in side)


def _grouped(suspects: Iterable[Suspect], by: Callable[[Suspect], str]) -> Iterator[tuple[str, Area, Copy]]:
    """Areas of suspects of one kind beside one pattern, with a neighbour of the first."""
    groups: dict[tuple[str, str, str], dict[tuple[int, int], Copy]] = {}
    for suspect in suspects:
        sheet, row, column = suspect.place
        group = groups.setdefault((sheet, by(suspect), suspect.pattern.r1c1), {})
        group.setdefault((row, column), suspect.example)
    for (sheet, _, _), examples in groups.items():
        for area in rectangles(examples):
            yield sheet, area, examples[area.top, area.left]


def _what_is_there(cell: Cell | None) -> str:
    if cell is None or cell.kind == BLANK or cell.value == "":
        return "nothing stands"
    if cell.kind == TEXT:
        return "a formula stands as a text" if str(cell.value).startswith("=") else "a text is typed"
    return "a number is typed"


def _at(cell: Cell | Copy, area: Area, totals: Set[int]) -> str:
    """The formula of a cell as it would read in the first cell of an area."""
    formula = pattern(cell.formula or "", cell.row, cell.column)
    return as_shown("=" + copied(formula, cell.column, area.top, area.left, totals))


def _contrast(own: str, expected: str) -> tuple[str, str]:
    """Two formulas; of long ones what differs, with a little of what they share."""
    if len(own) + len(expected) <= 2 * _SHOWN:
        return own, expected
    start = max(0, _alike(own, expected) - _AROUND)
    end = max(0, _alike(own[start:][::-1], expected[start:][::-1]) - _AROUND)
    first, second = (
        ("..." if start else "") + _cut(text[start : len(text) - end]) + ("..." if end else "")
        for text in (own, expected)
    )
    return first, second


def _alike(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
