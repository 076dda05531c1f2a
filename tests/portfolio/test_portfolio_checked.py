"""xlcost check and xlcost diff know the portfolio: nothing found that is not waived with a reason; a result first."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from test_portfolio_book import log

from xlcost.check.run import check_book, check_file
from xlcost.check.settings import Settings
from xlcost.check.waivers import Waivers, read_waivers
from xlcost.workbook.reader import open_book


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """One without usage, and the same with two months of it."""
    from click.testing import CliRunner

    from xlcost.cli.app import cli

    folder = tmp_path_factory.mktemp("checked")
    empty, filled = folder / "empty.xlsx", folder / "filled.xlsx"
    run = CliRunner().invoke
    for path in (empty, filled):
        assert run(cli, ["new", str(path), "--template", "portfolio"]).exit_code == 0
    assert run(cli, ["actuals", str(filled), "--usage", str(log(folder / "usage.csv"))]).exit_code == 0
    return empty, filled


@pytest.mark.parametrize("number", [0, 1], ids=["without usage", "with usage"])
def test_nothing_is_found_that_is_not_waived(books, number):
    report = check_file(books[number])
    assert report.profile == "house"
    assert [(found.rule, found.where, found.message) for found in report.findings] == []


@pytest.mark.parametrize("number", [0, 1], ids=["without usage", "with usage"])
def test_a_waiver_waives_something_in_each_of_its_rows_or_columns(books, number):
    book = open_book(books[number])
    cells = {}
    for found in check_book(book, Settings(profile="house"), Waivers()).findings:
        for area in found.areas:
            cells.setdefault((found.rule, found.sheet), set()).update(area.cells())
    for waiver in read_waivers(book).good:
        if waiver.area is not None:
            inside = [at for at in cells.get((waiver.rule, waiver.sheet), ()) if waiver.area.holds(*at)]
            touched = len({row for row, _ in inside}), len({column for _, column in inside})
            assert touched[0] == waiver.area.rows or touched[1] == waiver.area.columns, waiver.where


def test_only_what_is_said_of_a_sheet_is_waived_for_a_sheet(books):
    whole = {waiver.rule for waiver in read_waivers(open_book(books[1])).good if waiver.sheet and waiver.area is None}
    assert whole == {"C02", "L02", "V01"}


def test_a_long_formula_in_any_other_column_is_found(books, tmp_path):
    book, work, planted = open_book(books[1]), load_workbook(books[1]), set()
    waivers = [waiver for waiver in read_waivers(book).good if waiver.rule in ("F10", "F11") and waiver.area]
    for sheet in book.sheets:
        own, columns = [one.area for one in waivers if one.sheet == sheet.name], set()
        for cell in sheet.formulas:
            free = cell.row > 4 and not any(area.holds(cell.row, cell.column) for area in own)
            if free and cell.column not in columns:
                columns.add(cell.column)
                planted.add((sheet.name, cell.row, cell.column))
                work[sheet.name].cell(cell.row, cell.column).value = "=IF($A$1=0,IF($A$1=1,2,3),4)" + "+$A$1" * 60
    work.save(tmp_path / "planted.xlsx")
    again = open_book(tmp_path / "planted.xlsx")
    report = check_book(again, Settings(select=("F10", "F11")), read_waivers(again))
    for rule in ("F10", "F11"):
        told = [one for one in report.findings if one.rule == rule]
        assert {(one.sheet, *at) for one in told for area in one.areas for at in area.cells()} == planted
    assert len({sheet for sheet, *_ in planted}) >= 7


@pytest.mark.parametrize("cases", [1, 2, 3, 14, 40])
@pytest.mark.parametrize("used", [False, True], ids=["without usage", "with usage"])
def test_a_book_of_any_size_is_clean(cases, used, tmp_path, xlcost):
    rows = [f"Case {number},openai/gpt-5.4-mini,{1_000 * number},500,50\n" for number in range(1, cases + 1)]
    (tmp_path / "cases.csv").write_text("name,model,requests,input_tokens,output_tokens\n" + "".join(rows))
    usage = "timestamp,model,input_tokens,output_tokens,use_case\n2026-11-02T10:00:00,gpt-5.4-mini,500,40,Case 1\n"
    (tmp_path / "usage.csv").write_text(usage)
    book, given = str(tmp_path / "book.xlsx"), str(tmp_path / "cases.csv")
    assert xlcost("new", book, "--template", "portfolio", "--cases", given)[0] == 0
    if used:
        assert xlcost("actuals", book, "--usage", str(tmp_path / "usage.csv"))[0] == 0
    report = check_file(tmp_path / "book.xlsx")
    assert [(found.rule, found.where, found.message) for found in report.findings] == []


def test_a_number_typed_over_a_formula_is_found_all_the_same(books, tmp_path):
    work = load_workbook(books[1])
    work["Plan"]["E30"] = 12_345
    work.save(tmp_path / "typed.xlsx")
    assert any(found.sheet == "Plan" and found.rule == "F03" for found in check_file(tmp_path / "typed.xlsx").findings)


def test_a_comparison_begins_with_the_result_that_moved(books, tmp_path, xlcost):
    work = load_workbook(books[0])
    work["Use cases"]["F7"] = float(work["Use cases"]["F7"].value) * 2
    work.save(tmp_path / "more.xlsx")
    code, out, _ = xlcost("diff", str(books[0]), str(tmp_path / "more.xlsx"))
    assert code == 1
    assert "Headline: Summary!" in out
    assert "moved by" in " ".join(out.split())


def test_waivers_of_one_s_own_are_not_lost(books, tmp_path, xlcost):
    work = load_workbook(books[0])
    work["Waivers"].append(["F01", "Plan!C5", "agreed", "Ada", "2027-06-30"])
    work.save(tmp_path / "own.xlsx")
    before = (tmp_path / "own.xlsx").read_bytes()
    code, _, err = xlcost("actuals", str(tmp_path / "own.xlsx"), "--usage", str(log(tmp_path / "usage.csv")))
    assert code == 2
    assert "waivers of your own on the sheet Waivers would be lost; move them to own.waivers.toml" in err
    assert (tmp_path / "own.xlsx").read_bytes() == before
