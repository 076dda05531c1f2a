"""Every way to a function's value: how its host is given the cases, and how what it answers is read.

A route runs all its cases at once, because starting a host costs more than the cases do. It answers with the values of
each case, one for each spelling of its arguments (in cells, typed into the formula).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from agreement import agree
from casebook import IN_CELLS, TYPED, by_address, write_casebook
from native_engines import Reader, in_formulon, in_ironcalc
from office_calls import as_shown
from reference import answer
from reference_arguments import ERRORS
from written_cases import WRITTEN, Case

import xlcost
from xlcost.calculate.certified import recalculate
from xlcost.errors import VALUE, XlcostError
from xlcost.formulas import NOT_NATIVE
from xlcost.functions import FUNCTIONS, Argument, call
from xlcost.functions.coercion import serial
from xlcost.hosts.lite.program import main_py
from xlcost.hosts.native import add_native

_TESTS: Final = Path(__file__).parents[1]
#: Rows of the column that a scalar case becomes: enough for the NumPy path.
_ROWS: Final = 100

Answers = dict[str, list[Any]]


@dataclass(frozen=True)
class Route:
    """One host: its name in the matrix, how it runs cases, which it can run, and what a case must give there."""

    name: str
    run: Callable[[Sequence[Case]], Answers]
    applies: Callable[[Case], bool] = field(default=lambda case: True)
    why_not: str = ""  # why the other cases do not apply
    expects: Callable[[Case], Any] = field(default=lambda case: case.expected)

    def disagreements(self, cases: Sequence[Case]) -> dict[str, tuple[Any, list[Any]]]:
        """Case id -> what was expected and what came, for every case that applies and does not agree."""
        answers = self.run([case for case in cases if self.applies(case)])
        return {
            case.id: (self.expects(case), answers[case.id])
            for case in cases
            if case.id in answers and not all(agree(self.expects(case), value) for value in answers[case.id])
        }


# --- in this process --------------------------------------------------------------------------------------------------


def _python(cases: Sequence[Case]) -> Answers:
    return {case.id: [call(case.function, case.arguments)] for case in cases}


def _python_names(cases: Sequence[Case]) -> Answers:
    return {case.id: [_by_python_name(case)] for case in cases}


def _by_python_name(case: Case) -> Any:
    """The lower-case function of the package, its exception told by the error that a cell would show."""
    try:
        result = getattr(xlcost, case.function.lower())(*case.arguments)
    except XlcostError as error:
        return error.excel
    except TypeError:  # an argument too few or too many is Python's own error
        return VALUE
    return result[0][0] if isinstance(result, list) and not isinstance(case.expected, list) else result


def _first_error(case: Case) -> Any:
    """What Python's form must give: a range with an error in it raises the first one."""
    if isinstance(case.expected, list):
        errors = [cell for row in case.expected for cell in row if isinstance(cell, str) and cell in ERRORS]
        return errors[0] if errors else case.expected
    return case.expected


def _reference(cases: Sequence[Case]) -> Answers:
    return {case.id: [answer(case.function, case.arguments)] for case in cases}


def _columns(cases: Sequence[Case]) -> Answers:
    """Each argument as a column of equal rows; the answer is what every row says, or all rows where they differ."""
    answers = {}
    for case in cases:
        arguments = [
            value if value is None or isinstance(value, list) else [[value]] * _ROWS for value in case.arguments
        ]
        rows = call(case.function, arguments)
        answers[case.id] = [rows[0][0] if rows == [rows[0]] * _ROWS else rows]
    return answers


def _is_single(case: Case) -> bool:
    """Whether a case can be a row of a column: no range, no table, at least one argument to make a column of."""
    function = FUNCTIONS[case.function]
    given = [
        (argument, value)
        for argument, value in zip(function.arguments, case.arguments)
        if value is not None and not argument.is_table
    ]
    return (
        not function.returns_array
        and case.function != "COST_EXPLAIN"
        and len(case.arguments) <= function.max_args
        and bool(given)
        and not any(isinstance(value, list) for _, value in given)
    )


# --- xlwings ----------------------------------------------------------------------------------------------------------


def _program(program: str, calls: list[Any]) -> list[Any]:
    """The results of one of the programs that stand in for Excel."""
    done = subprocess.run(
        [sys.executable, _TESTS / "udfs" / program],
        input=json.dumps({"calls": calls}),
        capture_output=True,
        text=True,
        check=True,
    )
    results: list[Any] = json.loads(done.stdout.rsplit("\n", 1)[1])["results"]
    return results


def _server(cases: Sequence[Case]) -> Answers:
    return _shown(cases, _program("server_excel.py", _office_calls(cases)))


def _server_with_blanks_as(blank: Any) -> Callable[[Sequence[Case]], Answers]:
    """What is left out is pointed at an empty cell, for which this Excel passes something of its own."""

    def run(cases: Sequence[Case]) -> Answers:
        calls = []
        for case, (name, values) in zip(cases, _office_calls(cases), strict=True):
            # COST_EXPLAIN's arguments are those of another function, which has no more of them than are given
            pointed = len(case.arguments) if name == "COST_EXPLAIN" else len(values)
            cells = zip(FUNCTIONS[name].arguments, values[:pointed])
            calls.append([name, [*(_blanks_as(blank, *cell) for cell in cells), *values[pointed:]]])
        return _shown(cases, _program("server_excel.py", calls))

    return run


#: The columns of a price range that hold no price.
_NO_PRICES: Final = frozenset(
    {
        "provider",
        "model",
        "tier",
        "effective_from",
        "effective_to",
        "checked_on",
        "date_basis",
        "source",
        "above_tokens",
    }
)


def _blanks_as(blank: Any, argument: Argument, value: list[list[Any]] | None) -> list[list[Any]]:
    """The cells as such an Excel passes them; a price that nobody publishes is n/a, as our books have it."""
    rows = value or [[None]]
    if not argument.is_table or len(rows) < 2:
        return [[blank if cell is None else cell for cell in row] for row in rows]
    unpublished = [blank if str(name).casefold().replace(" ", "_") in _NO_PRICES else "n/a" for name in rows[0]]
    return [[other if cell is None else cell for cell, other in zip(row, unpublished)] for row in rows]


def _office_calls(cases: Sequence[Case]) -> list[Any]:
    """As Office.js sends them: rows of cells, dates as serial numbers, null for an argument left out."""
    return [
        [
            case.function,
            [
                None if value is None else _on_sheet(value if isinstance(value, list) else [[value]])
                for value in case.arguments
            ]
            + [None] * (FUNCTIONS[case.function].max_args - len(case.arguments)),
        ]
        for case in cases
    ]


def _on_sheet(rows: list[list[Any]]) -> list[list[Any]]:
    return [[serial(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]


def _shown(cases: Sequence[Case], results: Sequence[list[list[Any]]]) -> Answers:
    """What the cells show for Office.js results: rows of cells, errors as records."""
    answers: Answers = {}
    for case, cells in zip(cases, map(as_shown, results), strict=True):
        is_single = cells == [cells[0][:1]] and not isinstance(case.expected, list)
        answers[case.id] = [cells[0][0] if is_single else cells]
    return answers


def office_results(calls: list[Any]) -> list[list[list[Any]]]:
    """The cells that calls show, each a name and its arguments as Office.js sends them."""
    return list(map(as_shown, _program("server_excel.py", calls)))


def _over_com_as(kind: str) -> Callable[[Sequence[Case]], Answers]:
    """Through xlwings' Windows code, with cells as our VBA wrappers hand them on, or as xlwings' own do."""

    def run(cases: Sequence[Case]) -> Answers:
        calls = []
        for case in cases:
            arguments = [_over_com(kind, value) for value in case.arguments]
            missing = [{"missing": True}] * (FUNCTIONS[case.function].max_args - len(arguments))
            calls.append([case.function, arguments + missing])
        answers: Answers = {}
        for case, result in zip(cases, _program("windows_excel.py", calls), strict=True):
            is_single = isinstance(result, list) and not isinstance(case.expected, list)
            answers[case.id] = [result[0][0] if is_single else result]
        return answers

    return run


def _over_com(kind: str, value: Any) -> Any:
    if value is None:
        return {"missing": True}
    rows = value if isinstance(value, list) else [[value]]
    return {kind: [[_com_cell(cell) for cell in row] for row in rows]}


def _com_cell(value: Any) -> Any:
    if isinstance(value, str) and value in ERRORS:
        return {"error": value}
    if isinstance(value, date):
        return {"date": value.isoformat() if isinstance(value, datetime) else f"{value.isoformat()}T00:00:00"}
    return value


def _takes_its_arguments(case: Case) -> bool:
    return len(case.arguments) <= FUNCTIONS[case.function].max_args


def _pyodide(cases: Sequence[Case]) -> Answers:
    from pyodide_runner import in_pyodide, xlwings_folder

    request = {"main.py": main_py(), "calls": _office_calls(cases)}
    reply = in_pyodide("pyodide-0.27", "lite_excel.py", request, {"site/xlwings": xlwings_folder()})
    return _shown(cases, reply["results"])


# --- workbooks --------------------------------------------------------------------------------------------------------


def _headless(cases: Sequence[Case]) -> Answers:
    with tempfile.TemporaryDirectory() as folder:
        book = write_casebook(Path(folder) / "cases.xlsx", cases)
        values = recalculate(book.path).values
    return book.read(lambda *place: values.get(place))


def _libreoffice(cases: Sequence[Case]) -> Answers:
    from office import running_office

    with tempfile.TemporaryDirectory() as folder:
        book = write_casebook(Path(folder) / "cases.xlsx", cases)
        with running_office(Path(folder)) as office:
            return book.read(by_address(office.values(book.path)))


def _truth_as_numbers(case: Case) -> Any:
    """What Calc shows: there a truth value is the number 1 or 0."""
    if isinstance(case.expected, list):
        return [[float(cell) if isinstance(cell, bool) else cell for cell in row] for row in case.expected]
    return case.expected


def _native_headless(cases: Sequence[Case]) -> Answers:
    with tempfile.TemporaryDirectory() as folder:
        book = write_casebook(Path(folder) / "cases.xlsx", cases)
        book.path.write_bytes(add_native(book.path.read_bytes()))
        values = recalculate(book.path).values
    return book.read(lambda *place: values.get(place))


def _native(engine: Callable[[bytes], Reader]) -> Callable[[Sequence[Case]], Answers]:
    def run(cases: Sequence[Case]) -> Answers:
        answers: Answers = {}
        for name in dict.fromkeys(case.function for case in cases):  # formulon took 3.7 GB for one book of all
            with tempfile.TemporaryDirectory() as folder:
                book = write_casebook(Path(folder) / "cases.xlsx", [case for case in cases if case.function == name])
                value = engine(add_native(book.path.read_bytes()))
            answers |= book.read(partial(_by_place, value))
        return answers

    return run


def _by_place(value: Reader, sheet: str, row: int, column: int) -> Any:
    return value([IN_CELLS, TYPED].index(sheet), row, column)


def _is_native(case: Case) -> bool:
    return case.function not in NOT_NATIVE


#: Every route, in the order of the matrix.
ROUTES: Final = {
    "python": Route("Python, as cells call it", _python),
    "names": Route("Python, by name", _python_names, expects=_first_error),
    "reference": Route(
        "Decimal reference",
        _reference,
        lambda case: case not in WRITTEN,
        "texts and tables of the package's prices are written by hand",
    ),
    "columns": Route("Python, columns", _columns, _is_single, "ranges and tables are no rows of a column"),
    "headless": Route("Headless", _headless),
    "server": Route(
        "xlwings Server", _server, _takes_its_arguments, "Excel itself refuses more arguments than a function has"
    ),
    "zero": Route(
        "xlwings Server, blanks as 0",
        _server_with_blanks_as(0),
        _takes_its_arguments,
        "Excel itself refuses more arguments than a function has",
    ),
    "empty": Route(
        'xlwings Server, blanks as ""',
        _server_with_blanks_as(""),
        _takes_its_arguments,
        "Excel itself refuses more arguments than a function has",
    ),
    "classic": Route(
        "xlwings classic, our wrappers",
        _over_com_as("value2"),
        _takes_its_arguments,
        "Excel itself refuses more arguments than a function has",
    ),
    "add-in": Route(
        "xlwings classic, imported",
        _over_com_as("range"),
        _takes_its_arguments,
        "Excel itself refuses more arguments than a function has",
    ),
    "pyodide": Route(
        "xlwings Lite (Pyodide)",
        _pyodide,
        _takes_its_arguments,
        "Excel itself refuses more arguments than a function has",
    ),
    "libreoffice": Route("LibreOffice", _libreoffice, expects=_truth_as_numbers),
    "native": Route("Native, headless", _native_headless, _is_native, "COST_EXPLAIN is not native"),
    "formulon": Route("Native in formulon", _native(in_formulon), _is_native, "COST_EXPLAIN is not native"),
    "ironcalc": Route("Native in ironcalc", _native(in_ironcalc), _is_native, "COST_EXPLAIN is not native"),
}
