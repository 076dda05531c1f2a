"""The effects add up to the difference exactly, in fractions, whatever cells appear and vanish."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from xlcost.costs.variance import Cell, Effects, Side, Tokens, cost, variance


def fractions(*numbers):
    return Tokens(*(Fraction(str(number)) for number in numbers))


LARGE = fractions(3, "0.25", 0, 0, 15)
SMALL = fractions("0.5", "0.05", 0, 0, 2)
#: Contracted 2.8265625, listed 2.90 instead of 3.00.
LARGE_NOW, LARGE_LISTED = LARGE._replace(input=Fraction("2.8265625")), LARGE._replace(input=Fraction("2.9"))


def side(requests, tokens, prices, listed=None):
    return Side(Fraction(requests), fractions(*tokens), prices, listed or prices)


#: Support on two models, reports on a dear one, of which a part moved to a cheap one in between.
WORKED = [
    Cell("support", "large", side(20_000, (1400, 700, 0, 0, 400), LARGE), side(20_000, (1494, 1026, 0, 0, 471), LARGE)),
    Cell("support", "small", side(100_000, (1000, 0, 0, 0, 200), SMALL), side(140_000, (1160, 2040, 0, 0, 210), SMALL)),
    Cell(
        "reports",
        "large",
        side(50_000, (2250, 2000, 0, 0, 600), LARGE),
        side(40_000, (1200, 3050, 0, 0, 650), LARGE_NOW, LARGE_LISTED),
    ),
    Cell("reports", "small", None, side(23_000, (5000, 4000, 0, 0, 900), SMALL), SMALL),
]


def test_the_worked_example():
    effects = variance(WORKED, Fraction("0.02"), Fraction("0.05"))
    assert tuple(map(float, cost(WORKED))) == (1110.0, 1050.025)
    shown = {name: round(float(getattr(effects, name)), 6) for name in (*Effects.__slots__, "price")}
    assert shown == {
        "volume": 304.457143, "retries": 41.601681, "use_case_mix": -35.642157, "model_mix": -333.416667,
        "input_tokens": 171.5, "cache_shares": -254.25, "output_tokens": 54.1, "price": -8.325, "price_list": -4.8,
        "price_tier_and_discount": -3.525,
    }  # fmt: skip
    assert effects.total() == Fraction("-59.975")


def test_floats_say_the_same():
    plain = [
        cell._replace(**{name: _floats(getattr(cell, name)) for name in ("budget", "actual", "budget_day_prices")})
        for cell in WORKED
    ]
    effects = variance(plain, 0.02, 0.05)
    assert effects.total() == pytest.approx(-59.975, abs=1e-9)
    assert effects.price == pytest.approx(-8.325)


def _floats(value):
    if value is None:
        return None
    if isinstance(value, Tokens):
        return Tokens(*map(float, value))
    return Side(float(value.requests), *map(_floats, value[1:]))


def _random_cells(chance):
    def number(top):
        return Fraction(chance.randrange(top * 100), 100)

    def tokens(top):
        return Tokens(*(number(top) if chance.random() < 0.8 else Fraction(0) for _ in range(5)))

    def drawn():
        requests = Fraction(chance.choice([0, chance.randrange(1, 10**6)]))
        return Side(requests, tokens(5000), tokens(30), tokens(30) if chance.random() < 0.7 else None)

    cells = []
    for case in range(chance.randrange(1, 5)):
        for model in range(chance.randrange(1, 4)):
            there = chance.choice(["both", "both", "new", "gone"])
            budget, actual = drawn() if there != "new" else None, drawn() if there != "gone" else None
            cells.append(Cell(f"case {case}", f"model {model}", budget, actual, tokens(30)))
    return cells


@pytest.mark.parametrize("seed", range(20))
def test_the_effects_add_up_exactly(seed):
    chance = random.Random(seed)
    for _ in range(100):
        cells = _random_cells(chance)
        before, after = (Fraction(chance.randrange(30), 100) for _ in range(2))
        effects = variance(cells, before, after)
        budget, actual = cost(cells)
        assert effects.total() == actual - budget


def test_nothing_that_did_not_change_has_an_effect():
    same = [cell._replace(actual=cell.budget) for cell in WORKED if cell.budget]
    effects = variance(same, Fraction("0.02"), Fraction("0.02"))
    assert [getattr(effects, name) for name in Effects.__slots__] == [0] * 9


def test_only_more_requests_is_volume_alone():
    doubled = [cell._replace(actual=cell.budget._replace(requests=cell.budget.requests * 2)) for cell in WORKED[:3]]
    effects = variance(doubled)
    assert effects.volume == effects.total() == cost(doubled)[0]


def test_only_more_repeats_is_retries_alone():
    cells = [
        cell._replace(actual=cell.budget._replace(requests=cell.budget.requests * Fraction("1.1")))
        for cell in WORKED[:3]
    ]
    effects = variance(cells, Fraction(0), Fraction("0.1"))
    assert effects.volume == 0
    assert effects.retries == effects.total()


def test_only_dearer_tokens_is_price_alone():
    cells = [
        cell._replace(actual=cell.budget._replace(prices=Tokens(*(2 * price for price in cell.budget.prices))))
        for cell in WORKED[:3]
    ]
    effects = variance(cells)
    assert effects.price == effects.price_tier_and_discount == effects.total() == cost(cells)[0]


def test_a_case_without_a_plan_is_mix_and_volume():
    new = Cell("search", "small", None, side(1000, (10, 0, 0, 0, 5), SMALL), SMALL)
    effects = variance([*[cell._replace(actual=cell.budget) for cell in WORKED[:3]], new])
    assert effects.model_mix == 0
    assert effects.volume + effects.use_case_mix == effects.total()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (Cell("a", "m", None, None), "neither a budget nor an actual"),
        (Cell("a", "m", None, WORKED[0].actual), "no prices of the budget's day"),
    ],
)
def test_what_is_no_cell(cell, message):
    with pytest.raises(ValueError, match=message):
        variance([cell])
