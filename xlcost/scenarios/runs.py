"""Many runs of a model: scenarios from a CSV file, their results to a CSV file or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlcost.atomic import written_atomically
from xlcost.errors import BadArgument, BadFile
from xlcost.inert import csv_cell
from xlcost.scenarios.model import Settable, WhatIf
from xlcost.workbook.records import CellValue, Place

#: A scenario file with more than this is refused before anything is calculated.
MAX_BYTES: Final = 64 << 20
MAX_RUNS: Final = 1_000_000
MAX_SETTINGS: Final = 5_000_000

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_OTHER_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
#: What the first column may be called where it names the runs instead of setting an input.
LABELS: Final = ("label", "name", "title", "use_case", "use case")
#: Whole numbers are written without a decimal point up to here, where floats stop holding every one of them.
_LARGEST_WHOLE: Final = 2**53

#: What a cell of the file means for the input that its column names.
Reading = Callable[[str, str], Settable]


class Scenarios(NamedTuple):
    """A file of runs: the inputs that its header names, the settings of each run, and labels if it has any."""

    header: list[str]
    settings: list[dict[str, Settable]]
    label: str = ""  # the header of the column of labels
    labels: list[str] = []  # noqa: RUF012 - never changed; empty where there is no such column


def read_scenarios(path: Path, model: WhatIf, reading: Reading) -> Scenarios:
    """The runs in a file; an empty cell leaves its input as it is.

    The first column may be labels: its header is one of LABELS, and no cell or name of the workbook.

    Raises:
        BadFile: not a CSV file whose header names cells of the model, too large, or a value that its input does not
            take; the text says in which line.
    """
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    header: list[str] = []
    scenarios: list[dict[str, Settable]] = []
    labels: list[str] = []
    label = ""
    settings = 0
    try:
        for row in lines:
            if not row:
                continue
            if not header:
                label = _label(row, model)
                header = _header(row[1:] if label else row, model)
                continue
            if label:
                labels.append(row[0].strip())
            scenarios.append(_scenario(row[1:] if label else row, header, reading))
            settings += len(scenarios[-1])
            if len(scenarios) > MAX_RUNS or settings > MAX_SETTINGS:
                raise BadArgument(f"more than {MAX_RUNS:,} scenarios or {MAX_SETTINGS:,} values in all; split the file")
    except (BadArgument, csv.Error) as reason:
        raise BadFile(f"{path}: line {lines.line_num}: {reason}") from None
    if not scenarios:
        raise BadFile(f"{path}: needs a header row that names inputs, and at least one row below it")
    return Scenarios(header, scenarios, label, labels)


def _label(row: Sequence[str], model: WhatIf) -> str:
    """The header of a column of labels; empty where the first column is an input."""
    first = row[0].strip()
    if len(row) < 2 or first.casefold() not in LABELS:
        return ""
    try:
        model.place(first)
    except BadArgument:
        return first
    return ""


def _text(path: Path) -> str:
    """The content of a file of any origin, if it is text."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as reason:
        raise BadFile(f"{path}: cannot be read ({reason.strerror})") from None
    if len(data) > MAX_BYTES:
        raise BadFile(f"{path}: larger than a file of scenarios can be ({MAX_BYTES >> 20} MB)")
    if data.startswith(_UTF_16):
        raise BadFile(f"{path}: line 1: this text is in UTF-16; save it as CSV UTF-8")
    if data.startswith(b"PK"):
        raise BadFile(f"{path}: this is a workbook or a zip, not a CSV file; save the sheet as CSV UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        raise BadFile(f"{path}: line {_line(data, nul)}: a NUL character, so this is no CSV file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = _line(data, reason.start)
        raise BadFile(f"{path}: line {line}: a character that is not in UTF-8; save it as CSV UTF-8") from None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _header(row: Sequence[str], model: WhatIf) -> list[str]:
    """The names of the inputs; each means a cell, and no two the same one."""
    separator = next((sign for sign in _OTHER_SEPARATORS if len(row) == 1 and sign in row[0]), None)
    if separator is not None:
        words = _OTHER_SEPARATORS[separator]
        raise BadArgument(f"the columns are separated by {words}; separate them by commas, with decimal points")
    header = [name.strip() for name in row]
    seen: dict[Any, str] = {}
    for number, name in enumerate(header, 1):
        if not name:
            raise BadArgument(f"column {number} has no name; the header row names an input for each")
        other = seen.setdefault(_place(name, model), name)
        if other != name or header.count(name) > 1:
            raise BadArgument(f"two columns are for the same cell: {other} and {name}")
    return header


def _place(name: str, model: WhatIf) -> Place:
    try:
        return model.place(name)
    except BadArgument as reason:
        raise BadArgument(f"{reason}; a first column of names for the runs is called {LABELS[0]}") from None


def _scenario(row: Sequence[str], header: Sequence[str], reading: Reading) -> dict[str, Settable]:
    if len(row) != len(header):
        raise BadArgument(f"has {len(row)} cells, the header has {len(header)}")
    return {name: reading(name, cell) for name, cell in zip(header, row, strict=True) if cell.strip()}


def run_scenarios(model: WhatIf, scenarios: Scenarios, outputs: Sequence[str]) -> Iterator[list[CellValue | Settable]]:
    """The table of results: a header, then a row a scenario with its number, its label, its inputs and the outputs."""
    label = [scenarios.label] if scenarios.label else []
    yield ["run", *label, *scenarios.header, *outputs]
    results = model.runs(scenarios.settings, outputs)
    for number, (scenario, result) in enumerate(zip(scenarios.settings, results, strict=True), 1):
        named = scenarios.labels[number - 1 : number]
        yield [number, *named, *(scenario.get(name) for name in scenarios.header), *result]


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

    from xlcost.workbook.saving import disk_errors, saved
    from xlcost.workbook.schemaorder import in_order

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Runs")

    def cell(value: Any) -> Any:
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # a text stays a text, whatever it begins with
        return made

    with disk_errors():
        for row in rows:
            sheet.append([cell(value) for value in row])
    path.write_bytes(in_order(saved(book)))


def _harmless(value: Any) -> Any:
    """A cell for CSV: a text that a spreadsheet would take for a formula gets the apostrophe that stops it."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _LARGEST_WHOLE:
        return int(value)
    return csv_cell(value)
