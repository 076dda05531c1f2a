"""diff says first whether the advice flipped, and which change did it."""

from __future__ import annotations

import json

import pytest
from decision_books import ENDING, decision
from rule_books import as_book

from xlcost.diff.comparing import diff
from xlcost.diff.reports import rendered


def compared(before, after):
    return diff(as_book(decision(**before)), as_book(decision(**after)))


def test_the_change_that_flips_the_advice_is_named():
    change = compared({}, {"requests": 1_000, "horizon_months": 11}).decision
    assert change.flipped
    assert (change.old, change.new) == ("Fine-tune, C: Nova 2 Lite", "Prompt, A: Claude Opus 5.5")
    assert change.why[0] == "Requests (requests) 1,000,000 -> 1,000 does it alone"
    assert not any("horizon_months" in reason for reason in change.why)
    assert any(reason.startswith("C over the horizon, in present value: ") for reason in change.why)


def test_a_gate_that_shuts_is_named():
    change = compared({}, {"examples": 9_000}).decision
    assert "C no longer passes the gate data: more than 10,000 good examples are needed, there are 9,000" in change.why


def test_a_model_that_ends_is_named():
    change = compared({}, {"c_model": ENDING}).decision
    assert any("goes off sale on 14 Jan 2027" in reason for reason in change.why)
    assert any(reason.endswith("not available") for reason in change.why)


def test_changes_that_only_flip_it_together():
    change = compared({"examples": 9_000, "stable": False}, {"examples": 20_000, "stable": True}).decision
    assert change.why[0] == "no single change does it: they act together"


def test_an_advice_that_stays_is_said_to():
    change = compared({}, {"requests": 900_000}).decision
    assert not change.flipped
    assert change.why == ()


@pytest.mark.parametrize("kind", ["text", "html", "json"])
def test_every_report_says_it_first(kind):
    text = rendered(kind, compared({}, {"requests": 1_000}), None)
    if kind == "json":
        assert json.loads(text)["decision"]["flipped"] is True
        return
    words = "THE ADVICE FLIPPED" if kind == "text" else "The advice flipped"
    assert words in text
    assert text.index(words) < text.index("1,000,000")
    if kind == "text":
        assert max(map(len, text.splitlines())) <= 80


def test_other_workbooks_have_no_decision():
    work = decision()
    del work.defined_names["a_model"]
    assert diff(as_book(work), as_book(decision())).decision is None


def test_what_is_advised_costs_so_much_and_one_of_several_changes_moves_it_most():
    found = compared({}, {"requests": 900_000, "horizon_months": 13})
    cost = found.decision.cost
    assert cost.startswith("What is advised costs ")
    assert cost.endswith("of 2 changes that move it alone, most by Requests (requests) 1,000,000 -> 900,000")
    text = " ".join(rendered("text", found, None).split())
    assert f"Headline: {cost}." in text
    assert "moved most" not in text


def test_of_a_single_change_nothing_is_said_to_move_most():
    books = [decision(requests=requests) for requests in (1_000_000, 900_000)]
    for book in books:
        book.active["D3"] = "=B3*12"
    found = diff(*map(as_book, books))
    assert "most by" not in found.decision.cost
    text = " ".join(rendered("text", found, None).split())
    assert (
        f"Headline: {found.decision.cost}, by the one change, Inputs!B3 requests 1,000,000 -> 900,000 (-10%)." in text
    )


def test_where_another_way_is_advised_it_is_said_whose_cost_the_changes_move():
    found = compared({}, {"requests": 1_000, "horizon_months": 11})
    assert "of 2 changes that move the cost of A alone, most by Requests (requests)" in found.decision.cost
