"""Gives every block of every sheet its rows, before any formula is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from xlcost.template.records import SCENARIOS, Axis, Block, Canvas, Paragraph, Row, Sheet, Spill, Table
from xlcost.template.references import Place, Places, letters

FIRST_ROW: Final = 5
#: Above it title, purpose, status line, and in this row the captions of a sheet that has them.
CAPTION_ROW: Final = FIRST_ROW - 1
LABEL_COLUMN: Final = 1
UNIT_COLUMN: Final = 2
VALUE_COLUMN: Final = 3
MONTHS: Final = 36
#: A longer timeline is made for a case whose horizon asks for it.
MOST_MONTHS: Final = 60
GRID_VOLUMES: Final = 8

#: The columns of each axis. A scenario row begins with the live scenario, a time row with month 0 after its
#: total, a case row with the case in which nothing is changed; then all drivers at their low and at their high end.
AXIS_COLUMNS: Final[dict[Axis, tuple[int, ...]]] = {
    "single": (VALUE_COLUMN,),
    "scenario": tuple(range(VALUE_COLUMN, VALUE_COLUMN + 1 + len(SCENARIOS))),
    "time": tuple(range(VALUE_COLUMN + 1, VALUE_COLUMN + 2 + MOST_MONTHS)),
    "alternative": tuple(range(VALUE_COLUMN, VALUE_COLUMN + 4)),
    "volume": tuple(range(VALUE_COLUMN + 1, VALUE_COLUMN + 1 + GRID_VOLUMES)),
}


class Placed(NamedTuple):
    """A block and its first row."""

    block: Block
    row: int


def place(sheets: Sequence[Sheet], names: dict[str, str]) -> tuple[Places, dict[str, list[Placed]]]:
    """The places of all keyed blocks, and each sheet's blocks with their rows.

    ``names`` gives tables a defined name by their key.
    """
    places = Places()
    placed: dict[str, list[Placed]] = {}
    for sheet in sheets:
        row = start = FIRST_ROW
        placed[sheet.name] = []
        for block in sheet.blocks:
            if isinstance(block, Table) and block.beside:
                placed[sheet.name].append(Placed(block, start))
                _register(places, sheet, block, start, names)
                row = max(row, start + height(block))
                continue
            start = row
            placed[sheet.name].append(Placed(block, row))
            _register(places, sheet, block, row, names)
            row += height(block)
        places.extents[sheet.name] = f"$C${FIRST_ROW}:${letters(sheet.last_column)}${row}"
    return places, placed


def height(block: Block) -> int:
    """How many rows a block takes."""
    if isinstance(block, Spill):
        return len(block.labels)
    if isinstance(block, Table):
        return block.rows + 1
    return block.rows if isinstance(block, Canvas) else 1


def last_row(placed: Sequence[Placed]) -> int:
    """The last row of a sheet's blocks."""
    return max(row + height(block) - 1 for block, row in placed)


def _register(places: Places, sheet: Sheet, block: Block, row: int, names: dict[str, str]) -> None:
    if not isinstance(block, Row | Spill | Table | Canvas | Paragraph) or not block.key:
        return
    if block.key in places:
        raise KeyError(f"two blocks are called {block.key!r}")
    if isinstance(block, Canvas | Paragraph):
        places[block.key] = Place(sheet.name, row, height(block), (LABEL_COLUMN,), "single")
    elif isinstance(block, Row):
        columns = AXIS_COLUMNS[block.axis][: len(block.cells)]
        places[block.key] = Place(sheet.name, row, 1, columns, block.axis, name=block.key if block.named else "")
        for key, column in zip(block.keys, columns):
            if key:
                places[key] = Place(sheet.name, row, 1, (column,), "single", name=key)
    elif isinstance(block, Spill):
        parts = tuple(key for key, _ in block.labels)
        places[block.key] = Place(sheet.name, row, len(parts), AXIS_COLUMNS[block.axis], block.axis, parts)
    else:
        columns = tuple(range(block.first_column, block.first_column + len(block.columns)))
        parts = tuple(column.key for column in block.columns)
        places[block.key] = Place(
            sheet.name, row, block.rows, columns, "single", parts, is_table=True, name=names.get(block.key, "")
        )
        for declared, at in zip(block.columns, columns):
            if declared.name:
                places[declared.name] = Place(sheet.name, row + 1, block.rows, (at,), "single", name=declared.name)
