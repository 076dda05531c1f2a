"""What a recalculation found: fresh values, the cells that kept theirs and why; and writing it into the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.calculate.certificates import Certificates
from xlcost.errors import BadFile
from xlcost.workbook.package import write_package
from xlcost.workbook.records import Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet

#: The endings of workbooks; each stands for the kind that the package declares.
_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})


class NotEvaluated(NamedTuple):
    """A formula cell that kept its cached value, and why."""

    sheet: str
    row: int
    column: int
    formula: str
    reason: str


@dataclass(frozen=True)
class Recalculation:
    """What a recalculation found.

    ``values`` has every formula cell and every cell that an array formula fills; cells in ``not_evaluated`` are there
    with their cached value. ``volatile`` are the cells that depend on the clock, chance or the machine. Seconds are
    those of loading and of evaluating. ``certificates`` say what the saved values prove, where they are evidence.
    """

    book: Book
    values: Mapping[Place, CellValue]
    not_evaluated: tuple[NotEvaluated, ...]
    volatile: frozenset[Place]
    seconds: Mapping[str, float]
    certificates: Certificates | None = None


def recalculation(
    book: Book,
    values: Mapping[Place, CellValue],
    failed: Mapping[Place, str],
    volatile: Collection[Place],
    seconds: Mapping[str, float],
) -> Recalculation:
    """The fresh values of a workbook together with the cached ones of the formula cells that failed, and why."""
    return Recalculation(
        book=book,
        values={**dict(_cached(book, failed)), **values},
        not_evaluated=tuple(_listed(book, failed)),
        volatile=frozenset(volatile),
        seconds=seconds,
    )


def _cached(book: Book, failed: Mapping[Place, str]) -> Iterator[tuple[Place, CellValue]]:
    for sheet, row, column in failed:
        yield (sheet, row, column), book.sheets_by_name[sheet.lower()].cells[row, column].value


def _listed(book: Book, failed: Mapping[Place, str]) -> Iterator[NotEvaluated]:
    order = {sheet.name: sheet.index for sheet in book.sheets}
    for sheet, row, column in sorted(failed, key=lambda place: (order[place[0]], *place[1:])):
        formula = book.sheets_by_name[sheet.lower()].cells[row, column].formula or ""
        yield NotEvaluated(sheet, row, column, formula, failed[sheet, row, column])


def write_values(result: Recalculation, dst: str | Path) -> None:
    """Writes a recalculated workbook with its fresh values; nothing else is changed.

    Raises:
        BadFile: it cannot be written, or Excel would refuse it under that name; what was there is then as it was.
    """
    source, target = result.book.package.path.suffix.lower(), Path(dst).suffix.lower()
    if source != target and {source, target} <= _SUFFIXES:
        raise BadFile(f"{dst}: Excel opens it only with the ending {source} that the workbook had; name it so")
    write_package(result.book.package, patched_parts(result), dst)


def patched_parts(result: Recalculation) -> dict[str, bytes]:
    """The sheet parts, by part name, in which a cached value changes."""
    kept = {cell[:3] for cell in result.not_evaluated}
    fresh: dict[str, dict[tuple[int, int], CellValue]] = {}
    for (sheet, row, column), value in result.values.items():
        if (sheet, row, column) not in kept:
            fresh.setdefault(sheet, {})[row, column] = value
    replaced = {}
    for name, values in fresh.items():
        part = result.book.sheets_by_name[name.lower()].part
        old = result.book.package.parts[part]
        new = patched_sheet(old, values)
        if new != old:
            replaced[part] = new
    return replaced
