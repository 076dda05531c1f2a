"""Small workbooks for the tests of the rules."""

from pathlib import Path

import openpyxl
from planted_books import as_bytes

from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book


def as_book(work):
    """A workbook, from openpyxl or as bytes, as the rules see it."""
    data = work if isinstance(work, bytes) else as_bytes(work)
    return read_book(package_from_bytes(data, Path("book.xlsx")))


def workbook(cells):
    """An openpyxl workbook from {"Sheet!A1": value}, the sheets in the order in which they appear."""
    work = openpyxl.Workbook()
    work.remove(work.active)
    for place, value in cells.items():
        sheet, _, address = place.rpartition("!")
        if sheet not in work.sheetnames:
            work.create_sheet(sheet)
        work[sheet][address] = value
    return work
