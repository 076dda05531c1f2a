"""xlcost usage: tables for people, JSON for programs, files for tools; nothing is written when something is wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "usage" / "samples"
OPENAI, BILL = str(SAMPLES / "openai_usage_api.json"), str(SAMPLES / "openai_costs.csv")
PRICES = "provider,model,input,output,cache_read\nacme,steady,3,15,0.3\n"
HEADER = "timestamp,model,input_tokens,output_tokens"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(f"{HEADER}\n2026-06-10,steady,1000000,0\n2026-07-10,steady,0,1000000\n")
    return str(path)


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text(f"{HEADER}\n2026-06-10,steady,-1,0\n")
    return str(path)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(PRICES)
    return str(path)


def test_a_table_for_people(xlcost):
    outcome = xlcost("usage", "price", OPENAI)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Usage: 0.31 USD, 1 row" in outcome.out
    assert ["2026-09", "openai/gpt-4.1-mini", "50", "500.0k", "200.0k", "100.0k", "0.31"] in [
        line.split() for line in outcome.out.splitlines()
    ]
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_json_for_programs(xlcost):
    document = json.loads(xlcost("usage", "price", OPENAI, "--json").out)
    assert document["total_usd"] == pytest.approx(0.306)
    assert {"rows", "requests", "unpriced", "groups"} <= document.keys()
    assert document["groups"][0]["cost_usd"] == pytest.approx(0.306)


def test_prices_of_ones_own_and_keys(xlcost, log, table):
    document = json.loads(xlcost("usage", "price", log, "--prices", table, "--group-by", "month", "--json").out)
    assert [(each["month"], each["cost_usd"]) for each in document["groups"]] == [("2026-06", 3), ("2026-07", 15)]


def test_since_and_until(xlcost, log, table):
    outcome = xlcost(
        "usage", "price", log, "--prices", table, "--since", "2026-07-01", "--until", "2026-08-01", "--json"
    )
    assert json.loads(outcome.out)["total_usd"] == 15


def test_deployments(xlcost, tmp_path, log, table):
    named = Path(log).read_text().replace("steady", "my-deployment")
    Path(log).write_text(named)
    told = tmp_path / "map.csv"
    told.write_text("deployment,model\nmy-deployment,acme/steady\n")
    outcome = xlcost("usage", "price", log, "--prices", table, "--deployments", str(told), "--json")
    assert json.loads(outcome.out)["total_usd"] == 18


def test_files_for_tools(xlcost, tmp_path):
    out, focus, parquet = (str(tmp_path / name) for name in ("out.csv", "focus.csv", "out.parquet"))
    outcome = xlcost("usage", "price", OPENAI, "--csv", out, "--focus", focus, "--parquet", parquet)
    assert outcome.code == 0
    assert [row["cost_usd"] for row in csv.DictReader(Path(out).read_text().splitlines())] == ["0.306"]
    assert json.loads(xlcost("usage", "price", focus, "--json").out)["total_usd"] == pytest.approx(0.306)
    assert Path(parquet).read_bytes().startswith(b"PAR1")


def test_nothing_is_written_when_something_is_wrong(xlcost, tmp_path, broken):
    out = tmp_path / "out.csv"
    outcome = xlcost("usage", "price", broken, "--csv", str(out))
    assert (outcome.code, outcome.out) == (2, "")
    assert (
        outcome.err
        == f"xlcost: {broken}:2: input_tokens must be a whole number, at least 0 and at most 1e15, not '-1'\n"
    )
    assert not out.exists()


def test_rows_without_a_price_refuse_the_total_and_leave_the_reasons(xlcost, tmp_path, log):
    out = tmp_path / "out.csv"
    outcome = xlcost("usage", "price", log, "--json", "--csv", str(out))
    assert outcome.code == 2
    assert "2 of 2 rows cannot be priced: unknown model steady" in outcome.err
    document = json.loads(outcome.out)
    assert document["total_usd"] is None
    assert [(each["rows"], each["tokens"]) for each in document["unpriced"]] == [(2, 2_000_000)]
    assert not out.exists()


def test_a_lower_bound_is_marked(xlcost, log, tmp_path, table):
    text = Path(log).read_text() + "2026-07-11,nobody,5,0\n"
    Path(log).write_text(text)
    outcome = xlcost("usage", "price", log, "--prices", table, "--allow-unpriced")
    assert outcome.code == 0
    assert "Usage: at least 18.00 USD, 3 rows" in outcome.out
    assert "No price: unknown model nobody (1 row, 5 tokens;" in outcome.out


def test_an_output_over_an_input_is_refused(xlcost, log, table):
    outcome = xlcost("usage", "price", log, "--prices", table, "--csv", log)
    assert outcome.code == 2
    assert "is a file that this command reads" in outcome.err


def test_a_bill_is_shown_as_billed(xlcost):
    outcome = xlcost("usage", "price", BILL)
    assert "Billed: 0.31 USD, 1 row" in outcome.out


def test_reconcile(xlcost):
    outcome = xlcost("usage", "reconcile", OPENAI, BILL)
    assert outcome.code == 0
    assert "Billed 0.31 USD, priced 0.31 USD, difference 0.00 USD" in outcome.out
    document = json.loads(xlcost("usage", "reconcile", OPENAI, BILL, "--json", "--tolerance", "2%").out)
    assert document["lines"][0]["why"] == "equal"
    assert document["tolerance"] == 0.02


def test_formats(xlcost):
    outcome = xlcost("usage", "formats")
    assert outcome.code == 0
    assert "anthropic-console" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80
    one = xlcost("usage", "formats", "openai-usage")
    assert "github.com/openai/openai-openapi, UsageCompletionsResult" in one.out
    listed = json.loads(xlcost("usage", "formats", "--json").out)
    assert {"name", "input_includes", "documented"} <= listed[0].keys()


def test_sql(xlcost):
    outcome = xlcost("usage", "sql", "--table", "usage.requests", "--column", "team=dept", "--group-by", "team")
    assert outcome.code == 0
    assert outcome.out.startswith("SELECT\n  usage_day,")
    assert "dept AS team" in outcome.out
    assert json.loads(xlcost("usage", "sql", "--table", "t", "--json").out)["sql"].startswith("SELECT")


def test_sql_without_a_column(xlcost):
    assert "cached_tokens" not in xlcost("usage", "sql", "--table", "t", "--column", "cached_tokens=").out.replace(
        "n_cache", ""
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("price", "nowhere.csv"),
        ("price", OPENAI, "--format", "nothing"),
        ("price", OPENAI, "--group-by", "colour"),
        ("price", OPENAI, "--tz", "Mars/Base"),
        ("price", OPENAI, "--since", "soon"),
        ("price", OPENAI, "--cached", "perhaps"),
        ("price", OPENAI, "--deployments", "nowhere.csv"),
        ("price", OPENAI, "--prices", "nowhere.csv"),
        ("price", OPENAI, "--map", "nowhere.toml"),
        ("price", OPENAI, BILL),
        ("reconcile", BILL),
        ("reconcile", OPENAI, BILL, "--tolerance", "much"),
        ("formats", "nothing"),
        ("sql", "--table", "a; b"),
    ],
    ids=" ".join,
)
def test_whatever_is_wrong_is_one_line(xlcost, arguments):
    outcome = xlcost("usage", *arguments)
    assert outcome.code == 2
    assert outcome.err.startswith("xlcost: ")
    assert outcome.err.count("\n") == 1
