"""What SUBTOTAL and AGGREGATE leave out: hidden or filtered rows, and cells that are subtotals themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Sheet

#: SUBTOTAL's function numbers; 100 more leave out rows hidden by hand too.
SUBTOTALS: Final[Mapping[int, str]] = {
    1: "AVERAGE",
    2: "COUNT",
    3: "COUNTA",
    4: "MAX",
    5: "MIN",
    6: "PRODUCT",
    7: "STDEV",
    8: "STDEVP",
    9: "SUM",
    10: "VAR",
    11: "VARP",
}

_NESTED: Final = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)


class CountedOut(NamedTuple):
    """Rows and cells of a sheet that do not count."""

    rows: frozenset[int]
    cells: frozenset[tuple[int, int]]

    def rest(self, area: Area) -> list[Area]:
        """The area without them, cut into as few areas as are needed."""
        gone = {row for row in self.rows if area.top <= row <= area.bottom}
        holes = [cell for cell in self.cells if area.holds(*cell) and cell[0] not in gone]
        marks = sorted(gone | {row for row, _ in holes})
        parts: list[Area] = []
        top = area.top
        for row in marks:
            if top < row:
                parts.append(area._replace(top=top, bottom=row - 1))
            if row not in gone:
                parts += _row_without(area, row, sorted(column for at, column in holes if at == row))
            top = row + 1
        if top <= area.bottom:
            parts.append(area._replace(top=top))
        return parts


#: AGGREGATE has them too, and these.
AGGREGATES: Final[Mapping[int, str]] = {
    **SUBTOTALS,
    12: "MEDIAN",
    13: "MODE.SNGL",
    14: "LARGE",
    15: "SMALL",
    16: "PERCENTILE.INC",
    17: "QUARTILE.INC",
    18: "PERCENTILE.EXC",
    19: "QUARTILE.EXC",
}


def counted_out(sheet: Sheet, code: int) -> CountedOut:
    """What SUBTOTAL with function number ``code`` leaves out on a sheet; filters hide rows from every number."""
    return CountedOut(sheet.hidden_rows if code > 100 or sheet.filtered else frozenset(), _nested(sheet))


def aggregated_out(sheet: Sheet, option: int) -> CountedOut:
    """What AGGREGATE with an option leaves out on a sheet, errors apart: up to 3 subtotals, and if odd hidden rows."""
    return CountedOut(sheet.hidden_rows if option % 2 else frozenset(), _nested(sheet) if option <= 3 else frozenset())


def _nested(sheet: Sheet) -> frozenset[tuple[int, int]]:
    return frozenset((cell.row, cell.column) for cell in sheet.formulas if _NESTED.search(cell.formula or ""))


def _row_without(area: Area, row: int, columns: list[int]) -> list[Area]:
    parts = []
    left = area.left
    for column in [*columns, area.right + 1]:
        if left < column:
            parts.append(Area(row, left, row, column - 1))
        left = column + 1
    return parts
