"""A case run for many scenarios at once: columns of inputs in, columns of results out. NumPy, one look-up of prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcost.costs.schedule import payback
from xlcost.decision.advising import cheapest
from xlcost.decision.case import Case
from xlcost.decision.gates import Situation, passed, qualifies
from xlcost.decision.inputs import BASELINE, INPUTS
from xlcost.decision.offers import offers
from xlcost.decision.planning import filled, schedules
from xlcost.errors import BadArgument
from xlcost.prices import Catalogue, package_catalogue

#: One number a run.
Column = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Runs:
    """What each run gave, by the letter of the alternative; money in the reporting currency.

    ``present`` is NaN and ``qualifies`` False where an alternative is not available; paybacks are infinite for never.
    ``advised`` has the letters of the cheapest that qualify, "" where none does.
    """

    present: Mapping[str, Column]
    first_payback: Mapping[str, Column]
    last_payback: Mapping[str, Column]
    qualifies: Mapping[str, Column]
    advised: Column


def run_many(case: Case, columns: Mapping[str, Any], catalogue: Catalogue | None = None) -> Runs:
    """A case for every run of some columns of inputs; all other inputs are those of the scenario shown.

    Args:
        case: models, dates, switches and rows are the same in every run.
        columns: numeric inputs by key, one number a run each, within their domains.
        catalogue: the prices; those that come with xlcost if it is left out.

    Raises:
        BadArgument: a column for an input that is no number, or a number outside the input's domain.
    """
    values = case.live()
    offered = offers(values, case.letters, catalogue or package_catalogue())
    given = {key: _column(key, column) for key, column in columns.items()}
    complete = filled({**values, **given}, offered)
    of = Situation(complete, offered, schedules(complete, offered))
    count = max((len(column) for column in given.values()), default=1)

    def whole(result: Any) -> Column:
        return np.broadcast_to(np.asarray(result), count)

    present = {letter: whole(made.present_total) for letter, made in of.schedules.items()}
    paid = {letter: payback(of.schedules[BASELINE], made) for letter, made in of.schedules.items()}
    may = {letter: whole(qualifies(passed(letter, of))) for letter in offered}
    chosen = whole(cheapest(list(present.values()), list(may.values())))
    return Runs(
        present=present,
        first_payback={letter: whole(first) for letter, (first, _) in paid.items()},
        last_payback={letter: whole(last) for letter, (_, last) in paid.items()},
        qualifies=may,
        advised=np.array([*offered, ""])[chosen],
    )


def _column(key: str, column: Any) -> Column:
    declared = INPUTS.get(key)
    if declared is None or not declared.is_number or declared.shape != "scenario":
        raise BadArgument(f"{key} is no input that can have a number for each run")
    numbers = np.asarray(column, dtype=float)
    if numbers.ndim != 1 or not np.all(declared.kind.admits(numbers)):  # type: ignore[union-attr]
        raise BadArgument(f"the column {key} must have {declared.domain} in every run")
    return numbers
