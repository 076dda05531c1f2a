"""Runs the rules over one workbook and collects everything they say; nothing stops the run."""

from __future__ import annotations

import time
from pathlib import Path

from xlcost.check.model import Model
from xlcost.check.registry import CannotApply, Hit, Rule, all_rules
from xlcost.check.report import Finding, Report
from xlcost.check.settings import Settings
from xlcost.errors import XlcostError
from xlcost.headless.book import open_book
from xlcost.headless.records import Book


def check_file(path: str | Path, settings: Settings | None = None) -> Report:
    """The findings for one file; one that cannot be read gives a report that says why."""
    start = time.perf_counter()
    try:
        book = open_book(path)
        return check_book(book, settings, start)
    except (XlcostError, OSError) as reason:
        return Report(str(path), unreadable=" ".join(str(reason).split()), seconds=time.perf_counter() - start)


def check_book(book: Book, settings: Settings | None = None, start: float | None = None) -> Report:
    """The findings for a workbook already read."""
    start = time.perf_counter() if start is None else start
    model = Model(book, settings or Settings())
    findings: list[Finding] = []
    skipped: dict[str, str] = {}
    applied: list[str] = []
    for rule in all_rules().values():
        if not model.settings.takes(rule.code):
            continue
        reason = rule.need(model) if rule.need is not None else None
        if reason is None:
            try:
                findings += [_finding(rule, hit) for hit in rule.test(model)]
                applied.append(rule.code)
            except CannotApply as cannot:
                reason = str(cannot)
        if reason is not None:
            skipped[rule.code] = reason
    positions = {sheet.name: sheet.index for sheet in book.sheets}
    findings.sort(key=lambda found: _position(found, positions))
    return Report(
        path=str(book.package.path),
        findings=tuple(findings),
        skipped=skipped,
        applied=tuple(applied),
        facts=_facts(model),
        seconds=time.perf_counter() - start,
    )


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(rule.code, rule.severity, hit.sheet, hit.area, hit.message, hit.mend or rule.mend)


def _position(found: Finding, positions: dict[str, int]) -> tuple[int, int, tuple[int, ...], str]:
    """Gravest first, then as one would walk through the workbook."""
    place = -1 if found.sheet is None else positions.get(found.sheet, -1)
    return found.severity.rank, place, tuple(found.area or ()), found.rule


def _facts(model: Model) -> dict[str, int]:
    return {
        "sheets": len(model.book.sheets),
        "cells": sum(len(sheet.cells) for sheet in model.book.sheets),
        "formulas": len(model.formulas.at) + len(model.formulas.unreadable),
        "unique_formulas": len(model.formulas.uniques),
    }
