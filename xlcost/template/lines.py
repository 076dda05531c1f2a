"""Short ways to declare the rows that every sheet has: a formula line, a function line with its guard, captions."""

from __future__ import annotations

from xlcost.template.placing import AXIS_COLUMNS, LABEL_COLUMN, UNIT_COLUMN
from xlcost.template.records import SCENARIOS, Axis, Cell, Look, Row, Twin


def scenario_captions() -> dict[int, Cell]:
    """Captions over rows that show the live scenario and all three; each stands as what is below it."""
    scenarios = zip(AXIS_COLUMNS["scenario"], ("Live", *SCENARIOS), strict=True)
    return {
        LABEL_COLUMN: Cell("Input", "header_left"),
        UNIT_COLUMN: Cell("Unit", "header_left"),
        **{column: Cell(caption, "header_right") for column, caption in scenarios},
    }


def noted_captions(note: str = "Note") -> dict[int, Cell]:
    """The same, and one over their notes."""
    return {**scenario_captions(), AXIS_COLUMNS["scenario"][-1] + 1: Cell(note, "header_indent")}


def line(
    key: str,
    label: str,
    unit: str,
    formula: str,
    format: str = "usd",  # noqa: A002 - what Excel calls it
    *,
    axis: Axis = "scenario",
    look: Look = "calculation",
    note: str = "",
    named: bool = False,
    strong: bool = False,
    twin: Twin | None = None,
    height: float | None = None,
) -> Row:
    """A row with the same formula in every cell of its axis."""
    cell = Cell(formula, look, format, formula=True)
    cells = (cell,) * len(AXIS_COLUMNS[axis])
    return Row(key, label, unit, cells, axis, note, named, twin=twin, strong=strong, height=height)


def function_line(
    key: str,
    label: str,
    unit: str,
    formula: str,
    format: str = "usd",  # noqa: A002 - what Excel calls it
    *,
    plain: str,
    axis: Axis = "scenario",
    note: str = "",
    named: bool = False,
    exact: bool = False,
) -> Row:
    """A row that calls one of our functions, with its plain-Excel twin; totals read it through a guard only."""
    twin = Twin(plain, exact)
    return line(key, label, unit, formula, format, axis=axis, look="function", note=note, named=named, twin=twin)


def guard(
    key: str,
    label: str,
    unit: str,
    of: str,
    format: str = "usd",  # noqa: A002 - what Excel calls it
    *,
    axis: Axis = "scenario",
    note: str = "",
    named: bool = False,
    strong: bool = True,
) -> Row:
    """A row that passes a function's result on if it is a number, and #N/A if it is anything else.

    A failed function may show as text (classic xlwings does that), and SUM would skip a text silently.
    """
    formula = f"=IF(ISNUMBER({{{of}}}),{{{of}}},NA())"
    return line(key, label, unit, formula, format, axis=axis, look="output", note=note, named=named, strong=strong)
