"""xlcost excel doctor: findings for people and programs, and exit code 1 where something fails."""

from __future__ import annotations

import json


def test_off_windows_it_says_so_and_how_else_to_go_on(xlcost):
    outcome = xlcost("excel", "doctor")
    assert outcome.code == 1
    assert "FAIL" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_findings_for_a_program(xlcost):
    findings = json.loads(xlcost("excel", "doctor", "--json").out)
    assert findings
    for finding in findings:
        assert finding["status"] in {"ok", "warn", "fail"}
        assert finding["status"] == "ok" or finding["mend"]


def test_a_workbook_that_is_not_there_is_one_line(xlcost):
    outcome = xlcost("excel", "doctor", "nowhere.xlsm")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
