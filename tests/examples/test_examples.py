"""Every example runs as it stands, and gives what it should."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What an example prints, run in a copy of the folder, so that it can leave nothing behind."""
    folder = tmp_path_factory.mktemp("copy") / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def ran(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return ran


def test_the_excel_user_gets_values_without_excel(run):
    said = dict(line.split(": ", 1) for line in run("excel_user/functions_in_a_book.py", "book.xlsx").splitlines())
    assert float(said["Prompting, USD a month"]) == pytest.approx(128)  # 100,000 x (2,000 x 0.4 + 300 x 1.6) / 1e6
    assert float(said["The same in batches, USD a month"]) == pytest.approx(64)
    assert float(said["Months until 500 USD of work on batches are paid for"]) == pytest.approx(500 / 64)
    assert said["Why"].startswith("PROMPT_COST = 128 USD per month.")


def test_the_month_closes(run):
    said = run("finops/close_the_month.py", "finops")
    assert "usage: 0.31 USD for 50 requests" in said
    assert "difference 0.00 USD" in said
    assert said.count("USD") == 6


def test_the_budget_is_held(run):
    assert "3 passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", "engineer_in_ci")


def test_spark_counts_and_the_groups_are_priced(run):
    said = run("spark/price_a_log.py").splitlines()
    assert "2026-09 desk 75,000 requests 54.00 USD" in said
    assert "2026-09 search 25,000 requests 18.00 USD" in said
    assert "total 72.00 USD" in said


def test_the_page_names_every_program():
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    programs = [path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.py")]
    assert len(programs) == 4
    assert [program for program in programs if f"[{program}]({program})" not in page] == []
