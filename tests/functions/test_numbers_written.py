"""How people read numbers in messages, on the sheet Functions and in the documentation."""

from __future__ import annotations

import pytest

from xlcost.functions import FUNCTIONS
from xlcost.numbertext import spelled


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (10_000.0, "10,000"),
        (1e9, "1,000,000,000"),
        (-1_234_567.25, "-1,234,567.25"),
        (0.999999, "0.999999"),
        (0.1 + 0.2, "0.3"),
        (1e-6, "0.000001"),
        (3.75e-5, "0.0000375"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_is_written_as_people_do(number: float, text: str) -> None:
    assert spelled(number) == text


def test_no_domain_has_an_exponent() -> None:
    domains = {argument.domain for function in FUNCTIONS.values() for argument in function.arguments}
    assert "a whole number, 0 to 1,000,000,000" in domains
    assert not [domain for domain in domains if "e+" in domain or "e-0" in domain]
