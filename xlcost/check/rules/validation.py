"""Rules about what may be typed: data validation on every input, and protection of everything else."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from xlcost.check.places import hits_at
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.parser import parse
from xlcost.formula.references import Source, sources
from xlcost.formula.tree import Literal, Node, Reference, walk
from xlcost.formula.trees import number
from xlcost.outline.model import Model
from xlcost.outline.roles import INPUTS, SETTINGS
from xlcost.outline.validated import by_cell
from xlcost.workbook.records import BLANK, TEXT, Cell, CellValue, Place, Sheet, Validation
from xlcost.workbook.tokens import FormulaError

_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": operator.gt,
    "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge,
    "lessThanOrEqual": operator.le,
}
#: So many bold texts, and nothing else in the row, head the columns of a list.
_FEWEST_HEADINGS: Final = 3
_RANGES = frozenset({"whole", "decimal", "date", "time", "textLength"})


@rule(
    "V01",
    Severity.WARNING,
    "Every input has data validation",
    why="Validation stops a percentage of 20 and a date of last century before they reach the result.",
    mend="Data > Data Validation with the domain of the input and a message.",
    risk="Low in our books; said of nearly every model of others, so it is asked of ours alone.",
    source="ICAEW Financial Modelling Code",
    profile=Profile.HOUSE,
)
def inputs_are_validated(model: Model) -> Iterator[Hit]:
    """Inputs without a validation; lists without any in a column are left out."""
    messages: dict[Place, str] = {}
    for sheet in model.book.sheets:
        covered = _covered(sheet)
        inputs = model.inputs_by_sheet.get(sheet.name, ())
        missing = [place for place in inputs if place[1:] not in covered and _needs_validation(model, place, covered)]
        if inputs and not covered and len(missing) > 3:
            yield Hit(f"none of the {len(missing)} inputs has data validation", sheet.name)
        else:
            messages.update(dict.fromkeys(missing, "an input without data validation"))
    yield from hits_at(messages)


@rule(
    "V03",
    Severity.ERROR,
    "Every input obeys its data validation",
    why="A value that the author of the model ruled out works on through it: a growth of 3 where 3 % was meant.",
    mend="Correct the value; or the validation, where the value is right.",
    risk="Low. Only whole and decimal numbers, dates, times, lengths and lists are judged, not custom formulas.",
    source="ICAEW Financial Modelling Code",
    example="Validation between 0 and 1, value 3; put right: 0.03.",
)
def inputs_obey_their_validation(model: Model) -> Iterator[Hit]:
    """Values that break the validation of their cell, as Excel's "Circle Invalid Data" would show them."""
    messages: dict[Place, str] = {}
    formulas = _Formulas(model)
    for sheet in model.book.sheets:
        for at, validation in _covered(sheet).items():
            fault = _broken(model, formulas, sheet, sheet.cells[at], validation)
            if fault:
                messages[sheet.name, *at] = fault
    yield from hits_at(messages)


def _covered(sheet: Sheet) -> dict[tuple[int, int], Validation]:
    """The cells in the file with a validation that rules something out."""
    return by_cell(sheet, [validation for validation in sheet.validations if validation.kind != "none"])


def _needs_validation(model: Model, place: Place, covered: dict[tuple[int, int], Validation]) -> bool:
    """Inputs of input sheets and cells marked as inputs; in a list only where the rest of the column is validated."""
    cell = model.cell(place)
    sheet, row, column = place
    block = next((block for block in model.layouts[sheet].blocks if row in block.rows), None)
    if block is not None and block.records:
        return sum((other, column) in covered for other in block.rows) * 2 > len(block.rows)
    return model.roles[sheet] == INPUTS or (cell is not None and model.looks_like_input(cell))


def _broken(model: Model, formulas: _Formulas, sheet: Sheet, cell: Cell, validation: Validation) -> str | None:
    """What is wrong with a value under its validation, as Excel's "Circle Invalid Data" would say."""
    if cell.formula is not None:
        return None
    if cell.kind == BLANK or cell.value == "":
        marked = model.looks_like_input(cell) and model.roles[sheet.name] == INPUTS
        return "the input is empty" if marked and not validation.allow_blank else None
    place = (sheet.name, cell.row, cell.column)
    if validation.kind == "list":
        allowed = formulas.lists(validation.formula1, place, cell.value) or _is_heading(model, sheet, cell)
        return None if allowed else f"{_quoted(cell.value)} is not among the values that the validation allows"
    return _out_of_range(formulas, cell, validation, place) if validation.kind in _RANGES else None


def _is_heading(model: Model, sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell heads one of several columns that a validation runs down: a row of nothing but bold texts."""
    beside = [other for other in model.grid(sheet.name).rows[cell.row] if other.formula or other.kind != BLANK]
    return len(beside) >= _FEWEST_HEADINGS and all(
        other.kind == TEXT and not other.formula and model.style(other).bold for other in beside
    )


def _out_of_range(formulas: _Formulas, cell: Cell, validation: Validation, place: Place) -> str | None:
    value = len(str(cell.value)) if validation.kind == "textLength" else cell.value
    if isinstance(value, (str, bool)) or value is None:
        return f"{_quoted(value)} is not a number, as the validation asks"
    if validation.kind == "whole" and value != int(value):
        return f"{value:g} is not a whole number, as the validation asks"
    low, high = formulas.limit(validation.formula1, place), formulas.limit(validation.formula2, place)
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


class _Formulas:
    """What the formulas of validations give; a thousand cells may share one, so each is read once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._trees: dict[str, tuple[Node | None, bool]] = {}  # the tree at A1, and whether it depends on the cell
        self._limits: dict[tuple[str, Place], float | None] = {}
        self._lists: dict[tuple[str, Place], frozenset[str] | Source | None] = {}
        self._standing: dict[str, Mapping[str, PlaceIndex]] = {}

    def limit(self, formula: str | None, place: Place) -> float | None:
        """The number that a formula gives for a cell; None where it is more than a number or a cell."""
        key = self._key(formula or "", place)
        if key not in self._limits:
            tree = self._tree_at(*key)
            self._limits[key] = None if tree is None else number(tree)
            if tree is not None and self._limits[key] is None:
                self._limits[key] = self._cell_value(tree, key[1])
        return self._limits[key]

    def lists(self, formula: str | None, place: Place, value: CellValue) -> bool:
        """Whether a list holds a value; one whose formula is more than a list or a range counts as holding all."""
        key = self._key(formula or "", place)
        if key not in self._lists:
            self._lists[key] = self._listed(*key)
        listed = self._lists[key]
        if not isinstance(listed, Source):
            return listed is None or _choice(value) in listed
        places = self._stands(listed.sheet).get(_choice(value))
        return places is not None and places.within(listed.sheet, listed.area) is not None

    def _stands(self, sheet: str) -> Mapping[str, PlaceIndex]:
        """The key of a value -> where it stands on a sheet: each of 10,000 cells may have a range of its own."""
        if sheet not in self._standing:
            found: defaultdict[str, list[Place]] = defaultdict(list)
            for at in self._model.sheet(sheet).cells:
                found[_choice(self._model.value((sheet, *at)))].append((sheet, *at))
            self._standing[sheet] = {choice: PlaceIndex(places) for choice, places in found.items()}
        return self._standing[sheet]

    def _key(self, formula: str, place: Place) -> tuple[str, Place]:
        """Formulas without relative references mean the same for every cell of the sheet."""
        if formula not in self._trees:
            tree = _parsed(formula, 1, 1)
            nodes = walk(tree) if tree is not None else ()
            references = [node for node in nodes if isinstance(node, Reference)]
            moves = any(
                not (end.row_fixed and end.column_fixed) for node in references for end in (node.first, node.last)
            )
            self._trees[formula] = (tree, moves)
        return formula, place if self._trees[formula][1] else (place[0], 1, 1)

    def _tree_at(self, formula: str, place: Place) -> Node | None:
        tree, moves = self._trees[formula]
        return _parsed(formula, place[1], place[2]) if moves else tree

    def _cell_value(self, tree: Node, place: Place) -> float | None:
        read = list(sources(self._model.book, tree, *place))
        if len(read) != 1 or read[0].area.size != 1:
            return None
        value = self._model.value((read[0].sheet, read[0].area.top, read[0].area.left))
        return float(value) if isinstance(value, (int, float)) else None

    def _listed(self, formula: str, place: Place) -> frozenset[str] | Source | None:
        tree = self._tree_at(formula, place)
        if isinstance(tree, Literal) and tree.kind == "string":
            return frozenset(_choice(item.strip()) for item in tree.text.split(","))
        read = list(sources(self._model.book, tree, *place)) if tree is not None else []
        return None if len(read) != 1 or "(" in formula else read[0]


def _parsed(formula: str, row: int, column: int) -> Node | None:
    try:
        return parse(formula, row, column) if formula else None
    except FormulaError:
        return None


def _choice(value: CellValue) -> str:
    """A value as lists compare it: without regard to case, and 1 like "1"."""
    if not isinstance(value, bool):
        try:
            return repr(float(str(value)))
        except ValueError:
            pass
    return str(value).casefold()


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
    profile=Profile.HOUSE,
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
