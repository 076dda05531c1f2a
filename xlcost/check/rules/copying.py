"""F24 and F25: formulas whose copies went wrong: one that did not move on, one whose fixed cell slides away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from xlcost.check.places import cell_area, hits_at, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.rules.stretches import breaks
from xlcost.formula.tree import Reference
from xlcost.formula.unique import Unique
from xlcost.outline.model import Model
from xlcost.outline.subtotals import subtotal_columns
from xlcost.workbook.records import BLANK, NUMBER, Cell, Place

#: Copies of which most must have lost the cell that the first still reads.
_FEWEST: Final = 3


@rule(
    "F24",
    Severity.ERROR,
    "A roll-forward moves on in every period",
    why="Two periods with one and the same formula: the second repeats the first, and all that follows is one short.",
    mend="Copy the cell, not its text, from the period before.",
    risk="Low. Only cells that go on from their own row's column before, beside copies that do move, are reported.",
    source="EuSpRIG",
    example="C5 and D5 both =B5+C4; put right: D5 =C5+D4.",
)
def roll_forwards_move_on(model: Model) -> Iterator[Hit]:
    """Cells that say letter for letter what the one before them says, though its references move."""
    known = {suspect.place for suspect in model.remembered(breaks)}
    messages: dict[Place, str] = {}
    totals = model.formulas.fact(subtotal_columns)
    for sheet in model.book.sheets:
        at = model.formulas.by_sheet.get(sheet.name, {})
        for (row, column), formula in at.items():
            before = at.get((row, column - 1))
            if column - 1 in totals.get(sheet.name, ()):
                continue  # the last month's stock is that of the year, and the next month's where nothing moves it
            if before is None or before is formula or (sheet.name, row, column) in known:
                continue
            here, there = sheet.cells[row, column].formula, sheet.cells[row, column - 1].formula
            if here != there or not _reads_own_row(formula.nodes):
                continue
            alike = Counter(
                other.r1c1 for step in range(-3, 4) if step not in {0} and (other := at.get((row, column + step)))
            )
            if alike[before.r1c1] >= 2 or alike[formula.r1c1] >= 1:
                first = shown((sheet.name, row, column - 1), sheet.name)
                messages[sheet.name, row, column] = f"says letter for letter what {first} says: ={here}"
    yield from hits_at(messages)


def _reads_own_row(nodes: tuple[object, ...]) -> bool:
    """Whether a formula goes on from the column before in its own row, as a roll-forward does."""
    return any(
        isinstance(node, Reference)
        and node.prefix is None
        and not (node.first.column_fixed or node.first.row_fixed)
        and node.first.row == 0
        for node in nodes
    )


@rule(
    "F25",
    Severity.ERROR,
    "What is fixed stays fixed when a formula is copied",
    why="Without dollar signs the one rate or total slides on with each copy, off the cell that is meant.",
    mend="Fix the row or the column of the reference with a dollar sign, and copy the first cell again.",
    risk="Low. Only references whose first copy reads a number and most of whose others read texts or nothing count.",
    source="EuSpRIG",
    example="=B5*B$2 copied to the right where C2 is empty; put right: =B5*$B$2.",
)
def fixed_cells_stay_fixed(model: Model) -> Iterator[Hit]:
    """References that slide off the number that the first copy reads."""
    for unique in model.formulas.uniques:
        if len(unique.cells) >= _FEWEST:
            for node in dict.fromkeys(unique.formula.nodes):
                if isinstance(node, Reference) and node.single and (lost := _slid(model, unique, node)):
                    row, column = lost[0][1:]
                    first = _target(model, unique.first, node)
                    message = (
                        f"{shown(first, unique.sheet)}, a number, is read by the first copy alone; " if first else ""
                    )
                    target = _target(model, lost[0], node)
                    slid = f"{message}here it slid to {shown(target, unique.sheet)}" if target else message
                    yield Hit(slid, unique.sheet, cell_area(row, column))


def _slid(model: Model, unique: Unique, node: Reference) -> list[Place]:
    """The copies that read a text or nothing where the first reads a number; none unless they are most.

    A cell that is there to be typed into may be empty: the row of an input that only the first of some has.
    """
    row_moves, column_moves = not node.first.row_fixed, not node.first.column_fixed
    along_row = len({cell.row for cell in unique.cells}) == 1
    if not (column_moves if along_row else row_moves):
        return []
    first = _target(model, unique.first, node)
    if first is None or first[0] != unique.sheet or not _is_number(model.cell(first)):
        return []
    others = unique.places[1:]
    lost = [at for at in others if (read := _target(model, at, node)) is not None and _is_nothing(model, read)]
    reading = [read for at in others if (read := _target(model, at, node)) is not None and _is_number(model.cell(read))]
    return lost if len(lost) == len(others) and not reading else []


def _target(model: Model, place: Place, node: Reference) -> Place | None:
    found = model.formulas.sources_of_part(node, place)
    return (found[0].sheet, found[0].area.top, found[0].area.left) if len(found) == 1 else None


def _is_number(cell: Cell | None) -> bool:
    return cell is not None and cell.formula is None and cell.kind == NUMBER


def _is_nothing(model: Model, place: Place) -> bool:
    cell = model.cell(place)
    if place[1:] in model.validated[place[0]]:
        return False
    empty = cell is None or (cell.formula is None and cell.kind == BLANK)
    return (empty and place not in model.spilled) or isinstance(model.value(place), str)
