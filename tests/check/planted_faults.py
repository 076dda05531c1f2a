"""Faults of the kinds that auditors report, planted one at a time into the template and the three clean models.

Each says which rule claims its kind and where the finding must be: ``at`` is a cell of the area, a sheet, or "" for the
whole workbook. Faults in ``LATE`` are planted into the finished file, because they are about what the file holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fault import Fault, LateFault
from faults_of_costs import COST_FAULTS
from faults_of_formulas import FORMULA_FAULTS
from faults_of_sheets import SHEET_FAULTS
from plants import all_of, appended, edited, looking, on, put, swap

from xlcost.workbook.package import package_bytes, package_from_bytes

_TEAM_ROWS = range(5, 11)  # of teams

#: Planted after the rules were written, to see what they miss; where they did, the rules were mended.
_AFTERWARDS = (
    Fault("a formula typed over by a text", "forecast", "F03", "Costs!J7", put("Costs!J7", "n/a")),
    Fault("a dash for a number in a column", "headcount", "F03", "Plan!D15", put("Plan!D15", "-")),
    Fault("a formula deleted in the middle of a row", "forecast", "F03", "Costs!K9", put("Costs!K9", None)),
    Fault("a formula deleted in a column of months", "headcount", "F03", "Plan!E12", put("Plan!E12", None)),
    Fault("a total that takes in a total", "teams", "F19", "Report!B12", put("Report!B12", "=SUM(B5:B11)")),
    Fault("a total that takes in the months", "forecast", "F19", "Costs!F11", put("Costs!F11", "=SUM(F4:F7)")),
    Fault("a plug in a total", "forecast", "F01", "Costs!R7", on("Costs!R7", appended("+250"))),
    Fault("a number made invisible", "headcount", "S06", "Plan!D9", on("Plan!D9", looking(number_format=";;;"))),
    Fault(
        "a look-up list that slides down with the rows",
        "teams",
        "F22",
        "Usage data",
        all_of(*(on(f"Usage data!H{row}", edited(r"\$B\$5:\$B\$7", f"B{row}:B{row + 2}")) for row in _TEAM_ROWS)),
    ),
    Fault("a growth rate of 3 for 3 %", "forecast", "V03", "Assumptions!D8", put("Assumptions!D8", 3)),
    Fault("a date typed as text", "forecast", "V03", "Assumptions!D5", put("Assumptions!D5", "2026-10-30")),
    Fault("a month of the model skipped", "headcount", "F02", "Plan!A14", swap("Plan!A14", ",1)", ",2)")),
    Fault("a model twice in a look-up list", "teams", "F23", "Prices!B6", put("Prices!B6", "gpt-4o")),
    Fault("a month left out of a sum of parts", "forecast", "C02", "Checks", swap("Checks!D7", "F7:Q7", "F7:P7")),
)

FAULTS: tuple[Fault, ...] = (*FORMULA_FAULTS, *COST_FAULTS, *SHEET_FAULTS, *_AFTERWARDS)


def _stale(part: str, address: str) -> Callable[[bytes], bytes]:
    """Another cached value in a formula cell."""
    pattern = re.compile(rb'(<c r="' + address.encode() + rb'"[^>]*>.*?<v>)[^<]*(</v>)', re.DOTALL)

    def plant(data: bytes) -> bytes:
        package = package_from_bytes(data, "book.xlsx")
        xml, count = pattern.subn(rb"\g<1>123.25\g<2>", package.parts[part], count=1)
        assert count, f"{part} has no cached value in {address}"
        return package_bytes(package, {part: xml})

    return plant


def _with_macros(data: bytes) -> bytes:
    package = package_from_bytes(data, "book.xlsx")
    return package_bytes(package, {"xl/vbaProject.bin": b"a VBA project, as far as anyone looks"})


LATE: tuple[LateFault, ...] = (
    LateFault("a stale value", "forecast", "U04", "Costs!J7", _stale("xl/worksheets/sheet4.xml", "J7")),
    LateFault("a stale total", "teams", "U04", "Report!B11", _stale("xl/worksheets/sheet5.xml", "B11")),
    LateFault("a macro that nobody declared", "headcount", "S10", "", _with_macros),
)
