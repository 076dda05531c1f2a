"""How a drawn sheet stands on the screen and on paper: panes, protection, pages, header and footer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.worksheet.pagebreak import Break

from xlcost.template import styles
from xlcost.template.placing import CAPTION_ROW, FIRST_ROW, Placed, last_row
from xlcost.template.records import Block, Sheet, Table
from xlcost.template.references import letters


def set_up(page: Any, sheet: Sheet, placed: Sequence[Placed], footer: str) -> None:
    """Panes, protection, paper, header and footer of a drawn sheet."""
    page.sheet_properties.tabColor = styles.TAB_COLOURS[sheet.tab]
    top = _first_scrolling_row(sheet, placed)
    page.freeze_panes = f"{letters(sheet.freeze_column)}{top}"
    page.sheet_view.zoomScale = 100
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = sheet.pages_wide
    page.page_setup.fitToHeight = sheet.pages_high
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_area = f"A1:{letters(sheet.printed_column or sheet.last_column)}{_last_printed_row(sheet, placed)}"
    if sheet.apart is not None:
        first, last = letters(sheet.apart.first_column), letters(sheet.apart.last_column)
        page.print_area = [page.print_area, f"{first}1:{last}{sheet.apart.last_row}"]
    page.print_title_rows = f"1:{top - 1 if _one_header(placed) else CAPTION_ROW}"
    if sheet.pages_wide > 1:
        page.page_setup.pageOrder = "overThenDown"
        page.print_title_cols = f"A:{letters(sheet.freeze_column - 1)}"
    for block, row in placed:
        if _called(block) in sheet.page_breaks:
            page.row_breaks.append(Break(id=row - 1))
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6
    page.page_margins.header = page.page_margins.footer = 0.3
    page.print_options.horizontalCentered = True
    page.oddHeader.left.text = "&A"
    page.oddHeader.right.text = "xlcost: prompting or fine-tuning"
    page.oddFooter.left.text = footer
    page.oddFooter.right.text = "Page &P of &N"


def _last_printed_row(sheet: Sheet, placed: Sequence[Placed]) -> int:
    left_out = [row for block, row in placed if sheet.printed_until and _called(block) == sheet.printed_until]
    return left_out[0] - 1 if left_out else last_row(placed)


def _first_scrolling_row(sheet: Sheet, placed: Sequence[Placed]) -> int:
    for block, row in placed:
        if sheet.freeze is not None and _called(block) == sheet.freeze:
            return row + 1
    return FIRST_ROW if sheet.captions else CAPTION_ROW


def _called(block: Block) -> str:
    """What a sheet's declaration calls a block by: its key, or a heading's text."""
    return str(getattr(block, "key", "") or getattr(block, "text", ""))


def _one_header(placed: Sequence[Placed]) -> bool:
    """Whether the frozen header says what every column below it holds, so that each printed page may repeat it."""
    return sum(isinstance(block, Table) and not block.beside for block, _ in placed) <= 1
