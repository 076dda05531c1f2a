"""The values of the template's formulas, by the embedded engine."""

from __future__ import annotations

from collections.abc import Mapping

from xlcost.calculate.binding import our_functions
from xlcost.calculate.recalc import outcome
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.engine import Engine
from xlcost.workbook.records import Book, CellValue, Place


def embedded_values(book: Book) -> Mapping[Place, CellValue]:
    """The value of each formula, by its place.

    Raises:
        BadFile: see ``evaluate``.
        RuntimeError: a formula of ours that cannot be calculated.
    """
    engine = Engine(book, our_functions())
    evaluate(engine)
    result = outcome(engine, {})
    if result.not_evaluated:
        first = [cell for cell in result.not_evaluated if not cell.reason.startswith("it depends on")]
        raise RuntimeError(
            f"the template has formulas that cannot be calculated: {(first or result.not_evaluated)[:5]}"
        )
    return result.values
