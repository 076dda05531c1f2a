"""Runs the rules over one workbook and collects everything they say; nothing stops the run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from xlcost.budget import OverBudget, at, budget, count
from xlcost.check.grouping import grouped
from xlcost.check.places import value_text
from xlcost.check.profiles import is_asked, profile_of
from xlcost.check.registry import Hit, Rule
from xlcost.check.report import Finding, Report
from xlcost.check.rules import all_rules
from xlcost.check.settings import Settings
from xlcost.check.subject import Subject
from xlcost.check.waivers import Waivers, apply_waivers, read_waivers
from xlcost.errors import XlcostError
from xlcost.outline.model import CannotApply
from xlcost.outline.series import Series
from xlcost.workbook.records import Book


def check_file(
    path: str | Path, settings: Settings | None = None, today: date | None = None, series: Series | None = None
) -> Report:
    """The findings for one file, its waivers applied; one that cannot be read gives a report that says why."""
    start = time.perf_counter()
    series = series or Series()
    try:
        with budget(path):
            book = series.open(path)
            report = check_book(book, settings, read_waivers(book), today, series)
    except (XlcostError, OSError) as reason:
        return Report(str(path), unreadable=" ".join(str(reason).split()), seconds=time.perf_counter() - start)
    except Exception as fault:  # noqa: BLE001 - whatever one file does to us, the others are still checked
        words = f"{path}: could not be checked, a fault of xlcost ({type(fault).__name__}: {fault}); please report it"
        return Report(str(path), unreadable=" ".join(words.split()), seconds=time.perf_counter() - start)
    return Report(**{**vars(report), "seconds": time.perf_counter() - start})


def check_book(
    book: Book,
    settings: Settings | None = None,
    waivers: Waivers | None = None,
    today: date | None = None,
    series: Series | None = None,
) -> Report:
    """The findings for a workbook already read; ``today`` decides which waivers have expired.

    ``series`` remembers the workbooks checked before it.
    """
    start = time.perf_counter()
    settings = settings or Settings()
    model = Subject(book, settings=settings, series=series or Series(), today=settings.today)
    findings: list[Finding] = []
    skipped: dict[str, str] = {}
    absent: set[str] = set()
    failed: dict[str, str] = {}
    applied: list[str] = []
    profile = profile_of(model)
    for rule in all_rules().values():
        if rule.test is None or not is_asked(rule, model, profile):
            continue
        at(f"the rule {rule.code}")
        count(len(model.formulas.at))
        try:
            reason = rule.need(model) if rule.need is not None else None
            if reason is None:
                findings += _findings(model, rule)
                applied.append(rule.code)
            else:
                skipped[rule.code] = reason
                absent.add(rule.code)
        except CannotApply as cannot:
            skipped[rule.code] = str(cannot)
        except OverBudget:
            raise
        except Exception as fault:  # noqa: BLE001 - a fault in one rule must not hide what the others find
            failed[rule.code] = f"{type(fault).__name__}: {fault}"
    remaining, waived = apply_waivers(findings, waivers or Waivers(), applied, today or date.today())
    remaining = tuple(finding for finding in remaining if model.settings.takes(finding.rule))
    return Report(
        path=str(book.package.path),
        findings=grouped(model, remaining),
        waived=waived,
        skipped=skipped,
        absent=frozenset(absent),
        failed=failed,
        applied=tuple(applied),
        facts=_facts(model),
        seconds=time.perf_counter() - start,
        profile=profile.value,
    )


def _findings(model: Subject, rule: Rule) -> Iterator[Finding]:
    for hit in rule.test(model) if rule.test is not None else ():
        yield Finding(
            rule.code,
            rule.severity,
            hit.sheet,
            hit.area,
            hit.message,
            hit.mend or rule.mend,
            *_evidence(model, hit),
            areas=() if hit.area is None else (hit.area,),
        )


def _evidence(model: Subject, hit: Hit) -> tuple[str | None, str | None]:
    """Formula and value of the first cell of the area."""
    if hit.sheet is None or hit.area is None:
        return None, None
    cell = model.sheet(hit.sheet).cells.get((hit.area.top, hit.area.left))
    if cell is None:
        return None, None
    formula = None if cell.formula is None else f"={cell.formula}"
    return formula, value_text(model.value((hit.sheet, cell.row, cell.column)))


def _facts(model: Subject) -> dict[str, int]:
    return {
        "sheets": len(model.book.sheets),
        "cells": sum(len(sheet.cells) for sheet in model.book.sheets),
        "formulas": len(model.formulas.at) + len(model.formulas.unreadable),
        "unique_formulas": len(model.formulas.uniques),
        "not_evaluated": model.count_not_evaluated,
    }
