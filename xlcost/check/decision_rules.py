"""Rules about the decision in a workbook: whether it still stands, and whether all its pages say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from xlcost.check.model import Model
from xlcost.check.places import cell_area
from xlcost.check.registry import CannotApply, Hit, Severity, rule
from xlcost.decision.booked import NEEDED, case_from_cells, catalogue_with
from xlcost.errors import XlcostError
from xlcost.formula.references import sources
from xlcost.formula.tree import NameUse
from xlcost.prices import Catalogue, package_catalogue
from xlcost.prices.worksheet import worksheet_catalogue
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import CellValue

if TYPE_CHECKING:
    from xlcost.decision.comparison import Comparison


def _needs_decision(model: Model) -> str | None:
    """Skipped where the workbook has no case of xlcost: no cells named as its inputs are."""
    names = {name.name for name in model.book.names}
    missing = [name for name in NEEDED if name not in names]
    return f"no decision of xlcost in it: there is no name {missing[0]}" if missing else None


def _comparison(model: Model) -> Comparison:
    """The case in the workbook, answered by Python from its inputs and its prices."""
    from xlcost.decision.comparison import compare

    cells = {name.name: _values(model, name.name) for name in model.book.names if not name.name.startswith("_")}
    try:
        case = case_from_cells({key: values for key, values in cells.items() if values}, "workbook")
        return compare(case, _catalogue(model))
    except XlcostError as reason:
        raise CannotApply(f"its case cannot be answered: {reason}") from None


def _place(model: Model, name: str) -> tuple[str, Area] | None:
    """The cells that a name means."""
    found = list(sources(model.book, NameUse(None, name), model.book.sheets[0].name, 1, 1))
    return (found[0].sheet, found[0].area) if len(found) == 1 else None


def _values(model: Model, name: str) -> list[CellValue]:
    place = _place(model, name)
    if place is None:
        return []
    sheet, area = place
    return [
        model.value((sheet, row, column))
        for row in range(area.top, min(area.bottom, area.top + 99) + 1)
        for column in range(area.left, min(area.right, area.left + 99) + 1)
    ]


def _catalogue(model: Model) -> Catalogue:
    """The workbook's own prices, where it has one table of them."""
    if len(model.price_tables) != 1:
        return package_catalogue()
    table = model.price_tables[0]
    columns = sorted(table.columns.items(), key=lambda item: item[1])
    rows = [[model.value((table.sheet, row, column)) for _, column in columns] for row in table.rows]
    return catalogue_with(worksheet_catalogue([[name for name, _ in columns], *rows]))


def _hit(model: Model, name: str, message: str) -> Hit:
    place = _place(model, name)
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
    need=_needs_decision,
)
def advice_is_the_one_on_record(model: Model) -> Iterator[Hit]:
    """The letter on record against the letter advised."""
    recorded = _values(model, "recorded_advice")
    if not recorded or str(recorded[0] or "None").strip().casefold() == "none":
        return
    advice = _comparison(model).advice
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
    need=_needs_decision,
)
def models_in_use_stay_on_sale(model: Model) -> Iterator[Hit]:
    """The end of every alternative that is considered, its successor included."""
    result = _comparison(model)
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
    need=_needs_decision,
)
def prices_in_use_have_not_changed(model: Model) -> Iterator[Hit]:
    """The published prices of every model in use, on the model date and today."""
    result = _comparison(model)
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
            return f"{kind} was {old:g} on {first} and is {'not published' if new is None else f'{new:g}'} on {last}"
    return None


@rule(
    "D04",
    Severity.ERROR,
    "Decision and the schedule of months agree",
    why="Two answers to one question in one workbook, and whoever reads it cannot know which one was calculated.",
    mend="Recalculate the workbook; if they still differ, a formula was changed: make the workbook anew.",
    risk="Low. The workbook's inputs and prices are answered a second time, by xlcost in Python.",
    need=_needs_decision,
)
def decision_and_schedule_agree(model: Model) -> Iterator[Hit]:
    """The advice that the workbook shows against the one that its inputs lead to."""
    shown = {name: _values(model, name) for name in ("advised", "advice")}
    if not all(shown.values()):
        raise CannotApply("it shows no advice: there is no name advised, or no name advice")
    advice = _comparison(model).advice
    for name, right in (("advised", advice.alternative or "None"), ("advice", advice.text)):
        said = shown[name][0]
        if str(said or "None").strip().casefold() != right.casefold():
            yield _hit(model, name, f"the workbook says {said or 'nothing'}, its inputs and prices lead to {right}")
