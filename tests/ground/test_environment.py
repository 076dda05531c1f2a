"""The same answers whatever the language, time zone, hash seed or optimisation that Python runs under."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ExampleBook
from openpyxl import load_workbook
from test_hostile_commands import USAGE

SAMPLES = Path(__file__).parents[1] / "usage" / "samples"

#: Runs each command line in turn, with standard output and error as this environment has them, and keeps what each said.
PROGRAM = """
import json, os, sys
from xlcost.cli.app import main
for number, line in enumerate(json.loads(sys.argv[1])):
    sys.argv = ["xlcost", *line]
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        where = os.open(f"{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(where, stream.fileno())
        os.close(where)
    try:
        main()
    except SystemExit as stop:
        print(f"exit code {stop.code}")
    sys.stdout.flush()
    sys.stderr.flush()
"""
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


CALLS = (
    ("compare", "--case", "article", "--json"),
    ("map", "book.xlsx", "--json"),
    ("evidence", "results.csv", "--json"),
    ("usage", "price", "usage.csv", "--csv", "lines.csv", "--json"),
    ("usage", "reconcile", "litellm_spendlogs.csv", "--json"),
    ("review", "book.xlsx", "-o", "page.html"),
    ("simulate", "--case", "article", "--runs", "200", "--json"),
    ("prices", "search", "--export", "prices.csv"),
    ("check", "--rules"),
    ("actuals", "portfolio.xlsx", "--usage", "usage.csv", "--output", "filled.xlsx"),
)
WRITTEN = ("lines.csv", "page.html", "prices.csv")


def said(material: Path, folder: Path, change: dict[str, str]) -> dict[str, bytes]:
    """What every command line says and writes under a change, by file."""
    shutil.copytree(material, folder)
    environment = {**os.environ, **PLAIN, "COLUMNS": "80", **change}
    subprocess.run([sys.executable, "-c", PROGRAM, json.dumps(CALLS)], cwd=folder, env=environment, check=True)
    texts = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".out", ".err")}
    values = {
        f"{sheet.title} {cell.coordinate}": str(cell.value).encode()
        for sheet in load_workbook(folder / "filled.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not re.search(r" \d\d:\d\d UTC", str(cell.value))  # when it was filled in
    }
    return texts | {name: (folder / name).read_bytes() for name in WRITTEN} | values


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory, example_book: ExampleBook) -> Path:
    folder = tmp_path_factory.mktemp("environment") / "material"
    folder.mkdir()
    (folder / "book.xlsx").write_bytes(Path(example_book.path).read_bytes())
    (folder / "usage.csv").write_text(USAGE)
    shutil.copy(SAMPLES / "litellm_spendlogs.csv", folder)
    (folder / "results.csv").write_text(
        "case,INSTRUCTED,tuned\n" + "".join(f"{case},{case % 2},1\n" for case in range(30)), encoding="utf-8"
    )
    make = [
        sys.executable,
        "-c",
        "from xlcost.cli import program; program()",
        "new",
        "portfolio.xlsx",
        "--template",
        "portfolio",
    ]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def plain(material: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return said(material, tmp_path_factory.mktemp("plain") / "here", {})


def test_every_command_answers(plain: dict[str, bytes]) -> None:
    codes = [plain[f"{number}.out"].splitlines()[-1] for number in range(len(CALLS))]
    assert codes == [b"exit code 1" if line[0] == "review" else b"exit code 0" for line in CALLS]  # it finds errors


@pytest.mark.parametrize("change", CHANGES)
def test_the_answers_are_the_same(material: Path, plain: dict[str, bytes], tmp_path: Path, change: str) -> None:
    assert said(material, tmp_path / "here", CHANGES[change]) == plain
