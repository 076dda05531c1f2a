"""Price tables: rows are told by provider, model and date, wherever they stand in the table."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from small_models import book

from xlcost.diff.comparing import diff

HEADER = ("provider", "model", "input", "output", "effective_from", "source", "checked_on")
DAY = date(2025, 1, 1)
ROWS = (
    ("openai", "gpt-x", 2.0, 8.0, DAY, "https://example.org/x", date(2025, 6, 1)),
    ("openai", "gpt-y", 1.0, 4.0, DAY, "https://example.org/y", date(2025, 6, 1)),
    ("google", "gem", 0.5, 2.0, DAY, "https://example.org/g", date(2025, 6, 1)),
)


def workbook(rows=ROWS, spare=2):
    """A price table with spare rows below it, and the cost of each model by our function."""
    work = openpyxl.Workbook()
    prices = work.active
    prices.title = "Prices"
    for row, values in enumerate((HEADER, *rows), 3):
        for column, value in enumerate(values, 1):
            prices.cell(row, column, value)
    work.defined_names["price_table"] = DefinedName("price_table", attr_text=f"Prices!$A$3:$G${3 + len(ROWS) + spare}")
    costs = work.create_sheet("Summary")
    for row, name in enumerate(("gpt-x", "gpt-y"), 2):
        costs.cell(row, 1, f"Cost of {name}")
        costs.cell(row, 2, "USD per month")
        costs.cell(row, 3, f'=PROMPT_COST("{name}",1000000,1000,100,,,,,,price_table)')
    return book(work)


def changes(rows, **options):
    return diff(workbook(), workbook(rows, **options))


def changed(index, **fields):
    values = dict(zip(HEADER, ROWS[index], strict=True)) | fields
    return (*ROWS[:index], tuple(values.values()), *ROWS[index + 1 :])


def test_a_changed_price_has_its_dates_and_source():
    found = changes(changed(0, input=2.5))
    (change,) = found.prices
    assert (change.kind, change.provider, change.model, change.where) == ("changed", "openai", "gpt-x", "Prices!B4")
    assert [(item.name, item.old, item.new) for item in change.fields] == [("input", 2.0, 2.5)]
    assert change.new_source == ("openai/gpt-x, in effect from 2025-01-01, https://example.org/x, checked 2025-06-01")
    assert found.inputs == ()


def test_a_price_with_another_date_is_the_same_row_changed():
    (change,) = changes(changed(0, input=2.5, effective_from=date(2025, 5, 1))).prices
    assert [(item.name, item.old, item.new) for item in change.fields] == [
        ("input", 2.0, 2.5),
        ("effective_from", DAY, date(2025, 5, 1)),
    ]


def test_a_second_row_for_a_later_date_was_added():
    later = ("openai", "gpt-x", 2.5, 8.0, date(2025, 9, 1), "https://example.org/x", date(2025, 9, 2))
    found = changes((*ROWS, later))
    assert [(change.kind, change.model) for change in found.prices] == [("added", "gpt-x")]
    assert found.lines == ()


def test_a_row_that_is_gone_was_removed():
    found = changes((ROWS[0], ROWS[2]))
    assert [(change.kind, change.model) for change in found.prices] == [("removed", "gpt-y")]
    assert found.lines == ()


def test_a_sorted_table_has_no_other_prices():
    found = changes(tuple(reversed(ROWS)))
    assert (found.prices, found.inputs, found.results) == ((), (), ())


def test_the_result_names_the_price_that_moved_it():
    found = changes(changed(0, input=2.5))
    (result,) = found.results
    assert result.spot.label == "Cost of gpt-x"
    assert [found.drivers[index].text for index in result.drivers] == ["price of openai/gpt-x"]


@pytest.mark.parametrize("index", [0, 1])
def test_of_several_prices_each_is_measured(index):
    rows = (changed(0, input=2.5)[0], changed(1, output=5.0)[1], ROWS[2])
    found = changes(rows)
    result = found.results[index]
    assert len(result.drivers) == 2  # both are in the table that the function reads
    moved = [effect.alone for effect in result.effects if effect.alone != result.old_value]
    assert moved == [result.new_value]
    assert result.together == pytest.approx(0.0)


def test_a_price_typed_into_a_spare_row_is_measured_too():
    new = ("openai", "gpt-x", 9.0, 9.0, date(2025, 5, 1), "", None)
    found = changes((*changed(1, input=3.0), new))
    by_price = {found.drivers[effect.drivers[0]].text: effect.alone for effect in found.results[0].effects}
    assert by_price["price added: openai/gpt-x"] == found.results[0].new_value
