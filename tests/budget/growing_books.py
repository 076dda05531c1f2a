"""Workbooks that can be made as large as one wants, of kinds in which something could be walked for each formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from openpyxl.utils import get_column_letter as letters
from raw_package import parts, sheet_xml, table_xml, zipped

from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.records import Book

KINDS: Final[dict[str, Callable[[int], dict[str, object]]]] = {}


def kind(make: Callable[[int], dict[str, object]]) -> Callable[[int], dict[str, object]]:
    KINDS[make.__name__.replace("_", " ")] = make
    return make


def grown(name: str, size: int) -> Book:
    """A workbook of a kind with about so many formulas, cells, names, tables or validations."""
    made = KINDS[name](size)
    content = parts(*made["sheets"], names=made.get("names", ""), tables=made.get("tables", ()))  # type: ignore[arg-type]
    return read_book(package_from_bytes(zipped(content), f"{name}.xlsx"))


def _number(place: str, value: int) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def _text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def _formula(place: str, text: str) -> str:
    return f'<c r="{place}"><f>{text}</f><v>1</v></c>'


def _rows(rows: Iterable[tuple[int, list[str]]], around: str = "") -> str:
    return sheet_xml("".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows), around)


def _list(size: int, formula: Callable[[int], str], around: str = "") -> str:
    """A label, a number and a formula in each row."""
    return _rows(
        (
            (row, [_text(f"A{row}", f"row {row}"), _number(f"B{row}", row), _formula(f"C{row}", formula(row))])
            for row in range(1, size + 1)
        ),
        around,
    )


@kind
def whole_columns(size: int) -> dict[str, object]:
    return {"sheets": [_list(size, lambda row: f"B{row}/SUM(B:B)")]}


@kind
def running_totals(size: int) -> dict[str, object]:
    return {"sheets": [_list(size, lambda row: f"SUM(B$1:B{row})")]}


@kind
def moving_windows(size: int) -> dict[str, object]:
    return {"sheets": [_list(size, lambda row: f"SUM(B{row}:B{row + 5})")]}


@kind
def ranges_to_the_edge(size: int) -> dict[str, object]:
    return {"sheets": [_list(size, lambda row: f"SUM(D{row}:XFD1048576)+SUM(E{row}:XFD{row})+SUM(B{row}:B1048576)")]}


@kind
def a_list_for_each_look_up(size: int) -> dict[str, object]:
    return {"sheets": [_list(size, lambda row: f"VLOOKUP(A{row},A{row}:B{row + size},2,FALSE)+B{row}")]}


@kind
def numbers_in_formulas(size: int) -> dict[str, object]:
    return {"sheets": [_list(size, lambda row: f"B{row}*{row}.25")]}


@kind
def validations_over_the_sheet(size: int) -> dict[str, object]:
    each = "".join(
        f'<dataValidation type="whole" sqref="C{row}:XFD1048576"><formula1>1</formula1><formula2>9</formula2>'
        "</dataValidation>"
        for row in range(1, size + 1)
    )
    sliding = _list(size, lambda row: f"B{row}*D{row}", f"<dataValidations>{each}</dataValidations>")
    first = '<row r="1"><c r="D1"><v>3</v></c>'
    return {"sheets": [sliding.replace('<row r="1">', first, 1)]}


@kind
def validations_from_long_lists(size: int) -> dict[str, object]:
    each = '<dataValidation type="list" sqref="B1:B1048576"><formula1>A1:B1048576</formula1></dataValidation>'
    return {"sheets": [_list(size, lambda row: f"B{row}*2", f"<dataValidations>{each}</dataValidations>")]}


@kind
def conditional_formats_over_the_sheet(size: int) -> dict[str, object]:
    each = "".join(
        f'<conditionalFormatting sqref="A{row}:XFD1048576"><cfRule type="expression" priority="{row}">'
        f"<formula>A{row}&gt;SUM(A:XFD)</formula></cfRule></conditionalFormatting>"
        for row in range(1, size + 1)
    )
    return {"sheets": [_list(size, lambda row: f"B{row}*2", each)]}


@kind
def merged_cells_and_links(size: int) -> dict[str, object]:
    merged = "".join(f'<mergeCell ref="D{row}:XFD{row}"/>' for row in range(1, size + 1))
    links = "".join(f'<hyperlink ref="A{row}:XFD1048576" location="S1!A{row}"/>' for row in range(1, size + 1))
    around = f"<mergeCells>{merged}</mergeCells><hyperlinks>{links}</hyperlinks>"
    return {"sheets": [_list(size, lambda row: f"B{row}*2", around)]}


@kind
def names(size: int) -> dict[str, object]:
    each = "".join(f'<definedName name="nm_{row}">S1!$B${row}:$B$1048576</definedName>' for row in range(1, size + 2))
    return {"sheets": [_list(size, lambda row: f"SUM(nm_{row})+SUM(nm_{row + 1})")], "names": each}


@kind
def tables_beside_this_row(size: int) -> dict[str, object]:
    others = tuple(table_xml(f"U{row}", f"E{2 * row - 1}:E{2 * row}", "x") for row in range(1, size + 1))
    whole = table_xml("T", f"A1:C{size}", "a", "b", "c")
    return {"sheets": [_list(size, lambda row: f"[@b]*2+F{row}")], "tables": (*others, whole)}


@kind
def a_table_of_many_columns(size: int) -> dict[str, object]:
    head = [_text(f"{letters(column)}1", f"c{column}") for column in range(1, size + 1)]
    values = [_number(f"{letters(column)}2", column) for column in range(1, size + 1)]
    sums = [(3 + row, [_formula(f"A{3 + row}", f"SUM(T[c{row}])")]) for row in range(1, size + 1)]
    table = table_xml("T", f"A1:{letters(size)}2", *(f"c{column}" for column in range(1, size + 1)))
    return {"sheets": [_rows([(1, head), (2, values), *sums])], "tables": (table,)}


@kind
def wide_ranges_over_many_columns(size: int) -> dict[str, object]:
    return {
        "sheets": [
            _rows(
                (row, [_formula(f"A{row}", f"SUM(T1:XFD{row})"), _number(f"{letters(20 + row)}{row}", row)])
                for row in range(1, size + 1)
            )
        ]
    }


@kind
def errors_that_spread(size: int) -> dict[str, object]:
    rows = _list(size, lambda row: f"C{row - 1}+1" if row > 1 else "1/0")
    return {"sheets": [rows.replace("<v>1</v></c></row>", "<v>#DIV/0!</v></c></row>").replace("><f>", ' t="e"><f>')]}
