"""Recalculation: fresh values for every formula cell of a workbook, and the list of those that could not be had."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from xlcost.headless.book import open_book
from xlcost.headless.engine import BoundFunction, Engine
from xlcost.headless.package import write_package
from xlcost.headless.patch import patched_sheet
from xlcost.headless.records import Book, CellValue

#: (sheet name, row, column)
Place = tuple[str, int, int]


class NotEvaluated(NamedTuple):
    """A formula cell that kept its cached value, and why."""

    sheet: str
    row: int
    column: int
    formula: str
    reason: str


@dataclass(frozen=True)
class Recalculation:
    """Fresh values by place: formula cells and the cells that array formulas fill."""

    book: Book
    values: Mapping[Place, CellValue]
    not_evaluated: tuple[NotEvaluated, ...]
    seconds: Mapping[str, float]  # load, evaluate


def recalculate(book: Book | str | Path, functions: Mapping[str, BoundFunction] | None = None) -> Recalculation:
    """Calculates every formula of a workbook with our functions bound."""
    if not isinstance(book, Book):
        book = open_book(book)
    start = time.perf_counter()
    engine = Engine(book, functions if functions is not None else our_functions())
    loaded = time.perf_counter()
    engine.evaluate_all()
    values = {
        (sheet.name, cell.row, cell.column): engine.value(sheet.name, cell.row, cell.column)
        for sheet in book.sheets
        for cell in sheet.formulas
    }
    done = time.perf_counter()
    return Recalculation(book, values, (), {"load": loaded - start, "evaluate": done - loaded})


def recalc_file(src: str | Path, dst: str | Path) -> Recalculation:
    """Writes ``src`` to ``dst`` with fresh cached values and nothing else changed; both may be the same file."""
    book = open_book(src)
    result = recalculate(book)
    replaced = {}
    for sheet in book.sheets:
        fresh = {(row, column): value for (name, row, column), value in result.values.items() if name == sheet.name}
        if fresh:
            replaced[sheet.part] = patched_sheet(book.package.parts[sheet.part], fresh)
    write_package(book.package, replaced, dst)
    return result


def our_functions() -> Mapping[str, BoundFunction]:
    """The registry of xlcost.functions as the engine binds it."""
    from xlcost.functions import FUNCTIONS, call

    def bound(name: str) -> BoundFunction:
        function = FUNCTIONS[name]
        return BoundFunction(lambda args: call(name, args), function.min_args, function.max_args)

    return {name: bound(name) for name in FUNCTIONS}
