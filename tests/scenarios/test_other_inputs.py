"""A formula that is proved for the inputs of the file is not proved for others: what else it calls is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from finance_models import as_excel_saves

from xlcost.errors import BadArgument
from xlcost.scenarios.model import WhatIf, open_model

OTHERS = "others have it otherwise"


def saved(
    folder: Path, cells: Mapping[str, object], values: Mapping[str, object] | None, *, iterate: bool = False
) -> WhatIf:
    """A model as Excel saved it; without values, as openpyxl did."""
    book = openpyxl.Workbook()
    book.calculation.iterate = iterate
    for address, content in cells.items():
        book["Sheet"][address] = content
    path = folder / "book.xlsx"
    book.save(path)
    if values is not None:
        as_excel_saves(path, {("Sheet", int(address[1:]), 1): value for address, value in values.items()})
    return open_model(path)


@pytest.mark.parametrize("by_excel", [True, False])
@pytest.mark.parametrize(
    ("formula", "value", "why"),
    [
        ("=IF($B$1>0,1,PRODUCT(5,))", 1, OTHERS),  # 5 in Excel; the engine has 0
        ("=IF($B$1>0,1,PRICE(45748,46825,0.22,0.12,15,1,2))", 1, OTHERS),
        ("=IF($B$1>0,1,YEARFRAC(45351,45657))", 1, OTHERS),
        ("=IF($B$1>0,1,0^(1+$B$1))", 1, OTHERS),
        ("=IF($B$1>0,1,MATCH(9,D1:D7,-1))", 1, "out of order"),
        ("=IF($B$1>0,1,IRR({-70000,12000,15000}))", 1, "by steps"),
        ("=IF($B$1>0,1,EOMONTH(0,1))", 1, "cannot be calculated here as Excel would"),
    ],
)
def test_a_branch_that_the_file_did_not_take_is_held_to_others(
    tmp_path: Path, formula: str, value: float, why: str, *, by_excel: bool
) -> None:
    cells = {"B1": 1, "A1": formula} | {f"D{row}": number for row, number in enumerate((5, 3, 9, 1, 3, 7, 2), 1)}
    model = saved(tmp_path, cells, {"A1": value} if by_excel else None)
    model["Sheet!B1"] = -1
    with pytest.raises(BadArgument, match=why):
        model["Sheet!A1"]
    model["Sheet!B1"] = 2
    assert model["Sheet!A1"] == value


def test_what_is_disputed_is_only_as_it_was_saved(tmp_path: Path) -> None:
    model = saved(tmp_path, {"B1": 1, "A1": "=IF($B$1>0,1,DELTA(3.000000000000001,3))"}, {"A1": 1})
    assert model["Sheet!A1"] == 1.0
    model["Sheet!B1"] = -1
    with pytest.raises(BadArgument, match=OTHERS):
        model["Sheet!A1"]


def test_what_is_disputed_is_no_text_either(tmp_path: Path) -> None:
    model = saved(tmp_path, {"B1": 1, "A1": '=IF($B$1>0,1,_xlfn.TEXTSPLIT("Hello",""))'}, {"A1": 1})
    model["Sheet!B1"] = -1
    with pytest.raises(BadArgument, match="cannot be calculated here as Excel would"):
        model["Sheet!A1"]


def test_a_number_for_which_the_engine_is_wrong_is_refused(tmp_path: Path) -> None:
    model = saved(tmp_path, {"B1": 2, "A1": "=QUOTIENT(B1*100,1)", "A2": "=A1+1"}, {"A1": 200, "A2": 201})
    model["Sheet!B1"] = 19.99  # 1999 in Excel; the engine has 1998
    with pytest.raises(BadArgument, match=OTHERS):
        model["Sheet!A1"]
    with pytest.raises(BadArgument, match="depends on"):
        model["Sheet!A2"]
    model["Sheet!B1"] = 20.5
    assert model["Sheet!A2"] == 2051.0


def test_keys_that_are_put_out_of_order_are_refused(tmp_path: Path) -> None:
    cells = {"A1": "=VLOOKUP(25,C1:D4,2)"} | {f"C{row}": 10 * row for row in range(1, 5)} | {"D2": 7, "D3": 8}
    model = saved(tmp_path, cells, {"A1": 7})
    model["Sheet!C3"] = 24
    assert model["Sheet!A1"] == 8.0
    model["Sheet!C3"] = 5
    with pytest.raises(BadArgument, match="out of order"):
        model["Sheet!A1"]


def test_what_others_have_alike_is_answered(tmp_path: Path) -> None:
    cells = {"B1": 0.05, "A1": "=PMT(B1/12,12,-1000)", "A2": "=IF(B1>0.1,STDEV(C1:C3),0)", "C1": 1, "C2": 2, "C3": 3}
    model = saved(tmp_path, cells, {"A1": 85.60748178846734, "A2": 0})
    model["Sheet!B1"] = 0.12
    assert model["Sheet!A1"] == pytest.approx(88.8487886783417)
    assert model["Sheet!A2"] == 1.0


def test_an_engine_that_had_the_files_own_value_wrong_has_no_say(tmp_path: Path) -> None:
    """Formulon has BESSELJ a hair otherwise than Excel, for any number."""
    model = saved(tmp_path, {"B1": 1.9, "A1": "=BESSELJ(B1,2)"}, {"A1": 0.329925727692387})
    model["Sheet!B1"] = 1.5
    assert model["Sheet!A1"] == pytest.approx(0.232087679)


def test_a_text_made_of_what_is_set_is_answered_where_two_engines_have_it_alike(tmp_path: Path) -> None:
    cells = {"B1": 45292, "A1": "=EOMONTH(B1,0)", "A2": '="Due "&TEXT(A1,"mmm yyyy")'}
    model = saved(tmp_path, cells, {"A1": 45322, "A2": "Due Jan 2024"})
    model["Sheet!B1"] = 45350
    assert model["Sheet!A2"] == "Due Feb 2024"


def test_a_circle_that_does_not_settle_is_refused(tmp_path: Path) -> None:
    """In Excel it goes on from what it was; nobody knows how often it was calculated since."""
    model = saved(tmp_path, {"B1": 1, "A1": "=A1+B1", "A2": "=A1*2"}, {"A1": 100, "A2": 200}, iterate=True)
    model["Sheet!B1"] = 2
    for cell in ("Sheet!A1", "Sheet!A2"):
        with pytest.raises(BadArgument, match="cannot be calculated here as Excel would"):
            model[cell]


def test_a_circle_that_settles_is_answered(tmp_path: Path) -> None:
    cells = {"B1": 100, "A1": "=B1-A2", "A2": "=0.1*(50+A1)/2"}
    model = saved(tmp_path, cells, {"A1": 92.857142857, "A2": 7.142857143}, iterate=True)
    model["Sheet!B1"] = 200
    assert model["Sheet!A1"] == pytest.approx(188.0952381, abs=0.001)
