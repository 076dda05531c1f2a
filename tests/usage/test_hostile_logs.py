"""Logs and results that cannot be read or priced end with one line that says why, exit code 2, and nothing written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

HEADER = (
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,"
    "service_tier,input_tokens,output_tokens,input_cached_tokens\n"
)
ROW = "1788220800,1788307200,2026-09-01T00:00:00+00:00,2026-09-02T00:00:00+00:00,p,{n},u,k,gpt-4.1,FALSE,default,{n},1,0\n"
LOGS: dict[str, tuple[str, bytes]] = {
    "empty": ("log.csv", b""),
    "cut off gzip": ("log.csv.gz", gzip.compress((HEADER + ROW.format(n=5) * 500).encode())[:60]),
    "no text": ("log.csv", b"\xff\xfe\x00\x01" * 500),
    "huge line": ("log.csv", (HEADER + '"' + "a" * (17 << 20)).encode()),
    "deeply nested": ("log.json", b"[" * 200_000 + b"]" * 200_000),
    "deeply nested records": ("log.jsonl", (b'{"a":' * 100_000 + b"1" + b"}" * 100_000) + b"\n"),
    "negative count": ("log.csv", (HEADER + ROW.format(n=-5)).encode()),
    "count that is no number": ("log.csv", (HEADER + ROW.format(n="many")).encode()),
    "count beyond all": ("log.csv", (HEADER + ROW.format(n="9" * 60)).encode()),
    "many columns": ("log.csv", (HEADER.strip() + "".join(f",c{number}" for number in range(50_000))).encode()),
    "every column twice": ("log.csv", (HEADER.strip() + "".join(f",c{number // 2}" for number in range(900))).encode()),
    "a workbook": ("log.csv", b"PK\x03\x04" + b"\0" * 400),
}
RESULTS: dict[str, tuple[str, bytes]] = {
    "empty": ("r.csv", b""),
    "no text": ("r.csv", b"\xff\xfe\x00\x01" * 500),
    "deeply nested": ("r.json", b"[" * 200_000 + b"]" * 200_000),
    "cut off": ("r.json", b'{"results": {"results": [{"provider"'),
    "huge field": ("r.csv", b"case,a,b\n" + b"x" * 2_000_000 + b",1,0\n"),
    "number of thousands of digits": ("r.json", b'{"results": ' + b"9" * 10_000 + b"}"),
}


@pytest.mark.parametrize("kind", LOGS)
def test_a_log_that_is_none(kind: str, tmp_path: Path, xlcost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name, data = LOGS[kind]
    Path(name).write_bytes(data)
    code, out, err = xlcost("usage", "price", name, "--csv", "out.csv")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert name in err
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", RESULTS)
def test_results_that_are_none(kind: str, tmp_path: Path, xlcost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name, data = RESULTS[kind]
    Path(name).write_bytes(data)
    code, out, err = xlcost("evidence", name)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert name in err


def test_sums_beyond_what_a_float_holds_are_exact(tmp_path: Path, xlcost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [ROW.format(n=999_999_999_999_999).replace(",1,0\n", f",{number},0\n") for number in range(11)]
    Path("log.csv").write_text(HEADER + "".join(rows))
    code, out, err = xlcost("usage", "price", "log.csv", "--allow-unpriced", "--json")
    assert (code, err) == (0, "")
    assert str(11 * 999_999_999_999_999) in out


def test_a_count_beyond_what_a_float_holds_is_refused(tmp_path: Path, xlcost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text(HEADER + ROW.format(n=2**53 + 1))
    assert (
        "log.csv:2: input_tokens must be a whole number, at least 0 and at most 1e15"
        in xlcost("usage", "price", "log.csv").err
    )


def test_a_model_of_megabytes_is_shown_by_its_beginning(
    tmp_path: Path, xlcost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text(HEADER + ROW.format(n=5).replace("gpt-4.1", "x" * 2_000_000))
    code, out, err = xlcost("usage", "price", "log.csv", "--allow-unpriced")
    assert (code, err) == (0, "")
    assert "x" * 20 in out
    assert len(out) < 10_000


def test_the_nearest_names_are_looked_for_of_the_first_unknown_models_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes milliseconds a name: a log of 100,000 names took the minute that it may take."""
    from collections import Counter

    from xlcost.prices import catalogue
    from xlcost.usage import price

    asked: Counter[str] = Counter()
    monkeypatch.setattr(catalogue, "near_names", lambda name, *_: asked.update([name]) or ["x"])
    rows = "".join(ROW.format(n=5).replace("gpt-4.1", f"model-{number}") for number in range(300))
    (tmp_path / "log.csv").write_text(HEADER + rows)
    report = price(tmp_path / "log.csv", unpriced="allow")
    assert sum("nearest: x" in each.reason for each in report.unpriced()) == len(asked) == 200
    assert len(report.unpriced()) == 300


def test_lines_that_end_in_two_ways_are_named(tmp_path, xlcost):
    """As after exports of two systems were put one behind the other."""
    path = tmp_path / "usage.csv"
    path.write_bytes(b"timestamp,model,input_tokens,output_tokens\n" + b"2026-11-01,gpt-5.4,10,1\r\n" * 3)
    outcome = xlcost("usage", "price", str(path))
    assert outcome.code == 2
    assert "usage.csv: lines end in different ways, or a cell holds a line end without quotes" in outcome.err


def test_days_before_the_first_price_are_refused_with_the_option_that_takes_it(tmp_path, xlcost):
    path = tmp_path / "usage.csv"
    path.write_text("timestamp,model,input_tokens,output_tokens\n2026-09-01,claude-opus-5-5,1000000,0\n")
    outcome = xlcost("usage", "price", str(path))
    assert outcome.code == 2
    assert "starts on 2026-09-22; --before-first first-row takes it for the days before" in outcome.err
    assert xlcost("usage", "price", str(path), "--before-first", "first-row").out.startswith("Usage: 4.00 USD, 1 row")
