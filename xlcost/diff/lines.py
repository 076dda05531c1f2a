"""Whole rows, columns and sheets that came, went or moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from xlcost.diff.correspondence import Correspondence, Line
from xlcost.diff.matching import content
from xlcost.diff.records import LineChange, SheetChange
from xlcost.diff.sides import Side
from xlcost.outline.captions import content_of
from xlcost.outline.model import Model
from xlcost.report.texts import written
from xlcost.workbook.records import Cell, Place, Sheet

#: Cells of inserted or removed rows that are listed; the rest is counted.
_MAX_CONTENTS: Final = 200


def line_changes(old: Side, new: Side, correspondence: Correspondence) -> Iterator[LineChange]:
    """Rows and columns that came, went or moved, those of price tables left out."""
    for pair in correspondence.sheets:
        axes: tuple[tuple[Literal["row", "column"], Line], ...] = (("row", pair.rows), ("column", pair.columns))
        for axis, line in axes:
            for kind, side, name, positions in (
                ("removed", old, pair.old, line.only_here),
                ("inserted", new, pair.new, line.only_there),
            ):
                for run in _runs(_told(side, name, axis, positions)):
                    yield _line_change(side, name, axis, "removed" if kind == "removed" else "inserted", run, None)
            for moves in _blocks(line.moved):
                yield _line_change(old, pair.old, axis, "moved", [here for here, _ in moves], moves[0][1])


def sheet_changes(old: Model, new: Model, correspondence: Correspondence) -> Iterator[SheetChange]:
    """Sheets that came, went or have another name."""
    for name in correspondence.removed:
        yield SheetChange("removed", name, None, *_counted(old, old.sheet(name)))
    for name in correspondence.added:
        yield SheetChange("added", name, None, *_counted(new, new.sheet(name)))
    for pair in correspondence.sheets:
        if pair.old != pair.new:
            yield SheetChange("renamed", pair.old, pair.new, *_counted(new, new.sheet(pair.new)))


def _told(side: Side, sheet: str, axis: str, positions: Iterable[int]) -> list[int]:
    """The positions that do not belong to a price table altogether."""
    by_position: dict[int, list[Place]] = {}
    for cell in side.model.sheet(sheet).cells.values():
        at = cell.row if axis == "row" else cell.column
        by_position.setdefault(at, []).append((sheet, cell.row, cell.column))
    return [at for at in positions if not all(place in side.apart for place in by_position.get(at, ()))]


def _runs(positions: Iterable[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for position in positions:
        if run and position != run[-1] + 1:
            yield run
            run = []
        run.append(position)
    if run:
        yield run


def _blocks(moves: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Moves of lines that lie together before and after: one block that somebody moved."""
    block: list[tuple[int, int]] = []
    for here, there in sorted(moves):
        if block and (here, there) != (block[-1][0] + 1, block[-1][1] + 1):
            yield block
            block = []
        block.append((here, there))
    if block:
        yield block


def _line_change(
    side: Side,
    sheet: str,
    axis: Literal["row", "column"],
    kind: Literal["inserted", "removed", "moved"],
    run: list[int],
    moved_to: int | None,
) -> LineChange:
    inside = [
        cell
        for cell in sorted(content(side.model, side.model.sheet(sheet)))
        if run[0] <= (cell.row if axis == "row" else cell.column) <= run[-1]
    ]
    labels: dict[int, str] = {}
    for cell in sorted(inside, key=lambda cell: (cell.row, cell.column) if axis == "row" else (cell.column, cell.row)):
        if isinstance(cell.value, str) and cell.formula is None:
            labels.setdefault(cell.row if axis == "row" else cell.column, cell.value)
    return LineChange(
        kind=kind,
        axis=axis,
        sheet=sheet,
        first=run[0],
        last=run[-1],
        moved_to=moved_to,
        labels=tuple(labels.values()),
        contents=tuple((cell.address, _content(side.model, sheet, cell)) for cell in inside[:_MAX_CONTENTS]),
        formulas=sum(cell.formula is not None for cell in inside),
        places=tuple((sheet, cell.row, cell.column) for cell in inside),
    )


def _content(model: Model, sheet: str, cell: Cell) -> str:
    if cell.formula is not None:
        return f"={cell.formula}"
    return written(content_of(model, (sheet, cell.row, cell.column)), model.style(cell).number_format)


def _counted(model: Model, sheet: Sheet) -> tuple[int, int]:
    cells = content(model, sheet)
    formulas = sum(cell.formula is not None for cell in cells)
    return formulas, len(cells) - formulas
