"""The values of the template's formulas, calculated from the cells before the file is written.

Where the embedded engine cannot be installed, as in a browser, Python alone calculates them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from openpyxl import Workbook

from xlcost.template.pages import Cells, Page
from xlcost.workbook.addresses import parse_area
from xlcost.workbook.package import unwritten
from xlcost.workbook.records import Book, Calculation, CellValue, Column, Name, Sheet, Table
from xlcost.workbook.tokens import as_shown

#: The value of each formula, by sheet and place.
Values = Mapping[str, Mapping[tuple[int, int], CellValue]]


def calculated(book: Book, frame: bytes) -> Values:
    """The value of each formula of a workbook; ``frame`` is its file, the sheets still empty.

    Raises:
        BadFile: the engine fails, or takes too long.
        RuntimeError: a formula of ours that cannot be calculated.
    """
    if find_spec("formualizer") is not None:
        from xlcost.template.embedded import embedded_values

        found = embedded_values(book, frame)
    else:
        from xlcost.evaluate.binding import our_functions
        from xlcost.evaluate.whole import plain_values

        found = plain_values(book, our_functions())
    values: dict[str, dict[tuple[int, int], CellValue]] = {sheet.name: {} for sheet in book.sheets}
    for (name, row, column), value in found.items():
        values[name][row, column] = value
    return values


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
        calculation=Calculation(),
        styles=(),
        external_links=(),
        has_macros=False,
        properties={},
    )
