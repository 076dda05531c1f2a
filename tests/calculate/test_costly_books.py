"""Small workbooks that cost much: each cause is gone, counted in steps, not in seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from raw_package import formula_sheet, sheet_xml, write_book
from right_or_listed import is_right

from xlcost.budget import OverBudget
from xlcost.calculate.certified import EMBEDDED, recalculate, recalculate_with
from xlcost.calculate.engines.protocol import without_values
from xlcost.errors import BadFile
from xlcost.evaluate import opinions
from xlcost.formula import references
from xlcost.formula.graph import read_graph
from xlcost.formula.unique import read_formulas
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book
from xlcost.workbook.tokens import Copied, pattern

STARS = "*a" * 30 + "b"
DOUBLING = '<definedName name="nm_0">S1!$A$1</definedName>' + "".join(
    f'<definedName name="nm_{number}">nm_{number - 1}+nm_{number - 1}</definedName>' for number in range(1, 51)
)


def book(folder: Path, cells: dict[str, object], names: str = "") -> Book:
    return open_book(write_book(folder / "costly.xlsx", formula_sheet(cells), names=names))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (f'=SEARCH("{STARS}",A1)', "#VALUE!"),
        (f'=MATCH("{STARS}",A1:A1,0)', "#N/A"),
        (f'=COUNTIF(A1:A1,"{STARS}")', 0.0),
        (f'=XLOOKUP("{STARS}",A1:A1,A1:A1,"none",2)', "none"),
    ],
)
def test_patterns_of_many_stars(tmp_path: Path, formula: str, value: object) -> None:
    result = recalculate(book(tmp_path, {"A1": "a" * 200, "A2": formula}))
    assert (result.not_evaluated, result.values["S1", 2, 1]) == ((), value)


@pytest.mark.parametrize("formula", ["=SUM(A2:XFC1048575)", "=COUNTA(B:XFC)", "=COUNTBLANK(B:XFC)", "=MAX(2:1048575)"])
def test_a_cell_in_the_last_corner_makes_no_range_be_walked(
    tmp_path: Path, formula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vast = book(tmp_path, {"A1": formula, "XFD1048576": 1})
    with pytest.raises(BadFile, match=r"S1!A1 reads 17,\d{3},\d{3},\d{3} cells, more than 20,000,000"):
        without_values(vast)
    with pytest.raises(BadFile, match="name the cells that are filled"):
        recalculate_with(EMBEDDED, vast)


def test_names_that_double_are_looked_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch, references, "name_tree")
    doubling = book(tmp_path, {"A1": 2, "A2": "=nm_50", "A3": "=A2+1"}, DOUBLING)
    graph = read_graph(read_formulas(doubling))
    assert [source.area for source in graph.reads["S1", 2, 1]] == [(1, 1, 1, 1)]
    assert max(asked.values()) == 1
    refused = {cell[:3]: cell.reason for cell in recalculate(doubling).not_evaluated}
    assert refused.keys() in ({("S1", 2, 1), ("S1", 3, 1)}, set())


def test_names_that_lead_back_to_themselves_read_what_else_they_say(tmp_path: Path) -> None:
    names = '<definedName name="one">two+S1!$A$1</definedName><definedName name="two">one+S1!$B$1</definedName>'
    reads = read_graph(read_formulas(book(tmp_path, {"A1": 1, "B1": 2, "A2": "=one"}, names))).reads["S1", 2, 1]
    assert {source.area for source in reads} == {(1, 1, 1, 1), (1, 2, 1, 2)}


def test_results_beyond_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xlcost.functions import broadcasting

    made = counted(monkeypatch, broadcasting, "_all_at_once")
    cells: dict[str, object] = {f"A{row}": row for row in range(1, 3_001)}
    cells["B1"] = '=SUM(PROMPT_COST("gpt-4.1",A1:A3000,TRANSPOSE(A1:A3000),1))'
    is_right(recalculate(book(tmp_path, cells)), ("S1", 1, 2), "#NUM!")
    assert not made


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Counter[object]:
    """How often a function of a module is called, by its first argument."""
    called: Counter[object] = Counter()
    function: Callable[..., Any] = getattr(module, name)

    def count(*arguments: Any) -> Any:
        called[arguments[0]] += 1
        return function(*arguments)

    monkeypatch.setattr(module, name, count)
    return called


def test_too_much_is_a_refusal_like_any_other() -> None:
    assert issubclass(OverBudget, BadFile)


def test_a_formula_that_cannot_be_read_is_read_once_for_all_its_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first says why; 8,000 copies of 999 references were read 8,000 times, and again by every command."""
    from xlcost.formula import unique

    long = "+".join(f"B{row}" for row in range(1, 200))
    first = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A30" si="0">{long}</f></c></row>'
    copies = "".join(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 31))
    shared = open_book(write_book(tmp_path / "shared.xlsx", sheet_xml(first + copies)))
    read = counted(monkeypatch, unique, "parse")
    assert len(recalculate(shared).not_evaluated) == 30
    assert len(read_formulas(shared).unreadable) == 30
    assert read.total() == 2  # recalculating reads through all of them too


def test_copies_of_a_shared_formula_cost_no_walk_through_its_references(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of 8,000 copies of 765 references was written reference by reference, when it was read and for the engine."""
    from xlcost.workbook import tokens

    long = f"SUM({','.join(f'B{row}' for row in range(1, 101))})"
    first = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A500" si="0">{long}</f></c><c r="B1"><v>1</v></c></row>'
    copies = "".join(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 501))
    path = write_book(tmp_path / "shared.xlsx", sheet_xml(first + copies))
    read = counted(monkeypatch, tokens, "_a1")
    assert recalculate(open_book(path)).values["S1", 1, 1] == 1.0
    assert read.total() == 100


COPIED = [
    "A1+$A1+A$1+$A$1", "SUM(B2:C3)*5%", "'100% it''s'!A1&\"%d %s A1\"", "A:A+1:1+$B:C", "IF(A1>0,B1,C1)", "XFD1048576+A1",
    "A3+A1048575", "Data!$B5/Data!C$7", "1+1", "[1]Other!A1", "@A1+T1[@x]",
]  # fmt: skip


@pytest.mark.parametrize("text", COPIED)
@pytest.mark.parametrize("at", [(1, 1), (5, 2), (1_048_575, 16_384)])
def test_copies_read_as_each_would_by_itself(text: str, at: tuple[int, int]) -> None:
    loosened = pattern(text, *at)
    copied = Copied(loosened)
    places = [(row, column) for column in (1, 2, 2, 16_384) for row in (1, 2, 3, 4, 1_048_574, 1_048_576, 7)]
    for place in [*places, *sorted(places)]:
        assert copied.a1(*place) == loosened.a1(*place)


def test_ranges_far_wider_than_a_sheet_are_bounded_together(tmp_path: Path) -> None:
    """An engine looks at each row of each column that a range names: 20,000 sums over A:XFD took more than a minute."""
    cells = {f"A{row}": row for row in range(1, 1001)} | {"A1000": 1}
    sums = {f"C{row}": f"=SUM(A{row}:XFD{row + 2000})" for row in range(1, 101)}
    wide = book(tmp_path, cells | sums)
    with pytest.raises(BadFile, match=r"read more than 1,000,000,000 cells in columns that nothing uses"):
        recalculate_with(EMBEDDED, wide)
    found = recalculate_with(EMBEDDED, book(tmp_path, cells | {"E1": "=SUM(A:D)", "E2": "=COUNT(A:B)"}))
    assert (found.values["S1", 1, 5], found.values["S1", 2, 5]) == (499_501.0, 1000.0)


def test_circles_in_which_all_cells_read_all_are_bounded(tmp_path: Path) -> None:
    """8,000 of them took an engine 12 s and 1.8 GB."""
    size = 3_200
    all_in_all = book(tmp_path, {f"A{row}": "=SUM(A:A)" for row in range(1, size + 1)})
    with pytest.raises(BadFile, match=r"S1!A\d+: the formulas up to there read more than 10,000,000 cells that read"):
        recalculate_with(EMBEDDED, all_in_all)
    ring = {f"A{row}": f"=A{row - 1 or 300}+1" for row in range(1, 301)}
    assert len(recalculate_with(EMBEDDED, book(tmp_path, ring)).not_evaluated) == 300


def test_a_range_that_many_formulas_add_up_is_added_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks below what a sheet uses are not walked: 5,000 sums of 20,000 cells took 19 s of Python."""
    cells = {f"B{row}": row for row in range(1, 51)}
    sums = {f"A{row}": "=SUM(B:B)/COUNT(B:B)" for row in range(1, 21)}
    summed = book(tmp_path, cells | sums)
    asked = counted(monkeypatch, opinions.Opinions, "_value")
    given = opinions.Opinions(summed, {}, read_formulas(summed), {})
    assert [given.value(("S1", row, 1)) for row in range(1, 21)] == [1275 / 50] * 20
    assert asked.total() == 2 * 50
