"""The cells of a sheet by rows and columns."""

from types import SimpleNamespace

from xlcost.outline.grid import Grid
from xlcost.workbook.addresses import parse_address, parse_area
from xlcost.workbook.records import NUMBER, Cell


def grid(*addresses):
    """A sheet with numbers in some cells, which the file has in the given order."""
    cells = [Cell(*parse_address(address), 1.0, NUMBER, None, None, False, 0) for address in addresses]
    return Grid(SimpleNamespace(cells={(cell.row, cell.column): cell for cell in cells}))


def addresses(cells):
    return [cell.address for cell in cells]


def test_rows_and_columns_are_in_order_whatever_the_file_s_is():
    cells = grid("B3", "A1", "C1", "A3", "B1")
    assert {row: addresses(found) for row, found in cells.rows.items()} == {1: ["A1", "B1", "C1"], 3: ["A3", "B3"]}
    assert {column: addresses(found) for column, found in cells.columns.items()} == {
        1: ["A1", "A3"],
        2: ["B1", "B3"],
        3: ["C1"],
    }


def test_some_rows_are_those_of_them_that_have_cells():
    cells = grid("A1", "A3", "B3", "A5", "A9")
    assert [addresses(row) for row in cells.rows_between(range(2, 6))] == [["A3", "B3"], ["A5"]]


def test_the_cells_in_an_area():
    cells = grid("A1", "A3", "B3", "B4", "C3", "B9")
    assert addresses(cells.inside(parse_area("A2:B4"))) == ["A3", "B3", "B4"]
