"""What the clean models are written with: a sheet with a look, inputs with validation, notes and locks."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Font, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.prices import package_catalogue

USD = '#,##0.00" USD"'
COUNT = "#,##0"
SHARE = "0.0%"
DATE = "yyyy-mm-dd"


def new_book(title: str) -> Workbook:
    work = Workbook()
    work.remove(work.active)
    work.properties.title = title
    work.properties.creator = "Model office"
    return work


def new_sheet(work: Workbook, name: str, title: str, *, at: str = "A1") -> Worksheet:
    sheet = work.create_sheet(name)
    sheet[at] = title
    sheet[at].font = Font(bold=True, size=14)
    sheet.protection.sheet = True
    return sheet


def put(sheet: Worksheet, address: str, value: object, number_format: str = "General") -> None:
    """A label, a formula or a constant that nobody is meant to change."""
    sheet[address] = value
    sheet[address].number_format = number_format


def put_input(
    sheet: Worksheet,
    address: str,
    value: object,
    number_format: str = "General",
    *,
    rule: DataValidation | None = None,
    blue: bool = False,
) -> None:
    """A cell that people may change: marked, unlocked, validated."""
    sheet[address] = value
    if blue:
        sheet[address].font = Font(color="FF0000FF")
    else:
        sheet[address].style = "Input"
    sheet[address].number_format = number_format
    sheet[address].protection = Protection(locked=False)
    validation = rule or DataValidation(type="decimal", operator="between", formula1="0", formula2="1000000000")
    if validation not in sheet.data_validations.dataValidation:
        sheet.add_data_validation(validation)
    validation.add(address)


def between(low: float, high: float, kind: str = "decimal") -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=f"{low:g}", formula2=f"{high:g}")


def one_of(formula: str) -> DataValidation:
    return DataValidation(type="list", formula1=formula)


def name(work: Workbook, called: str, where: str) -> None:
    work.defined_names[called] = DefinedName(called, attr_text=where)


PRICE_COLUMNS = ("provider", "model", "unit", "input", "output", "effective_from", "checked_on", "source", "status")


def price_rows(*models: str) -> list[tuple[object, ...]]:
    """Catalogue rows as the price tables of the models hold them."""
    catalogue = package_catalogue()
    rows = []
    for model in models:
        row = catalogue.card(model, catalogue.snapshot).base
        assert row is not None
        checked = row.checked_on or catalogue.snapshot
        effective = row.effective_from or catalogue.snapshot
        rows.append(
            (row.provider, row.model, "USD per Mtok", row.input, row.output, effective, checked, row.source, "list")
        )
    return rows
