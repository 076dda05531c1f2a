"""Which data validation each cell of a sheet has."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.formula.graph import OpenPlaces
from xlcost.formula.references import Source
from xlcost.workbook.records import Sheet, Validation


def by_cell(sheet: Sheet, validations: Sequence[Validation]) -> dict[tuple[int, int], Validation]:
    """The cells in the file that a validation covers; of several, as Excel never writes them, the last counts.

    Each cell is met once, though 20,000 validations may cover the whole sheet.
    """
    if not validations:
        return {}
    left = OpenPlaces([(sheet.name, *at) for at in sheet.cells])
    found: list[tuple[int, tuple[int, int]]] = []
    for number in reversed(range(len(validations))):
        for place in left.inside([Source(sheet.name, area, None) for area in validations[number].areas]):
            found.append((number, place[1:]))
            left.close(place)
    return {at: validations[number] for number, at in sorted(found)}
