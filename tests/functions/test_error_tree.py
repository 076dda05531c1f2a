"""One tree of exceptions: the same conditions in Python and in a cell, each with its Excel error."""

from __future__ import annotations

import pickle

import pytest

import xlcost
from xlcost import errors
from xlcost.errors import NA, NUM, VALUE, XlcostError
from xlcost.functions import call

PRICES = [
    ["model", "provider", "input", "output", "effective_from", "effective_to"],
    ["known", "acme", 3.0, 15.0, "2025-01-01", "2026-01-01"],
    ["broken", "acme", "#DIV/0!", 15.0, None, None],
    ["twin", "globex", 3.0, 15.0, None, None],
    ["twin", "initech", 3.0, 15.0, None, None],
]
JUNE = "2025-06-09"

#: What happened -> the exception, the builtin that it also is, what a cell shows, TOKEN_PRICE's arguments.
CONDITIONS = {
    "wrong type": (errors.BadArgument, ValueError, VALUE, [5, "input", JUNE, PRICES]),
    "blank": (errors.BadArgument, ValueError, VALUE, [None, "input", JUNE, PRICES]),
    "unknown kind": (errors.BadArgument, ValueError, VALUE, ["known", "inputs", JUNE, PRICES]),
    "malformed date": (errors.BadArgument, ValueError, VALUE, ["known", "input", "June", PRICES]),
    "malformed price range": (errors.BadArgument, ValueError, VALUE, ["known", "input", JUNE, [["model"], ["a"]]]),
    "number that is no date": (errors.OutOfDomain, ValueError, NUM, ["known", "input", -1, PRICES]),
    "unknown model": (errors.UnknownModel, LookupError, NA, ["unknown", "input", JUNE, PRICES]),
    "ambiguous model": (errors.AmbiguousModel, LookupError, NA, ["twin", "input", JUNE, PRICES]),
    "before the first price": (errors.NoPriceInEffect, LookupError, NA, ["known", "input", "2024-12-31", PRICES]),
    "after retirement": (errors.NoPriceInEffect, LookupError, NA, ["known", "input", "2026-01-01", PRICES]),
    "price not published": (errors.PriceNotPublished, LookupError, NA, ["known", "training", JUNE, PRICES]),
    "error in an argument": (errors.ErrorInArgument, XlcostError, "#NULL!", ["#NULL!", "input", JUNE, PRICES]),
    "error in the price range": (errors.ErrorInArgument, XlcostError, "#DIV/0!", ["broken", "input", JUNE, PRICES]),
}


@pytest.mark.parametrize(("exception", "builtin", "shown", "args"), CONDITIONS.values(), ids=CONDITIONS)
def test_what_raises_in_python_is_an_error_in_a_cell(exception, builtin, shown, args):
    with pytest.raises(exception) as raised:
        xlcost.token_price(*args)
    assert isinstance(raised.value, builtin)
    assert isinstance(raised.value, XlcostError)
    assert raised.value.excel == shown
    assert call("TOKEN_PRICE", args) == shown


@pytest.mark.parametrize(("exception", "builtin", "shown", "args"), CONDITIONS.values(), ids=CONDITIONS)
def test_the_text_is_one_line_that_says_what_and_where(exception, builtin, shown, args):
    with pytest.raises(exception) as raised:
        xlcost.token_price(*args)
    assert 10 < len(str(raised.value)) < 300
    assert "\n" not in str(raised.value)


def test_never_is_an_arithmetic_error():
    with pytest.raises(errors.NoBreakEven, match=r"^never: ") as raised:
        xlcost.breakeven_months(4_500, 450, 540)
    assert isinstance(raised.value, ArithmeticError)
    assert raised.value.excel == call("BREAKEVEN_MONTHS", [4_500, 450, 540]) == NUM


def test_sizes_that_do_not_fit():
    with pytest.raises(errors.SizesDoNotFit, match=r"^row 3: the ranges have different sizes") as raised:
        xlcost.finetune_upfront([1, 2, 3], [1, 2])
    assert raised.value.excel == NA


def test_prices_that_cannot_be_given_are_one_family():
    for kind in (errors.UnknownModel, errors.AmbiguousModel, errors.NoPriceInEffect, errors.PriceNotPublished):
        assert issubclass(kind, errors.PriceUnavailable)
    assert errors.PriceUnavailable.excel == NA


def test_an_unknown_model_suggests_the_nearest_names():
    with pytest.raises(errors.UnknownModel, match=r"^unknown model knwon; nearest: known$"):
        xlcost.token_price("knwon", prices=PRICES)


def test_near_names_are_looked_for_only_when_the_text_is_read():
    asked = []
    error = errors.UnknownModel("unknown model x", lambda: asked.append(1) or ["y", "z"])
    assert asked == []
    assert str(error) == str(error) == "unknown model x; nearest: y, z"
    assert asked == [1]


EVERY = [
    errors.BadArgument("text"),
    errors.OutOfDomain("text"),
    errors.NoBreakEven("text"),
    errors.UnknownModel("text", lambda: ["near"]),
    errors.AmbiguousModel("text"),
    errors.NoPriceInEffect("text"),
    errors.PriceNotPublished("text"),
    errors.ErrorInArgument("#REF!", "model"),
    errors.SizesDoNotFit("text"),
    errors.BadFile("text"),
]


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_every_exception_travels_between_processes(error):
    copied = pickle.loads(pickle.dumps(error))
    assert (type(copied), str(copied), copied.excel) == (type(error), str(error), error.excel)


def test_there_is_no_exception_that_these_tests_forgot():
    def family(kind):
        return {kind}.union(*map(family, kind.__subclasses__()))

    ours = {kind for kind in family(XlcostError) if kind.__module__ == errors.__name__}
    assert ours - {XlcostError, errors.PriceUnavailable} == {type(error) for error in EVERY}
