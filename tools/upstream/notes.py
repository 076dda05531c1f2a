"""The page NOTES.md, from cases.py, ablation.py and what measure.py finds; ``python -m tools.upstream`` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tools.upstream.ablation import ABLATION
from tools.upstream.cases import DOUBTED, FAMILIES, REFUSED, UNANSWERED, UNPROVEN, Family, Fault, Value
from tools.upstream.measure import by_the_engine_alone, facts, with_saved_values, without_saved_values, worths
from xlcost.calculate.engines.formualizer import PLAIN
from xlcost.calculate.engines.translated import TRANSLATED

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

Each function of Excel's that is still calculated in Python: of the figures and of the faults below that call it, how
many the engine's own has wrong. Those with none are calculated here for what is no figure of Excel's yet: texts that
grow without end, numbers in texts with 15 digits, multiples of decimals.

| function | figures | wrong |
| --- | --- | --- |
{given_back}

The engine alone, nothing translated and nothing replaced: {alone} of the figures equal and {otherwise} different,
in silence without saved values and said with them; 148 of the 184 cells of the models certified. 35 of the other 36
are one book with OFFSET, which it fails to calculate at all.
"""

_MEASURED: Final = """The {figures} figures of tests/calculate/excel_facts.csv in one workbook, as Excel would have
saved it, with the embedded engine alone: {translated} certified as translated, {plain} as the engine reads them itself,
{kept} kept, {different} said to be different. Without saved values: {equal} equal, {left} kept, {wrong} different.

`python benchmarks/excel_agreement.py FOLDER` takes the saved values of a folder of workbooks away first and says what
each engine makes of the cells; then what the rule makes of them. On the five models (184 cells; LibreOffice's values,
the circle by hand): formualizer as it is 145, translated 184; by the rule 184 certified, none different, five of five
whole."""


def _measured() -> str:
    asked = facts()
    saved, plain = with_saved_values(asked), without_saved_values(asked)
    return _MEASURED.format(
        figures=len(asked),
        translated=saved[TRANSLATED.name],
        plain=saved[PLAIN.name],
        kept=saved["kept"],
        different=saved["different"],
        equal=plain.equal,
        left=plain.kept,
        wrong=plain.different or "none",
    )


def page() -> str:
    """The page as Markdown."""
    ablation = "\n".join(
        f"| {step.name} | {step.facts} | {step.book} | {step.models} | {step.verdict} |" for step in ABLATION
    )
    alone, otherwise = by_the_engine_alone(facts())
    given_back = "\n".join(f"| {name} | {figures} | {wrong} |" for name, figures, wrong in worths())
    return "\n".join(
        [
            _HEAD.format(
                measured=_measured(), ablation=ablation, given_back=given_back, alone=alone, otherwise=otherwise
            ),
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
