"""A portfolio that is in use: read back, given new usage, its use cases set to what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.portfolio import layout
from xlcost.portfolio.book import portfolio
from xlcost.portfolio.calibration import Change, Period, measured, same
from xlcost.portfolio.cases import COLUMNS, UseCase, resolved, use_case
from xlcost.portfolio.layout import MONTHS, PRICE_COLUMNS, Portfolio
from xlcost.portfolio.rates import typed_rates
from xlcost.portfolio.usage import Actual, LineKey
from xlcost.portfolio.waivers import SHEET
from xlcost.prices import Catalogue
from xlcost.prices.lines import PriceLine
from xlcost.workbook.reader import open_book

_OURS: Final = frozenset(
    {
        layout.SUMMARY, layout.CASES, layout.PRICES, layout.RATES, layout.PLAN, layout.ACTUALS, layout.VARIANCE,
        layout.PROOF, layout.PRICE_PROOF, layout.AUDIT, layout.FUNCTIONS, SHEET,
    }
)  # fmt: skip
_DAY_0: Final = date(1899, 12, 30)


def read_portfolio(path: Path) -> Portfolio:
    """What a portfolio workbook holds: everything that people type in it, and its actuals.

    Raises:
        BadFile: it is no portfolio, or has sheets of its own, which a refresh would lose.
    """
    book = open_book(path)
    names = {sheet.name for sheet in book.sheets}
    if not {layout.CASES, layout.PLAN, layout.ACTUALS} <= names:
        raise BadFile(f"{path}: is no portfolio; make one with xlcost new {path.name} --template portfolio")
    others = sorted(names - _OURS)
    if others:
        raise BadFile(
            f"{path}: the sheets {', '.join(others)} are not the portfolio's and would be "
            "lost; move them to a book of their own"
        )
    cells = {sheet.name: {place: cell.value for place, cell in sheet.cells.items()} for sheet in book.sheets}
    cases = [
        use_case(dict(zip((column.key for column in COLUMNS), row, strict=False)), f"{path}: {layout.CASES}")
        for row in _rows(cells[layout.CASES], layout.CASES_HEADER + 1, len(COLUMNS))
    ]
    lines = [_price_line(row) for row in _rows(cells[layout.PRICES], layout.PRICES_HEADER + 1, len(PRICE_COLUMNS))]
    plan, variance, summary = (cells[name] for name in (layout.PLAN, layout.VARIANCE, layout.SUMMARY))
    start = _day(plan.get((4, 2)))
    model_date = _day(cells[layout.CASES].get((4, 4)))
    if start is None or model_date is None:
        raise BadFile(f"{path}: the first month of the plan or the model date is no date")
    retries = variance.get((5, 2))
    return Portfolio(
        cases=tuple(cases),
        lines=tuple(lines),
        actuals=tuple(_actuals(cells[layout.ACTUALS], lines)),
        model_date=model_date,
        plan_start=start,
        period=_day(variance.get((4, 2))) or start,
        seasons=tuple(_number(plan.get((5, 3 + month)), 1.0) for month in range(MONTHS)),
        retries_actual=None if retries in (None, "") else _number(retries, 0.0),
        currency=_text(summary.get((9, 2))) or "USD",
        rates=tuple(typed_rates(cells.get(layout.RATES, {}), start, str(path))),
    )


def refreshed(
    old: Portfolio,
    catalogue: Catalogue,
    rows: Sequence[Actual],
    calibrate: Period | None,
) -> tuple[Portfolio, list[Change]]:
    """The portfolio with new usage: the months it covers are replaced, other months stay.

    Args:
        old: the portfolio as it is.
        catalogue: the rate card.
        rows: the new actuals.
        calibrate: months whose measured figures, an average month's, the use cases take; None for none.

    Returns:
        The portfolio, and what calibration changed.

    Raises:
        BadFile: the period to calibrate by has no usage.
    """
    covered = {row.month for row in rows}
    together = sorted(
        [*(row for row in old.actuals if row.month not in covered), *rows], key=lambda row: (row.month, row.case)
    )
    cases, changes = list(old.cases), list[Change]()
    if calibrate is not None:
        before = resolved(old.cases, catalogue)
        cases = measured(calibrate.of(together), before, catalogue, f"usage of {calibrate}")
        changes = list(_changes(before, cases))
    return portfolio(cases, catalogue, rows=together, kept=old), changes


def _changes(old: Sequence[UseCase], new: Sequence[UseCase]) -> Iterator[Change]:
    before = {case.name: case for case in old}
    for case in new:
        was = before.get(case.name)
        for column in COLUMNS:
            if column.key in ("name", "source"):
                continue
            value, earlier = getattr(case, column.key), getattr(was, column.key) if was else None
            if not same(value, earlier) and not (was is None and value in ("", 0, 0.0)):
                yield Change(case.name, column.heading, earlier, value)


def _rows(cells: dict[tuple[int, int], Any], first: int, width: int) -> Iterator[list[Any]]:
    row = first
    while any(cells.get((row, column)) not in (None, "") for column in range(1, min(width, 3) + 1)):
        yield [cells.get((row, column)) for column in range(1, width + 1)]
        row += 1


def _price_line(row: Sequence[Any]) -> PriceLine:
    told = dict(zip(PRICE_COLUMNS, row, strict=True))

    def price(kind: str) -> float | None:
        value = told[kind]
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    return PriceLine(
        provider=_text(told["provider"]),
        model=_text(told["model"]),
        tier=_text(told["tier"]) or "standard",
        effective_from=_day(told["effective_from"]),
        effective_to=_day(told["effective_to"]),
        above_tokens=price("above_tokens"),
        input=price("input"),
        output=price("output"),
        cache_read=price("cache_read"),
        cache_write=price("cache_write"),
        cache_write_1h=price("cache_write_1h"),
        source=_text(told["source"]).removeprefix("n/a"),
    )


def _actuals(cells: dict[tuple[int, int], Any], lines: Sequence[PriceLine]) -> Iterator[Actual]:
    width = len(layout.ACTUAL_COLUMNS)
    for row in _rows(cells, layout.ACTUALS_HEADER + 1, width):
        told = dict(zip(layout.ACTUAL_COLUMNS, row, strict=True))
        month = _day(told["month"])
        number = int(_number(told["line"], 0.0))
        if month is None or not 1 <= number <= len(lines):
            continue  # the line of a book without usage
        line = lines[number - 1]
        counts = {
            kind: int(_number(told[kind], 0.0))
            for kind in ("requests", "input", "cache_read", "cache_write", "cache_write_1h", "output")
        }
        billed = told["billed"]
        yield Actual(
            month=month,
            case=_text(told["case"]),
            line=LineKey(f"{line.provider}/{line.model}", line.tier, line.effective_from, line.above_tokens),
            **counts,
            web_searches=0,
            search_usd=Decimal(repr(_number(told["searches"], 0.0))),
            billed=None if billed in (None, "") else Decimal(repr(_number(billed, 0.0))),
            file=_text(told["file"]),
            remark=_text(told["remark"]),
            sha256=_text(told["sha256"]),
            read_at=_text(told["read_at"]),
        )


def _text(value: Any) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value)


def _number(value: Any, instead: float) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else instead


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and value > 0:
        return _DAY_0 + timedelta(days=int(value))
    return None
