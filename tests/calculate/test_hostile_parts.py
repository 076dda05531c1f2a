"""What is odd inside a workbook is worked with or refused in one line; no rule fails on it, and nothing acts in reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hostile_parts import ODD
from raw_package import formula_sheet, parts, zipped

from xlcost.inert import acts

_ACTING = "<script>alert(1)</script>"


@pytest.mark.parametrize("kind", ODD)
def test_it_is_worked_with_or_refused_in_one_line(xlcost, tmp_path: Path, monkeypatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd.xlsx").write_bytes(ODD[kind])
    Path("good.xlsx").write_bytes(zipped(parts(formula_sheet({"A1": 1, "A2": "=A1*2"}))))
    before = {path.name for path in tmp_path.iterdir()}
    for command in (
        ["check", "odd.xlsx", "--format", "json"],
        ["check", "odd.xlsx", "--format", "html"],
        ["map", "odd.xlsx", "--format", "html", "-o", "out.html"],
        ["diff", "odd.xlsx", "good.xlsx"],
        ["trace", "odd.xlsx", "S1!B2", "--json"],
        ["recalc", "odd.xlsx", "-o", "out.xlsx"],
    ):
        done = xlcost(*command)
        assert done.code in {0, 1, 2}, command
        assert "fault of xlcost" not in done.out + done.err, done
        assert not any(acts(sign) for sign in (done.out + done.err).replace("\n", "")), command
        written = {path.name for path in tmp_path.iterdir()} - before
        if done.code == 2:
            assert (done.err[:8], done.err.count("\n"), written) == ("xlcost: ", 1, set()), (command, done.err)
        elif "json" in command and command[0] == "check":
            assert all(each["failed"] == {} for each in json.loads(done.out)["files"]), done.out
        for path in tmp_path.glob("out.*"):
            assert _ACTING not in path.read_text(encoding="utf-8", errors="replace")
            path.unlink()
        assert "html" not in command or _ACTING not in done.out


def test_there_are_more_than_sixty() -> None:
    assert len(ODD) > 60
