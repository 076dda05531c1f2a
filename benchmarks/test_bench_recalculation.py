"""Recalculating 10,000 PROMPT_COST cells without Excel: the calculation itself, the workbook being loaded."""

from __future__ import annotations

import pytest
from conftest import CELLS
from contest import timed

from xlcost.calculate.binding import our_functions
from xlcost.calculate.recalc import recalc_file
from xlcost.calculate.translation.engine import Engine
from xlcost.functions import call
from xlcost.workbook.reader import open_book

pytestmark = pytest.mark.benchmark(group="recalculate 10,000 PROMPT_COST cells")

#: Cells that `formulas` calculates: the time is per cell, and ten thousand take it half a minute a round.
FEW = 1_000


def test_xlcost(benchmark, workbook):
    book = open_book(workbook)

    def loaded():
        return (Engine(book, our_functions()),), {}

    timed(benchmark, "xlcost", lambda engine: engine.evaluate_all(), units=CELLS, rounds=5, setup=loaded)


def test_xlcost_opening_calculating_and_writing_the_file(benchmark, workbook, tmp_path):
    result = timed(
        benchmark, "xlcost, file to file", lambda: recalc_file(workbook, tmp_path / "out.xlsx"), units=CELLS, rounds=3
    )
    assert not result.not_evaluated
    assert len(result.values) == CELLS


def test_libreoffice_with_our_add_in(benchmark, office):
    formula = '=PROMPT_COST("claude-3-5-sonnet-20241022";{row};1000;100;0.5)'
    seconds = min(office.seconds_for(formula, CELLS) for _ in range(3))
    benchmark.extra_info["seconds"] = seconds  # as LibreOffice's own clock has it, without the way there and back
    timed(benchmark, "LibreOffice", lambda: None, units=CELLS, rounds=1)


def test_formulas(benchmark, workbook, tmp_path):
    import formulas
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    book.active.delete_rows(FEW + 1, CELLS)
    book.save(tmp_path / "few.xlsx")
    formulas.get_functions()["PROMPT_COST"] = lambda *args: call(
        "PROMPT_COST", [value.item() if hasattr(value, "item") else value for value in args]
    )
    model = formulas.ExcelModel().loads(str(tmp_path / "few.xlsx")).finish()
    solution = timed(benchmark, "formulas", model.calculate, units=FEW, rounds=1)
    assert len(solution) >= FEW
