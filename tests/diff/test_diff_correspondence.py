"""Rows carried from one workbook to the other: paired ones, blank ones between them, and ranges that grew."""

from __future__ import annotations

import pytest

from xlcost.diff.correspondence import Correspondence, Line, SheetPair
from xlcost.workbook.addresses import Area, parse_area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS

COLUMNS = Line(pairs=((1, 1), (2, 2)), moved=(), only_here=(), only_there=(), limit=MAX_COLUMNS)
#: Rows 1, 2 and 5 have content, 3 and 4 are blank; a row was inserted after 2 and row 6 was removed.
ROWS = Line(pairs=((1, 1), (2, 2), (5, 6)), moved=(), only_here=(6,), only_there=(3,), limit=MAX_ROWS)
WHERE = Correspondence(sheets=(SheetPair("Old", "New", ROWS, COLUMNS),), removed=(), added=())


@pytest.mark.parametrize(("old", "new"), [(1, 1), (2, 2), (3, 4), (4, 5), (5, 6), (6, None), (7, 7), (100, 100)])
def test_a_row_on_the_other_side(old, new):
    assert ROWS.other(old) == new


@pytest.mark.parametrize(("new", "old"), [(1, 1), (3, None), (4, 3), (5, 4), (6, 5), (7, 7)])
def test_a_row_seen_from_the_other_side(new, old):
    assert ROWS.back.other(new) == old


def test_a_blank_row_that_has_no_room_on_the_other_side_is_not_there():
    closed_up = Line(pairs=((1, 1), (5, 2)), moved=(), only_here=(), only_there=(), limit=MAX_ROWS)
    assert [closed_up.other(row) for row in (2, 3, 4, 5, 6)] == [None, None, None, 2, 3]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A1:A5", "A1:A6"),  # the inserted row lies within
        ("A1:A2", "A1:A2"),
        ("B2:B6", "B2:B6"),  # without the row that is gone
        ("A6", None),
        ("A:A", "A:A"),
        ("1:1", "1:1"),
    ],
)
def test_an_area_on_the_other_side(old, new):
    assert WHERE.to_new.area("old", parse_area(old)) == (new and parse_area(new))


def test_places_on_sheets_that_only_one_workbook_has_are_not_there():
    assert WHERE.to_new.place(("Gone", 1, 1)) is None
    assert WHERE.to_new.area("Gone", Area(1, 1, 1, 1)) is None
    assert WHERE.to_old.sheet("new") == "Old"
