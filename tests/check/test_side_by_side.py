"""Two tables side by side are two tables: labels, units, totals, headings and boundaries of one say nothing of the other."""

from __future__ import annotations

import io

import openpyxl
import pytest

from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book

LEFT = (
    ["Plan", "Jan", "Feb", "Mar"],
    ["Rent, USD", 10, 11, 12],
    ["Power, USD", 9, 9, 9],
    ["Less: refund, USD", 4, 4, 4],
)
RIGHT = (["Tokens", 2025], ["Input, tokens", 1000], ["Output, tokens", 900], ["Cached, tokens", 300])
TOTALS = [*(f"=SUM({column}2:{column}4)" for column in "BCD"), "=SUM(G2:G4)"]


def audit(change: dict[str, object]) -> list[str]:
    work = openpyxl.Workbook()
    for left, right in zip(LEFT, RIGHT, strict=True):
        work.active.append([*left, None, *right])
    work.active.append(["Sum, USD", *TOTALS[:3], None, "All tokens", TOTALS[3]])
    for address, value in change.items():
        work.active[address] = value
    data = io.BytesIO()
    work.save(data)
    found = check_book(read_book(package_from_bytes(data.getvalue(), "two.xlsx")), Settings(profile="audit")).findings
    return [f"{one.rule} {one.area}" for one in found]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"B4": -4, "C4": -4, "D4": -4}, []),
        ({}, ["L09 B4"]),  # the label of the left table says nothing of G4, which its total adds
        ({"B4": -4, "C4": -4, "D4": -4, "F4": "Less: cached, tokens"}, ["L09 G4"]),
        ({"B4": -4, "C4": -4, "D4": -4, "G6": "=G2+B2", "F6": "Mixed"}, ["L08 G6"]),
        ({"B4": -4, "C4": -4, "D4": -4, "F3": "Desks", "F4": "Chairs", "G5": "=SUM(G2:G3)"}, ["F28 G5"]),
    ],
)
def test_each_table_is_read_by_its_own_labels(change: dict[str, object], found: list[str]) -> None:
    assert audit(change) == found
