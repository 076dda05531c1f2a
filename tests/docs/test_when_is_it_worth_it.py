"""The page "When is it worth it?": its Python runs, its figures in sentences are calculated, its gates exist."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import xlcost
from xlcost import costs
from xlcost.decision.gates import GATES
from xlcost.decision.inputs import INPUTS

PAGE = Path(__file__).parents[2] / "docs" / "when-is-it-worth-it.md"
TEXT = PAGE.read_text(encoding="utf-8")
WORDS = " ".join(TEXT.split())


def test_the_python_of_the_page_runs():
    blocks = re.findall(r"```pycon\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) >= 6
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    out: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=out.append)
    assert results.failed == 0, "".join(out)


ARTICLE = {"model": "claude-3-5-sonnet-20241022", "requests": 100_000, "input_tokens": 1_000, "output_tokens": 100}


def tuned(**more):
    return xlcost.finetune_cost(**ARTICLE, token_uplift=0.2, retrains_per_year=12, as_of="2024-10-22", **more)


def gain(found):
    return dict(found)


FIGURES = {
    "prompting": lambda: f"Prompting costs {xlcost.prompt_cost(**ARTICLE, as_of='2024-10-22'):.0f} USD a month",
    "tuned tokens": lambda: f"20 % more tokens ({tuned():.0f} USD a month)",
    "the data": lambda: f"Fine-tuning costs {xlcost.finetune_upfront(40, 100):,.0f} USD for the data",
    "in all": lambda: (
        f"in all {tuned(training_cost=500, upkeep_cost=1_000):,.0f} to "
        f"{tuned(training_cost=2_000, upkeep_cost=2_500):,.0f} USD a month"
    ),
    "payback": lambda: f"pays back in month {xlcost.payback_month([1_000] * 12, [700] * 12, 2_500):.0f}",
    "quality": lambda: f"cost {xlcost.quality_cost(100_000, 0.95, 0.5, 0.02, 3, 60):,.0f} USD a month",
    "times the bill": lambda: (
        "nineteen times" if round(xlcost.quality_cost(100_000, 0.95, 0.5, 0.02, 3, 60) / 450) == 19 else ""
    ),
    "the interval": lambda: "the gain, {low:.1%} to {high:.1%}, has".format(
        **gain(xlcost.evidence(80, 100, 88, 100))
    ).replace("%", " %"),
    "cases needed": lambda: (
        f"takes {xlcost.evidence_cases(0.8, 0.08):.0f} test cases of each, a gain of 5 points "
        f"{xlcost.evidence_cases(0.8, 0.05):.0f}"
    ),
    "paired": lambda: (
        "a gain of {gain:.1%}, between {low:.1%} and {high:.1%}, that luck alone gives with a chance of {p:.1%}".format(
            **gain(xlcost.evidence_paired(25, 10, 500))
        ).replace("%", " %")
    ),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_in_a_sentence_is_what_is_calculated(figure):
    words = FIGURES[figure]()
    assert words
    assert words in WORDS


def test_ten_thousand_examples_are_not_more():
    gates = costs.advise(10_000, True, 2.0, 1.0).gates
    assert not next(gate for gate in gates if gate.name == "data").passed


def test_every_gate_and_every_input_that_is_named_exists():
    gates = set(re.findall(r"\*\*([a-z]+)\*\*", TEXT))
    assert gates <= set(GATES)
    named = set(re.findall(r"`([a-z_]+)`", TEXT)) - {"current"}
    assert named <= set(INPUTS)
    assert {"examples", "min_examples", "c_retrains_per_year", "b_on"} <= named


def test_every_point_of_the_articles_checklists_has_its_line():
    points = (
        "the base model already knows the domain",
        "you have limited training data",
        "you need flexibility to change behaviour",
        "speed of iteration matters",
        "you have large amounts of domain-specific data",
        "the task is narrowly defined",
        "you need consistent style or format",
        "latency matters",
        "more than 10,000 high-quality examples",
        "the task is stable",
        "the savings offset the training costs",
        "evidence that prompting can't scale",
    )
    lines = [line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| ")]
    assert [point for point in points if not any(point in line for line in lines)] == []
