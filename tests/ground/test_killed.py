"""Ended at any moment, a command leaves the old file or the new one, whole; after Ctrl-C nothing else is left either.

Three moments each; ``XLCOST_KILLS=100 pytest tests/ground/test_killed.py`` tries a hundred.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from example_book import ExampleBook

KILLS = int(os.environ.get("XLCOST_KILLS", "3"))
PROGRAM = [sys.executable, "-c", "from xlcost.cli import program; program()"]
CALL = ("recalc", "book.xlsx", "-o", "book.xlsx")

#: Windows has no groups of processes to signal: there the process is ended, and what it started is not.
KINDS = ("SIGKILL", "SIGINT", "SIGTERM", "SIGKILL of the worker") if hasattr(os, "killpg") else ("ended",)


@pytest.fixture(scope="module")
def old_and_new(tmp_path_factory: pytest.TempPathFactory, example_book: ExampleBook) -> tuple[bytes, bytes, float]:
    """The workbook without its values, with them, and how long the command takes."""
    from openpyxl import load_workbook

    folder = tmp_path_factory.mktemp("killed")
    load_workbook(example_book.path).save(folder / "book.xlsx")  # openpyxl leaves the values out
    old = (folder / "book.xlsx").read_bytes()
    start = time.monotonic()
    subprocess.run([*PROGRAM, *CALL], cwd=folder, check=False, capture_output=True)
    new = (folder / "book.xlsx").read_bytes()
    assert new != old
    return old, new, time.monotonic() - start


@pytest.mark.parametrize("kind", KINDS)
def test_the_old_file_or_the_new_one(old_and_new: tuple[bytes, bytes, float], tmp_path: Path, kind: str) -> None:
    old, new, seconds = old_and_new
    chance = random.Random(kind)
    path = tmp_path / "book.xlsx"
    for _ in range(KILLS):
        path.write_bytes(old)
        with subprocess.Popen(
            [*PROGRAM, *CALL], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            time.sleep(chance.uniform(0.02, seconds))
            process.kill() if kind == "ended" else end(process.pid, kind)
            _, said = process.communicate(timeout=60)
        time.sleep(0.01)
        assert path.read_bytes() in {old, new}
        if b"Traceback" not in said or b"in main" in said:  # else Python was still loading the program
            assert said.strip() in {b"", b"xlcost: stopped"} or b"ended the process" in said
        left = {each.name for each in tmp_path.iterdir()} - {"book.xlsx"}
        if kind in {"SIGINT", "SIGTERM"}:
            assert left == set()
        for name in left:
            (tmp_path / name).unlink()


def end(process: int, kind: str) -> None:
    number = getattr(signal, kind.partition(" ")[0])
    if "worker" not in kind:
        os.killpg(process, number)
        return
    children = Path(f"/proc/{process}/task/{process}/children")
    for worker in children.read_text().split() if children.exists() else ():
        os.kill(int(worker), number)


def test_two_writers_leave_one_whole_file(old_and_new: tuple[bytes, bytes, float], tmp_path: Path) -> None:
    old, new, _ = old_and_new
    (tmp_path / "book.xlsx").write_bytes(old)
    both = [subprocess.Popen([*PROGRAM, *CALL], cwd=tmp_path, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert {process.wait(60) for process in both} <= {0, 1}
    assert (tmp_path / "book.xlsx").read_bytes() == new
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
