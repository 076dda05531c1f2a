"""Random cases: the schedule agrees with the independent decimal one, one scenario at a time and thousands at once."""

from __future__ import annotations

import math
from datetime import date

import decimal_schedule
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcost.costs.schedule import payback
from xlcost.decision.case import neutral_case, with_inputs
from xlcost.decision.comparison import compare, situation
from xlcost.decision.due import OCCASIONS, rows_due
from xlcost.decision.gates import Situation
from xlcost.decision.inputs import Input, rows_of
from xlcost.decision.planning import schedules

EXACT = 1e-11
SHARES = st.sampled_from([0.0, 0.05, 0.1, 0.3, 0.5, 0.95, 1.0])
MONEY = st.sampled_from([0.0, 0.01, 1.0, 12.5, 400.0, 3_333.33, 10_000.0])
HOURS = st.sampled_from([0.0, 0.5, 3.0, 40.0])
TOKENS = st.sampled_from([0.0, 1.0, 120.0, 1_000.0, 2_512.0, 30_000.0])
BLANK_OR = lambda values: st.one_of(st.none(), values)  # noqa: E731


#: What is drawn for a number, by its format.
BY_FORMAT = {"usd": MONEY, "hours": HOURS, "share": SHARES, "count": TOKENS, "number": HOURS}
#: Inputs that need other numbers than their format says.
DRAWN = {
    "success_rate": SHARES,
    "cached_share": st.sampled_from([0.0, 0.1, 0.5]),
    "cache_write_share": st.sampled_from([0.0, 0.1, 0.5]),
    "batch_share": st.just(0.0),
    "replicas": st.sampled_from([0.0, 1.0, 3.0]),
    "epochs": st.sampled_from([1.0, 3.0]),
    "training_runs": st.sampled_from([0.0, 1.0, 2.5]),
    "retrains_per_year": st.sampled_from([0.0, 0.3, 1.0, 4.0, 7.0, 12.0, 30.0]),
    "gpu_hour": MONEY,
    "tokens_per_second": st.sampled_from([0.5, 100.0, 1_000.0]),
    "utilisation": st.sampled_from([0.1, 0.7, 1.0]),
    "peak_factor": st.sampled_from([1.0, 3.0]),
    "min_gpus": st.sampled_from([0.0, 1.0, 2.0]),
}
#: Numbers that the decimal schedule knows nothing of: those of tests are drawn below; one-hour cache writes are held to
#: the functions' reference.
NOT_DRAWN = {"cache_write_1h_share", "test_cases", "test_passes", "only_passes", "other_only_passes"}


def rows(letter: str) -> dict[str, st.SearchStrategy]:
    """What is drawn for the numbers of an alternative: whatever is declared, a blank where it may be one."""

    def drawn(declared: Input) -> st.SearchStrategy:
        if declared.row in DRAWN:
            return DRAWN[declared.row]
        values = BY_FORMAT[declared.format]
        return BLANK_OR(values) if declared.blank else values

    numbers = [one for row, one in rows_of(letter).items() if one.is_number and row not in NOT_DRAWN]
    return {one.key: drawn(one) for one in numbers}


def test_the_decimal_schedule_knows_every_cost_and_no_other():
    """When each falls due; by what it is multiplied shows in the amounts."""
    declared = {due: {one.row for one in rows_due(due)} for due in OCCASIONS}
    known = {due: set(rows) for due, rows in decimal_schedule.COSTS.items()}
    assert known == declared, "decimal_schedule.py is to say in COSTS what is paid when, from the design"


NAMES = list(decimal_schedule.PRICES)
CASES = st.fixed_dictionaries(
    {
        "model_date": st.sampled_from([date(2026, 10, 26), date(2026, 10, 31), date(2026, 12, 1)]),
        "horizon_months": st.sampled_from([1.0, 5.0, 17.0]),
        "annual_discount_rate": SHARES,
        "annual_price_decline": st.sampled_from([0.0, 0.1, 0.95]),
        "hourly_rate": MONEY,
        "exchange_rate": st.sampled_from([1.0, 0.93, 156.2]),
        "requests": st.sampled_from([0.0, 1.0, 12_345.0, 2_000_000.0]),
        "monthly_growth": st.sampled_from([-0.3, 0.0, 0.01, 0.3]),
        "token_growth": st.sampled_from([-0.05, 0.0, 0.02]),
        "season": st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.2]), min_size=12, max_size=12),
        "volumes": st.lists(BLANK_OR(st.sampled_from([0.0, 7.0, 500_000.0])), max_size=6),
        "examples": st.sampled_from([0.0, 12_000.0]),
        "a_model": st.sampled_from(NAMES),
        "b_model": st.sampled_from(NAMES),
        "c_model": st.just("azure/ft:gpt-4.1-nano"),
        "d_model": st.just("Llama"),
        "a_successor": st.sampled_from([None, "anthropic/claude-opus-5-5"]),
        "b_successor": st.sampled_from([None, "anthropic/claude-opus-5-5"]),
        "c_successor": st.none(),
        **rows("a"),
        **rows("b"),
        **rows("c"),
        **rows("d"),
    }
)


def as_case(inputs):
    written = {key: "" if value is None else value for key, value in inputs.items()}
    written["volumes"] = ["" if value is None else value for value in inputs["volumes"]]
    return with_inputs(neutral_case(), written, "random")


def same(ours, theirs):
    if theirs is None:
        return math.isnan(ours)
    return ours == pytest.approx(float(theirs), rel=EXACT, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_the_schedule_is_the_decimal_one(inputs):
    theirs = decimal_schedule.schedule(inputs)
    result = compare(as_case(inputs))
    for one in result.alternatives:
        reference = theirs[one.key.lower()]
        assert same(one.schedule.upfront, reference["upfront"])
        for ours, exact in zip(one.schedule.cost, reference["cost"], strict=True):
            assert same(ours, exact), one.key
        assert same(one.schedule.present_total, reference["present"])
        assert sum(one.schedule.good_answers) == pytest.approx(float(reference["good"]), rel=EXACT)
    known = [
        one for one in result.alternatives[1:] if one.present_cost is not None and result["A"].present_cost is not None
    ]
    for one in known:
        expected = decimal_schedule.payback(theirs["a"], theirs[one.key.lower()], inputs["annual_discount_rate"])
        assert (one.payback_first, one.payback_last) == expected


GATED = st.fixed_dictionaries(
    {
        "stable": st.booleans(),
        "required_success_rate": BLANK_OR(SHARES),
        "b_test_cases": st.sampled_from([None, 100.0]),
        "b_test_passes": st.sampled_from([0.0, 90.0, 100.0]),
        "a_test_cases": st.sampled_from([None, 100.0]),
        "a_test_passes": st.sampled_from([0.0, 90.0, 100.0]),
        "c_test_cases": st.sampled_from([None, 100.0]),
        "c_test_passes": st.sampled_from([0.0, 90.0, 100.0]),
        "b_share": st.sampled_from([0.5, 1.0]),
    }
)


@settings(max_examples=60, deadline=None)
@given(CASES, GATED)
def test_what_is_advised_passes_its_gates_and_what_is_cheaper_fails_one_that_is_named(inputs, gated):
    result = compare(as_case({**inputs, **gated}))
    why = " ".join(result.advice.why)
    failed = {
        one.key: [gate for gate in one.gates if not gate.passed and gate.name != "saving"]
        for one in result.alternatives
    }
    meant = result.advice.alternative
    if meant is None:
        assert result.advice.text == "None"
        assert all(failed.values())
    elif result.advice.text == "Test prompting first":
        assert [gate.name for gate in failed[meant]] == ["tested"]
    else:
        assert failed[meant] == []
    bar = math.inf if meant is None or result[meant].present_cost is None else result[meant].present_cost
    for one in result.alternatives:
        if one.key == meant or one.present_cost is None or one.present_cost >= bar:
            continue
        if [gate.name for gate in failed[one.key]] == ["tested"]:
            assert "nobody has tested" in why
        else:
            assert failed[one.key]
            assert all(gate.why in why for gate in failed[one.key])


@settings(max_examples=15, deadline=None)
@given(st.lists(CASES, min_size=2, max_size=4))
def test_many_scenarios_at_once_are_each_of_them(many):
    """Numbers may differ from one scenario to the next; models, dates, rows and blanks are those of the first."""
    first = many[0]
    fixed = {"model_date", "horizon_months", "season", "volumes", "c_retrains_per_year"} | {
        key for key in first if key.endswith("_model")
    }
    blank = {key for key, value in first.items() if value is None}
    alike = [
        {key: first[key] if key in fixed | blank or one[key] is None else one[key] for key in first} for one in many
    ]
    singles = [situation(as_case(one)) for one in alike]
    one = singles[0]
    columns = {
        key: np.array([single.values[key] for single in singles])
        if isinstance(value, float) and key not in ("horizon_months",)
        else value
        for key, value in one.values.items()
    }
    together = Situation(columns, one.offered, schedules(columns, one.offered))
    for letter in one.offered:
        total = np.broadcast_to(together.schedules[letter].present_total, len(singles))
        paid = [
            np.broadcast_to(month, len(singles))
            for month in payback(together.schedules["a"], together.schedules[letter])
        ]
        for number, single in enumerate(singles):
            assert total[number] == pytest.approx(
                single.schedules[letter].present_total, rel=EXACT, abs=1e-9, nan_ok=True
            )
            expected = payback(single.schedules["a"], single.schedules[letter])
            assert (paid[0][number], paid[1][number]) == expected
