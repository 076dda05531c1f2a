"""Audit: every function result beside plain Excel formulas, sums of parts, counts of errors, and the master check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xlcost.template.lines import line
from xlcost.template.records import SCENARIOS, Block, Cell, Column, Gap, Heading, Row, Sheet, Spill, Table
from xlcost.template.sheets import functions

_SCENARIOS: Final = ("live", *(name.lower() for name in SCENARIOS))
_KEY: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


class Compared(NamedTuple):
    """A function's row, and the plain formula that must give the same."""

    label: str
    unit: str
    format: str
    reference: str
    plain: str
    exact: bool


def sheet(others: Sequence[Sheet]) -> Sheet:
    """The sheet, generated from every row of the other sheets that declares a twin."""
    return Sheet(
        name="Audit",
        title="Audit",
        purpose="Every function result recomputed by plain Excel formulas, and everything else that can be checked.",
        blocks=(*_master(), *_checks(others), _comparison(tuple(_compared(others)))),
        widths={"A": 62, "B": 19, **dict.fromkeys("CDEFGHIJKLM", 13)},
        last_column=13,
        note_column=6,
        freeze=None,
        tab="check",
    )


def _master() -> tuple[Block, ...]:
    passed = "AND(SUM({checks.passed})=ROWS({checks.passed}),SUM({twins.passed})=ROWS({twins.passed}))"
    return (
        Heading("Master check"),
        line(
            "master_check",
            "All checks pass",
            "1 or 0",
            f"=IF({passed},1,0)",
            "check",
            axis="single",
            look="check",
            named=True,
        ),
        line(
            "checks_failed",
            "Lines that fail",
            "lines",
            "=ROWS({checks.passed})+ROWS({twins.passed})-SUM({checks.passed})-SUM({twins.passed})",
            "count",
            axis="single",
        ),
        line(
            "checks_made",
            "Lines compared",
            "lines",
            "=ROWS({checks.passed})+ROWS({twins.passed})",
            "count",
            axis="single",
        ),
        Gap(),
    )


def _checks(others: Sequence[Sheet]) -> tuple[Block, ...]:
    """Checks of one number against a limit: label, unit, what must not exceed, the limit."""
    tolerance, none = "={audit_tolerance}", "=0"
    errors = [
        (f"Errors on {sheet.name}", "1 or 0", f"=IF(ISERROR(SUM({{{_first(sheet)}:sheet}})),1,0)", none)
        for sheet in others
        if sheet.name not in ("Inputs", "Prices")
    ]
    sums = [
        (
            "PROMPT_COST_BREAKDOWN adds up to PROMPT_COST",
            "USD per month",
            "=MAX(-MIN({prompt_parts_check:all}),MAX({prompt_parts_check:all}))",
            tolerance,
        ),
        (
            "FINETUNE_COST_BREAKDOWN adds up to FINETUNE_COST",
            "USD per month",
            "=MAX(-MIN({finetune_parts_check:all}),MAX({finetune_parts_check:all}))",
            tolerance,
        ),
        (
            "Timeline: months add up to the cumulative cost of prompting",
            "USD",
            "=ABS(SUM({month_prompting:all})-MAX({cumulative_prompting:all}))",
            tolerance,
        ),
        (
            "Timeline: months add up to the cumulative cost of fine-tuning",
            "USD",
            "=ABS(SUM({month_finetuning:all})-MAX({cumulative_finetuning:all}))",
            tolerance,
        ),
        (
            "Timeline: the first month of prompting is the month of Prompting",
            "USD",
            "=ABS(INDEX({month_prompting:months},1,1)-{prompt_monthly:live})",
            tolerance,
        ),
    ]
    answers = [
        (
            "Timeline: prompting against COST_FORECAST, largest difference",
            "USD",
            "=MAX({forecast_prompting_difference:months})",
            tolerance,
        ),
        (
            "Timeline: inference against COST_FORECAST, largest difference",
            "USD",
            "=MAX({forecast_inference_difference:months})",
            tolerance,
        ),
        ("Sensitivity: cases against plain Excel, largest difference", "USD", "=MAX({case_difference:all})", tolerance),
        (
            "Sensitivity: cases that the functions did not answer",
            "cases",
            "=COLUMNS({case_answered:all})-SUM({case_answered:all})",
            none,
        ),
        (
            "Sensitivity: the case without a change is the live saving",
            "USD",
            "=ABS(INDEX({case_saving:all},1,1)-{horizon_saving:live})",
            tolerance,
        ),
        (
            "Sensitivity: grid against plain Excel, largest difference",
            "USD per month",
            "=MAX({grid_difference:all})",
            tolerance,
        ),
        (
            "Models: PROMPT_COST against plain Excel, largest difference",
            "USD per month",
            "=MAX({models.difference})",
            tolerance,
        ),
        (
            "Models: models with a price that PROMPT_COST did not answer",
            "models",
            "=COUNT({models.plain})-COUNT({models.returned})",
            none,
        ),
        (
            "Models: COST_RANKING against the ranking, largest difference",
            "USD per month",
            "=MAX({ranking_by_function.difference})",
            tolerance,
        ),
    ]
    examples = [(what, "difference", formula, tolerance) for what, formula in functions.examples()]
    inputs = [
        (
            "Cached shares together, more than all input tokens",
            "share",
            "=MAX(0,{cached_share:live}+{cache_write_share:live}-1)",
            none,
        ),
        ("Prices: how often a model is listed beyond once", "times", "=MAX({models.listed})-1", none),
        (
            "Prices: rows without provider or source",
            "rows",
            "=MAX(COUNTA({prices.model})-COUNTA({prices.provider}),COUNTA({prices.model})-COUNTA({prices.source}))",
            none,
        ),
        ("Prices: negative prices", "cells", '=COUNTIF({prices},"<0")', none),
        (
            "Prompted model: days since its price was checked",
            "days",
            "=MAX(0,{model_date}-INDEX({prices.checked_on},{plain_prompt_row:live}))",
            "={stale_after_days}",
        ),
        (
            "Tuned model: days since its price was checked",
            "days",
            "=MAX(0,{model_date}-INDEX({prices.checked_on},{plain_tuned_row:live}))",
            "={stale_after_days}",
        ),
    ]
    lines = [*answers, *sums, *errors, *inputs, *examples]
    passed = "=IF(IFERROR({@found}<={@limit},FALSE),1,0)"
    return (
        Heading("Checks"),
        Table(
            "checks",
            (
                Column("what", "Check", tuple(Cell(what, "label") for what, *_ in lines)),
                Column("unit", "Unit", tuple(Cell(unit, "unit") for _, unit, *_ in lines)),
                Column(
                    "found",
                    "Found",
                    tuple(Cell(found, "calculation", "found", formula=True) for _, _, found, _ in lines),
                ),
                Column(
                    "limit", "At most", tuple(Cell(limit, "calculation", "found", formula=True) for *_, limit in lines)
                ),
                Column("passed", "Check", Cell(passed, "check", "check", formula=True)),
            ),
            len(lines),
            height=18,
        ),
        Gap(),
        Heading("Functions against plain Excel"),
    )


def _first(sheet: Sheet) -> str:
    """The key of the sheet's first keyed block, by which the sheet is named in a template."""
    return next(key for block in sheet.blocks if (key := getattr(block, "key", "")))


def _compared(sheets: Sequence[Sheet]) -> Iterator[Compared]:
    for sheet in sheets:
        for block in sheet.blocks:
            if isinstance(block, Row) and block.twin is not None:
                cell = next(cell for cell in block.cells if cell is not None)
                yield Compared(block.label, block.unit, cell.format, block.key, block.twin.formula, block.twin.exact)
            elif isinstance(block, Spill):
                for (part, label), twin in zip(block.labels, block.twins):
                    yield Compared(label, block.unit, block.format, f"{block.key}.{part}", twin.formula, twin.exact)


def _comparison(compared: Sequence[Compared]) -> Table:
    columns = [
        Column("what", "Function result", tuple(Cell(one.label, "label") for one in compared)),
        Column("unit", "Unit", tuple(Cell(one.unit, "unit") for one in compared)),
    ]
    for index, name in enumerate(_SCENARIOS):
        cells = tuple(
            Cell(f"={{{one.reference}:at{index}}}", "calculation", one.format, formula=True) for one in compared
        )
        columns.append(Column(f"function_{name}", f"{name.title()}: function", cells))
    for index, name in enumerate(_SCENARIOS):
        cells = tuple(Cell(_at(one.plain, index), "calculation", one.format, formula=True) for one in compared)
        columns.append(Column(f"plain_{name}", f"{name.title()}: plain Excel", cells))
    differences = tuple(
        Cell(_EXACT if one.exact else _NUMERIC, "calculation", "tiny", formula=True) for one in compared
    )
    columns += [
        Column("difference", "Largest difference", differences),
        Column("tolerance", "Tolerance", Cell("={audit_tolerance}", "calculation", "tiny", formula=True)),
        Column(
            "passed",
            "Check",
            Cell("=IF(IFERROR({@difference}<={@tolerance},FALSE),1,0)", "check", "check", formula=True),
        ),
    ]
    return Table("twins", tuple(columns), len(compared), height=30)


#: A number against a number; a word such as "never" must be the same word.
_NUMERIC: Final = (
    "=MAX("
    + ",".join(
        f"IF({{@function_{name}}}={{@plain_{name}}},0,ABS({{@function_{name}}}-{{@plain_{name}}}))"
        for name in _SCENARIOS
    )
    + ")"
)
_EXACT: Final = "=SUM(" + ",".join(f"IF({{@function_{name}}}={{@plain_{name}}},0,1)" for name in _SCENARIOS) + ")"


def _at(template: str, index: int) -> str:
    """A scenario template pinned to one scenario, for a table whose columns are scenarios."""
    return _KEY.sub(lambda found: f"{{{found.group(1)}:at{index}}}", template)
