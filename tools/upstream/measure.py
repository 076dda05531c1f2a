"""What the rules make of the figures that Excel calculated, those of tests/calculate/excel_facts.csv."""

from __future__ import annotations

import csv
import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import formualizer
from openpyxl import Workbook

from tools.upstream.cases import Value
from xlcost.calculate.certified import EMBEDDED, recalculate, recalculate_with
from xlcost.calculate.engines.values import from_engine
from xlcost.calculate.results import Recalculation
from xlcost.workbook.package import package_bytes
from xlcost.workbook.reader import open_book
from xlcost.workbook.writer import patched_sheet

_FACTS: Final = Path(__file__).parents[2] / "tests" / "calculate" / "excel_facts.csv"
_APP: Final = (
    b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
)
_ITERATED: Final = ("IRR(", "XIRR(")

#: A formula, and Excel's value for it.
Fact = tuple[str, Value]


class Outcome(NamedTuple):
    """How many figures are equal, different in silence, and kept."""

    equal: int
    different: int
    kept: int


def facts() -> list[Fact]:
    """Every formula with Excel's value."""
    with _FACTS.open(encoding="utf-8", newline="") as file:
        return [(row["formula"], json.loads(row["excel"])) for row in csv.DictReader(file)]


def without_saved_values(asked: Sequence[Fact]) -> Outcome:
    """What becomes of formulas in a workbook that holds no values."""
    with tempfile.TemporaryDirectory() as folder:
        result = recalculate(_written(asked, Path(folder)))
    kept = {cell.row for cell in result.not_evaluated}
    values = [result.values["Sheet", row, 1] for row in range(1, len(asked) + 1)]
    equal = [_same(value, *fact) for value, fact in zip(values, asked, strict=True)]
    right = sum(is_equal for row, is_equal in enumerate(equal, 1) if row not in kept)
    return Outcome(right, len(asked) - right - len(kept), len(kept))


def with_saved_values(asked: Sequence[Fact]) -> Mapping[str, int]:
    """The same in a workbook as Excel saves it: by which engine they are certified, kept, or said to differ."""
    with tempfile.TemporaryDirectory() as folder:
        result = recalculate_with(EMBEDDED, _as_excel_saves(_written(asked, Path(folder)), asked))
    proved = _certificates(result)
    return Counter(proved) | {"different": _different(result), "kept": len(asked) - len(proved) - _different(result)}


def by_the_engine_alone(asked: Sequence[Fact]) -> tuple[int, int]:
    """How many figures the engine itself has as Excel, and how many otherwise."""
    equal = sum(_same(made_of(formula), formula, excel) for formula, excel in asked)
    return equal, len(asked) - equal


def made_of(formula: str, cells: Iterable[tuple[str, str]] = ()) -> Value:
    """The engine's own value for a formula, and for formulas in cells that it reads."""
    work = formualizer.Workbook()
    work.set_temporal_egress("serial")
    work.add_sheet("S")
    for address, read in cells:
        work.set_formula("S", int(address[1:]), 26, f"={read}")
    work.set_formula("S", 1, 1, f"={formula}")
    work.evaluate_all()
    found: Value = from_engine(work.get_value("S", 1, 1))
    return found


def _written(asked: Sequence[Fact], folder: Path) -> Path:
    book = Workbook()
    for row, (formula, _) in enumerate(asked, 1):
        book["Sheet"].cell(row, 1).value = f"={formula}"
    book.save(folder / "facts.xlsx")
    return folder / "facts.xlsx"


def _as_excel_saves(path: Path, asked: Sequence[Fact]) -> Path:
    book = open_book(path)
    (sheet,) = book.sheets
    values = {(row, 1): value for row, (_, value) in enumerate(asked, 1)}
    workbook = book.package.parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    parts = {sheet.part: patched_sheet(book.package.parts[sheet.part], values), "xl/workbook.xml": workbook}
    path.write_bytes(package_bytes(book.package, parts | {"docProps/app.xml": _APP}))
    return path


def _certificates(result: Recalculation) -> list[str]:
    return [] if result.certificates is None else list(result.certificates.certified.values())


def _different(result: Recalculation) -> int:
    return 0 if result.certificates is None else len(result.certificates.different)


def _same(value: Value, formula: str, excel: Value) -> bool:
    if isinstance(excel, float) and isinstance(value, float):
        return math.isclose(value, excel, rel_tol=1e-7 if formula.startswith(_ITERATED) else 1e-9, abs_tol=1e-12)
    return type(value) is type(excel) and value == excel
