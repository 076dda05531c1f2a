"""xlcost review: one page that a controller can file, as HTML and as PDF, with the fingerprints of all it rests on."""

import hashlib
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from xlcost.diff.records import DecisionChange, Difference
from xlcost.review.dossier import fingerprint_of_prices, review
from xlcost.review.page import render
from xlcost.review.sheet import write_sheet


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, price in (("old.xlsx", 79), ("new.xlsx", 75)):
        work = openpyxl.Workbook()
        sheet = work.active
        sheet.title = "Model"
        for row in (("Price, USD", price), ("Users", 200), ("Revenue, USD", "=B1*B2"), ("=cmd|'x'!A1 <b>", 1)):
            sheet.append(row)
        sheet["A4"].data_type = "s"
        work.save(name)
    return tmp_path


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_the_page_tells_what_changed_and_what_it_rests_on(xlcost):
    code, out, err = xlcost("review", "new.xlsx", "--since", "old.xlsx", "-o", "review.html")
    assert (code, err) == (0, "")
    page = Path("review.html").read_text(encoding="utf-8")
    assert out.splitlines() == ["review.html: Nothing found", f"SHA-256 {digest('review.html')}"]
    for mark in (digest("new.xlsx"), digest("old.xlsx"), fingerprint_of_prices()):
        assert mark in page
    assert "Model!B3 Revenue, USD 15,800 -&gt; 15,000 (-5.06%), by the one change, Model!B1 Price, USD 79" in page
    assert "Prepared by" in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_errors_are_the_verdict_and_the_exit_code(xlcost):
    work = openpyxl.load_workbook("new.xlsx")
    work["Model"]["B3"] = "=B1/B9*0+1/0"
    work.save("bad.xlsx")
    code, out, _ = xlcost("review", "bad.xlsx")
    assert code == 1
    assert out.startswith("bad-review.html: 1 error")
    page = Path("bad-review.html").read_text(encoding="utf-8")
    assert "#DIV/0!" in page


def test_every_severity_is_counted_once(xlcost):
    """On the page and on the sheet that is printed."""
    work = openpyxl.load_workbook("new.xlsx")
    work["Model"]["B3"] = "=B1*B2+1/0"
    work["Model"]["B5"] = "=B1*1.37"
    work.save("bad.xlsx")
    dossier = review(Path("bad.xlsx"))
    write_sheet(dossier, Path("printed.xlsx"))
    printed = openpyxl.load_workbook("printed.xlsx").active["A2"].value
    assert printed.startswith("1 error, 1 warning (2 formulas, ")
    assert printed.count("error") == printed.count("warning") == 1
    assert render(dossier).count("1 error") == 1


def test_the_sheet_that_is_printed_says_what_the_page_says(xlcost):
    """With what the inputs move, the changes that have no room, and as many lines for bold text as it is broken into."""
    work = openpyxl.load_workbook("new.xlsx")
    sheet = work.create_sheet("More")
    for row in range(1, 10):
        sheet.append((f"Assumption about seats {row}", row, f"=B{row}*Model!B1"))
    work.save("wide.xlsx")
    for row in range(1, 10):
        sheet.cell(row, 2, row + 1)
    work.save("wider.xlsx")
    dossier = review(Path("wider.xlsx"), Path("wide.xlsx"))
    write_sheet(dossier, Path("printed.xlsx"))
    printed = openpyxl.load_workbook("printed.xlsx").active
    said = [row[0] for row in printed.values if row[0]]
    for text in (
        "11 inputs, 0 of them without effect on any result.",
        "And 4 more changes: xlcost diff lists them all.",
    ):
        assert text in said
        assert text in render(dossier)
    headline = next(row for row in printed if str(row[0].value).startswith("Most moved"))[0]
    assert 0.84 < len(headline.value) / (sum((17, 27, 30, 30)) * 10 / 9) < 1
    assert printed.row_dimensions[headline.row].height > 2 * 9


def test_the_same_workbook_has_the_same_page(xlcost):
    assert (
        xlcost("review", "new.xlsx", "-o", "a.html").out.splitlines()[1:]
        == (xlcost("review", "new.xlsx", "-o", "a.html").out.splitlines()[1:])
    )


def test_a_pdf_is_printed(xlcost):
    code, out, err = xlcost("review", "new.xlsx", "--since", "old.xlsx", "-o", "review.pdf")
    assert (code, err) == (0, "")
    assert Path("review.pdf").read_bytes().startswith(b"%PDF")
    assert digest("review.pdf") in out


@pytest.mark.parametrize(
    ("target", "says"), [("review.docx", "write an .html or a .pdf"), ("new.xlsx", "write an .html")]
)
def test_other_targets_are_refused(xlcost, target, says):
    before = digest("new.xlsx")
    code, _, err = xlcost("review", "new.xlsx", "-o", target)
    assert code == 2
    assert says in err
    assert digest("new.xlsx") == before


def _typed_over(*rows):
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.title = "Model"
    sheet.append(("Sales, USD", *range(2021, 2031)))
    for row in range(2, 6):
        sheet.append((f"Region {row}", 100, *(f"={chr(65 + column)}{row}*1.1" for column in range(1, 10))))
    for row in rows:
        sheet.cell(row, 6, 7.0)
    work.save("rolled.xlsx")
    return review(Path("rolled.xlsx"))


def test_advice_is_given_once_and_a_formula_that_the_message_tells_is_not_repeated():
    dossier = _typed_over(3, 5)
    page = render(dossier)
    assert page.count("Copy the formula of the neighbours into the cell.") == 1
    write_sheet(dossier, Path("printed.xlsx"))
    cells = [str(cell.value) for row in openpyxl.load_workbook("printed.xlsx").active for cell in row]
    assert sum("Copy the formula of the neighbours" in text for text in cells) == 1


def test_a_flipped_advice_comes_with_its_reasons():
    dossier = _typed_over()
    change = DecisionChange("Prompt, A", "Fine-tune, C", flipped=True, why=("C now passes the gate <tested>",))
    flipped = replace(dossier, difference=Difference("a.xlsx", "b.xlsx", decision=change))
    assert "<li>C now passes the gate &lt;tested&gt;</li>" in render(flipped)
    write_sheet(flipped, Path("printed.xlsx"))
    cells = [cell.value for row in openpyxl.load_workbook("printed.xlsx").active for cell in row]
    assert "- C now passes the gate <tested>" in cells
