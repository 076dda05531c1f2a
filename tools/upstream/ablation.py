"""What each step of the translation is worth: what is lost when it is switched off, and why it stays or went.

Measured on 2026-11-28, before any step went, with formualizer 0.13.0 by switching one off at a time, without saved
values to judge by: the 971 figures of tests/calculate/excel_facts.csv, the 7,898 cells of the shipped decision
workbook, and the 184 cells of the five models in tests/calculate/finance_models.py. With everything on, 952 facts,
7,898 and 184 cells were equal, and 19 facts kept their value; nothing was different.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Step(NamedTuple):
    """A step switched off: how many facts and cells then differ in silence, and what became of the step."""

    name: str
    facts: int
    book: int
    models: int
    verdict: str


ABLATION: Final = (
    Step("Texts and number formats", 17, 0, 14, "stays: labels made by TEXT; but for TEXTBEFORE, DOLLAR and ADDRESS"),
    Step("Dates and times", 7, 0, 0, "went: the engine's for days from 1901 to 9995, which are checked"),
    Step("Rounding", 13, 0, 0, "stays, but for GCD and LCM: the engine misses multiples of 0.05 by a step"),
    Step(
        "Loans and rates", 6, 0, 0, "went: PMT, IPMT and PPMT are the engine's for rates and periods that are checked"
    ),
    Step("Returns", 2, 0, 0, "went: the engine's for payments that change their sign once, blanks left out"),
    Step("Depreciation", 4, 0, 0, "went: no model calls them; kept, or certified by saved values"),
    Step("Workdays", 4, 0, 0, "went: NETWORKDAYS without holidays is the engine's, the others certified or kept"),
    Step("Day counts", 4, 0, 0, "went: YEARFRAC from 28 February to a 31st gets no answer"),
    Step("Matrices", 1, 0, 0, "SUMPRODUCT of truth values stays, a common idiom, and MMULT; six went"),
    Step("Numbers", 6, 0, 0, "POWER stays; twelve rare ones went, the engine has four"),
    Step("Statistics", 4, 0, 0, "went: no model calls T.DIST or BETA.INV; kept, or certified by saved values"),
    Step("Complex numbers", 15, 0, 0, "went: no model calls them; kept, or certified by saved values"),
    Step("Numerals", 9, 0, 0, "went: no model calls them; kept, or certified by saved values"),
    Step("Bills", 8, 0, 0, "went: no model calls them; kept, or certified by saved values"),
    Step("Databases", 0, 0, 0, "went: no model calls them; kept, or certified by saved values"),
    Step("Arguments prepared", 14, 0, 0, "stays: AND of a text, COUNT of an error, left-out arguments"),
    Step("Numbers in arguments read by us", 4, 0, 0, "stays: $5 and dates in texts"),
    Step("Numbers among operands read by us", 1, 0, 0, "stays: the same behind an operator"),
    Step("Ranges shortened", 0, 0, 0, "stays for speed: COUNTIFS over whole columns takes the engine minutes"),
    Step("Criteria by us", 0, 0, 0, "stays: SUMIFS passes over errors in silence (cases below)"),
    Step("Look-ups by us", 0, 0, 0, "stays: MATCH(9E+307,...) finds nothing among mixed kinds (cases below)"),
    Step("SUMPRODUCT by us", 0, 0, 0, "stays: truth values are counted (cases below)"),
    Step("Comparisons by us", 0, 0, 0, "stays: 0.1+0.2=0.3 is a balance check in every model"),
    Step("Numbers in texts by us", 0, 0, 0, "stays: labels show the sixteenth digit"),
    Step("Residues taken for 0", 0, 0, 0, "stays: A-B-C of a balance check is 0 in Excel"),
    Step("Errors guarded", 0, 0, 0, "stays: a look-up of an error must give it"),
)
