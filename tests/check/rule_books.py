"""Small workbooks for the tests of the rules."""

import io
from pathlib import Path

import openpyxl

from xlcost.headless.book import read_book
from xlcost.headless.package import package_from_bytes


def as_book(work):
    """An openpyxl workbook as the rules see it."""
    data = io.BytesIO()
    work.save(data)
    return read_book(package_from_bytes(data.getvalue(), Path("book.xlsx")))


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
