"""The fixture xlcost_book, in pytest runs of their own as a user's project has them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest
from test_hostile_commands import HOSTILE

ROOT = Path(__file__).parents[2]
pytest_plugins = ["pytester"]


def model(path: Path, requests: int = 100_000) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Decision"
    for row in (
        ("Requests", requests),
        ("Price per request", 0.005),
        ("Cost", "=B1*B2"),
        ("Cost of fine-tuning", '=PROMPT_COST("claude-3-5-sonnet-20241022",B1,1200,120,,,,,"2025-06-09")'),
    ):
        sheet.append(row)
    book.save(path)


@pytest.fixture
def project(pytester, monkeypatch):
    """A project with model.xlsx in tests/ and another one in its root, run where warnings are errors."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # whether the plugin is installed or not
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\nfilterwarnings = ['error']\n")
    model(pytester.mkdir("tests") / "model.xlsx")
    model(pytester.path / "rooted.xlsx", 1_000)

    def run(code: str) -> pytest.RunResult:
        (pytester.path / "tests" / "test_model.py").write_text(code, encoding="utf-8")
        return pytester.runpytest_subprocess("-p", "xlcost.pytest_plugin", "-q")

    return run


def test_cells_are_read_by_address(project):
    project("""
def test_the_decision(xlcost_book):
    book = xlcost_book("model.xlsx")
    assert (book["Decision!B3"], book["Decision!B4"]) == (500.0, 540.0)
""").assert_outcomes(passed=1)


def test_a_path_starts_at_the_test_or_at_the_root(project):
    project("""
def test_both(xlcost_book, pytestconfig):
    assert xlcost_book("model.xlsx")["Decision!B1"] == 100_000
    assert xlcost_book("rooted.xlsx")["Decision!B1"] == 1_000
    assert xlcost_book("tests/model.xlsx")["Decision!B1"] == 100_000
    assert xlcost_book(pytestconfig.rootpath / "rooted.xlsx")["Decision!B1"] == 1_000
""").assert_outcomes(passed=1)


def test_what_one_test_sets_the_next_does_not_see(project):
    project("""
import pytest

@pytest.mark.parametrize("requests", [200_000, 0, 400_000])
def test_cost_follows_requests(xlcost_book, requests):
    book, other = xlcost_book("model.xlsx"), xlcost_book("model.xlsx")
    assert book["Decision!B3"] == 500.0
    book["Decision!B1"] = requests
    assert book["Decision!B3"] == pytest.approx(requests * 0.005)
    assert other["Decision!B3"] == 500.0

def test_runs(xlcost_book):
    book = xlcost_book("model.xlsx")
    runs = book.runs([{"Decision!B1": 0}, {"Decision!B1": 1_000_000}], ["Decision!B3"])
    assert list(runs) == [(0.0,), (5000.0,)]
    assert xlcost_book("model.xlsx")["Decision!B3"] == 500.0
""").assert_outcomes(passed=4)


def test_a_file_is_recalculated_once_until_it_changes(project):
    project("""
import shutil, os
import xlcost.scenarios.model as headless

def test_once(xlcost_book, monkeypatch, pytestconfig):
    opened = []
    real = headless.open_model
    monkeypatch.setattr(headless, "open_model", lambda path: opened.append(path) or real(path))
    root = pytestconfig.rootpath
    for _ in range(3):
        xlcost_book("model.xlsx")
    assert len(opened) == 1
    shutil.copy(root / "rooted.xlsx", root / "tests" / "model.xlsx")
    os.utime(root / "tests" / "model.xlsx", ns=(0, 0))
    assert xlcost_book("model.xlsx")["Decision!B1"] == 1_000
    assert len(opened) == 2
""").assert_outcomes(passed=1)


def test_findings_by_the_settings_of_the_project(project, pytester):
    code = """
def test_findings(xlcost_book):
    assert "F01" in {finding.rule for finding in xlcost_book("model.xlsx").check().findings}
"""
    project(code).assert_outcomes(passed=1)
    (pytester.path / "xlcost.toml").write_text('[check]\nignore = ["F01"]\n', encoding="utf-8")
    project(code).assert_outcomes(failed=1)


def test_bad_names_fail_with_help(project):
    result = project("""
def test_cell(xlcost_book):
    xlcost_book("model.xlsx")["Decison!B3"]

def test_file(xlcost_book):
    xlcost_book("modle.xlsx")
""")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["*there is no sheet 'Decison'; there are Decision", "*modle.xlsx: no such file in *tests*"]
    )


def test_pytest_finds_the_plugin_by_its_entry_point():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    plugin = import_module(declared["pytest11"]["xlcost"])
    assert plugin.xlcost_book.__doc__.startswith("``xlcost_book(")


def test_a_start_of_pytest_loads_nothing_heavy():
    code = "import sys, xlcost.pytest_plugin; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) & {"numpy", "pandas", "openpyxl", "lxml", "formualizer", "rich", "click"} == set()


@pytest.mark.parametrize("kind", ["truncated", "zip bomb", "external entity", "deeply nested", "encrypted", "csv"])
def test_a_hostile_workbook_is_one_line(project, pytester, kind):
    (pytester.path / "tests" / "bad.xlsx").write_bytes(HOSTILE[kind])
    result = project("""
def test_the_decision(xlcost_book):
    xlcost_book("bad.xlsx")
""")
    result.assert_outcomes(failed=1)
    said = [line for line in result.outlines if line.startswith("E  ") and "bad.xlsx" in line]
    assert len(said) == 1
    assert "xlcost.errors.BadFile: " in said[0]
    assert sorted(path.name for path in (pytester.path / "tests").glob("*.xlsx")) == ["bad.xlsx", "model.xlsx"]


def test_a_value_that_no_cell_holds_is_one_line(project):
    result = project("""
def test_the_decision(xlcost_book):
    book = xlcost_book("model.xlsx")
    book["Decision!B1"] = object()
""")
    result.assert_outcomes(failed=1)
    assert [
        line for line in result.outlines if "takes a number, a text, TRUE or FALSE, a date or None, not a value" in line
    ]
