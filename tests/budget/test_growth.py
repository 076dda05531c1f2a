"""Twice as much costs about twice as much: in steps of Python, which are the same on every machine.

What the engine takes is left out; it is measured elsewhere. A book of each kind is worked on at one size and at twice
that size, and the lines that each function of xlcost runs are counted.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from growing_books import KINDS, grown
from raw_package import sheet_xml, write_book

import xlcost
from xlcost.calculate.results import Recalculation, recalculation
from xlcost.check.reports import rendered
from xlcost.check.rules import literals
from xlcost.check.run import check_book
from xlcost.explain.mapping import map_workbook
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.unique import read_formulas
from xlcost.outline import series
from xlcost.workbook.addresses import Area
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book
from xlcost.workbook.tokens import Pattern

_ROOT: Final = str(Path(xlcost.__file__).parent)
SIZE: Final = 40
#: What a function may take beyond twice as much, and a formula, cell or name, all told.
SLACK: Final = 400
EACH: Final = 9_000


def check(book: Book) -> None:
    report = check_book(book)
    assert report.failed == {}
    for form in ("text", "html", "json"):
        rendered(form, (report,), "error")


def mapped(book: Book) -> None:
    found = map_workbook(book)
    for form in ("text", "html", "json"):
        import_module(f"xlcost.explain.reports.map_{form}").render(found, None)


def steps(work: Callable[[Book], None], kind: str, size: int) -> Counter[str]:
    """How many lines of each function of xlcost ran."""
    counted: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        del event, argument
        code = frame.f_code
        if not code.co_filename.startswith(_ROOT):
            return None
        name = f"{code.co_filename.removeprefix(_ROOT)}: {code.co_name} at {code.co_firstlineno}"

        def line(frame: FrameType, event: str, argument: object) -> Any:
            del frame, argument
            counted[name] += event == "line"
            return line

        return line(frame, "line", None)

    book = grown(kind, size)
    _forget()
    sys.settrace(trace)
    try:
        work(book)
    finally:
        sys.settrace(None)
    return counted


def _forget() -> None:
    """Empties what is remembered of cells and formulas: tests before may have had those of one size and not of two."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("xlcost.workbook.", "xlcost.formula.")):
            for value in vars(module).values():
                getattr(value, "cache_clear", int)()


@pytest.fixture
def calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine gives what is saved."""

    def saved(_: series.Series, book: Book) -> Recalculation:
        values = {(sheet.name, cell.row, cell.column): cell.value for sheet in book.sheets for cell in sheet.formulas}
        return recalculation(book, values, {}, (), {})

    monkeypatch.setattr(series.Series, "recalculate", saved)


@pytest.mark.usefixtures("calculated")
@pytest.mark.parametrize("work", [check, mapped])
@pytest.mark.parametrize("kind", KINDS)
def test_twice_as_much_takes_twice_as_long(kind: str, work: Callable[[Book], None]) -> None:
    work(grown(kind, 5))  # what is done once in a process
    once, twice = steps(work, kind, SIZE), steps(work, kind, 2 * SIZE)
    squared = {name: (once[name], count) for name, count in twice.items() if count > 2.5 * once[name] + SLACK}
    assert squared == {}
    assert twice.total() - once.total() < EACH * SIZE, twice.most_common(3)


def shared(folder: Path, copies: int, references: int) -> Book:
    """A shared formula, its copies below each other."""
    long = f"SUM({','.join(f'B{row}' for row in range(1, references + 1))})"
    first = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A{copies}" si="0">{long}</f><v>0</v></c></row>'
    others = (f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>0</v></c></row>' for row in range(2, copies + 1))
    return open_book(write_book(folder / "shared.xlsx", sheet_xml(first + "".join(others))))


def test_copies_of_a_shared_formula_are_known_for_what_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8,000 copies of 999 references were cut at their references again, which took 5 s and as many texts."""
    from xlcost.formula import unique

    read: list[str] = []
    monkeypatch.setattr(unique, "r1c1", lambda text, row, column: read.append(text) or "SUM(RC[1])")
    formulas = unique.read_formulas(shared(tmp_path, 30, 1))
    assert (read, [len(one.cells) for one in formulas.uniques]) == (["SUM(B1)"], [30])


def test_copies_in_many_columns_are_written_by_the_numbers_of_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, each copy stands in another column than the one before it; 90 x 90 of them took 1.2 s instead of 0.3."""
    cells = [(row, column) for row in range(1, 31) for column in "ABCDE"]
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}"><f t="shared" si="0"/></c>' for column in "ABCDE")
        + "</row>"
        for row in range(1, 31)
    )
    rows = rows.replace('si="0"/>', 'ref="A1:E30" si="0">SUM(G1,$G2,G$3)</f>', 1)
    whole: list[tuple[int, int]] = []
    a1 = Pattern.a1
    monkeypatch.setattr(Pattern, "a1", lambda self, *at: whole.append(at) or a1(self, *at))
    book = open_book(write_book(tmp_path / "columns.xlsx", sheet_xml(rows)))
    assert len(whole) == 5
    found = {at: cell.formula for at, cell in book.sheets[0].cells.items()}
    assert len(found) == len(cells)
    assert (found[30, 1], found[30, 5], found[7, 3]) == (
        "SUM(G30,$G31,G$3)",
        "SUM(K30,$G31,K$3)",
        "SUM(I7,$G8,I$3)",
    )


def test_what_copies_read_is_found_without_a_number_for_each_reference(tmp_path: Path) -> None:
    """That took 300 MB for 8,000 copies of 999 references, on the way to 64 MB of tuples."""
    formulas = read_formulas(shared(tmp_path, 2_000, 100))
    tracemalloc.start()
    reads = formulas.reads
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(reads["S1", 2_000, 1]) == 100
    assert peak < 4_500_000  # it was 9,700,000


def test_who_asks_for_some_cell_of_a_long_column_gets_no_copy_of_it() -> None:
    """20,000 sums of a column of 20,000 cells copied it 40,000 times: 5 s."""
    index = PlaceIndex(("S1", row, 1) for row in range(1, 20_001))
    tracemalloc.start()
    found = index.within("S1", Area(5, 1, 20_000, 9))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == ("S1", 5, 1)
    assert peak < 20_000  # a copy has 160,000 bytes
    assert list(index.inside("S1", Area(19_999, 1, 1_000_000, 9))) == [("S1", 19_999, 1), ("S1", 20_000, 1)]


def test_numbers_of_a_full_sheet_are_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """45,000 formulas with numbers of their own were 45,000 lists of 90,000 numbers."""
    given: list[int] = []

    def listed(items: Iterable[str], limit: int) -> str:
        given.append(len(list(items)))
        return "1.5"

    monkeypatch.setattr(literals, "listed", listed)
    assert "200 formulas" in check_book(grown("numbers in formulas", 200)).findings[0].message
    assert given == [200]
