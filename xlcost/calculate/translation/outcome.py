"""What an evaluated workbook holds: the value of each formula cell, and which of them are not Excel's for sure.

A cell that cannot be evaluated as Excel would keeps its cached value and is listed, and so is every cell that depends
on it: a fresh number beside a stale one would be a silent mistake.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from xlcost.calculate.engines.values import excel_error, from_engine
from xlcost.calculate.results import Recalculation, recalculation
from xlcost.calculate.translation.doubts import Doubts
from xlcost.calculate.translation.loaded import Loaded
from xlcost.calculate.translation.translation import Ready
from xlcost.formula.reach import affected
from xlcost.workbook.addresses import Area, qualified
from xlcost.workbook.limits import MAX_TEXT
from xlcost.workbook.records import Book, CellValue, Place

#: What the engine's own kinds of errors mean for a cell.
_ODDITIES: Final = {
    "Circ": "it is part of a circular reference",
    "NImpl": "it meets a case in which Excel's answer is not known here (the notes on the engine list them)",
}


def outcome(
    loaded: Loaded, seconds: Mapping[str, float], given: Mapping[Place, CellValue] = MappingProxyType({})
) -> Recalculation:
    """What an evaluated engine has for every formula cell, and which cells it cannot answer for.

    ``given`` are cells that were set: what formula they have is not asked.
    """
    formulas = {place: ready for place, ready in loaded.translation.ready.items() if place not in given}
    fresh = loaded.survey().values
    failed = {place: reason for place, reason in loaded.refused.items() if place not in given}
    surprises: set[Place] = set()
    doubts = Doubts(loaded)
    numbers_are_sure: dict[int, bool] = {}  # by the formula that copies share
    for place, ready in formulas.items():
        if place not in failed:
            value = fresh[place]
            shared = id(ready.translated)
            if shared not in numbers_are_sure:
                single = ready.cell.array is None and not ready.translated.may_spill
                numbers_are_sure[shared] = single and not loaded.gave_up and doubts.none_about(ready)
            if numbers_are_sure[shared] and value.__class__ is float and math.isfinite(value):
                continue
            reason = (
                _gave_up(loaded, ready)
                or _oddity(value)
                or _failure(loaded, place, ready, value, surprises)
                or doubts.about(place, ready)
            )
            if reason is not None:
                failed[place] = reason
    for place, source in _affected(loaded, [*failed, *surprises]).items():
        failed[place] = f"it depends on {qualified(source[0], Area(*source[1:], *source[1:]))}, which was not evaluated"
    volatile = {place for place, ready in formulas.items() if ready.translated.volatile}
    values: dict[Place, CellValue] = {}
    for place, ready in formulas.items():
        if place not in failed:
            values[place] = _shown(fresh[place])
            if ready.cell.array is not None:
                values |= {cell: from_engine(loaded.raw(*cell)) for cell in _places(place[0], ready.cell.array)}
    return recalculation(loaded.book, values, failed, volatile | _affected(loaded, volatile).keys(), seconds)


def _affected(loaded: Loaded, seeds: Collection[Place]) -> Mapping[Place, Place]:
    return affected(loaded.graph, seeds) if seeds else {}


def _gave_up(loaded: Loaded, ready: Ready) -> str | None:
    """Why a function could not answer a call in a formula, if so, or may not have: other functions could hide it."""
    if not loaded.gave_up:
        return None
    functions = ready.translated.functions
    areas = ((piece.sheet, piece.area(ready.cell.row, ready.cell.column)) for piece in ready.translated.precedents)
    sources = (*(functions if len(functions) > 1 else ()), *areas)
    return next((loaded.gave_up[source] for source in sources if source in loaded.gave_up), None)


def _failure(loaded: Loaded, place: Place, ready: Ready, value: Any, surprises: set[Place]) -> str | None:
    """Why the engine's value, which may be one of Excel's, is not the one that Excel would have here, if so."""
    cell, translated = ready.cell, ready.translated
    if cell.array is not None:
        reason = next(filter(None, (_oddity(loaded.raw(*filled)) for filled in _places(place[0], cell.array))), None)
        if reason is not None:
            return reason
    error = excel_error(value)
    if error == "#REF!" and "INDIRECT" in translated.functions and cell.value != error:
        return "INDIRECT with text that the engine does not read"
    if error == "#SPILL!" and (cell.array is None or not cell.dynamic):
        return "it gives several values where one is expected"
    if (cell.dynamic and cell.array is not None) or (translated.may_spill and not _is_hemmed_in(loaded.book, place)):
        return _wrong_size(loaded.spilled(*place), place, ready, surprises)
    return None


def _oddity(value: Any) -> str | None:
    """Why no cell of Excel could hold a value, if so."""
    if excel_error(value) == "":
        kind = value.get("kind")
        return _ODDITIES.get(str(kind)) or f"the engine gives up ({kind})"
    if isinstance(value, float) and not math.isfinite(value):
        return "the engine gives no number"
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return "its text is longer than Excel allows"
    return None


def _is_hemmed_in(book: Book, place: Place) -> bool:
    """Whether no second value could go into the cell to the right or below without being a #SPILL! error.

    Asking the engine whether a cell has spilled takes thirty times as long.
    """
    sheet, row, column = place
    cells = book.sheets_by_name[sheet.lower()].cells
    for beside in (cells.get((row, column + 1)), cells.get((row + 1, column))):
        if beside is None or (beside.value is None and beside.formula is None):
            return False
    return True


def _wrong_size(spilled: Area | None, place: Place, ready: Ready, surprises: set[Place]) -> str | None:
    """Why a result that fills several cells, or only one, does not fit the cell; what it filled joins ``surprises``."""
    array = ready.cell.array
    if array is None:
        if spilled is None:
            return None
        surprises.update(_places(place[0], spilled))
        return "it gives several values where one is expected"
    if (spilled or Area(place[1], place[2], place[1], place[2])) == array:
        return None
    surprises.update(_places(place[0], array))
    return f"its result no longer fills {array}; enter it again in Excel"


def _places(sheet: str, area: Area) -> Iterator[Place]:
    return ((sheet, *at) for at in area.cells())


def _shown(value: Any) -> CellValue:
    """What a cell shows of its formula's value: nothing is 0."""
    shown: CellValue = from_engine(value)
    if shown is None:
        return 0.0
    return shown + 0.0 if shown.__class__ is float else shown  # Excel knows no -0
