"""What Python alone takes for a number, 1_000 or Arabic digits, is none in any file: refused, never another value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from raw_package import MAIN, formula_sheet, parts, sheet_xml, write_book, zipped
from test_hostile_commands import USAGE

from xlcost.calculate.certified import recalculate
from xlcost.errors import BadFile
from xlcost.quantities import quantity
from xlcost.workbook.reader import open_book

#: One thousand, to Python's int() or float(); the last two to float() alone.
PYTHON_ALONE = ("1_000", "\u0661\u0660\u0660\u0660", "\uff11\uff10\uff10\uff10", "infinity", "nan")
WHOLE = PYTHON_ALONE[:3]
STYLES = '<styleSheet xmlns="{}"><cellXfs><xf numFmtId="{}"/></cellXfs></styleSheet>'


@pytest.mark.parametrize("number", PYTHON_ALONE)
@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>{}</v></c></row>',
        '<row r="{}"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="{}"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>',
        '<row r="1"><c r="A1" cm="{}"><f>1</f></c></row>',
        '<row r="1"><c r="A{}"><v>1</v></c></row>',
    ],
)
def test_a_sheet(tmp_path: Path, rows: str, number: str) -> None:
    with pytest.raises(BadFile, match=r"sheet1\.xml is damaged"):
        open_book(write_book(tmp_path / "book.xlsx", sheet_xml(rows.format(number))))


@pytest.mark.parametrize("number", WHOLE)
def test_the_parts_beside_it(tmp_path: Path, number: str) -> None:
    content = parts(sheet_xml(""), tables=(f'<table xmlns="{MAIN}" name="t" ref="A1:B2" headerRowCount="{number}"/>',))
    (tmp_path / "table.xlsx").write_bytes(zipped(content))
    with pytest.raises(BadFile, match=r"table0\.xml is damaged"):
        open_book(tmp_path / "table.xlsx")
    calculation = parts(sheet_xml(""))
    main = str(calculation["xl/workbook.xml"]).replace("</workbook>", f'<calcPr iterateCount="{number}"/></workbook>')
    (tmp_path / "main.xlsx").write_bytes(zipped(calculation | {"xl/workbook.xml": main}))
    with pytest.raises(BadFile, match=r"workbook\.xml is damaged"):
        open_book(tmp_path / "main.xlsx")


def test_numbers_with_blanks_around_are_numbers(tmp_path: Path) -> None:
    book = open_book(write_book(tmp_path / "book.xlsx", sheet_xml('<row r="1"><c r="A1"><v>\n 1e3 </v></c></row>')))
    assert [cell.value for cell in book.sheets[0].cells.values()] == [1000.0]


@pytest.mark.parametrize("link", ["\u00b2", "\u0661", "1_0", "0", "99", "-1"])
def test_a_link_that_is_no_number_is_shown_as_it_stands(tmp_path: Path, xlcost: Callable[..., Any], link: str) -> None:
    path = write_book(
        tmp_path / "book.xlsx", sheet_xml(f'<row r="1"><c r="A1"><f>[{link}]S!A1</f><v>1</v></c></row>'),
        names=f'<definedName name="n">[{link}]S!$A$1</definedName>',
    )  # fmt: skip
    assert link in xlcost("map", str(path)).out
    assert xlcost("check", str(path), "--select", "S").code in (0, 1)


@pytest.mark.parametrize("number", PYTHON_ALONE)
@pytest.mark.parametrize("kind", ["tokens", "time", "rates", "month"])
def test_usage_and_rates(
    tmp_path: Path, xlcost: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, kind: str, number: str
) -> None:
    monkeypatch.chdir(tmp_path)
    old = {"tokens": "480000", "time": "1788220800"}.get(kind, "nothing")
    Path("usage.csv").write_text(USAGE.replace(old, number), encoding="utf-8")
    month, rate = ("2026-09", number) if kind == "rates" else (f"{number}-09", "1.1")
    Path("rates.csv").write_text(f"currency,effective_from,usd\nEUR,{month},{rate}\n", encoding="utf-8")
    more = ("--rates", "rates.csv") if kind in ("rates", "month") else ()
    code, out, err = xlcost("usage", "price", "usage.csv", *more)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert number in err


@pytest.mark.parametrize("written", ["\u0661\u0660\u0660k", "\uff11", "1e\u0663", "\u00b2", "inf", "nan", "1_0"])
def test_quantities(written: str) -> None:
    assert quantity(written) is None
    assert quantity("1_000") == 1000.0  # as in TOML: a mark between thousands


def test_numbers_in_the_digits_of_other_scripts_are_left_to_excel(tmp_path: Path) -> None:
    """Whether Excel reads them is up to the country; \u00b2 is no digit to anybody."""
    texts = {
        "A1": "\u0661\u0660",
        "A2": "\uff11\uff10",
        "A3": "\u0661/\u0662",
        "A4": "\u0967\u0968:\u0969\u0960",
        "A5": "m\u00b2",
        "A6": "\u7b2c\uff11",
    }
    formulas = {f"B{row}": f"=VALUE(A{row})" for row in range(1, 7)} | {"C1": "=COUNTIF(A5:A6,1)", "C2": "=A1+1"}
    result = recalculate(open_book(write_book(tmp_path / "book.xlsx", formula_sheet(texts | formulas))))
    assert {cell[:3] for cell in result.not_evaluated} == {("S1", row, 2) for row in (1, 2, 3)} | {("S1", 2, 3)}
    values = {place: value for place, value in result.values.items() if place[1:] in ((4, 2), (5, 2), (6, 2), (1, 3))}
    assert values == {("S1", 4, 2): "#VALUE!", ("S1", 5, 2): "#VALUE!", ("S1", 6, 2): "#VALUE!", ("S1", 1, 3): 0.0}
