"""Rows of Decision that its parts share."""

from __future__ import annotations

from xlcost.template.lines import line
from xlcost.template.records import Row
from xlcost.template.ways import Way


def out_of(way: Way) -> str:
    """What stands for an alternative that is out of a comparison: each its own, as look-up lists want it."""
    return f"{way.letter.upper()}: n/a"


def one_row(
    key: str,
    label: str,
    unit: str,
    formula: str,
    form: str = "count",
    *,
    named: bool = False,
    look: str = "calculation",
) -> Row:
    """A row with one cell."""
    return line(key, label, unit, formula, form, axis="single", named=named, look=look)  # type: ignore[arg-type]
