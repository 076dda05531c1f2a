"""What results show: counts of pairs, different test sets, missing answers, several comparisons at once."""

from __future__ import annotations

import random

import pytest
from statsmodels.stats.multitest import multipletests

from xlcost.costs.evidence import paired_evidence, unpaired_evidence
from xlcost.errors import BadArgument
from xlcost.evals.answers import Answers
from xlcost.evals.judging import judge


def answers(**passed):
    """Alternatives by name: a text of + (passed), - (failed), ? (no answer) and blanks (not asked)."""
    marks = {"+": True, "-": False, "?": None}
    return Answers(
        {
            name: {f"q{number}": marks[mark] for number, mark in enumerate(text) if mark != " "}
            for name, text in passed.items()
        }
    )


def test_the_four_kinds_of_pairs_are_counted():
    (found,) = judge(answers(prompt="++--+", tuned="+-+-+")).comparisons
    assert (found.design, found.cases, found.left_out) == ("same cases", 5, 0)
    assert (found.both, found.base_only, found.tuned_only, found.neither) == (2, 1, 1, 1)


def test_the_figures_are_those_of_the_functions():
    prompt, tuned = "+" * 400 + "-" * 100, "+" * 390 + "-" * 10 + "+" * 25 + "-" * 75
    (found,) = judge(answers(prompt=prompt, tuned=tuned)).comparisons
    expected = paired_evidence(25, 10, 500)
    assert (found.gain, found.low, found.high, found.p) == (expected.gain, expected.low, expected.high, expected.p)
    assert found.verdict == "shown"


def test_missing_answers_are_left_out_and_counted():
    judged = judge(answers(prompt="+++--?", tuned="++?-++"))
    assert [(each.cases, each.passes, each.missing) for each in judged.tested] == [(5, 3, 1), (5, 4, 1)]
    (found,) = judged.comparisons
    assert (found.cases, found.left_out) == (4, 2)


def test_different_cases_are_compared_as_two_shares():
    base, tuned = answers(prompt="+" * 80 + "-" * 20), answers(tuned=" " * 100 + "+" * 95 + "-" * 5)
    (found,) = judge(Answers({**base.passed, **tuned.passed})).comparisons
    expected = unpaired_evidence(80, 100, 95, 100)
    assert (found.design, found.both, found.p) == ("different cases", None, None)
    assert (found.low, found.high, found.verdict) == (expected.low, expected.high, "shown")


def test_a_few_cases_in_common_do_not_make_a_pair():
    base, tuned = answers(prompt="+" * 100), answers(tuned=" " * 90 + "+" * 100)
    (found,) = judge(Answers({**base.passed, **tuned.passed})).comparisons
    assert found.design == "different cases"


def test_the_baseline_may_be_named_in_any_case():
    judged = judge(answers(tuned="+++", prompt="+--"), base=" PROMPT ")
    assert judged.base == "prompt"
    assert [each.name for each in judged.comparisons] == ["tuned"]


@pytest.mark.parametrize(
    ("given", "base", "why"),
    [
        ({"a": "+-", "b": "++"}, "c", "there is no alternative 'c'; there are a, b"),
        ({"a": "+-"}, "", "there is only 'a': a second column or file is needed"),
        ({"a": "+-", "b": "??"}, "", "'b' answered no test case"),
    ],
)
def test_what_cannot_be_compared_is_said(given, base, why):
    with pytest.raises(BadArgument, match=why):
        judge(answers(**given), base)


def drawn(rng, cases, share):
    return "".join("+" if rng.random() < share else "-" for _ in range(cases))


def test_holms_correction_is_that_of_statsmodels():
    rng = random.Random(11)
    seen = set()
    for _ in range(25):
        given = {"base": drawn(rng, 200, 0.7), **{name: drawn(rng, 200, rng.uniform(0.65, 0.85)) for name in "xyz"}}
        comparisons = judge(answers(**given)).comparisons
        # the smallest chance of error at which each gain is shown, found here by trying
        chances = [_least_chance(each.tuned_only, each.base_only, each.cases) for each in comparisons]
        holds, *_ = multipletests(chances, alpha=0.05, method="holm")
        assert [each.verdict == "shown" for each in comparisons] == list(holds)
        seen.update((each.alone, each.verdict) for each in comparisons)
    assert ("shown", "not shown") in seen  # alone it would be shown, among three it is not


def _least_chance(tuned_only, base_only, cases):
    """The smallest chance of error at which the gain is shown, a step of 1.2 % at a time; 1 for never."""
    chance = 1.0
    for power in range(700, 24_000, 10):  # from 0.45 down
        tried = 10 ** (-power / 2_000)
        if paired_evidence(tuned_only, base_only, cases, confidence=1.0 - tried).verdict != "shown":
            return chance
        chance = tried
    return chance


def test_one_comparison_needs_no_correction():
    (found,) = judge(answers(prompt="-" * 5 + "+" * 45, tuned="+" * 50)).comparisons
    assert found.verdict == found.alone


def test_a_gain_that_is_asked_for():
    given = answers(prompt="+" * 400 + "-" * 100, tuned="+" * 390 + "-" * 10 + "+" * 25 + "-" * 75)
    assert judge(given, min_gain=0.01).comparisons[0].verdict == "not shown"
    assert judge(given, min_gain=0.005).comparisons[0].verdict == "shown"
