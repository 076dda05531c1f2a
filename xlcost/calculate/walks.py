"""What an engine would walk through for minutes, known before it is asked: wide blank ranges, circles of all in all.

It walks a range by its rows, as far down as the sheet is used, and through each of its columns, used or not; and of
cells on circles it keeps each pair of which one reads the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from xlcost.errors import BadFile
from xlcost.formula.graph import Graph, PlaceIndex
from xlcost.formula.unique import Formulas, Unique
from xlcost.workbook.addresses import address, named_sheet
from xlcost.workbook.records import Place

#: Cells in columns without any cell that the ranges of all formulas have: they take 10 s.
MAX_BLANK: Final = 1_000_000_000
#: Pairs of cells on circles of which one reads the other: they take 2 s and 300 MB.
MAX_PAIRS: Final = 10_000_000


def refuse_long_walks(graph: Graph) -> None:
    """Refuses a workbook for engines.

    Raises:
        BadFile: there is more of either than the bounds above.
    """
    for what, counted, most in (
        ("cells in columns that nothing uses; name the cells that are filled", _blank, MAX_BLANK),
        ("cells that read each other in circles; break the circles", _pairs, MAX_PAIRS),
    ):
        total = 0
        for place, read in counted(graph):
            total += read
            if total > most:
                where = f"{graph.formulas.book.package.path}: {named_sheet(place[0])}!{address(*place[1:])}"
                raise BadFile(f"{where}: the formulas up to there read more than {most:,} {what}")


def _blank(graph: Graph) -> Iterator[tuple[Place, int]]:
    """For each formula the cells in columns without any cell that it and its copies read."""
    used = graph.formulas.book.used
    for unique in graph.formulas.uniques:
        blank = 0
        for sheet, area, _ in graph.formulas.sources(unique.first):
            filled = used[sheet]
            beyond = area.columns - max(0, min(area.right, filled.right) - max(area.left, filled.left) + 1)
            blank += beyond * max(0, min(area.bottom, filled.bottom) - area.top + 1) if beyond else 0
        if blank:
            yield unique.first, blank * len(unique.cells)


def _pairs(graph: Graph) -> Iterator[tuple[Place, int]]:
    """For each cell on a circle how many others on circles it reads; none where all formulas together read fewer."""
    if sum(map(partial(_most_read, graph.formulas), graph.formulas.uniques)) <= MAX_PAIRS:
        return  # to look for circles in 100,000 formulas takes a second
    circular = PlaceIndex(graph.circular)
    for place in sorted(graph.circular):
        yield place, sum(circular.count(sheet, area) for sheet, area, _ in graph.reads[place])


def _most_read(formulas: Formulas, unique: Unique) -> int:
    """At least as many cells as the copies of a formula read: one in a corner reads the most."""
    used = formulas.book.used
    corners = {
        (unique.sheet, row, column)
        for area in unique.areas
        for row in (area.top, area.bottom)
        for column in (area.left, area.right)
    }
    reads = (sum(min(area.size, used[sheet].size) for sheet, area, _ in formulas.sources(at)) for at in corners)
    return len(unique.cells) * max(reads)
