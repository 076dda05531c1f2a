"""Every waiver names its rows, waives something in each of them, and nothing in the rows beside."""

from __future__ import annotations

import openpyxl
import pytest
from shipped_books import CASE_NAMES, shipped_book

from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.check.waivers import Waivers, read_waivers
from xlcost.decision.case import read_case
from xlcost.template.build import build
from xlcost.workbook.reader import open_book

#: A alone, A and B, and all four: what a case leaves out has its rows all the same.
OWN = {
    "A alone": 'a_model = "gpt-5.4"',
    "two ways": 'a_model = "gpt-5.4"\nb_model = "gpt-5.4-mini"\nrequests = { low = "100k", base = "250k", high = "400k" }',
    "all four, five years": 'a_model = "gpt-5.4"\nb_model = "gpt-5.4-mini"\nd_gpu_hour = 2.5\nhorizon_months = 60\n'
    'c_model = "aws-bedrock/ft:amazon.nova-2-lite-v1:0"\nc_training_model = "aws-bedrock/amazon.nova-2-lite-v1:0"',
}
#: What is said of a whole sheet.
OF_SHEETS = {"S11", "S13"}
#: Blocks of values that somebody writes later: tests, and what a simulation found.
FILLED_LATER = {"Evidence!C6:F11", "Risk!A6:F42"}
#: Long and nested, wherever it stands.
LONG = "=IF($A$1=0,IF($A$1=1,2,3),4)" + "+$A$1" * 60


@pytest.fixture(scope="module", params=[*CASE_NAMES, *OWN])
def path(request, tmp_path_factory):
    """A workbook of each kind."""
    folder = tmp_path_factory.mktemp("waived")
    if request.param in OWN:
        (folder / "own.toml").write_text(OWN[request.param])
        data = build(read_case(folder / "own.toml"))
    else:
        data = shipped_book(request.param)
    (folder / "book.xlsx").write_bytes(data)
    return folder / "book.xlsx"


@pytest.fixture(scope="module")
def book(path):
    return open_book(path)


def waived(book):
    """The areas of the waivers by rule and sheet."""
    found = {}
    for waiver in read_waivers(book).good:
        found.setdefault((waiver.rule, waiver.sheet), []).append(waiver)
    return found


def test_nothing_is_found_and_every_address_waives_something(book):
    report = check_book(book, Settings(profile="house"), read_waivers(book))
    assert [(found.rule, found.where, found.message) for found in report.findings] == []
    assert report.failed == {}


def test_a_waiver_waives_something_in_each_of_its_rows_or_columns(book):
    """Neighbours are one address; none of them is there for nothing."""
    report = check_book(book, Settings(profile="house"), Waivers())
    cells = {}
    for found in report.findings:
        for area in found.areas:
            cells.setdefault((found.rule, found.sheet), set()).update(area.cells())
    idle = []
    for (rule, sheet), waivers in waived(book).items():
        for waiver in waivers:
            if waiver.area is None or waiver.where in FILLED_LATER:
                continue
            inside = [at for at in cells.get((rule, sheet), ()) if waiver.area.holds(*at)]
            rows, columns = len({row for row, _ in inside}), len({column for _, column in inside})
            if rows < waiver.area.rows and columns < waiver.area.columns:
                idle.append(f"{rule} {waiver.where}")
    assert idle == []


def test_only_what_is_said_of_a_sheet_is_waived_for_a_sheet(book):
    whole = {waiver.rule for waivers in waived(book).values() for waiver in waivers if waiver.area is None}
    assert whole == OF_SHEETS
    assert len([cell for (_, column), cell in book.sheets_by_name["waivers"].cells.items() if column == 1]) <= 70


@pytest.mark.parametrize("path", ["current", "A alone"], indirect=True)
def test_a_long_formula_in_any_other_row_is_found(path, book):
    """One in each row, in the first formula that no waiver is for: so any sheet, and the rows beside the waived ones."""
    areas = waived(book)
    work, planted = openpyxl.load_workbook(path), set()
    for sheet in book.sheets:
        own = [waiver.area for rule in ("F10", "F11") for waiver in areas.get((rule, sheet.name), ())]
        rows = set()
        for cell in sheet.formulas:
            if cell.row not in rows and cell.row > 4 and not any(area.holds(cell.row, cell.column) for area in own):
                rows.add(cell.row)
                planted.add((sheet.name, cell.row, cell.column))
                work[sheet.name].cell(cell.row, cell.column).value = LONG
    work.save(path.with_name("planted.xlsx"))
    again = open_book(path.with_name("planted.xlsx"))
    report = check_book(again, Settings(select=("F10", "F11")), read_waivers(again))
    for rule in ("F10", "F11"):
        told = [one for one in report.findings if one.rule == rule]
        assert {(one.sheet, *at) for one in told for area in one.areas for at in area.cells()} == planted
    assert len(planted) > 400
