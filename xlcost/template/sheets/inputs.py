"""Inputs: everything people may change, with its source; the column Live picks the scenario shown."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from xlcost.decision.case import Case
from xlcost.decision.inputs import SECTIONS, Input, Section
from xlcost.functions.coercion import Domain
from xlcost.template.lines import noted_captions
from xlcost.template.placing import AXIS_COLUMNS, CAPTION_ROW
from xlcost.template.records import Block, Cell, Gap, Heading, Look, Row, Rule, RuleKind, Sheet
from xlcost.template.references import letters

#: No price in the catalogue is older.
_FIRST_DAY: Final = date(2023, 1, 1)
#: Inputs of these groups stand on the sheet Evidence, where they are explained.
TESTS: Final = "tests"
_FIRST, _LAST = (letters(column) for column in (AXIS_COLUMNS["scenario"][1], AXIS_COLUMNS["scenario"][-1]))
_CONSTANTS: Final = "Constants of the calculation: none of them is meant to be changed"
#: Key, label, unit, value, format and note of each number that formulas would otherwise hold.
CONSTANTS: Final[tuple[tuple[str, str, str, Any, str, str], ...]] = (
    ("hours", "Hours of a month", "hours", 730.0, "count", "8,760 hours of a year over 12."),
    ("minutes", "Minutes of an hour", "minutes", 60.0, "count", "For reviews."),
    ("seconds", "Seconds of an hour", "seconds", 3_600.0, "count", "For requests per second."),
    ("no_end", "Day that stands for no end", "date", date(9999, 12, 31), "date", "The last day that a sheet knows."),
    ("crumb", "Crumb of a count", "of one", 1e-9, "crumb", "A count that rounding misses by less is that count."),
    ("money_crumb", "Crumb of money", "USD", 1e-6, "crumb", "A millionth never decides a month."),
    ("rate_crumb", "Crumb of a rate", "share", 1e-12, "crumb", "A rate that rounding misses by less is that rate."),
    ("small_money", "Amounts with cents below", "={currency}", 100.0, "count", "In sentences."),
    ("money_digits", "Decimals of such amounts", "digits", 2.0, "count", "In sentences."),
    ("small_unit", "Unit costs with more decimals below", "={currency}", 0.01, "decimal", "In sentences."),
    ("small_unit_digits", "Decimals of such unit costs", "digits", 6.0, "count", "In sentences."),
    ("unit_digits", "Decimals of other unit costs", "digits", 4.0, "count", "In sentences."),
    ("line_width", "Characters of a line of a sentence", "characters", 150.0, "count", "Longer ones take two lines."),
    ("line_share", "Share of such a sentence in its first line", "share", 0.6, "share", "At most."),
)
_WIDE: Final = ("model", "text")


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    blocks: list[Block] = []
    breaks: list[str] = []
    for section in SECTIONS:
        rows = [_row(declared, case) for declared in section.inputs if stands_here(section, declared)]
        if not rows:
            continue
        if blocks:
            blocks.append(Gap())
        if section.title.startswith(("B:", "C:", "D:", "Sensitivity")) and not any(
            title[:2] == section.title[:2] for title in breaks
        ):
            breaks.append(section.title)
        blocks += [Heading(section.title), *rows]
    blocks += [Gap(), Heading(_CONSTANTS), *(_constant(*one) for one in CONSTANTS)]
    return Sheet(
        name="Inputs",
        title="Inputs",
        purpose=Cell(f"{case.title}. Change the framed blue cells only; every other sheet follows.", "purpose"),
        blocks=tuple(blocks),
        widths={"A": 45, "B": 25, **dict.fromkeys("CDEF", 14), "G": 113},
        last_column=7,
        freeze=None,
        captions=noted_captions("Source or note"),
        tab="input",
        page_breaks=tuple(breaks),
    )


def _constant(key: str, label: str, unit: str, value: Any, form: str, note: str) -> Row:
    kind = date if isinstance(value, date) else float
    rule = Rule(
        "date" if kind is date else "decimal",
        "0",
        "greaterThan",
        title=label,
        prompt=f"{note} Not for changing.",
        error=f"{label} must be above 0.",
    )
    return Row(key, label, unit, (Cell(value, "input", form, rule=rule),), "single", note)


def stands_here(section: Section, declared: Input) -> bool:
    """Whether an input has its line on Inputs: months stand on Volumes, tests on Evidence."""
    return declared.shape != "row" and not section.title.endswith(f": {TESTS}")


def _row(declared: Input, case: Case) -> Row:
    values, note = case.values[declared.key], note_of(declared, case)
    if declared.key == "scenario":
        return Row(declared.key, declared.label, declared.unit, (typed(declared, values[0]),), "single", note, True)
    if declared.shape == "single" and declared.kind in _WIDE:
        cells: tuple[Cell | None, ...] = (typed(declared, values[0], "input_words"), *(Cell(None, "input_run"),) * 3)
        return Row(declared.key, declared.label, declared.unit, cells, "scenario", note, named=True)
    if declared.shape == "single":
        return Row(declared.key, declared.label, declared.unit, (typed(declared, values[0]),), "single", note, True)
    if declared.shape == "range":
        low, high = (typed(declared, value) for value in values)
        return Row(declared.key, declared.label, declared.unit, (None, low, None, high), "scenario", note)
    shown = f"INDEX({{{declared.key}:scenarios}},1,{_POSITION})"
    formula = f'=IF({shown}="","",{shown})' if declared.blank else f"={shown}"
    live = Cell(formula, "calculation", declared.format, formula=True)
    cells = (live, *(typed(declared, value) for value in values))
    return Row(declared.key, declared.label, declared.unit, cells, "scenario", note, named=True)


#: Where the scenario shown stands among the captions of the three.
_POSITION: Final = f"MATCH({{scenario}},${_FIRST}${CAPTION_ROW}:${_LAST}${CAPTION_ROW},0)"


def note_of(declared: Input, case: Case) -> str:
    """Where the value comes from, or what the input is; and what a blank means."""
    note = case.notes[declared.key] or declared.help
    return f"{note.removesuffix('.')}. Blank: {declared.blank}." if declared.blank else note


def typed(declared: Input, value: Any, look: Look = "input") -> Cell:
    """The cell of one value of an input."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    return Cell(value, look, declared.format, rule=rule_of(declared))


def rule_of(declared: Input) -> Rule:
    """The data validation of an input, with its help as the prompt."""
    about: dict[str, Any] = {
        "title": declared.label,
        "prompt": f"{declared.help} Takes {declared.domain}.",
        "error": f"{declared.label} must be {declared.domain}.",
        "blank": bool(declared.blank),
    }
    kind = declared.kind
    if isinstance(kind, str):
        return {
            "model": Rule("list", "={models.name}", **about),
            "flag": Rule("list", '"TRUE,FALSE"', **about),
            "date": Rule("date", f"{_serial(_FIRST_DAY)}", "greaterThanOrEqual", **about),
            "text": Rule("textLength", "200", "lessThanOrEqual", **about),
        }[kind]
    if isinstance(kind, Domain):
        excel_kind: RuleKind = "whole" if kind.whole else "decimal"
        if kind.above_low:
            return Rule(excel_kind, f"{kind.low:.15g}", "greaterThan", **about)
        return Rule(excel_kind, f"{kind.low:.15g}", "between", f"{kind.high:.15g}", **about)
    return Rule("list", f'"{",".join(kind)}"', **about)


def _serial(day: date) -> int:
    return day.toordinal() - date(1899, 12, 30).toordinal()
