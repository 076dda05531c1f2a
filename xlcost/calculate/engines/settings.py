"""Formualizer set up for a workbook: circles in steps or not at all, days from 1900 or 1904, and its constants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import formualizer

from xlcost.budget import seconds_left
from xlcost.calculate.engines.values import to_engine
from xlcost.workbook.addresses import rectangles
from xlcost.workbook.limits import MAX_EVALUATION_MS
from xlcost.workbook.records import TEXT, Book, Cell

#: Excel's own limit for circles that are calculated in steps.
_MOST_ITERATIONS: Final = 32_767


def settings(book: Book) -> Any:
    """How formualizer is to open a workbook."""
    config = formualizer.EvaluationConfig()
    config.max_eval_time_ms = int(1000 * seconds_left(MAX_EVALUATION_MS / 1000))
    config.cycle_detection = "runtime"  # what a formula names but does not read closes no circle in Excel
    if book.calculation.iterate:
        config.cycle_policy = "iterate"
        config.iterate_max_iterations = min(max(book.calculation.iterations, 1), _MOST_ITERATIONS)
        config.iterate_max_change = book.calculation.change
    # Our functions are Python: threads that call them only wait for each other, five times as long as one thread takes
    config.enable_parallel = False
    if book.calculation.date1904:
        config.date_system = "1904"
    return formualizer.WorkbookConfig(
        mode=formualizer.WorkbookMode.Interactive, eval_config=config, enable_changelog=False
    )


def constants(cells: Mapping[tuple[int, int], Cell]) -> dict[tuple[int, int], Any]:
    """What stands in the cells without a formula, as the engine takes it."""
    return {place: constant(cell) for place, cell in cells.items() if cell.formula is None and cell.value is not None}


def constant(cell: Cell) -> Any:
    """A cell's value for the engine; a text that reads like an error stays a text."""
    return cell.value if cell.kind == TEXT else to_engine(cell.value)


def put_constants(work: Any, sheet: str, values: Mapping[tuple[int, int], Any]) -> None:
    """Puts constants into the cells of a sheet."""
    for area in rectangles(values):  # without gaps, that would become blanks: a formula in one costs ten times
        columns = range(area.left, area.right + 1)
        rows = [[values[row, column] for column in columns] for row in range(area.top, area.bottom + 1)]
        work.set_values_batch(sheet, area.top, area.left, rows)
