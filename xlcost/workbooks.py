"""Workbooks from Python: what the commands ``run``, ``recalc``, ``check``, ``diff``, ``map`` and ``trace`` do.

No Excel is needed, and no file is changed but the one that ``recalc_workbook`` is told to write. Importing this module
loads nothing heavy; the functions load what they need.

>>> from xlcost.workbooks import open_workbook
>>> book = open_workbook("model.xlsx")
>>> book["baseline_month_1"]
450.0
>>> book["requests"] = 200_000
>>> book["baseline_month_1"]
900.0

What cannot be read raises ``xlcost.errors.BadFile``, what cannot be found ``xlcost.errors.BadArgument``; the text is
one line that says what, where and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlcost.calculate.crosscheck import CrossCheck
    from xlcost.calculate.results import Recalculation
    from xlcost.check.report import Report
    from xlcost.check.settings import Settings
    from xlcost.diff.records import Difference
    from xlcost.explain.records import Dependents, Map, Trace
    from xlcost.scenarios.model import Settable, WhatIf
    from xlcost.workbook.records import CellValue

__all__ = [
    "Workbook",
    "check_workbook",
    "cross_check_workbook",
    "diff_workbooks",
    "find_dependents",
    "map_workbook",
    "open_workbook",
    "recalc_workbook",
    "trace_cell",
]


class Workbook:
    """A workbook in memory: inputs to set, results to read. ``open_workbook`` makes one.

    A cell is written ``Sheet!A1``, by a defined name (``requests``), or as ``Sheet.name`` for a name that lies on that
    sheet. A value is a number, text, TRUE or FALSE as a bool, None for a blank cell; an error value is its text
    (``"#N/A"``). A cell that cannot be calculated here as Excel would is refused, not guessed.
    """

    def __init__(self, model: WhatIf) -> None:
        self._model = model

    @property
    def path(self) -> Path:
        """The file; it is never touched."""
        return self._model.book.package.path

    def __getitem__(self, cell: str) -> CellValue:
        """The value of a cell after everything that was set.

        Raises:
            BadArgument: no such cell, or it cannot be calculated here as Excel would.
        """
        return self._model[cell]

    def __setitem__(self, cell: str, value: Settable) -> None:
        """Set a cell; what depends on it is recalculated when it is read."""
        self._model[cell] = value

    def runs(
        self, scenarios: Iterable[Mapping[str, Settable]], outputs: Sequence[str]
    ) -> Iterator[tuple[CellValue, ...]]:
        """The outputs of each scenario; what a scenario does not set is as it was before.

        >>> book = open_workbook("model.xlsx")
        >>> list(book.runs([{"requests": 100_000}, {"requests": 1_000_000}], ["baseline_month_1"]))
        [(450.0,), (4500.0,)]
        """
        return self._model.runs(scenarios, outputs)

    def check(self, settings: Settings | None = None) -> Report:
        """What the rules find in the file as it is saved, whatever was set here."""
        return check_workbook(self.path, settings)


def open_workbook(path: str | Path) -> Workbook:
    """Open and recalculate a workbook.

    >>> open_workbook("model.xlsx")["Decision.baseline_month_1"]
    450.0
    """
    from xlcost.scenarios.model import open_model

    return Workbook(open_model(path))


def recalc_workbook(source: str | Path, target: str | Path | None = None) -> Recalculation:
    """Recalculate every formula; with a target, write the workbook with fresh values there and nothing else changed.

    Formulas that cannot be calculated here as Excel would are in ``not_evaluated`` and keep their saved value. What
    the values prove that Excel saved is in ``certificates``.

    >>> fresh = recalc_workbook("model.xlsx", "fresh.xlsx")
    >>> fresh.not_evaluated
    ()
    """
    from xlcost.calculate.certified import EMBEDDED, recalculate_with
    from xlcost.calculate.results import write_values

    result = recalculate_with(EMBEDDED, source)
    if target is not None:
        write_values(result, target)
    return result


def cross_check_workbook(path: str | Path) -> CrossCheck:
    """Calculate the workbook here and in LibreOffice, with our functions in both, and list the cells that differ.

    LibreOffice 25.2 or newer must be installed. A difference has the value from here first.

    >>> cross_check_workbook("model.xlsx").differences
    ()
    """
    from xlcost.calculate.certified import recalculate
    from xlcost.calculate.crosscheck import cross_check
    from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice
    from xlcost.workbook.reader import open_book

    book = open_book(path)
    return cross_check(recalculate(book), recalculate_in_libreoffice(book))


def check_workbook(path: str | Path, settings: Settings | None = None) -> Report:
    """Apply the rules of ``xlcost check``, and the workbook's own waivers.

    Args:
        path: a workbook.
        settings: which rules, and their limits; ``xlcost.check.config.find_settings`` reads them from a file.

    >>> report = check_workbook("model.xlsx")
    >>> [(finding.rule, finding.where, finding.message) for finding in report.findings]
    []
    """
    from xlcost.check.run import check_book
    from xlcost.check.waivers import read_waivers
    from xlcost.workbook.reader import open_book

    book = open_book(path)
    return check_book(book, settings, read_waivers(book))


def diff_workbooks(old: str | Path, new: str | Path) -> Difference:
    """Compare two workbooks: what was changed by hand, and which results moved because of what.

    >>> recalculated = recalc_workbook("model.xlsx", "fresh.xlsx")
    >>> diff_workbooks("model.xlsx", "fresh.xlsx").changed
    False
    """
    from xlcost.diff.comparing import diff

    return diff(old, new)


def map_workbook(path: str | Path) -> Map:
    """Map a workbook: its different formulas and where each runs, the flow between sheets, what is tied to nothing.

    >>> found = map_workbook("model.xlsx")
    >>> [flow.reader for flow in found.flows if flow.giver == "Timeline" and flow.figures]
    ['Alternatives', 'Decision', 'Cases', 'Models', 'Audit']
    >>> [one.spot.label for one in found.inputs_without_effect]
    ['Decision on record']
    """
    from xlcost.explain.mapping import map_workbook as mapped

    return mapped(path)


def trace_cell(path: str | Path, cell: str, *, depth: int | None = None) -> Trace:
    """Trace a value through the cells behind it, down to those that somebody typed or to a depth.

    >>> month = trace_cell("model.xlsx", "Decision.baseline_month_1").root
    >>> month.value, [(step.spot.label, step.value) for step in month.steps]
    (450.0, [('Month 1', 450.0)])
    """
    from xlcost.explain.tracing import trace

    return trace(path, cell, depth=depth)


def find_dependents(path: str | Path, cell: str) -> Dependents:
    """Find what a cell moves, different formula by different formula.

    >>> found = find_dependents("model.xlsx", "annual_price_decline")
    >>> [(moved.spot.sheet, moved.spot.label) for moved in found.moved if moved.direct][0]
    ('Timeline', 'Token prices, beside dated changes')
    """
    from xlcost.explain.following import dependents

    return dependents(path, cell)
