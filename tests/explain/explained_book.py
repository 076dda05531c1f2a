"""A small model to trace and map: requests grow over four months, priced by PROMPT_COST on prices of its own."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

SHEETS = {
    "Inputs": (
        ("Item", "Unit", "Value"),
        ("Requests", "requests per month", 100_000),
        ("Input tokens", "tokens per request", 1_000),
        ("Model", "model", "house"),
        ("Growth", "share per month", 0.1),
        ("Spare", "USD", 5),
    ),
    "Prices": (("model", "input", "output"), ("house", 3, 15)),
    "Costs": (
        ("Item", "Unit", "Jan", "Feb", "Mar", "Apr"),
        ("Requests", "requests", "=Inputs!$C$2", *(f"={column}2*(1+growth)" for column in "CDE")),
        (
            "Cost",
            "USD",
            *(f"=PROMPT_COST(Inputs!$C$4,{column}2,Inputs!$C$3,100,,,,,,Prices!$A$1:$C$2)" for column in "CDEF"),
        ),
        ("Total", "USD", "=SUM(C3:F3)"),
    ),
    "Summary": (
        ("Item", "Unit", "Value"),
        ("Cost of four months", "USD", "=Costs!C4"),
        ("Allowance", "USD", "=40*2"),
    ),
}


def workbook(sheets=None, edit=None) -> Workbook:
    """The model, or other sheets given as rows; ``edit`` may change it."""
    work = Workbook()
    work.remove(work.active)
    for name, rows in (sheets or SHEETS).items():
        sheet = work.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if sheets is None:
        work.defined_names["growth"] = DefinedName("growth", attr_text="Inputs!$C$5")
        work.defined_names["total"] = DefinedName("total", attr_text="Costs!$C$4")
    if edit is not None:
        edit(work)
    return work


def saved(folder: Path, sheets=None, edit=None, name: str = "model.xlsx") -> Path:
    path = folder / name
    workbook(sheets, edit).save(path)
    return path
