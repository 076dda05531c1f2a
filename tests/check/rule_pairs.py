"""For every rule the smallest workbook that breaks it, and the same put right."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

import openpyxl
from clean_writer import PRICE_COLUMNS, price_rows
from decision_books import ENDING, decision
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from planted_books import as_bytes, recalculated
from rule_books import workbook

from xlcost.workbook.package import package_bytes, package_from_bytes

Book = openpyxl.Workbook | bytes
Edit = Callable[[openpyxl.Workbook], object]


class Pair(NamedTuple):
    broken: Book
    right: Book


def edited(cells: dict[str, Any], *edits: Edit) -> openpyxl.Workbook:
    work = workbook(cells)
    for edit in edits:
        edit(work)
    return work


def of_cells(broken: dict[str, Any], right: dict[str, Any]) -> Pair:
    """Pairs that differ in their cells."""
    return Pair(workbook(broken), workbook(right))


def one_cell(cells: dict[str, Any], place: str, broken: Any, right: Any) -> Pair:
    """Pairs that differ in one cell."""
    return of_cells({**cells, place: broken}, {**cells, place: right})


def of_edits(cells: dict[str, Any], broken: Edit, right: Edit = lambda work: None) -> Pair:
    """Pairs of the same cells that differ in something else."""
    return Pair(edited(cells, broken), edited(cells, right))


def row(sheet: str, number: int, *values: Any) -> dict[str, Any]:
    return {f"{sheet}!{chr(64 + column)}{number}": value for column, value in enumerate(values, 1) if value is not None}


def rows(sheet: str, first: int, *lines: tuple[Any, ...]) -> dict[str, Any]:
    return {at: value for number, line in enumerate(lines, first) for at, value in row(sheet, number, *line).items()}


def name(called: str, target: str) -> Edit:
    return lambda work: work.defined_names.__setitem__(called, DefinedName(called, attr_text=target))


def on(place: str, **looks: Any) -> Edit:
    """Gives a cell a style, a font, a number format, a protection."""
    sheet, _, address = place.partition("!")
    return lambda work: [setattr(work[sheet][address], key, look) for key, look in looks.items()]


def validation(place: str, low: float, high: float) -> Edit:
    sheet, _, address = place.partition("!")

    def add(work: openpyxl.Workbook) -> None:
        rule = DataValidation(type="decimal", operator="between", formula1=str(low), formula2=str(high))
        rule.add(address)
        work[sheet].add_data_validation(rule)

    return add


def all_of(*edits: Edit) -> Edit:
    return lambda work: [edit(work) for edit in edits]


# A call of one of our functions, without which many rules do not apply.
ARGUMENTS = rows("Calc", 1, ("Model", "gpt-4o"), ("Requests", 100_000), ("Input", 1_000), ("Output", 100))
CALL = {**ARGUMENTS, "Calc!A5": "Cost", "Calc!B5": "=PROMPT_COST(B1,B2,B3,B4)"}
COVER = rows(
    "Cover", 1,
    ("Purpose", "What prompting costs"), ("Owner", "Finance"), ("Version", "1.2"), ("Status", "Draft"),
    ("Date", datetime.date(2026, 10, 30)),
)  # fmt: skip
LOG = rows("Cover", 7, ("Change log",), ("1.2", "New prices"), ("1.0", "First"))
INPUT = {"Inputs!A1": "Requests (number)", "Inputs!B1": 5, "Inputs!C1": "Usage report"}
READS_INPUT = {**INPUT, "Calc!A1": "Twice", "Calc!B1": "=Inputs!B1*2"}
LINES = (("Rent", "USD", 10), ("Power", "USD", 20), ("Tax", "USD", 30))
MOVED_LINES = tuple((None, *line) for line in LINES)
MONTHS = ("Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026")
TIMELINE = {**row("Calc", 1, "Month", *MONTHS), **row("Calc", 2, "Cost", *[f"={c}3*2" for c in "BCDEFG"]),
            **row("Calc", 3, "Users", *range(6))}  # fmt: skip
TYPED_PRICES = rows(
    "Rates",
    1,
    ("Model", "Input", "Output"),
    ("gpt-4o", 2.5, 10),
    ("gpt-4o-mini", 0.15, 0.6),
    ("openai/gpt-4.1", 2, 8),
)
MASTER = name("master_check", "Checks!$B$9")
CHECKED = {
    **CALL,
    "Calc!D1": "=Checks!B9",
    **rows(
        "Checks",
        1,
        ("Tolerance", 0.001),
        ("Check", "Passes", "Difference"),
        ("Total agrees", "=IF(C3<=B1,1,0)", "=ABS(Calc!B5-Calc!B5)"),
        ("Rows agree", "=IF(C4<=B1,1,0)", "=ABS(C3)"),
    ),
    "Checks!A9": "Master check",
    "Checks!B9": "=MIN(B3:B4)",
}
TWIN = {**CALL, "Calc!A6": "Plain formula", "Calc!B6": "=B2*(B3*2.5+B4*10)/1000000",
        "Calc!A7": "Difference", "Calc!B7": "=ABS(B5-B6)"}  # fmt: skip
WAIVER = rows(
    "Waivers", 1, ("Rule", "Address", "Reason", "Name", "Expires"),
    ("F08", "Calc!A1", "The clock is meant", "Ada", datetime.date(2027, 6, 30)),
)  # fmt: skip
WAIVED = {"Calc!A1": "=TODAY()", **WAIVER}


def prices(**changes: Any) -> dict[str, Any]:
    """A price table with one row as published, and the call; ``changes`` by column."""
    values = dict(zip(PRICE_COLUMNS, price_rows("gpt-4o")[0], strict=True)) | changes
    return {
        **CALL, "Calc!A8": "Model date", "Calc!B8": max(values["checked_on"] or DAY, DAY),
        **rows("Prices", 1, tuple(values), tuple(values.values())),
    }  # fmt: skip


DAY = dict(zip(PRICE_COLUMNS, price_rows("gpt-4o")[0], strict=True))["checked_on"]


def with_macros(cells: dict[str, Any]) -> bytes:
    data = as_bytes(workbook(cells))
    return package_bytes(package_from_bytes(data, "book.xlsm"), {"xl/vbaProject.bin": b"a VBA project"})


def hide(what: str) -> Edit:
    return lambda work: setattr(work["Calc"].row_dimensions[1], "hidden", True) if what == "row" else setattr(
        work["Calc"], "sheet_state", "hidden"
    )  # fmt: skip


def set_on(attribute: str, key: str, value: Any) -> Edit:
    return lambda work: setattr(getattr(work, attribute), key, value)


def protect(work: openpyxl.Workbook) -> None:
    for sheet in work:
        sheet.protection.sheet = True


def freeze(work: openpyxl.Workbook) -> None:
    work["Calc"].freeze_panes = "B2"


def titled(work: openpyxl.Workbook) -> None:
    work.properties.title, work.properties.creator = "Costs", "Finance"


PAIRS: dict[str, Pair] = {
    "S01": of_cells(CALL, {**COVER, **CALL}),
    "S02": one_cell(READS_INPUT, "Inputs!B2", "=B1*2", None),
    "S04": of_cells({**COVER, **CALL}, {**COVER, **LOG, **CALL}),
    "S05": of_edits({"Inputs!A1": 1, "Calc!A1": "=1+1"}, hide("sheet")),
    "S06": of_edits({"Calc!A1": 1}, hide("row")),
    "S08": one_cell({"Calc!A1": 1}, "Calc!B1", "='C:\\b\\[plan.xlsx]Plan'!A1", "=A1"),
    "S10": Pair(with_macros({"Calc!A1": 1}), workbook({"Calc!A1": 1})),
    "S11": of_cells(
        {**rows("Inputs", 1, *LINES), **rows("Drivers", 1, *LINES), **rows("Summary", 1, *MOVED_LINES)},
        {**rows("Inputs", 1, *LINES), **rows("Drivers", 1, *LINES), **rows("Summary", 1, *LINES)},
    ),
    "S12": of_edits(TIMELINE, lambda work: None, freeze),
    "S13": one_cell({"A!A1": 1, "B!A1": "=A!A1", "B!A2": 2}, "A!A2", "=B!A2", "=A1"),
    "F01": one_cell({"Calc!A1": 1}, "Calc!B1", "=A1*1.05", "=A1*100"),
    "F02": one_cell(TIMELINE, "Calc!E2", "=E3*2+D3", "=E3*2"),
    "F03": one_cell(TIMELINE, "Calc!E2", 7, "=E3*2"),
    "F04": one_cell({"Calc!A1": 0}, "Calc!B1", "=1/A1", "=1+A1"),
    "F05": one_cell({"Calc!A1": 0}, "Calc!B1", "=#REF!+1", '="#REF!"&A1'),
    "F06": one_cell({"Calc!A1": 1}, "Calc!A2", "=SUM(A1:A2)", "=ROWS(A$1:A2)"),
    "F07": of_edits({"Calc!A1": 1}, set_on("calculation", "calcMode", "manual")),
    "F08": one_cell({"Calc!A1": 1}, "Calc!B1", "=TODAY()-A1", "=A1"),
    "F09": one_cell({"Calc!A1": 1}, "Calc!B1", "=NPV(0.1,A1:A2)", "=SUM(A1:A2)"),
    "F10": one_cell({"Calc!A1": 1}, "Calc!B1", "=IF(A1>0,IF(A1>1,2,1),0)", "=IF(A1<0,0,IF(A1>1,2,1))"),
    "F11": one_cell({"Calc!A1": 1}, "Calc!B1", "=" + "+".join(["A1"] * 90), "=" + "+".join(["A1"] * 60)),
    "F12": one_cell({"Calc!A1": 1}, "Calc!B1", "=MATCH(1,A1:A2)", "=MATCH(1,A1:A2,0)"),
    "F13": one_cell({"Calc!A1": 1}, "Calc!B1", "=SUM(A:A)", "=SUM(A1:A9)"),
    "F14": one_cell({"Calc!A1": 1}, "Calc!B1", "=A1+A2", "=A1+LEN(A2)"),
    "F15": one_cell({"Calc!B1": "=A1*2"}, "Calc!A1", "700", 700),
    "F16": one_cell({"Calc!A1": 4, "Calc!B1": "=A1*A1+A1"}, "Calc!D9", "=$A$1*A1+A1", "=$A$1*A1-A1"),
    "F17": one_cell({"Calc!A1": 4, "Calc!B1": "=A1"}, "Calc!C1", "=B1", "=A1"),
    "F18": one_cell({f"Calc!A{n}": n for n in range(1, 6)}, "Calc!C1", "=SUM(A1:A4)", "=SUM(A1:A5)"),
    "F19": one_cell(
        {**{f"Calc!A{row}": row for row in (1, 2, 4)}, "Calc!A3": "=SUM(A1:A2)"}, "Calc!A5", "=SUM(A1:A4)", "=A3+A4"
    ),
    "F20": one_cell({"Calc!A1": 4, "Calc!C1": "=B1*2"}, "Calc!B1", "=ROUND(A1/3,2)", "=ROUNDUP(A1/3,0)"),
    "F21": one_cell({"Calc!A1": 4}, "Calc!B1", "=IFERROR(1/A1,0)", "=IFERROR(1/A1,NA())"),
    "F22": of_cells(
        {
            **{f"Calc!A{row}": row for row in range(1, 9)},
            **{f"Calc!C{row}": f"=MATCH(A{row},A{row}:A{row + 5},0)" for row in (1, 2, 3)},
        },
        {
            **{f"Calc!A{row}": row for row in range(1, 9)},
            **{f"Calc!C{row}": f"=MATCH(A{row},$A$1:$A$8,0)" for row in (1, 2, 3)},
        },
    ),
    "F23": one_cell(
        {"Calc!A1": "gpt-4o", "Calc!B1": 1, "Calc!B2": 2, "Calc!C1": "=VLOOKUP(A1,A1:B2,2,FALSE)"},
        "Calc!A2",
        "GPT-4o",
        "gpt-4o-mini",
    ),
    "F24": of_cells(
        {**row("Calc", 3, "Added", 1, 2, 3, 4), **row("Calc", 4, "Balance", "=B3", "=B4+C3", "=B4+C3", "=D4+E3")},
        {**row("Calc", 3, "Added", 1, 2, 3, 4), **row("Calc", 4, "Balance", "=B3", "=B4+C3", "=C4+D3", "=D4+E3")},
    ),
    "F25": of_cells(
        {
            **row("Calc", 1, "Rate", 0.2),
            **row("Calc", 2, "Sales", 1, 2, 3, 4),
            **row("Calc", 3, "Tax", *[f"={c}2*{c}1" for c in "BCDE"]),
        },
        {
            **row("Calc", 1, "Rate", 0.2),
            **row("Calc", 2, "Sales", 1, 2, 3, 4),
            **row("Calc", 3, "Tax", *[f"={c}2*$B1" for c in "BCDE"]),
        },
    ),
    "F26": one_cell(
        {f"Calc!A{at}": at for at in range(1, 9)},
        "Calc!B1",
        "=AVERAGE(A1:A8)/STDEV(A1:A7)",
        "=AVERAGE(A1:A8)/STDEV(A1:A8)",
    ),
    "F27": one_cell(
        {"Calc!A1": 1, "Calc!A3": 3, **{f"Calc!B{at}": at for at in (1, 2, 3)}, "Calc!C1": "=VLOOKUP(2.5,A1:B3,2)"},
        "Calc!A2",
        9,
        2,
    ),
    "F28": one_cell(
        {**rows("Calc", 1, ("Rent", 1), ("Power", 2), ("Water", 3), ("Waste", 4)), "Calc!A5": "Total"},
        "Calc!B5",
        "=SUM(B1:B3)",
        "=SUM(B1:B4)",
    ),
    "F29": one_cell(
        {
            **rows("Balance", 1, ("Cash", 100), ("Stock", 50), ("Assets", None), ("Debt", 287)),
            "Balance!A5": "Balance check",
            "Balance!B5": "=B3-B4",
        },
        "Balance!B3",
        "=SUM(B1:B2)+137",
        "=SUM(B1:B2)",
    ),
    "F30": one_cell({"Calc!A1": 46000}, "Calc!B1", '="As of "&TEXT(A1,"dd mmm yyyy")', '="As of day "&TEXT(A1,"0")'),
    "L08": one_cell(
        {
            "Calc!A1": "Input, tokens",
            "Calc!B1": 5000,
            "Calc!A2": "Input price, USD per Mtok",
            "Calc!B2": 2.5,
            "Calc!A3": "Cost, USD",
        },
        "Calc!B3",
        "=B1*B2",
        "=B1*B2/1000000",
    ),
    "L09": one_cell(
        {"Calc!A1": "Sales", "Calc!B1": 100, "Calc!A2": "Less: discounts", "Calc!A3": "Net", "Calc!B3": "=SUM(B1:B2)"},
        "Calc!B2",
        20,
        -20,
    ),
    "P04": one_cell(TYPED_PRICES, "Rates!B3", 0.00015, 0.15),
    "P05": one_cell(
        {
            "Calc!A1": "Input tokens",
            "Calc!B1": 1000,
            "Calc!A2": "Cached tokens",
            "Calc!B3": "=B1-B2",
            "Calc!A3": "Fresh tokens",
        },
        "Calc!B2",
        1200,
        800,
    ),
    "P06": one_cell(
        {
            "Calc!A1": "Input tokens, million",
            "Calc!B1": 1,
            "Calc!A2": "Input price",
            "Calc!B2": 2.5,
            "Calc!A3": "Output price",
            "Calc!B3": 10,
        },
        "Calc!B4",
        "=B1*B3",
        "=B1*B2",
    ),
    "P07": one_cell(TYPED_PRICES, "Rates!B2", 25, 2.5),
    "P08": one_cell(TYPED_PRICES, "Rates!A4", "openai/gpt-4.5-preview", "openai/gpt-4.1"),
    "U01": one_cell({**CALL, "Calc!B6": "=IF(ISNUMBER(B5),B5,NA())"}, "Calc!C1", "=SUM(B5:B5)", "=SUM(B6:B6)"),
    "U02": one_cell(CALL, "Calc!C1", "=PROMT_COST(B1,B2,B3,B4)", "=PROMPT_COST(B1,B2,B3,B4)"),
    "U03": one_cell(TWIN, "Calc!B6", "=B2*(B3*2.5+B4*10)/1000", TWIN["Calc!B6"]),
    "U04": Pair(workbook(CALL), recalculated(as_bytes(workbook(CALL)))),
    "L01": of_cells(rows("Inputs", 1, ("Rent", 1), ("Rent", 2)), rows("Inputs", 1, ("Rent", 1), ("Power", 2))),
    "L02": one_cell({"Inputs!B1": 5}, "Inputs!A1", "Rent", "Rent (USD)"),
    "L03": one_cell(
        {**READS_INPUT, "Inputs!A2": "Users", "Inputs!B2": 3, "Calc!B2": "=Inputs!B2*2"},
        "Inputs!C2",
        None,
        "Staff list",
    ),
    "L04": one_cell({"Inputs!A1": "Rent cost"}, "Inputs!B1", -5, 5),
    "L05": of_edits(READS_INPUT, on("Calc!B1", style="Input"), on("Inputs!B1", style="Input")),
    "L06": of_edits(TIMELINE, on("Calc!D2", number_format="0%")),
    "L07": of_edits(
        {**row("Calc", 1, "Rent", 1), **row("Calc", 2, "Power", 2)}, lambda work: work["Calc"].merge_cells("A1:A2")
    ),
    "V01": of_edits(READS_INPUT, lambda work: None, validation("Inputs!B1", 0, 9)),
    "V03": of_edits(READS_INPUT, validation("Inputs!B1", 0, 1), validation("Inputs!B1", 0, 9)),
    "V02": of_edits(
        READS_INPUT,
        on("Calc!B1", protection=Protection(locked=False)),
        all_of(protect, on("Inputs!B1", protection=Protection(locked=False))),
    ),
    "C01": Pair(edited(CHECKED | {"Checks!B3": "=C3<=B1"}, MASTER), edited(CHECKED, MASTER)),
    "C02": Pair(edited(CHECKED | {"Checks!B9": "=MIN(B3:B3)"}, MASTER), edited(CHECKED, MASTER)),
    "P01": of_cells(prices(source=None), prices()),
    "P02": of_cells(prices(checked_on=DAY - datetime.timedelta(days=400)), prices()),
    "P03": of_cells(prices(input=2_500.0), prices(input=2_500.0, status="negotiated")),
    "D01": Pair(decision(recorded_advice="B"), decision()),
    "D02": Pair(decision(c_model=ENDING), decision(c_model=ENDING, c_successor="azure/ft:gpt-4.1-mini")),
    "D03": Pair(
        decision(a_model="anthropic/claude-sonnet-5-5", model_date=datetime.date(2026, 10, 1)),
        decision(a_model="anthropic/claude-sonnet-5-5", model_date=datetime.date(2026, 10, 7)),
    ),
    "D04": Pair(decision(advised="A", advice="Prompt"), decision()),
    "N01": of_edits({"Calc!A1": 1, "Calc!B1": "=old+1"}, name("lost", "#REF!"), name("old", "Calc!$A$1")),
    "X01": of_edits({"Calc!A1": 1}, lambda work: None, titled),
    "W01": one_cell(WAIVED, "Waivers!E2", datetime.date(2026, 6, 30), datetime.date(2026, 11, 25)),
    "W02": one_cell(WAIVED, "Waivers!B2", "Calc!A2", "Calc!A1"),
    "W03": one_cell(WAIVED, "Waivers!C2", None, "The clock is meant"),
}
