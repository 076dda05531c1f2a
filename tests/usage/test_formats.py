"""The register of formats: each is recognised by its header alone, and knows what it does not understand."""

from __future__ import annotations

import json
import re

import pytest
from usage_material import SAMPLES, TODAY

import xlcost.usage
from xlcost.errors import BadFile
from xlcost.usage.sources import FORMATS, recognised
from xlcost.usage.sources.columns import carries, everything

FORMAT_OF = {
    "anthropic_analytics_usage.json": "anthropic-analytics", "anthropic_console_cost.csv": "anthropic-console-cost",
    "anthropic_console_usage.csv": "anthropic-console", "anthropic_usage_report.json": "anthropic-usage-report",
    "aws_cur2.csv": "aws-cur", "azure_cost_details.csv": "azure-costs", "bedrock_invocations.jsonl": "bedrock-log",
    "focus_1_2.csv": "focus", "gcp_billing_export.csv": "gcp-billing", "gemini_usage_metadata.jsonl": "gemini-log",
    "helicone_requests.csv": "helicone", "langfuse_observations_v2.jsonl": "langfuse",
    "litellm_daily_team_spend.csv": "litellm-daily", "litellm_spendlogs.csv": "litellm-spendlogs",
    "openai_completions_usage.csv": "openai-usage", "openai_costs.csv": "openai-costs",
    "openai_usage_api.json": "openai-usage", "openrouter_activity.csv": "openrouter", "otel_spans.jsonl": "otel",
}  # fmt: skip


def test_every_sample_has_its_format():
    samples = {path.name for path in SAMPLES.iterdir() if path.suffix != ".md"}
    assert set(FORMAT_OF) == samples, "write the sample's format down in FORMAT_OF"


def test_every_sample_has_its_source():
    without = {name for name in FORMAT_OF if name not in (SAMPLES / "SOURCES.md").read_text(encoding="utf-8")}
    assert not without, f"{without}: say in SOURCES.md where its columns are documented"


@pytest.mark.parametrize(("name", "kind"), FORMAT_OF.items(), ids=FORMAT_OF)
def test_a_file_is_recognised_by_its_columns(name, kind):
    report = xlcost.usage.price(SAMPLES / name, unpriced="allow", today=TODAY)
    assert [source.format for source in report.sources] == [kind]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_declares_every_column_that_it_reads(name):
    kind = FORMATS[name]
    columns = everything(kind.columns)
    kind.map(columns)
    assert kind.needs <= set(kind.columns)
    read = {
        each
        for each in columns.taken
        if carries(each) and not any(each.startswith(f"{whole}.") for whole in kind.columns)
    }
    assert not {each for each in read if columns.has(each)} - set(kind.columns)
    assert not columns.untaken()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_told_from_every_other(name):
    assert recognised(FORMATS[name].columns, "a file").name == name


def test_what_may_be_several_is_asked_for():
    both = FORMATS["openai-usage"].needs | FORMATS["anthropic-console"].needs
    with pytest.raises(BadFile, match=r"may be openai-usage, anthropic-console; say which with --format"):
        recognised(both, "a file")


@pytest.mark.parametrize("name", [name for name in FORMAT_OF if name.endswith(".csv") and "azure" not in name])
@pytest.mark.parametrize("column", ["mystery_tokens", "other_tier"])
def test_a_column_that_is_not_understood_is_an_error(name, column, write):
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    changed = [f"{line},{column if number == 0 else '1'}" for number, line in enumerate(lines)]
    with pytest.raises(BadFile, match=rf"{column} is not understood in format {FORMAT_OF[name]}"):
        xlcost.usage.price(write(name, "\n".join(changed)), today=TODAY)


@pytest.mark.parametrize("name", [name for name in FORMAT_OF if name.endswith(".jsonl")])
def test_a_field_that_is_not_understood_is_an_error(name, write):
    first = json.loads((SAMPLES / name).read_text().splitlines()[0]) | {"mystery_tokens": 5}
    with pytest.raises(BadFile, match=rf"{re.escape(name)}:1: mystery_tokens is not understood in format"):
        xlcost.usage.price(write(name, json.dumps(first) + "\n"), today=TODAY)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_another_format_says_what_is_missing(name, write):
    with pytest.raises(BadFile, match=rf"has no column .* which format {name} needs"):
        xlcost.usage.price(write("a.csv", "a,b\n1,2\n"), format=name, today=TODAY)


def test_an_unknown_format():
    with pytest.raises(BadFile, match=r"no format 'excel'; one of openai-usage"):
        xlcost.usage.price(SAMPLES / "openai_costs.csv", format="excel", today=TODAY)


MAP = """
input_includes_cached = {includes}
ignore = ["cost_estimate"]
[columns]
timestamp = "ts"
model = "llm"
input_tokens = "tokens_in"
output_tokens = "tokens_out"
cached_tokens = "hits"
"""
OWN = "ts,llm,tokens_in,tokens_out,hits,cost_estimate\n2026-06-10,steady,1000000,0,400000,9\n"


@pytest.mark.parametrize(("includes", "total"), [("true", 1.92), ("false", 3.12)])
def test_columns_of_ones_own(includes, total, write, prices):
    told = write("map.toml", MAP.format(includes=includes))
    report = xlcost.usage.price(write("own.csv", OWN), column_map=told, prices=prices, today=TODAY)
    assert float(report.total) == pytest.approx(total)


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "no default": (MAP.format(includes='"maybe"'), "say input_includes_cached = true or false"),
        "no columns": ("input_includes_cached = true", "needs a table .columns. of texts"),
        "missing": (MAP.format(includes="true").replace('model = "llm"', ""), "lacks model"),
        "unknown": (MAP.format(includes="true") + 'colour = "c"', "does not know colour"),
        "a key": ("colour = 1\n" + MAP.format(includes="true"), "unknown key colour"),
    }.values(),
)
def test_a_map_that_does_not_say_enough(text, message, write, prices):
    with pytest.raises(BadFile, match=message):
        xlcost.usage.price(write("own.csv", OWN), column_map=write("map.toml", text), prices=prices, today=TODAY)


def test_a_map_does_not_hide_money(write, prices):
    told = write("map.toml", MAP.format(includes="true").replace('"cost_estimate"', ""))
    with pytest.raises(BadFile, match=r"cost_estimate is not understood in format map map\.toml"):
        xlcost.usage.price(write("own.csv", OWN), column_map=told, prices=prices, today=TODAY)
