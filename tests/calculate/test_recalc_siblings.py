"""Workbooks that differ in constants alone are recalculated from one another, and give what each gives by itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from raw_package import formula_sheet, table_xml, write_book

from xlcost.calculate.certified import recalculate as recalculate_with
from xlcost.calculate.engines import series
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.series import Last, one_after_the_other
from xlcost.calculate.results import Recalculation
from xlcost.workbook.package import package_bytes, package_from_bytes
from xlcost.workbook.reader import open_book, read_book
from xlcost.workbook.records import Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet

TEMPLATE = Path(__file__).parents[2] / "workbook" / "xlcost-template.xlsx"

FORM: dict[str, object] = {
    "A1": "rate", "B1": 0.2, "A2": "volume", "B2": 100, "A3": "on", "B3": True, "A4": "name", "B4": "north",
    "C1": "=B1*B2", "C2": "=IF(B3,C1,0)", "C3": '=B4&" "&TEXT(C2,"0.0")', "C4": "=SUM(B1:B4)+COUNTIF(B1:B4,B4)",
    "C5": '=SUMIF(A1:A4,"rate",B1:B4)', "C6": "=SUMPRODUCT(B1:B2,B1:B2)", "C7": "=IFERROR(1/B1,-1)",
    "C8": '=PROMPT_COST("gpt-4o",B2,1000,200)', "C9": "=INDEX(B1:B4,MATCH(A4,A1:A4,0))",
}  # fmt: skip


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Book]:
    """The workbooks that were loaded into an engine of their own."""
    books: list[Book] = []

    class Counting(series.Formualizer):
        def __init__(self, book: Book, frame: bytes | None = None) -> None:
            books.append(book)
            super().__init__(book, frame)

    monkeypatch.setattr(series, "Formualizer", Counting)
    return books


def recalculate(book: Book, last: Last | None = None) -> Recalculation:
    return recalculate_with(book, engines=(one_after_the_other([] if last is None else last), FORMULON))


def form(path: Path, *, names: str = "", tables: tuple[str, ...] = (), **changes: object) -> Book:
    return open_book(write_book(path / "form.xlsx", formula_sheet(FORM | changes), names=names, tables=tables))


def found(result: Recalculation) -> tuple[object, ...]:
    return result.values, result.not_evaluated, result.volatile


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"B1": 0.3},
        {"B2": 250, "B3": False},
        {"B4": "south"},
        {"B1": 0},
        {"B1": "#N/A"},
        {"B2": "1,000"},
        {"B2": True},
        {"B4": "#REF!"},
        {"A4": "rate", "B2": -5},
        {"B2": "text"},
    ],
)
def test_each_gives_what_it_gives_alone(tmp_path: Path, loaded: list[Book], changes: dict[str, object]) -> None:
    first, second = form(tmp_path), form(tmp_path, **changes)
    alone = [found(recalculate(book)) for book in (first, second, first)]
    loaded.clear()
    left: Last = []
    assert [found(recalculate(book, last=left)) for book in (first, second)] == alone[:2]
    assert loaded == [first]
    assert found(recalculate(first, last=left)) == alone[2]


@pytest.mark.parametrize(
    "other",
    [
        {"C1": "=B1+B2"},
        {"B1": "=1/5"},
        {"C9": 7},
        {"D1": 1},
        {"B5": 5},
        {"B1": ""},
        {"C1": ("C1:C1", "=B1*B2")},
        {"names": '<definedName name="rate">S1!$B$1</definedName>'},
        {"tables": (table_xml("T1", "A1:B4", "rate", "x"),)},
    ],
    ids=str,
)
def test_one_that_differs_in_more_is_loaded_anew(tmp_path: Path, loaded: list[Book], other: dict[str, object]) -> None:
    first, second = form(tmp_path), form(tmp_path, **other)  # type: ignore[arg-type]
    left: Last = []
    recalculate(first, last=left)
    assert found(recalculate(second, last=left)) == found(recalculate(second))
    assert loaded[:2] == [first, second]


@pytest.mark.parametrize(
    "formula", ['=INDIRECT("B"&1)', "=OFFSET(B1,1,0)", "=FORMULATEXT(C1)", "=VALUE(B4)+IRR(B1:B2)"]
)
def test_nothing_of_the_first_lingers(tmp_path: Path, formula: str) -> None:
    first, second = form(tmp_path, C10=formula, B4="1/2/2024"), form(tmp_path, C10=formula, B1=0.9, B4="south")
    left: Last = []
    recalculate(first, last=left)
    assert found(recalculate(second, last=left)) == found(recalculate(second))


def test_nothing_remains_of_a_workbook_that_could_not_be_calculated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: list[Book]
) -> None:
    first, second = form(tmp_path), form(tmp_path, B1=0.5)
    left: Last = []
    recalculate(first, last=left)
    with monkeypatch.context() as broken:
        broken.setattr(series.Formualizer, "read", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            recalculate(second, last=left)
    assert found(recalculate(first, last=left)) == found(recalculate(first))


def test_templates_filled_in_by_chance_give_what_each_gives_alone(loaded: list[Book]) -> None:
    template = open_book(TEMPLATE)
    chance = random.Random(20261125)
    numbers = [
        (sheet.name, cell.row, cell.column)
        for sheet in template.sheets
        for cell in sheet.cells.values()
        if sheet.name in {"Inputs", "Prices"} and cell.formula is None and isinstance(cell.value, float)
    ]
    left: Last = []
    for count in (1, 2, 30, 1, 80):
        values = {place: _around(chance, template, place) for place in chance.sample(numbers, count)}
        filled = _filled_in(template, values)
        assert found(recalculate(filled, last=left)) == found(recalculate(filled))
    assert len(loaded) == 1 + 5 + 1  # after the last: so many changes are not worth it


def _around(chance: random.Random, book: Book, place: Place) -> CellValue:
    value = book.sheets_by_name[place[0].lower()].cells[place[1:]].value
    return chance.choice([0.0, -1.0, round(float(value or 0) * chance.uniform(0.2, 5), 3)])


def _filled_in(book: Book, values: dict[Place, CellValue]) -> Book:
    parts = {}
    for sheet in book.sheets:
        typed = {place[1:]: value for place, value in values.items() if place[0] == sheet.name}
        if typed:
            parts[sheet.part] = patched_sheet(book.package.parts[sheet.part], typed)
    return read_book(package_from_bytes(package_bytes(book.package, parts), book.package.path))
