"""U02 and U04: our functions are called rightly, and the numbers shown are theirs."""

import pytest

CALL = "PROMPT_COST(A1,A2,A3,A4)"
INPUTS = {"A!A1": "claude-3-5-sonnet-20241022", "A!A2": 100_000, "A!A3": 1_000, "A!A4": 100}


def called(findings, formula):
    """The messages of U02 for a formula beside a good call."""
    hits = findings("U02", {**INPUTS, "A!B1": f"={CALL}", "A!B2": formula})
    assert {where for where, _ in hits} <= {"A!B2"}
    return [message for _, message in hits]


def test_a_good_call_is_quiet(findings):
    assert called(findings, f"={CALL}*12") == []


def test_a_misspelt_function_is_named_with_the_one_meant(findings):
    assert called(findings, "=PROMT_COST(A1,A2,A3,A4)") == ["there is no function PROMT_COST; PROMPT_COST is meant?"]


def test_a_function_that_exists_nowhere_is_reported(findings):
    assert called(findings, "=BLOOMBERG(A1)") == ["there is no function BLOOMBERG in Excel or in xlcost"]


def test_excels_own_functions_are_known(findings):
    assert called(findings, "=_xlfn.XLOOKUP(A1,A1:A4,A1:A4)&TRANSLATE(A1)") == []


def test_too_few_arguments(findings):
    (message,) = called(findings, "=PROMPT_COST(A1,A2)")
    assert message.startswith("PROMPT_COST has 2 arguments and takes 4 to 11: PROMPT_COST(model, requests")


def test_a_required_argument_left_empty(findings):
    (message,) = called(findings, "=PROMPT_COST(A1,,A3,A4)")
    assert message.startswith("PROMPT_COST: the argument requests must be given")


def test_an_optional_argument_may_be_left_empty(findings):
    assert called(findings, "=PROMPT_COST(A1,A2,A3,A4,,,,A4*0)") == []


@pytest.mark.parametrize("literal", ['"many"', "-1", "TRUE"])
def test_a_literal_outside_the_domain_of_its_argument(findings, literal):
    (message,) = called(findings, f"=PROMPT_COST(A1,{literal},A3,A4)")
    assert message.startswith("PROMPT_COST: requests")


def test_a_price_range_of_one_cell(findings):
    assert called(findings, "=PROMPT_COST(A1,A2,A3,A4,,,,,,A4)") == [
        "PROMPT_COST: prices must be a range with a header row, not one cell"
    ]


def test_a_path_before_a_function_name(findings):
    (message,) = called(findings, "='C:\\x\\xlcost.xlam'!PROMPT_COST(A1,A2,A3,A4)")
    assert message.startswith("PROMPT_COST has the path prefix")


def test_a_workbook_without_our_functions_is_left_alone(findings):
    assert findings("U02", {"A!A1": "=BLOOMBERG(1)"}) == []


def test_a_workbook_without_cached_values_says_so_once(findings):
    assert findings("U04", {**INPUTS, "A!B1": f"={CALL}", "A!B2": "=B1*2"}) == [
        ("", "none of the 2 formula cells has a cached value: other programs show them empty")
    ]


PROVED = {**INPUTS, "A!B1": f"={CALL}", "Audit!A1": "Plain formula", "Audit!B1": "=A!A2*(A!A3*3+A!A4*15)/1000000",
          "Audit!A2": "Difference", "Audit!B2": "=ABS(A!B1-Audit!B1)"}  # fmt: skip


def test_a_twin_that_differs_is_reported(findings):
    twin = {"Audit!B1": "=A!A2*(A!A3*3+A!A4*16)/1000000"}
    assert findings("U03", PROVED) == []
    assert findings("U03", PROVED | twin) == [("Audit!B2", "the function in A!B1 gives 450, its plain twin 460")]


def test_a_twin_whose_value_nobody_knows_differs_from_nothing(findings):
    assert findings("U03", PROVED | {"Audit!B1": "=A!A2*(A!A3*3+A!A4*16)/1000000+CUBEVALUE(1,2)"}) == []
