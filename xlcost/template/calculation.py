"""The values of the template's formulas, calculated while the rest of the workbook is drawn and written.

All that formulas see is there once the cells are. The engine first builds its graph, a tenth of a second in which it
leaves Python free: charts, styles and settings are done by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Thread
from typing import Any

from openpyxl import Workbook

from xlcost.calculate.binding import our_functions
from xlcost.calculate.recalc import outcome
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.engine import Engine
from xlcost.template.pages import Cells, Page
from xlcost.workbook.addresses import parse_area
from xlcost.workbook.package import unwritten
from xlcost.workbook.records import Book, CellValue, Column, Name, Sheet, Table
from xlcost.workbook.records import Calculation as Settings
from xlcost.workbook.tokens import as_shown


class Calculation:
    """A workbook being calculated in a thread of its own, which ends with the process."""

    def __init__(self, book: Book) -> None:
        self._engine = Engine(book, our_functions())
        self._failure: BaseException | None = None
        self._values: dict[str, dict[tuple[int, int], CellValue]] = {}
        self._thread = Thread(target=self._evaluate, daemon=True)
        self._thread.start()

    def _evaluate(self) -> None:
        try:
            evaluate(self._engine)
        except BaseException as failure:  # noqa: BLE001 - raised again where the values are asked for
            self._failure = failure

    def values(self) -> Mapping[str, Mapping[tuple[int, int], CellValue]]:
        """The value of each formula, by sheet and place; waits until all are there.

        Raises:
            BadFile: see ``evaluate``.
            RuntimeError: a formula of ours that cannot be calculated.
        """
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        if self._values:
            return self._values
        result = outcome(self._engine, {})
        if result.not_evaluated:
            first = [cell for cell in result.not_evaluated if not cell.reason.startswith("it depends on")]
            raise RuntimeError(
                f"the template has formulas that cannot be calculated: {(first or result.not_evaluated)[:5]}"
            )
        self._values = {sheet.name: {} for sheet in result.book.sheets}
        for (name, row, column), value in result.values.items():
            self._values[name][row, column] = value
        return self._values


def as_read(book: Workbook, pages: Mapping[str, Page], cells: Mapping[str, Cells]) -> Book:
    """What formulas see of a workbook that is not written yet, as it would be read."""
    names: Mapping[str, Any] = book.defined_names
    return Book(
        package=unwritten("the new workbook"),
        sheets=tuple(
            Sheet(name, index, "worksheet", "visible", "", cells[name]) for index, name in enumerate(book.sheetnames)
        ),
        names=tuple(Name(name, None, as_shown(defined.attr_text), "", False) for name, defined in names.items()),
        tables=tuple(
            Table(
                name=table.displayName,
                sheet=page.sheet.title,
                area=parse_area(table.ref),
                header_rows=1,
                total_rows=0,
                columns=tuple(Column(column.name, None, None) for column in table.tableColumns),
            )
            for page in pages.values()
            for table in page.sheet.tables.values()
        ),
        calculation=Settings(),
        styles=(),
        external_links=(),
        has_macros=False,
        properties={},
    )
