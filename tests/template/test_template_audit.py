"""The master check: green as built; red for a wrong twin, a formula typed over, a function that fails."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import openpyxl
import pytest

from xlcost.calculate.binding import our_functions
from xlcost.calculate.model import open_model
from xlcost.calculate.recalc import recalculate
from xlcost.errors import ERROR_TEXTS
from xlcost.template.inputs import INPUTS

#: When the catalogue was checked.
SNAPSHOT = date(2026, 10, 26)


def recalculated(path, functions=None):
    """Values by sheet and address after a fresh calculation."""
    result = recalculate(path, functions)
    return {(sheet, row, column): value for (sheet, row, column), value in result.values.items()}


@cache
def opened(path):
    """The workbook as openpyxl reads it, read once."""
    return openpyxl.load_workbook(path)


def found(path, sheet, label):
    """The row of a label in column A."""
    (row,) = {cell.row for cell in opened(path)[sheet]["A"] if cell.value == label}
    return row


def test_all_checks_pass_as_built(any_book):
    assert open_model(any_book)["master_check"] == 1


def test_a_twin_that_goes_wrong_is_seen(article_book, tmp_path):
    book = openpyxl.load_workbook(article_book)
    twin = book["Audit"][f"I{found(article_book, 'Audit', 'Prompting, as returned by PROMPT_COST')}"]
    twin.value = f"{twin.value}*1.0001"
    book.save(tmp_path / "changed.xlsx")
    values = recalculated(tmp_path / "changed.xlsx")
    assert values["Audit", found(article_book, "Audit", "All checks pass"), 3] == 0
    assert values["Cover", 3, 1].startswith("Master check: FAILED, see Audit")


@pytest.mark.parametrize(
    ("sheet", "label", "column", "typed"),
    [
        ("Prompting", "Prompting, as returned by PROMPT_COST", "E", 449.0),
        ("Prompting", "Prompting, per month", "E", 449.0),
        ("Fine-tuning", "Up-front cost, as returned by FINETUNE_UPFRONT", "D", 4_400.0),
        ("Fine-tuning", "Inference, by FINETUNE_COST_BREAKDOWN", "F", 539.0),
        ("Timeline", "Cost of prompting", "J", 1.0),
        ("Decision", "Advice, by FINETUNE_ADVICE", "C", "Fine-tune"),
        ("Decision", "Months, by BREAKEVEN_MONTHS", "D", 7.0),
        ("Cases", "Prompting, by PROMPT_COST", "K", 1.0),
    ],
)
def test_a_formula_typed_over_is_seen(article, article_book, sheet, label, column, typed):
    article[f"'{sheet}'!{column}{found(article_book, sheet, label)}"] = typed
    assert article["master_check"] == 0


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("PROMPT_COST", "#VALUE!"),
        ("PROMPT_COST", "Traceback (most recent call last)"),  # classic xlwings shows what was raised
        ("FINETUNE_COST", "#NAME?"),
        ("COST_FORECAST", "#N/A"),
        ("FINETUNE_ADVICE", "#VALUE!"),
        ("COST_RANKING", "#VALUE!"),
    ],
)
def test_a_function_that_fails_is_seen(article_book, name, answer):
    functions = dict(our_functions())
    functions[name] = functions[name]._replace(call=lambda args: answer)
    values = recalculated(article_book, functions)
    assert values["Audit", found(article_book, "Audit", "All checks pass"), 3] == 0


def test_a_text_in_place_of_a_number_is_never_summed(article_book):
    functions = dict(our_functions())
    functions["PROMPT_COST"] = functions["PROMPT_COST"]._replace(call=lambda args: "failed")
    values = recalculated(article_book, functions)
    assert values["Prompting", found(article_book, "Prompting", "Prompting, per month"), 3] == "#N/A"
    assert values["Decision", found(article_book, "Decision", "Saving by fine-tuning"), 3] == "#N/A"


@pytest.mark.parametrize("sheet", ["Prompting", "Decision", "Models"])
def test_errors_are_counted_where_they_stand(article_book, sheet):
    functions = dict(our_functions())
    functions["PROMPT_COST"] = functions["PROMPT_COST"]._replace(call=lambda args: "#VALUE!")
    values = recalculated(article_book, functions)
    errors = [at for at, value in values.items() if at[0] == sheet and at[2] > 2 and value in ERROR_TEXTS]
    assert values["Audit", found(article_book, "Audit", f"{sheet}: errors"), 3] == len(errors) > 1


def test_texts_in_place_of_numbers_are_counted(article_book):
    functions = dict(our_functions())
    for name in ("PROMPT_COST", "COST_FORECAST"):
        functions[name] = functions[name]._replace(call=lambda args: "failed")
    values = recalculated(article_book, functions)
    counted = {
        where: values["Audit", found(article_book, "Audit", f"{where}: texts in place of numbers"), 3]
        for where in ("Prompting, Fine-tuning, Decision", "Timeline", "Cases", "Sensitivity", "Models")
    }
    assert counted == {
        "Prompting, Fine-tuning, Decision": 4,  # the live one and three scenarios
        "Timeline": 72,  # two forecasts of 36 months
        "Cases": 27,
        "Sensitivity": 8,
        "Models": 43,
    }


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("requests", "Inputs, workload and outlook"),
        ("discount_rate", "Inputs, workload and outlook"),
        ("upkeep_hours", "Inputs, fine-tuning"),
        ("range_requests", "Inputs, sensitivity"),
    ],
)
def test_a_number_that_was_pasted_as_a_text_is_counted(article, article_book, name, where):
    """Excel's data validation does not see what is pasted, and reads "5" as 5 in arithmetic but not in SUM."""
    article[f"Inputs!F{found(article_book, 'Inputs', INPUTS[name].label)}"] = "5"
    row = found(article_book, "Audit", f"{where}: texts in place of numbers")
    assert (article[f"Audit!C{row}"], article[f"Audit!E{row}"]) == (1, 0)


def test_the_workbook_says_so_when_the_functions_are_not_connected(article_book):
    functions = {name: bound._replace(call=lambda args: "#NAME?") for name, bound in our_functions().items()}
    values = recalculated(article_book, functions)
    words = values["Cover", found(article_book, "Cover", "In words"), 3]
    assert words.startswith("NOT CONNECTED: Excel cannot find the xlcost functions.")
    for name in opened(article_book).sheetnames[:-1]:
        assert values[name, 3, 1].startswith("Master check: FAILED, functions not connected: see Cover")


def test_the_workbook_says_so_when_an_input_is_refused(article):
    article[f"Inputs!E{article.place('cached_share')[1]}"] = 7
    row = found_label(article, "Cover", "In words")
    assert article[f"Cover!C{row}"].startswith("Connected, but an input is not accepted")
    assert article["master_check"] == 0


def found_label(model, sheet, label):
    cells = model.recalculation.book.sheets_by_name[sheet.lower()].cells
    return next(row for (row, column), cell in cells.items() if column == 1 and cell.value == label)


@pytest.mark.parametrize("days", [180, 181])
def test_a_price_is_stale_when_it_was_checked_too_long_ago(article, days):
    """The article's model was checked on the day of the snapshot."""
    article["model_date"] = SNAPSHOT + timedelta(days)
    row = found_label(article, "Audit", "Prompted model: days since its price was checked")
    assert article[f"Audit!C{row}"] == days
    assert article[f"Audit!E{row}"] == (1 if days == 180 else 0)


def test_the_trained_model_may_be_stale_only_where_its_list_price_is_used(smaller, article):
    label = "Trained model: days since its price was checked"
    for book, used in ((smaller, True), (article, False)):
        book["model_date"] = SNAPSHOT + timedelta(150)
        assert (book[f"Audit!C{found_label(book, 'Audit', label)}"] > 0) == used


def test_a_long_context_is_proved_too(smaller):
    """Above its threshold a model's tier holds, in function and twin alike."""
    base = f"Inputs!E{smaller.place('prompt_model')[1]}"
    smaller[base] = "anthropic/claude-haiku-5-5"
    smaller[f"Inputs!E{smaller.place('input_tokens')[1]}"] = 150_000
    assert smaller["prompt_monthly"] > 0
    assert smaller["master_check"] == 1


def test_batches_are_proved_too(article):
    article[f"Inputs!E{article.place('batch_share')[1]}"] = 0.5
    article[f"Inputs!E{article.place('token_uplift')[1]}"] = 0
    assert article["prompt_monthly"] == pytest.approx(337.5)
    assert article["master_check"] == 1


def test_every_function_has_a_line_on_audit(article_book):
    from xlcost.functions import FUNCTIONS

    page = opened(article_book)["Audit"]
    lines = " ".join(str(cell.value) for cell in page["A"])
    unproved = {"MODEL_PRICES", "XLCOST_VERSION"}  # the price data itself, and its version
    assert {name for name in FUNCTIONS if name not in lines} == unproved
