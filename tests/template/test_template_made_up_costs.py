"""An added cost is one declaration: Python, Alternatives, Timeline, Cases and Audit have it without a formula more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RATE = 0.93
#: Hours and money of one of each occasion, as made_up_costs.py declares and types them; an hour costs 90.
BEFORE = 7 * 90
EVERY_MONTH = 110 + 3 * 13
MOVE = 11 * 90
RUN = 170
RETRAINING = 1.5 * 90


@pytest.fixture(scope="module")
def found():
    done = subprocess.run([sys.executable, "made_up_costs.py"], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("letter", "upfront", "months"),
    [
        ("A", BEFORE, {}),
        ("B", BEFORE, {2: MOVE}),  # its model ends on 2027-01-14, its second month begins a day later
        ("C", BEFORE + 2 * RUN, dict.fromkeys((3, 5, 8, 10, 12), RUN + RETRAINING)),  # two runs, then five a year
        ("D", BEFORE, {}),
    ],
)
def test_python_has_each_cost_when_it_falls_due(found, letter, upfront, months):
    paid, *monthly = found["more"][letter]
    assert paid == pytest.approx(upfront * RATE)
    sent = [0.5 / 1000 * requests * 1.02 for requests in found["requests"]]
    right = [(EVERY_MONTH + fees + months.get(month, 0.0)) * RATE for month, fees in enumerate(sent, start=1)]
    assert len(monthly) == 14
    assert monthly == pytest.approx(right, abs=1e-6)


def test_the_workbook_has_them_and_every_check_passes(found):
    assert found["checks"] == []
    assert found["unlike"] == []


def test_each_case_of_sensitivity_has_them(found):
    assert found["cases"] == []
    assert found["tornado"] == ["Licence"]  # the one that declares how it is tested


def test_alternatives_names_what_is_paid_before_it_serves(found):
    assert found["row"] == [BEFORE] * 4 + ["Hours times cost of an hour of work."]
