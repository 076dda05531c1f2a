"""The page NOTES.md, from cases.py, ablation.py and what measure.py finds; ``python -m tools.upstream`` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tools.upstream.ablation import ABLATION
from tools.upstream.cases import FAMILIES, Family, Fault, Value
from tools.upstream.measure import by_the_engine_alone, facts, with_saved_values, without_saved_values
from xlcost.calculate.certified import EMBEDDED

PAGE: Final = Path(__file__).with_name("NOTES.md")

_HEAD: Final = """# What the engine calculates, and what it does not

Made by `python -m tools.upstream`; a test keeps this page equal to what that makes, and the figures true.

`xlcost recalc` evaluates formulas with formualizer 0.13, and promises never to be silently wrong: a cell that cannot be
had as in Excel is reported and keeps its value, and so does every cell that depends on it.

- Where Excel saved the workbook, its saved values judge: a formula counts once an engine has reproduced the value of
  one of its copies and contradicted none. What formualizer does not prove is asked of Formulon, then of LibreOffice
  where it is installed.
- Where nothing was saved, two must agree: the engine's value is held to what the formula says by itself (cells,
  numbers, the four operations, sums), to Python alone (`xlcost/evaluate`), to Formulon, and to LibreOffice.
  No list of the engine's faults is needed; what both engines have alike and Excel otherwise is one short table,
  xlcost/calculate/disputed.py.

## Measured

The {figures} figures of tests/calculate/excel_facts.csv in one workbook, as Excel would have saved it: {first}
certified by formualizer, {second} by Formulon, {kept} kept, {different} said to be different. Without saved values:
{equal} equal, {left} kept, {wrong} different.

The engine alone, nothing spelled: {alone} of the figures equal and {otherwise} different, in silence without a second
engine.

## What each step is worth

The engine reads the file itself. What is spelled for it was switched off step by step: how many of the 8,363 formula
cells of each shipped workbook are then lost.

| step | template | Lite | native | |
| --- | --- | --- | --- | --- |
{ablation}

## Cases

What the engine makes of formulas, and Excel: here each is Excel's value, or the cell is listed.
"""


def page() -> str:
    """The page as Markdown."""
    asked = facts()
    saved, plain = with_saved_values(asked), without_saved_values(asked)
    alone, otherwise = by_the_engine_alone(asked)
    first, second = (saved.get(engine.name, 0) for engine in EMBEDDED)
    head = _HEAD.format(
        figures=len(asked),
        first=first,
        second=second,
        kept=saved["kept"],
        different=saved["different"],
        equal=plain.equal,
        left=plain.kept,
        wrong=plain.different or "none",
        alone=alone,
        otherwise=otherwise,
        ablation="\n".join(
            f"| {step.name} | {step.template} | {step.lite} | {step.native} | {step.verdict} |" for step in ABLATION
        ),
    )
    return "\n".join([head, *_families(FAMILIES)])


def _families(families: Iterable[Family]) -> Iterator[str]:
    for family in families:
        yield f"### {family.title}\n"
        yield "| formula | formualizer | Excel |"
        yield "| --- | --- | --- |"
        yield from (f"| {_cells(fault)} |" for fault in family.faults)
        yield ""


def _cells(fault: Fault) -> str:
    return f"{_code(fault.formula)} | {_shown(fault.engine)} | {_shown(fault.excel)}"


def _code(formula: str) -> str:
    return f"`={formula}`".replace("|", "\\|")


def _shown(value: Value) -> str:
    """A value as Excel's formula bar shows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else value
