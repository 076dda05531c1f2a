"""Faults of costs: units and prices, calls of our functions, checks that prove nothing."""

from __future__ import annotations

from fault import Fault
from plants import all_of, appended, edited, line, older, on, on_each, on_line, put, swap, swapped, times, to

_MONTHS = "FGHIJKLMNOPQ"  # of forecast
_TEAM_ROWS = range(5, 11)  # of teams
_SWAPPED_TOKENS = (r"(PROMPT_COST\(F\d+,F\d+),(F\d+),(F\d+)", r"\1,\3,\2")
_PROMPT_COST = "Tokens of its requests, by PROMPT_COST"
_PLAIN = "A: tokens of its requests, plain"

_UNITS_AND_PRICES = (
    Fault("a price slip of 1000", "teams", "P03", "Prices!D5", on("Prices!D5", times(1000))),
    Fault(
        "a price that nobody published",
        "template",
        "P03",
        "Prices",
        on_line("Prices", "openai/gpt-4.1-mini", "H", to(0.16)),
    ),
    Fault("a stale price", "teams", "P02", "Prices!G6", on("Prices!G6", older(400))),
    Fault(
        "a stale price in the template",
        "template",
        "P02",
        "Prices",
        on_line("Prices", "openai/gpt-4.1-mini", "Q", older(900)),
    ),
    Fault("a price without a source", "forecast", "P01", "Prices!H6", put("Prices!H6", None)),
    Fault("a price without a checked date", "teams", "P01", "Prices!G7", put("Prices!G7", None)),
    Fault(
        "a cost per thousand instead of per million tokens",
        "template",
        "U03",
        "Timeline",
        on_line("Timeline", _PROMPT_COST, "F", appended("*1000")),
    ),
    Fault(
        "input and output tokens swapped",
        "template",
        "U03",
        "Timeline",
        on_line("Timeline", _PROMPT_COST, "F", edited(*_SWAPPED_TOKENS)),
    ),
    Fault("a line without a unit", "forecast", "L02", "Costs!F11", put("Costs!C11", None)),
    Fault("an input without a unit", "template", "L02", "Inputs", on_line("Inputs", "Output tokens", "B", to(None))),
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
        "a wrong twin in the template", "template", "U03", "Timeline", on_line("Timeline", _PLAIN, "G", appended("+1"))
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

COST_FAULTS = (
    *_UNITS_AND_PRICES,
    *_OUR_FUNCTIONS,
    *_CHECKS,
)
