"""The reviewer's page as a sheet, which LibreOffice prints as a PDF: its Calc is what our other commands need too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.page import PageMargins

from xlcost import __version__
from xlcost.quantities import plural
from xlcost.report.texts import harmless
from xlcost.review.dossier import Dossier
from xlcost.review.page import content
from xlcost.workbook.saving import saved

#: Widths of the four columns, in characters; together a page of A4.
_WIDTHS: Final = (17, 27, 30, 30)
_MARGIN: Final = 0.55  # inches, as the page in HTML prints
_THIN: Final = Border(bottom=Side(style="thin", color="FFD9DFE6"))
_LONGEST: Final = 400
#: So much of a line of letters has room where they are bold.
_BOLD: Final = 0.84


class _Page:
    """Lines below each other on one sheet; every text is a text, whatever it begins with."""

    def __init__(self) -> None:
        self.book = Workbook()
        sheet: Any = self.book.active
        self.sheet = sheet
        self.sheet.title = "Review"
        for letter, width in zip("ABCD", _WIDTHS, strict=True):
            self.sheet.column_dimensions[letter].width = width
        sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins = PageMargins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN)
        self.row = 0

    def line(self, *texts: str, size: float = 9, bold: bool = False, ruled: bool = False) -> None:
        """One row; the last text reaches to the right edge."""
        self.row += 1
        for column, text in enumerate(texts, 1):
            cell = self.sheet.cell(self.row, column, harmless(text, _LONGEST))
            cell.data_type = "s"
            cell.font = Font(name="Liberation Sans", size=size, bold=bold)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if len(texts) < len(_WIDTHS):
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=len(texts), end_column=4)
        for column in range(1, 5) if ruled else ():
            self.sheet.cell(self.row, column).border = _THIN
        self.sheet.row_dimensions[self.row].height = _height(texts, size, bold)

    def heading(self, text: str) -> None:
        """A blank row and a heading."""
        self.row += 1
        self.line(text, size=11, bold=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table of up to four columns."""
        self.line(*head, bold=True, ruled=True)
        for row in rows:
            self.line(*row, ruled=True)


def _height(texts: Sequence[str], size: float, bold: bool) -> float:
    """In points, for texts that are broken at the width of their column; merged cells grow by nothing else."""
    widths = [*_WIDTHS[: len(texts) - 1], sum(_WIDTHS[len(texts) - 1 :])]
    share = _BOLD if bold else 1
    per_line = [max(1, int(width * 10 / size * share)) for width in widths]
    lines = max(-(-len(harmless(text, _LONGEST)) // room) for text, room in zip(texts, per_line, strict=True))
    return max(1, lines) * size * 1.35


def write_sheet(dossier: Dossier, target: Path) -> None:
    """Writes the page as a workbook."""
    said = content(dossier)
    page = _Page()
    page.line(said["title"], size=18, bold=True)
    waived = f"; {said['waived']} waived" if said["waived"] else ""
    page.line(f"{said['found']} ({said['extent']}){waived}.", bold=True)
    if said["findings"]:
        page.heading("What weighs most")
        rows = [
            (
                f"{finding.rule} {finding.severity.value}",
                where,
                ". ".join(part for part in (finding.message, own, mend) if part),
            )
            for finding, where, own, mend in said["findings"]
        ]
        page.table(("Rule", "Where", "What, and what to do"), rows)
        if said["more"] > 0:
            page.line(f"And {plural(said['more'], 'more finding')}: xlcost check lists them all.")
    if said["changes"]:
        _changes(page, said["changes"])
    page.heading("How it hangs together")
    page.table(
        ("Sheet", "Role", "Formulas, different ones", "Reads"),
        [
            (sheet.name, sheet.role, f"{sheet.formulas:,}, {sheet.unique_formulas:,}", ", ".join(reads))
            for sheet, reads in said["sheets"]
        ],
    )
    page.line(said["inputs"])
    page.heading("Sign-off")
    page.table(("", "Name", "Date", "Signature"), [])
    for who in ("Prepared by", "Reviewed by", "Approved by"):
        page.line(who, "", "", "", ruled=True)
        page.sheet.row_dimensions[page.row].height = 26
    page.heading("What this page rests on")
    page.table(("What", "SHA-256"), said["fingerprints"])
    page.line(
        f"Made by xlcost {__version__}, prices of {said['snapshot']}. The workbook was recalculated, not changed."
    )
    target.write_bytes(saved(page.book))


def _changes(page: _Page, changes: dict[str, Any]) -> None:
    page.heading(f"What changed since {changes['old']}")
    if changes["decision"]:
        page.line(changes["decision"], bold=True)
    for reason in changes["why"]:
        page.line(f"- {reason}")
    if changes["headline"]:
        page.line(changes["headline"], bold=True)
    page.line(changes["summary"])
    if changes["inputs"] or changes["formulas"]:
        page.table(("Where", "What", "Before", "Now"), [*changes["inputs"], *changes["formulas"]])
    if changes["left"]:
        page.line(f"And {plural(changes['left'], 'more change')}: xlcost diff lists them all.")
