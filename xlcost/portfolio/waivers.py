"""Waivers: what xlcost check would find in the portfolio and why it stays, by rule and cells.

A formula that grows too long in another column is found; a whole sheet is named where a finding is about the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from openpyxl import Workbook

from xlcost.portfolio import layout
from xlcost.portfolio.layout import (
    MONTHS,
    Portfolio,
    cases_area,
    plan_rows,
    price_proof_area,
    proof_area,
    variance_area,
)
from xlcost.portfolio.sheet import Page, letter
from xlcost.portfolio.variance_sheet import CHECK_ROW, FIRST_EFFECT

SHEET: Final = "Waivers"
_HEADER_ROW: Final = 4
FIRST_ROW: Final = _HEADER_ROW + 1
_ADDRESS: Final = 2
#: Who waives: a waiver in another name is somebody's own.
NAME: Final = "xlcost"
_EXPIRES: Final = date(2030, 12, 31)
_CASES: Final = "no plan, no usage, a model of another name: each is a case of its own, and none is an error"
_TWIN: Final = "one plain formula once more for each call of ours: in steps it would be as many sheets as it proves"
_LONG: Final = "one formula a column keeps a step together; Audit adds the steps up another way"
_HEADER: Final = "the one cell at the top of the sheet that says which month, day or currency it is for"

_LISTS: Final = (
    "Use cases",
    "Prices",
    "Rates",
    "Plan",
    "Actuals",
    "Variance",
    "Proof",
    "Price proof",
    "Functions",
    "Waivers",
)
#: In fewer rows check takes no sheet for one with lines, and one cell for no list that a name is given to.
_A_SHEET_OF_LINES: Final = 3
_A_LIST: Final = 2


def wanted(portfolio: Portfolio) -> Iterator[tuple[str, str, str]]:
    """Rule, address and reason of the waivers that so many use cases need: one that waives nothing hides a fault."""
    cases, cells = cases_area(portfolio), variance_area(portfolio)
    proof, prices = proof_area(portfolio), price_proof_area(portfolio)
    _, cost = plan_rows(portfolio)
    count, december = len(portfolio.cases), letter(2 + MONTHS)
    variance, plan = f"{layout.VARIANCE}!", f"{layout.PLAN}!"
    day, month, currency = f"'{layout.CASES}'!D4", f"{variance}B4", f"{layout.SUMMARY}!B9"
    converted = f"{layout.SUMMARY}!C10"

    yield (
        "S01",
        "workbook",
        "the Summary is the cover: it says what the book is for, of which prices and of which month",
    )
    if count >= _A_LIST:
        yield "N01", "workbook", "the name of the use cases is there for whoever writes a formula of their own"
    shown = "the master check is on Summary, the first page; each of these sheets is one list, which Audit checks"
    yield "C02", _all(*_LISTS), shown
    typed = "what is typed of a use case stands beside what is calculated of it, a row for each"
    yield "S02", cases.between("requests", "upfront"), typed
    yield "S02", f"{plan}C5:{december}5", "the season's factors stand above the months that they change"
    yield "S02", _all(day, f"{plan}B4", month), _HEADER
    yield "V01", _all(currency, day, month), _HEADER
    yield "V01", layout.PLAN, "a season is any number of at least 0, and 1 where nothing is typed"
    yield "F01", _all(cases.column("move_cache"), proof.column("p_cache")), "the share that the heading names"
    yield "F01", cases.between("rank", "size"), "a step that breaks ties"
    yield (
        "F01",
        _all(f"{variance}B{CHECK_ROW}", f"{layout.AUDIT}!C5:D22"),
        "a tolerance of rounding, or how many rows it is of",
    )
    sums = [f"{variance}B{row}" for row in (12, FIRST_EFFECT + 2)]
    effects, usual = cells.between("e_input", "e_cache"), cells.column("u_case")
    budget = cells.between("pb_input", "pb_output")
    yield "F10", _all(converted, cases.column("best_move"), *sums, effects, budget, usual), _CASES
    twins = (proof.column("own_batch_line"), proof.between("end_batch_line", "p_plan"))
    yield "F10", _all(*twins, prices.column("batch"), prices.between("p_pb_input", "p_pb_output")), _TWIN
    months = f"{plan}C{cost}:{december}{cost + count - 1}"
    tokens = (cells.column("e_cache"), cells.column("e_tier"), cells.between("pb_input", "la_output"))
    yield "F11", _all(converted, months, *tokens, usual), _LONG
    yield "F11", _all(proof.between("own_line", "p_plan"), prices.between("own", "p_pb_output")), _TWIN
    yield (
        "F17",
        f"{layout.RATES}!A{layout.RATES_HEADER + 1}",
        "the months are those of the plan, which begin at its first",
    )
    yield "F21", cells.column("row"), "0 is no row of the list: a use case that is not planned has none"
    units = "USD per million tokens, USD, requests or tokens, as the heading of the part says"
    yield "L02", _all(layout.SUMMARY, layout.PLAN, layout.VARIANCE), units
    for sheet, rows in ((layout.PROOF, count), (layout.PRICE_PROOF, len(portfolio.pairs))):
        if rows >= _A_SHEET_OF_LINES:
            yield "L02", sheet, "a row of Prices has no unit"
    yield (
        "P01",
        f"{layout.PRICES}!B{layout.PRICES_HEADER}",
        "the day of the prices is on the Summary, the source in each row",
    )


def _readable(addresses: str) -> str:
    """Addresses as people write them: a sheet of one word needs no quotes."""
    return re.sub(r"'(\w+)'!", r"\1!", addresses.replace("$", ""))


def _all(*addresses: str) -> str:
    """Several addresses as one text."""
    return ", ".join(addresses)


def waivers(book: Workbook, portfolio: Portfolio) -> None:
    """Draws the sheet; xlcost check reads it."""
    page = Page(
        book,
        SHEET,
        SHEET,
        "What xlcost check would find in these cells, and why it stays until the day on which that expires.",
        "words",
    )
    page.header(_HEADER_ROW, ("Rule", "Address", "Reason", "Name", "Expires"), height=20)
    for row, (rule, place, reason) in enumerate(wanted(portfolio), start=FIRST_ROW):
        for column, text in enumerate((rule, _readable(place), reason, NAME), start=1):
            page.put(row, column, text, "label", "words" if column == _ADDRESS else "text")
        page.put(row, 5, _EXPIRES, "label", "date")
    page.widths((8, 66, 88, 10, 13))
    page.finish("A5", pages_high=1)
