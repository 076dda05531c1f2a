"""What an alternative pays when something falls due: sums of the inputs that declare such costs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple, get_args

from xlcost.costs.elementwise import Numbers
from xlcost.decision.declaration import Due, Input
from xlcost.decision.inputs import INPUTS, KINDS, rows_of

#: Every occasion, in the order of time.
OCCASIONS: Final[tuple[Due, ...]] = get_args(Due)


class Term(NamedTuple):
    """Inputs that are added up, and the inputs that their sum is multiplied by: keys, as in ``INPUTS``."""

    inputs: tuple[str, ...]
    factors: tuple[str, ...]


@cache
def terms(letter: str, due: Due) -> tuple[Term, ...]:
    """What an alternative pays when ``due``, as terms to be added up; none where it pays nothing then."""
    costs = [declared for declared in rows_of(letter).values() if declared.cost and declared.cost.due == due]
    return tuple(Term(tuple(declared.key for declared in together), by) for by, together in groupby(costs, key=factors))


def factors(declared: Input) -> tuple[str, ...]:
    """What a cost of an alternative is multiplied by: keys of its own inputs, else of the case's."""
    own = f"{declared.alternative}_"
    times = declared.cost.times if declared.cost else ()
    return tuple(own + factor if own + factor in INPUTS else factor for factor in times)


def amount(values: Mapping[str, Any], letter: str, due: Due) -> Numbers:
    """What an alternative pays when ``due``, USD.

    Args:
        values: the case's inputs, numbers or columns of scenarios.
        letter: of the alternative.
        due: the occasion.
    """
    total: Numbers = 0.0
    for term in terms(letter, due):
        product = sum(values[key] for key in term.inputs)
        for factor in term.factors:
            product = product * values[factor]
        total = total + product
    return total


def rows_due(due: Due) -> tuple[Input, ...]:
    """The inputs that cost something when ``due``, each once whichever alternatives have it, in their order."""
    rows: dict[str, Input] = {}
    for letter in KINDS:
        for row, declared in rows_of(letter).items():
            if declared.cost and declared.cost.due == due:
                rows.setdefault(row, declared)
    return tuple(rows.values())
