"""What is there twice is found and said: requests, buckets, exports, two sources of the same requests."""

from __future__ import annotations

import json

import pytest
from usage_material import SAMPLES, TODAY, requests_csv

import xlcost.usage
from xlcost.errors import BadArgument, BadFile

IDS = "timestamp,model,input_tokens,output_tokens,request_id"


def total(paths, prices=None, **more):
    return xlcost.usage.price(paths, prices=prices, today=TODAY, **more).total


def test_a_repeated_request_is_refused(write, prices):
    log = write("log.csv", requests_csv(*(f"2026-06-10,steady,5,0,{name}" for name in "abcb"), header=IDS))
    with pytest.raises(
        BadFile, match=r"log\.csv:\d+: the request b is there 2 times; an export read twice counts twice"
    ):
        total(log, prices)


def test_requests_without_an_id_are_no_repetitions(write, prices):
    rows = ["2026-06-10,steady,1000000,0,", "2026-06-10,steady,1000000,0,"]
    assert total(write("log.csv", requests_csv(*rows, header=IDS)), prices) == 6


def test_a_request_in_two_exports_is_refused(write, prices):
    one = write("one.csv", requests_csv("2026-06-10,steady,5,0,a", "2026-06-10,steady,5,0,b", header=IDS))
    two = write("two.csv", requests_csv("2026-06-10,steady,5,0,b", "2026-06-11,steady,5,0,c", header=IDS))
    with pytest.raises(BadFile, match=r"one\.csv and .*two\.csv:\d+: the request b is there 2 times"):
        total([one, two], prices)


def test_a_bucket_that_is_there_twice_is_refused(write):
    text = (SAMPLES / "openai_completions_usage.csv").read_text()
    doubled = write("usage.csv", text + text.splitlines()[1] + "\n")
    with pytest.raises(BadFile, match=r"usage\.csv:\d+: the bucket 1788220800 .*gpt-4.1-mini.* is there 2 times"):
        total(doubled)


def test_a_bucket_of_two_exports_is_refused_even_if_one_knew_less(write):
    text = (SAMPLES / "openai_completions_usage.csv").read_text().splitlines()
    early = write(
        "early.csv", "\n".join([text[0], text[1].replace("480000.0", "480010.0").replace("360000.0", "360010.0")])
    )
    with pytest.raises(BadFile, match=r"early\.csv and .*usage.csv:\d+: the bucket"):
        total([early, SAMPLES / "openai_completions_usage.csv"])


def test_a_gateways_log_and_its_makers_export_are_refused():
    both = [SAMPLES / "litellm_daily_team_spend.csv", SAMPLES / "openai_usage_api.json"]
    with pytest.raises(BadFile, match=r"both have usage of openai/gpt-4.1-mini on 2026-09-01 .* or say --disjoint"):
        total(both)
    assert float(total(both, disjoint=True)) == pytest.approx(0.558)


def test_bills_in_another_currency_are_not_added_up(write):
    text = (SAMPLES / "focus_1_2.csv").read_text().replace(",USD,USD,", ",EUR,EUR,", 1)
    report = xlcost.usage.price(write("focus.csv", text), unpriced="allow", today=TODAY)
    assert float(report.total) == pytest.approx(0.108)
    (unpriced,) = report.unpriced()
    assert unpriced.reason.startswith("billed in EUR, and no rate to USD is given for 20")
    assert report.billed == report.total  # the amount in EUR is in neither


def test_an_export_without_a_tier_is_asked_for_it(write):
    page = json.loads((SAMPLES / "openai_usage_api.json").read_text())
    page["data"][0]["results"][0] |= {"service_tier": None, "batch": None}
    path = write("usage.json", json.dumps(page))
    report = xlcost.usage.price(path, unpriced="allow", today=TODAY)
    assert "does not say the tier" in report.unpriced()[0].reason
    assert float(total(path, tier="standard")) == pytest.approx(0.306)


def test_an_export_that_is_not_grouped_by_model_is_not_priced(write):
    page = json.loads((SAMPLES / "anthropic_usage_report.json").read_text())
    page["data"][0]["results"][0]["model"] = None
    report = xlcost.usage.price(write("usage.json", json.dumps(page)), unpriced="allow", today=TODAY)
    assert report.unpriced()[0].reason == "no model is named: the export is not grouped by model"
    assert report.unpriced()[0].tokens == 580_000


def test_audio_has_prices_of_its_own(write):
    page = json.loads((SAMPLES / "openai_usage_api.json").read_text())
    page["data"][0]["results"][0]["input_audio_tokens"] = 7
    report = xlcost.usage.price(write("usage.json", json.dumps(page)), unpriced="allow", today=TODAY)
    assert report.unpriced()[0].reason == "audio tokens, which have prices of their own"


def test_days_before_the_first_price(write, prices):
    log = write("log.csv", requests_csv("2025-12-31,falling,1000000,0"))
    report = xlcost.usage.price(log, prices=prices, unpriced="allow", today=TODAY)
    assert "its first price line starts on 2026-01-01" in report.unpriced()[0].reason
    early = xlcost.usage.price(log, prices=prices, before_first="first-row", today=TODAY)
    assert early.total == 10
    assert "of days before a model's first known price" in early.notes[0]


def test_the_month_of_a_time_zone(write, prices):
    log = write(
        "log.csv", requests_csv("2026-07-01T05:00:00,steady,1000000,0", "2026-07-01T08:00:00Z,steady,1000000,0")
    )
    report = xlcost.usage.price(log, prices=prices, tz="America/Los_Angeles", group_by=["month"], today=TODAY)
    assert [(line.keys["month"], line.cost) for line in report.lines()] == [("2026-06", 3), ("2026-07", 3)]
    with pytest.raises(BadArgument, match="no time zone 'Mars/Base'"):
        total(log, prices, tz="Mars/Base")


def test_since_and_until(write, prices):
    from datetime import date

    log = write("log.csv", requests_csv(*(f"2026-07-0{day}T12:00:00,steady,1000000,0" for day in range(1, 8))))
    assert total(log, prices, since=date(2026, 7, 2), until=date(2026, 7, 4)) == 6


def test_an_unknown_key_is_refused(write, prices):
    with pytest.raises(BadArgument, match="cannot group by colour; any of month, day"):
        total(write("log.csv", requests_csv("2026-07-01,steady,1,0")), prices, group_by=["colour"])
