"""A workbook from above: its unique formulas and where each runs, the flow between sheets, what is tied to nothing.

>>> found = map_workbook("model.xlsx")
>>> [(flow.giver, flow.reader, flow.cells) for flow in found.flows]
[('Inputs', 'Costs', 12), ('Costs', 'Summary', 3)]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from xlcost.explain.following import count_hidden
from xlcost.explain.records import Flow, Loose, Map, MappedFormula, MappedSheet, Unreadable
from xlcost.explain.results import importance, named_cells
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.reach import needed, reached
from xlcost.formula.signatures import READ_ANYWHERE, VOLATILE
from xlcost.formula.unique import Unique, external_books
from xlcost.functions import FUNCTIONS
from xlcost.outline.axes import Axis
from xlcost.outline.captions import content_of, spot
from xlcost.outline.controls import is_status
from xlcost.outline.model import Model
from xlcost.outline.roles import INPUTS
from xlcost.workbook.addresses import Area, rectangles
from xlcost.workbook.numbers import one_of
from xlcost.workbook.places import shown
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import BLANK, BOOL, NUMBER, Book, Place, Sheet

_FEW_LINES: Final = 6
#: Functions whose result depends on more than the cells they name; ours look prices up.
_OUTSIDE: Final = VOLATILE | READ_ANYWHERE | FUNCTIONS.keys()


def map_workbook(book: Book | str | Path) -> Map:
    """The map of a workbook; the file is not touched.

    Raises:
        BadFile: the workbook cannot be read, or must not be.
    """
    opened = book if isinstance(book, Book) else open_book(book)
    model = Model(opened)
    inputs = _inputs(model)
    return Map(
        path=str(opened.package.path),
        sheets=tuple(_sheets(model, inputs)),
        flows=tuple(_flows(model)),
        formulas=tuple(_formulas(model)),
        inputs_without_effect=tuple(_without_effect(model, inputs)),
        outputs_without_input=tuple(_without_input(model)),
        circles=model.graph.circles,
        links=tuple(_links(model)),
        unreadable=tuple(_unreadable(model)),
        hidden=count_hidden(model),
        not_calculated=model.count_not_evaluated,
    )


def _inputs(model: Model) -> tuple[Place, ...]:
    """What the checks take for inputs, and the numbers on sheets of inputs that nobody reads."""
    known = set(model.inputs)
    for sheet in model.book.sheets:
        if model.roles[sheet.name] == INPUTS:
            known.update(_numbers(model, sheet))
    order = {sheet.name: sheet.index for sheet in model.book.sheets}
    return tuple(sorted(known, key=lambda place: (order[place[0]], *place[1:])))


def _numbers(model: Model, sheet: Sheet) -> Iterator[Place]:
    """The typed numbers and flags of a sheet's lines; time axes are none."""
    axes = model.layouts[sheet.name].axes
    for cell in sheet.cells.values():
        place = (sheet.name, cell.row, cell.column)
        if cell.formula is None and cell.kind in {NUMBER, BOOL} and place not in model.spilled:
            line = model.line_at(place)
            if line is not None and cell.column > line.label_column and not _on_axis(axes, cell.row, cell.column):
                yield place


def _on_axis(axes: Iterable[Axis], row: int, column: int) -> bool:
    return any(axis.line == (row if axis.along_row else column) for axis in axes)


def _sheets(model: Model, inputs: Iterable[Place]) -> Iterator[MappedSheet]:
    by_sheet: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place in inputs:
        by_sheet[place[0]].append(place[1:])
    uniques = Counter(unique.sheet for unique in model.formulas.uniques)
    for sheet in model.book.sheets:
        yield MappedSheet(
            name=sheet.name,
            role=model.roles[sheet.name],
            state=sheet.state,
            used=sheet.used,
            formulas=len(sheet.formulas),
            unique_formulas=uniques[sheet.name],
            inputs=rectangles(by_sheet[sheet.name]),
        )


def _flows(model: Model) -> Iterator[Flow]:
    """Who reads whom, in the order of the sheets."""
    cells: dict[tuple[str, str], int] = defaultdict(int)
    figures: dict[tuple[str, str], int] = defaultdict(int)
    for place, sources in model.graph.reads.items():
        givers = {source.sheet for source in sources} - {place[0]}
        is_figure = not (isinstance(model.value(place), str) or is_status(model, place))
        for giver in givers:
            cells[giver, place[0]] += 1
            figures[giver, place[0]] += is_figure
    order = {sheet.name: sheet.index for sheet in model.book.sheets}
    for giver, reader in sorted(cells, key=lambda pair: (order[pair[0]], order[pair[1]])):
        yield Flow(giver, reader, cells[giver, reader], figures[giver, reader])


def _formulas(model: Model) -> Iterator[MappedFormula]:
    order = {sheet.name: sheet.index for sheet in model.book.sheets}

    def position(unique: Unique) -> tuple[int, int, int]:
        return order[unique.sheet], unique.cells[0].row, unique.cells[0].column

    for unique in sorted(model.formulas.uniques, key=position):
        first = (unique.sheet, unique.cells[0].row, unique.cells[0].column)
        read = {source.sheet for source in model.formulas.sources(first)} - {unique.sheet}
        yield MappedFormula(
            spot=spot(model, first),
            areas=unique.areas,
            cells=len(unique.cells),
            a1=unique.cells[0].formula or "",
            r1c1=unique.formula.r1c1,
            reads=tuple(sorted(read, key=order.__getitem__)),
            value=content_of(model, first),
        )


def _results(model: Model) -> Iterator[Place]:
    named = named_cells(model)
    return (place for place in model.formulas.at if importance(model, place, named) is not None)


def _without_effect(model: Model, inputs: Iterable[Place]) -> Iterator[Loose]:
    is_needed = needed(model.graph, set(_results(model)))
    reasons = {place: _why_without_effect(model, place) for place in inputs if not is_needed(place)}
    yield from _loose(model, reasons)


def _why_without_effect(model: Model, place: Place) -> str:
    readers = model.graph.readers(place)
    if not readers:
        return "no formula reads it"
    more = f" and {len(readers) - 1:,} more" if len(readers) > 1 else ""
    return f"no result needs it: only {shown(readers[0])}{more} reads it"


def _without_input(model: Model) -> Iterator[Loose]:
    """Results that stay as they are whatever is typed anywhere."""
    typed = PlaceIndex(_typed(model))
    moving = {
        place
        for (sheet, area), readers in model.graph.read_by.items()
        if typed.within(sheet, area) is not None
        for place in readers
    }
    depends = reached(model.graph, dict.fromkeys([*sorted(moving), *_moving_by_themselves(model)], 1))
    reasons = {
        place: "all that it reads is blank or fixed" if model.formulas.sources(place) else "it reads no cell"
        for place in _results(model)
        if place not in depends
    }
    yield from _loose(model, reasons)


def _typed(model: Model) -> Iterator[Place]:
    for sheet in model.book.sheets:
        for cell in sheet.cells.values():
            if cell.formula is None and cell.kind != BLANK:
                yield sheet.name, cell.row, cell.column


def _moving_by_themselves(model: Model) -> Iterator[Place]:
    """The formulas that depend on the clock, on chance, on prices, on other workbooks, on cells they do not name."""
    for unique in model.formulas.uniques:
        names = {call.name for call in unique.formula.calls}
        if not names.isdisjoint(_OUTSIDE) or external_books(unique.formula.tree):
            yield from ((unique.sheet, cell.row, cell.column) for cell in unique.cells)


def _loose(model: Model, reasons: Mapping[Place, str]) -> Iterator[Loose]:
    groups: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for (sheet, row, column), why in reasons.items():
        groups[sheet, why].append((row, column))
    for (sheet, why), cells in groups.items():
        for area in chain.from_iterable(map(_by_lines, rectangles(cells))):
            first = (sheet, area.top, area.left)
            yield Loose(spot(model, first), area, area.size, content_of(model, first), why)


def _by_lines(area: Area) -> Iterable[Area]:
    """A few lines each by its own label; the column of a list as one."""
    if area.rows > _FEW_LINES:
        return (area,)
    return (area._replace(top=row, bottom=row) for row in range(area.top, area.bottom + 1))


def _links(model: Model) -> Iterator[str]:
    """The other workbooks by their file, where the workbook keeps it."""
    kept = model.book.external_links
    found: dict[str, None] = {}
    for unique in model.formulas.uniques:
        found.update(dict.fromkeys(external_books(unique.formula.tree)))
    for link in found:
        at = one_of(link, len(kept))
        yield link if at is None else kept[at]


def _unreadable(model: Model) -> Iterator[Unreadable]:
    for place, why in model.formulas.unreadable.items():
        cell = model.cell(place)
        yield Unreadable(shown(place), (cell and cell.formula) or "", why)
