"""The same answers whatever the language, time zone, hash seed or optimisation that Python runs under."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ExampleBook

PROGRAM = "from xlcost.cli import program; program()"
PLAIN = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
#: What is changed, one at a time; Turkish has a dotless i, Kiritimati is 14 hours ahead.
CHANGES = {
    "turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ahead": {"TZ": "Pacific/Kiritimati"},
    "behind": {"TZ": "Pacific/Pago_Pago"},
    "hash seed": {"PYTHONHASHSEED": "4242"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
}


def said(folder: Path, change: dict[str, str], *arguments: str) -> tuple[int, bytes, bytes]:
    environment = {**os.environ, **PLAIN, "COLUMNS": "80", **change}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=folder, env=environment, capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, example_book: ExampleBook) -> Path:
    folder = tmp_path_factory.mktemp("environment")
    (folder / "book.xlsx").write_bytes(Path(example_book.path).read_bytes())
    return folder


CALLS = (("compare", "--case", "article", "--json"), ("map", "book.xlsx", "--json"))


@pytest.fixture(scope="module")
def plain(folder: Path) -> list[tuple[int, bytes, bytes]]:
    return [said(folder, {}, *call) for call in CALLS]


@pytest.mark.parametrize("change", CHANGES)
def test_the_answers_are_the_same(folder: Path, plain: list[tuple[int, bytes, bytes]], change: str) -> None:
    assert [said(folder, CHANGES[change], *call) for call in CALLS] == plain
    assert [code for code, _, _ in plain] == [0, 0]
