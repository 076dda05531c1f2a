"""Inputs: everything people may change, with its source; the column Live picks the scenario shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlcost.functions.coercion import Domain
from xlcost.template.case import Case
from xlcost.template.inputs import RANGES, SECTIONS, TUNING, Input
from xlcost.template.lines import noted_captions
from xlcost.template.records import SCENARIOS, Block, Cell, Gap, Heading, Row, Rule, RuleKind, Sheet

#: No price in the catalogue is older.
_FIRST_DAY = date(2023, 1, 1)


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    blocks: list[Block] = []
    for section in SECTIONS:
        if blocks:
            blocks.append(Gap())
        blocks.append(Heading(section.title))
        blocks += [_row(declared, case) for declared in section.inputs]
    return Sheet(
        name="Inputs",
        title="Inputs",
        purpose=f"{case.title}. Change the framed blue cells only; every other sheet follows.",
        blocks=tuple(blocks),
        widths={"A": 44, "B": 18, **dict.fromkeys("CDEF", 16), "G": 54},
        last_column=7,
        freeze=None,
        captions=noted_captions("Source or note"),
        tab="input",
        page_breaks=(TUNING.title, RANGES.title),
    )


def _row(declared: Input, case: Case) -> Row:
    values, note = case.values[declared.key], case.notes[declared.key] or declared.help
    rule = _rule(declared)
    typed = [Cell(_typed(value), "input", declared.format, rule=rule) for value in values]
    height = 28.5 if declared.kind == "model" else None
    if declared.shape == "single":
        return Row(declared.key, declared.label, declared.unit, (typed[0],), "single", note, named=True)
    if declared.shape == "range":
        cells: tuple[Cell | None, ...] = (None, typed[0], None, typed[1])
        return Row(declared.key, declared.label, declared.unit, cells, "scenario", note)
    formula = f"=INDEX({{{declared.key}:scenarios}},MATCH({{scenario}},{_SCENARIO_LIST},0))"
    live = Cell(formula, "calculation", declared.format, formula=True)
    return Row(declared.key, declared.label, declared.unit, (live, *typed), "scenario", note, named=True, height=height)


_SCENARIO_LIST = "{" + ",".join(f'"{name}"' for name in SCENARIOS) + "}"


def _typed(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _rule(declared: Input) -> Rule:
    """The data validation of an input, with its help as the prompt."""
    prompt = f"{declared.help} Takes {declared.domain}."
    error = f"{declared.label} must be {declared.domain}."
    about: dict[str, Any] = {"title": declared.label, "prompt": prompt, "error": error}
    kind = declared.kind
    if isinstance(kind, str):
        return {
            "model": Rule("list", "={prices.model}", **about),
            "flag": Rule("list", '"TRUE,FALSE"', **about),
            "date": Rule("date", f"{_serial(_FIRST_DAY)}", "greaterThanOrEqual", **about),
        }[kind]
    if isinstance(kind, Domain):
        excel_kind: RuleKind = "whole" if kind.whole else "decimal"
        if kind.above_low:
            return Rule(excel_kind, f"{kind.low:.15g}", "greaterThan", **about)
        return Rule(excel_kind, f"{kind.low:.15g}", "between", f"{kind.high:.15g}", **about)
    return Rule("list", f'"{",".join(kind)}"', **about)


def _serial(day: date) -> int:
    return day.toordinal() - date(1899, 12, 30).toordinal()
