"""Any realistic call agrees with the decimal reference to 1e-12: each function, its parts and its column form."""

import math

import pytest
from agreement import agree
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import answer
from reference_arguments import ARGUMENTS
from strategies import CALLS

from xlcost.functions import FUNCTIONS, call

RELATIVE = 1e-12
#: Enough rows for the NumPy path.
ROWS = 100


def test_every_function_of_the_reference_is_called():
    assert set(CALLS) == set(ARGUMENTS), "strategies.py draws the arguments"


@pytest.mark.parametrize("function", CALLS)
@settings(max_examples=150)
@given(data=st.data())
def test_any_call_agrees_with_the_reference(function, data):
    arguments = list(data.draw(CALLS[function]))
    expected, actual = answer(function, arguments), call(function, arguments)
    if function == "PROMPT_COST_BREAKDOWN" and isinstance(expected, list):
        # a batch saving is the difference of two sums: it is as exact as they are
        (*expected, (_, saving), total), (*actual, (_, given_saving), given_total) = expected, actual
        assert math.isclose(saving, given_saving, rel_tol=RELATIVE, abs_tol=RELATIVE * float(_at_standard(expected)))
        expected, actual = [*expected, total], [*actual, given_total]
    assert agree(expected, actual, RELATIVE), (expected, actual)


@pytest.mark.parametrize("function", [name for name in CALLS if not FUNCTIONS[name].returns_array])
@settings(max_examples=25)
@given(data=st.data())
def test_a_column_of_calls_agrees_row_by_row(function, data):
    calls = [list(data.draw(CALLS[function])) for _ in range(3)]
    # one price range, and one row of costs, serves the whole column
    calls = [[one if isinstance(one, list) else own for one, own in zip(calls[0], each)] for each in calls]
    rows = [calls[index % 3] for index in range(ROWS)]
    columns = [
        values[0] if isinstance(values[0], list) else [[value] for value in values]
        for values in zip(*rows, strict=True)
    ]
    expected = [answer(function, arguments) for arguments in calls]
    assert agree([[expected[index % 3]] for index in range(ROWS)], call(function, columns), RELATIVE)


def _at_standard(parts):
    """A month at standard prices, with retries: what a batch saving is a difference of."""
    return sum(value for _, value in parts)
