"""Audit: every function result beside plain Excel formulas, sums of parts, counts of errors, and the master check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xlcost.template.checks import TWIN_COLUMNS, checks
from xlcost.template.lines import line
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Row, Sheet, Spill, Table

_TWINS: Final = "Functions against plain Excel"
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
        widths={"A": 47, "B": 16, **dict.fromkeys("CDEFGHIJ", 11.2), **dict.fromkeys("KLM", 9)},
        last_column=13,
        note_column=6,
        freeze=None,
        tab="check",
        page_breaks=(_TWINS,),
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
    lines = tuple(checks(others))
    passed = "=IF(IFERROR({@found}<={@limit},FALSE),1,0)"
    return (
        Heading("Checks"),
        Table(
            "checks",
            (
                Column("what", "Check", tuple(Cell(one.label, "label") for one in lines)),
                Column("unit", "Unit", tuple(Cell(one.unit, "unit") for one in lines)),
                Column(
                    "found",
                    "Found",
                    tuple(Cell(one.found, "calculation", "found", formula=True) for one in lines),
                ),
                Column(
                    "limit",
                    "At most",
                    tuple(Cell(one.limit, "calculation", "found", formula=True) for one in lines),
                ),
                Column("passed", "Check", Cell(passed, "check", "check", formula=True)),
            ),
            len(lines),
        ),
        Gap(),
        Heading(_TWINS),
    )


def _compared(sheets: Sequence[Sheet]) -> Iterator[Compared]:
    for sheet in sheets:
        for block in sheet.blocks:
            if isinstance(block, Row) and block.twin is not None:
                cell = next(cell for cell in block.cells if cell is not None)
                yield Compared(
                    block.label, block.unit, _bare(cell.format), block.key, block.twin.formula, block.twin.exact
                )
            elif isinstance(block, Spill):
                for (part, label), twin in zip(block.labels, block.twins):
                    yield Compared(
                        label, block.unit, _bare(block.format), f"{block.key}.{part}", twin.formula, twin.exact
                    )


def _bare(form: str) -> str:
    """The number format without the currency, for which these narrow columns have no room: it is among the units."""
    return "decimal" if form == "usd" else form


def _comparison(compared: Sequence[Compared]) -> Table:
    columns = [
        Column("what", "Function result", tuple(Cell(one.label, "label") for one in compared)),
        Column("unit", "Unit", tuple(Cell(one.unit, "unit") for one in compared)),
    ]
    for index, name in enumerate(TWIN_COLUMNS):
        cells = tuple(
            Cell(f"={{{one.reference}:at{index}}}", "calculation", one.format, formula=True) for one in compared
        )
        columns.append(Column(f"function_{name}", f"{name.title()}: function", cells))
    for index, name in enumerate(TWIN_COLUMNS):
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
        for name in TWIN_COLUMNS
    )
    + ")"
)
_EXACT: Final = "=SUM(" + ",".join(f"IF({{@function_{name}}}={{@plain_{name}}},0,1)" for name in TWIN_COLUMNS) + ")"


def _at(template: str, index: int) -> str:
    """A scenario template pinned to one scenario, for a table whose columns are scenarios."""
    return _KEY.sub(lambda found: f"{{{found.group(1)}:at{index}}}", template)
