"""The second method that auditors ask for: LibreOffice calculates the workbook too, and differing cells are listed.

The workbook itself is never what LibreOffice writes: its values are read from a copy.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from xlcost.calculate.comparing import agree as is_reproduced
from xlcost.calculate.engines.libreoffice import TIME_LIMIT, answer, calculated
from xlcost.calculate.engines.protocol import NoAnswer
from xlcost.calculate.results import Recalculation, recalculation
from xlcost.calculate.surely import FROM_OUTSIDE
from xlcost.evaluate.binding import our_name
from xlcost.formula.graph import read_graph
from xlcost.formula.reach import affected, reached
from xlcost.formula.signatures import VOLATILE
from xlcost.formula.tree import Call, NameUse, Node, Operand, Reference, Structured
from xlcost.formula.unique import Formulas, calls, cells_saying, external_books, read_formulas
from xlcost.functions import FUNCTIONS, Argument
from xlcost.functions.blanks import takes_zero
from xlcost.workbook.addresses import address
from xlcost.workbook.records import Book, CellValue, Place

_CIRCLE: Final = "it is part of a circular reference"
_OUTSIDE: Final = "it reads another workbook or the network, where LibreOffice is not let"
_DEPENDS: Final = "it depends on a cell that LibreOffice could not calculate"


class Difference(NamedTuple):
    """A cell for which two methods have different values."""

    sheet: str
    row: int
    column: int
    formula: str  # of the array that fills the cell, where it has none
    first: CellValue
    second: CellValue


class CrossCheck(NamedTuple):
    """Two recalculations of one workbook compared.

    ``compared`` counts the cells that were; ``volatile`` are left out because they depend on the clock or chance, and
    ``missing`` because one method could not calculate them. ``by_host`` are the cells that differ because the methods
    hand on something else for an empty cell, or because they read such a cell: see ``cells_by_host``.
    """

    compared: int
    volatile: int
    missing: int
    differences: tuple[Difference, ...]
    by_host: tuple[Difference, ...] = ()


def cross_check(first: Recalculation, second: Recalculation) -> CrossCheck:
    """The cells on which two recalculations of the same workbook differ, sheet by sheet."""
    missing = {cell[:3] for result in (first, second) for cell in result.not_evaluated}
    unstable = first.volatile | second.volatile
    both = (first.values.keys() & second.values.keys()) - missing
    formulas = dict(_formulas(first.book))
    order = {sheet.name: sheet.index for sheet in first.book.sheets}
    differing = [
        Difference(*place, formulas.get(place, ""), first.values[place], second.values[place])
        for place in sorted(both - unstable, key=lambda place: (order[place[0]], *place[1:]))
        if not agree(first.values[place], second.values[place])
    ]
    excused = _by_host(first.book, [cell[:3] for cell in differing])
    return CrossCheck(
        len(both - unstable),
        len(both & unstable),
        len(missing),
        tuple(cell for cell in differing if cell[:3] not in excused),
        tuple(cell for cell in differing if cell[:3] in excused),
    )


def _by_host(book: Book, differing: Collection[Place]) -> Collection[Place]:
    """Of the cells that differ, those for which an empty cell is the reason, and what reads them."""
    if not differing:
        return ()
    formulas = read_formulas(book)
    seeds = cells_by_host(formulas).keys() & set(differing)
    return {*seeds, *reached(read_graph(formulas), dict.fromkeys(seeds, 1))} if seeds else ()


def agree(one: CellValue, other: CellValue) -> bool:
    """Whether two methods mean the same value; a blank is the empty text, and no 0 as it may be in a file."""
    return is_reproduced("" if one is None else one, "" if other is None else other)


def recalculate_with_libreoffice(
    book: Book,
    *,
    data: bytes | None = None,
    unlike: Mapping[Place, str] = MappingProxyType({}),
    extra_arguments: Sequence[str] = (),
    time_limit: float = TIME_LIMIT,
) -> Recalculation:
    """What LibreOffice calculates for every formula cell; cells with functions that it lacks are not evaluated.

    ``data`` is what LibreOffice is given in place of the workbook's own file, with formulas spelled as it knows them;
    ``unlike`` are the cells of which the caller knows that they mean something else there, and why;
    ``extra_arguments`` go to soffice, such as the folder of an add-in: ``-env:BUNDLED_EXTENSIONS=file:///...``.

    Raises:
        BadFile: LibreOffice is missing, too slow, or unable to read the workbook.
    """
    start = time.perf_counter()
    saved = calculated(book, book.package.data if data is None else data, extra_arguments, time_limit)
    seconds = {"evaluate": time.perf_counter() - start}
    formulas = read_formulas(book)
    graph = read_graph(formulas)
    failed = dict.fromkeys(graph.circular, _CIRCLE)
    failed |= dict(_not_calculated(book, saved))
    failed |= {place: f"the formula {reason}" for place, reason in formulas.unreadable.items()}
    failed |= dict.fromkeys(cells_saying(formulas, _reads_outside), _OUTSIDE)
    failed |= unlike
    failed |= dict.fromkeys(affected(graph, failed), _DEPENDS)
    values: dict[Place, CellValue] = {}
    for sheet in book.sheets:
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            if place not in failed:
                values |= {filled: saved.value(filled) for filled in book.filled(place)}
    volatile = reached(graph, dict.fromkeys(cells_saying(formulas, calls(*VOLATILE)), 1)).keys()
    return recalculation(book, values, failed, volatile, seconds)


def _not_calculated(book: Book, saved: Book) -> Iterator[tuple[Place, str]]:
    """The formula cells whose value is none that Excel could show, and why."""
    for sheet in book.sheets:
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            found = answer(book, saved, place)
            if isinstance(found, NoAnswer):
                yield place, found.why


def _reads_outside(tree: Node) -> bool:
    """Whether a formula reads what is not in the workbook."""
    return bool(external_books(tree)) or calls(*FROM_OUTSIDE)(tree)


def _formulas(book: Book) -> Iterator[tuple[Place, str]]:
    for sheet in book.sheets:
        for cell in sheet.formulas:
            for place in book.filled((sheet.name, cell.row, cell.column)):
                yield place, cell.formula or ""


def cells_by_host(formulas: Formulas) -> Mapping[Place, str]:
    """The formula cells whose value depends on what the host hands to a function for an empty cell, and why.

    LibreOffice, and Excel before 365, hand on 0. Where the function's argument is a number that means something else
    than 0 when it is left blank, the cell shows another value there, and neither is wrong.
    """
    return {
        place: why for unique in formulas.uniques for place, why in _of(formulas, unique.formula.calls, unique.places)
    }


def _of(formulas: Formulas, called: tuple[Call, ...], places: list[Place]) -> Iterator[tuple[Place, str]]:
    for call in called:
        name = our_name(call.name, FUNCTIONS)
        if name is None:
            continue
        for argument, node in zip(FUNCTIONS[name].arguments, call.arguments):
            if _tells_a_blank_from_0(argument) and isinstance(node, Reference | NameUse | Structured):
                for place in places:
                    if (cell := _empty_cell(formulas, node, place)) is not None:
                        yield place, f"the empty cell {cell} is a blank {argument.name} or 0, as the host has it"


def _tells_a_blank_from_0(argument: Argument) -> bool:
    return takes_zero(argument) and not argument.is_series and (argument.required or bool(argument.default))


def _empty_cell(formulas: Formulas, node: Operand, place: Place) -> str | None:
    """The one cell that an argument refers to, where nothing is in it."""
    sources = formulas.sources_of_part(node, place)
    if len(sources) != 1:
        return None
    (name, area, _), sheets = sources[0], formulas.book.sheets_by_name
    if (area.top, area.left) != (area.bottom, area.right) or name.lower() not in sheets:
        return None
    cell = sheets[name.lower()].cells.get((area.top, area.left))
    empty = cell is None or (cell.value is None and cell.formula is None)
    return f"{name}!{address(area.top, area.left)}" if empty else None
