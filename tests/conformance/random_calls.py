"""Random calls of every function, most of which have a number for an answer: drawn from a seed, a thousand in a moment.

Like ``strategies``, whose kinds of amounts these are (see there why), but with a few price ranges that have nearly every
price asked for: what hypothesis draws there is a missing price nineteen times of twenty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final

HEADER: Final = [
    "model", "provider", "tier", "above_tokens", "input", "output", "cache_read", "cache_write", "cache_write_1h",
    "training", "training_minimum", "effective_from", "effective_to",
]  # fmt: skip
Call = tuple[str, list[Any]]
_MODELS: Final = ("a", "b", "c", "ft:a")
_TIERS: Final = (None, "batch", "flex", "flex-batch")
_ASKED: Final = ("a", "b", "c", "acme/a", "acme/b", "a@flex", "acme/a@batch", "ft:a", "globex/a")
_FIRST: Final = date(2024, 1, 1)


def price_range(chance: Random) -> list[list[Any]]:
    """The prices of one maker, of which a few are missing, change on a day, or rise with the length of a prompt."""
    lines: list[list[Any]] = [HEADER]
    for model in _MODELS:
        for tier in _TIERS:
            change = _FIRST + timedelta(days=chance.randint(1, 900))
            spans: list[tuple[date, date | None]] = [(_FIRST, None)]
            if chance.random() < 0.3:
                spans = [(_FIRST, change), (change, None)]
            for begins, ends in spans:
                for above in (None, 128_000) if chance.random() < 0.3 else (None,):
                    fees = [_often(chance, _price(chance)) if above is None else None for _ in range(2)]
                    prices = [_often(chance, _price(chance), 0.95) for _ in range(5)]
                    lines.append([model, "acme", tier, above, *prices, *fees, begins, ends])
    return lines


def _often(chance: Random, value: Any, share: float = 0.8) -> Any:
    return value if chance.random() < share else None


def _price(chance: Random) -> float:
    return chance.randint(0, 200_000) / 1_000


def _usd(chance: Random) -> float:
    return chance.randint(0, 10_000_000) / 100


def _whole(chance: Random) -> int:
    return chance.randint(0, 1_000_000)


def _share(chance: Random) -> float:
    return chance.choice([0, 1, 0.25, chance.randint(0, 10_000) / 10_000])


def _rate(chance: Random) -> float:
    return chance.randint(0, 20_000) / 10_000


def _day(chance: Random) -> date:
    return _FIRST + timedelta(days=chance.randint(0, 1_000))


def _cache(chance: Random) -> tuple[float, float, float]:
    """Shares in 64ths, which float64 adds exactly."""
    read = chance.randint(0, 64)
    write = chance.randint(0, 64 - read)
    return read / 64, write / 64, chance.choice([0, chance.randint(0, 64 - read - write)]) / 64


def _never(chance: Random) -> Any:
    return chance.choice([None, "never", 999])


def _workload(chance: Random) -> list[Any]:
    return [chance.randint(0, 10**9), chance.choice([chance.randint(0, 1_000_000), 800]), chance.randint(0, 100_000)]


class Calls:
    """Draws calls; the price ranges are drawn first, and each serves many."""

    def __init__(self, seed: int, ranges: int = 12) -> None:
        self._chance = Random(seed)
        self.ranges = [price_range(self._chance) for _ in range(ranges)]

    def draw(self, counts: dict[str, int]) -> Iterator[Call]:
        """So many calls of each function."""
        for function, count in counts.items():
            draw: Callable[[Random], list[Any]] = getattr(self, f"_{function.lower()}")
            for _ in range(count):
                yield function, draw(self._chance)

    def _prices(self, chance: Random) -> list[list[Any]]:
        return chance.choice(self.ranges)

    def _token_price(self, chance: Random) -> list[Any]:
        kinds = ["input", "output", "cache_read", "cache_write_1h", "training", "training_minimum"]
        return [chance.choice(_ASKED), chance.choice(kinds), _day(chance), self._prices(chance)]

    def _prompt_cost(self, chance: Random) -> list[Any]:
        read, write, kept = _cache(chance)
        treatment = [read, write, _share(chance), _rate(chance)]
        prices = self._prices(chance)
        return [chance.choice(_ASKED), *_workload(chance), *treatment, _day(chance), prices, kept]

    def _prompt_cost_breakdown(self, chance: Random) -> list[Any]:
        return self._prompt_cost(chance)

    def _finetune_cost(self, chance: Random) -> list[Any]:
        _, *treatment = self._prompt_cost(chance)
        uplift = chance.randint(-9_900, 30_000) / 10_000
        own = [uplift, _usd(chance), _rate(chance), _usd(chance), _usd(chance)]
        model = chance.choice([*_MODELS, "a@flex", "acme/b"])
        return [model, *treatment[:3], *own, *treatment[3:]]

    def _finetune_cost_breakdown(self, chance: Random) -> list[Any]:
        return self._finetune_cost(chance)

    def _cost_ranking(self, chance: Random) -> list[Any]:
        read, write, kept = _cache(chance)
        own = [chance.choice([None, 1, 3]), read, write, _share(chance), _rate(chance)]
        return [*_workload(chance), *own, _day(chance), self._prices(chance), kept]

    def _training_cost(self, chance: Random) -> list[Any]:
        counts = [chance.randint(0, 10**6), chance.randint(0, 10_000), _often(chance, chance.randint(0, 10))]
        return [chance.choice(_ASKED), *counts, chance.randint(0, 10**6), _day(chance), self._prices(chance)]

    def _finetune_upfront(self, chance: Random) -> list[Any]:
        rest = [_usd(chance), _rate(chance), _usd(chance), _usd(chance)]
        return [_usd(chance), _usd(chance), *(_often(chance, value) for value in rest)]

    def _self_host_price(self, chance: Random) -> list[Any]:
        return [_usd(chance), chance.randint(1, 10**6), chance.randint(1, 10_000) / 10_000]

    def _breakeven_months(self, chance: Random) -> list[Any]:
        while True:
            upfront, prompting, rate = _whole(chance), _whole(chance), _rate(chance)
            tuned = chance.choice([_whole(chance), chance.randint(0, prompting)])
            saving, monthly = prompting - tuned, math.expm1(math.log1p(rate) / 12)
            if saving <= 0 or abs(1 - upfront * monthly / saving) > 0.01:  # at 1 the answer turns infinite
                return [upfront, prompting, tuned, rate, _never(chance)]

    def _breakeven_requests(self, chance: Random) -> list[Any]:
        prompting, months = chance.randint(0, 100_000), chance.randint(1, 60)
        tuned = chance.choice([chance.randint(0, 100_000), chance.randint(0, prompting)])
        # an upfront of a whole amount a month, so that the sum is exact
        upfront, fixed = chance.randint(0, 10_000) * months, [_whole(chance), _whole(chance)]
        return [upfront, prompting / 2**20, tuned / 2**20, *fixed, months, _never(chance)]

    def _breakeven_price_ratio(self, chance: Random) -> list[Any]:
        while True:
            prompting = chance.randint(1, 1_000_000)
            fixed = chance.choice([_whole(chance), chance.randint(0, prompting)])
            if fixed == prompting or abs(1 - fixed / prompting) > 0.001:
                return [prompting, chance.randint(-9_900, 30_000) / 10_000, fixed, _never(chance)]

    def _payback_month(self, chance: Random) -> list[Any]:
        months = chance.randint(1, 24)
        prompting = [[_whole(chance) for _ in range(months)]]
        tuned = [[chance.choice([_whole(chance), chance.randint(0, cost)]) for cost in prompting[0]]]
        which = chance.choice(["first", "last", None])
        return [prompting, tuned, chance.randint(0, 2_000_000), chance.choice([0, 0.1, 0.37]), which, _never(chance)]

    def _cost_forecast(self, chance: Random) -> list[Any]:
        growth = chance.randint(-5_000, 5_000) / 10_000
        return [_usd(chance), chance.randint(1, 24), growth, _often(chance, _share(chance))]

    def _confidence(self, chance: Random) -> Any:
        return chance.choice([None, 0.8, 0.9, 0.95, 0.99])

    def _evidence(self, chance: Random) -> list[Any]:
        base, tuned = chance.randint(1, 5_000), chance.randint(1, 5_000)
        passes = chance.randint(0, base), chance.randint(0, tuned)
        return [passes[0], base, passes[1], tuned, chance.choice([None, 0.02]), self._confidence(chance)]

    def _evidence_paired(self, chance: Random) -> list[Any]:
        cases = chance.randint(1, 300)
        tuned = chance.randint(0, cases)
        return [tuned, chance.randint(0, cases - tuned), cases, chance.choice([None, 0.02]), self._confidence(chance)]

    def _evidence_cases(self, chance: Random) -> list[Any]:
        shares = [chance.randint(0, 500) / 1_000, chance.randint(1, 499) / 1_000]
        return [*shares, self._confidence(chance), self._confidence(chance)]

    def _quality_cost(self, chance: Random) -> list[Any]:
        rest = [_usd(chance), _share(chance), _rate(chance), _usd(chance)]
        return [chance.randint(0, 10**9), _share(chance), *(_often(chance, value) for value in rest)]

    def _cost_per_success(self, chance: Random) -> list[Any]:
        return [_usd(chance), chance.randint(0, 10**9), _share(chance)]

    def _finetune_advice(self, chance: Random) -> list[Any]:
        return [*self._finetune_reasons(chance), _often(chance, chance.randint(0, 50_000))]

    def _finetune_reasons(self, chance: Random) -> list[Any]:
        asked = [chance.choice([True, False, None]) for _ in range(2)]
        return [chance.randint(0, 50_000), chance.random() < 0.8, _whole(chance), _whole(chance), *asked]
