"""Every command that opens a workbook refuses a hostile one with one line, exit code 2, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import MAIN, formula_sheet, parts, sheet_xml, zipped

from xlcost.cli.app import COMMANDS
from xlcost.workbook import limits

GOOD = zipped(parts(formula_sheet({"A1": 1, "A2": "=A1*2"})))
DEEP = f'<worksheet xmlns="{MAIN}">' + "<a>" * 50_000 + "</a>" * 50_000 + "</worksheet>"
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


USAGE = """\
start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,\
service_tier,input_tokens,output_tokens,input_cached_tokens
1788220800,1788307200,2026-09-01T00:00:00+00:00,2026-09-02T00:00:00+00:00,p,120,u,k,gpt-4.1-mini-2025-04-14,FALSE,\
default,480000,60000,120000
"""


def with_sheet(xml: str | bytes) -> bytes:
    return zipped(parts(formula_sheet({"A1": 1})) | {"xl/worksheets/sheet1.xml": xml})


HOSTILE = {
    "empty": b"",
    "csv": b"month,cost\n1,450\n",
    "xls": OLE2 + "Workbook".encode("utf-16-le"),
    "encrypted": OLE2 + "EncryptedPackage".encode("utf-16-le"),
    "xlsb": zipped({"xl/workbook.bin": b"x"}),
    "ods": zipped({"mimetype": "x", "content.xml": "<x/>"}),
    "truncated": GOOD[: len(GOOD) // 2],
    "zip bomb": with_sheet(b" " * (limits.RATIO_FREE_BYTES + 1)),
    "path traversal": zipped(parts(formula_sheet({"A1": 1})) | {"../../evil.xml": "x"}),
    "external entity": with_sheet(XXE + sheet_xml("")),
    "deeply nested": with_sheet(DEEP),
    "gigantic dimensions": with_sheet(
        sheet_xml('<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>')
    ),
    "damaged": with_sheet("<worksheet><sheetData>"),
}

#: Every way in which a command opens a workbook; BAD is the hostile one.
CALLS = {
    "recalc": ("recalc", "BAD", "-o", "out.xlsx"),
    "recalc in place": ("recalc", "BAD", "-o", "BAD"),
    "check": ("check", "BAD"),
    "diff of an old one": ("diff", "BAD", "good.xlsx", "-o", "out.txt"),
    "diff of a new one": ("diff", "good.xlsx", "BAD", "-o", "out.txt"),
    "run": ("run", "BAD", "--get", "S1!A1"),
    "run of scenarios": ("run", "BAD", "--scenarios", "runs.csv", "--get", "S1!A1", "-o", "out.csv"),
    "map": ("map", "BAD", "-o", "out.html", "--format", "html"),
    "review": ("review", "BAD"),
    "trace": ("trace", "BAD", "S1!A1"),
    "excel doctor": ("excel", "doctor", "BAD"),
    "excel evidence": ("excel", "evidence", "BAD", "-o", "out.json"),
    "excel evidence of an original": ("excel", "evidence", "good.xlsx", "--original", "BAD", "-o", "out.json"),
    "actuals": ("actuals", "BAD", "--usage", "usage.csv", "--output", "out.xlsx"),
    "actuals in place": ("actuals", "BAD", "--usage", "usage.csv"),
    "evidence into": ("evidence", "results.csv", "--into", "BAD", "--as", "A=prompt", "--as", "C=tuned"),
    "simulate": ("simulate", "BAD", "--runs", "100"),
    "simulate into": ("simulate", "--into", "BAD", "--runs", "100"),
    "update": ("update", "BAD", "-o", "out.xlsx"),
    "update in place": ("update", "BAD"),
    "usage price": ("usage", "price", "BAD", "--csv", "out.csv"),
    "usage reconcile": ("usage", "reconcile", "BAD", "usage.csv"),
}
NO_WORKBOOK = {"cost", "compare", "prices", "functions", "new", "libreoffice", "completion", "version"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("good.xlsx").write_bytes(GOOD)
    Path("runs.csv").write_text("S1!A1\n1\n")
    Path("results.csv").write_text("case,prompt,tuned\n1,1,1\n2,0,1\n3,1,1\n")
    Path("usage.csv").write_text(USAGE)
    return tmp_path


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_one_line_exit_code_2_and_nothing_written(folder, xlcost, kind, call):
    Path("bad.xlsx").write_bytes(HOSTILE[kind])
    before = content(folder)
    code, out, err = xlcost(*("bad.xlsx" if part == "BAD" else part for part in CALLS[call]))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("xlcost: bad.xlsx: ")
    assert content(folder) == before


def test_many_hostile_files_are_a_line_each(folder, xlcost):
    names = [f"bad{number}.xlsx" for number in range(4)]
    for name, data in zip(names, HOSTILE.values(), strict=False):
        Path(name).write_bytes(data)
    code, out, err = xlcost("check", *names, "good.xlsx", "--jobs", "2", "--select", "F01")
    assert code == 2
    assert [line.split(":")[1].strip() for line in err.splitlines()] == names
    assert out.startswith("good.xlsx: clean")


@pytest.mark.parametrize("call", CALLS)
def test_a_missing_file_is_one_line_too(folder, xlcost, call):
    code, out, err = xlcost(*("bad.xlsx" if part == "BAD" else part for part in CALLS[call]))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "bad.xlsx" in err


def test_every_command_that_opens_a_workbook_is_held_to_this():
    assert {call[0] for call in CALLS.values()} == set(COMMANDS) - NO_WORKBOOK


def test_the_other_files_of_these_calls_are_sound(folder, xlcost):
    code, out, err = xlcost("usage", "price", "usage.csv")
    assert (code, err) == (0, "")
    assert "gpt-4.1-mini" in out
    assert xlcost("evidence", "results.csv").code == 0
