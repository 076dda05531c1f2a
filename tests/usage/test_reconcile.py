"""Billed against priced, by model and day: each difference has its likeliest reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from usage_material import SAMPLES, TODAY

import xlcost.usage
from xlcost.errors import BadArgument, BadFile

HEADER = "ts,model,input,output,tier,billed"
MAP = """
input_includes_cached = true
[columns]
timestamp = "ts"
model = "model"
input_tokens = "input"
output_tokens = "output"
tier = "tier"
billed = "billed"
"""


def reasons(write, prices, *rows, **more):
    log, told = write("log.csv", "\n".join([HEADER, *rows]) + "\n"), write("map.toml", MAP)
    found = xlcost.usage.reconcile([log], column_map=told, prices=prices, today=TODAY, **more)
    return [each.why.partition(":")[0] for each in found.lines]


M = 1_000_000


def test_usage_and_its_bill():
    found = xlcost.usage.reconcile([SAMPLES / "openai_usage_api.json", SAMPLES / "openai_costs.csv"], today=TODAY)
    assert [(each.model, each.why) for each in found.lines] == [("openai/gpt-4.1-mini", "equal")]
    assert found.priced == found.billed == Decimal("0.306")


def test_rounding(write, prices):
    assert reasons(write, prices, f"2026-06-10,steady,{M},0,,3.004", "2026-06-11,steady,1000,0,,0.00") == [
        "rounding",
        "rounding",
    ]


def test_a_difference_of_half_is_no_rounding_however_small(write, prices):
    assert reasons(write, prices, "2026-06-10,steady,100,0,,0.00015") == ["tier"]  # billed at the batch price
    assert reasons(write, prices, "2026-06-10,steady,100,0,,0.0002") == ["unknown"]


def test_another_tier(write, prices):
    assert reasons(write, prices, f"2026-06-10,steady,{M},0,,1.25") == ["tier"]


def test_one_discount_on_every_line(write, prices):
    rows = [f"2026-06-{day},steady,{M},{day * 1000},,{(3 + 0.015 * day) * 0.9:.6f}" for day in range(10, 14)]
    assert reasons(write, prices, *rows) == ["discount"] * 4


def test_unknown(write, prices):
    assert reasons(write, prices, f"2026-06-10,steady,{M},0,,2.2") == ["unknown"]


def test_what_has_no_price_is_said(write, prices):
    assert reasons(write, prices, f"2026-06-10,nobody,{M},0,,2.2") == ["not priced"]


def test_what_only_one_side_has(write):
    text = (SAMPLES / "openai_costs.csv").read_text().replace("gpt-4.1-mini-2025-04-14", "gpt-5")
    found = xlcost.usage.reconcile([SAMPLES / "openai_usage_api.json", write("costs.csv", text)], today=TODAY)
    assert [each.why.partition(":")[0] for each in found.lines] == ["not billed", "not priced"]


def test_an_anthropic_bill_names_models_as_people_say_them():
    found = xlcost.usage.reconcile(
        [SAMPLES / "anthropic_analytics_usage.json", SAMPLES / "anthropic_console_cost.csv"], today=TODAY
    )
    assert [(each.model, each.why) for each in found.lines] == [("anthropic/claude-sonnet-5", "equal")]


@pytest.mark.parametrize("name", ["openai_costs.csv", "openai_usage_api.json"])
def test_one_side_alone_is_no_reconciliation(name):
    with pytest.raises(BadFile, match=r"a bill alone cannot be reconciled|nothing is billed"):
        xlcost.usage.reconcile([SAMPLES / name], today=TODAY)


@pytest.mark.parametrize("tolerance", ["x", "", "nan", "5", -0.01, float("nan"), float("inf"), 1.1, None, True, [0.1]])
def test_a_tolerance_that_is_no_share_is_refused(tolerance):
    with pytest.raises(BadArgument, match=r"^the tolerance must be a share from 0 to 1, such as 0\.01 or 1%, not "):
        xlcost.usage.reconcile([SAMPLES / "litellm_spendlogs.csv"], tolerance=tolerance)


@pytest.mark.parametrize("tolerance", ["1%", "0.01", 0.01, Decimal("0.01")])
def test_a_tolerance_is_a_share_however_it_is_written(tolerance):
    found = xlcost.usage.reconcile([SAMPLES / "litellm_spendlogs.csv"], tolerance=tolerance, today=TODAY)
    assert found.tolerance == Decimal("0.01")


def test_a_tolerance_of_five_for_five_per_cent_is_said(xlcost):
    code, out, err = xlcost("usage", "reconcile", str(SAMPLES / "litellm_spendlogs.csv"), "--tolerance", "5")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "the tolerance must be a share from 0 to 1, such as 0.01 or 1%, not '5'" in err
