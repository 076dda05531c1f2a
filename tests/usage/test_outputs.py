"""What is written: tables that spreadsheets do not calculate, exact Parquet, FOCUS that reads back; kept sums."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest
from usage_material import SAMPLES, TODAY, requests_csv

import xlcost.usage
from xlcost.errors import BadFile
from xlcost.usage import engine, writing
from xlcost.usage.report import as_json


@pytest.fixture
def report(write, prices):
    header = "timestamp,model,input_tokens,output_tokens,cached_tokens,use_case,team,web_searches"
    rows = [
        "2026-06-09,falling,1000000,10,400000,=cmd|' /C calc'!A0,red,0",
        "2026-06-10,falling,1000000,10,400000,chat,red,0",
        "2026-07-01,steady,1000000,10,0,chat,blue,12",
    ]
    path = write("log.csv", requests_csv(*rows, header=header))
    return xlcost.usage.price(path, group_by=("month", "use_case", "team"), prices=prices, today=TODAY)


def test_csv_is_no_formula(report, tmp_path):
    writing.write_csv(report, tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert [row["use_case"] for row in rows] == ["'=cmd|' /C calc'!A0", "chat", "chat"]
    assert sum(float(row["cost_usd"]) for row in rows) == pytest.approx(float(report.total))


def test_parquet_is_exact(report, tmp_path):
    import duckdb

    writing.write_parquet(report, tmp_path / "out.parquet")
    relation = duckdb.connect().execute(f"SELECT SUM(cost_usd), SUM(requests) FROM '{tmp_path / 'out.parquet'}'")
    assert relation.fetchone() == (report.total, 3)


def test_focus_reads_back(report, tmp_path):
    writing.write_focus(report, tmp_path / "focus.csv")
    back = xlcost.usage.price(tmp_path / "focus.csv", group_by=("month",), today=TODAY)
    assert back.basis == "billed"
    assert back.total == report.total
    assert [line.cost for line in back.lines()] == [line.cost for line in report.lines(["month"])]


def test_focus_has_the_kinds_of_token(report, tmp_path):
    writing.write_focus(report, tmp_path / "focus.csv")
    rows = list(csv.DictReader((tmp_path / "focus.csv").read_text().splitlines()))
    assert {row["SkuMeter"] for row in rows} == {"Input Tokens", "Cached Input Tokens", "Output Tokens", "Web Searches"}
    for row in rows:
        quantity, price = Decimal(row["PricingQuantity"]), Decimal(row["ListUnitPrice"])
        assert quantity * price == Decimal(row["BilledCost"])


def test_json(report):
    document = json.loads(json.dumps(as_json(report, complete=True)))
    assert document["total_usd"] == float(report.total)
    assert document["rows"] == document["requests"] == 3
    assert document["unpriced"] == []
    assert [line["month"] for line in document["groups"]] == ["2026-06", "2026-06", "2026-07"]


def test_a_frame(report):
    frame = report.to_frame()
    assert frame["cost_usd"].sum() == pytest.approx(float(report.total))
    assert list(frame.columns[:3]) == ["month", "use_case", "team"]


def test_what_has_no_price_is_never_zero(write, prices):
    log = write("log.csv", requests_csv("2026-06-10,steady,1000000,0", "2026-06-10,nobody,500,7"))
    report = xlcost.usage.price(log, prices=prices, unpriced="allow", today=TODAY)
    lines = {line.keys["model"]: line.cost for line in report.lines()}
    assert lines == {"acme/steady": 3, "nobody": None}
    document = as_json(report, complete=False)
    assert document["total_usd"] is None
    assert document["lower_bound_usd"] == 3
    assert document["unpriced"][0] | {"example": ""} == {
        "reason": "unknown model nobody", "rows": 1, "requests": 1, "tokens": 507, "example": "",
    }  # fmt: skip


def test_kept_sums_are_not_read_again(tmp_path, monkeypatch):
    sample, cubes = SAMPLES / "openai_usage_api.json", tmp_path / "cubes"
    first = xlcost.usage.price(sample, cubes=cubes, today=TODAY)
    assert len(list(cubes.glob("*.parquet"))) == 1

    def unread(*_, **__):
        raise AssertionError("read again")

    monkeypatch.setattr("xlcost.usage.run.counted", unread)
    again = xlcost.usage.price(sample, cubes=cubes, today=TODAY)
    assert again.total == first.total
    assert [each.group for each in again.priced] == [each.group for each in first.priced]
    with pytest.raises(AssertionError, match="read again"):
        xlcost.usage.price(sample, cubes=cubes, group_by=["use_case"], today=TODAY)  # another question


def test_kept_sums_do_not_hide_what_is_there_twice(write, tmp_path, prices):
    header = "timestamp,model,input_tokens,output_tokens,request_id"
    one = write("one.csv", requests_csv("2026-06-10,steady,5,0,a", "2026-06-10,steady,5,0,b", header=header))
    two = write("two.csv", requests_csv("2026-06-10,steady,5,0,b", header=header))
    cubes = tmp_path / "cubes"
    for path in (one, two):
        xlcost.usage.price(path, cubes=cubes, prices=prices, today=TODAY)
    with pytest.raises(BadFile, match="the request b is there 2 times"):
        xlcost.usage.price([one, two], cubes=cubes, prices=prices, today=TODAY)


def test_a_damaged_cube_is_said(tmp_path):
    sample, cubes = SAMPLES / "openai_usage_api.json", tmp_path / "cubes"
    xlcost.usage.price(sample, cubes=cubes, today=TODAY)
    next(cubes.glob("*.parquet")).write_bytes(b"PAR1 no more")
    with pytest.raises(BadFile, match="is a damaged cube"):
        xlcost.usage.price(sample, cubes=cubes, today=TODAY)


def test_without_duckdb_the_extra_is_named(monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *more, **named):
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadFile, match=r"pip install 'xlcost\[usage\]'"), engine.workshop():
        pass


def test_a_refused_run_makes_no_folder(write, tmp_path):
    broken = write(
        "broken.csv", requests_csv("2026-06-10,steady,many,0", header="timestamp,model,input_tokens,output_tokens")
    )
    with pytest.raises(BadFile):
        xlcost.usage.price(broken, cubes=tmp_path / "cubes", today=TODAY)
    assert not (tmp_path / "cubes").exists()


def test_a_folder_that_cannot_be_made_is_said(write, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFile, match=r"file.cubes: cannot be written \(Not a directory\)"):
        xlcost.usage.price(SAMPLES / "openai_usage_api.json", cubes=tmp_path / "file" / "cubes", today=TODAY)
