"""Recalculating without Excel: 10,000 PROMPT_COST cells, 100,000 plain formulas, a long chain below a refused cell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CELLS
from contest import timed

from xlcost.calculate.certified import recalc_file
from xlcost.calculate.engines.formualizer import Formualizer
from xlcost.evaluate.binding import our_functions
from xlcost.functions import call
from xlcost.workbook.reader import open_book

XLCOST = str(Path(sys.executable).with_name("xlcost"))
pytestmark = pytest.mark.benchmark(group="recalculate 10,000 PROMPT_COST cells")

#: Rows of four plain formulas each.
PLAIN_ROWS = 25_000
#: Cells that each read the one above, below one that no engine here knows.
CHAIN = 20_000

#: Cells that `formulas` calculates: the time is per cell, and ten thousand take it half a minute a round.
FEW = 1_000


def test_xlcost(benchmark, workbook):
    book = open_book(workbook)

    def loaded():
        engine = Formualizer(book)
        engine.bind(our_functions())
        return (engine,), {}

    timed(benchmark, "xlcost", lambda engine: engine.recalculate(), units=CELLS, rounds=5, setup=loaded)


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


@pytest.mark.benchmark(group="recalculate 100,000 plain formulas, file to file")
def test_plain_formulas(benchmark, tmp_path):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plain")
    for row in range(1, PLAIN_ROWS + 1):
        formulas = (f"=A{row}+B{row}", f"=A{row}*B{row}-C{row}", f"=C{row}/2+D{row}", f"=SUM(A{row}:E{row})")
        sheet.append([row, row * 2, *formulas])
    book.save(tmp_path / "plain.xlsx")
    command = [XLCOST, "recalc", str(tmp_path / "plain.xlsx"), "-o", str(tmp_path / "out.xlsx")]
    timed(benchmark, "xlcost", lambda: subprocess.run(command, check=True, capture_output=True), rounds=3)


@pytest.mark.benchmark(group="list 20,000 cells below a refused one")
def test_a_long_chain_below_a_refused_cell(benchmark, tmp_path):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Chain")
    sheet.append(["=NO.SUCH(1)"])
    for row in range(2, CHAIN + 2):
        sheet.append([f"=A{row - 1}+1"])
    book.save(tmp_path / "chain.xlsx")
    command = [XLCOST, "recalc", str(tmp_path / "chain.xlsx"), "-o", str(tmp_path / "out.xlsx")]
    timed(benchmark, "xlcost", lambda: subprocess.run(command, check=False, capture_output=True), rounds=3)
