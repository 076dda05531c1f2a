"""xlcost check and xlcost diff know the portfolio: nothing found that is not waived with a reason; a result first."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from test_portfolio_book import log

from xlcost.check.run import check_file
from xlcost.portfolio.waivers import WAIVERS


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
    assert {(one.finding.rule, one.finding.sheet or "workbook") for one in report.waived} == {
        (rule, place) for rule, place, _ in WAIVERS
    }


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
