"""What would flip the advice: each move does flip it, and a slightly smaller one does not."""

from __future__ import annotations

import re

import pytest

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.decision.moves import moves

CASE = shipped_case("current")
NAMES = {"A": "A (today)", "B": "B (small)", "C": "C (tuned)"}


def advised(case):
    return compare(case).advice.alternative


def single_moves(case):
    return [move for move in moves(case) if move.value is not None]


def changed(case, move, share=1.0):
    """The case with the one input of a move changed by a share of the way to the flip."""
    key = move.driver.rpartition(":")[2]
    return with_inputs(case, {key: move.live + share * (move.value - move.live)}, "test")


@pytest.mark.parametrize("name", ["current", "quality"])
def test_each_move_flips_the_advice_and_a_hundredth_less_does_not(name):
    case = shipped_case(name)
    now, found = advised(case), single_moves(case)
    assert found
    for move in found:
        assert advised(changed(case, move)) == move.to != now
        assert advised(changed(case, move, 0.99)) == now


def test_a_group_of_inputs_moves_together():
    (move,) = [move for move in moves(CASE) if move.driver == "output_tokens"]
    assert (move.kind, move.value) == ("times", None)

    def with_factor(factor):
        live = CASE.live()
        keys = [f"{letter}_output_tokens" for letter in "abcd" if live[f"{letter}_output_tokens"] is not None]
        return with_inputs(CASE, {key: live[key] * factor for key in keys}, "test")

    assert advised(with_factor(move.change)) == move.to
    assert advised(with_factor(1.0 + 0.99 * (move.change - 1.0))) == advised(CASE)


def test_the_easiest_comes_first_and_no_driver_twice():
    found = moves(CASE)
    efforts = [move.effort for move in found]
    assert efforts == sorted(efforts)
    assert len({move.driver for move in found}) == len(found)


def test_moves_are_said_in_the_readers_words():
    words = {move.driver: move.in_words(NAMES) for move in moves(CASE)}
    requests = next(text for driver, text in words.items() if driver.startswith("requests"))
    assert requests.startswith("Requests down to 103,3")
    assert requests.endswith(" requests per month (now 300,000): A (today) is advised")
    success = next(text for driver, text in words.items() if "b_success_rate" in driver)
    assert success == "Good answers of B, Claude Haiku 5.5 down 1.14 points to 93.9% (now 95.0%): A (today) is advised"
    assert words["bad_answer_cost"].endswith("more: A (today) is advised")


def test_where_nothing_within_reach_flips_it_there_is_no_move():
    assert moves(shipped_case("article")) == ()


def test_a_break_even_volume_is_found_again():
    """The volume at which C, with fixed cost, is as cheap as A: by hand from the schedule's own totals."""
    case = with_inputs(shipped_case("quality"), {"b_on": False, "required_success_rate": 0.5}, "test")
    low, high = 1_000.0, case.live()["requests"]
    for _ in range(60):
        middle = (low + high) / 2
        a, c = compare(with_inputs(case, {"requests": middle}, "test")).alternatives
        low, high = (low, middle) if c.present_cost < a.present_cost else (middle, high)
    found = [move for move in moves(case) if move.driver.startswith("requests")]
    assert [move.value for move in found] == [pytest.approx(high, rel=1e-4)]
    assert found[0].to == "A"


def test_the_three_changes_of_the_next_alternative_are_where_the_two_cost_the_same():
    result = compare(CASE)
    advised, other = result["B"], result["A"]
    requests, answers, prices = result.changes
    volume = float(re.search(r"[0-9,]+", requests)[0].replace(",", ""))
    again = compare(with_inputs(CASE, {"requests": volume}, "test"))
    assert again["A"].present_cost == pytest.approx(again["B"].present_cost, abs=1.0)  # the volume is a whole number
    points = float(re.search(r"gives ([0-9.]+)", answers)[1]) / 100.0
    gap = other.present_cost - advised.present_cost
    worth = gap / (points * CASE.live()["a_bad_answer_cost"])
    assert worth == pytest.approx(sum(other.schedule.requests), rel=0.1)
    share = float(re.search(r"fall by ([0-9.]+)", prices)[1]) / 100.0
    lower = compare(with_inputs(CASE, {"a_discount": share}, "test"))
    assert lower["A"].present_cost == pytest.approx(lower["B"].present_cost, rel=1e-3)


def test_an_alternative_that_costs_less_already_is_said_to_be_barred_by_a_gate():
    (said,) = compare(shipped_case("article")).changes
    assert said == "Claude 3 Haiku costs less already than Claude 3.5 Sonnet: a gate bars it, not its cost."
    alone = with_inputs(CASE, {"b_on": False, "c_on": False, "d_on": False}, "test")
    assert compare(alone).changes == ()
