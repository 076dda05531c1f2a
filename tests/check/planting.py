"""Plants a fault and says whether the checker finds it where it is."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
from clean_models import MODELS
from fault import Fault, LateFault
from planted_books import as_bytes, as_package, recalculated
from planted_faults import FAULTS, LATE

from xlcost.check.report import Finding, Report
from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.check.waivers import read_waivers
from xlcost.workbook.addresses import parse_address
from xlcost.workbook.reader import read_book

TEMPLATE = Path(__file__).parents[2] / "workbook" / "xlcost-template.xlsx"
BOOKS = ("template", *MODELS)


class Outcome(NamedTuple):
    fault: Fault | LateFault
    found: bool
    others: tuple[Finding, ...]  # what else is new against the clean workbook


def report(data: bytes) -> Report:
    book = read_book(as_package(data))
    return check_book(book, Settings(profile="house"), read_waivers(book))


@cache
def clean(book: str) -> bytes:
    """The clean workbook, saved by openpyxl and recalculated, so that the planted fault is the only difference."""
    work = openpyxl.load_workbook(TEMPLATE) if book == "template" else MODELS[book]()
    return recalculated(as_bytes(work))


@cache
def clean_report(book: str) -> Report:
    return report(clean(book))


def planted(fault: Fault | LateFault) -> bytes:
    if isinstance(fault, LateFault):
        return fault.plant(clean(fault.book))
    work = openpyxl.load_workbook(io.BytesIO(clean(fault.book)))
    fault.plant(work)
    return recalculated(as_bytes(work))


def outcome(fault: Fault | LateFault) -> Outcome:
    known = set(clean_report(fault.book).findings)
    new = [finding for finding in report(planted(fault)).findings if finding not in known]
    hits = [finding for finding in new if finding.rule == fault.rule and _is_at(finding, fault.at)]
    return Outcome(fault, bool(hits), tuple(finding for finding in new if finding.rule != fault.rule))


def outcomes(books: Iterable[str] = BOOKS) -> list[Outcome]:
    wanted = set(books)
    return [outcome(fault) for fault in (*FAULTS, *LATE) if fault.book in wanted]


def _is_at(finding: Finding, at: str) -> bool:
    sheet, mark, address = at.rpartition("!")
    if not at:
        return True
    if not mark:
        return finding.sheet == at
    return finding.sheet == sheet and any(area.holds(*parse_address(address)) for area in finding.areas)
