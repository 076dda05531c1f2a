"""Tables by name and spilled ranges as arguments: what each way of calculating makes of them.

In Excel itself every host is handed the cells that the reference means; a table's name alone means it without its header.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from native_engines import in_formulon
from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from xlcost.calculate.certified import recalculate
from xlcost.hosts.editions import EDITIONS
from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice
from xlcost.hosts.native import add_native
from xlcost.workbook.reader import open_book

EXPLAINED = (
    "TOKEN_PRICE = #VALUE!: the price range has no column model and no column input and no column output in its first row; "
    "it begins with prices: of a table give the header too, as in PriceTable[#All]."
)
#: Cell -> formula and what it shows.
CELLS: dict[str, tuple[str, Any]] = {
    "E1": ('=TOKEN_PRICE("mine","input",,PriceTable[#All])', 3.0),
    "E2": ('=TOKEN_PRICE("mine","input",,PriceTable)', "#VALUE!"),
    "E3": ('=COST_EXPLAIN("TOKEN_PRICE","mine","input",,PriceTable)', EXPLAINED),
    "E4": ('=SUM(PROMPT_COST("mine",Work[requests],Work[tokens],0,,,,,,PriceTable[#All]))', 1.5),
    "E5": ("=SUM(_xlfn.ANCHORARRAY(G1))", 300.0),
    "E6": ("=SUM(BREAKEVEN_MONTHS(_xlfn.ANCHORARRAY(G1),100,50))", 6.0),
    "E7": ('=TOKEN_PRICE("mine","output",,_xlfn.ANCHORARRAY(I1))', 15.0),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in (["model", "input", "output"], ["mine", 3, 15], ["other", 1, 5]):
        sheet.append(row)
    sheet.add_table(Table(displayName="PriceTable", ref="A1:C3"))
    for row, values in enumerate((["requests", "tokens"], [100, 1000], [200, 2000]), 10):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value)
    sheet.add_table(Table(displayName="Work", ref="A10:B12"))
    for cell, (formula, _) in CELLS.items():
        sheet[cell] = ArrayFormula(cell, formula)
    sheet["G1"] = ArrayFormula("G1:G3", "=COST_FORECAST(100,3)")
    sheet["I1"] = ArrayFormula("I1:K3", "=PriceTable[#All]")
    book.defined_names["price_table"] = DefinedName("price_table", attr_text="S!$A$1:$C$3")
    made = tmp_path_factory.mktemp("tables") / "tables.xlsx"
    book.save(made)
    return made


@pytest.mark.parametrize("edition", ["template", "lite", "server"])
def test_headless(path: Path, edition: str, tmp_path: Path) -> None:
    made = tmp_path / "book.xlsx"
    made.write_bytes(EDITIONS[edition].make(path.read_bytes()))
    result = recalculate(made)
    assert shown(result.values) == {cell: value for cell, (_, value) in CELLS.items()}
    assert result.not_evaluated == ()


def test_native_in_formulon(path: Path) -> None:
    """But for the reason in words, which no LAMBDA gives, and a table's bare name, which formulon does not know."""
    book = openpyxl.load_workbook(path)
    del book["S"]["E3"]
    plain = io.BytesIO()
    book.save(plain)
    value = in_formulon(add_native(plain.getvalue()))
    found = {cell: value(0, *coordinate_to_tuple(cell)) for cell in CELLS if cell != "E3"}
    assert found == {cell: shown for cell, (_, shown) in CELLS.items() if cell != "E3"} | {"E2": "#NAME?"}


def test_libreoffice_takes_a_tables_name_with_its_header_and_knows_no_spilled_ranges(path: Path) -> None:
    result = recalculate_in_libreoffice(open_book(path))
    values = shown(result.values)
    assert {cell: values[cell] for cell in ("E1", "E2", "E4")} == {"E1": 3.0, "E2": 3.0, "E4": 1.5}
    unknown = {"LibreOffice does not know a function or a name in it"}
    assert {cell.reason for cell in result.not_evaluated} == unknown
    assert {(cell.row, cell.column) for cell in result.not_evaluated} == {(5, 5), (6, 5), (7, 5)}


def shown(values: Any) -> dict[str, Any]:
    return {cell: values.get(("S", *coordinate_to_tuple(cell))) for cell in CELLS}
