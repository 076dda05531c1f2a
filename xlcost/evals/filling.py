"""Test results written into a workbook: the counts that its sheet Evidence and its gates read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlcost.errors import BadArgument
from xlcost.evals.judging import Comparison, Judgement

if TYPE_CHECKING:
    from xlcost.workbook.records import CellValue

LETTERS: Final = ("A", "B", "C", "D")
#: The cell that says where the counts come from, in a workbook that has one.
SOURCE_NAME: Final = "tests_source"


def letters_of(judgement: Judgement, given: Mapping[str, str]) -> dict[str, str]:
    """Alternative -> the workbook's letter for it.

    Those that were given; else those whose name is a letter, and the baseline as A. The others are not written.

    Args:
        judgement: the results.
        given: letter -> alternative.

    Raises:
        BadArgument: no such letter or alternative, one twice, or nothing to compare with the baseline.
    """
    names = {each.name.casefold(): each.name for each in judgement.tested}
    letters: dict[str, str] = {}
    for letter, name in given.items():
        known = names.get(name.strip().casefold())
        if letter.strip().upper() not in LETTERS or known is None:
            what = f"{', '.join(LETTERS)}, and the results know {', '.join(names.values())}"
            raise BadArgument(f"--as {letter}={name}: a workbook has the alternatives {what}")
        if known in letters:
            raise BadArgument(f"--as names {known!r} twice")
        letters[known] = letter.strip().upper()
    if not given:
        letters = {name: name.upper() for name in names.values() if name.upper() in LETTERS}
    if judgement.base not in letters and "A" not in letters.values():
        letters[judgement.base] = "A"
    if judgement.base not in letters or len(letters) < 2:
        raise BadArgument(
            f"say which alternative of the workbook each one is, such as --as A={judgement.base} "
            f"--as C={judgement.comparisons[0].name}"
        )
    if len(set(letters.values())) < len(letters):
        raise BadArgument("--as gives two alternatives the same letter")
    return letters


def counts_of(judgement: Judgement, letters: Mapping[str, str]) -> dict[str, CellValue]:
    """Input of the workbook -> its count, for the alternatives that have a letter."""
    base = letters[judgement.base]
    tested = {each.name: each for each in judgement.tested}
    values: dict[str, CellValue] = {}
    for name, letter in letters.items():
        key = letter.lower()
        values[f"{key}_test_cases"] = float(tested[name].cases)
        values[f"{key}_test_passes"] = float(tested[name].passes)
    for each in judgement.comparisons:
        if each.name in letters:
            values |= _compared(each, letters[each.name].lower(), base)
    return values


def _compared(comparison: Comparison, key: str, base: str) -> dict[str, CellValue]:
    values: dict[str, CellValue] = {f"{key}_compared_with": base}
    if comparison.both is None or comparison.tuned_only is None:
        return {**values, f"{key}_only_passes": None, f"{key}_other_only_passes": None}
    return {
        **values,
        # the cases that both answered, so that the counts belong together
        f"{key}_test_cases": float(comparison.cases),
        f"{key}_test_passes": float(comparison.both + comparison.tuned_only),
        f"{key}_only_passes": float(comparison.tuned_only),
        f"{key}_other_only_passes": float(comparison.base_only or 0),
    }


def source_of(judgement: Judgement) -> str:
    """Where the counts come from, in one line: each file with its SHA-256."""
    return "; ".join(f"{source.name}, SHA-256 {source.sha256}" for source in judgement.answers.sources)


def fill(path: Path, values: Mapping[str, CellValue], source: str = "") -> tuple[str, ...]:
    """Write inputs into the workbook and calculate it anew; everything else in the file stays as it was.

    Args:
        path: the workbook, which is changed.
        values: defined name of a cell -> what to write into it; None leaves it blank.
        source: what is written into the cell called ``tests_source``, where the workbook has one.

    Returns:
        The names that were written.

    Raises:
        BadArgument: the workbook has no such cell, or it holds a formula.
        BadFile: the workbook cannot be read or written; it is then as it was.
    """
    from xlcost.calculate.model import find_place, shown
    from xlcost.calculate.recalc import recalculate, write_values
    from xlcost.workbook.package import package_bytes, package_from_bytes
    from xlcost.workbook.reader import open_book, read_book
    from xlcost.workbook.writer import patched_sheet

    book = open_book(path)
    wanted = dict(values)
    if source and book.name(SOURCE_NAME) is not None:
        wanted[SOURCE_NAME] = source
    by_part: dict[str, dict[tuple[int, int], CellValue]] = {}
    parts = {sheet.name: sheet for sheet in book.sheets}
    for name, value in wanted.items():
        sheet, row, column = place = find_place(book, name)
        if any((cell.row, cell.column) == (row, column) for cell in parts[sheet].formulas):
            raise BadArgument(f"{name} ({shown(place)}) holds a formula, and none is overwritten; clear it first")
        by_part.setdefault(parts[sheet].part, {})[row, column] = value
    changed = {part: patched_sheet(book.package.parts[part], cells) for part, cells in by_part.items()}
    filled = read_book(package_from_bytes(package_bytes(book.package, changed), path))
    write_values(recalculate(filled), path)
    return tuple(wanted)
