"""The same files and worse values through the Python API: one line of a known error, and nothing written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from raw_package import formula_sheet, parts, write_book, zipped
from test_hostile_commands import GOOD, HOSTILE

from xlcost import workbooks
from xlcost.errors import BadArgument, BadFile, XlcostError
from xlcost.workbooks import Workbook, open_workbook

OPENS: dict[str, Callable[[Path, Path], Any]] = {
    "open": lambda bad, good: open_workbook(bad),
    "recalculate": lambda bad, good: workbooks.recalc_workbook(bad, bad.with_name("out.xlsx")),
    "recalculate in place": lambda bad, good: workbooks.recalc_workbook(bad, bad),
    "cross-check": lambda bad, good: workbooks.cross_check_workbook(bad),
    "check": lambda bad, good: workbooks.check_workbook(bad),
    "diff of an old one": workbooks.diff_workbooks,
    "diff of a new one": lambda bad, good: workbooks.diff_workbooks(good, bad),
    "map": lambda bad, good: workbooks.map_workbook(bad),
    "trace": lambda bad, good: workbooks.trace_cell(bad, "S1!A2"),
    "dependents": lambda bad, good: workbooks.find_dependents(bad, "S1!A1"),
}


@pytest.mark.parametrize("call", OPENS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_one_line(tmp_path: Path, kind: str, call: str) -> None:
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    bad.write_bytes(HOSTILE[kind])
    good.write_bytes(GOOD)
    with pytest.raises(BadFile) as caught:
        OPENS[call](bad, good)
    assert str(caught.value).startswith(f"{bad}: ")
    assert_one_line(caught.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "bad.xlsx": HOSTILE[kind],
        "good.xlsx": GOOD,
    }


def test_every_function_that_opens_a_workbook_is_held_to_this() -> None:
    import inspect

    asked = {name for call in OPENS.values() for name in (call.__name__, *call.__code__.co_names)}
    assert {name for name in workbooks.__all__ if inspect.isfunction(getattr(workbooks, name))} <= asked


def assert_one_line(error: XlcostError) -> None:
    said = str(error)
    assert len(said) < 1_000
    assert not [char for char in said if unicodedata.category(char) in ("Cc", "Cf", "Cs")]


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    return open_workbook(write_book(tmp_path / "book.xlsx", formula_sheet({"A1": 1, "A2": "=A1*2"})))


@pytest.mark.parametrize(
    "cell",
    [
        None, 1, 1.5, ("S1", 1), b"S1!A1", "", "!", "S1!", "S1!A0", "S1!A1048577", "S1!XFE1", "S1!A1:B2",
        "x" * 1_000_000, "[1]S1!A1", "\x1b[31m", "S1!\u202eA1", "S1!A\u0661", "'" * 600,
    ],
    ids=map(str, range(18)),
)  # fmt: skip
def test_what_is_no_cell(book: Workbook, cell: Any) -> None:
    for use in (lambda: book[cell], lambda: book.__setitem__(cell, 1), lambda: list(book.runs([{}], [cell]))):
        with pytest.raises(BadArgument) as caught:
            use()
        assert_one_line(caught.value)


@pytest.mark.parametrize(
    "value",
    [object(), [1], {}, b"1", 1 + 0j, 10**400, "x" * 32_768, "\ud800", {1}, lambda: 1, np.array([1, 2])],
    ids=map(str, range(11)),
)
def test_what_no_cell_holds(book: Workbook, value: Any) -> None:
    for use in (lambda: book.__setitem__("S1!A1", value), lambda: list(book.runs([{"S1!A1": value}], ["S1!A2"]))):
        with pytest.raises(BadArgument, match=r"^S1!A1") as caught:
            use()
        assert_one_line(caught.value)
    assert book["S1!A2"] == 2.0


@pytest.mark.parametrize(
    ("value", "twice"),
    [
        (3, 6.0),
        (Decimal("1.5"), 3.0),
        (np.float64(2), 4.0),
        (np.int8(3), 6.0),
        (True, 2.0),
        (None, 0.0),
        (1e308, "#NUM!"),
        (float("nan"), "#NUM!"),
        (float("-inf"), "#NUM!"),
        ("x" * 32_767, "#VALUE!"),
        ("=A2", "#VALUE!"),
        ("\0", "#VALUE!"),
        ("#N/A", "#N/A"),
        (date(2026, 1, 1), 92_046.0),
    ],
)
def test_what_a_cell_may_hold(book: Workbook, value: Any, twice: object) -> None:
    book["S1!A1"] = value
    try:
        assert book["S1!A2"] == twice
    except BadArgument as reason:  # a text, or an error, where a number was
        assert "what it reads is a text or an error now" in str(reason)


def test_a_name_that_no_system_takes_is_one_line(tmp_path: Path) -> None:
    good = tmp_path / "good.xlsx"
    good.write_bytes(GOOD)
    for name in ("\0.xlsx", "n" * 5_000, "\ud800/x.xlsx"):
        for use in (workbooks.check_workbook, lambda path: workbooks.recalc_workbook(good, path)):
            with pytest.raises(BadFile):
                use(tmp_path / name)


def test_8000_sheets_are_read_and_checked(tmp_path: Path, xlcost) -> None:
    """What is asked of each sheet must not be asked of each pair of sheets."""
    path = tmp_path / "many.xlsx"
    path.write_bytes(zipped(parts(*[formula_sheet({"A1": 1, "A2": "=A1*2"})] * 8_000)))
    assert len(workbooks.recalc_workbook(path).values) == 8_000
    code, out, err = xlcost("check", str(path), "--select", "F01,L", "--time-limit", "5min")
    assert (code, err) == (0, "")
    assert "clean" in out
