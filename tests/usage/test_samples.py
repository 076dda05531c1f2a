"""Every export of the samples comes to what its rows cost, or is refused with the reason; none is silently wrong."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest
from usage_material import SAMPLES, TODAY

import xlcost.usage
from xlcost.errors import BadFile, PriceUnavailable
from xlcost.usage.sources import FORMATS

#: What a whole file costs, USD. The reasons for each: samples/SOURCES.md.
WHOLE = {
    "openai_completions_usage.csv": "9.7895",  # cached inside input; batch; flex; a day of short requests
    "openai_usage_api.json": "0.306",
    "anthropic_console_usage.csv": "4.93",  # one-hour writes, batch, US-only inference, 12 web searches
    "anthropic_usage_report.json": "0.87",
    "anthropic_analytics_usage.json": "0.87",
    "langfuse_observations_v2.jsonl": "0.00064",  # the SPAN row has no tokens
    "litellm_daily_team_spend.csv": "0.252",
    "gemini_usage_metadata.jsonl": "0.001403",  # thoughts and the tool-use prompt are counted beside the rest
    # bills: what they state
    "anthropic_console_cost.csv": "0.87",
    "openai_costs.csv": "0.306",
    "aws_cur2.csv": "2.5",
    "azure_cost_details.csv": "0.204",  # billed in EUR, with the USD beside it
    "gcp_billing_export.csv": "0.556",
    "focus_1_2.csv": "0.252",
}


@pytest.mark.parametrize(("name", "total"), WHOLE.items(), ids=WHOLE)
def test_a_whole_export(name, total):
    assert xlcost.usage.price(SAMPLES / name, today=TODAY).total == Decimal(total)


def only(name, rows, tmp_path):
    """Some rows of a sample, counted from 1, as an export of their own."""
    path = tmp_path / name
    text = (SAMPLES / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        lines = list(csv.reader(text.splitlines()))
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([lines[0], *(lines[row] for row in rows)])
    else:
        lines = [line for line in text.splitlines() if line.strip()]
        path.write_text("\n".join(lines[row - 1] for row in rows) + "\n", encoding="utf-8")
    return path


ROWS = {
    "openai: cached tokens inside input": ("openai_completions_usage.csv", 1, "0.252"),
    "openai: batch": ("openai_completions_usage.csv", 2, "0.375"),
    "openai: flex": ("openai_completions_usage.csv", 4, "0.1625"),
    "openai: a day of short requests below the tier": ("openai_completions_usage.csv", 5, "9"),
    "anthropic: one-hour cache writes": ("anthropic_console_usage.csv", 1, "0.87"),
    "anthropic: fewer cache reads than input": ("anthropic_console_usage.csv", 2, "0.31"),
    "anthropic: batch in usage_type": ("anthropic_console_usage.csv", 3, "0.15"),
    "anthropic: a snapshot's name": ("anthropic_console_usage.csv", 4, "3.15"),
    "anthropic: inference in the US, web searches": ("anthropic_console_usage.csv", 5, "0.45"),
    "bedrock: a regional profile": ("bedrock_invocations.jsonl", 1, "0.003366"),
    "bedrock: a model of AWS": ("bedrock_invocations.jsonl", 3, "0.00656"),
    "litellm: cached tokens only in metadata": ("litellm_spendlogs.csv", 1, "0.00064"),
    "litellm: cached tokens beside prompt_tokens": ("litellm_spendlogs.csv", 2, "0.003523"),
    "litellm: answered from its own cache": ("litellm_spendlogs.csv", 3, "0"),
    "openrouter: a maker's id": ("openrouter_activity.csv", 1, "0.00064"),
    "openrouter: its own spelling of a Claude": ("openrouter_activity.csv", 2, "0.0021"),
    "otel: by the convention": ("otel_spans.jsonl", 1, "0.003523"),
}


@pytest.mark.parametrize(("name", "row", "cost"), ROWS.values(), ids=ROWS)
def test_a_row(name, row, cost, tmp_path):
    assert xlcost.usage.price(only(name, [row], tmp_path), today=TODAY).total == Decimal(cost)


REFUSED = {
    "an inference profile of one's own": (
        "bedrock_invocations.jsonl",
        2,
        "application-inference-profile/abc123",
    ),
    "an older span of Anthropic": (
        "otel_spans.jsonl",
        2,
        r"input may hold the cached tokens \(0.0036 USD\) or not \(0.0056 USD\); no cost in the export tells which",
    ),
    "a CSV without cached tokens": (
        "helicone_requests.csv",
        1,
        r"the tokens give 0.0032 USD, the export has a cost of 0.00344 USD of its own",
    ),
}


@pytest.mark.parametrize(("name", "row", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_known_is_refused(name, row, reason, tmp_path):
    with pytest.raises(PriceUnavailable, match=reason):
        xlcost.usage.price(only(name, [row], tmp_path), today=TODAY)


def test_an_older_span_is_priced_once_it_is_said(tmp_path):
    path = only("otel_spans.jsonl", [2], tmp_path)
    assert xlcost.usage.price(path, cached="inside", today=TODAY).total == Decimal("0.0036")
    assert xlcost.usage.price(path, cached="outside", today=TODAY).total == Decimal("0.0056")


def test_an_inference_profile_is_priced_once_its_model_is_said(tmp_path):
    path = only("bedrock_invocations.jsonl", [2], tmp_path)
    arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123"
    report = xlcost.usage.price(path, deployments={arn: "aws-bedrock/amazon.nova-pro-v1:0"}, today=TODAY)
    assert report.total == Decimal("0.00208")  # 1,000 at 0.80 and 400 at 3.20


def test_what_is_left_out_is_counted():
    report = xlcost.usage.price(SAMPLES / "litellm_spendlogs.csv", today=TODAY)
    assert report.sources[0].dropped == {"answers from the gateway's own cache": 1}
    assert report.rows == 2


def test_the_day_of_short_requests_says_what_is_at_stake():
    report = xlcost.usage.price(SAMPLES / "openai_completions_usage.csv", unpriced="allow", today=TODAY)
    assert report.at_stake == Decimal("8.25")  # 3 M x 5.00 + 0.1 M x 22.50, less 9
    assert any("tier assumed" in note for note in report.notes)


def test_a_bucket_of_long_requests_is_refused(tmp_path):
    path = tmp_path / "long.json"
    page = json.loads((SAMPLES / "openai_usage_api.json").read_text())
    page["data"][0]["results"][0] |= {
        "model": "gpt-5.4", "input_tokens": 3_000_000, "input_cached_tokens": 0, "input_cache_write_tokens": 0,
        "input_uncached_tokens": 3_000_000, "num_model_requests": 2,
    }  # fmt: skip
    path.write_text(json.dumps(page))
    with pytest.raises(PriceUnavailable, match=r"the average request has more: 9 USD if most were below, 17.25 USD"):
        xlcost.usage.price(path, today=TODAY)


def test_usage_and_its_bill_are_not_added_up():
    with pytest.raises(BadFile, match=r"is usage and .* a bill for it: together they would count twice"):
        xlcost.usage.price([SAMPLES / "openai_usage_api.json", SAMPLES / "openai_costs.csv"], today=TODAY)


#: Formats whose rows are made up by other tests: ours, and two that hold what another sample has as CSV.
MADE_ELSEWHERE = {"requests", "cube", "anthropic-cost-report", "openai-costs-api"}


def test_every_format_has_a_sample():
    samples = [path for path in SAMPLES.iterdir() if path.suffix != ".md"]
    reports = [xlcost.usage.price(path, unpriced="allow", today=TODAY) for path in samples]
    without = FORMATS.keys() - MADE_ELSEWHERE - {source.format for report in reports for source in report.sources}
    assert not without, f"{without}: a sample in samples/, and what it costs in WHOLE or ROWS"
