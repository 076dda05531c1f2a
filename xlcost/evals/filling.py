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


def write_into(path: Path, judgement: Judgement, letters: Mapping[str, str]) -> int:
    """Write the counts, and where they come from, into a workbook that has the cells; how many cells were written.

    Raises:
        BadArgument: the workbook has no such cells, or one of them holds a formula.
        BadFile: it cannot be read or written; it is then as it was.
    """
    from xlcost.scenarios.filling import fill
    from xlcost.workbook.reader import open_book

    values = counts_of(judgement, letters)
    if open_book(path).name(SOURCE_NAME) is not None:
        values[SOURCE_NAME] = source_of(judgement)
    return fill(path, values)
