"""Which price card each request meets: one look-up per model and stretch of days in which no price changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from xlcost.errors import BadArgument, XlcostError
from xlcost.functions.coercion import text
from xlcost.prices import Card, Catalogue
from xlcost.usage.frame import EPOCH, Usage

Codes = npt.NDArray[np.intp]
#: A price card, or why there is none.
Outcome = Card | XlcostError

#: Up to so many pairs of model and stretch are counted in a table; more are sorted, which is slow but needs no memory.
_TABLE: Final = 4_000_000


def outcomes(catalogue: Catalogue, usage: Usage, as_of: date | None) -> tuple[Codes, list[Outcome]]:
    """Which of the outcomes each request has, and those; requests that have no day are priced ``as_of``."""
    starts, stretches = ([as_of], 0) if usage.days is None else _stretches(catalogue, usage.days)
    pairs = usage.codes * len(starts) + stretches
    size = len(usage.models) * len(starts)
    if size <= _TABLE:
        used = np.flatnonzero(np.bincount(pairs, minlength=size))
        codes = np.zeros(size, dtype=np.intp)
        codes[used], found = _looked_up(catalogue, used.tolist(), usage.models, starts)
        return codes[pairs], found
    used, place = np.unique(pairs, return_inverse=True)
    codes, found = _looked_up(catalogue, used.tolist(), usage.models, starts)
    return codes[place], found


def _looked_up(
    catalogue: Catalogue, pairs: Sequence[int], models: Sequence[Any], starts: Sequence[date | None]
) -> tuple[Codes, list[Outcome]]:
    """The outcome of each pair of model and stretch, by number, and the distinct outcomes."""
    found: list[Outcome] = []
    codes: list[int] = []
    places: dict[int, int] = {}
    before: tuple[int, type[Outcome]] | None = None
    for pair in pairs:
        model, stretch = divmod(pair, len(starts))
        outcome = _outcome(catalogue, models[model], starts[stretch])
        if isinstance(outcome, Card):
            code = places.setdefault(id(outcome), len(found))
        elif before == (model, type(outcome)):  # one complaint for a model without a price over several stretches
            code = codes[-1]
        else:
            code = len(found)
        if code == len(found):
            found.append(outcome)
        codes.append(code)
        before = model, type(outcome)
    return np.array(codes, dtype=np.intp), found


def _outcome(catalogue: Catalogue, model: Any, when: date | None) -> Outcome:
    try:
        if model is None:
            raise BadArgument("model is blank")
        return catalogue.card(text(model, "model"), when)
    except XlcostError as error:
        return error


def _stretches(catalogue: Catalogue, days: npt.NDArray[np.int64]) -> tuple[list[date], Any]:
    """The first days of the stretches within which no price starts or ends, and the stretch of each request."""
    if not len(days):
        return [date.min], 0
    first, last = int(days.min()), int(days.max())
    changes = catalogue.days_of_change()
    inside = sorted(day for change in changes if first < (day := change.toordinal() - EPOCH) <= last)
    starts = [date.fromordinal(day + EPOCH) for day in (first, *inside)]
    if not inside:
        return starts, 0
    stretch_of_day = np.repeat(np.arange(len(starts)), np.diff([first, *inside, last + 1]))
    return starts, stretch_of_day[days - first]
