"""How the portfolio's sheets are drawn: cells, headings, tables, number formats; colours as in the decision book."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.workbook.styles import red_below_zero

FONT: Final = "Calibri"
INK: Final = "1F2933"
BLUE: Final = "0B3D91"
GREEN: Final = "00664F"
NAVY: Final = "17375E"
QUIET: Final = "52606D"
RULE: Final = "BFC7D1"
INPUT_FILL: Final = "FFF9E5"
OUTPUT_FILL: Final = "EAF2FB"
#: Fill and font of what passes and of what fails; the words say it too.
GOOD: Final = ("E3F4EA", "0B6B3A")
BAD: Final = ("FBE3E0", "A61B0F")
TABS: Final = {"output": "0072B2", "input": "D9A400", "calculation": "7F8A96", "check": "00805A", "words": NAVY}

FORMATS: Final = {
    "text": "@", "words": "@", "general": "General",
    "usd": red_below_zero("#,##0.00", " USD"), "usd0": red_below_zero("#,##0"), "money": red_below_zero("#,##0.00"),
    "unit": "0.000000", "price": "#,##0.00##", "count": "#,##0", "tokens": '#,##0;;"none"', "number": "#,##0.0",
    "share": "0.0%", "date": "d mmm yyyy", "month": "mmm yyyy", "check": '"OK";;"FAILED"',
}  # fmt: skip

_SIDE: Final = Side(style="thin", color=RULE)
_BOX: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_UNDER: Final = Border(bottom=_SIDE)
#: Font colour, fill, bold and border of each look; inputs are the only cells that are not locked.
_LOOKS: Final[dict[str, tuple[str, str | None, bool, Border | None]]] = {
    "input": (BLUE, INPUT_FILL, False, _BOX),
    "price": (BLUE, None, False, _BOX),
    "value": (INK, None, False, _UNDER),
    "function": (GREEN, None, False, _UNDER),
    "output": (NAVY, OUTPUT_FILL, True, _BOX),
    "check": (INK, None, True, _BOX),
    "label": (INK, None, False, None),
    "strong": (NAVY, None, True, None),
    "note": (QUIET, None, False, None),
}
_UNLOCKED: Final = frozenset({"input", "price"})


class Page:
    """A sheet being drawn."""

    def __init__(self, book: Workbook, name: str, title: str, purpose: str, tab: str, *, wide: bool = False) -> None:
        """A sheet with its title in A1 and, below it, what it is for.

        ``wide``: it is printed on pages beside each other, which repeat column A and would cut off there what runs on.
        """
        self.sheet: Worksheet = book.create_sheet(name)
        self.name = name
        self._styles: dict[tuple[Any, ...], Any] = {}
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_properties.tabColor = TABS[tab]
        self._set(1, 1, title, Font(name=FONT, size=18, bold=True, color=NAVY))
        self._set(2, 2 if wide else 1, purpose, Font(name=FONT, size=11, color=QUIET))
        self.sheet.row_dimensions[1].height = 26

    def _set(self, row: int, column: int, value: Any, font: Font) -> Any:
        cell = self.sheet.cell(row, column, value)
        cell.font = font
        return cell

    def put(self, row: int, column: int, value: Any, look: str = "value", form: str = "general") -> None:
        """A cell: a value, or a formula where it begins with =."""
        cell = self.sheet.cell(row, column, value)
        is_formula = isinstance(value, str) and value.startswith("=")
        words = look in ("label", "strong", "note") and form in ("general", "text")
        left = form in ("text", "words") or words or (isinstance(value, str) and not is_formula and form == "general")
        indent = 1 if left and column > 1 else 0  # away from a number in the column before
        quoted = (isinstance(value, str) and value[:1] in ("+", "-", "@")) or (
            form in ("text", "words") and str(value)[:1] == "="
        )
        key = (look, form, left, indent, quoted, type(value))
        if key in self._styles:
            cell._style = copy(self._styles[key])  # what it would come to again; a style takes longer than a cell
        else:
            self._style(cell, look, form, left=left, indent=indent)
            cell.quotePrefix = quoted
            self._styles[key] = copy(cell._style)
        if quoted:
            cell.data_type = "s"

    def _style(self, cell: Any, look: str, form: str, *, left: bool, indent: int) -> None:
        colour, fill, bold, border = _LOOKS[look]
        cell.font = Font(name=FONT, size=10, bold=bold, color=colour)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if border:
            cell.border = border
        if form != "general":
            cell.number_format = FORMATS[form]
        cell.alignment = Alignment(
            horizontal="left" if left else "right",
            vertical="center",
            wrap_text=form == "words" or None,
            indent=indent,
        )
        if look in _UNLOCKED:
            cell.protection = Protection(locked=False)

    def heading(self, row: int, text: str, column: int = 1) -> None:
        """A heading of a part of the sheet."""
        self._set(row, column, text, Font(name=FONT, size=12, bold=True, color=NAVY))
        self.sheet.row_dimensions[row].height = 22

    def header(self, row: int, names: Sequence[str], column: int = 1, height: float = 44) -> None:
        """The header of a table."""
        for offset, name in enumerate(names):
            cell = self._set(row, column + offset, name, Font(name=FONT, size=10, bold=True, color="FFFFFF"))
            cell.fill = PatternFill("solid", fgColor=NAVY)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _BOX
        self.sheet.row_dimensions[row].height = height

    def widths(self, widths: Sequence[float], column: int = 1) -> None:
        """Widths of columns, in characters."""
        for offset, width in enumerate(widths):
            self.sheet.column_dimensions[get_column_letter(column + offset)].width = width

    def table(self, name: str, area: str) -> None:
        """An Excel table over cells that are there, its header row first."""
        table = Table(displayName=name, ref=area)
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        self.sheet.add_table(table)

    def judged(self, area: str, check: str) -> None:
        """Shows cells in green where a check, written for the first of them, is 1, and in red where it is 0."""
        for value, (fill, ink) in ((1, GOOD), (0, BAD)):
            look = DifferentialStyle(font=Font(color=ink), fill=PatternFill("solid", bgColor=fill))
            self.sheet.conditional_formatting.add(area, Rule("expression", dxf=look, formula=[f"{check}={value}"]))

    def finish(
        self,
        freeze: str,
        *,
        landscape: bool = True,
        pages_wide: int = 1,
        pages_high: int = 0,
        area: str | None = None,
        header: int = 0,
    ) -> None:
        """Frozen panes, protection against slips (no password), and how the sheet lies on paper.

        ``pages_high`` 0 is as many as it takes; ``area`` is what is printed where that is not all; ``header`` is the
        row that every page repeats where it is not the rows above the frozen panes.
        """
        self.sheet.freeze_panes = freeze
        self.sheet.protection.sheet = True
        self.sheet.protection.formatColumns = self.sheet.protection.formatRows = False
        self.sheet.protection.autoFilter = self.sheet.protection.sort = False
        self.sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        self.sheet.page_setup.paperSize = 9
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = pages_wide, pages_high
        if area is not None:
            self.sheet.print_area = area
        if pages_wide > 1:
            self.sheet.print_title_cols = "A:A"
        sheet: Any = self.sheet
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.6
        sheet.page_margins.header = sheet.page_margins.footer = 0.3
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.left.text = "xlcost portfolio"
        sheet.oddFooter.right.text = "&P of &N"
        row = freeze.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if header:
            self.sheet.print_title_rows = f"{header}:{header}"
            return
        self.sheet.print_title_rows = f"1:{int(row) - 1}" if row.isdigit() and int(row) > 1 else None


def named(book: Workbook, name: str, sheet: str, area: str) -> None:
    """Give cells a name; ``area`` has dollar signs."""
    book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{area}")


def letter(column: int) -> str:
    """A column's letters."""
    return get_column_letter(column)


def month_start(day: date) -> date:
    """The first day of a month."""
    return day.replace(day=1)


def months_after(day: date, count: int) -> date:
    """The first day of the month so many months later."""
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)
