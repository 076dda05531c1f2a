"""Twenty thousand random calls: Python, xlwings' own call path and a recalculated workbook say what the reference says.

Each route is given them as it is given many: Python one by one, xlwings as columns, where a function takes columns, and
the workbook a formula each, with its arguments in cells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import pytest
from agreement import agree
from openpyxl.utils import get_column_letter as letters
from random_calls import Call, Calls
from raw_package import formula_sheet, parts, zipped
from reference import answer
from reference_arguments import ARGUMENTS, ERRORS
from routes import office_results

from xlcost.calculate.certified import recalculate
from xlcost.functions import FUNCTIONS, call
from xlcost.functions.coercion import serial
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book

SEED: Final = 17
TOTAL: Final = 20_000
#: What costs more than the rest: each answer of rows is a call of its own in xlwings, and some sum distributions.
FEW: Final = {
    "EVIDENCE_PAIRED": 150,
    "EVIDENCE": 400,
    "FINETUNE_REASONS": 400,
    "COST_FORECAST": 300,
    "COST_RANKING": 300,
    "PROMPT_COST_BREAKDOWN": 400,
    "FINETUNE_COST_BREAKDOWN": 400,
    "PAYBACK_MONTH": 500,
}
#: Texts by nature; of the others at least so many answers must be numbers, or nothing would be compared.
IN_WORDS: Final = {"FINETUNE_ADVICE", "FINETUNE_REASONS", "EVIDENCE", "EVIDENCE_PAIRED"}
LEAST_NUMBERS: Final = 0.4
RELATIVE: Final = 1e-12

Answers = Sequence[Any]


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    usual, more = divmod(TOTAL - sum(FEW.values()), len(ARGUMENTS) - len(FEW))
    counts = {name: FEW.get(name, usual) for name in ARGUMENTS}
    counts["PROMPT_COST"] += more
    return list(Calls(SEED).draw(counts))


@pytest.fixture(scope="module")
def expected(calls: list[Call]) -> Answers:
    return [answer(*each) for each in calls]


def _python(calls: Sequence[Call]) -> Answers:
    return [call(*each) for each in calls]


def _xlwings(calls: Sequence[Call]) -> Answers:
    """A column of each argument for all calls that share their ranges; a call of its own where the answer is rows."""
    columns: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, (name, arguments) in enumerate(calls):
        ranges = tuple(id(value) for value in arguments if isinstance(value, list))
        columns[(index,) if FUNCTIONS[name].returns_array else (name, *ranges)].append(index)
    requests = [[calls[rows[0]][0], _columns([calls[row][1] for row in rows])] for rows in columns.values()]
    answers: list[Any] = [None] * len(calls)
    for rows, cells in zip(columns.values(), office_results(requests), strict=True):
        if FUNCTIONS[calls[rows[0]][0]].returns_array:
            answers[rows[0]] = cells[0][0] if isinstance(cells[0][0], str) and cells[0][0] in ERRORS else cells
            continue
        for row, line in zip(rows, cells, strict=True):
            answers[row] = line[0]
    return answers


def _columns(arguments: Sequence[list[Any]]) -> list[Any]:
    return [
        [[_in_cell(cell) for cell in line] for line in values[0]]
        if isinstance(values[0], list)
        else [[_in_cell(value)] for value in values]
        for values in zip(*arguments, strict=True)
    ]


def _in_cell(value: Any) -> Any:
    return serial(value) if isinstance(value, date) else value


class _Laid:
    """A sheet as it is filled: its cells by address, and the first free row."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[str, object] = {}
        self.row = 1
        self._column = 0

    def put(self, value: Any) -> str:
        """The next cell of the row, to the right of any result; empty for None."""
        self._column += 1
        address = f"{letters(40 + self._column)}{self.row}"
        if value is not None:
            self.cells[address] = _in_cell(value)
        return address

    def next(self, rows: int) -> None:
        self.row, self._column = self.row + rows, 0


def _headless(calls: Sequence[Call], expected: Answers) -> Answers:
    """A sheet for each function, and one for the price ranges, each of which stands there once."""
    names = dict.fromkeys(name for name, _ in calls)
    sheets = {name: _Laid(f"S{number}") for number, name in enumerate(names, 1)}
    shelf = _Laid(f"S{len(sheets) + 1}")
    shelved: dict[int, str] = {}

    def written(sheet: _Laid, value: Any) -> str:
        if not isinstance(value, list):
            return sheet.put(value)
        if len(value) == 1:  # a row of costs
            placed = [sheet.put(cell) for cell in value[0]]
            return f"{placed[0]}:{placed[-1]}"
        if id(value) not in shelved:
            corners = []
            for line in value:
                corners += [shelf.put(cell) for cell in line]
                shelf.next(1)
            shelved[id(value)] = f"{shelf.name}!{corners[0]}:{corners[-1]}"
        return shelved[id(value)]

    places = []
    for (name, arguments), shown in zip(calls, expected, strict=True):
        sheet = sheets[name]
        formula = f"={name}({','.join([written(sheet, value) for value in arguments])})"
        height, width = (len(shown), len(shown[0])) if isinstance(shown, list) else (1, 1)
        area = f"A{sheet.row}:{letters(width)}{sheet.row + height - 1}"
        sheet.cells[f"A{sheet.row}"] = (area, formula) if isinstance(shown, list) else formula
        places.append([[(sheet.name, sheet.row + down, 1 + right) for right in range(width)] for down in range(height)])
        sheet.next(height)
    content = parts(*(formula_sheet(sheet.cells) for sheet in (*sheets.values(), shelf)))
    values = recalculate(read_book(package_from_bytes(zipped(content), "calls.xlsx"))).values
    return [
        [[values.get(place) for place in line] for line in area] if isinstance(shown, list) else values.get(area[0][0])
        for area, shown in zip(places, expected, strict=True)
    ]


def _agree(call: Call, expected: Any, actual: Any) -> bool:
    """To twelve digits; a saving by batch, the difference of two sums, to twelve of theirs."""
    if call[0] != "PROMPT_COST_BREAKDOWN" or not isinstance(expected, list):
        return agree(expected, actual, RELATIVE)
    (*rest, (label, saving), total), (*own_rest, (own_label, own_saving), own_total) = expected, actual
    crumb = RELATIVE * float(sum(value for _, value in rest))
    return agree([*rest, total, [label, 0]], [*own_rest, own_total, [own_label, 0]], RELATIVE) and abs(
        float(saving) - own_saving
    ) <= crumb + RELATIVE * abs(own_saving)


def _differing(calls: Sequence[Call], expected: Answers, actual: Answers) -> list[tuple[Call, Any, Any]]:
    triples = zip(calls, expected, actual, strict=True)
    return [triple for triple in triples if not _agree(*triple)]


@pytest.mark.parametrize("route", [_python, _xlwings, _headless], ids=["python", "xlwings", "headless"])
def test_each_route_says_what_the_reference_says(
    route: Callable[..., Answers], calls: list[Call], expected: Answers
) -> None:
    given = (calls, expected) if route is _headless else (calls,)
    differing = _differing(calls, expected, route(*given))
    assert differing[:3] == [], (
        f"{len(differing)} of {len(calls)} differ: {Counter(name for (name, _), *_ in differing)}"
    )


def test_there_are_as_many_as_it_says_and_most_are_numbers(calls: list[Call], expected: Answers) -> None:
    asked, numbers = Counter(name for name, _ in calls), Counter[str]()
    for (name, _), shown in zip(calls, expected, strict=True):
        numbers[name] += isinstance(shown, list) or not isinstance(shown, str)
    assert asked.total() == TOTAL
    assert asked.keys() == ARGUMENTS.keys()
    shares = {name: numbers[name] / asked[name] for name in asked.keys() - IN_WORDS}
    assert {name: share for name, share in shares.items() if share < LEAST_NUMBERS} == {}


def test_a_digit_in_the_eleventh_place_is_seen(calls: list[Call], expected: Answers) -> None:
    """Else the comparison could be one that nothing fails."""
    numbers = [
        index for index, shown in enumerate(expected) if not isinstance(shown, str | list | bool) and shown > 1_000
    ]
    moved = [float(expected[index]) * (1 + 1e-11) for index in numbers]
    seen = _differing([calls[index] for index in numbers], [expected[index] for index in numbers], moved)
    assert len(seen) == len(numbers)
