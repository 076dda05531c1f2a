"""The values of the template's formulas, calculated while the rest of the workbook is drawn and written.

Where the embedded engine cannot be installed, as in a browser, Python alone calculates them.

All that formulas see is there once the cells are. The engine first builds its graph, a tenth of a second in which it
leaves Python free: charts, styles and settings are done by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from threading import Thread
from typing import Any

from openpyxl import Workbook

from xlcost.calculate.binding import our_functions
from xlcost.template.pages import Cells, Page
from xlcost.workbook.addresses import parse_area
from xlcost.workbook.package import unwritten
from xlcost.workbook.records import Book, CellValue, Column, Name, Place, Sheet, Table
from xlcost.workbook.records import Calculation as Settings
from xlcost.workbook.tokens import as_shown


class Calculation:
    """A workbook being calculated in a thread of its own, which ends with the process; in a browser at once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._failure: BaseException | None = None
        self._found: Mapping[Place, CellValue] = {}
        self._values: dict[str, dict[tuple[int, int], CellValue]] = {}
        self._thread: Thread | None = None
        if find_spec("formualizer") is not None:
            self._thread = Thread(target=self._evaluate, daemon=True)
            self._thread.start()

    def _evaluate(self) -> None:
        from xlcost.template.embedded import embedded_values

        try:
            self._found = embedded_values(self._book)
        except BaseException as failure:  # noqa: BLE001 - raised again where the values are asked for
            self._failure = failure

    def values(self) -> Mapping[str, Mapping[tuple[int, int], CellValue]]:
        """The value of each formula, by sheet and place; waits until all are there.

        Raises:
            BadFile: see ``evaluate``.
            RuntimeError: a formula of ours that cannot be calculated.
        """
        if self._values:
            return self._values
        if self._thread is None:
            from xlcost.calculate.plain import plain_values

            self._found = plain_values(self._book, our_functions())
        else:
            self._thread.join()
        if self._failure is not None:
            raise self._failure
        self._values = {sheet.name: {} for sheet in self._book.sheets}
        for (name, row, column), value in self._found.items():
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
