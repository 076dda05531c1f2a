"""On a full disk every command that writes leaves what was there, whole, and nothing else, and says so in one line.

The system refuses bytes beyond a bound for one file, temporary ones too: to a program that is what a full disk is.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook
from raw_package import formula_sheet, write_book
from test_hostile_commands import USAGE

from xlcost.atomic import write_text
from xlcost.cli.app import main

resource = pytest.importorskip("resource", reason="Windows bounds no file's size")

FULL = os.strerror(errno.EFBIG)
#: Command lines, and the bytes that still fit; of what is written, some is smaller.
CALLS: dict[str, tuple[int, tuple[str, ...]]] = {
    "new": (3000, ("new", "out.xlsx", "--case", "article")),
    "new portfolio": (3000, ("new", "out.xlsx", "--template", "portfolio")),
    "recalc": (700, ("recalc", "book.xlsx", "-o", "out.xlsx")),
    "recalc in place": (700, ("recalc", "book.xlsx", "-o", "book.xlsx")),
    "recalc report": (700, ("recalc", "book.xlsx", "-o", "o.xlsx", "--report", "out.xlsx")),
    "check": (700, ("check", "book.xlsx", "-o", "out.html", "--format", "html")),
    "diff": (700, ("diff", "book.xlsx", "other.xlsx", "-o", "out.html", "--format", "html")),
    "map": (700, ("map", "book.xlsx", "-o", "out.html", "--format", "html")),
    "review": (700, ("review", "book.xlsx", "-o", "out.html")),
    "run csv": (700, ("run", "book.xlsx", "--scenarios", "runs.csv", "--get", "S1!A2", "-o", "out.csv")),
    "run xlsx": (700, ("run", "book.xlsx", "--scenarios", "runs.csv", "--get", "S1!A2", "-o", "out.xlsx")),
    "update": (700, ("update", "priced.xlsx", "-o", "out.xlsx")),
    "update in place": (700, ("update", "priced.xlsx")),
    "evidence into": (700, ("evidence", "results.csv", "--into", "full.xlsx", "--as", "A=prompt", "--as", "C=tuned")),
    "usage csv": (70, ("usage", "price", "usage.csv", "--csv", "out.csv")),
    "usage focus": (700, ("usage", "price", "usage.csv", "--focus", "out.csv")),
    "usage parquet": (300, ("usage", "price", "usage.csv", "--parquet", "out.parquet")),
    "usage cubes": (700, ("usage", "price", "usage.csv", "--cubes", ".")),
    "prices csv": (700, ("prices", "search", "--export", "out.csv")),
    "prices parquet": (700, ("prices", "search", "--export", "out.parquet")),
    "excel server": (700, ("excel", "server", "project")),
    "libreoffice build": (700, ("libreoffice", "build", "-o", "out.oxt")),
}  # fmt: skip


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full-disk")
    for name, factor in (("book.xlsx", 2), ("other.xlsx", 3)):
        write_book(folder / name, formula_sheet({"A1": 1, "A2": f"=A1*{factor}"}))
    _with_old_prices().save(folder / "priced.xlsx")
    (folder / "runs.csv").write_text("S1!A1\n" + "1\n" * 300)
    (folder / "results.csv").write_text("case,prompt,tuned\n" + "".join(f"{case},{case % 2},1\n" for case in range(30)))
    (folder / "usage.csv").write_text(USAGE)
    for _, call in CALLS.values():
        for name in call:
            if name.startswith("out."):
                (folder / name).write_text("what was there")
    return folder


def _with_old_prices() -> Workbook:
    from datetime import date

    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    sheet = book.active
    header = ["model", "provider", "tier", "input", "output", "status", "effective_from"]
    sheet.append(header)
    sheet.append(["gpt-4.1", "openai", None, 99, 88, "list", date(2025, 4, 14)])
    sheet["I1"], sheet["I2"] = "model date", date(2026, 10, 26)
    sheet["I3"] = '=PROMPT_COST("gpt-4.1",1000,1000,100,,,,,I2,prices)'
    for name, place in (("prices", "$A$1:$G$4"), ("model_date", "$I$2")):
        book.defined_names[name] = DefinedName(name, attr_text=f"{sheet.title}!{place}")
    return book


@contextmanager
def full(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("call", CALLS)
def test_what_was_there_is_there_and_one_line_says_so(
    material: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    call: str,
    request: pytest.FixtureRequest,
) -> None:
    size, line = CALLS[call]
    folder = shutil.copytree(material, tmp_path / "here")
    if "full.xlsx" in line:  # drawn for who asks for it: it takes seconds
        shutil.copy(request.getfixturevalue("article_book"), folder / "full.xlsx")
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(sys, "argv", ["xlcost", *line])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with full(size), pytest.raises(SystemExit) as stop:
        main()
    said = capsys.readouterr()
    assert (stop.value.code, said.err.count("\n")) == (2, 1), said.err
    assert "cannot be written (" in said.err or "temporary files" in said.err, said.err
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "o.xlsx"} == before
    left = {path.name for path in (tmp_path / "temporary").iterdir()}
    assert {name for name in left if not name.startswith("openpyxl.")} == set()  # which go when Python ends


def test_the_bound_is_a_full_disk(tmp_path: Path) -> None:
    with full(10), pytest.raises(OSError, match=FULL):
        (tmp_path / "out.txt").write_text("more than ten")
    with full(20):
        write_text(tmp_path / "out.txt", "it fits again")


def test_a_full_terminal_is_said() -> None:
    program = [sys.executable, "-c", "from xlcost.cli import program; program()", "prices", "search", "gpt"]
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(program, stdout=nowhere, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"xlcost: {os.strerror(errno.ENOSPC)}, for what is printed")
