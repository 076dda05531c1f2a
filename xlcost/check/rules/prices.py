"""Rules about prices: each with its origin, none too old, each as published or marked as negotiated."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date

from xlcost.check.places import cell_area, hits_at
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.subject import Subject
from xlcost.errors import XlcostError
from xlcost.formula.references import sources
from xlcost.formula.tree import NameUse
from xlcost.numbertext import spelled
from xlcost.outline.model import CannotApply, Model, needs_xlcost
from xlcost.outline.price_table import PriceTable, as_date, price_kinds, price_tables
from xlcost.prices import FEES, PRICES, Catalogue, package_catalogue
from xlcost.workbook.records import CellValue, Place

_ORIGIN = {
    "provider": "provider",
    "unit": "unit",
    "effective_from": "effective date",
    "checked_on": "checked date",
    "source": "source",
}
_DATES = ("effective_from", "checked_on")
_DATE_NAME = re.compile(r"(model|pricing|price|snapshot|valuation|as_of|base)_?(date|of)?|as_?of", re.IGNORECASE)
_DATE_LABEL = re.compile(r"(model|pricing|price|snapshot|valuation) date|as of|prices as of", re.IGNORECASE)


def _tables(model: Model) -> tuple[PriceTable, ...]:
    if not price_tables(model):
        raise CannotApply("there is no price table (a header row with model, input and output)")
    return price_tables(model)


@rule(
    "P01",
    Severity.WARNING,
    "Every price row has provider, unit, effective date, checked date, source",
    why="A price without them cannot be checked against the provider's page, nor dated when it changes.",
    mend="Fill in the row; for negotiated prices the contract is the source and its start the effective date.",
    risk="Low. A unit stated once above the table is enough.",
    need=needs_xlcost,
    profile=Profile.HOUSE,
)
def prices_have_an_origin(model: Model) -> Iterator[Hit]:
    """Missing columns once, missing cells by row."""
    for table in _tables(model):
        for key, words in _ORIGIN.items():
            if key not in table.columns:
                if key != "unit" or table.unit is None:
                    yield Hit(
                        f"the price table has no column for the {words}",
                        table.sheet,
                        cell_area(table.header_row, table.columns["model"]),
                    )
                continue
            column = table.columns[key]
            messages = {}
            for row in table.rows:
                value = model.value((table.sheet, row, column))
                if value is None or value == "":
                    messages[table.sheet, row, column] = f"the price row has no {words}"
                elif key in _DATES and as_date(value) is None:
                    messages[table.sheet, row, column] = f"the {words} of the price row is no date"
            yield from hits_at(messages)


@rule(
    "P02",
    Severity.WARNING,
    "Price not older than the limit at the model date",
    why="Prices of models fall and offers close; an answer from old prices may be the wrong answer.",
    mend="Look at the source again, correct the price, and enter the date of the look.",
    risk="Low. The limit is price-age-days, or the workbook's own input for it; --today counts from today instead.",
    need=needs_xlcost,
    example="checked_on a year before the model date; put right: looked up and dated again.",
)
def prices_are_fresh(model: Subject) -> Iterator[Hit]:
    """The days between the check of a price and the model date, or the day given by --today."""
    when, called = (model.today, "today") if model.today is not None else (model_date(model), "the model date")
    if when is None:
        raise CannotApply("there is no model date (a name model_date or as_of, or a line called so)")
    limit = _age_limit(model)
    messages = {}
    for table in _tables(model):
        column = table.columns.get("checked_on")
        if column is None:
            continue
        for row in table.rows:
            checked = as_date(model.value((table.sheet, row, column)))
            if checked is not None and (when - checked).days > limit:
                age = (when - checked).days
                messages[table.sheet, row, column] = (
                    f"last checked {age} days before {called} {when}, more than {limit}"
                )
    yield from hits_at(messages)


def model_date(model: Model) -> date | None:
    """The date for which the workbook is made: by name, or by label."""
    for name in model.book.names:
        if _DATE_NAME.fullmatch(name.name):
            for source in sources(model.book, NameUse(None, name.name), name.scope or model.book.sheets[0].name, 1, 1):
                found = as_date(model.value((source.sheet, source.area.top, source.area.left)))
                if found is not None:
                    return found
    for sheet, layout in model.layouts.items():
        for line in layout.lines:
            if _DATE_LABEL.search(line.label):
                found = as_date(model.value((sheet, line.row, line.values[0].column)))
                if found is not None:
                    return found
    return None


def _age_limit(model: Subject) -> float:
    """The workbook's own limit where it has an input for it: it knows better than a default."""
    for name in model.book.names:
        if re.fullmatch(r"(prices?_)?(stale|age|max_age).*days", name.name, re.IGNORECASE):
            for source in sources(model.book, NameUse(None, name.name), model.book.sheets[0].name, 1, 1):
                value = model.value((source.sheet, source.area.top, source.area.left))
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    return float(value)
    return model.settings.price_age_days


@rule(
    "P03",
    Severity.ERROR,
    "Price as in the catalogue, or marked as negotiated",
    why="A price that is neither published nor agreed is a typing slip, often by a factor of ten or a thousand.",
    mend="Correct the price, or write negotiated in the status column and name the contract as the source.",
    risk="Low. Models that the catalogue does not know are left out.",
    need=needs_xlcost,
    example="gpt-4o input 25 in the table; put right: 2.5, or negotiated.",
)
def prices_are_the_catalogues(model: Model) -> Iterator[Hit]:
    """Each price of each row against the package's catalogue, on the model date or the first day of the row."""
    catalogue = package_catalogue()
    when = model_date(model) or catalogue.snapshot
    messages: dict[Place, str] = {}
    for table in _tables(model):
        for row in table.rows:
            if is_negotiated(model, table, row):
                continue
            cells = {name: model.value((table.sheet, row, column)) for name, column in table.columns.items()}
            day = _day(cells, when)
            published = _published(catalogue, cells, day)
            for kind in price_kinds(table) if published else ():
                place = (table.sheet, row, table.columns[kind])
                fault = _difference(cells[kind], published.get(kind))
                if fault:
                    messages[place] = f"{cells['model']} {kind}: {fault} on {day}"
    yield from hits_at(messages)


def _day(cells: Mapping[str, CellValue], when: date) -> date:
    """The day on which a row is compared: the model date if it holds then, else its own first day."""
    begins, ends = as_date(cells.get("effective_from")), as_date(cells.get("effective_to"))
    holds = (begins is None or begins <= when) and (ends is None or when < ends)
    return when if holds or begins is None else begins


def _published(catalogue: Catalogue, cells: Mapping[str, CellValue], day: date) -> dict[str, float | None]:
    """The catalogue's prices and fees of the line that a row is about; empty where it has no such line."""
    model, provider, tier = (str(cells.get(name) or "").strip() for name in ("model", "provider", "tier"))
    above = cells.get("above_tokens")
    threshold = above if isinstance(above, (int, float)) and above > 0 else None
    named = f"{provider}/{model}" if provider and not model.startswith(f"{provider}/") else model
    try:
        card = catalogue.card(named, day, tier.casefold() or None)
    except XlcostError:
        return {}
    lines = [line for line in card.lines if line.above_tokens == threshold]
    fees = {} if threshold else {fee: card.published(fee) for fee in FEES}
    if not lines:
        return fees if card.fees and not card.lines else {}
    return {**fees, **{kind: getattr(lines[0], kind) for kind in PRICES}}


def is_negotiated(model: Model, table: PriceTable, row: int) -> bool:
    """Whether a row is marked as a price of one's own, in whichever of its columns."""
    return any(
        "negotiat" in str(model.value((table.sheet, row, column))).casefold()
        or (name == "status" and model.value((table.sheet, row, column)) is True)
        for name, column in table.columns.items()
        if name in {"status", "note", "notes", "source", "basis", "date_basis"}
    )


def _difference(here: object, published: float | None) -> str | None:
    blank = here is None or here == ""
    if blank or not isinstance(here, (int, float)):
        if published is None or not blank:
            return None
        return f"missing here, {spelled(published)} in the catalogue"
    if published is None:
        return f"{spelled(here)} here, not published in the catalogue"
    if math.isclose(here, published, rel_tol=1e-9, abs_tol=1e-12):
        return None
    factor = here / published if published else math.inf
    slip = next((f" ({size:,} times)" for size in (10, 100, 1000) if math.isclose(factor, size)), "")
    slip = slip or next((f" (1/{size:,})" for size in (10, 100, 1000) if math.isclose(factor * size, 1)), "")
    return f"{spelled(here)} here, {spelled(published)} in the catalogue{slip}"
