"""What the team agreed on, held by CI. xlcost brings pytest the fixture ``xlcost_book``; the file is never changed.

In a repository of yours the workbook is kept; here it is made first, from budget.toml.
"""

from pathlib import Path

import pytest

from xlcost.decision.case import read_case
from xlcost.template.build import build

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "budget.xlsx"
    path.write_bytes(build(read_case(HERE / "budget.toml")))
    return path


@pytest.fixture
def book(workbook, xlcost_book):
    return xlcost_book(workbook)


def test_the_advice_is_the_one_we_decided_on(book):
    assert book["advice"] == "Prompt"


def test_twice_the_requests_stay_within_the_budget(book):
    book["requests"] = 2 * book["requests"]
    assert book["baseline_month_1"] < 2_000


def test_an_auditor_finds_no_error(book):
    assert [found for found in book.check().findings if found.severity == "error"] == []
