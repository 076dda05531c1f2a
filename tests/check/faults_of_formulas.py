"""Faults of formulas: typed over, changed on the way, a range cut short, what is read, functions to avoid."""

from __future__ import annotations

from fault import Fault
from plants import appended, edited, line, on, on_each, on_line, put, swap, swapped, to

_MONTHS = "FGHIJKLMNOPQ"  # of forecast
_TEAM_ROWS = range(5, 11)  # of teams
_PLAN_ROWS = range(4, 28)  # of headcount
_PREPARATION = "Preparation"
_WHOLE = ("'Usage data'!$G$5:$G$10,'Usage data'!$A$5:$A$10", "'Usage data'!$G:$G,'Usage data'!$A:$A")

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
        on_line("Timeline", "Cost, up front in month 0", "K", to(450.0)),
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
        on_line("Timeline", "Cost, up front in month 0", "M", swapped("*", "+")),
    ),
    Fault(
        "a month that reads the one before it",
        "template",
        "F02",
        "Timeline",
        on_line("Timeline", "Present value of the cost", "N", swapped("*N", "*M")),
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
        on_line("Timeline", "Tool fees", "C", edited(r"\$AN\$(.*)\$AN\$(.*)\$AN\$", r"$AM$\1$AM$\2$AM$")),
    ),
    Fault("whole columns in a look-up", "teams", "F13", "Report!B7", swap("Report!B7", *_WHOLE)),
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
        "Alternatives",
        on_line("Alternatives", _PREPARATION, "C", edited("hourly_rate", "Inputs!H90")),
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
        "Alternatives",
        on_line("Alternatives", _PREPARATION, "C", appended("*1.03")),
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

FORMULA_FAULTS = (
    *_TYPED_OVER,
    *_CHANGED_ON_THE_WAY,
    *_RANGES,
    *_WHAT_IS_READ,
    *_FUNCTIONS_TO_AVOID,
)
