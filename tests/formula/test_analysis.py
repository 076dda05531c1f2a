"""What formulas say: unique formulas, the cells they read, the order in which they depend on each other."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from xlcost.calculate.certified import recalculate
from xlcost.formula.graph import read_graph
from xlcost.formula.parser import parse
from xlcost.formula.references import Source
from xlcost.formula.unique import external_books, read_formulas
from xlcost.workbook.addresses import Area, parse_area, rectangles
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.tokens import FormulaError


def book(cells, *, names=(), tables=()):
    """A workbook from {"Sheet!A1": value}, the sheets in the order in which they appear."""
    work = openpyxl.Workbook()
    work.remove(work.active)
    for place, value in cells.items():
        sheet, _, address = place.rpartition("!")
        if sheet not in work.sheetnames:
            work.create_sheet(sheet)
        work[sheet][address] = value
    for name, text in names:
        work.defined_names[name] = DefinedName(name, attr_text=text)
    for sheet, name, area in tables:
        work[sheet].add_table(Table(displayName=name, ref=area))
    data = io.BytesIO()
    work.save(data)
    return read_book(package_from_bytes(data.getvalue(), Path("book.xlsx")))


def sources(formula, cells=None, **options):
    """What a formula in A!D4 reads."""
    read = read_formulas(book({"A!D4": formula, **(cells or {"B!A1": 1})}, **options))
    return list(read.sources(("A", 4, 4)))


def source(text, through=None):
    sheet, _, area = text.rpartition("!")
    return Source(sheet, parse_area(area), through)


def test_copies_of_a_formula_are_one_unique_formula():
    read = read_formulas(book({"A!B2": "=A2*2", "A!B3": "=A3*2", "A!B4": "=A4*3"}))
    assert [(str(area), unique.formula.r1c1) for unique in read.uniques for area in unique.areas] == [
        ("B2:B3", "RC[-1]*2"),
        ("B4", "RC[-1]*3"),
    ]


def test_spaces_do_not_make_another_formula():
    assert len(read_formulas(book({"A!B2": "=A2*2", "A!B3": "=A3 * 2"})).uniques) == 1


def test_a_text_that_is_no_formula_is_listed_with_the_reason():
    read = read_formulas(book({"A!A1": "=1+", "A!A2": "=1"}))
    assert read.unreadable == {("A", 1, 1): "ends too early"}
    assert list(read.at) == [("A", 2, 1)]


@pytest.mark.parametrize(
    ("formula", "read"),
    [
        ("=B2+$C$3", ["A!B2", "A!C3"]),
        ("=SUM(B2:C9)", ["A!B2:C9"]),
        ("=SUM(B9:A2)", ["A!A2:B9"]),
        ("=b!A1", ["B!A1"]),
        ("='B'!A1:A3", ["B!A1:A3"]),
        ("=SUM(A:B!A1)", ["A!A1", "B!A1"]),
        ("=SUM(B:B)", ["A!B1:B1048576"]),
        ("=A1:INDEX(C1:C9,3)", ["A!A1:C9"]),
        ("=[1]Other!A1+B2", ["A!B2"]),
        ("=Nowhere!A1", []),
        ('="B2"', []),
    ],
)
def test_the_cells_that_a_formula_reads(formula, read):
    assert sources(formula) == [source(text) for text in read]


def test_a_name_stands_for_its_cells():
    assert sources("=rate*2", names=[("rate", "B!$A$1")]) == [source("B!A1", "rate")]


def test_a_name_without_dollars_moves_with_the_formula():
    assert sources("=left", names=[("left", "A!C1")]) == [source("A!F4", "left")]


def test_names_that_define_each_other_in_a_circle_end():
    assert sources("=one", names=[("one", "two"), ("two", "one")]) == []


def test_a_table_column_stands_for_its_cells():
    cells = {"B!A1": "model", "B!B1": "price", "B!A2": "m", "B!B2": 3, "B!A3": "n", "B!B3": 4}
    assert sources("=SUM(Prices[price])", cells, tables=[("B", "Prices", "A1:B3")]) == [source("B!B2:B3", "Prices")]


def test_other_workbooks_are_named():
    read = read_formulas(book({"A!A1": "=[1]Other!A1+'C:\\data\\[old.xlsx]S'!B2+[0]!name"}))
    assert external_books(read.at["A", 1, 1].tree) == ("1", "old.xlsx")


def test_cells_are_covered_by_few_rectangles():
    cells = [(row, column) for row in (2, 3, 5) for column in (2, 3)] + [(3, 5)]
    assert rectangles(cells) == (Area(2, 2, 3, 3), Area(3, 5, 3, 5), Area(5, 2, 5, 3))


def test_formulas_come_after_what_they_read():
    graph = read_graph(read_formulas(book({"A!A1": "=A2+1", "A!A2": "=SUM(B1:B2)", "A!B1": "=B2", "A!B2": "=C1"})))
    assert graph.order == (("A", 2, 2), ("A", 1, 2), ("A", 2, 1), ("A", 1, 1))
    assert graph.circles == ()


def test_a_circle_is_found_with_its_path():
    graph = read_graph(read_formulas(book({"A!A1": "=A2", "A!A2": "=SUM(A3:A4)", "A!A4": "=A1", "A!A5": "=A1"})))
    assert graph.circles == ((("A", 1, 1), ("A", 2, 1), ("A", 4, 1)),)


def test_a_cell_that_reads_itself_is_a_circle():
    assert read_graph(read_formulas(book({"A!A1": "=A1+1"}))).circles == ((("A", 1, 1),),)


def test_the_readers_of_a_cell():
    graph = read_graph(read_formulas(book({"A!A1": 1, "B!A1": "=A!A1", "B!A2": "=SUM(A!A1:A9)", "B!A3": "=A!A2"})))
    assert graph.readers(("A", 1, 1)) == (("B", 1, 1), ("B", 2, 1))
    assert graph.is_read(("A", 9, 1))
    assert not graph.is_read(("A", 10, 1))


def test_a_long_running_total_is_walked_in_linear_time():
    cells = {f"A!B{row}": f"=SUM(A$1:A{row})+N(B{row - 1})" for row in range(2, 3000)}
    assert len(read_graph(read_formulas(book(cells))).order) == 2998


def test_each_copy_reads_what_it_stands_beside():
    read = read_formulas(book({"A!A1": 1, "A!B1": "=A1+$A$1", "A!B2": "=A2+$A$1"}))
    assert read.at["A", 1, 2] is read.at["A", 2, 2]
    assert list(read.sources(("A", 2, 2))) == [source("A!A2"), source("A!A1")]


def test_this_row_means_the_row_of_the_table_round_the_formula():
    cells = {"A!A1": "x", "A!B1": "y", "A!A2": 1, "A!B2": "=[@x]", "A!A5": "x", "A!B5": "y", "A!A6": 1, "A!B6": "=[@x]"}
    read = read_formulas(book(cells, tables=[("A", "One", "A1:B2"), ("A", "Two", "A5:B6")]))
    assert list(read.sources(("A", 2, 2))) == [source("A!A2", "One")]
    assert list(read.sources(("A", 6, 2))) == [source("A!A6", "Two")]


def test_every_cell_of_a_circle_is_known():
    graph = read_graph(
        read_formulas(book({"A!A1": "=A2", "A!A2": "=A3+A1", "A!A3": "=A2", "A!A4": "=A3", "A!A5": "=1"}))
    )
    assert graph.circular == {("A", row, 1) for row in (1, 2, 3)}
    assert len(graph.order) == 5


def test_a_tangle_of_circles_ends_in_time_and_memory(monkeypatch):
    monkeypatch.setattr("xlcost.formula.graph._MOST_ENDS", 1_000)
    monkeypatch.setattr("xlcost.formula.graph._MOST_CIRCLES", 10)
    graph = read_graph(read_formulas(book({f"A!A{row}": "=SUM(A$1:A$200)" for row in range(1, 201)})))
    assert len(graph.circles) == 10
    assert graph.circular == set(graph.order)
    assert len(graph.order) == 200


@pytest.mark.parametrize("formula", ["{" * 4_000 + "1", "{-" * 4_000 + "1", "{" * 90 + "1" + "}" * 90 + "+{1}+{1}"])
def test_arrays_in_arrays_are_levels_too(formula):
    if formula.endswith("{1}"):
        parse(formula, 1, 1)
        return
    with pytest.raises(FormulaError, match="nested deeper than 100 levels"):
        parse(formula, 1, 1)


def test_a_formula_deeper_than_anything_can_walk_is_none():
    for formula in ("=" + "+".join(["B1"] * 1000), "=" + "(" * 80 + "1" + "+1)" * 80 + "+1" * 80):
        read = read_formulas(book({"A!A1": formula}))
        assert "more than 150 levels or operators in a row" in read.unreadable["A", 1, 1]
    assert read_formulas(book({"A!A1": "=" + "+".join(["B1"] * 150)})).unreadable == {}


@pytest.mark.parametrize(
    "formula",
    [
        "A1 " * 2_700 + "A1",
        "A1:" * 2_700 + "A1",
        "SUM((" + "A1," * 2_700 + "A1))",
        "nm:" * 2_700 + "nm",
        "1" + "%" * 200,
        "A1" + "#" * 200,
        "F()" + "()" * 200,
        "SUM(" * 90 + "A1 " * 160 + "A1" + ")" * 90,
        "{" + "1;" * 2_000 + "1}",
    ],
    ids=map(str, range(9)),
)
def test_every_row_of_operators_ends_in_time(formula):
    """Each was a tree deeper than anything can walk: spaces and commas between areas were not counted."""
    read = read_formulas(book({"A!A1": f"={formula}"}))
    assert recalculate(read.book).values.keys() <= {("A", 1, 1)}
    assert read.at.keys() | read.unreadable.keys() == {("A", 1, 1)}


def test_what_all_formulas_read_is_what_each_reads():
    cells = {"A!A1": "x", "A!B1": "y", "A!A2": 1, "A!B2": "=[@x]", "A!C2": "=B2+$A$1", "A!C3": "=B3+$A$1", "B!A1": "=1"}
    read = read_formulas(book(cells, tables=[("A", "One", "A1:B2")]))
    assert read.reads == {place: read.sources(place) for place in read.at}
    assert list(read.reads) == list(read.at)


def test_copies_read_round_the_edges_of_the_grid():
    read = read_formulas(book({"A!A1": "=above", "A!A2": "=above"}, names=[("above", "A!A1048576")]))
    assert read.reads == {
        ("A", 1, 1): (source("A!A1048576", "above"),),
        ("A", 2, 1): (source("A!A1", "above"),),
    }


def test_a_part_of_a_formula_reads_its_own_cells():
    read = read_formulas(book({"A!B2": "=A2+$A$1", "A!B3": "=A3+$A$1"}))
    left = read.at["A", 2, 2].tree.left
    assert read.sources_of_part(left, ("A", 3, 2)) == (source("A!A3"),)


def test_a_fact_about_the_formulas_is_found_once():
    asked = []
    read = read_formulas(book({"A!A1": "=1"}))

    def count(formulas):
        asked.append(formulas)
        return len(formulas.at)

    assert [read.fact(count), read.fact(count)] == [1, 1]
    assert asked == [read]


def test_who_reads_what_is_kept_by_what_is_read():
    graph = read_graph(read_formulas(book({"A!A1": 1, "A!B1": "=A1*A1", "B!A1": "=A!A1+SUM(A!A1:A9)+A2"})))
    assert graph.read_by == {
        ("A", parse_area("A1")): [("A", 1, 2), ("A", 1, 2), ("B", 1, 1)],
        ("A", parse_area("A1:A9")): [("B", 1, 1)],
        ("B", parse_area("A2")): [("B", 1, 1)],
    }
    assert graph.areas == (("A", parse_area("A1:A9")),)
    assert graph.cells == {"A": [(1, 1)], "B": [(2, 1)]}
    assert graph.across_sheets == {("B", 1, 1): (source("A!A1"), source("A!A1:A9"))}
