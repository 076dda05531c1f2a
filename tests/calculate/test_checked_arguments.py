"""What the engine calculates itself once its arguments are checked: it is right then, and nothing is given otherwise."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from raw_package import formula_sheet, parts, write_book, zipped
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation

SYSTEMS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
SOME = 300


def calculated(path: Path, formulas: list[str], system: str = "1900") -> Recalculation:
    content = parts(formula_sheet({f"A{row}": f"={formula}" for row, formula in enumerate(formulas, 1)}))
    workbook = str(content["xl/workbook.xml"])
    if system == "1904":
        workbook = workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    (path / "book.xlsx").write_bytes(zipped(content | {"xl/workbook.xml": workbook}))
    return recalculate(path / "book.xlsx")


def months_later(day: date, months: int) -> tuple[date, date]:
    """The same day so many months later, or the last of a shorter month; and the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(1)
    return min(date(year, month + 1, min(day.day, last.day)), last), last


@pytest.mark.parametrize("system", SYSTEMS)
def test_days_are_those_of_the_calendar_or_none(tmp_path: Path, system: str) -> None:
    chance, first = random.Random(1900), SYSTEMS[system]
    formulas, expected = [], []
    for _ in range(SOME):
        day = date(1905, 1, 1) + timedelta(chance.randrange(60_000))
        months = chance.randrange(-30, 600)
        if months_later(day, months - 2)[0] < date(1906, 1, 1):
            continue
        number = (day - first).days
        formulas += [f"EDATE({number},{months})", f"EOMONTH({number},{months})"]
        expected += months_later(day, months)
        formulas.append(f"DATE({day.year},{day.month},{day.day + months})")
        expected.append(day + timedelta(months))
    found = calculated(tmp_path, formulas, system)
    days = (float((day - first).days) for day in expected)
    right = [is_right(found, ("S1", row, 1), day) for row, day in enumerate(days, 1)]
    assert right.count(False) == 0


@pytest.mark.parametrize(
    ("formula", "system", "excel"),
    [
        ("DATE(1900,1,1)", "1900", 1.0), ("DATE(1900,1,60)", "1900", 60.0), ("DATE(1900,2,29)", "1900", 60.0),
        ("DATE(1904,1,-5)", "1900", 1456.0), ("DATE(1904,1,-5)", "1904", "#NUM!"), ("DATE(1906,-40,1)", "1900", 944.0),
        ("DATE(9999,1,1)", "1900", 2_958_101.0), ("DATE(9999,1,1)", "1904", 2_956_639.0), ("EDATE(100,1)", "1900", 130.0),
        ("EDATE(500,-30)", "1900", "#NUM!"), ("EDATE(31,1)", "1904", 60.0), ("WEEKDAY(59)", "1900", 3.0),
        ("WEEKDAY(59)", "1904", 2.0), ("NETWORKDAYS(1,500)", "1900", 357.0), ("DAYS(61,59)", "1900", 2.0),
    ],
)  # fmt: skip
def test_the_first_days_are_excels_or_none(tmp_path: Path, formula: str, system: str, excel: object) -> None:
    is_right(calculated(tmp_path, [formula], system), ("S1", 1, 1), excel)


def flows(chance: random.Random) -> list[float]:
    """Payments, then receipts."""
    paid = [-chance.uniform(1, 100) for _ in range(chance.randrange(1, 4))]
    return paid + [chance.uniform(20, 120) for _ in range(chance.randrange(2, 9))]


def test_returns_make_the_payments_worth_nothing(tmp_path: Path) -> None:
    chance = random.Random(26)
    drawn = [flows(chance) for _ in range(SOME)]
    formulas = [f"IRR({{{','.join(map(repr, one))}}})" for one in drawn]
    found = calculated(tmp_path, formulas)
    refused = {cell.row for cell in found.not_evaluated}
    assert len(refused) < SOME / 20
    for row, one in enumerate(drawn, 1):
        if row not in refused:
            rate = found.values["S1", row, 1]
            assert isinstance(rate, float)
            worth = math.fsum(flow / (1 + rate) ** time for time, flow in enumerate(one))
            assert abs(worth) < 1e-6 * sum(map(abs, one))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("IRR(B1:B5)", 0.1),  # a blank and a text among them are no payments
        ("NPV(10%,B1:B5)", 0.0),
        ("XIRR(C1:C3,D1:D3)", 0.1),  # neither payment nor date
        ("XNPV(10%,C1:C3,D1:D3)", 0.0),
    ],
)
def test_what_is_no_payment_is_left_out(tmp_path: Path, formula: str, expected: float) -> None:
    cells: dict[str, object] = {"B1": -100, "B3": "text", "B4": 10, "B5": 110, "C1": -100, "C3": 110}
    days: dict[str, object] = {"D1": 45_000, "D3": 45_365}
    found = recalculate(write_book(tmp_path / "book.xlsx", formula_sheet(cells | days | {"A1": f"={formula}"})))
    assert found.not_evaluated or found.values["S1", 1, 1] == pytest.approx(expected, abs=1e-7)


def test_interest_and_repayment_are_the_payment(tmp_path: Path) -> None:
    terms = [f"{rate},{{}}{periods},50000,-1000" for rate in (-0.01, 0, 0.005, 0.2) for periods in (12, 36)]
    formulas = [
        f"IPMT({term.format(f'{period},')})+PPMT({term.format(f'{period},')})-PMT({term.format('')})"
        for term in terms
        for period in (1, 2, 12)
    ]
    found = calculated(tmp_path, formulas)
    assert found.not_evaluated == ()
    assert [found.values["S1", row, 1] for row in range(1, len(formulas) + 1)] == pytest.approx([0] * len(formulas))
