"""The master check: green as built; red for a wrong twin, a formula typed over, a function that fails."""

from __future__ import annotations

from datetime import date
from functools import cache

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from xlcost.calculate.certified import calculated_by
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.errors import ERROR_TEXTS
from xlcost.evaluate.binding import our_functions
from xlcost.scenarios.model import open_model
from xlcost.workbook.reader import open_book


def recalculated(path, functions=None):
    """Values by sheet, row and column as the first engine has them, for functions that no second one knows."""
    result = calculated_by(FORMUALIZER, open_book(path), functions)
    return {(sheet, row, column): value for (sheet, row, column), value in result.values.items()}


@cache
def opened(path):
    """The workbook as openpyxl reads it, read once."""
    return openpyxl.load_workbook(path)


def found(path, sheet, label, after=0):
    """The first row of a label in column A, below a row."""
    return next(cell.row for cell in opened(path)[sheet]["A"] if cell.value == label and cell.row > after)


@pytest.fixture
def book(books):
    return books["current"]


def test_all_checks_pass_as_built(any_book):
    model = open_model(any_book)
    assert model["master_check"] == 1


def test_a_twin_that_goes_wrong_is_seen(book, tmp_path):
    changed = openpyxl.load_workbook(book)
    row = found(book, "Timeline", "A: tokens of its requests, plain")
    twin = changed["Timeline"][f"G{row}"]
    twin.value = f"{twin.value}*1.0001"
    changed.save(tmp_path / "changed.xlsx")
    values = recalculated(tmp_path / "changed.xlsx")
    assert values["Audit", found(book, "Audit", "All checks pass"), 3] == 0
    assert values["Summary", 3, 1].startswith("Master check: FAILED, see Audit")


@pytest.mark.parametrize(
    ("sheet", "label", "column", "typed"),
    [
        ("Timeline", "Tokens of its requests, by PROMPT_COST", "F", 449.0),
        ("Timeline", "Cost, up front in month 0", "J", 1.0),
        ("Timeline", "Cost, cumulative", "P", 1.0),
        ("Alternatives", "In all, present value", "D", 1.0),
        ("Alternatives", "Saving against A, present value", "D", 1.0),
        ("Alternatives", "Paid back at the end of month, first", "D", 1.0),
        ("Decision", "Alternative meant", "C", 3.0),
        ("Decision", "C: months until it has paid back, by BREAKEVEN_MONTHS", "C", 7.0),
    ],
)
def test_a_formula_typed_over_is_seen(book, sheet, label, column, typed):
    """The advice, the saving and the payback of every page are held against the months themselves."""
    model = open_model(book)
    model[f"'{sheet}'!{column}{found(book, sheet, label)}"] = typed
    assert model["master_check"] == 0


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("PROMPT_COST", "#VALUE!"),
        ("PROMPT_COST", "Traceback (most recent call last)"),  # classic xlwings shows what was raised
        ("TRAINING_COST", "#NAME?"),
        ("COST_RANKING", "#VALUE!"),
        ("BREAKEVEN_REQUESTS", "#VALUE!"),
    ],
)
def test_a_function_that_fails_is_seen(book, name, answer):
    functions = dict(our_functions())
    functions[name] = functions[name]._replace(call=lambda args: answer)
    values = recalculated(book, functions)
    assert values["Audit", found(book, "Audit", "All checks pass"), 3] == 0


def test_a_text_in_place_of_a_number_is_never_summed(book):
    functions = dict(our_functions())
    functions["PROMPT_COST"] = functions["PROMPT_COST"]._replace(call=lambda args: "failed")
    values = recalculated(book, functions)
    row = found(book, "Alternatives", "In all, present value")
    assert values["Alternatives", row, 3] in {"n/a", *ERROR_TEXTS}


@pytest.mark.parametrize("sheet", ["Timeline", "Models"])
def test_errors_are_counted_where_they_stand(book, sheet):
    functions = dict(our_functions())
    functions["PROMPT_COST"] = functions["PROMPT_COST"]._replace(call=lambda args: "#VALUE!")
    values = recalculated(book, functions)
    errors = [at for at, value in values.items() if at[0] == sheet and at[2] > 2 and value in ERROR_TEXTS]
    assert values["Audit", found(book, "Audit", f"{sheet}: errors"), 3] == len(errors) > 1


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("requests", "Inputs, workload"),
        ("annual_discount_rate", "Inputs, time and money"),
        ("c_upkeep_hours", "Inputs, C: fine-tune: every month"),
    ],
)
def test_a_number_that_was_pasted_as_a_text_is_counted(book, name, where):
    """Excel's data validation does not see what is pasted, and reads "5" as 5 in arithmetic but not in SUM."""
    model = open_model(book)
    sheet, row, _ = model.place(name)
    model[f"{sheet}!F{row}"] = "5"
    row = found(book, "Audit", f"{where}: no number, or a wrong one")
    assert (model[f"Audit!C{row}"], model[f"Audit!E{row}"]) == (1, 0)


@pytest.mark.parametrize(
    ("typed", "check", "counted"),
    [
        ({"currency": "EUR"}, "Volumes: months without a given exchange rate, in a currency other than USD", 12),
        (
            {"currency": "eur", "exchange_rate": 0.9},
            "Volumes: months without a given exchange rate, in a currency other than USD",
            0,
        ),
        (
            {"currency": "PAB", "exchange_rate_date": date(2026, 10, 1)},
            "Volumes: months without a given exchange rate, in a currency other than USD",
            0,
        ),
        ({"b_test_cases": 10, "b_test_passes": 11}, "Evidence: more test cases passed than run", 1),
        (
            {"b_test_cases": 10, "b_only_passes": 6, "b_other_only_passes": 5},
            "Evidence: more cases that one alone passed than run",
            1,
        ),
        ({"b_compared_with": "B"}, "Evidence: alternatives compared with themselves", 1),
    ],
)
def test_what_a_file_of_inputs_is_refused_for_fails_the_audit_where_it_is_typed(book, typed, check, counted):
    model = open_model(book)
    for name, value in typed.items():
        model[name] = value
    row = found(book, "Audit", check)
    assert (model[f"Audit!C{row}"], model[f"Audit!E{row}"]) == (counted, int(not counted))


def typed_at(model, name):
    """Where the value of the scenario shown is typed."""
    sheet, row, column = model.input(name)
    return f"{sheet}!{get_column_letter(column)}{row}"


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("requests", None, "Inputs, workload"),
        ("requests", -1.0, "Inputs, workload"),
        ("hourly_rate", None, "Inputs, time and money"),
        ("exchange_rate_date", "soon", "Inputs, time and money"),
        ("horizon_months", 7.5, "Inputs, time and money"),
        ("annual_price_decline", 0.96, "Inputs, time and money"),
        ("a_discount", 2.0, "Inputs, A: prompt, the baseline: the model"),
        ("b_share", 3.0, "Inputs, B: prompt a smaller model: the model"),
        ("c_hosting_cost", "free", "Inputs, C: fine-tune: every month"),
        ("c_retrains_per_year", -2.0, "Inputs, C: fine-tune: training"),
        ("d_utilisation", 0.0, "Inputs, D: host an open model yourself: GPUs"),
        ("confidence", 1.0, "Inputs, what is asked for"),
        ("c_test_passes", "many", "Evidence, Test cases passed"),
    ],
)
def test_a_number_that_is_missing_or_not_taken_is_counted(book, name, value, where):
    """Data validation sees none that was deleted, pasted or written by a program; a case is refused for each."""
    model = open_model(book)
    model[typed_at(model, name)] = value
    row = found(book, "Audit", f"{where}: no number, or a wrong one")
    assert (model[f"Audit!C{row}"], model[f"Audit!E{row}"]) == (1, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("annual_price_decline", 0.95), ("a_discount", 1.0), ("c_hosting_cost", None), ("confidence", 0.5)],
)
def test_the_ends_of_what_an_input_takes_are_taken(book, name, value):
    model = open_model(book)
    model[typed_at(model, name)] = value
    rows = [cell.row for cell in opened(book)["Audit"]["A"] if "no number, or a wrong one" in str(cell.value)]
    assert len(rows) > 20
    assert sum(model[f"Audit!C{row}"] for row in rows) == 0


def test_the_workbook_says_so_when_the_functions_are_not_connected(book):
    functions = {name: bound._replace(call=lambda args: "#NAME?") for name, bound in our_functions().items()}
    values = recalculated(book, functions)
    assert values["Summary", found(book, "Summary", "Connection"), 3].startswith("NOT CONNECTED")
    for name in opened(book).sheetnames[:-1]:
        assert values[name, 3, 1].startswith("NOT CONNECTED")


def test_a_price_is_stale_when_it_was_checked_too_long_ago(book):
    model = open_model(book)
    row = found(book, "Audit", "C: days since the price of its model was checked")
    days = model[f"Audit!C{row}"]
    for limit, passed in ((days, 1), (days - 1, 0)):
        model["stale_after_days"] = limit
        assert model[f"Audit!E{row}"] == passed


@pytest.mark.parametrize(
    ("gate", "name", "value"),
    [
        ("C: Enough good examples", "examples", 10_000),
        ("C: The task is stable", "stable", False),
        ("A: Good enough", "a_success_rate", 0.5),
        ("B: Good enough", "b_success_rate", 0.5),
        ("D: Good enough", "d_success_rate", 0.5),
        ("B: Tested", "b_test_passes", None),
        ("C: Shown better, where claimed", "c_success_rate", 0.99),
        ("A: Can be had through the horizon", "a_model", "openai/gpt-4.1-nano"),
        ("B: Can be had through the horizon", "b_model", "openai/gpt-4.1-nano"),
        ("C: Can be had through the horizon", "c_model", "openai/ft:gpt-4.1-mini-2025-04-14"),
        ("D: Can be had through the horizon", "d_gpu_hour", ""),
    ],
)
def test_each_gate_closes_for_its_own_reason(book, gate, name, value):
    model = open_model(book)
    row = found(book, "Decision", gate)
    assert model[f"Decision!F{row}"] == 1
    model[name] = value
    assert model[f"Decision!F{row}"] == 0
    letter = gate[0]
    assert model["advised"] != letter
    assert model["master_check"] == 1


def test_the_gate_of_the_provider_closes_where_it_takes_no_new_organisations(book):
    model = open_model(book)
    row = found(book, "Decision", "C: Its provider trains for us")
    assert model[f"Decision!F{row}"] == 1
    model[f"Models!F{found(book, 'Models', model['c_model'])}"] = model["model_date"]
    assert model[f"Decision!F{row}"] == 0
    assert model["advised"] != "C"
    assert model["master_check"] == 1
    model["c_new_organisation"] = False
    assert model[f"Decision!F{row}"] == 1


def test_every_function_has_a_line_on_audit(book):
    from xlcost.functions import FUNCTIONS

    lines = " ".join(str(cell.value) for cell in opened(book)["Audit"]["A"][4:])
    unproved = {"MODEL_PRICES", "XLCOST_VERSION"}  # the price data itself, and its version
    assert {name for name in FUNCTIONS if name not in lines} == unproved
