"""xlcost check: files and folders, formats, what makes it fail; a bad file is one line and stops nothing."""

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Where the command runs: a folder of its own, with a good and a bad workbook and one that is none."""
    monkeypatch.chdir(tmp_path)
    write("good.xlsx", {"A1": 1, "B1": "=A1*12"}, title="Costs", protect=True)
    write("bad.xlsx", {"A1": 1, "B1": "=A1*1.07"})
    Path("none.xlsx").write_text("month,cost\n")
    return tmp_path


def write(name, cells, *, title=None, protect=False):
    work = openpyxl.Workbook()
    work.properties.title, work.properties.creator = title, "Finance"
    work.active.protection.sheet = protect
    for at, value in cells.items():
        work.active[at] = value
    Path(name).parent.mkdir(exist_ok=True)
    work.save(name)


def codes(outcome):
    """Rule codes in the JSON report of one file."""
    (file,) = json.loads(outcome.out)["files"]
    return {finding["rule"] for finding in file["findings"]}


def test_a_good_workbook_passes(xlcost):
    code, out, err = xlcost("check", "good.xlsx", "--ignore", "S02")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"good\.xlsx: clean \(1 formula, \d\d rules of the profile audit\)", out.splitlines()[0])
    assert out.splitlines()[1:] == [
        "  skipped  13 rules that have nothing to look at here: U (xlcost functions), P",
        "           (prices), D (the decision)",
    ]


def test_a_finding_says_where_what_and_how_to_mend_it(xlcost):
    code, out, err = xlcost("check", "bad.xlsx", "--select", "F01")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "bad.xlsx: 1 warning (1 formula, 1 rule of the profile audit)",
        "  warning  F01  Sheet!B1: the formula holds the number 1.07",
        "           =A1*1.07",
        "           mend: Put the number on the inputs sheet with unit and source, and",
        "             refer to it.",
    ]


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_what_makes_it_fail(xlcost, fail_on, code):
    assert xlcost("check", "bad.xlsx", "--select", "V02", "--fail-on", fail_on).code == code


def test_rules_are_chosen_by_code_or_family(xlcost):
    assert codes(xlcost("check", "bad.xlsx", "--json", "--select", "f01,V")) == {"F01", "V02"}
    assert codes(xlcost("check", "bad.xlsx", "--json", "--ignore", "F,S,X", "--profile", "house")) == {"V02"}
    assert codes(xlcost("check", "bad.xlsx", "--json", "--select", "F", "--ignore", "F01")) == set()


def test_a_bad_file_is_one_line_and_stops_nothing(xlcost):
    code, out, err = xlcost("check", "none.xlsx", "bad.xlsx", "missing.xlsx", "good.xlsx")
    assert code == 2
    assert [line.split(":")[0] for line in out.splitlines() if not line.startswith(" ")] == ["bad.xlsx", "good.xlsx"]
    assert err.splitlines() == [
        "xlcost: none.xlsx: this is plain text (CSV, perhaps), not an .xlsx or .xlsm workbook; open it in Excel or LibreOffice "
        "and save it as .xlsx",
        "xlcost: missing.xlsx: no such file; check the path",
    ]


def test_many_files_are_checked_in_processes_and_reported_in_order(xlcost):
    names = [f"book{number}.xlsx" for number in range(5)]
    for name in names:
        write(name, {"A1": 1, "B1": "=A1*1.07"})
    outcome = xlcost("check", *names, "none.xlsx", "--jobs", "2", "--json")
    assert outcome.code == 2
    assert [file["path"] for file in json.loads(outcome.out)["files"]] == [*names, "none.xlsx"]


def test_a_file_given_twice_is_checked_once(xlcost):
    assert len(json.loads(xlcost("check", "bad.xlsx", "bad.xlsx", "--json").out)["files"]) == 1


def test_a_folder_stands_for_its_workbooks(xlcost):
    write("models/b.xlsx", {"A1": 1})
    write("models/a.xlsm", {"A1": 1})
    Path("models/~$a.xlsx").write_bytes(b"Excel's lock file")
    Path("models/notes.txt").write_text("x")
    outcome = xlcost("check", "models", "--json")
    assert [file["path"] for file in json.loads(outcome.out)["files"]] == [
        str(Path("models/a.xlsm")),
        str(Path("models/b.xlsx")),
    ]


def test_a_folder_without_workbooks_is_refused(xlcost):
    Path("empty").mkdir()
    code, _, err = xlcost("check", "empty")
    assert code == 2
    assert err.startswith("xlcost: there is no workbook in empty. See: ")


@pytest.mark.parametrize("kind", ["text", "json", "sarif", "junit", "html"])
def test_every_format_can_be_written_to_a_file(xlcost, kind):
    printed = xlcost("check", "bad.xlsx", "--format", kind, "--select", "F01")
    written = xlcost("check", "bad.xlsx", "--format", kind, "--select", "F01", "--fail-on", "warning", "-o", "report")
    assert written == (1, "", "")
    if kind not in {"json", "junit"}:  # these hold the time it took
        assert Path("report").read_text(encoding="utf-8") == printed.out
    assert "1.07" in Path("report").read_text(encoding="utf-8")


def test_machine_formats_parse_when_printed(xlcost):
    assert json.loads(xlcost("check", "bad.xlsx", "--format", "sarif").out)["version"] == "2.1.0"
    assert ElementTree.fromstring(xlcost("check", "bad.xlsx", "--format", "junit").out).tag == "testsuites"


@pytest.mark.parametrize("target", ["bad.xlsx", "./bad.xlsx", "link.xlsx"])
def test_a_report_never_replaces_the_workbook(xlcost, target):
    Path("link.xlsx").symlink_to("bad.xlsx")
    before = Path("bad.xlsx").read_bytes()
    code, _, err = xlcost("check", "bad.xlsx", "-o", target)
    assert code == 2
    assert "is a file that this command reads" in err
    assert Path("bad.xlsx").read_bytes() == before


def test_where_nothing_can_be_written_is_one_line(xlcost):
    code, _, err = xlcost("check", "good.xlsx", "-o", "nowhere/report.html")
    assert (code, err) == (2, "xlcost: nowhere/report.html: cannot be written (No such file or directory)\n")


def test_settings_come_from_a_file_and_the_command_line_goes_before_it(xlcost):
    Path("xlcost.toml").write_text('[check]\nselect = ["V02"]\nfail-on = "warning"\n')
    assert xlcost("check", "bad.xlsx").code == 1
    assert codes(xlcost("check", "bad.xlsx", "--json")) == {"V02"}
    assert codes(xlcost("check", "bad.xlsx", "--json", "--select", "F01")) == {"F01"}
    assert xlcost("check", "bad.xlsx", "--fail-on", "error").code == 0
    Path("other.toml").write_text("[check]\nselect = 'F01'\n")
    assert codes(xlcost("check", "bad.xlsx", "--json", "--config", "other.toml")) == {"F01"}


def test_a_setting_that_does_not_exist_is_refused(xlcost):
    Path("xlcost.toml").write_text("[check]\nfailon = 'error'\n")
    code, out, err = xlcost("check", "good.xlsx")
    assert (code, out) == (2, "")
    assert err.endswith("xlcost.toml: there is no setting failon; did you mean fail-on?\n")


def test_waivers_beside_the_workbook_count(xlcost):
    Path("bad.waivers.toml").write_text(
        "[[waiver]]\nrule = 'F01'\naddress = 'Sheet!B1'\nreason = 'VAT by law'\nname = 'Ada'\nexpires = 2999-01-01\n"
    )
    code, out, _ = xlcost("check", "bad.xlsx", "--select", "F01")
    assert code == 0
    assert "  waived   F01  Sheet!B1: VAT by law (Ada, until 2999-01-01)" in out


def test_broken_waivers_are_one_line_and_stop_nothing(xlcost):
    Path("bad.waivers.toml").write_bytes(b"\xff\xfe")
    code, out, err = xlcost("check", "bad.xlsx", "good.xlsx", "--select", "F01")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("xlcost: bad.waivers.toml: not a TOML file")
    assert out.startswith("good.xlsx: clean")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Missing argument 'FILES...'."),
        (("good.xlsx", "--select", "F99"), "--select: there is no rule F99; xlcost check --rules lists them."),
        (("good.xlsx", "--ignore", "nonsense"), "--ignore: there is no rule NONSENSE"),
        (("good.xlsx", "--format", "pdf"), "'pdf' is not one of 'text', 'json', 'sarif', 'junit', 'html'"),
        (("good.xlsx", "--fail-on", "grave"), "'grave' is not one of 'error', 'warning', 'info', 'never'"),
        (("good.xlsx", "--config", "none.toml"), "none.toml: no such file; check the path"),
        (("good.xlsx", "--jobs", "0"), "Invalid value for '--jobs'"),
    ],
)
def test_what_cannot_be_meant_is_one_line(xlcost, arguments, says):
    code, out, err = xlcost("check", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err


def test_the_rules_can_be_printed(xlcost):
    code, out, _ = xlcost("check", "--rules")
    assert code == 0
    assert out.startswith("# The rules of `xlcost check`\n")


def test_a_name_that_is_no_text_is_reported_all_the_same(xlcost):
    name = os.fsdecode(b"\xff.xlsx")
    Path("bad.xlsx").rename(name)
    for kind in ("text", "json", "sarif", "junit", "html"):
        assert (
            xlcost("check", name, "--select", "F01", "--fail-on", "warning", "--format", kind, "-o", "report").code == 1
        )
    assert xlcost("check", name, "--select", "F01", "--fail-on", "warning").code == 1


def test_the_profile_is_that_of_the_book_unless_one_is_asked_for(xlcost):
    assert codes(xlcost("check", "bad.xlsx", "--json")) == {"F01"}
    assert codes(xlcost("check", "bad.xlsx", "--json", "--profile", "house")) >= {"F01", "V02", "S02"}
    write("ours.xlsx", {"A1": 1, "B1": "=A1*1.07"})
    work = openpyxl.load_workbook("ours.xlsx")
    work.properties.creator = "xlcost"
    work.save("ours.xlsx")
    assert json.loads(xlcost("check", "ours.xlsx", "--json").out)["files"][0]["profile"] == "house"
    assert codes(xlcost("check", "ours.xlsx", "--json", "--profile", "audit")) == {"F01"}
    Path("xlcost.toml").write_text('[check]\nprofile = "strict"\n')
    assert xlcost("check", "bad.xlsx").err.endswith("xlcost.toml: profile must be one of auto, audit, house\n")
