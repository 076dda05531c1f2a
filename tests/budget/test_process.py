"""The command line's worker: looked at, interrupted, ended where nothing interrupts it; the other files go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ExampleBook
from raw_package import formula_sheet, sheet_xml, write_book

#: As many references as a call may have.
LONG = f"SUM({','.join(f'B{row}' for row in range(1, 256))})"

#: A command line in which opening a workbook called slow.xlsx never ends, in Python or in one call of a library.
_PROGRAM = """
import sys, re, tempfile, time
sys.path.insert(0, {tests!r})
from xlcost.budget import process
from xlcost.workbook import package
read = package._read_file
def never_ending(where):
    if where.name == "slow.xlsx":
        tempfile.mkdtemp()
        {body}
    return read(where)
package._read_file = never_ending
from xlcost.cli import program
program()
"""
IN_PYTHON = "while True: time.sleep(0.01)"
IN_A_LIBRARY = "sum(iter(int, 1))"  # one call of C code, which no signal handler interrupts
#: What a library may do that takes the interruption for a failure of its own: it begins again, for ever.
CAUGHT = """
        from contextlib import suppress
        while True:
            with suppress(Exception):
                while True: time.sleep(0.01)"""
#: What a library calls back and cannot pass on: Python writes what was raised there to standard error.
CALLED_BACK = """
        import ctypes
        call = ctypes.CFUNCTYPE(None)(lambda: time.sleep(3))
        while True: call()"""
MUCH_MEMORY = "kept = [bytearray(32 << 20) for _ in range(1000)]"
IN_ONE_CALL = "kept = b'x' * (4 << 30)"  # no look before it is all there
ONE_GIANT = "kept = bytearray(1 << 40)"
ENDS = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"


def run(folder: Path, body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = _PROGRAM.format(body=body, tests=str(Path(__file__).parent))
    command = [sys.executable, "-c", program, *arguments]
    environment = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, example_book: ExampleBook) -> Path:
    folder = tmp_path_factory.mktemp("bounded")
    for name in ("slow.xlsx", "good.xlsx"):
        (folder / name).write_bytes(Path(example_book.path).read_bytes())
    return folder


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (IN_PYTHON, "takes more than the 0.5 s allowed (see --time-limit)"),
        (CAUGHT, "takes more than the 0.5 s allowed (see --time-limit)"),
        (CALLED_BACK, "takes more than the 0.5 s allowed (see --time-limit)"),
        (IN_A_LIBRARY, "takes more than the 0.5 s allowed (see --time-limit)"),
        (MUCH_MEMORY, "needs more memory than the 300 MB allowed (see --memory-limit)"),
        (IN_ONE_CALL, "needs more memory than the 300 MB allowed (see --memory-limit)"),
        (ONE_GIANT, "needs more memory than the 300 MB allowed (see --memory-limit)"),
        (ENDS, "ended the process that read it (SIGSEGV)"),
    ],
    ids=["python", "caught", "called back", "library", "memory", "one call", "giant", "crash"],
)
def test_one_line_exit_code_2_and_nothing_written(folder: Path, body: str, says: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    limits = ("--time-limit", "0.5" if "0.5 s" in says else "0", "--memory-limit", "300MB")
    done = run(folder, body, "recalc", "slow.xlsx", "-o", "out.xlsx", *limits)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"xlcost: slow.xlsx: {says}")
    assert set(folder.iterdir()) == set(before), "a temporary folder is left"
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_limits_of_the_settings_are_kept(folder: Path, tmp_path: Path) -> None:
    for name in ("slow.xlsx", "good.xlsx"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "xlcost.toml").write_text("[limits]\ntime = '0.5s'\n")
    done = run(tmp_path, IN_PYTHON, "map", "slow.xlsx")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("xlcost: slow.xlsx: takes more than the 0.5 s allowed (see --time-limit)")


def test_the_other_files_of_a_run_go_on(folder: Path) -> None:
    done = run(folder, IN_A_LIBRARY, "check", "slow.xlsx", "good.xlsx", "--select", "F01", "--time-limit", "3")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("xlcost: slow.xlsx: takes more than the 3 s allowed")
    assert done.stdout.startswith("good.xlsx: ")


def test_the_worker_ends_as_the_command_does(folder: Path) -> None:
    done = run(folder, "pass", "map", "good.xlsx", "-o", "map.txt")
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "map.txt").unlink()
    assert run(folder, "pass", "check", "good.xlsx", "--select", "X01").returncode in {0, 1}
    assert run(folder, "pass", "check", "none.xlsx").returncode == 2


#: What Windows has not, taken from both Pythons: forks, timers, and the hang-up. Reading slow.xlsx never ends.
_AS_ON_WINDOWS = """
import os, signal, tempfile
del os.fork, signal.setitimer, signal.SIGHUP
from xlcost.workbook import package
read = package._read_file
package._read_file = lambda where: (tempfile.mkdtemp(), sum(iter(int, 1))) if where.name == "slow.xlsx" else read(where)
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "sitecustomize.py").write_text(_AS_ON_WINDOWS)
    for name in ("slow.xlsx", "good.xlsx"):
        write_book(folder / name, formula_sheet({"A1": 1, "A2": "=A1*2"}))
    return folder


def run_elsewhere(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "TMPDIR": str(folder)}
    program = [sys.executable, "-c", "from xlcost.cli import program; program()", *arguments]
    return subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_without_forks_and_timers_a_second_python_is_the_worker(elsewhere: Path) -> None:
    before = {path.name for path in elsewhere.iterdir()}
    done = run_elsewhere(elsewhere, "check", "slow.xlsx", "good.xlsx", "--select", "F01", "--time-limit", "3")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("xlcost: slow.xlsx: takes more than the 3 s allowed (see --time-limit)")
    assert done.stdout.startswith("good.xlsx: clean")
    assert {path.name for path in elsewhere.iterdir()} == before


def test_that_worker_ends_as_its_command_does(elsewhere: Path) -> None:
    done = run_elsewhere(elsewhere, "recalc", "good.xlsx", "-o", "out.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    (elsewhere / "out.xlsx").unlink()
    done = run_elsewhere(elsewhere, "check", "none.xlsx")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


#: Small workbooks of which each part is allowed and the whole costs more than it may: what ends them is the budget.
COSTLY = {
    "a column made distinct by columns": (
        ("--memory-limit", "500MB", "--time-limit", "0"),
        "needs more memory than the 500 MB allowed (see --memory-limit); stopped while ",
        formula_sheet({"A1": "=UNIQUE(B:B,TRUE)", "B1": 1, "B1048576": 2}),
    ),
    "8,000 copies of 765 references": (
        ("--time-limit", "1"),
        "takes more than the 1 s allowed (see --time-limit); stopped while ",
        sheet_xml(
            f'<row r="1"><c r="A1"><f t="shared" ref="A1:A8000" si="0">{"+".join([LONG] * 3)}</f></c></row>'
            + "".join(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 8_001))
        ),
    ),
}


@pytest.mark.parametrize("command", [("recalc", "costly.xlsx", "-o", "out.xlsx"), ("check", "costly.xlsx")])
@pytest.mark.parametrize("kind", COSTLY)
def test_what_costs_too_much_ends_at_its_limit(tmp_path: Path, kind: str, command: tuple[str, ...]) -> None:
    limits, says, sheet = COSTLY[kind]
    write_book(tmp_path / "costly.xlsx", sheet)
    assert (tmp_path / "costly.xlsx").stat().st_size < 50_000
    done = run(tmp_path, "pass", *command, *limits)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith(f"xlcost: costly.xlsx: {says}")
    assert {path.name for path in tmp_path.iterdir()} == {"costly.xlsx"}
