"""Rules about what may be typed: data validation on every input, and protection of everything else."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from xlcost.check.model import Model, cells_in
from xlcost.check.places import hits_at
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.roles import INPUTS, SETTINGS
from xlcost.check.trees import number
from xlcost.headless.analysis import sources
from xlcost.headless.grammar import Literal, Node, parse
from xlcost.headless.records import BLANK, Cell, CellValue, Place, Sheet, Validation
from xlcost.headless.tokens import FormulaError

_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": operator.gt,
    "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge,
    "lessThanOrEqual": operator.le,
}
_RANGES = frozenset({"whole", "decimal", "date", "time", "textLength"})


@rule(
    "V01",
    Severity.ERROR,
    "Every input has data validation and obeys it",
    why="Validation stops a percentage of 20 and a date of last century before they reach the result.",
    mend="Data > Data Validation with the domain of the input and a message; then correct the value.",
    risk="Low. Lists without any validation in a column are left out; custom formulas are not evaluated.",
    source="ICAEW Financial Modelling Code",
)
def inputs_are_validated(model: Model) -> Iterator[Hit]:
    """Inputs without a validation, and values that break theirs."""
    messages: dict[Place, str] = {}
    for sheet in model.book.sheets:
        covered: dict[tuple[int, int], Validation] = {}
        for validation in sheet.validations:
            if validation.kind != "none":
                covered.update((at, validation) for area in validation.areas for at in cells_in(sheet, area))
        inputs = [place for place in model.inputs if place[0] == sheet.name]
        missing = [place for place in inputs if place[1:] not in covered and _needs_validation(model, place, covered)]
        if inputs and not covered and len(missing) > 3:
            yield Hit(f"none of the {len(missing)} inputs has data validation", sheet.name)
        else:
            messages.update(dict.fromkeys(missing, "an input without data validation"))
        for at, validation in covered.items():
            fault = _broken(model, sheet, sheet.cells[at], validation)
            if fault:
                messages[sheet.name, *at] = fault
    yield from hits_at(messages)


def _needs_validation(model: Model, place: Place, covered: dict[tuple[int, int], Validation]) -> bool:
    """Inputs of input sheets and cells marked as inputs; in a list only where the rest of the column is validated."""
    cell = model.cell(place)
    sheet, row, column = place
    block = next((block for block in model.layouts[sheet].blocks if row in block.rows), None)
    if block is not None and block.records:
        return sum((other, column) in covered for other in block.rows) * 2 > len(block.rows)
    return model.roles[sheet] == INPUTS or (cell is not None and model.looks_like_input(cell))


def _broken(model: Model, sheet: Sheet, cell: Cell, validation: Validation) -> str | None:
    """What is wrong with a value under its validation, as Excel's "Circle Invalid Data" would say."""
    if cell.formula is not None:
        return None
    if cell.kind == BLANK or cell.value == "":
        marked = model.looks_like_input(cell) and model.roles[sheet.name] == INPUTS
        return "the input is empty" if marked and not validation.allow_blank else None
    place = (sheet.name, cell.row, cell.column)
    if validation.kind == "list":
        choices = _choices(model, validation.formula1 or "", place)
        allowed = choices is None or any(_equal(cell.value, choice) for choice in choices)
        return None if allowed else f"{_quoted(cell.value)} is not among the values that the validation allows"
    return _out_of_range(model, cell, validation, place) if validation.kind in _RANGES else None


def _out_of_range(model: Model, cell: Cell, validation: Validation, place: Place) -> str | None:
    value = len(str(cell.value)) if validation.kind == "textLength" else cell.value
    if isinstance(value, (str, bool)) or value is None:
        return f"{_quoted(value)} is not a number, as the validation asks"
    if validation.kind == "whole" and value != int(value):
        return f"{value:g} is not a whole number, as the validation asks"
    low, high = _limit(model, validation.formula1, place), _limit(model, validation.formula2, place)
    if _within(value, validation.operator, low, high):
        return None
    return f"{_quoted(cell.value)} breaks the validation: {_in_words(validation.operator, low, high)}"


def _within(value: float, how: str, low: float | None, high: float | None) -> bool:
    """Whether the value obeys; a limit that cannot be read counts as kept."""
    if low is None:
        return True
    if how.endswith("etween"):
        inside = low <= value and (high is None or value <= high)
        return inside is (how == "between")
    return _COMPARED[how](value, low) if how in _COMPARED else True


def _in_words(how: str, low: float | None, high: float | None) -> str:
    signs = {"greaterThan": ">", "lessThan": "<", "greaterThanOrEqual": ">=", "lessThanOrEqual": "<=", "equal": "="}
    if how in signs:
        return f"{signs[how]} {low:g}"
    return f"{'not ' if how.startswith('not') else ''}between {low:g} and {'any' if high is None else f'{high:g}'}"


def _limit(model: Model, formula: str | None, place: Place) -> float | None:
    tree = _tree(formula, place)
    if tree is None:
        return None
    typed = number(tree)
    if typed is not None:
        return typed
    cells = list(sources(model.book, tree, *place))
    value = (
        model.value((cells[0].sheet, cells[0].area.top, cells[0].area.left))
        if len(cells) == 1 and cells[0].area.size == 1
        else None
    )
    return float(value) if isinstance(value, (int, float)) else None


def _choices(model: Model, formula: str, place: Place) -> list[CellValue] | None:
    """The values of a list validation; None where its formula is more than a list or a range."""
    tree = _tree(formula, place)
    if isinstance(tree, Literal) and tree.kind == "string":
        return [item.strip() for item in tree.text.split(",")]
    cells = list(sources(model.book, tree, *place)) if tree is not None else []
    if len(cells) != 1 or "(" in formula:
        return None
    sheet, area, _ = cells[0]
    return [model.value((sheet, *at)) for at in cells_in(model.sheet(sheet), area)]


def _tree(formula: str | None, place: Place) -> Node | None:
    try:
        return parse(formula, place[1], place[2]) if formula else None
    except FormulaError:
        return None


def _equal(value: CellValue, choice: CellValue) -> bool:
    if isinstance(value, bool):
        return str(choice).upper() == str(value).upper()
    if isinstance(value, (int, float)):
        try:
            return float(str(choice)) == value
        except ValueError:
            return False
    return str(value).casefold() == str(choice).casefold()


def _quoted(value: CellValue) -> str:
    return (
        f'"{str(value)[:40]}"'
        if isinstance(value, str)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value).upper()
    )


@rule(
    "V02",
    Severity.WARNING,
    "Calculations locked, inputs unlocked",
    why="A locked formula cannot be typed over by accident; a locked input makes people take the protection off.",
    mend="Unlock the inputs (Format Cells > Protection), then Review > Protect Sheet, without a password.",
    risk="Low. A workbook that uses no protection at all is reported once.",
    source="UAE CB 7.7.2",
)
def calculations_are_locked(model: Model) -> Iterator[Hit]:
    """Unlocked formulas, locked inputs, sheets whose locks do nothing."""
    sheets = [sheet for sheet in model.book.sheets if sheet.kind == "worksheet" and model.roles[sheet.name] != SETTINGS]
    if not any(sheet.protected for sheet in sheets):
        if any(sheet.formulas for sheet in sheets):
            yield Hit("no sheet is protected: every formula can be typed over")
        return
    messages: dict[Place, str] = {}
    for sheet in sheets:
        if not sheet.protected:
            if sheet.formulas:
                yield Hit("the sheet is not protected: its formulas can be typed over", sheet.name)
            continue
        for cell in sheet.formulas:
            if not model.style(cell).locked:
                messages[sheet.name, cell.row, cell.column] = "an unlocked formula"
    for place in model.inputs:
        input_cell = model.cell(place)
        marked = input_cell is not None and (model.looks_like_input(input_cell) or model.roles[place[0]] == INPUTS)
        if marked and input_cell is not None and model.style(input_cell).locked and model.sheet(place[0]).protected:
            messages[place] = "a locked input on a protected sheet"
    yield from hits_at(messages)
