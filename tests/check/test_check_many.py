"""Many files: in order, in processes, and whatever one of them does, the others are checked."""

import os
import sys
from pathlib import Path

import pytest
from planted_books import as_bytes
from rule_books import workbook

from xlcost.check.many import check_files
from xlcost.check.settings import Settings

ONLY = Settings(select=("F01",))


class Killer(type(Path())):
    """A path that ends the process to which it is sent: the worst that a file could do to ours."""

    def __reduce__(self):
        return os._exit, (1,)


@pytest.fixture
def files(tmp_path):
    data = as_bytes(workbook({"A!A1": 1, "A!B1": "=A1*1.07"}))
    paths = [tmp_path / f"book{number}.xlsx" for number in range(4)]
    for path in paths:
        path.write_bytes(data)
    return paths


@pytest.mark.parametrize("jobs", [1, 2])
def test_reports_come_in_the_order_of_the_files(files, jobs):
    done = []
    reports = check_files(files[::-1], ONLY, jobs, lambda: done.append(1))
    assert [report.path for report in reports] == [str(path) for path in files[::-1]]
    assert [len(report.findings) for report in reports] == [1] * 4
    assert len(done) == 4


def test_a_file_that_ends_its_process_is_refused_and_the_others_are_checked(files):
    reports = check_files([files[0], Killer(files[1]), *files[2:]], ONLY, 2)
    assert [report.unreadable is None for report in reports] == [True, False, True, True]
    assert reports[1].unreadable == (
        f"{files[1]}: checking it ended the process, or could not be stopped within the time and memory allowed "
        "(see --time-limit); the file is refused as hostile"
    )
    assert [len(report.findings) for report in reports] == [1, 0, 1, 1]


def test_a_fault_of_ours_is_told_as_one(files, monkeypatch):
    def fails(book):
        raise KeyError("no\nsuch")

    monkeypatch.setattr("xlcost.check.run.read_waivers", fails)
    (report,) = check_files(files[:1], ONLY)
    assert report.unreadable == (
        f"{files[0]}: could not be checked, a fault of xlcost (KeyError: 'no\\nsuch'); please report it"
    )


def test_a_rule_that_fails_does_not_hide_the_others(files, monkeypatch):
    from dataclasses import replace

    from xlcost.check.registry import RULES
    from xlcost.check.rules import all_rules

    def fails(model):
        raise ZeroDivisionError("division by zero")
        yield

    monkeypatch.setitem(RULES, "F08", replace(all_rules()["F08"], test=fails))
    (report,) = check_files(files[:1], Settings(select=("F01", "F08")))
    assert report.failed == {"F08": "ZeroDivisionError: division by zero"}
    assert [finding.rule for finding in report.findings] == ["F01"]


def test_a_person_sees_how_far_it_is(files, monkeypatch, capsys):
    from xlcost.cli.check import check

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(SystemExit) as end:
        check.main([*map(str, files), "--jobs", "1", "--select", "F01", "--json"], standalone_mode=False)
    assert end.value.code == 0
    assert "Checking" in capsys.readouterr().err
