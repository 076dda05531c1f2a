"""Audit: every function result beside plain Excel formulas, sums of parts, agreement of all pages, the master check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlcost.template.lines import line
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Sheet, Table
from xlcost.template.sheets import audit_inputs, functions
from xlcost.template.sheets.audit_proofs import MONEY, NONE, Check, functions_proved
from xlcost.template.ways import WAYS

#: Sheets that hold what people type: an error there is their own.
_TYPED: Final = ("Inputs", "Prices", "Change log", "Risk")


def sheet(others: Sequence[Sheet]) -> Sheet:
    """The sheet; ``others`` are the sheets whose cells are searched for errors."""
    lines = tuple(checks(others))
    passed = "=IF(IFERROR({@found}<={@limit},FALSE),1,0)"
    return Sheet(
        name="Audit",
        title="Audit",
        purpose="Whether all pages agree, every function result computed again by plain formulas, and the master check.",
        blocks=(
            *_master(),
            Table(
                "checks",
                (
                    Column("what", "Check", tuple(Cell(one.label, "label") for one in lines)),
                    Column(
                        "unit",
                        "Unit",
                        tuple(Cell(one.unit, "unit", formula=one.unit.startswith("=")) for one in lines),
                    ),
                    Column(
                        "found", "Found", tuple(Cell(one.found, "calculation", "found", formula=True) for one in lines)
                    ),
                    Column(
                        "limit",
                        "At most",
                        tuple(Cell(one.limit, "calculation", "found", formula=True) for one in lines),
                    ),
                    Column("passed", "Result", Cell(passed, "check", "check", formula=True)),
                ),
                len(lines),
            ),
        ),
        widths={"A": 74, "B": 26, "C": 18, "D": 18, "E": 14},
        last_column=5,
        note_column=6,
        freeze="checks",
        freeze_column=1,
        tab="check",
    )


def _master() -> tuple[Block, ...]:
    return (
        Heading("Master check"),
        line(
            "master_check",
            "All checks pass",
            "1 or 0",
            "=IF(SUM({checks.passed})=ROWS({checks.passed}),1,0)",
            "check",
            axis="single",
            look="check",
            named=True,
        ),
        line(
            "checks_failed",
            "Checks that fail",
            "checks",
            "=ROWS({checks.passed})-SUM({checks.passed})",
            "count",
            axis="single",
        ),
        line(
            "money_tolerance",
            "Largest difference of two totals",
            "={currency}",
            "={audit_tolerance}*MAX(1,SUM({alt_total:all})/1000)",
            "found",
            axis="single",
        ),
        Gap(),
        Heading("Checks"),
    )


def checks(others: Sequence[Sheet]) -> Iterator[Check]:
    """Every check."""
    yield from _agreement()
    yield from functions_proved()
    yield from _sums()
    yield from audit_inputs.numbers()
    yield from _errors(others)
    yield from audit_inputs.inputs()
    for what, found in functions.examples():
        yield Check(what, "difference", found)


def _agreement() -> Iterator[Check]:
    """The five pages that once contradicted each other: each is held against the months themselves."""
    months = ",".join(f"SUM({{{way.letter}_present:all}})" for way in WAYS)
    saved = ",".join(
        "0" if way.is_baseline else f"INDEX({{{way.letter}_saved:months}},1,{{horizon_months}})" for way in WAYS
    )
    chosen = f"CHOOSE(MAX({{meant}},1),{months})"
    yield Check(
        "Decision, Summary and Timeline agree: cost of the advised alternative",
        "={currency}",
        f"=IF({{meant}}=0,0,ABS({{figures.figure_2:row1}}-{chosen})+ABS(INDEX({{summary.present}},{{meant}})-{chosen}))",
        MONEY,
    )
    yield Check(
        "Decision, Summary and Timeline agree: saving of the advised alternative",
        "={currency}",
        f"=IF(OR({{meant}}=0,NOT(ISNUMBER({{alt_present:of1}}))),0,ABS({{figures.figure_3:row1}}"
        f"-CHOOSE(MAX({{meant}},1),{saved})))",
        MONEY,
    )
    cheaper = "+".join(
        f"IF(AND({{qualifies:of{way.number}}}=1,ISNUMBER({{alt_present:of{way.number}}})),"
        f"IF(SUM({{{way.letter}_present:all}})<{chosen}-{{money_tolerance}},1,0),0)"
        for way in WAYS
    )
    yield Check(
        "Decision and Timeline agree: alternatives that qualify and cost less than the advised one",
        "alternatives",
        f"=IF(OR({{meant}}=0,{{test_first}}=1),0,{cheaper})",
        NONE,
    )
    late = "+".join(
        f"IF(ISNUMBER({{alt_payback_first:of{way.number}}}),IF(AND(INDEX({{{way.letter}_saved:months}},1,"
        f"N({{alt_payback_first:of{way.number}}}))>-{{money_tolerance}}),0,1),IF(COUNTIF({{{way.letter}_ahead:months}},1)>0,1,0))"
        for way in WAYS
        if not way.is_baseline
    )
    yield Check("Alternatives and Timeline agree: months of payback", "alternatives", f"={late}", NONE)
    yield Check(
        "The advised alternative can be had through the horizon, and its price is known in each month",
        "1 is no",
        f"=IF({{meant}}=0,0,IF(AND(ISNUMBER({chosen}),OR(NOT(ISNUMBER(INDEX({{alt_until:all}},1,MAX({{meant}},1)))),"
        "N(INDEX({alt_until:all},1,MAX({meant},1)))>={horizon_end})),0,1))",
        NONE,
    )
    yield Check(
        "Decision and Timeline agree: month 1 of the baseline",
        "={currency}",
        "=IF(ISNUMBER({baseline_month_1}),ABS({baseline_month_1}-INDEX({a_cost:months},1,1)),0)",
        MONEY,
    )
    live = ",".join(
        f"IF(ISNUMBER({{alt_present:of{way.number}}}),ABS(INDEX({{cases.present_{way.letter}}},1)"
        f"-{{alt_present:of{way.number}}}),0)"
        for way in WAYS
    )
    yield Check(
        "Sensitivity: the case without a change costs what Timeline says", "={currency}", f"=MAX({live})", MONEY
    )


def _sums() -> Iterator[Check]:
    for way in WAYS:
        parts = "+".join(
            f"SUMPRODUCT({{exchange:months}},{{{way.letter}_{part}:months}})"
            for part in ("tokens", "fees", "hosting", "people", "tuning", "quality")
        )
        total = f"{{alt_running:of{way.number}}}"
        yield Check(
            f"{way.letter.upper()}: the parts of all months add up to its cost",
            "={currency}",
            f"=IF(ISNUMBER({total}),ABS({parts}-{total}),0)",
            MONEY,
        )
    for way in WAYS:
        yield Check(
            f"{way.letter.upper()}: month by month it adds up to its cumulative cost",
            "={currency}",
            f"=IF(ISNUMBER({{alt_total:of{way.number}}}),ABS(INDEX({{{way.letter}_cumulative:months}},1,{{horizon_months}})"
            f"-{{alt_total:of{way.number}}}),0)",
            MONEY,
        )


def _errors(others: Sequence[Sheet]) -> Iterator[Check]:
    """How many cells of each sheet show an error; IF keeps out IronCalc, which counts one where there is none."""
    for sheet in others:
        if sheet.name not in _TYPED:
            # Summary shows the master check itself, so its figures are looked at, not the whole page
            cells = (
                f"{{summary.way:row1}}:{{summary.verdict:row{len(WAYS)}}}"
                if sheet.name == "Summary"
                else f"{{{_first(sheet)}:sheet}}"
            )
            yield Check(
                f"{sheet.name}: errors",
                "cells",
                f"=IF(ISERROR(SUM({cells})),SUMPRODUCT(ISERROR({cells})*1),0)",
                NONE,
            )


def _first(sheet: Sheet) -> str:
    """The key of the sheet's first keyed block, by which the sheet is named in a template."""
    return next(key for block in sheet.blocks if (key := getattr(block, "key", "")))
