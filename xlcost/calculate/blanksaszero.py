"""Cells whose value depends on what the host hands to a function for an empty cell: a blank, or 0.

LibreOffice, and Excel before 365, hand on 0. Where the function's argument is a number that means something else than 0
when it is left blank, the cell shows another value there, and neither is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlcost.evaluate.binding import our_name
from xlcost.formula.tree import Call, NameUse, Operand, Reference, Structured
from xlcost.formula.unique import Formulas
from xlcost.functions import FUNCTIONS, Argument
from xlcost.functions.blanks import takes_zero
from xlcost.workbook.addresses import address
from xlcost.workbook.records import Place


def cells_by_host(formulas: Formulas) -> Mapping[Place, str]:
    """The formula cells whose value depends on the host, and why."""
    return {
        place: why for unique in formulas.uniques for place, why in _of(formulas, unique.formula.calls, unique.places)
    }


def _of(formulas: Formulas, calls: tuple[Call, ...], places: list[Place]) -> Iterator[tuple[Place, str]]:
    for call in calls:
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
