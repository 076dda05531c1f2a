"""What the price list offers for each alternative, month by month: which model is billed, at which prices, until when.

Read once for a case; the numbers around it may then be arrays of ten thousand scenarios.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from xlcost.costs.schedule import MonthPrices, retrains_in_month
from xlcost.decision.calendar import month_start, month_starts
from xlcost.decision.case import base_of
from xlcost.decision.inputs import BASELINE, KINDS, Way
from xlcost.decision.naming import people_name
from xlcost.decision.pricing import (
    TrainingPrice,
    available_until,
    closed_to_new,
    full_model_name,
    month_prices,
    training_price,
    training_until,
)
from xlcost.decision.wording import Sentence, sentence
from xlcost.errors import BadArgument, PriceUnavailable
from xlcost.prices import Catalogue


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be had for one alternative.

    ``until`` is the first day on which it can no longer be had, successor included, as far as is known.
    ``why_not`` says which end comes before the horizon's; None where none does. A price that is not published is said
    by the gate, which knows what the schedule needs.
    """

    letter: str
    way: Way
    model: str  # as the price list writes it, or the name of an open model
    prices: tuple[MonthPrices | None, ...] = ()  # None in a month in which it is not available
    billed: tuple[str | None, ...] = ()  # the model of each month
    trainers: tuple[str | None, ...] = ()  # the model that a run of each month trains
    training: tuple[TrainingPrice | None, ...] = ()  # of the runs of each month; the first one's also before month 1
    trainable: tuple[bool, ...] = ()  # whether a run can still be made in a month, at whatever price
    until: date | None = None
    why_not: Sentence | None = None
    closed_to_new: date | None = None  # since when its provider trains for no organisation that never tuned there

    @property
    def name(self) -> str:
        """The model as people call it."""
        return people_name(self.model)

    def billed_in(self, passed: int) -> str | None:
        """The model that is billed after some months have passed; None where none can be."""
        return self.billed[passed] if self.billed else self.model

    @property
    def moved_in(self) -> int | None:
        """The month, counted from 1, in which the successor takes over; None where none does.

        Month 1 where the model itself is off sale on the model date.
        """
        later = (month for month, model in enumerate(self.billed, start=1) if model not in (None, self.model))
        return next(later, None)


class _Stint(NamedTuple):
    """The time in which one model serves: up to the month ``ends_in``, counted from 1, exclusive."""

    model: str
    trainer: str | None
    until: date | None
    ends_in: int | None
    why: Sentence | None
    closed: date | None = None  # the first day on which nobody can train it any more


def offers(values: Mapping[str, Any], letters: Sequence[str], catalogue: Catalogue) -> dict[str, Offer]:
    """What can be had for every alternative of a case.

    Raises:
        BadArgument: an alternative is considered and names no model.
        UnknownModel, AmbiguousModel: a model that the price list does not know, or knows several of.
    """
    return {letter: _offer(values, letter, catalogue) for letter in letters}


def _offer(values: Mapping[str, Any], letter: str, catalogue: Catalogue) -> Offer:
    model = values[f"{letter}_model"]
    if model is None:
        what = "prompted today" if letter == BASELINE else "meant, or leave the alternative out"
        raise BadArgument(f"{letter}_model is blank; name the model that is {what}")
    if KINDS[letter] == "self_host":
        unknown = values[f"{letter}_gpu_hour"] is None
        return Offer(letter, "self_host", model, why_not=sentence("available.no_gpu_price") if unknown else None)
    stints = list(_stints(values, letter, catalogue))
    starts = month_starts(values["model_date"], int(values["horizon_months"]))
    serving = [_serving(stints, month) for month in range(1, len(starts) + 1)]
    trainers = [stint.trainer if stint else None for stint in serving]
    return Offer(
        letter=letter,
        way=KINDS[letter],
        model=stints[0].model,
        prices=tuple(
            _published(catalogue, stint.model, start) if stint else None
            for stint, start in zip(serving, starts, strict=True)
        ),
        billed=tuple(stint.model if stint else None for stint in serving),
        trainers=tuple(trainers),
        training=tuple(
            training_price(catalogue, trainer, start) if trainer else None
            for trainer, start in zip(trainers, starts, strict=True)
        ),
        trainable=tuple(
            stint is not None and (stint.closed is None or start < stint.closed)
            for stint, start in zip(serving, starts, strict=True)
        ),
        until=stints[-1].until,
        why_not=_why_it_ends(stints, values),
        closed_to_new=closed_to_new(catalogue, stints[0].model, starts[0]) if KINDS[letter] == "finetune" else None,
    )


def _published(catalogue: Catalogue, model: str, day: date) -> MonthPrices | None:
    """The prices in effect on a day; None where there are none."""
    try:
        return month_prices(catalogue, model, day)
    except PriceUnavailable:
        return None


def _stints(values: Mapping[str, Any], letter: str, catalogue: Catalogue) -> Iterator[_Stint]:
    """The model, and its successor where the model cannot serve through the horizon."""
    end = month_start(values["model_date"], int(values["horizon_months"]))
    first = _stint(values, letter, catalogue, values[f"{letter}_model"], values.get(f"{letter}_training_model"))
    yield first
    successor = values[f"{letter}_successor"]
    if successor is not None and first.until is not None and first.until < end:
        yield _stint(values, letter, catalogue, successor, None, follows=first)


def _stint(
    values: Mapping[str, Any],
    letter: str,
    catalogue: Catalogue,
    named: str,
    trainer: str | None,
    follows: _Stint | None = None,
) -> _Stint:
    day = values["model_date"]
    starts = month_starts(day, int(values["horizon_months"]))
    model = full_model_name(catalogue, named)
    until = available_until(catalogue, model)
    why = sentence("available.ends", model=model, until=until) if until else None
    ends_in = next((month for month, start in enumerate(starts, start=1) if until and start >= until), None)
    if KINDS[letter] != "finetune":
        return _Stint(model, None, until, ends_in, why)
    trainer = _in_full(catalogue, trainer or base_of(model))
    closed = training_until(catalogue, trainer)
    blocked = _first_run_after(values, letter, starts, closed, follows) if closed else None
    if blocked is not None and (ends_in is None or blocked < ends_in):
        why = sentence("available.training_closed", model=trainer, until=closed)
        return _Stint(model, trainer, min(closed, until) if until and closed else closed, blocked, why, closed)
    return _Stint(model, trainer, until, ends_in, why, closed)


def _in_full(catalogue: Catalogue, trainer: str) -> str:
    """The name that the price list writes, where it knows the model."""
    try:
        return full_model_name(catalogue, trainer)
    except PriceUnavailable:
        return trainer


def _first_run_after(
    values: Mapping[str, Any], letter: str, starts: Sequence[date], closed: date, follows: _Stint | None
) -> int | None:
    """The first month whose training run can no longer be made, the runs before month 1 counted to it."""
    if follows is None and values[f"{letter}_training_runs"] and starts[0] >= closed:
        return 1
    begins = follows.ends_in or len(starts) + 1 if follows else 1
    for month, start in enumerate(starts, start=1):
        if month >= begins and start >= closed and retrains_in_month(values[f"{letter}_retrains_per_year"], month) > 0:
            return month
    return None


def _serving(stints: Sequence[_Stint], month: int) -> _Stint | None:
    return next((stint for stint in stints if stint.ends_in is None or month < stint.ends_in), None)


def _why_it_ends(stints: Sequence[_Stint], values: Mapping[str, Any]) -> Sentence | None:
    """Why the last model that serves does not serve through the horizon."""
    last = stints[-1]
    end = month_start(values["model_date"], int(values["horizon_months"]))
    return last.why if last.ends_in is not None or (last.until is not None and last.until < end) else None
