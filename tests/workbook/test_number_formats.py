"""Number formats: an amount that rounds to nothing is shown without sign and colour."""

from __future__ import annotations

import csv
import subprocess

import pytest
from openpyxl import Workbook

from xlcost.calculate.engines.libreoffice import find_soffice
from xlcost.portfolio.sheet import FORMATS as OF_PORTFOLIOS
from xlcost.template.styles import FORMATS as OF_DECISIONS
from xlcost.workbook.styles import red_below_zero

#: Amounts, and how LibreOffice writes them in the format, with ``{}`` for the unit.
SHOWN = {
    1234.5: "1,234.50",
    0.004: "0.00",
    0.0: "0.00",
    -1e-13: "0.00",
    -0.004: "0.00",
    -0.01: "-0.01",
    -1234.5: "-1,234.50",
}
WHOLE = {1234.0: "1,234", 0.4: "0", 0.0: "0", -1e-13: "0", -0.4: "0", -1.0: "-1", -1234.0: "-1,234"}  # fmt: skip


def test_the_least_amount_in_red_is_the_least_that_is_shown():
    assert red_below_zero("#,##0.00", " USD") == '[>=0]#,##0.00" USD";[Red][<=-0.005]-#,##0.00" USD";0.00" USD"'
    assert red_below_zero("#,##0") == "[>=0]#,##0;[Red][<=-0.5]-#,##0;0"


@pytest.mark.parametrize("formats", [OF_PORTFOLIOS, OF_DECISIONS], ids=["portfolio", "decision"])
def test_no_format_writes_a_sign_for_all_that_is_below_zero(formats):
    assert [form for form in formats.values() if "[Red]" in form]
    assert [form for form in formats.values() if ";-" in form or ";[Red]-" in form] == []


@pytest.mark.parametrize(
    ("digits", "unit", "shown"), [("#,##0.00", "", SHOWN), ("#,##0.00", " USD", SHOWN), ("#,##0", "", WHOLE)]
)
def test_what_rounds_to_nothing_has_no_sign(tmp_path, digits, unit, shown):
    book = Workbook()
    for amount in shown:
        book.active.append([amount])
        book.active.cell(book.active.max_row, 1).number_format = red_below_zero(digits, unit)
    book.save(tmp_path / "amounts.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    as_shown = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true"  # the cells as they are shown, tabs between
    command = [find_soffice(), profile, "--headless", "--convert-to", as_shown, "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "amounts.xlsx"], check=True, capture_output=True, timeout=120)
    with (tmp_path / "amounts.csv").open(encoding="utf-8") as stream:
        assert [row[0] for row in csv.reader(stream, delimiter="\t")] == [text + unit for text in shown.values()]
