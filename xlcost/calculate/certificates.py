"""What is proved of a workbook's formulas, and what an engine therefore does not answer for with other inputs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from xlcost.calculate.comparing import rests_on
from xlcost.formula.graph import Graph
from xlcost.formula.reach import affected
from xlcost.workbook.records import Book, CellValue, Place


@dataclass(frozen=True)
class Certificates:
    """What is proved of a workbook's formulas, and what is not.

    ``certified`` has the engine that reproduced each cell, ``kept`` why no engine could answer, and ``different`` what
    was calculated where the workbook has another value; both keep their value.
    """

    saved_by: str | None  # None where two engines that agree prove them
    graph: Graph = field(repr=False)
    certified: Mapping[Place, str]
    answers: Mapping[Place, CellValue] = field(repr=False)  # of the certified cells, and of those that they fill
    kept: Mapping[Place, str]
    different: Mapping[Place, CellValue]
    volatile: frozenset[Place]  # that call the clock or chance
    outside: frozenset[Place]  # that may read more than this workbook: others, the network, a macro's whim
    unproved: frozenset[Place]  # for which no value was saved
    not_by: Mapping[str, Callable[[], frozenset[Place]]] = field(repr=False)  # what each engine asked does not prove

    def kept_by(self, engine: str) -> frozenset[Place]:
        """The cells that keep their saved value where this engine alone calculates; all, where it was not asked."""
        return self.not_by[engine]() if engine in self.not_by else frozenset(self.graph.formulas.at)

    def kept_values(self, book: Book, engine: str) -> Mapping[Place, CellValue]:
        """The values that these cells have there, and those that they fill: as saved, or as others have them."""
        cells = (cell for place in self.kept_by(engine) if book.cell(place) is not None for cell in book.filled(place))
        if self.saved_by is not None:
            return {cell: book.value(cell) for cell in cells}
        return {cell: self.answers.get(cell, book.value(cell)) for cell in cells}


def refused_after(certificates: Certificates, engine: str, changed: Collection[Place]) -> Mapping[Place, str]:
    """The cells that an engine cannot answer for once some cells are changed, and why.

    What it did not prove keeps its saved value, which holds until something behind it changes.
    """
    graph, kept = certificates.graph, certificates.kept_by(engine)
    moved = set(changed) | certificates.volatile
    if certificates.saved_by is None:
        moved |= certificates.kept.keys()  # what nobody proves was never right
    if not moved or not kept:
        return {}
    moved |= certificates.outside & kept  # as saved; who asks what would be does not ask for what was
    reached = affected(graph, moved).keys() | moved
    doubtful = {place: _why(certificates, place) for place in kept if place in reached and place not in changed}
    resting = {place: rests_on(source) for place, source in affected(graph, doubtful).items() if place not in changed}
    book = graph.formulas.book
    return {cell: why for place, why in {**resting, **doubtful}.items() for cell in book.filled(place)}


def _why(certificates: Certificates, place: Place) -> str:
    if place in certificates.different:
        return f"it is calculated otherwise than {certificates.saved_by} saved it"
    if certificates.saved_by is None and place not in certificates.kept:
        return "two others have it otherwise than the engine that calculates here"
    return certificates.kept.get(place, f"only {certificates.certified.get(place, 'no engine')} calculates it")
