"""The decision in a workbook: its case read by the names of its cells, its prices, and the answer of Python to both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlcost.decision.booked import NEEDED, case_from_cells, catalogue_with
from xlcost.decision.case import Case, with_inputs
from xlcost.decision.inputs import INPUTS, SCENARIOS
from xlcost.errors import BadArgument, XlcostError
from xlcost.formula.references import sources
from xlcost.formula.tree import NameUse
from xlcost.outline.model import CannotApply, Model
from xlcost.outline.price_table import price_tables
from xlcost.prices import Catalogue, package_catalogue
from xlcost.prices.worksheet import worksheet_catalogue
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import CellValue, Place

if TYPE_CHECKING:
    from xlcost.decision.comparison import Comparison


_SCENARIOS: Final = len(SCENARIOS)


def needs_decision(model: Model) -> str | None:
    """Skipped where the workbook has no case of xlcost: no cells named as its inputs are."""
    names = {name.name for name in model.book.names}
    missing = [name for name in NEEDED if name not in names]
    return f"no decision of xlcost in it: there is no name {missing[0]}" if missing else None


def comparison_of(model: Model) -> Comparison:
    """The case in a workbook, answered by Python from its inputs and its prices.

    Raises:
        CannotApply: an input or a price of it cannot be taken; the text says which.
    """
    return model.remembered(_compared)


def _compared(model: Model) -> Comparison:
    from xlcost.decision.comparison import compare

    case = case_of(model)
    try:
        return compare(case, catalogue_of(model))
    except XlcostError as reason:
        raise CannotApply(f"its case cannot be answered: {reason}") from None


def case_of(model: Model) -> Case:
    """The case in a workbook, in the scenario that it shows.

    Raises:
        CannotApply: an input that holds what it does not take.
    """
    cells = {name.name: values_of(model, name.name) for name in model.book.names if not name.name.startswith("_")}
    try:
        return case_from_cells({key: values for key, values in cells.items() if values}, "workbook")
    except XlcostError as reason:
        raise CannotApply(f"its case cannot be answered: {reason}") from None


def scenarios_of(model: Model) -> Case:
    """The case in a workbook with the Low, Base and High of its inputs, where a live cell picks one of the three.

    Raises:
        BadArgument: the workbook has no case of xlcost.
        CannotApply: an input that holds what it does not take.
    """
    lacks = needs_decision(model)
    if lacks:
        raise BadArgument(f"{model.book.package.path}: {lacks}")
    case = case_of(model)
    spreads = {key: values for key in INPUTS if (values := _three_values(model, key)) is not None}
    given = {key: dict(zip(("low", "base", "high"), values, strict=True)) for key, values in spreads.items()}
    try:
        return with_inputs(case, given, "workbook")
    except XlcostError as reason:
        raise CannotApply(f"its case cannot be answered: {reason}") from None


def _three_values(model: Model, key: str) -> list[CellValue] | None:
    """The Low, Base and High of a number; None if it has no three, or one of them is no number."""
    values = [model.value(place) for place in scenario_cells(model, key)]
    numbers = [value for value in values if isinstance(value, float) and not isinstance(value, bool)]
    return list(values) if len(numbers) == _SCENARIOS else None


def scenario_cells(model: Model, key: str) -> list[Place]:
    """The Low, Base and High that the live cell of a number picks from: three cells beside it; none if there are no."""
    place = place_of(model, key) if INPUTS[key].shape == "scenario" and INPUTS[key].is_number else None
    if place is None:
        return []
    sheet, area = place
    at = (sheet, area.top, area.left)
    for source in model.formulas.reads.get(at, ()):
        beside = source.area
        if source.sheet == sheet and (beside.top, beside.bottom) == (area.top, area.top) and beside.size == _SCENARIOS:
            return [(sheet, area.top, column) for column in range(beside.left, beside.right + 1)]
    return []


def place_of(model: Model, name: str) -> tuple[str, Area] | None:
    """The cells that a name means."""
    found = list(sources(model.book, NameUse(None, name), model.book.sheets[0].name, 1, 1))
    return (found[0].sheet, found[0].area) if len(found) == 1 else None


def values_of(model: Model, name: str) -> list[CellValue]:
    """The values of the cells that a name means; none where there is no such name."""
    place = place_of(model, name)
    if place is None:
        return []
    sheet, area = place
    return [
        model.value((sheet, row, column))
        for row in range(area.top, min(area.bottom, area.top + 99) + 1)
        for column in range(area.left, min(area.right, area.left + 99) + 1)
    ]


def catalogue_of(model: Model) -> Catalogue:
    """The workbook's own prices, where it has one table of them."""
    if len(price_tables(model)) != 1:
        return package_catalogue()
    table = price_tables(model)[0]
    columns = sorted(table.columns.values())
    rows = [[model.value((table.sheet, row, column)) for column in columns] for row in (table.header_row, *table.rows)]
    return catalogue_with(worksheet_catalogue(rows))
