"""The page NOTES.md, from what cases.py and ablation.py declare; ``python -m tools.upstream`` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tools.upstream.ablation import ABLATION, REFUSED_INSTEAD
from tools.upstream.cases import DOUBTED, FAMILIES, REFUSED, UNANSWERED, UNPROVEN, Family, Fault, Value

PAGE: Final = Path(__file__).with_name("NOTES.md")

_HEAD: Final = """# What the engine calculates, and what it does not

Made by `python -m tools.upstream`; a test keeps this page equal to what that makes, and the figures true.

`xlcost recalc` evaluates formulas with formualizer 0.13, and promises never to be silently wrong: a cell that cannot be
had as in Excel is reported and keeps Excel's value, and so does every cell that depends on it.

- Where Excel saved the workbook, its saved values judge: a formula counts once the engine has reproduced the value of
  one of its copies and contradicted none. What the translation does not prove is asked of the engine as it is, then of
  LibreOffice and Formulon where they are installed.
- Where nothing was saved, what formualizer is known to calculate otherwise is calculated in Python
  (`xlcost/calculate/replacements`), written otherwise for it, or left out unless two other engines agree.

## Measured

{measured}

## What each step is worth

Each step switched off by itself, without saved values to judge by: how many of 971 figures that Excel calculated, of
the 7,898 cells of the shipped workbook and of the 184 cells of five models (three statements with a debt circle, a
buyout, a rolling forecast, a budget, a Monte Carlo) then differ in silence.

| step | facts | workbook | models | |
| --- | --- | --- | --- | --- |
{ablation}

Functions refused, not switched off: nothing differs then, and this many of the figures and of the cells of the five
models keep their value, without saved values and where these may prove the engine's own function.

| module | lines | facts | facts, saved | models | models, saved |
| --- | --- | --- | --- | --- | --- |
{refused}

The engine alone, nothing translated and nothing replaced: 868 of the 971 figures equal and 103 different, in silence
without saved values and said with them; 148 of the 184 cells of the models certified. 35 of the other 36 are one
book with OFFSET, which it fails to calculate at all.
"""

_MEASURED: Final = """The 971 figures of tests/calculate/excel_facts.csv in one workbook, as Excel would have saved it,
with the embedded engine alone: 685 certified as translated, 222 as the engine reads them itself, 63 kept, 1 said to be
different. Without saved values: 686 equal, 285 kept, none different.

`python benchmarks/excel_agreement.py FOLDER` takes the saved values of a folder of workbooks away first and says what
each engine makes of the cells; then what the rule makes of them. On the five models (184 cells; LibreOffice's values,
the circle by hand): formualizer as it is 145, translated 184; by the rule 184 certified, none different, five of five
whole."""


def page() -> str:
    """The page as Markdown."""
    ablation = "\n".join(
        f"| {step.name} | {step.facts} | {step.book} | {step.models} | {step.verdict} |" for step in ABLATION
    )
    refused = "\n".join(f"| {' | '.join(map(str, row))} |" for row in REFUSED_INSTEAD)
    return "\n".join(
        [
            _HEAD.format(measured=_MEASURED, ablation=ablation, refused=refused),
            "## Calculated in Python\n",
            *_families(FAMILIES),
            "## Left to the saved values\n",
            "Where no saved value proves the engine's own function, the cell keeps its value.\n",
            *_families(UNPROVEN),
            "## No answer in these cases\n",
            "The functions are calculated, but not with arguments such as these.\n",
            "| formula | why |",
            "| --- | --- |",
            *(f"| {_code(formula)} | {why} |" for formula, why in UNANSWERED.items()),
            "",
            "## Refused before anything is calculated\n",
            *_list(REFUSED),
            "",
            "## Doubted after it was calculated\n",
            *_list(DOUBTED),
            "",
        ]
    )


def _families(families: Iterable[Family]) -> Iterator[str]:
    for family in families:
        names = ", ".join(name for name in family.names if not name.startswith("XLC."))
        yield f"### {family.title}\n"
        yield f"{names}: {family.why}.\n" if names else f"{_capital(family.why)}.\n"
        if family.faults:
            yield "| formula | formualizer | Excel |"
            yield "| --- | --- | --- |"
            yield from (f"| {_cells(fault)} |" for fault in family.faults)
            yield ""


def _cells(fault: Fault) -> str:
    return f"{_code(fault.formula)} | {_shown(fault.engine)} | {_shown(fault.excel)}"


def _list(lines: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _code(formula: str) -> str:
    return f"`={formula}`".replace("|", "\\|")


def _shown(value: Value) -> str:
    """A value as Excel's formula bar shows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
