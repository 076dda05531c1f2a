"""Audit: every function result beside plain Excel formulas, sums of parts, agreement of all pages, the master check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xlcost.decision.inputs import INPUTS, SECTIONS
from xlcost.template.lines import line
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Sheet, Table
from xlcost.template.sheets import functions
from xlcost.template.sheets.inputs import stands_here
from xlcost.template.ways import WAYS, Way

_TOLERANCE: Final = "={audit_tolerance}"
_MONEY: Final = "={money_tolerance}"
_NONE: Final = "=0"
_BILLED: Final = tuple(way for way in WAYS if way.kind != "self_host")
#: Sheets that hold what people type: an error there is their own.
_TYPED: Final = ("Inputs", "Prices", "Change log", "Risk")


class Check(NamedTuple):
    """A line of the table: ``found`` and ``limit`` are formula templates."""

    label: str
    unit: str
    found: str
    limit: str = _TOLERANCE


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
    yield from _functions()
    yield from _sums()
    yield from _texts()
    yield from _errors(others)
    yield from _inputs()
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
        _MONEY,
    )
    yield Check(
        "Decision, Summary and Timeline agree: saving of the advised alternative",
        "={currency}",
        f"=IF(OR({{meant}}=0,NOT(ISNUMBER({{alt_present:of1}}))),0,ABS({{figures.figure_3:row1}}"
        f"-CHOOSE(MAX({{meant}},1),{saved})))",
        _MONEY,
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
        _NONE,
    )
    late = "+".join(
        f"IF(ISNUMBER({{alt_payback_first:of{way.number}}}),IF(AND(INDEX({{{way.letter}_saved:months}},1,"
        f"N({{alt_payback_first:of{way.number}}}))>-{{money_tolerance}}),0,1),IF(COUNTIF({{{way.letter}_ahead:months}},1)>0,1,0))"
        for way in WAYS
        if not way.is_baseline
    )
    yield Check("Alternatives and Timeline agree: months of payback", "alternatives", f"={late}", _NONE)
    yield Check(
        "The advised alternative can be had through the horizon, and its price is known in each month",
        "1 is no",
        f"=IF({{meant}}=0,0,IF(AND(ISNUMBER({chosen}),OR(NOT(ISNUMBER(INDEX({{alt_until:all}},1,MAX({{meant}},1)))),"
        "N(INDEX({alt_until:all},1,MAX({meant},1)))>={horizon_end})),0,1))",
        _NONE,
    )
    yield Check(
        "Decision and Timeline agree: month 1 of the baseline",
        "={currency}",
        "=IF(ISNUMBER({baseline_month_1}),ABS({baseline_month_1}-INDEX({a_cost:months},1,1)),0)",
        _MONEY,
    )
    live = ",".join(
        f"IF(ISNUMBER({{alt_present:of{way.number}}}),ABS(INDEX({{cases.present_{way.letter}}},1)"
        f"-{{alt_present:of{way.number}}}),0)"
        for way in WAYS
    )
    yield Check(
        "Sensitivity: the case without a change costs what Timeline says", "={currency}", f"=MAX({live})", _MONEY
    )


def _functions() -> Iterator[Check]:
    for way in _BILLED:
        yield Check(
            f"{way.letter.upper()}: PROMPT_COST of every month against plain Excel",
            "USD",
            f"=MAX({{{way.letter}_off:months}})",
        )
    for way in WAYS:
        if way.has("training_model"):
            yield Check(
                f"{way.letter.upper()}: TRAINING_COST of every month against plain Excel",
                "USD",
                f"=MAX({{{way.letter}_run_off:months}})",
            )
    for what in ("months", "volume"):
        yield Check(
            f"Decision: BREAKEVEN_{'MONTHS' if what == 'months' else 'REQUESTS'} against plain Excel",
            "difference",
            f"=IF(EXACT({{rr_{what}}},{{rr_{what}_plain}}),0,ABS({{rr_{what}}}-{{rr_{what}_plain}}))",
            _MONEY,
        )
    for way in WAYS:
        if not way.is_baseline:
            shown, proof = (f"{{{row}:of{way.number}}}" for row in ("alt_payback_first", "alt_payback_proof"))
            yield Check(
                f"{way.letter.upper()}: its month of payback against PAYBACK_MONTH",
                "1 is unlike",
                f"=IF({{alt_used:of{way.number}}}*ISNUMBER({{alt_saving:of{way.number}}})=0,0,"
                f'IF(OR(EXACT({proof},{shown}),EXACT({proof},"less up front")),0,1))',
                _NONE,
            )
    for way in WAYS:
        if not way.is_baseline:
            yield from _evidence(way)
    for way in WAYS:
        used, good = f"{{alt_used:of{way.number}}}=1", f"{{alt_good_1:of{way.number}}}"
        yield Check(
            f"{way.letter.upper()}: QUALITY_COST of month 1 against plain Excel",
            "USD",
            f"=IF({used},ABS({{alt_quality_proof:of{way.number}}}-{{alt_quality_plain:of{way.number}}}),0)",
            _MONEY,
        )
        yield Check(
            f"{way.letter.upper()}: COST_PER_SUCCESS of month 1 against plain Excel",
            "={currency}",
            f"=IF(ISNUMBER({good}),ABS({good}-{{alt_good_1_plain:of{way.number}}}),0)",
        )
    yield Check("Models: PROMPT_COST against plain Excel", "USD", "=MAX({models.difference})")
    yield Check("Models: COST_RANKING against the ranking", "USD", "=MAX({ranking_by_function.difference})")


def _evidence(way: Way) -> Iterator[Check]:
    """What the functions of evidence say of an alternative, against plain formulas."""

    def cell(row: str) -> str:
        return f"{{{row}:of{way.number}}}"

    who, known = way.letter.upper(), f"ISNUMBER({cell('ev_low')})"
    low, high = (f"ABS({cell(f'ev_by_function_{end}')}-{cell(f'ev_{end}')})" for end in ("low", "high"))
    yield Check(f"{who}: EVIDENCE or EVIDENCE_PAIRED against plain Excel", "share", f"=IF({known},{low}+{high},0)")
    verdict = f"EXACT({cell('ev_by_function_verdict')},{cell('ev_verdict')})"
    needed = f"N({cell('ev_by_function_needed')})=N({cell('ev_needed')})"
    yield Check(
        f"{who}: their verdict and the cases needed against plain Excel",
        "1 is unlike",
        f"=IF({known},IF(AND({verdict},{needed}),0,1),0)",
        _NONE,
    )
    planned, plain = cell("ev_plan"), cell("ev_plan_plain")
    yield Check(
        f"{who}: EVIDENCE_CASES against plain Excel",
        "cases",
        f"=IF(ISNUMBER({plain}),ABS({planned}-{plain}),0)",
        _NONE,
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
            _MONEY,
        )
    for way in WAYS:
        yield Check(
            f"{way.letter.upper()}: month by month it adds up to its cumulative cost",
            "={currency}",
            f"=IF(ISNUMBER({{alt_total:of{way.number}}}),ABS(INDEX({{{way.letter}_cumulative:months}},1,{{horizon_months}})"
            f"-{{alt_total:of{way.number}}}),0)",
            _MONEY,
        )


def _texts() -> Iterator[Check]:
    """Texts in place of numbers: arithmetic reads "5" as 5, SUM and our functions may not."""
    for section in SECTIONS:
        keys = [one.key for one in section.inputs if stands_here(section, one) and one.is_number]
        scenario = [key for key in keys if INPUTS[key].shape == "scenario"]
        single = [key for key in keys if INPUTS[key].shape == "single"]
        areas = [f"{{{key}:low}}:{{{key}:high}}" for key in scenario] + [f"{{{key}:live}}" for key in single]
        if areas:
            areas_text = ",".join(areas)
            yield Check(
                f"Inputs, {section.title[0].lower() if section.title[1] != ':' else section.title[0]}{section.title[1:]}: texts in place of numbers",
                "cells",
                f"=COUNTA({areas_text})-COUNT({areas_text})",
                _NONE,
            )
    for key in ("volumes", "season", "exchange_rates"):
        yield Check(
            f"Volumes, {INPUTS[key].label}: texts in place of numbers",
            "cells",
            f"=COUNTA({{{key}:live}})-COUNT({{{key}:live}})",
            _NONE,
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
                _NONE,
            )


def _first(sheet: Sheet) -> str:
    """The key of the sheet's first keyed block, by which the sheet is named in a template."""
    return next(key for block in sheet.blocks if (key := getattr(block, "key", "")))


def _inputs() -> Iterator[Check]:
    for way in _BILLED:
        shares = "+".join(
            f"{{{way.letter}_{row}}}" for row in ("cached_share", "cache_write_share", "cache_write_1h_share")
        )
        yield Check(
            f"{way.letter.upper()}: cached shares together, more than all input tokens", "share", f"=MAX(0,{shares}-1)"
        )
    for way in _BILLED:
        row = f"INDEX({{{way.letter}_line:months}},1,1)"
        checked = f"INDEX({{prices.checked_on}},MAX({row},1))"
        yield Check(
            f"{way.letter.upper()}: days since the price of its model was checked",
            "days",
            f"=IF({row}=0,0,IF(ISNUMBER({checked}),MAX(0,{{model_date}}-{checked}),0))",
            "={stale_after_days}",
        )
    yield Check(
        "Prices: rows without provider or source",
        "rows",
        "=MAX(COUNTA({prices.model})-COUNTA({prices.provider}),COUNTA({prices.model})-COUNTA({prices.source}))",
        _NONE,
    )
    yield Check("Prices: negative prices", "cells", '=COUNTIF({prices},"<0")', _NONE)
    yield Check(
        "Prices: empty cells where n/a belongs",
        "cells",
        "=COUNTBLANK({prices.effective_to})+COUNTBLANK({prices.above_tokens})+COUNTBLANK({prices.cache_read})"
        "+COUNTBLANK({prices.cache_write})",
        _NONE,
    )
    yield Check(
        "Risk: the shares of the runs add up to all of them",
        "share",
        "=IF(COUNT({risk_bin_share:live})=0,0,ABS(SUM({risk_bin_share:live})-1))",
        "={money_crumb}",
    )
    yield Check(
        "Risk: bars of the histogram with one end only",
        "bars",
        "=ABS(COUNT({risk_bin_from:live})-COUNT({risk_bin_to:live}))",
        _NONE,
    )
    yield Check(
        "Evidence: more test cases passed than run",
        "alternatives",
        "="
        + "+".join(
            f"IF(N({{tests_test_passes:of{way.number}}})>N({{tests_test_cases:of{way.number}}}),1,0)" for way in WAYS
        ),
        _NONE,
    )
