"""Waivers: a finding is somebody's responsibility until a day, and everything odd about a waiver is a finding."""

from datetime import date, datetime

import pytest
from planted_books import as_bytes
from rule_books import as_book, workbook

from xlcost.check.run import check_book, check_file
from xlcost.check.settings import Settings
from xlcost.check.waivers import read_waivers

TODAY = date(2026, 11, 25)
#: A1 and A2 break F08, C1 breaks F12; the sheet Other breaks F08 as well.
CELLS = {
    "Calc!A1": "=TODAY()",
    "Calc!A2": "=NOW()",
    "Calc!B1": 1,
    "Calc!C1": "=MATCH(1,B1:B2)",
    "Other data!A1": "=TODAY()",
}
WAIVER = {"rule": "F08", "address": "Calc!A1", "reason": "The clock is meant", "name": "Ada", "expires": TODAY}


def toml(**changes):
    """One waiver as it is written beside a workbook; a change to None leaves the field out."""
    fields = {key: value for key, value in (WAIVER | changes).items() if value is not None}
    written = {key: value.isoformat() if isinstance(value, date) else f'"{value}"' for key, value in fields.items()}
    return "[[waiver]]\n" + "".join(f"{key} = {value}\n" for key, value in written.items())


@pytest.fixture
def checked(tmp_path):
    """The report on the workbook with waivers beside it."""

    def of(waivers, today=TODAY, settings=None):
        (tmp_path / "book.xlsx").write_bytes(as_bytes(workbook(CELLS)))
        (tmp_path / "book.waivers.toml").write_text(waivers, encoding="utf-8")
        return check_file(tmp_path / "book.xlsx", settings or Settings(profile="house"), today)

    return of


def places(report, code="F08"):
    return [finding.where for finding in report.findings if finding.rule == code]


def about(report, code):
    """The one message of a rule about waivers."""
    (message,) = [finding.message for finding in report.findings if finding.rule == code]
    return message


def test_without_waivers_everything_is_a_finding(checked):
    assert places(checked("")) == ["Calc!A1", "Calc!A2", "'Other data'!A1"]


def test_a_waived_finding_is_listed_with_reason_name_and_expiry(checked):
    report = checked(toml())
    assert places(report) == ["Calc!A2", "'Other data'!A1"]
    ((finding, reason, name, expires),) = report.waived
    assert (finding.where, reason, name, expires) == ("Calc!A1", "The clock is meant", "Ada", "2026-11-25")


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("Calc!$A$1:$A$2", ["'Other data'!A1"]),
        ("calc!a1:b9", ["'Other data'!A1"]),
        ("Calc", ["'Other data'!A1"]),
        ("'Other data'!A1", ["Calc!A1", "Calc!A2"]),
        ("Other data!A1", ["Calc!A1", "Calc!A2"]),
        ("'Other data'", ["Calc!A1", "Calc!A2"]),
        ("Calc!A1, 'Other data'", ["Calc!A2"]),
    ],
)
def test_an_address_is_a_cell_an_area_or_a_sheet(checked, address, left):
    assert places(checked(toml(address=address))) == left


def test_the_workbook_is_an_address_for_what_has_no_place(checked):
    report = checked(toml(rule="V02", address="workbook"))
    assert places(report, "V02") == []
    assert len(report.waived) == 1


def test_a_waiver_is_for_its_rule_alone(checked):
    assert about(checked(toml(rule="F12")), "W02") == (
        "the waiver of F12 at Calc!A1 (Ada, waiver 1 of book.waivers.toml) waives nothing"
    )


def test_a_waiver_counts_until_the_end_of_its_day(checked):
    assert places(checked(toml(), today=date(2026, 11, 25))) == ["Calc!A2", "'Other data'!A1"]
    report = checked(toml(), today=date(2026, 11, 26))
    assert places(report) == ["Calc!A1", "Calc!A2", "'Other data'!A1"]
    assert about(report, "W01") == (
        "the waiver of F08 at Calc!A1 (Ada, waiver 1 of book.waivers.toml) expired on 2026-11-25"
    )
    assert report.waived == ()


def test_a_renewed_waiver_counts_and_the_expired_one_is_reported(checked):
    report = checked(toml(expires=date(2026, 1, 1)) + toml(name="Grace"))
    assert [waived.name for waived in report.waived] == ["Grace"]
    assert "expired on 2026-01-01" in about(report, "W01")


@pytest.mark.parametrize("field", ["rule", "address", "reason", "name", "expires"])
@pytest.mark.parametrize("content", [None, "", "  "])
def test_a_waiver_without_a_field_does_not_count(checked, field, content):
    report = checked(toml(**{field: content}))
    assert places(report) == ["Calc!A1", "Calc!A2", "'Other data'!A1"]
    assert about(report, "W03") == f"waiver 1 of book.waivers.toml has no {field}"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rule": "F99"}, "there is no rule F99"),
        ({"expires": "next year"}, "expires must be a date such as 2027-06-30"),
        ({"expires": "2027-13-01"}, "expires must be a date such as 2027-06-30"),
        ({"address": "Calc!A"}, "is no address; write Sheet!A1:B2, Sheet or workbook"),
        ({"address": "Calc!A0"}, "is no address"),
        ({"reson": "x"}, "there is no field reson; reason is meant?"),
        ({"colour": "x"}, "there is no field colour; delete it"),
    ],
)
def test_a_waiver_that_makes_no_sense_does_not_count(checked, changes, says):
    report = checked(toml(**changes))
    assert says in about(report, "W03")
    assert len(places(report)) == 3


def test_a_date_may_be_a_text_or_have_a_time(checked):
    for expires in ("2026-11-25", datetime(2026, 11, 25, 12)):
        assert len(checked(toml(expires=expires)).waived) == 1


def test_a_waiver_of_a_rule_that_was_not_applied_is_not_called_useless(checked):
    for settings in (Settings(ignore=("F08",), profile="house"), Settings(select=("F12", "W"))):
        report = checked(toml(), settings=settings)
        assert [finding.rule for finding in report.findings if finding.rule.startswith("W")] == []
    assert places(checked(toml(rule="U01")), "W02") == []  # skipped: no function of ours is called


def test_waivers_are_read_from_a_sheet_too():
    cells = CELLS | {
        "Waivers!B2": "What we accept",
        **{f"Waivers!{column}4": key.upper() for column, key in zip("BCDEF", WAIVER)},
        **{f"Waivers!{column}5": value for column, value in zip("BCDEF", WAIVER.values())},
        **{f"Waivers!{column}7": value for column, value in zip("BCDE", list(WAIVER.values())[:4])},
    }
    book = as_book(workbook(cells))
    report = check_book(book, Settings(select=("F08", "W")), read_waivers(book), TODAY)
    assert places(report) == ["Calc!A2", "'Other data'!A1"]
    assert [(finding.where, finding.message) for finding in report.findings if finding.rule == "W03"] == [
        ("Waivers!B7:E7", "Waivers row 7 has no expires")
    ]


@pytest.mark.parametrize(
    ("waivers", "says"),
    [
        ("[[waiver]", "not a TOML file"),
        ("waiver = 3", "waivers must be written as [[waiver]] tables"),
        ("waiver = [1]", "waivers must be written as [[waiver]] tables"),
        ("[[waivers]]\nrule = 'F08'", "waivers must be written as [[waiver]] tables, not as waivers"),
        ("[waiver]\nrule = 'F08'", "waivers must be written as [[waiver]] tables"),
        ("a = " + "[" * 10_000, "nested too deeply"),
        ("[[waiver]]\n" * 2_001, "more than 2,000 waivers"),
    ],
)
def test_a_file_of_waivers_that_cannot_be_read_is_one_line_and_no_report(checked, tmp_path, waivers, says):
    report = checked(waivers)
    assert report.unreadable.startswith(f"{tmp_path / 'book.waivers.toml'}: ")
    assert says in report.unreadable
    assert "\n" not in report.unreadable


def test_a_workbook_with_dots_in_its_name_has_its_own_waivers(tmp_path):
    path = tmp_path / "book.v2.xlsx"
    path.write_bytes(as_bytes(workbook(CELLS)))
    (tmp_path / "book.v2.waivers.toml").write_text(toml())
    assert len(check_file(path, Settings(profile="house"), TODAY).waived) == 1


def test_a_typed_number_beside_waived_ones_is_found_by_its_own_place():
    """However many there are: a finding for the whole sheet would hide the next one among those that are meant."""
    cells = {f"Calc!A{row}": row for row in range(1, 31)}
    cells |= {f"Calc!B{row}": f"=A{row}*Inputs!$B$1" for row in range(1, 31)}
    cells |= {"Calc!D40": 7, "Calc!D41": "=D40*2", "Inputs!A1": "Price", "Inputs!B1": 5}
    waived = WAIVER | {"rule": "S02", "address": "Calc!A1:A30"}
    cells |= {f"Waivers!{at}1": key for at, key in zip("ABCDE", waived)}
    settings = Settings(select=("S02", "W"))
    book = as_book(workbook(cells))
    (found,) = check_book(book, settings, read_waivers(book), TODAY).findings
    assert [str(area) for area in found.areas] == ["A1:A30", "D40"]
    book = as_book(workbook(cells | {f"Waivers!{at}2": value for at, value in zip("ABCDE", waived.values())}))
    assert places(check_book(book, settings, read_waivers(book), TODAY), "S02") == ["Calc!D40"]
