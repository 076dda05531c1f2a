"""The page ENGINE_NOTES.md, from what faults.py declares; run as a module, it writes the page anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from xlcost.calculate.translation.faults import DOUBTED, FAMILIES, NEVER, REFUSED, UNANSWERED, Fault, Value

PAGE: Final = Path(__file__).with_name("ENGINE_NOTES.md")

_HEAD: Final = """# What the engine calculates, and what it does not

Made from `faults.py` by `python -m xlcost.calculate.translation.notes`; a test keeps this page equal to it, and the
figures true.

`xlcost recalc` evaluates formulas with formualizer 0.13, and promises never to be silently wrong: a cell that cannot be
had as in Excel is reported and keeps Excel's value, and so does every cell that depends on it. So everything that
formualizer is known to calculate otherwise is calculated in Python (`replacements/`), written otherwise for it
(`rewriting.py`, `reading.py`), or refused.

## Measured

`benchmarks/excel_agreement.py` compares with the values that Excel left in the workbooks among the test data of
ironcalc (243), xlcalculator (57) and formualizer (1) that say that Excel saved them: 76,575 formula cells, most of
them made to try out the borders of one function. What depends on the clock, chance or the machine is left out.

| | equal | not evaluated | silently wrong |
| --- | --- | --- | --- |
{measured}

Equal means within 1e-9 relative; IRR and XIRR within the 1e-7 that Excel's help promises for them. Workbooks of
other authors are needed: whoever meets a wrong value has found an error.
"""

#: Measured on 2026-11-25 with LibreOffice 25.2.3.
_MEASURED: Final = (
    ("xlcost", "96.2 %", "3.8 %", "0"),
    ("LibreOffice 25.2", "88.8 %", "", "11.2 %"),
)


def page() -> str:
    """The page as Markdown."""
    measured = "\n".join(f"| {' | '.join(row)} |" for row in _MEASURED)
    return "\n".join(
        [
            _HEAD.format(measured=measured),
            "## Calculated in Python\n",
            *_families(),
            "## Never calculated\n",
            "| function | why | formula | formualizer | Excel |",
            "| --- | --- | --- | --- | --- |",
            *(f"| {name} | {never.why} | {_cells(never.fault)} |" for name, never in NEVER.items()),
            "",
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


def _families() -> Iterator[str]:
    for family in FAMILIES:
        names = ", ".join(name for name in family.names if not name.startswith("XLC."))
        yield f"### {family.title}\n"
        yield f"{names}: {family.why}.\n" if names else f"{_capital(family.why)}.\n"
        if family.faults:
            yield "| formula | formualizer | Excel |"
            yield "| --- | --- | --- |"
            yield from (f"| {_cells(fault)} |" for fault in family.faults)
            yield ""


def _cells(fault: Fault | None) -> str:
    return " | | " if fault is None else f"{_code(fault.formula)} | {_shown(fault.engine)} | {_shown(fault.excel)}"


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


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
