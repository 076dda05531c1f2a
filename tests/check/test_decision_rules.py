"""The rules about the decision: what each says and where, with which prices, and on which day."""

from __future__ import annotations

from datetime import date

import pytest
from decision_books import ENDING, decision
from rule_books import as_book

from xlcost.check.rules import all_rules
from xlcost.check.subject import Subject
from xlcost.outline.decided import comparison_of
from xlcost.outline.model import CannotApply, Model

RULES = all_rules()


def hits(code, work, today=None):
    return list(RULES[code].test(Subject(as_book(work), today=today)))


def test_another_advice_than_on_record_is_said_at_the_record():
    (hit,) = hits("D01", decision(recorded_advice="A"))
    assert hit.message == "A is on record, the figures advise C (Fine-tune)"
    assert (hit.sheet, str(hit.area)) == ("Inputs", "B7")
    assert hits("D01", decision(recorded_advice="None")) == []
    assert hits("D01", decision(recorded_advice=None)) == []
    assert "none of the alternatives" in hits("D01", decision(a_model=ENDING, c_model=ENDING))[0].message


def test_an_end_inside_the_horizon_is_said_at_the_model():
    (hit,) = hits("D02", decision(c_model=ENDING))
    assert "can be had until 2027-01-14, inside the horizon to 2027-10-26" in hit.message
    assert str(hit.area) == "B6"


def test_an_end_soon_is_said_when_today_is_given():
    short = decision(c_model=ENDING, horizon_months=1)
    assert hits("D02", short) == []
    assert hits("D02", short, date(2026, 10, 1)) == []
    (hit,) = hits("D02", short, date(2026, 12, 1))
    assert "44 days from 2026-12-01" in hit.message


def test_a_changed_price_is_said_with_both():
    work = decision(a_model="anthropic/claude-sonnet-5-5", model_date=date(2026, 10, 1))
    (hit,) = hits("D03", work, date(2026, 10, 26))
    assert "cache_read was 0.2 on 2026-10-01 and is 0.1 on 2026-10-26" in hit.message


def test_a_change_after_the_snapshot_counts_from_its_day_on():
    work = decision(a_model="google/gemini-3.8-flash")
    assert hits("D03", work) == []
    assert hits("D03", work, date(2026, 12, 31)) == []
    assert "input was 0.75" in hits("D03", work, date(2027, 1, 1))[0].message


def test_another_answer_than_the_inputs_lead_to_is_said_at_both_cells():
    assert [str(hit.area) for hit in hits("D04", decision(advised="A", advice="Prompt"))] == ["B8", "B9"]
    assert [hit.message for hit in hits("D04", decision(advice="Prompt"))] == [
        "the workbook says Prompt, its inputs and prices lead to Fine-tune"
    ]


@pytest.mark.parametrize("name", ["advised_present", "advised_saving", "advised_upfront", "baseline_month_1"])
def test_a_figure_that_the_inputs_do_not_lead_to_is_said_where_it_stands(name):
    figure = {"advised_present": "present_cost", "advised_saving": "saving", "advised_upfront": "upfront"}
    result = comparison_of(Model(as_book(decision())))
    one = result["A"] if name == "baseline_month_1" else result["C"]
    right = getattr(one, figure.get(name, "month_1"))
    assert hits("D04", decision(**{name: right})) == []
    (wrong,) = hits("D04", decision(**{name: right + 0.01}))
    assert str(wrong.area) == "B10"
    assert wrong.message == f"the workbook says {right + 0.01:,.10g}, its inputs and prices lead to {right:,.10g}"


def test_a_payback_in_words_is_as_good_as_none_and_no_month_is():
    never = {"c_preparation_hours": 1e9, "advised": "A", "advice": "Prompt"}
    assert hits("D04", decision(**never, advised_payback="baseline")) == []
    (wrong,) = hits("D04", decision(**never, advised_payback=3))
    assert wrong.message == "the workbook says 3, its inputs and prices lead to no figure"


def test_the_workbooks_own_prices_decide():
    work = decision()
    sheet = work.create_sheet("Prices")
    for row, cells in enumerate(
        (
            ("Model", "Provider", "Input", "Output", "Status"),
            ("anthropic/claude-opus-5-5", "anthropic", 0.004, 0.02, "negotiated"),
        ),
        1,
    ):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    (letter, _) = hits("D04", work)
    assert letter.message == "the workbook says C, its inputs and prices lead to A"


@pytest.mark.parametrize("code", ["D01", "D02", "D03", "D04"])
def test_a_case_that_cannot_be_answered_is_skipped_with_the_reason(code):
    for wrong in ({"a_model": "claude-opus-9"}, {"requests": "many"}):
        with pytest.raises(CannotApply, match=r"its case cannot be answered: .*(claude-opus-9|requests)"):
            hits(code, decision(**wrong))


def test_another_workbook_has_no_decision():
    work = decision()
    del work.defined_names["a_model"]
    assert all(RULES[code].need(Subject(as_book(work))) for code in ("D01", "D02", "D03", "D04"))
