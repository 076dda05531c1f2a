"""What a workbook says beside what Python says of the same inputs and prices."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from openpyxl.utils import range_boundaries

from xlcost.decision.booked import case_from_cells, catalogue_with
from xlcost.decision.comparison import Comparison, compare
from xlcost.decision.inputs import INPUTS
from xlcost.prices.worksheet import worksheet_catalogue
from xlcost.scenarios.model import WhatIf
from xlcost.template.references import letters
from xlcost.workbook.addresses import address

LETTERS = "ABCD"
#: Rows of Alternatives, and what Python calls them.
FIGURES = {
    "Month 1": "month_1",
    "Last month of the horizon": "month_last",
    "Up front, reported": "upfront",
    "In all, up front included": "horizon_cost",
    "In all, present value": "present_cost",
    "Saving against A, present value": "saving",
    "Paid back at the end of month, first": "payback_first",
    "Paid back at the end of month, last": "payback_last",
    "Cost per request": "cost_per_request",
    "Cost per good answer": "cost_per_good_answer",
}
#: Rows of Decision about C's month 1 as a static one, and what Python calls them.
RUN_RATE = {
    "C's token prices over A's: cheaper below, tokens alone": "month_1_token_breakeven_price_ratio",
    "C's token prices over A's: cheaper below, all counted": "month_1_breakeven_price_ratio",
    "C: cheaper from this volume on, by BREAKEVEN_REQUESTS": "month_1_breakeven_requests",
}
#: Rows of an alternative on Timeline, and the columns of Python's frame.
PARTS = {
    "Tokens, contracted": "tokens",
    "Tool fees": "fees",
    "Hosting and machines": "hosting",
    "Upkeep and prompt maintenance": "people",
    "Retraining and moving": "tuning",
    "Bad answers and review": "quality",
    "Cost, up front in month 0": "cost",
}


class Shown:
    """The values of a workbook, by sheet, row and column."""

    def __init__(self, values: Any, labels: Any) -> None:
        self._values = values
        self._labels = labels

    def row(self, sheet: str, label: str, after: int = 0) -> int:
        """The first row with a label in column A, below a row."""
        return next(row for row, text in self._labels[sheet] if text == label and row > after)

    def at(self, sheet: str, row: int, column: int) -> Any:
        """The value of a cell."""
        return self._values(sheet, row, column)

    def figure(self, label: str, letter: str) -> Any:
        """A figure of an alternative on Alternatives; the last row of that label, where it has two."""
        rows = [row for row, text in self._labels["Alternatives"] if text == label]
        return self.at("Alternatives", rows[-1], 3 + LETTERS.index(letter))

    def months(self, letter: str, label: str, months: int) -> list[Any]:
        """The months of an alternative's row on Timeline."""
        starts = [row for row, text in self._labels["Timeline"] if str(text).startswith(f"{letter}: ")]
        row = self.row("Timeline", label, starts[0])
        return [self.at("Timeline", row, 5 + month) for month in range(months)]


def labels_of(model: WhatIf) -> dict[str, list[tuple[int, Any]]]:
    """The texts in column A of every sheet; a formula's by its value as it was built."""
    return {
        sheet.name: [(row, cell.value) for (row, column), cell in sheet.cells.items() if column == 1]
        for sheet in model.book.sheets
    }


def shown_by(model: WhatIf) -> Shown:
    """A workbook asked headless."""

    def value(sheet: str, row: int, column: int) -> Any:
        return model[f"'{sheet}'!{letters(column)}{row}"]

    return Shown(value, labels_of(model))


def answer_of(model: WhatIf) -> Comparison:
    """The same inputs and prices answered by Python."""
    book = model.book
    cells: dict[str, list[Any]] = {}
    table = None
    for name in book.names:
        sheet, _, area = name.formula.replace("$", "").rpartition("!")
        if name.name == "price_table":
            left, top, right, bottom = range_boundaries(area)
            table = [
                [model[f"'{sheet}'!{letters(c)}{r}"] for c in range(left, right + 1)] for r in range(top, bottom + 1)
            ]
        elif name.name in INPUTS:
            left, top, right, bottom = range_boundaries(area)
            quoted = sheet.strip("'")
            cells[name.name] = [
                model[f"'{quoted}'!{letters(c)}{r}"] for r in range(top, bottom + 1) for c in range(left, right + 1)
            ]
    assert table is not None
    return compare(case_from_cells(cells, "book"), catalogue_with(worksheet_catalogue(table)))


_CHANGES = "What would change the answer"
#: What a workbook shows where Python has no figure.
NO_FIGURE = ("n/a", "never", "baseline", "none")


def same(shown: Any, right: Any) -> bool:
    if right is None:
        return shown in NO_FIGURE
    return isinstance(shown, int | float) and math.isclose(shown, right, rel_tol=1e-9, abs_tol=1e-7)


def in_office(values: Any, model: WhatIf) -> Shown:
    """A book as LibreOffice shows it: its formulas' values, and the constants of the file."""

    def value(sheet: str, row: int, column: int) -> Any:
        found = values[sheet].get(address(row, column))
        return model[f"'{sheet}'!{address(row, column)}"] if found is None else found

    return Shown(value, labels_of(model))


def _as_cell(value: Any) -> Any:
    """A day as its number in a workbook."""
    return (value - date(1899, 12, 30)).days if isinstance(value, date) else value


def differences(model: WhatIf) -> list[str]:
    """Every figure, month, gate and sentence of a workbook asked headless that is unlike Python's."""
    shown = shown_by(model)
    found = unlike(answer_of(model), shown)
    if model["master_check"] != 1:
        found += ["the master check fails", *_failing_checks(shown)]
    return found


def _failing_checks(shown: Shown) -> list[str]:
    """The lines of Audit that do not pass: label, what was found, and what is allowed."""
    label, found, limit, passed = 1, 3, 4, 5
    row = shown.row("Audit", "Check") + 1
    said = []
    while shown.at("Audit", row, label):
        if shown.at("Audit", row, passed) != 1:
            said.append(
                f"{shown.at('Audit', row, label)}: {shown.at('Audit', row, found)}, at most {shown.at('Audit', row, limit)}"
            )
        row += 1
    return said


def unlike(answer: Comparison, shown: Shown) -> list[str]:
    """Every figure, month, gate and sentence that a workbook shows and Python does not say."""
    found = []
    for one in answer.alternatives:
        for label, name in FIGURES.items():
            value, right = shown.figure(label, one.key), getattr(one, name)
            if one.key == "A" and name == "saving" and right in (0, 0.0, None):
                continue
            if not same(value, right):
                found.append(f"{one.key} {label}: {value} is not {right}")
        for label, name in PARTS.items():
            right_months = getattr(one.schedule, name)
            values = shown.months(one.key, label, len(right_months))
            for month, (value, right) in enumerate(zip(values, right_months, strict=True), 1):
                if not same(value, None if math.isnan(right) else right):
                    found.append(f"{one.key} {label}, month {month}: {value} is not {right}")
        row = shown.row("Decision", "Gate")
        lines = [at for at in range(row + 1, row + 17) if str(shown.at("Decision", at, 1)).startswith(f"{one.key}: ")]
        for gate, at in zip(one.gates, lines, strict=True):
            value, relation, threshold, passed, why = (shown.at("Decision", at, column) for column in range(3, 8))
            if (passed == 1) != gate.passed or why != gate.why or relation != gate.relation:
                found.append(f"{one.key} {gate.name}: {relation} {passed} {why} is not {gate.passed} {gate.why}")
            for name, cell, right in (("value", value, gate.value), ("threshold", threshold, gate.threshold)):
                if not same(cell, _as_cell(right)):
                    found.append(f"{one.key} {gate.name} {name}: {cell} is not {right}")
        for label, name in RUN_RATE.items() if one.key == "C" else ():
            value, right = shown.at("Decision", shown.row("Decision", label), 3), getattr(one, name)
            if not same(value, right):
                found.append(f"{label}: {value} is not {right}")
        until = shown.figure("Can be had until", one.key)
        if not same(until, _as_cell(one.available_until)):
            found.append(f"{one.key} can be had until: {until} is not {one.available_until}")
    advice = shown.at("Decision", shown.row("Decision", "Advice"), 3)
    if advice != answer.advice.text:
        found.append(f"advice {advice} is not {answer.advice.text}")
    said = {str(shown.at("Decision", at, 3)) for at in range(40, 130)}
    found += [f"nowhere: {sentence}" for sentence in answer.advice.why if sentence not in said]
    mail = shown.row("Decision", "The answer, ready for a mail")
    lines = [str(shown.at("Decision", at, 1) or "") for at in range(mail + 1, mail + 15)]
    if " ".join(filter(None, lines)) != " ".join(answer.advice.why):
        found.append(f"the mail: {lines} is not {answer.advice.why}")
    first = shown.row("Summary", _CHANGES) + 1
    changes = [line for at in range(first, first + 3) if (line := shown.at("Summary", at, 1))]
    if changes != list(answer.changes):
        found.append(f"what would change it: {changes} is not {answer.changes}")
    return found
