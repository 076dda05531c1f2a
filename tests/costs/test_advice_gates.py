"""The article's decision rules: which gates lead to which advice, and what each gate says."""

from __future__ import annotations

import pytest

from xlcost import costs

PAYS = {"prompt_total": 18_000.0, "finetune_total": 16_800.0}
LOSES = {"prompt_total": 5_400.0, "finetune_total": 28_980.0}


def advised(examples=20_000, stable=True, evidence=False, money=PAYS, **more):
    return costs.advise(examples, stable, **money, evidence=evidence, **more).recommendation


def gate(name, *args, **more):
    return next(each for each in costs.advise(*args, **more).gates if each.name == name)


def test_enough_data_a_stable_task_and_a_saving_mean_fine_tune():
    assert advised() == "Fine-tune"


def test_ten_thousand_examples_are_not_more_than_ten_thousand():
    assert advised(examples=10_000) == "Prompt"
    assert advised(examples=10_001) == "Fine-tune"


def test_another_number_of_examples_may_be_asked_for():
    assert advised(examples=600, min_examples=500) == "Fine-tune"


def test_an_unstable_task_means_prompt_whatever_it_saves():
    assert advised(stable=False, evidence=True) == "Prompt"


def test_without_a_saving_only_evidence_carries_fine_tuning():
    assert advised(money=LOSES) == "Prompt"
    assert advised(money=LOSES, evidence=True) == "Fine-tune for quality"


def test_evidence_changes_nothing_where_fine_tuning_saves():
    assert advised(evidence=True) == "Fine-tune"


def test_as_much_is_no_saving():
    assert advised(money={"prompt_total": 15_000.0, "finetune_total": 15_000.0}) == "Prompt"
    assert advised(money={"prompt_total": 15_000.0, "finetune_total": 14_999.99}) == "Fine-tune"


def test_a_model_that_is_not_on_sale_is_never_advised():
    assert advised(available=False) == "Prompt"
    assert advised(money=LOSES, evidence=True, available=False) == "Prompt"


def test_every_gate_is_reported_with_value_and_threshold():
    gates = costs.advise(20_000, True, **PAYS).gates
    assert [(each.name, each.value, each.threshold, each.passed) for each in gates] == [
        ("data", 20_000, 10_000.0, True),
        ("stability", True, True, True),
        ("saving", 16_800.0, 18_000.0, True),
        ("evidence", False, True, False),
        ("available", True, True, True),
    ]


@pytest.mark.parametrize(
    ("money", "why"),
    [
        (PAYS, "in all, fine-tuning costs 1,200.00 USD less than prompting"),
        (LOSES, "in all, fine-tuning costs 23,580.00 USD more than prompting"),
        ({"prompt_total": 12.0, "finetune_total": 12.0}, "exactly as much as prompting"),
    ],
)
def test_the_saving_gate_states_the_amount(money, why):
    assert why in gate("saving", 20_000, True, **money).why


def test_a_model_that_is_not_on_sale_is_said_to_be_so():
    assert "not on sale" in gate("available", 20_000, True, **PAYS, available=False).why


def test_quality_bought_at_a_premium_says_how_much():
    assert "at a premium of 23,580.00 USD" in gate("evidence", 20_000, True, **LOSES, evidence=True).why


def test_evidence_without_need_is_only_stated():
    assert gate("evidence", 20_000, True, **PAYS, evidence=True).why.startswith("it has been shown")


def test_missing_data_says_how_much_there_is():
    assert gate("data", 800, True, **PAYS).why == "more than 10,000 high-quality examples are needed, there are 800"


def test_an_unstable_task_says_what_it_means():
    assert "training again" in gate("stability", 20_000, False, **PAYS).why
