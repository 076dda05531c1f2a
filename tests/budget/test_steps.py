"""Work is counted block by block: what asks for too much of it is refused at the same place on every machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from growing_books import grown
from raw_package import formula_sheet, write_book

from xlcost.budget import Limits, OverBudget, budget, count, spending, within
from xlcost.budget.limits import STEPS_A_SECOND
from xlcost.calculate.engines.values import from_engine, to_engine
from xlcost.check.run import check_file
from xlcost.errors import BadFile
from xlcost.evaluate.opinions import Opinions
from xlcost.formula.graph import read_graph
from xlcost.formula.reach import affected, reached
from xlcost.formula.unique import read_formulas
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book


class StillClock:
    """A machine on which nothing takes time."""

    def monotonic(self) -> float:
        return 1000.0


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spending, "time", StillClock())


def taken(work: Callable[[], object]) -> int:
    """The steps of some work."""
    with within(Limits(3600.0, 0)), budget("book.xlsx"):
        work()
        at_work = spending.current()
        assert at_work is not None
        return at_work.steps


@pytest.mark.usefixtures("still")
def test_too_much_work_is_said_whatever_the_clock_says() -> None:
    def work() -> None:
        with within(Limits(2.0, 0)), budget("book.xlsx"):
            spending.at("formulas were read")
            spending.at_cell("Costs", 7, 2)
            count(2 * STEPS_A_SECOND)
            with suppress(BadFile):  # who takes it for a failure of its own does not get away
                count(1)

    with pytest.raises(OverBudget) as caught:
        work()
    assert str(caught.value) == (
        "book.xlsx: takes more than the 2,000,000 steps of work in the 2 s allowed (see --time-limit); "
        "stopped while formulas were read at Costs!B7"
    )


@pytest.mark.usefixtures("still")
def test_several_files_have_as_much_as_they_are_and_no_limit_is_none() -> None:
    with within(Limits(2.0, 0)), budget("a.xlsx", "b.xlsx", times=2):
        count(4 * STEPS_A_SECOND)
    with within(Limits(0.0, 1 << 40)), budget("a.xlsx"):
        count(10**15)
    count(10**15)  # nor where no budget is open


def cells(folder: Path) -> Callable[[], object]:
    path = write_book(folder / "b.xlsx", formula_sheet({f"A{row}": row for row in range(1, 501)}))
    return lambda: open_book(path)


def characters(folder: Path) -> Callable[[], object]:
    del folder
    book = grown("numbers in formulas", 100)
    return lambda: read_formulas(book)


def references(folder: Path) -> Callable[[], object]:
    long = f"=SUM({','.join(f'B{row}' for row in range(1, 201))})"
    book = open_book(write_book(folder / "b.xlsx", formula_sheet({"A1": long, "A2": long})))
    formulas = read_formulas(book)
    return lambda: formulas.reads


def columns_of_ranges(folder: Path) -> Callable[[], object]:
    wide = {f"{letters}2": "=A1" for letters in "BCDEFGHIJKLMNOPQRSTU"}
    graph = read_graph(
        read_formulas(open_book(write_book(folder / "b.xlsx", formula_sheet({**wide, "A3": "=SUM(B2:Z9)"}))))
    )
    return lambda: (graph.order, reached(graph, {("S1", 1, 1): 1}), affected(graph, [("S1", 1, 2)]))


def cells_of_ranges(folder: Path) -> Callable[[], object]:
    book = open_book(write_book(folder / "b.xlsx", formula_sheet({"A1": "=SUMPRODUCT(B1:K50*2)"})))
    opinions = Opinions(book, {}, read_formulas(book), {})
    return lambda: opinions.value(("S1", 1, 1))


def cells_that_arrays_fill(folder: Path) -> Callable[[], object]:
    book = open_book(write_book(folder / "b.xlsx", formula_sheet({"A1": ("A1:Z20", "=SEQUENCE(20,26)")})))
    return lambda: list(book.filled(("S1", 1, 1)))


def cells_that_functions_take_and_give(folder: Path) -> Callable[[], object]:
    del folder
    return lambda: (from_engine([[1.0] * 20] * 10), to_engine([[1.0] * 20] * 10), from_engine([1.0] * 7), to_engine([]))


COUNTED: dict[Callable[[Path], Callable[[], object]], int] = {
    cells: 500,
    characters: 100 + 100 * (len("B1*1.25") // 4),
    references: 400,
    columns_of_ranges: 41,
    cells_of_ranges: 500,
    cells_that_arrays_fill: 520,
    cells_that_functions_take_and_give: 407,
}


@pytest.mark.parametrize("make", COUNTED, ids=lambda make: make.__name__)
def test_what_a_small_file_can_make_large_is_counted(
    tmp_path: Path, make: Callable[[Path], Callable[[], object]]
) -> None:
    assert taken(make(tmp_path)) >= COUNTED[make]


@pytest.mark.usefixtures("still")
def test_a_file_with_too_much_of_it_is_refused_with_its_cell(tmp_path: Path) -> None:
    long = f"=SUM({','.join(f'B{row}' for row in range(1, 201))})"
    path = write_book(tmp_path / "book.xlsx", formula_sheet({f"A{row}": long for row in range(1, 201)}))
    with within(Limits(0.0625, 0)):
        first, again = check_file(path), check_file(path)
    assert first.unreadable is not None
    assert "takes more than the 62,500 steps of work in the 0.0625 s allowed" in first.unreadable
    assert re.search(r"stopped while .+ at S1!A\d+$", first.unreadable)
    assert again.unreadable == first.unreadable


#: Prints how many steps it takes to check a workbook.
_COUNTING = """
import sys
from xlcost.budget import Limits, budget, spending, within
from xlcost.check.run import check_file
with within(Limits(3600.0, 0)), budget(sys.argv[1]):
    check_file(sys.argv[1])
    print(spending.current().steps)
"""


def test_steps_are_the_same_in_every_process(article_book: Path) -> None:
    def steps(seed: str) -> str:
        command = [sys.executable, "-c", _COUNTING, str(article_book)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert steps("1") == steps("2")


def test_a_good_file_is_far_below(article_book: Path) -> None:
    def check() -> None:
        book: Book = open_book(article_book)
        assert read_graph(read_formulas(book)).order

    assert taken(check) < STEPS_A_SECOND
