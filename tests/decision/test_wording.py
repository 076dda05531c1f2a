"""Sentences: what their slots show is what Excel's FIXED and ROUND show in English; models as people call them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.decision.naming import people_name
from xlcost.decision.wording import TEMPLATES, day, fixed, money, pieces, sentence, unit_money

KINDS = {"text", "count", "money", "unit", "share", "day", "points"}


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_is_the_sum_of_its_pieces(key):
    parts = list(pieces(key))
    assert "".join(f"{{{p.text}:{p.kind}}}" if p.kind else p.text for p in parts) == TEMPLATES[key]
    assert {p.kind for p in parts if p.kind} <= KINDS
    assert not any("{" in p.text or "$" in p.text or "USD" in p.text for p in parts)


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [
        (1234.5, 0, "1,235"),
        (-1234.5, 0, "-1,235"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),  # binary floats hold 2.67499..., Excel rounds what it shows: 2.675
        (-0.001, 2, "0.00"),
        (1e15, 0, "1,000,000,000,000,000"),
        (999.999, 2, "1,000.00"),
    ],
)
def test_numbers_are_rounded_as_excel_does(number, decimals, shown):
    assert fixed(number, decimals) == shown


def test_money_has_cents_only_where_they_matter():
    assert [money(amount) for amount in (0.5, 99.994, 100.0, 12_345.678)] == ["0.50", "99.99", "100", "12,346"]
    assert [unit_money(amount) for amount in (0.0045, 0.01, 1.0)] == ["0.004500", "0.0100", "1.0000"]


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_what_is_shown_is_within_half_a_digit(number, decimals):
    assert abs(float(fixed(number, decimals).replace(",", "")) - number) <= 0.5 * 10**-decimals + 1e-14 * abs(number)


def test_a_sentence_says_its_currency_and_its_day():
    said = sentence("saving.more", difference=1_234.5, currency="EUR")
    assert str(said) == "it costs 1,235 EUR more than the baseline over the horizon, in present value"
    assert day(date(2027, 1, 4)) == "4 Jan 2027"
    rate = sentence("quality.short", rate=0.9449, required=0.95)
    assert str(rate) == "94.5 % good answers are fewer than the 95 % asked for"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("anthropic/claude-opus-5-5", "Claude Opus 5.5"),
        ("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet"),
        ("openai/ft:gpt-4.1-mini-2025-04-14", "GPT-4.1 mini"),
        ("aws-bedrock/global.anthropic.claude-opus-5-5", "Claude Opus 5.5"),
        ("aws-bedrock/ft:amazon.nova-2-lite-v1:0", "Nova 2 Lite"),
        ("google/gemini-3.8-flash", "Gemini 3.8 Flash"),
        ("azure/gpt-4.1-nano@datazone", "GPT-4.1 nano (datazone)"),
        ("openai/o4-mini-2025-04-16", "o4 mini"),
        ("gpt-4o", "GPT-4o"),
        ("Llama 3.3 70B", "Llama 3.3 70B"),
    ],
)
def test_models_are_called_as_people_do(model, name):
    assert people_name(model) == name


@given(st.text(max_size=30))
def test_any_name_is_called_something(model):
    assert isinstance(people_name(model), str)
