"""Which cells show something else where a host hands on 0 for an empty cell, and which do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xlcost.calculate.crosscheck import cells_by_host
from xlcost.formula.unique import read_formulas
from xlcost.workbook.reader import open_book


def found(tmp_path: Path, formula: str) -> bool:
    book = Workbook()
    sheet = book.active
    sheet["B2"] = 0.5
    book.defined_names["nothing"] = DefinedName("nothing", attr_text="Sheet!$B$9")
    sheet["A1"] = formula
    book.save(tmp_path / "book.xlsx")
    return ("Sheet", 1, 1) in cells_by_host(read_formulas(open_book(tmp_path / "book.xlsx")))


@pytest.mark.parametrize(
    "formula",
    [
        "=SELF_HOST_PRICE(36,100,B9)",  # blank: 1
        "=1+SELF_HOST_PRICE(36,100,Sheet!$B$9)",
        "=SELF_HOST_PRICE(36,100,nothing)",
        "=_xldudf_SELF_HOST_PRICE(36,100,B9)",
        "=FINETUNE_UPFRONT(B9,100)",  # blank: refused
        "=FINETUNE_ADVICE(20000,TRUE,9,5,FALSE,B9)",  # blank: TRUE
    ],
)
def test_an_empty_cell_where_0_is_something_else(tmp_path: Path, formula: str) -> None:
    assert found(tmp_path, formula)


@pytest.mark.parametrize(
    "formula",
    [
        "=SELF_HOST_PRICE(36,100,B2)",
        "=SELF_HOST_PRICE(36,100)",
        "=SELF_HOST_PRICE(36,100,B8:B9)",  # of a range every host hands on blanks
        "=FINETUNE_UPFRONT(1,100,B9)",  # blank: 0
        "=SELF_HOST_PRICE(36,100,B9+1)",
        '=TOKEN_PRICE("gpt-4o",B9)',  # 0 is no kind of price, so a blank is meant
        "=SUM(B9)",
    ],
)
def test_a_cell_that_is_the_same_everywhere(tmp_path: Path, formula: str) -> None:
    assert not found(tmp_path, formula)
