"""What a person waits for: whole commands in processes of their own, as cold as the machine makes them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from contest import timed
from filling import filled_in
from large_model import make

XLCOST = str(Path(sys.executable).with_name("xlcost"))
ROUNDS = 5
COPIES = 100


def run(*command):
    return subprocess.run(command, check=True, capture_output=True)


def python(code):
    return run(sys.executable, "-c", code)


def saved_by_excel(source, target):
    """The workbook as if Excel had saved it: then its values are evidence."""
    program = b"<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion>"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/app.xml":
                part = re.sub(rb"<Application>.*</AppVersion>", program, part)
            new.writestr(name, part)
    return target


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "model.xlsx"
    run(XLCOST, "new", str(path))
    return path


@pytest.mark.benchmark(group="generate the template, cold process")
def test_new(benchmark, tmp_path):
    timed(benchmark, "xlcost", lambda: run(XLCOST, "new", str(tmp_path / "model.xlsx")), rounds=ROUNDS)


@pytest.mark.benchmark(group="check the template, cold process")
def test_check(benchmark, template):
    timed(benchmark, "xlcost", lambda: run(XLCOST, "check", str(template)), rounds=ROUNDS)


@pytest.mark.benchmark(group="check the template, cold process")
def test_libreoffice_only_converts_it(benchmark, template, tmp_path):
    from xlcost.calculate.engines.libreoffice import convert

    work = lambda: convert([template], tmp_path, "xlsx")  # noqa: E731
    timed(benchmark, "LibreOffice, convert", work, rounds=ROUNDS)


@pytest.mark.benchmark(group="check 100 copies of the template")
def test_check_many(benchmark, template, tmp_path):
    copies = [str(shutil.copy(template, tmp_path / f"model{number}.xlsx")) for number in range(COPIES)]
    timed(benchmark, "xlcost", lambda: run(XLCOST, "check", *copies), rounds=1)


@pytest.mark.benchmark(group="check 100 copies that Excel saved")
def test_check_many_that_excel_saved(benchmark, template, tmp_path):
    saved = saved_by_excel(template, tmp_path / "saved.xlsx")
    copies = [str(shutil.copy(saved, tmp_path / f"model{number}.xlsx")) for number in range(COPIES)]
    timed(benchmark, "xlcost", lambda: run(XLCOST, "check", *copies), rounds=1)


@pytest.mark.benchmark(group="check 100 templates filled in differently")
def test_check_many_filled_in(benchmark, template, tmp_path):
    books = [str(path) for path in filled_in(template, tmp_path, COPIES)]
    timed(benchmark, "xlcost", lambda: run(XLCOST, "check", *books), rounds=1)


@pytest.mark.benchmark(group="xlcost --help, cold process")
def test_help(benchmark):
    timed(benchmark, "xlcost", lambda: run(XLCOST, "--help"), rounds=ROUNDS)


@pytest.mark.benchmark(group="import, cold process")
@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("xlcost", "import xlcost"),
        ("xlcost, and one price", "import xlcost; xlcost.prompt_cost('gpt-4o', 1, 1, 1)"),
        ("genai-prices", "from genai_prices import calc_price"),
        ("LiteLLM", "import litellm"),
        ("Python alone", "pass"),
    ],
)
def test_import(benchmark, who, code):
    timed(benchmark, who, lambda: python(code), rounds=ROUNDS)


@pytest.mark.benchmark(group="check a model of 50,000 formulas")
def test_check_large(benchmark, tmp_path):
    formulas = make(tmp_path / "large.xlsx")
    timed(
        benchmark, "xlcost", lambda: run(XLCOST, "check", str(tmp_path / "large.xlsx")), units=formulas, rounds=ROUNDS
    )
