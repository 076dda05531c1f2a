"""Formualizer set to calculate as the workbook asks: circles in steps or not at all, days from 1900 or 1904."""

from __future__ import annotations

from typing import Any, Final

import formualizer

from xlcost.budget import seconds_left
from xlcost.workbook.limits import MAX_EVALUATION_MS
from xlcost.workbook.records import Book

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
