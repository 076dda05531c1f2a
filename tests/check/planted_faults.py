"""Faults of the kinds that auditors report, planted one at a time into the template and the three clean models.

Each says which rule claims its kind and where the finding must be: ``at`` is a cell of the area, a sheet, or "" for the
whole workbook. Faults in ``LATE`` are planted into the finished file, because they are about what the file holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from openpyxl.styles import Font, Protection
from plants import (
    Plant,
    all_of,
    appended,
    edited,
    hidden_column,
    hidden_row,
    line,
    looking,
    name,
    older,
    on,
    on_each,
    on_line,
    on_sheet,
    put,
    state,
    swap,
    swapped,
    times,
    to,
    without_validation,
)

from xlcost.headless.package import package_bytes, package_from_bytes


class Fault(NamedTuple):
    kind: str  # in an auditor's words
    book: str  # template, forecast, headcount, teams
    rule: str  # that claims it
    at: str
    plant: Plant


class LateFault(NamedTuple):
    kind: str
    book: str
    rule: str
    at: str
    plant: Callable[[bytes], bytes]


_MONTHS = "FGHIJKLMNOPQ"  # of forecast
_TEAM_ROWS = range(5, 11)  # of teams
_PLAN_ROWS = range(4, 28)  # of headcount
_NAMES_OF_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
_WHOLE = ("'Usage data'!$G$5:$G$10,'Usage data'!$A$5:$A$10", "'Usage data'!$G:$G,'Usage data'!$A:$A")
_SWAPPED_TOKENS = (r"(Inputs!C\d+,Inputs!C\d+),(Inputs!C\d+),(Inputs!C\d+)", r"\1,\3,\2")
_PROMPT_COST = "Prompting, as returned by PROMPT_COST"

_TYPED_OVER = (
    Fault("a formula typed over by a number", "forecast", "F03", "Costs!J7", put("Costs!J7", 540.0)),
    Fault("the last month typed over", "forecast", "F03", "Costs!Q9", put("Costs!Q9", 600.0)),
    Fault("a formula typed over in a column of months", "headcount", "F03", "Plan!D15", put("Plan!D15", 9_000.0)),
    Fault("a formula typed over in a list", "teams", "F03", "Usage data!G7", put("Usage data!G7", 30.0)),
    Fault("a total typed over", "teams", "S02", "Report!B11", put("Report!B11", 1_234.0)),
    Fault("a result typed over", "forecast", "S02", "Summary!D5", put("Summary!D5", 540.0)),
    Fault(
        "a month of the timeline typed over",
        "template",
        "F03",
        "Timeline",
        on_line("Timeline", "Cost of prompting", "K", to(450.0)),
    ),
    Fault("a live input typed over", "template", "F03", "Inputs", on_line("Inputs", "Input tokens", "C", to(900.0))),
)

_CHANGED_ON_THE_WAY = (
    Fault("another formula in one month", "forecast", "F02", "Costs!K12", swap("Costs!K12", "K11-K7", "K11-K9*1")),
    Fault("a wrong absolute reference", "forecast", "F02", "Costs!L5", swap("Costs!L5", "$D$8", "D8")),
    Fault("a reference one row off", "headcount", "F02", "Plan!D20", swap("Plan!D20", "C20", "C19")),
    Fault("a dollar sign lost", "teams", "F02", "Report!C8", swap("Report!C8", "B$11", "B10")),
    Fault(
        "a swapped sign in one row of a list", "teams", "F02", "Usage data!I8", swap("Usage data!I8", "G8-H8", "G8+H8")
    ),
    Fault("a unit slip of 1000 in one month", "forecast", "F02", "Costs!N9", swap("Costs!N9", "/1000000", "/1000")),
    Fault(
        "a month of the timeline with a sum for a product",
        "template",
        "F02",
        "Timeline",
        on_line("Timeline", "Cost of prompting", "M", swapped("*", "+")),
    ),
    Fault(
        "a scenario that reads the column beside it",
        "template",
        "F02",
        "Prompting",
        on_line("Prompting", "Prompting, per year", "E", swapped("E11", "D11")),
    ),
)

_RANGES = (
    Fault("a total one column short", "forecast", "F18", "Costs!R7", swap("Costs!R7", "F7:Q7", "F7:P7")),
    Fault("a sum one row short", "teams", "F18", "Report!B11", swap("Report!B11", "B5:B10", "B5:B9")),
    Fault("a sum that starts one row late", "teams", "F18", "Report!B11", swap("Report!B11", "B5:B10", "B6:B10")),
    Fault("a maximum one row short", "headcount", "F18", "Results!B7", swap("Results!B7", "$F$27", "$F$26")),
    Fault("a look-up list one row short", "headcount", "F18", "Results!B4", swap("Results!B4", "$F$27", "$F$26")),
    Fault(
        "a total of the timeline one month short",
        "template",
        "F18",
        "Timeline",
        on_line("Timeline", "Cost of prompting", "C", swapped("$AN$", "$AM$")),
    ),
    Fault("whole columns in a look-up", "teams", "F13", "Report!B7", swap("Report!B7", *_WHOLE)),
)

_UNITS_AND_PRICES = (
    Fault("a price slip of 1000", "teams", "P03", "Prices!D5", on("Prices!D5", times(1000))),
    Fault(
        "a price that nobody published", "template", "P03", "Prices", on_line("Prices", "gpt-4o-mini", "E", to(0.16))
    ),
    Fault("a stale price", "teams", "P02", "Prices!G6", on("Prices!G6", older(400))),
    Fault("a stale price in the template", "template", "P02", "Prices", on_line("Prices", "gpt-4o", "X", older(900))),
    Fault("a price without a source", "forecast", "P01", "Prices!H6", put("Prices!H6", None)),
    Fault("a price without a checked date", "teams", "P01", "Prices!G7", put("Prices!G7", None)),
    Fault(
        "a cost per thousand instead of per million tokens",
        "template",
        "U03",
        "Audit",
        on_line("Prompting", _PROMPT_COST, "D", appended("*1000")),
    ),
    Fault(
        "input and output tokens swapped",
        "template",
        "U03",
        "Audit",
        on_line("Prompting", _PROMPT_COST, "C", edited(*_SWAPPED_TOKENS)),
    ),
    Fault("a line without a unit", "forecast", "L02", "Costs!F11", put("Costs!C11", None)),
    Fault("an input without a unit", "template", "L02", "Inputs", on_line("Inputs", "Output tokens", "B", to(None))),
)

_WHAT_IS_READ = (
    Fault("a number stored as text", "forecast", "F15", "Assumptions!D11", put("Assumptions!D11", "700")),
    Fault("a number with a space, so a text", "headcount", "F15", "Drivers!B6", put("Drivers!B6", "180 ")),
    Fault("a text number in a list", "teams", "F15", "Usage data!C9", put("Usage data!C9", "150,000")),
    Fault("a reference to an empty cell", "forecast", "F14", "Summary!D6", swap("Summary!D6", "R12", "R14")),
    Fault("a reference past the list", "headcount", "F14", "Results!B4", swap("Results!B4", "$B$4)", "$B$30)")),
    Fault(
        "an input read where there is none",
        "template",
        "F14",
        "Fine-tuning",
        on_line("Fine-tuning", "Monitoring, evaluation, data refresh", "C", edited(r"Inputs!C\d+", "Inputs!H70")),
    ),
    Fault("a division by zero", "headcount", "F04", "Results!B5", put("Results!B5", "=B4/(Plan!C4-Plan!C4)")),
    Fault("a model without a price", "teams", "F04", "Usage data!F6", put("Usage data!B6", "gpt-99")),
    Fault("a lost reference", "forecast", "F05", "Summary!D7", swap("Summary!D7", "Costs!R5", "#REF!")),
    Fault("a circular reference", "headcount", "F06", "Plan", swap("Plan!C10", "B10", "F10")),
    Fault(
        "a calculation made twice",
        "forecast",
        "F16",
        "Summary!D8",
        line("Summary", "B8", "Cost a month", "USD per month", "=Costs!R7/12"),
    ),
    Fault(
        "a link to a link", "forecast", "F17", "Summary!D8", line("Summary", "B8", "Cost a year", "USD per year", "=D4")
    ),
    Fault(
        "a rate inside a column of formulas",
        "headcount",
        "F01",
        "Plan",
        on_each("Plan!D{}", _PLAN_ROWS, swapped("Drivers!$B$7", "0.21")),
    ),
    Fault("a growth rate in a formula", "teams", "F01", "Report!B11", on("Report!B11", appended("*1.05"))),
    Fault(
        "a rate in a formula of the template",
        "template",
        "F01",
        "Fine-tuning",
        on_line("Fine-tuning", "Monitoring, evaluation, data refresh", "C", appended("*1.03")),
    ),
)

_FUNCTIONS_TO_AVOID = (
    Fault("today's date", "forecast", "F08", "Costs!F4", put("Costs!F4", "=TODAY()")),
    Fault("OFFSET", "headcount", "F08", "Results!B7", put("Results!B7", "=MAX(OFFSET(Plan!$F$4,0,0,24,1))")),
    Fault("NPV", "headcount", "F09", "Results!B6", put("Results!B6", "=NPV(Drivers!B5,B4:B5)")),
    Fault(
        "a nested IF",
        "teams",
        "F10",
        "Report",
        on_each("Report!C{}", _TEAM_ROWS, edited(r"=(B\d+)/(B\$11)", r"=IF(\1>0,IF(\2>0,\1/\2,0),0)")),
    ),
    Fault(
        "a formula that nobody can read",
        "headcount",
        "F11",
        "Results!B7",
        put("Results!B7", f"=MAX({','.join(f'Plan!$F${row}' for row in _PLAN_ROWS)})"),
    ),
    Fault(
        "an approximate look-up",
        "teams",
        "F12",
        "Usage data",
        on_each("Usage data!H{}", _TEAM_ROWS, swapped("$B$7,0)", "$B$7,1)")),
    ),
    Fault(
        "a look-up without a kind of match",
        "forecast",
        "F12",
        "Costs",
        on_each("Costs!{}9", _MONTHS, swapped("$B$7,0)", "$B$7)")),
    ),
    Fault(
        "rounding in the chain",
        "headcount",
        "F20",
        "Plan",
        on_each("Plan!D{}", _PLAN_ROWS, edited(r"=(.*)", r"=ROUND(\1,0)")),
    ),
    Fault(
        "an error turned into zero",
        "teams",
        "F21",
        "Report",
        on_each("Report!C{}", _TEAM_ROWS, edited(r"=(.*)", r"=IFERROR(\1,0)")),
    ),
)

_OUR_FUNCTIONS = (
    Fault("a total of unguarded calls", "forecast", "U01", "Costs!R7", swap("Costs!R7", "F7:Q7", "F6:Q6")),
    Fault(
        "a SUMIFS of unguarded calls",
        "teams",
        "U01",
        "Report",
        on_each("Report!B{}", _TEAM_ROWS, swapped("$G$5:$G$10", "$F$5:$F$10")),
    ),
    Fault("a misspelt function", "teams", "U02", "Usage data!F8", swap("Usage data!F8", "PROMPT_COST", "PROMPTCOST")),
    Fault("arguments left out", "forecast", "U02", "Costs!F6", put("Costs!F6", "=PROMPT_COST(model,F5,input_tokens)")),
    Fault(
        "a path before a function",
        "teams",
        "U02",
        "Usage data!F5",
        swap("Usage data!F5", "=PROMPT_COST", "='C:\\tools\\xlcost.xlam'!PROMPT_COST"),
    ),
    Fault(
        "a share of 20 instead of 20 %",
        "forecast",
        "U02",
        "Costs!H6",
        swap("Costs!H6", "output_tokens,,,,,", "output_tokens,20,,,,"),
    ),
    Fault(
        "a twin with a swapped sign",
        "teams",
        "U03",
        "Usage data",
        on_each("Usage data!H{}", _TEAM_ROWS, edited(r"\+(E\d+)", r"-\1")),
    ),
    Fault(
        "a twin that repeats the function's cell",
        "forecast",
        "U03",
        "Costs",
        all_of(*(put(f"Costs!{column}9", f"={column}6+0") for column in _MONTHS)),
    ),
    Fault(
        "a function without a twin",
        "forecast",
        "U03",
        "Summary!D8",
        line(
            "Summary",
            "B8",
            "First month with the other model",
            "USD",
            "=PROMPT_COST(Prices!B6,Costs!F5,input_tokens,output_tokens,,,,,model_date,price_table)",
        ),
    ),
    Fault(
        "a wrong twin in the template", "template", "U03", "Audit", on_line("Audit", _PROMPT_COST, "G", appended("+1"))
    ),
)

_CHECKS = (
    Fault("a check typed to OK", "forecast", "C01", "Checks!E6", put("Checks!E6", 1)),
    Fault(
        "a check without a tolerance", "teams", "C01", "Audit!D6", put("Audit!D6", "=IF(Report!B11<>C6+Report!B11,1,0)")
    ),
    Fault("a check that gives TRUE", "forecast", "C01", "Checks!E7", put("Checks!E7", "=ABS(D7)<=tolerance")),
    Fault(
        "a tolerance that catches nothing",
        "forecast",
        "C01",
        "Checks!E6",
        all_of(put("Checks!D6", "=Costs!R7-Costs!Q10"), swap("Checks!E6", "tolerance", "Assumptions!D11")),
    ),
    Fault("a check that the master does not gather", "forecast", "C02", "Checks!E7", swap("Checks!E9", "E7", "E6")),
    Fault("a check that fails", "teams", "C02", "Audit!D9", swap("Audit!C7", "-1", "-1.5")),
    Fault("a sheet without the master check", "teams", "C02", "Report", put("Report!A2", None)),
    Fault(
        "no master check",
        "forecast",
        "C02",
        "",
        all_of(
            lambda work: work.defined_names.__delitem__("master_check"),
            put("Checks!B9", None),
            put("Checks!E9", None),
            *(put(f"{place}", None) for place in ("Assumptions!B2", "Prices!A2", "Costs!B2", "Summary!B2", "Cover!B8")),
        ),
    ),
    Fault("a check on Audit typed over", "template", "C01", "Audit!E14", put("Audit!E14", 1)),
)

_STRUCTURE = (
    Fault("a hidden row", "headcount", "S06", "Plan!A12", on_sheet("Plan", hidden_row(12))),
    Fault("a hidden column", "forecast", "S06", "Costs!H5", on_sheet("Costs", hidden_column("H"))),
    Fault("a hidden row in the timeline", "template", "S06", "Timeline!A15", on_sheet("Timeline", hidden_row(15))),
    Fault("a hidden sheet", "teams", "S05", "Audit", on_sheet("Audit", state("hidden"))),
    Fault("a very hidden sheet", "headcount", "S05", "Drivers", on_sheet("Drivers", state("veryHidden"))),
    Fault("an external link", "forecast", "S08", "Summary!D5", put("Summary!D5", "='C:\\b\\[plan.xlsx]Plan'!$B$4/12")),
    Fault("a name for another workbook", "headcount", "S08", "", name("old_rate", "'[rates.xlsx]Rates'!$B$2")),
    Fault("a calculation among the inputs", "forecast", "S02", "Assumptions!D9", put("Assumptions!D9", "=D10*6")),
    Fault(
        "an input among the results",
        "headcount",
        "S02",
        "Results!B8",
        all_of(put("Results!A8", "Reserve"), put("Results!B8", 5_000), swap("Results!B6", "B4:B5)", "B4:B5)+B8")),
    ),
    Fault("a cover without a purpose", "teams", "S01", "Cover", all_of(put("Cover!A3", None), put("Cover!B3", None))),
    Fault("a version without a number", "template", "S04", "Cover", on_line("Cover", "Version", "B", to("latest"))),
    Fault("a change log behind the version", "forecast", "S04", "Cover", put("Cover!B5", "1.3")),
    Fault(
        "a time axis in other columns",
        "forecast",
        "S12",
        "Summary",
        all_of(
            *(put(f"Summary!{column}3", f"{month} 2026") for month, column in zip(_NAMES_OF_MONTHS, "DEFGHI")),
            *(put(f"Summary!{column}5", "=Costs!R7/12") for column in "EFGHI"),
        ),
    ),
    Fault(
        "a time axis that scrolls away",
        "forecast",
        "S12",
        "Costs!G4",
        on_sheet("Costs", lambda sheet: setattr(sheet, "freeze_panes", None)),
    ),
    Fault(
        "labels in another column than on the other sheets",
        "forecast",
        "S11",
        "Costs",
        on_sheet("Costs", lambda sheet: sheet.move_range("B4:B12", cols=-1)),
    ),
    Fault("sheets that read each other", "forecast", "S13", "", on("Costs!R11", appended("+Summary!D6-Summary!D6"))),
    Fault("manual calculation", "headcount", "F07", "", lambda work: setattr(work.calculation, "calcMode", "manual")),
    Fault("iterative calculation", "teams", "F06", "", lambda work: setattr(work.calculation, "iterate", True)),
)

_LABELS_AND_LOOKS = (
    Fault("the same label twice", "forecast", "L01", "Costs!B11", put("Costs!B11", "Cost of prompting")),
    Fault("a line without a label", "forecast", "L01", "Costs!F11", put("Costs!B11", None)),
    Fault("an input without a source", "forecast", "L03", "Assumptions!D8", put("Assumptions!E8", None)),
    Fault("a driver without a note", "headcount", "L03", "Drivers!B5", put("Drivers!D5", None)),
    Fault("a cost with the other sign", "headcount", "L04", "Drivers!B6", put("Drivers!B6", -180)),
    Fault(
        "a negative cost in the template",
        "template",
        "L04",
        "Inputs",
        on_line("Inputs", "Quoted cost of a training run", "D", to(-500.0)),
    ),
    Fault(
        "an input that looks like a formula",
        "forecast",
        "L05",
        "Assumptions!D9",
        on("Assumptions!D9", looking(style="Normal")),
    ),
    Fault(
        "a formula that looks like an input",
        "headcount",
        "L05",
        "Results!B5",
        on("Results!B5", looking(font=Font(color="FF0000FF"))),
    ),
    Fault("a month in per cent", "forecast", "L06", "Costs!K7", on("Costs!K7", looking(number_format="0%"))),
    Fault(
        "another currency",
        "headcount",
        "L06",
        "Results!B7",
        on("Results!B7", looking(number_format='#,##0.00 "USD"')),
    ),
    Fault("merged cells", "teams", "L07", "Report!A6", on_sheet("Report", lambda sheet: sheet.merge_cells("A6:A7"))),
)

_VALIDATION = (
    Fault(
        "an input without validation",
        "forecast",
        "V01",
        "Assumptions!D8",
        on_sheet("Assumptions", without_validation("D8")),
    ),
    Fault("a raise of 400 %", "headcount", "V01", "Drivers!B5", put("Drivers!B5", 4)),
    Fault(
        "a value that is not in its list",
        "template",
        "V01",
        "Inputs",
        on_line("Inputs", "Scenario shown", "C", to("Middle")),
    ),
    Fault("a negative number of requests", "teams", "V01", "Usage data!C6", put("Usage data!C6", -60_000)),
    Fault(
        "an unlocked formula",
        "teams",
        "V02",
        "Report!B7",
        on("Report!B7", looking(protection=Protection(locked=False))),
    ),
    Fault(
        "a locked input",
        "forecast",
        "V02",
        "Assumptions!D7",
        on("Assumptions!D7", looking(protection=Protection(locked=True))),
    ),
    Fault(
        "a sheet without protection",
        "headcount",
        "V02",
        "Plan",
        on_sheet("Plan", lambda sheet: setattr(sheet.protection, "sheet", False)),
    ),
)

_NAMES_AND_PROPERTIES = (
    Fault("a name that lost its cells", "forecast", "N01", "", name("old_total", "#REF!")),
    Fault("a name that nothing uses", "teams", "N01", "", name("old_list", "'Usage data'!$A$5:$A$9")),
    Fault("two names for the same cells", "forecast", "N01", "", name("tariff", "Prices!$A$4:$I$7")),
    Fault("no title", "headcount", "X01", "", lambda work: setattr(work.properties, "title", None)),
    Fault(
        "a personal path",
        "teams",
        "X01",
        "",
        lambda work: setattr(work.properties, "description", "C:\\Users\\ada.lovelace\\Desktop\\teams.xlsx"),
    ),
)

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
    Fault("a growth rate of 3 for 3 %", "forecast", "V01", "Assumptions!D8", put("Assumptions!D8", 3)),
    Fault("a date typed as text", "forecast", "V01", "Assumptions!D5", put("Assumptions!D5", "2026-10-30")),
    Fault("a month of the model skipped", "headcount", "F02", "Plan!A14", swap("Plan!A14", ",1)", ",2)")),
    Fault("a model twice in a look-up list", "teams", "F23", "Prices!B6", put("Prices!B6", "gpt-4o")),
    Fault("a month left out of a sum of parts", "forecast", "C02", "Checks", swap("Checks!D7", "F7:Q7", "F7:P7")),
)

FAULTS: tuple[Fault, ...] = (
    *_TYPED_OVER,
    *_CHANGED_ON_THE_WAY,
    *_RANGES,
    *_UNITS_AND_PRICES,
    *_WHAT_IS_READ,
    *_FUNCTIONS_TO_AVOID,
    *_OUR_FUNCTIONS,
    *_CHECKS,
    *_STRUCTURE,
    *_LABELS_AND_LOOKS,
    *_VALIDATION,
    *_NAMES_AND_PROPERTIES,
    *_AFTERWARDS,
)


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
