"""Recalculation by whichever engine is proved: by the values that a known program saved, else by a second engine."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from xlcost.calculate.agreement import Agreed, agreed
from xlcost.calculate.certificates import Certificates
from xlcost.calculate.comparing import rests_on, written
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, keep
from xlcost.calculate.evidence import certify
from xlcost.calculate.results import Recalculation, recalculation, write_values
from xlcost.calculate.surely import cells_reading_outside
from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction, our_functions
from xlcost.formula.graph import Graph, read_graph
from xlcost.formula.reach import affected
from xlcost.formula.unique import read_formulas
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

#: The engines that come with xlcost: the first calculates, the second is asked for what the first leaves open.
EMBEDDED: Final = (FORMUALIZER, FORMULON)


def recalculate_with(
    engines: Sequence[Engine],
    book: Book | str | Path,
    functions: Mapping[str, BoundFunction] | None = None,
    graph: Graph | None = None,
) -> Recalculation:
    """Calculates every formula of a workbook with the engines, and says what the saved values prove of them.

    ``graph`` is the workbook's, where it is known already.

    Raises:
        BadFile: the file cannot be read, or no engine can calculate it.
    """
    book = book if isinstance(book, Book) else open_book(book)
    functions = our_functions() if functions is None else functions
    start = time.perf_counter()
    certificates = certify(book, engines, functions, graph)
    if certificates is None:
        return recalculate(book, functions, engines=engines, graph=graph)
    failed = dict(certificates.kept)
    failed |= {place: _told(book, place, value, certificates) for place, value in certificates.different.items()}
    values = dict(certificates.answers)
    volatile: Collection[Place] = ()
    if certificates.volatile:
        volatile = certificates.volatile | affected(certificates.graph, certificates.volatile).keys()
        _renew(engines[0], book, functions, certificates, values, failed, volatile)
    seconds = {"evaluate": time.perf_counter() - start}
    return replace(recalculation(book, values, failed, volatile, seconds), certificates=certificates)


def _renew(
    engine: Engine,
    book: Book,
    functions: Mapping[str, BoundFunction],
    certificates: Certificates,
    values: dict[Place, CellValue],
    failed: dict[Place, str],
    volatile: Collection[Place],
) -> None:
    """Calculates anew what the clock or chance decides; what is kept among it is stale, and so is what rests on it."""
    kept = certificates.kept_by(engine.name)
    stale = {place: failed.get(place, f"only {certificates.certified.get(place)} calculates it") for place in kept}
    stale = {place: why for place, why in stale.items() if place in volatile}
    answers: Mapping[Place, Answer]
    try:
        answers = _calculated(engine, book, functions, certificates.kept_values(book, engine.name))
    except BadFile as reason:
        answers = dict.fromkeys(volatile, NoAnswer(str(reason)))
    stale |= {
        place: answer.why
        for place in volatile
        if place in certificates.graph.formulas.at and isinstance(answer := answers.get(place), NoAnswer)
    }
    failed |= stale
    failed |= {place: rests_on(source) for place, source in affected(certificates.graph, stale).items()}
    for place, answer in answers.items():
        if place in volatile and place not in failed and not isinstance(answer, NoAnswer):
            values[place] = 0.0 if answer is None else answer
    for place in failed:
        values.pop(place, None)


def recalculate(
    book: Book | str | Path,
    functions: Mapping[str, BoundFunction] | None = None,
    *,
    engines: Sequence[Engine] = EMBEDDED,
    graph: Graph | None = None,
) -> Recalculation:
    """Calculates every formula of a workbook, whatever was saved: what two engines have alike.

    Args:
        book: a workbook, or where its file is.
        functions: those to be bound, ours unless they are given.
        engines: the first calculates; the others are asked in turn for what nothing else proves.
        graph: the workbook's, where it is known already.

    Raises:
        BadFile: the file cannot be read, or the calculation takes longer than limits.py allows.
    """
    book = book if isinstance(book, Book) else open_book(book)
    start = time.perf_counter()
    graph = graph or read_graph(read_formulas(book))
    found, engines = _agreed(book, engines, our_functions() if functions is None else functions, graph)
    volatile = found.volatile | affected(graph, found.volatile).keys() if found.volatile else found.volatile
    kept = frozenset(found.failed) | found.against
    certificates = Certificates(
        saved_by=None,
        graph=graph,
        certified=dict.fromkeys(graph.formulas.at.keys() - found.failed.keys(), engines[0].name),
        answers=found.values,
        kept=found.failed,
        different={},
        volatile=found.volatile,
        outside=graph.formulas.fact(cells_reading_outside),
        unproved=frozenset(),
        not_by={engines[0].name: lambda: kept},
    )
    seconds = {"evaluate": time.perf_counter() - start}
    return replace(recalculation(book, found.values, found.failed, volatile, seconds), certificates=certificates)


def _agreed(
    book: Book, engines: Sequence[Engine], functions: Mapping[str, BoundFunction], graph: Graph
) -> tuple[Agreed, Sequence[Engine]]:
    """What the first engine that can calculate the workbook and another have alike, and these engines."""
    while True:
        try:
            return agreed(book, engines, functions, graph), engines
        except BadFile:
            if len(engines) == 1:
                raise
        engines = engines[1:]


def calculated_by(engine: Engine, book: Book, functions: Mapping[str, BoundFunction] | None = None) -> Recalculation:
    """One engine's values alone, for workbooks that are built here and proved by tests.

    Raises:
        BadFile: the engine cannot calculate it.
    """
    start = time.perf_counter()
    answers = _calculated(engine, book, our_functions() if functions is None else functions, {})
    failed = {place: answer.why for place, answer in answers.items() if isinstance(answer, NoAnswer)}
    values = {place: 0.0 if answer is None else _shown(answer) for place, answer in answers.items()}
    return recalculation(book, values, failed, (), {"evaluate": time.perf_counter() - start})


def recalc_file(src: str | Path, dst: str | Path) -> Recalculation:
    """Writes ``src`` to ``dst`` with fresh cached values and nothing else changed; both may be the same file.

    Raises:
        BadFile: ``src`` cannot be read or ``dst`` not written; ``dst`` is then as it was.
    """
    result = recalculate(src)
    write_values(result, dst)
    return result


def _calculated(
    engine: Engine, book: Book, functions: Mapping[str, BoundFunction], kept: Mapping[Place, CellValue]
) -> Mapping[Place, Answer]:
    """What an engine has for every formula cell and what these fill, where some have a value given."""
    session = engine.load(book)
    session.bind(functions)
    try:
        keep(session, kept)
        session.recalculate()
        wanted = [(sheet.name, cell.row, cell.column) for sheet in book.sheets for cell in sheet.formulas]
        return session.read([cell for place in wanted for cell in book.filled(place)])
    finally:
        session.close()


def _shown(answer: Answer) -> CellValue:
    return None if isinstance(answer, NoAnswer) else answer


def _told(book: Book, place: Place, value: CellValue, certificates: Certificates) -> str:
    saved = written(book.value(place))
    return f"it is calculated as {written(value)}, and {certificates.saved_by} saved {saved}"
