"""P04 to P08 and L08 beyond their smallest pairs: what they say, and what they leave alone."""

from datetime import date

import pytest
from rule_books import as_book, workbook

from xlcost.check.run import check_book
from xlcost.check.settings import Settings

TABLE = (("Model", "Input", "Output"), ("gpt-4o", 2.5, 10), ("gpt-4o-mini", 0.15, 0.6), ("openai/gpt-4.1", 2, 8))


def found(cells, *rules, today=None):
    report = check_book(as_book(workbook(cells)), Settings(select=rules, today=today))
    assert report.failed == {}
    return [(finding.rule, finding.where, finding.message) for finding in report.findings]


def table(**changes):
    cells = {f"Rates!{'ABC'[at]}{row}": value for row, line in enumerate(TABLE, 1) for at, value in enumerate(line)}
    return cells | {f"Rates!{at}": value for at, value in changes.items()}


def test_a_table_of_published_prices_is_quiet():
    assert found(table(), "P04", "P07", "P08") == []


def test_a_table_per_thousand_tokens_is_quiet_too_and_one_price_per_million_in_it_is_found():
    per_thousand = {at: value / 1000 if isinstance(value, (int, float)) else value for at, value in table().items()}
    assert found(per_thousand, "P04", "P07") == []
    (one,) = found(per_thousand | {"Rates!B2": 2.5}, "P04", "P07")
    assert one == ("P04", "Rates!B2", "gpt-4o: 2.5 is a price per million tokens, the others are per thousand tokens")


def test_the_output_price_in_the_place_of_input_is_named():
    (one,) = found(table(B2=10), "P04", "P07")
    assert one == ("P07", "Rates!B2", "gpt-4o input 10: that is the price of output")


def test_a_price_marked_as_negotiated_may_be_any():
    assert found(table(B2=1.9, D1="Status", D2="negotiated"), "P07") == []


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 20), "openai/gpt-5 could be had until 2026-12-11"),
        (date(2026, 12, 1), "openai/gpt-5 can be had until 2026-12-11, 10 days from 2026-12-01"),
        (date(2026, 6, 1), None),
    ],
)
def test_models_of_a_book_without_a_decision_are_judged_by_today(today, said):
    cells = {"Calc!A1": "openai/gpt-5", "Calc!B1": "=PROMPT_COST(A1,1000,100,10)"}
    assert [message for _, _, message in found(cells, "P08", today=today)] == ([said] if said else [])


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 1), "openai/gpt-4.1-nano is no longer on its maker's list since 2026-10-23"),
        (date(2026, 10, 22), None),
    ],
)
def test_a_model_that_left_its_makers_list_is_judged_by_the_day(today, said):
    cells = {"Calc!A1": "openai/gpt-4.1-nano", "Calc!B1": "=PROMPT_COST(A1,1000,100,10)"}
    assert [message for _, _, message in found(cells, "P08", today=today)] == ([said] if said else [])


@pytest.mark.parametrize(
    ("label", "unit", "formula", "fits"),
    [
        ("Price, USD per Mtok", "Tokens, tokens", "=B1*B2", False),
        ("Price, USD per Mtok", "Tokens, tokens", "=B1*B2/10^6", True),
        ("Price, USD per Mtok", "Tokens, tokens", "=B1*B2/B4", True),
        ("Price (USD / 1k tokens)", "Sent (tokens)", "=B1*B2/1000", True),
        ("Cost (USD per month)", "Licence (USD per year)", "=B1+B2", False),
        ("Cost (USD per month)", "Licence (USD per month)", "=B1+B2", True),
        ("Cost (USD)", "Sent (tokens)", "=B1+B2", False),
        ("Price, USD per Mtok", "Price of another, USD per 1k tokens", "=B1-B2", False),
    ],
)
def test_units_of_both_sides_are_compared(label, unit, formula, fits):
    cells = {"Calc!A1": label, "Calc!B1": 3, "Calc!A2": unit, "Calc!B2": 5, "Calc!A3": "Result", "Calc!B3": formula}
    cells |= {"Calc!A4": "Tokens in a million", "Calc!B4": 1_000_000}
    assert ([rule for rule, _, _ in found(cells, "L08")] == []) is fits


def test_a_price_in_a_longer_product_is_seen():
    lines = (("Requests", 5), ("Input tokens", 900), ("Output price, USD per Mtok", 10), ("Cost", "=B1*B2*B3/10^6"))
    cells = {f"Calc!{'AB'[at]}{row}": value for row, line in enumerate(lines, 1) for at, value in enumerate(line)}
    assert [where for _, where, _ in found(cells, "P06")] == ["Calc!B4"]
    assert found(cells | {"Calc!A3": "Input price, USD per Mtok"}, "P06") == []


@pytest.mark.parametrize(
    ("label", "value", "is_left_out"),
    [("Power", 7, True), ("Power price, USD per kWh", 7, False), ("Growth", 7, False), ("Power", "=B1*2", False)],
)
def test_a_total_leaves_out_amounts_and_not_what_is_none(label, value, is_left_out):
    lines = (("Rent", 1), ("Water", 2), ("Waste", 3), (label, value), ("Total", "=SUM(B1:B3)"))
    cells = {f"Calc!{'AB'[at]}{row}": one for row, line in enumerate(lines, 1) for at, one in enumerate(line)}
    assert ([where for _, where, _ in found(cells, "F28")] == ["Calc!B5"]) is is_left_out


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        (("LLM", "Input USD/Mtok", "Output USD/Mtok"), True),
        (("Model name", "Prompt price, USD per 1M tokens", "Completion price, USD per 1M tokens"), True),
        (("Model", "Input $/1M", "Output $/1M"), True),
        (("Model", "Input tokens", "Output tokens"), False),
        (("Model", "Input cost, USD", "Output cost, USD"), False),  # what was paid, not what is asked
    ],
)
def test_tables_are_known_by_the_headers_that_people_write(headers, known):
    cells = table(B2=25) | {f"Rates!{column}1": header for column, header in zip("ABC", headers, strict=True)}
    assert bool(found(cells, "P07")) is known
