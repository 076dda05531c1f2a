"""Files of every kind are read; broken, cut off, hostile and doubled ones are refused in one line with file and line."""

from __future__ import annotations

import gzip
import io
import sys
from decimal import Decimal

import pytest
import zstandard
from usage_material import SAMPLES, TODAY, requests_csv

import xlcost.usage
from xlcost.errors import BadFile
from xlcost.usage import files

ROW = "2026-06-10T08:00:00,steady,1000000,0"
LOG = requests_csv(ROW)


def total(paths, prices, **more):
    return xlcost.usage.price(paths, prices=prices, today=TODAY, **more).total


PACKED = {
    "log.csv": lambda text: text,
    "log.csv.gz": gzip.compress,
    "log.csv.zst": zstandard.compress,
    "log.txt": lambda text: text,
    "log": lambda text: text,
    "with a [strange] name*.csv": lambda text: text,
    "bom.csv": lambda text: b"\xef\xbb\xbf" + text,
    "semicolons.csv": lambda text: text.replace(b",", b";"),
    "quoted.csv": lambda text: text.replace(b"steady", b'"steady"'),
    "windows.csv": lambda text: text.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize(("name", "pack"), PACKED.items(), ids=PACKED)
def test_a_csv_file(name, pack, write, prices):
    assert total(write(name, pack(LOG.encode())), prices) == 3


LINES = (SAMPLES / "gemini_usage_metadata.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("name", "pack"),
    {"a.jsonl": bytes, "a.json": bytes, "a.jsonl.gz": gzip.compress, "a.ndjson.zst": zstandard.compress}.items(),
)
def test_json_lines(name, pack, write):
    assert xlcost.usage.price(write(name, pack(LINES)), today=TODAY).total == Decimal("0.001403")


def test_a_folder_a_pattern_and_several_files(write, tmp_path, prices):
    write("logs/a.csv", LOG)
    write("logs/deep/b.csv.gz", gzip.compress(requests_csv(ROW, ROW).encode()))
    write("logs/notes.md", "no usage")
    assert total(tmp_path / "logs", prices) == 9
    assert total(str(tmp_path / "logs" / "*.csv"), prices) == 3
    assert total([tmp_path / "logs" / "a.csv", tmp_path / "logs" / "deep" / "b.csv.gz"], prices) == 9


def test_standard_input(monkeypatch, prices):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOG.encode())))
    assert total("-", prices) == 3


def test_columns_that_matter_not_are_passed_over(write, prices):
    text = requests_csv(f"{ROW},x,cc-1", header="timestamp,model,input_tokens,output_tokens,note,cost_center")
    assert total(write("log.csv", text), prices) == 3


HEADER = "timestamp,model,input_tokens,output_tokens"
REFUSED = {
    "a line too short": (requests_csv(ROW, "2026-06-10,steady"), r"log\.csv:3: has 2 cells where the header has 4$"),
    "a line too long": (requests_csv(ROW, ROW + ",5"), r"log\.csv:3: has 5 cells where the header has 4$"),
    "a quote that does not end": (requests_csv(ROW, '2026-06-10,"steady,1,2'), r"log\.csv:\d+: a quoted cell does not end$"),
    "negative": (
        requests_csv(ROW, "2026-06-10,steady,-5,0"),
        r"log\.csv:3: input_tokens must be a whole number, at least 0 and at most 1e15, not '-5'$",
    ),
    "a fraction": (requests_csv("2026-06-10,steady,5.5,0"), r"log\.csv:2: input_tokens must be a whole number, .* not '5\.5'$"),
    "a text": (requests_csv("2026-06-10,steady,5,many"), r"log\.csv:2: output_tokens must be a whole number, .* not 'many'$"),
    "no number": (requests_csv("2026-06-10,steady,nan,0"), r"log\.csv:2: input_tokens must be .* not 'nan'$"),
    "without end": (requests_csv("2026-06-10,steady,inf,0"), r"log\.csv:2: input_tokens must be .* not 'inf'$"),
    "no time": (requests_csv("June,steady,5,0"), r"log\.csv:2: timestamp must be a time, not 'June'$"),
    "an empty time": (requests_csv(",steady,5,0"), r"log\.csv:2: the time is empty$"),
    "to come": (requests_csv("2031-01-01,steady,5,0"), r"log\.csv:2: is of 2031-01-01, which is to come"),
    "more cached than sent": (
        requests_csv("2026-06-10,steady,5,0,6", header=HEADER + ",cached_tokens"),
        r"log\.csv:2: more cached and cache-write tokens than input tokens",
    ),
    "after lines in quotes": (
        requests_csv('2026-06-10,steady,1,2,"a\nb"', "2026-06-10,steady,-1,2,c", header=HEADER + ",note"),
        r"log\.csv:4: input_tokens must be a whole number",
    ),
    "an unknown column of tokens": (
        requests_csv("2026-06-10,steady,5,0,1", header=HEADER + ",input_cached_tokens"),
        r"log\.csv: input_cached_tokens is not understood in format requests, and may carry tokens",
    ),
    "an unknown tier": (
        requests_csv("2026-06-10,steady,5,0,flex", header=HEADER + ",service_tier"),
        r"service_tier is not understood",
    ),
    "unknown money": (requests_csv("2026-06-10,steady,5,0,1", header=HEADER + ",cost"), r"cost is not understood"),
    "no format's columns": ("a,b\n1,2\n", r"log\.csv: its columns fit no format \(a, b\); see xlcost usage formats"),
    "a column twice": (requests_csv(ROW + ",1", header=HEADER + ",model"), r"log\.csv:1: has more than one column model$"),
    "no columns": ("\n\n", r"log\.csv:1: has no column names$"),
    "nothing": ("", r"log\.csv: is empty$"),
    "UTF-16": (requests_csv(ROW).encode("utf-16"), r"log\.csv: is no CSV text in UTF-8"),
    "no text": (requests_csv(ROW).encode() + b"\xff\xfe,steady,1,2\n", r"log\.csv:3: is no text in UTF-8$"),
    "an endless line": (requests_csv("2026-06-10," + "x" * (17 << 20) + ",1,2"), r"log\.csv:\d+: a line of more than 16 MB; refused$"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_a_broken_csv_file_is_refused_in_one_line(text, message, write, prices):
    with pytest.raises(BadFile, match=message) as raised:
        total(write("log.csv", text), prices)
    assert "\n" not in str(raised.value)


JSON = {
    "a broken line": (LINES + b'{"timestamp": "2026\n', r"log\.jsonl:2: is no JSON"),
    "a line that is cut off": (LINES + LINES[:50], r"log\.jsonl:2: is no JSON"),
    "no number": (LINES.replace(b"1000", b"NaN"), r"log\.jsonl(:1)?: is no JSON"),
    "negative": (LINES.replace(b": 1000", b": -1000"), r"log\.jsonl:1: usageMetadata\.promptTokenCount must be a whole number, .* not '-1000'$"),
    "a total that is another": (LINES.replace(b"1550", b"1500"), r"log\.jsonl:1: totalTokenCount is not prompt, tool-use prompt"),
    "unknown tokens": (
        LINES.replace(b'"totalTokenCount"', b'"magicTokenCount": 5, "totalTokenCount"'),
        r"log\.jsonl:1: usageMetadata\.magicTokenCount is not understood in format gemini-log",
    ),
    "nested without end": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, r"log\.jsonl(:1)?: nested too deeply; refused$"),
    "no records": (b"[]", r"log\.jsonl: has no records$"),
    "no text": (LINES.replace(b"gemini", b"\xff\xfe"), r"log\.jsonl(:1)?: is no text in UTF-8$"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), JSON.values(), ids=JSON)
def test_a_broken_json_file_is_refused_in_one_line(text, message, write):
    with pytest.raises(BadFile, match=message) as raised:
        xlcost.usage.price(write("log.jsonl", text), today=TODAY)
    assert "\n" not in str(raised.value)


LONG = requests_csv(*[ROW] * 50_000).encode()
CUT = {
    "gzip": ("log.csv.gz", gzip.compress(LONG)[:-200]),
    "gzip without its end": ("log.csv.gz", gzip.compress(LONG)[:-8]),
    "zstd": ("log.csv.zst", zstandard.compress(LONG)[:-5]),
    "zstd at a block": (
        "log.csv.zst",
        zstandard.compress(b"".join(bytes([n % 251]) * 3 for n in range(300_000)))[: 1 << 9],
    ),
    "gzip of nothing like it": ("log.csv.gz", b"\x1f\x8b nothing"),
    "not packed": ("log.csv.gz", LONG),
    "Parquet": ("log.parquet", b"PAR1 and no more"),
    "no Parquet": ("log.parquet", LONG),
}


@pytest.mark.parametrize(("name", "data"), CUT.values(), ids=CUT)
def test_a_file_that_is_cut_off_or_not_what_it_says_is_refused(name, data, write, prices):
    with pytest.raises(BadFile, match=rf"^[^\n]*{name}[^\n]*$"):
        total(write(name, data), prices)


@pytest.mark.parametrize(("name", "pack"), {"log.csv.gz": gzip.compress, "log.csv.zst": zstandard.compress}.items())
def test_a_bomb_is_refused(name, pack, write, prices, monkeypatch):
    monkeypatch.setattr(files, "_MOST_BYTES", 1 << 20)
    bomb = write(name, pack(requests_csv().encode() + b" " * (64 << 20)))
    with pytest.raises(BadFile, match=r"unpacks to more than 400 times its size; refused as a bomb$"):
        total(bomb, prices)


def test_a_file_given_twice_and_a_copy_of_it_are_refused(write, prices):
    one, copy = write("a.csv", LOG), write("b.csv", LOG)
    with pytest.raises(BadFile, match=r"a\.csv: given twice$"):
        total([one, one], prices)
    with pytest.raises(BadFile, match=r"b\.csv: is the same file as .*a\.csv; an export read twice counts twice$"):
        total([one, copy], prices)


@pytest.mark.parametrize("name", ["nowhere.csv", "nothing-*.csv"])
def test_a_file_that_is_not_there(name, tmp_path, prices):
    with pytest.raises(BadFile, match=r"no such file|no file matches"):
        total(tmp_path / name, prices)


def test_a_folder_without_usage(tmp_path, prices):
    with pytest.raises(BadFile, match="no CSV, JSON or Parquet files in this folder"):
        total(tmp_path, prices)
