"""Cells whose value the engine cannot be trusted with because of what is in the cells that they read."""

from __future__ import annotations

import re
from typing import Final

from xlcost.budget import at
from xlcost.calculate.translation.loaded import Loaded
from xlcost.calculate.translation.translation import Ready
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.signatures import CATCH_ERRORS, COUNT_TRUTHS, GIVE_NOTHING, PASS_OVER_ERRORS, SORT_ERRORS
from xlcost.workbook.records import Place

_CALL: Final = re.compile(
    r"\"[^\"]*\"|'[^']*'|(?<![\w.])(?P<name>" + "|".join(sorted(PASS_OVER_ERRORS | COUNT_TRUTHS, reverse=True)) + r")\("
)
_BESIDE_ERRORS: Final = PASS_OVER_ERRORS | SORT_ERRORS
_MOST_ROUNDS: Final = 10


class Doubts:
    """What there is to doubt in an evaluated workbook."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        survey = loaded.survey()
        self._errors = PlaceIndex(survey.errors)
        self._odd = PlaceIndex(survey.odd)

    def none_about(self, ready: Ready) -> bool:
        """Whether no copy of a formula that gives a number can be doubtful, wherever it stands."""
        translated = ready.translated
        return (
            translated.functions.isdisjoint(_BESIDE_ERRORS)
            and not any(self._odd.has(piece.sheet) for piece in translated.numbers)
            and not self._may_hide_no_answer(ready)
        )

    def about(self, place: Place, ready: Ready) -> str | None:
        """Why the value of a formula cell may not be Excel's, if so."""
        functions = ready.translated.functions
        if not functions.isdisjoint(_BESIDE_ERRORS) and _reads(ready, self._errors):
            if not functions.isdisjoint(SORT_ERRORS):
                return "it sorts cells, and one of them holds an error"
            if place not in self._loaded.restated:
                return "it adds up cells by criteria, and one of them holds an error"
        for piece in ready.translated.numbers:
            if self._odd.has(piece.sheet) and self._odd.within(
                piece.sheet, piece.area(ready.cell.row, ready.cell.column)
            ):
                return "a text that Excel reads as a number, date or truth value stands among its operands"
        if self._may_hide_no_answer(ready):
            return "it may hide that a function in it could not be answered"
        if not functions.isdisjoint(GIVE_NOTHING) and self._loaded.raw(*place) is None:
            return "its result is no cell at all"
        return None

    def _may_hide_no_answer(self, ready: Ready) -> bool:
        unanswered, functions = self._loaded.unanswered, ready.translated.functions
        if not unanswered or functions.isdisjoint(CATCH_ERRORS):
            return False
        return not unanswered.isdisjoint(functions | ready.translated.helpers)


def evaluate(loaded: Loaded) -> None:
    """Calculates a workbook, with our own functions where the engine's cannot be trusted with what is in the cells.

    Raises:
        BadFile: it takes longer than limits.py allows, or the engine fails.
    """
    at(f"{len(loaded.translation.ready):,} formulas were calculated")
    loaded.evaluate_all()
    _restate(loaded)
    at("values were looked through")


def _restate(loaded: Loaded) -> None:
    """SUMIFS over errors and SUMPRODUCT over truth values: ours take the place of the engine's, and all is evaluated.

    These may come to light only then, so that it may take several rounds.
    """
    formulas = loaded.translation.ready
    waiting = {place: formulas[place] for place in loaded.passing_over if place not in loaded.restated}
    for _ in range(_MOST_ROUNDS):
        if not waiting:
            return
        survey = loaded.survey()
        errors, counted = PlaceIndex(survey.errors), PlaceIndex(survey.counted)
        met = [
            place
            for place, ready in waiting.items()
            if (ready.translated.functions & PASS_OVER_ERRORS and _reads(ready, errors))
            or (ready.translated.counts_cells and _reads(ready, counted))
        ]
        for place in met:
            text = _restated(waiting.pop(place).text)
            if text is not None:
                loaded.restate(place, text)
        if not met:
            return
        loaded.evaluate_all()


def _restated(text: str) -> str | None:
    """The formula with our functions in the place of the engine's, None where one of them works on arrays."""
    if any(f'"{name}:' in text for name in PASS_OVER_ERRORS):
        return None
    return _CALL.sub(lambda found: f"XLC.{found['name']}(" if found["name"] else found[0], text)


def _reads(ready: Ready, index: PlaceIndex) -> bool:
    row, column = ready.cell.row, ready.cell.column
    return any(index.within(piece.sheet, piece.area(row, column)) for piece in ready.translated.precedents)
