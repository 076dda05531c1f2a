"""Rows of Decision that its parts share."""

from __future__ import annotations

from xlcost.template.lines import line
from xlcost.template.records import Row
from xlcost.template.ways import Way, side_by_side


def out_of(way: Way) -> str:
    """What stands for an alternative that is out of a comparison: each its own, as look-up lists want it."""
    return f"{way.letter.upper()}: n/a"


def least_of(key: str, label: str, among: str) -> Row:
    """A row that marks the amounts of another row that are the least: a crumb of money is no difference."""
    amount, least = f"{{{among}:of#}}", f"MIN({{{among}:all}})+{{money_crumb}}"
    return side_by_side(key, label, "1 or 0", f"=IF(AND(ISNUMBER({amount}),N({amount})<={least}),1,0)", form="month")


def first_of(key: str) -> str:
    """The number of the first alternative that such a row marks; 0 where there is none."""
    return f"=IF(SUM({{{key}:all}})=0,0,MATCH(1,{{{key}:all}},0))"


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
