"""What is written and named in a workbook is bounded whatever the machine: the same file, the same answer everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from raw_package import MAIN, REL, formula_sheet, parts, sheet_xml, write_book, zipped

from xlcost.budget import OverBudget
from xlcost.formula import unique
from xlcost.formula.graph import read_graph
from xlcost.formula.unique import read_formulas
from xlcost.workbook import sheet_reader
from xlcost.workbook.reader import open_book

STRINGS = f'<Relationship Id="ss" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'


def one_text(folder: Path, cells: int) -> Path:
    """A text of 32,000 characters that stands in so many cells, and once in the file."""
    sheet = sheet_xml("".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, cells + 1)))
    content = parts(sheet)
    content["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>{"lorem ip" * 4_000}</t></si></sst>'
    relations = str(content["xl/_rels/workbook.xml.rels"])
    content["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", STRINGS)
    (folder / "texts.xlsx").write_bytes(zipped(content))
    return folder / "texts.xlsx"


def copies(folder: Path, count: int, text: str) -> Path:
    first = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A{count}" si="0">{text}</f></c></row>'
    rest = (f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, count + 1))
    return write_book(folder / "copies.xlsx", sheet_xml(first + "".join(rest)))


def many_texts(folder: Path) -> Path:
    return one_text(folder, 8_400)


def many_references(folder: Path) -> Path:
    sums = (f"SUM({','.join(f'B{row}' for row in range(1, 256))})" for _ in range(4))
    return copies(folder, 9_900, "+".join(sums))


def many_formulas(folder: Path) -> Path:
    return copies(folder, 33_000, f"LEN(&quot;{'x' * 8_170}&quot;)")


LARGE: list[tuple[Callable[[Path], Path], str]] = [
    (many_texts, "S1!A8389: the texts up to there have more than 268,435,456 characters; split the workbook"),
    (many_formulas, "S1!A32829: the formulas up to there have more than 268,435,456 characters; split the workbook"),
    (
        many_references,
        "S1!A1: this formula, its copies and those before it name more than 10,000,000 cells and ranges; "
        "name areas instead",
    ),
]


@pytest.mark.parametrize(("make", "says"), LARGE)
def test_too_much_is_one_line_and_the_other_files_go_on(xlcost, tmp_path: Path, make, says: str) -> None:
    path = make(tmp_path)
    assert path.stat().st_size < 250_000
    good = write_book(tmp_path / "good.xlsx", formula_sheet({"A1": 1, "A2": "=A1*2"}))
    done = xlcost("check", str(path), str(good), "--select", "F01")
    assert (done.code, done.err) == (2, f"xlcost: {path}: {says}\n")
    assert "good.xlsx: clean" in done.out.replace("\n  ", "")  # a long path is wrapped


@pytest.mark.parametrize(("make", "says"), LARGE)
def test_each_command_refuses_it_and_leaves_nothing(xlcost, tmp_path: Path, make, says: str) -> None:
    path = make(tmp_path)
    other = write_book(tmp_path / "other.xlsx", formula_sheet({"A1": 1, "A2": "=A1*2"}))
    out = tmp_path / "out.html"
    values = tmp_path / "out.xlsx"
    for command in (
        ["map", path, "-o", out],
        ["diff", path, other, "-o", out],
        ["review", path, "-o", out],
        ["recalc", path, "-o", values],
    ):
        done = xlcost(*map(str, command))
        assert (done.code, done.out, done.err) == (2, "", f"xlcost: {path}: {says}\n"), command
    assert not out.exists()
    assert not values.exists()


def test_sheets_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reader, "MAX_TEXTS", 10)
    sheets = [formula_sheet({"A1": "four"}), formula_sheet({"A1": "four"})]
    open_book(write_book(tmp_path / "two.xlsx", *sheets))
    with pytest.raises(OverBudget, match="S3!A1: the texts up to there have more than 10 characters"):
        open_book(write_book(tmp_path / "three.xlsx", *sheets, formula_sheet({"A1": "four"})))


def test_named_is_what_stands_in_the_formulas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = open_book(write_book(tmp_path / "named.xlsx", formula_sheet({"A1": "=B1+B2", "A2": "=B2+B3", "A3": "=B:B"})))
    monkeypatch.setattr(unique, "MAX_REFERENCES", 5)
    assert len(read_graph(read_formulas(book)).reads) == 3
    monkeypatch.setattr(unique, "MAX_REFERENCES", 4)
    with pytest.raises(OverBudget, match="S1!A3: this formula, its copies and those before it name more than 4 cells"):
        read_graph(read_formulas(book))
