"""Rules about the decision in a workbook: whether it still stands, and whether all its pages say the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Final

from xlcost.check.places import cell_area
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.subject import Subject
from xlcost.errors import XlcostError
from xlcost.numbertext import spelled
from xlcost.outline.decided import comparison_of, needs_decision, place_of, values_of
from xlcost.outline.model import CannotApply, Model
from xlcost.prices import Catalogue, package_catalogue
from xlcost.workbook.records import CellValue


def _hit(model: Model, name: str, message: str) -> Hit:
    place = place_of(model, name)
    if place is None:
        return Hit(message)
    sheet, area = place
    return Hit(message, sheet, cell_area(area.top, area.left))


@rule(
    "D01",
    Severity.ERROR,
    "The advice is the decision on record",
    why="What was decided is no longer what the figures advise: volumes, prices or quality have changed since.",
    mend="Decide again and enter the letter of the alternative as the decision on record, or waive it with the reason.",
    risk="None. Nothing is said while no decision is on record.",
    need=needs_decision,
    example="Decided for B where the case now advises A; put right: decided again.",
)
def advice_is_the_one_on_record(model: Model) -> Iterator[Hit]:
    """The letter on record against the letter advised."""
    recorded = values_of(model, "recorded_advice")
    if not recorded or str(recorded[0] or "None").strip().casefold() == "none":
        return
    advice = comparison_of(model).advice
    if str(recorded[0]).strip().upper() != advice.alternative:
        meant = f"{advice.alternative} ({advice.text})" if advice.alternative else "none of the alternatives"
        yield _hit(model, "recorded_advice", f"{recorded[0]} is on record, the figures advise {meant}")


@rule(
    "D02",
    Severity.WARNING,
    "No model in use goes off sale inside the horizon, or soon",
    why="A budget beyond the end of a model is a budget for something that cannot be bought.",
    mend="Name a successor, choose another model, or shorten the horizon.",
    risk="Low. Soon is the workbook's own number of days, counted from the day given by --today.",
    need=needs_decision,
    example="A model that goes off sale within the horizon; put right: a successor named.",
)
def models_in_use_stay_on_sale(model: Subject) -> Iterator[Hit]:
    """The end of every alternative that is considered, its successor included."""
    result = comparison_of(model)
    days = result.situation.values["ends_within_days"]
    for one in result.alternatives:
        until = one.available_until
        if until is None:
            continue
        if until < result.situation.end:
            message = f"{one.model} can be had until {until}, inside the horizon to {result.situation.end}"
        elif model.today is not None and (until - model.today).days <= days:
            message = f"{one.model} can be had until {until}, {(until - model.today).days} days from {model.today}"
        else:
            continue
        yield _hit(model, f"{one.key.lower()}_model", message)


@rule(
    "D03",
    Severity.WARNING,
    "No price in use has changed since the model date",
    why="The answer was given at prices that no longer hold.",
    mend="Move the model date, or bring the prices up to date, and look at the answer again.",
    risk="Low. What counts are changes up to the price snapshot of xlcost, or the day given by --today.",
    need=needs_decision,
    example="A price that changes soon after the model date; put right: a later model date.",
)
def prices_in_use_have_not_changed(model: Subject) -> Iterator[Hit]:
    """The published prices of every model in use, on the model date and today."""
    result = comparison_of(model)
    catalogue = package_catalogue()
    first = result.situation.values["model_date"]
    last = max(model.today or catalogue.snapshot, first)
    for one in result.alternatives:
        change = _change(catalogue, one.model, first, last) if one.kind != "self_host" else None
        if change:
            yield _hit(model, f"{one.key.lower()}_model", f"{one.model}: {change}")


def _change(catalogue: Catalogue, name: str, first: date, last: date) -> str | None:
    """The first price of a model that is another one on a later day."""
    try:
        was, now = catalogue.card(name, first), catalogue.card(name, last)
    except XlcostError:
        return None  # not known to xlcost, or off sale: the rules about that say so
    for kind in ("input", "output", "cache_read", "cache_write", "hosting_hour", "storage_month"):
        old, new = was.published(kind), now.published(kind)
        if old != new and old is not None:
            price = "not published" if new is None else spelled(new)
            return f"{kind} was {spelled(old)} on {first} and is {price} on {last}"
    return None


@rule(
    "D04",
    Severity.ERROR,
    "Decision and the schedule of months agree",
    why="Two answers to one question in one workbook, and whoever reads it cannot know which one was calculated.",
    mend="Recalculate the workbook; if they still differ, a formula was changed: make the workbook anew.",
    risk="Low. The workbook's inputs and prices are answered a second time, by xlcost in Python.",
    need=needs_decision,
    example="An advice typed over; put right: its formula.",
)
def decision_and_schedule_agree(model: Model) -> Iterator[Hit]:
    """The advice that the workbook shows, and each figure of it, against what its inputs lead to."""
    shown = {name: values[0] for name in ("advised", "advice", *_FIGURES) if (values := values_of(model, name))}
    if not {"advised", "advice"} <= set(shown):
        raise CannotApply("it shows no advice: there is no name advised, or no name advice")
    result = comparison_of(model)
    advice = result.advice
    rights: dict[str, str | float] = {"advised": advice.alternative or "None", "advice": advice.text}
    for name, (letter, figure) in _FIGURES.items():
        one = letter or advice.alternative
        right = getattr(result[one], figure) if one else None
        rights[name] = _NO_FIGURE if right is None else float(right)
    for name, said in shown.items():
        if not _same(said, rights[name]):
            meant = rights[name]
            right_words = f"{meant:,.10g}" if isinstance(meant, float) else meant
            yield _hit(model, name, f"the workbook says {_words(said)}, its inputs and prices lead to {right_words}")


#: Names of figures that the workbook shows: the alternative meant (the advised one where none is named) and Python's.
_FIGURES: Final = {
    "advised_present": ("", "present_cost"),
    "advised_saving": ("", "saving"),
    "advised_upfront": ("", "upfront"),
    "advised_payback": ("", "payback_first"),
    "baseline_month_1": ("A", "month_1"),
}
_NO_FIGURE: Final = "no figure"
_RELATIVE: Final = 1e-9
_ABSOLUTE: Final = 1e-6


def _same(said: CellValue, right: str | float) -> bool:
    """Whether a cell says a figure; where there is none, words or a saving of 0 are as good."""
    if isinstance(right, str) and right != _NO_FIGURE:
        return str(said or "None").strip().casefold() == right.casefold()
    if isinstance(said, float):
        goal = 0.0 if isinstance(right, str) else right
        return math.isclose(said, goal, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    return right == _NO_FIGURE


def _words(said: CellValue) -> str:
    return f"{said:,.10g}" if isinstance(said, float) else str(said or "nothing")
