"""``help(xlcost.prompt_cost)``: what is declared of a function, as a docstring that a person reads."""

from __future__ import annotations

import inspect

import pytest

import xlcost
from xlcost.functions import FUNCTIONS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_help_has_every_argument_and_error(name: str) -> None:
    function = FUNCTIONS[name]
    text = " ".join((inspect.getdoc(getattr(xlcost, function.python_name)) or "").split())
    assert text.startswith(function.summary)
    for argument in function.arguments:
        assert f"{argument.name}: {' '.join(argument.help.split())}" in text
    for error, why in function.errors.items():
        assert f"{error}: {' '.join(why.split())}" in text


def test_the_signature_is_plain() -> None:
    signature = str(inspect.signature(xlcost.prompt_cost))
    assert signature.startswith(
        "(model: str, requests: float, input_tokens: float, output_tokens: float, cached_share: f"
    )
    assert signature.endswith(" -> float")
    assert "Argument" not in signature


def test_the_help_is_laid_out_as_docstrings_are() -> None:
    lines = (inspect.getdoc(xlcost.token_price) or "").splitlines()
    assert [line for line in lines if line in {"Args:", "Returns:", "Raises:"}] == ["Args:", "Returns:", "Raises:"]
    assert max(map(len, lines)) <= 120
