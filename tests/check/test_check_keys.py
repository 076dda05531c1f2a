"""F23 where copies of a look-up each go through a list of their own: what stands twice in one of them is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import formula_sheet, write_book

from xlcost.check.rules.keys import entries_stand_once
from xlcost.outline.model import Model
from xlcost.workbook.reader import open_book

_KEYS = {"A1": "one", "A2": "two", "A3": "ONE", "A4": "three", "A5": "two", "A6": "one"}


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (["A1:A6"], {"A3": "A1", "A5": "A2", "A6": "A1"}),
        (["A2:A4"], {}),
        (["A2:A5"], {"A5": "A2"}),
        (["A1:A3", "A2:A4", "A3:A6"], {"A3": "A1", "A6": "A3"}),
        (["A3:A6", "A1:A6"], {"A3": "A1", "A5": "A2", "A6": "A1"}),
        (["A4:A6", "A1:A2"], {}),
        (["A1:B6"], {}),
    ],
)
def test_entries_that_stand_twice(tmp_path: Path, ranges: list[str], expected: dict[str, str]) -> None:
    looked_up = {f"D{row}": f"=MATCH(C{row},{area},0)" for row, area in enumerate(ranges, 1)}
    sought = {f"C{row}": f"key {row}" for row in range(1, len(ranges) + 1)}
    book = open_book(write_book(tmp_path / "keys.xlsx", formula_sheet({**_KEYS, **sought, **looked_up})))
    hits = entries_stand_once(Model(book))
    found = {str(hit.area): hit.message.partition("stands in ")[2].partition(" ")[0] for hit in hits}
    assert found == expected
