"""Faults of sheets: structure, labels and looks, data validation, names and properties."""

from __future__ import annotations

from fault import Fault
from openpyxl.styles import Font, Protection
from plants import (
    all_of,
    appended,
    hidden_column,
    hidden_row,
    looking,
    name,
    on,
    on_line,
    on_sheet,
    put,
    state,
    swap,
    to,
    without_validation,
)

_NAMES_OF_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")

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
    Fault(
        "a version without a number",
        "template",
        "S04",
        "Change log",
        on_line("Change log", "Version", "C", to("latest")),
    ),
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
    Fault("a raise of 400 %", "headcount", "V03", "Drivers!B5", put("Drivers!B5", 4)),
    Fault(
        "a value that is not in its list",
        "template",
        "V03",
        "Inputs",
        on_line("Inputs", "Scenario shown", "C", to("Middle")),
    ),
    Fault("a negative number of requests", "teams", "V03", "Usage data!C6", put("Usage data!C6", -60_000)),
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

SHEET_FAULTS = (
    *_STRUCTURE,
    *_LABELS_AND_LOOKS,
    *_VALIDATION,
    *_NAMES_AND_PROPERTIES,
)
