"""Results as a table of text: a row a test case, its name in the first column, then a column an alternative."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from xlcost.errors import BadFile
from xlcost.evals.answers import MOST_ALTERNATIVES
from xlcost.numbertext import number_in_text
from xlcost.report.texts import harmless

_PASSED: Final = frozenset({"pass", "passed", "true", "yes", "correct", "c"})
_FAILED: Final = frozenset({"fail", "failed", "false", "no", "incorrect", "i"})
_MISSING: Final = frozenset({"", "n/a", "na", "error", "missing", "none", "null", "-"})
_SEPARATORS: Final = ",;\t"
_LONGEST_FIELD: Final = 1_000_000
_LONGEST_NAME: Final = 80


def read_table(text: str, name: str, pass_at: float | None) -> dict[str, dict[str, bool | None]]:
    """Alternative -> case -> whether it passed, of a CSV or TSV text.

    Args:
        text: the file's content.
        name: what messages call the file.
        pass_at: the score from which a case is passed; without one a score must be 1 or 0.

    Raises:
        BadFile: no such table; says which row and column, and what to do.
    """
    first_line = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    before = csv.field_size_limit(_LONGEST_FIELD)  # of the whole process: others read CSV too
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise BadFile(f"{name}: no table of results: {error}") from None
    finally:
        csv.field_size_limit(before)
    header, body = _header(rows, name)
    results: dict[str, dict[str, bool | None]] = {alternative: {} for alternative in header}
    seen: dict[str, int] = {}
    for number, row in enumerate(body, start=2):
        if not any(cell.strip() for cell in row):
            continue
        case, *cells = (cell.strip() for cell in row)
        if not case:
            raise BadFile(f"{name}: row {number} has no test case in its first column; name each case")
        if case in seen:
            raise BadFile(
                f"{name}: {harmless(case, 40)} is in rows {seen[case]} and {number}; give each test case one row"
            )
        if len(cells) > len(header):
            raise BadFile(f"{name}: row {number} has {len(row)} cells, the header {len(header) + 1}")
        seen[case] = number
        cells += [""] * (len(header) - len(cells))
        for alternative, cell in zip(header, cells, strict=True):
            where = f"{name}: row {number}, column {harmless(alternative, 40)}"
            results[alternative][case] = verdict_of(cell, where, pass_at)
    if not seen:
        raise BadFile(f"{name}: no test case below the header; a row is a test case, a column an alternative")
    return results


def _header(rows: Sequence[Sequence[str]], name: str) -> tuple[list[str], Sequence[Sequence[str]]]:
    if not rows:
        raise BadFile(f"{name}: empty; the first row names the alternatives, each further one is a test case")
    names = [harmless(cell, _LONGEST_NAME) for cell in rows[0]][1:]
    while names and not names[-1]:
        names.pop()
    if len(names) < 1:
        raise BadFile(f"{name}: the first row names no alternative; a column is an alternative, the first the case")
    if len(names) > MOST_ALTERNATIVES:
        raise BadFile(f"{name}: {len(names)} columns are more than {MOST_ALTERNATIVES} alternatives")
    for position, alternative in enumerate(names, start=2):
        if not alternative:
            raise BadFile(f"{name}: column {position} has no name in the first row; name each alternative")
        if [other.casefold() for other in names].count(alternative.casefold()) > 1:
            raise BadFile(f"{name}: two columns are named {harmless(alternative, 40)}; rename one")
    return names, rows[1:]


def verdict_of(cell: str, where: str, pass_at: float | None) -> bool | None:
    """Whether a cell says passed; None where it says that there is no answer.

    Raises:
        BadFile: it says neither, or it is a score and nobody said from which one a case is passed.
    """
    word = cell.strip().casefold()
    if word in _MISSING:
        return None
    if word in _PASSED or word in _FAILED:
        return word in _PASSED
    score = number_in_text(cell)
    if score is None:
        raise BadFile(f"{where}: {harmless(cell, 40)!r} is no result; write pass or fail, 1 or 0, or a score")
    return passed_at(score, where, pass_at)


def passed_at(score: float, where: str, pass_at: float | None) -> bool:
    """Whether a score is a pass.

    Raises:
        BadFile: it is neither 1 nor 0, and nobody said from which score a case is passed.
    """
    if score != score:  # noqa: PLR0124 - a JSON log may hold a NaN
        raise BadFile(f"{where}: a score that is no number; leave out what was not scored")
    if pass_at is not None:
        return score >= pass_at
    if score in (0.0, 1.0):
        return score == 1.0
    raise BadFile(f"{where}: {str(score)[:20]} is a score; say from which one a case is passed, such as --pass-at 0.8")
