"""Many runs of a model: scenarios from a CSV file, their results to a CSV file or a workbook."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from xlcost.atomic import written_atomically
from xlcost.errors import BadFile
from xlcost.headless.model import Model, Settable
from xlcost.headless.records import CellValue

#: A scenario file larger than this, in bytes or rows, is refused before anything is calculated.
MAX_BYTES: Final = 64 << 20
MAX_RUNS: Final = 1_000_000

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def read_scenarios(path: Path, value: Callable[[str], Settable]) -> tuple[list[str], list[dict[str, Settable]]]:
    """The inputs named in the header, and the settings of each row; an empty cell leaves that input as it is.

    Raises:
        BadFile: not a CSV file with a header, too large, or a row of another length; the text says which row.
    """
    if path.stat().st_size > MAX_BYTES:
        raise BadFile(f"{path}: larger than a file of scenarios can be ({MAX_BYTES >> 20} MB)")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(itertools.islice(csv.reader(file, strict=True), MAX_RUNS + 2))
    except (UnicodeDecodeError, csv.Error) as reason:
        raise BadFile(f"{path}: not a CSV file in UTF-8: {reason}") from None
    if len(rows) < 2 or not all(name.strip() for name in rows[0]):
        raise BadFile(f"{path}: needs a header row that names inputs, and at least one row below it")
    if len(rows) > MAX_RUNS + 1:
        raise BadFile(f"{path}: more than {MAX_RUNS:,} scenarios")
    header = [name.strip() for name in rows[0]]
    scenarios = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise BadFile(f"{path}: row {number} has {len(row)} cells, the header has {len(header)}")
        scenarios.append({name: value(cell) for name, cell in zip(header, row, strict=True) if cell.strip()})
    return header, scenarios


def run_scenarios(
    model: Model, header: Sequence[str], scenarios: Sequence[dict[str, Settable]], outputs: Sequence[str]
) -> Iterator[list[CellValue | Settable]]:
    """The table of results: a header, then a row a scenario with its inputs and the outputs."""
    yield ["run", *header, *outputs]
    results = model.runs(scenarios, outputs)
    for number, (scenario, result) in enumerate(zip(scenarios, results, strict=True), 1):
        yield [number, *(scenario.get(name) for name in header), *result]


def write_table(rows: Iterable[list[Any]], path: Path) -> None:
    """Write rows as .csv or .xlsx; no text in them can become a formula where the file is opened.

    Raises:
        BadFile: another kind of file.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise BadFile(f"{path}: results are written as .csv or .xlsx")
    with written_atomically(path) as temporary:
        if suffix == ".csv":
            with temporary.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([_harmless(cell) for cell in row] for row in rows)
        else:
            _write_workbook(rows, temporary)


def _write_workbook(rows: Iterable[list[Any]], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Runs")

    def cell(value: Any) -> Any:
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # a text stays a text, whatever it begins with
        return made

    for row in rows:
        sheet.append([cell(value) for value in row])
    book.save(path)


def _harmless(value: Any) -> Any:
    """A cell for CSV: a text that a spreadsheet would take for a formula gets the apostrophe that stops it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
