"""Two methods compared: which values are one, which cells are left out, and what LibreOffice could not calculate."""

from __future__ import annotations

import http.server
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from raw_package import formula_sheet, parts, write_book, zipped

from xlcost.budget import Limits, OverBudget, budget, within
from xlcost.budget.memory import memory_in_use
from xlcost.calculate.certified import recalculate
from xlcost.calculate.crosscheck import agree, cross_check, recalculate_with_libreoffice
from xlcost.calculate.engines import libreoffice
from xlcost.calculate.results import Recalculation
from xlcost.errors import BadFile
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import open_book, read_book

ALIKE = [
    (1.0, 1.0),
    (1e9, 1e9 + 0.5),
    (3e-7, 3e-7 * (1 + 1e-10)),
    (2.3e-10, 0.0),
    (True, 1.0),
    (0.0, False),
    ("a", "a"),
    (None, ""),
    ("#N/A", "#N/A"),
]
UNLIKE = [
    (1.0, 1.0 + 1e-8),
    (3e-7, 3.0001e-7),
    (0.0, 1e-8),
    (1.0, -1.0),
    (1.0, "1"),
    ("a", "A"),
    (None, 0.0),
    ("", 0.0),
    ("#N/A", "#NUM!"),
    (True, "TRUE"),
    (1.0, None),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_values_are_alike(one: object, other: object) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_these_values_differ(one: object, other: object) -> None:
    assert not agree(one, other)
    assert not agree(other, one)


def test_a_text_that_reads_like_nothing_is_not_blank() -> None:
    assert not agree(" ", "")


def calculated(formulas: dict[str, object]) -> Recalculation:
    return recalculate(read_book(package_from_bytes(zipped(parts(formula_sheet(formulas))), "book.xlsx")), functions={})


def test_differences_come_row_by_row_with_both_values() -> None:
    first = calculated({"A1": "=1", "A2": "=2", "B1": "=3", "C1": ("C1:D1", "={7,8}")})
    second = calculated({"A1": "=1", "A2": "=20", "B1": "=30", "C1": ("C1:D1", "={7,9}")})
    found = [
        (cell.row, cell.column, cell.formula, cell.first, cell.second)
        for cell in cross_check(first, second).differences
    ]
    assert found == [(1, 2, "3", 3.0, 30.0), (1, 4, "{7,8}", 8.0, 9.0), (2, 1, "2", 2.0, 20.0)]


def test_what_one_of_them_could_not_calculate_is_not_compared() -> None:
    first, second = calculated({"A1": "=NO.SUCH()", "A2": "=2"}), calculated({"A1": "=1", "A2": "=2"})
    assert cross_check(first, second) == (1, 0, 1, (), ())


def test_what_depends_on_the_clock_or_chance_is_left_out_and_counted() -> None:
    formulas = {"A1": "=RAND()", "A2": "=A1+1", "A3": "=3"}
    assert cross_check(calculated(formulas), calculated(formulas)) == (1, 2, 0, (), ())


# --- LibreOffice ------------------------------------------------------------------------------------------------------

FORMULAS = {
    "A1": 2,
    "A2": "=A1*3",
    "A3": '=IF(A1=2,"=1+1","")',
    "A4": "=A1=2",
    "A5": "=1/0",
    "A6": ("A6:B7", "={1,2;3,4}*A1"),
    "C1": "=NO.SUCH.FUNCTION(A1)",
    "C2": "=C1+1",
    "C3": "=IFERROR(C1,7)",
    "C4": "=SUM(C3:C3)",
    "D1": "=D2",
    "D2": "=D1+1",
    "E1": "=RAND()",
    "E2": "=E1*2",
}


@pytest.fixture(scope="module")
def in_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    path = tmp_path_factory.mktemp("second") / "-odd name %41.xlsx"
    return recalculate_with_libreoffice(open_book(write_book(path, formula_sheet(FORMULAS))))


def test_every_formula_cell_gets_its_value(in_libreoffice: Recalculation) -> None:
    values = [in_libreoffice.values["S1", row, 1] for row in (2, 3, 4, 5, 6, 7)]
    assert values == [6.0, "=1+1", True, "#DIV/0!", 2.0, 6.0]
    assert [in_libreoffice.values["S1", row, 2] for row in (6, 7)] == [4.0, 8.0]


def test_what_libreoffice_does_not_know_is_no_error_but_not_evaluated_and_so_is_what_depends_on_it(
    in_libreoffice: Recalculation,
) -> None:
    reasons = {(cell.row, cell.column): cell.reason for cell in in_libreoffice.not_evaluated}
    assert reasons.keys() == {(1, 3), (2, 3), (3, 3), (4, 3), (1, 4), (2, 4)}
    assert "does not know" in reasons[1, 3]
    assert "depends on" in reasons[3, 3]
    assert "circular" in reasons[1, 4]


def test_both_engines_agree_where_both_can(in_libreoffice: Recalculation) -> None:
    assert cross_check(recalculate(in_libreoffice.book), in_libreoffice).differences == ()


def test_the_cells_on_chance_are_known(in_libreoffice: Recalculation) -> None:
    assert in_libreoffice.volatile == {("S1", 1, 5), ("S1", 2, 5)}


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()


def test_libreoffice_fetches_nothing_and_what_it_would_have_to_keeps_its_value(
    tmp_path: Path, server: tuple[str, list[str]]
) -> None:
    address, asked = server
    cells = {
        "A1": f'=_xlfn.WEBSERVICE("{address}/a")',
        "A2": f"='{address}/[other.xlsx]Sheet1'!A1",
        "A3": "=[1]Sheet1!A1",
        "A4": "=linked+1",
        "A5": "=IFERROR(A1,0)",
        "A6": "=cmd|'/C calc'!A0",
        "A7": "=1+1",
    }
    names = '<definedName name="linked">inner*2</definedName><definedName name="inner">[1]Sheet1!$A$1</definedName>'
    book = open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells), names=names))
    result = recalculate_with_libreoffice(book)
    assert asked == []
    assert [cell.row for cell in result.not_evaluated] == [1, 2, 3, 4, 5, 6]
    assert result.values["S1", 7, 1] == 2.0


def test_without_libreoffice_one_line_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "find_program", lambda name: None)
    monkeypatch.setattr(libreoffice, "_USUAL_PLACES", ())
    with pytest.raises(libreoffice.LibreOfficeMissing, match=r"LibreOffice is not installed .*; install 25\.2"):
        recalculate_with_libreoffice(calculated({"A1": "=1"}).book)


def test_a_libreoffice_that_hangs_is_ended_within_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "soffice"
    script.write_text("#!/bin/sh\nsleep 60\n")
    script.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: script)
    with pytest.raises(BadFile, match="took longer than 0 s and was ended"):
        recalculate_with_libreoffice(calculated({"A1": "=1"}).book, time_limit=0.2)


def test_libreoffice_and_what_it_started_end_with_the_time_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\n(sleep 4; touch {tmp_path}/went_on) & touch {tmp_path}/started\nwait\n")
    script.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: script)
    book = calculated({"A1": "=1"}).book
    with (
        within(Limits(seconds=1, bytes=0)),
        pytest.raises(OverBudget, match=r"takes more than the 1 s allowed .*; stopped while LibreOffice calculated"),
        budget("book.xlsx"),
    ):
        recalculate_with_libreoffice(book)
    time.sleep(5)  # by then what it started would have gone on
    assert (tmp_path / "started").exists()
    assert not (tmp_path / "went_on").exists()


def test_libreoffice_has_the_memory_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "soffice"
    more = memory_in_use() + (1 << 30)  # what it starts has no less than this process, which may be large by now
    taking = f"bytearray({more})"  # in a process of its own, as LibreOffice works
    script.write_text(f"#!/bin/sh\n{sys.executable} -c '{taking}' && echo had it\n")
    script.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: script)
    book = calculated({"A1": "=1"}).book
    told = "MemoryError" if sys.platform == "linux" else "had it"  # no other system keeps the bound: SECURITY.md
    with within(Limits(0, 256 << 20)), pytest.raises(BadFile, match=rf"could not load it .*{told}"):
        recalculate_with_libreoffice(book)
    with pytest.raises(BadFile, match=r"could not load it .had it"):
        recalculate_with_libreoffice(book)


def test_a_libreoffice_that_fails_is_quoted_with_the_workbooks_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "soffice"
    script.write_text("#!/bin/sh\necho 'Error: source file could not be loaded'\n")
    script.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: script)
    with pytest.raises(BadFile, match=r"^book\.xlsx: LibreOffice could not load it \(Error: source file could not"):
        recalculate_with_libreoffice(calculated({"A1": "=1"}).book)


def test_what_libreoffice_leaves_lies_where_our_own_temporary_files_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it goes with them, when a worker is ended."""
    script, worker = tmp_path / "soffice", tmp_path / "worker"
    script.write_text('#!/bin/sh\ntouch "$TMPDIR/lu123.tmp"\n')
    script.chmod(0o755)
    worker.mkdir()
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: script)
    monkeypatch.setattr("tempfile.tempdir", str(worker))
    with pytest.raises(BadFile):
        recalculate_with_libreoffice(calculated({"A1": "=1"}).book)
    assert [path.name for path in worker.iterdir()] == ["lu123.tmp"]


def test_our_own_python_does_not_reach_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PATH", "/a/virtual/environment/bin")
    environment = libreoffice.office_environment()
    assert not [name for name in environment if name.startswith("PYTHON")]
    assert "virtual" not in environment["PATH"]
