"""The proof that the rules find what they claim: faults planted into clean models that are laid out differently."""

import pytest
from clean_models import MODELS
from planted_faults import FAULTS, LATE
from planting import clean_report, outcome

from xlcost.check.rules import all_rules

SMALL = [fault for fault in (*FAULTS, *LATE) if fault.book in MODELS]


@pytest.mark.parametrize("model", MODELS)
def test_a_clean_model_has_at_most_one_finding(model):
    assert len(clean_report(model).findings) <= 1


@pytest.mark.parametrize("model", MODELS)
def test_no_rule_fails_on_a_clean_model(model):
    assert clean_report(model).failed == {}


@pytest.mark.parametrize("fault", SMALL, ids=lambda fault: f"{fault.book}-{fault.rule}-{fault.kind}")
def test_a_planted_fault_is_found_where_it_is(fault):
    assert outcome(fault).found


def test_every_rule_about_workbooks_has_a_planted_fault():
    about_waivers = {"W01", "W02", "W03"}
    about_decisions = {"D01", "D02", "D03", "D04"}  # planted into whole decision books by test_decision_rules.py
    in_pairs_alone = {  # no clean model has a place for them
        "F24", "F25", "F26", "F27", "F28", "F29", "F30", "L08", "L09", "P04", "P05", "P06", "P07", "P08",
    }  # fmt: skip
    others = about_waivers | about_decisions | in_pairs_alone
    assert {fault.rule for fault in (*FAULTS, *LATE)} == set(all_rules()) - others, (
        "plant the fault in faults_of_*.py, or name the rule above"
    )


def test_at_least_sixty_faults_are_planted():
    assert len(FAULTS) + len(LATE) >= 60
