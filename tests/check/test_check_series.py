"""What is remembered of the last workbook changes nothing that is said of the next."""

import io
from dataclasses import replace

import openpyxl
import pytest
from clean_models import MODELS
from planted_books import as_bytes, as_package
from planted_faults import FAULTS, LATE
from planting import TEMPLATE, clean, planted

from xlcost.check.report import Report
from xlcost.check.run import check_book
from xlcost.outline.series import Series
from xlcost.workbook.reader import read_book

FILLED_IN = (
    {},
    {("Inputs", "E17"): 2, ("Prices", "I6"): 1000.0},
    {("Inputs", "E9"): "a text where a number belongs", ("Inputs", "D17"): -5},
    {},
)


def said(data, series=None):
    report = check_book(read_book(as_package(data)), series=series)
    return replace(report, seconds=0.0)


@pytest.mark.parametrize("model", MODELS)
def test_each_faulty_workbook_gets_the_report_that_it_gets_alone(model):
    series, untouched = Series(), said(clean(model))
    for fault in (fault for fault in (*FAULTS, *LATE) if fault.book == model):
        assert said(planted(fault), series) == said(planted(fault))
        assert said(clean(model), series) == untouched


def test_each_filled_in_template_gets_the_report_that_it_gets_alone():
    series, alone = Series(), dict[str, Report]()
    for changes in FILLED_IN:
        work = openpyxl.load_workbook(io.BytesIO(TEMPLATE.read_bytes()))
        for (sheet, cell), value in changes.items():
            assert work[sheet][cell].data_type != "f"
            work[sheet][cell] = value
        data = as_bytes(work)
        alone.setdefault(repr(changes), said(data))
        assert said(data, series) == alone[repr(changes)]


def test_what_the_formulas_say_is_read_once_for_all_workbooks_that_have_them():
    series = Series()
    books = [read_book(as_package(TEMPLATE.read_bytes())) for _ in range(2)]
    other = replace(books[0], names=())
    assert series.analysis(books[0]) is series.analysis(books[1])
    assert series.analysis(other).book is other


def test_a_large_workbook_is_not_remembered(monkeypatch, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(clean(next(iter(MODELS))))
    series = Series()
    first = series.open(path)
    monkeypatch.setattr("xlcost.outline.series.MOST_CELLS", 10)
    large = series.open(path)
    again = series.open(path)
    assert large.sheets[0] is first.sheets[0]
    assert again.sheets[0] is not large.sheets[0]
    assert series.analysis(large) is not series.analysis(again)
    assert series.recalculate(large).values == series.recalculate(again).values
