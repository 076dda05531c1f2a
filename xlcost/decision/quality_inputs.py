"""How good an alternative is: its success rate, what a bad answer costs, and what tests showed."""

from __future__ import annotations

from typing import Final

from xlcost.decision.declaration import Input, Tested
from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import Domain

BASELINES: Final = "that of the baseline"

QUALITY: Final = (
    Input(
        "success_rate",
        "Good answers",
        "share of answers",
        SHARE,
        "share",
        None,
        "Share of answers that can be used as they are.",
        blank="the share of test cases passed; 100 % where nothing was tested",
        tested=Tested("plus", -0.05, 0.05, baseline=False),
    ),
    Input(
        "bad_answer_cost",
        "Cost of a bad answer",
        "USD per bad answer",
        AT_LEAST_0,
        "usd",
        None,
        "What a bad answer costs: mending it, a call, a refund.",
        blank=BASELINES,
        tested=Tested("times", 0.5, 2.0),
    ),
    Input("reviewed_share", "Answers reviewed", "share of answers", SHARE, "share", 0.0, "Read by a person."),
    Input(
        "review_minutes",
        "Minutes of a review",
        "minutes per answer",
        AT_LEAST_0,
        "number",
        0.0,
        "At the cost of an hour of work.",
    ),
)


_NO_TESTS: Final = "not tested"


TESTS: Final = (
    Input(
        "test_cases",
        "Test cases run",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "How many cases of a test set it answered.",
        "single",
        _NO_TESTS,
    ),
    Input(
        "test_passes",
        "Test cases passed",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "How many of them were good.",
        "single",
        _NO_TESTS,
    ),
)


PAIRED_TESTS: Final = (
    Input(
        "compared_with",
        "Compared with",
        "alternative",
        ("A", "B", "C", "D"),
        "text",
        "A",
        "Whose test results the evidence is held against.",
        "single",
    ),
    Input(
        "only_passes",
        "Passed here only",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "Where both answered the same cases: those good here and bad there.",
        "single",
        "the test sets were different",
    ),
    Input(
        "other_only_passes",
        "Passed there only",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "Where both answered the same cases: those bad here and good there.",
        "single",
        "the test sets were different",
    ),
)
