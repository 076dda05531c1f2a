"""The portfolio workbook: every sheet drawn, every value calculated and saved, the same inputs the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlcost import __version__
from xlcost.errors import BadFile
from xlcost.numbertext import spelled
from xlcost.portfolio.actuals_sheet import actuals
from xlcost.portfolio.calibration import placed
from xlcost.portfolio.cases import UseCase, checked, resolved
from xlcost.portfolio.front_sheets import audit, functions, summary
from xlcost.portfolio.inputs_sheets import plan, prices, rates, use_cases
from xlcost.portfolio.layout import AUDIT, AUDIT_HEADER, SUMMARY, Portfolio
from xlcost.portfolio.price_proof_sheet import price_proof
from xlcost.portfolio.proof_sheet import proof
from xlcost.portfolio.sheet import month_start
from xlcost.portfolio.usage import Actual
from xlcost.portfolio.variance_sheet import variance
from xlcost.portfolio.waivers import waivers
from xlcost.prices import Catalogue
from xlcost.prices.events import ENDS_SALE, REMOVED
from xlcost.prices.lines import STANDARD, PriceLine, batch_of
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import CellValue, Place
from xlcost.workbook.saving import saved
from xlcost.workbook.schemaorder import in_order

#: How far ahead the Summary tells what ends or changes price: two quarters.
_SOON: Final = timedelta(days=184)
_ENDED: Final = ENDS_SALE | {REMOVED}
_FLEX: Final = "flex"
#: When every file says it was made: workbooks of the same inputs are the same bytes.
_MADE: Final = datetime(2026, 1, 1)  # openpyxl takes no zone
_CALCULATION_ENGINE: Final = 191029
_CLOCK: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")


def portfolio(
    cases: Sequence[UseCase],
    catalogue: Catalogue,
    *,
    rows: Sequence[Actual] = (),
    kept: Portfolio | None = None,
    period: date | None = None,
) -> Portfolio:
    """Everything the workbook is made of, from use cases and what was really used.

    Args:
        cases: the use cases.
        catalogue: the rate card.
        rows: the actuals.
        kept: a portfolio whose dates, seasons, rates, retry rate and typed prices are kept.
        period: the month of the variance; default: the last month with usage.

    Raises:
        BadFile: there are no use cases, too many, or two of one name.
        UnknownModel, AmbiguousModel: a use case's model is not in the rate card.
    """
    named = resolved(checked(cases, "the portfolio"), catalogue)
    months = sorted({row.month for row in rows})
    model_date = kept.model_date if kept else catalogue.snapshot
    start = kept.plan_start if kept else months[0] if months else month_start(model_date)
    rows = placed(rows, named)
    models = dict.fromkeys(
        [*(case.model for case in named), *(case.alternative for case in named if case.alternative)]
        + [row.line.model for row in rows]
    )
    tiers = {STANDARD, _FLEX} | {case.tier for case in named} | {row.line.tier for row in rows}
    lines = _lines(catalogue, models, tiers | {batch_of(tier) for tier in tiers if not tier.endswith("batch")})
    return Portfolio(
        cases=tuple(named),
        lines=tuple(_with_typed(lines, kept.lines if kept else ())),
        actuals=tuple(rows),
        model_date=model_date,
        plan_start=start,
        period=period or (months[-1] if months else kept.period if kept else start),
        seasons=kept.seasons if kept else (1.0,) * 12,
        retries_actual=kept.retries_actual if kept else None,
        currency=kept.currency if kept else "USD",
        rates=kept.rates if kept else (),
        changes=tuple(_changes(catalogue, models, {case.model for case in named}, model_date)),
        snapshot=f"xlcost {__version__}, prices of {catalogue.snapshot}",
    )


def _lines(catalogue: Catalogue, models: Iterable[str], tiers: set[str]) -> list[PriceLine]:
    return [line for model in models for line in catalogue.model_lines(model)[0] if line.tier in tiers]


def _with_typed(lines: Sequence[PriceLine], typed: Sequence[PriceLine]) -> list[PriceLine]:
    """The lines with those of an earlier book over them: whatever was typed there stands, and what it added stays."""
    own = {(line.provider, line.model, line.tier, line.effective_from, line.above_tokens): line for line in typed}
    merged = [
        own.pop((each.provider, each.model, each.tier, each.effective_from, each.above_tokens), each) for each in lines
    ]
    return [*merged, *own.values()]


def _changes(
    catalogue: Catalogue, models: Iterable[str], planned: Collection[str], today: date
) -> list[tuple[date | None, str, str, float | None, float | None]]:
    """What ends or changes price within two quarters, the soonest first, and planned models that have ended before."""
    found: list[tuple[date | None, str, str, float | None, float | None]] = []
    for model in models:
        for event in catalogue.events_of(model):
            ended = event.event in _ENDED and model in planned and (event.date is None or event.date < today)
            ends = "training" not in event.event and event.date is not None and today <= event.date <= today + _SOON
            if ended or ends:
                found.append((event.date, model, event.event.replace("_", " "), None, None))
        standard = [line for line in catalogue.model_lines(model)[0] if line.tier == STANDARD and not line.above_tokens]
        for before, after in pairwise(standard):
            if after.effective_from is not None and today < after.effective_from <= today + _SOON:
                for kind in ("input", "output"):
                    was, now = getattr(before, kind), getattr(after, kind)
                    if was != now:
                        found.append((after.effective_from, model, kind, was, now))
    return sorted(found, key=lambda each: (each[0] or date.min, each[1], each[2]))


class Built(NamedTuple):
    """A workbook: the bytes of its .xlsx file, and the checks of Audit that fail in it, with both figures."""

    data: bytes
    failed: tuple[str, ...]


def build(told: Portfolio) -> bytes:
    """The workbook as the bytes of an .xlsx file, with the value of every formula; raises as ``build_and_check``."""
    return build_and_check(told).data


def build_and_check(told: Portfolio) -> Built:
    """The workbook with the value of every formula, and which of its checks fail.

    Raises:
        BadFile: a formula of ours cannot be calculated; says which.
    """
    from xlcost.calculate.certified import calculated_by
    from xlcost.calculate.engines.formualizer import FORMUALIZER
    from xlcost.calculate.results import write_values

    book = draw(told)
    with TemporaryDirectory(prefix="xlcost-portfolio-") as folder:
        drawn, valued = Path(folder) / "drawn.xlsx", Path(folder) / "valued.xlsx"
        drawn.write_bytes(_without_clock(in_order(saved(book))))
        result = calculated_by(FORMUALIZER, open_book(drawn))
        if result.not_evaluated:
            first = result.not_evaluated[0]
            raise BadFile(f"the portfolio has a formula that cannot be calculated: {first.sheet}: {first.reason}")
        write_values(result, valued)
        return Built(valued.read_bytes(), tuple(_failed(book[AUDIT], result.values)))


def draw(told: Portfolio) -> Workbook:
    """Every sheet, its formulas without values."""
    book = Workbook()
    del book[book.sheetnames[0]]
    use_cases(book, told)
    prices(book, told)
    rates(book, told)
    plan(book, told)
    actuals(book, told)
    variance(book, told)
    summary(book, told)  # its charts point at the others; it stands first all the same
    book.move_sheet(SUMMARY, -len(book.sheetnames) + 1)
    proof(book, told)
    price_proof(book, told)
    audit(book, told)
    functions(book)
    waivers(book, told)
    book.calculation.calcId = _CALCULATION_ENGINE
    book.calculation.fullCalcOnLoad = False
    book.properties.creator = book.properties.lastModifiedBy = "xlcost"
    book.properties.title = "xlcost portfolio"
    book.properties.created = book.properties.modified = _MADE
    return book


def _failed(sheet: Worksheet, values: Mapping[Place, CellValue]) -> Iterator[str]:
    """The checks of Audit that do not pass."""
    row = AUDIT_HEADER + 1
    while label := sheet.cell(row, 1).value:
        one, other, passed = (values.get((AUDIT, row, column)) for column in (2, 3, 4))
        if passed != 1:
            yield f"{label}: {_shown(one)} against {_shown(other)}"
        row += 1


def _shown(value: CellValue) -> str:
    return spelled(value) if isinstance(value, float) else str(value)


def _without_clock(data: bytes) -> bytes:
    """The same package with one date wherever openpyxl writes the time of now."""
    stamp = f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _CLOCK.sub(lambda found: found[1] + stamp + found[2], part)
            new.writestr(zipfile.ZipInfo(name, _MADE.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
