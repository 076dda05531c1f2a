"""Which areas hold a cell: what the index says is what looking at each of them says."""

from __future__ import annotations

import random

from xlcost.workbook.addresses import Area
from xlcost.workbook.holding import AreaIndex
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS

_EDGES = [1, 2, 3, 4, 7, 8, 63, 64, 65, 127, 128, 1_000]


def area(chance: random.Random) -> Area:
    rows = sorted(chance.choices([*_EDGES, MAX_ROWS], k=2))
    columns = sorted(chance.choices([*_EDGES, MAX_COLUMNS], k=2))
    return Area(rows[0], columns[0], rows[1], columns[1])


def test_it_says_what_looking_at_each_area_says() -> None:
    chance = random.Random(3)
    for _ in range(60):
        areas = [(chance.choice(["One", "Two"]), area(chance)) for _ in range(chance.choice([0, 1, 2, 5, 40]))]
        index = AreaIndex(areas)
        for _ in range(60):
            sheet = chance.choice(["One", "Two", "None"])
            row, column = (chance.choice([*_EDGES, most]) for most in (MAX_ROWS, MAX_COLUMNS))
            expected = [each for on, each in areas if on == sheet and each.holds(row, column)]
            found = index.holding(sheet, row, column)
            assert sorted(found) == sorted(expected)
            assert found == sorted(found, key=lambda each: (each.columns <= 64, -each.size))
            assert index.has(sheet, row, column) is bool(expected)
