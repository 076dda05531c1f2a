"""What would change the answer: three changes that make the next alternative cost less than the advised one.

Read from the schedule of the two, at which each line is straight: requests, good answers, prices. ``moves`` searches
every driver instead, and for any other advice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

from xlcost.costs.decision import CRUMB_OF_MONEY
from xlcost.costs.schedule import Schedule
from xlcost.decision.advising import cheapest
from xlcost.decision.gates import Situation
from xlcost.decision.inputs import BASELINE
from xlcost.decision.planning import months_of
from xlcost.decision.wording import Sentence, sentence

#: Farther away a volume is no news.
_MOST: Final = 100.0


def changes(of: Situation, advised: str | None) -> tuple[str, ...]:
    """What makes the cheapest of the others cost less than the advised alternative, in sentences.

    Args:
        of: the case.
        advised: its letter; without an advice, or another alternative that can be had, there is nothing to say.
    """
    if advised is None:
        return ()
    meant = advised.lower()
    others = [letter for letter in of.schedules if letter != meant and math.isfinite(_total(of, letter))]
    if not others or not math.isfinite(_total(of, meant)):
        return ()
    next_best = others[cheapest([_total(of, letter) for letter in others], [True] * len(others))]
    change = _Change(of, meant, next_best)
    said = (
        [change.cheaper()] if change.costs <= CRUMB_OF_MONEY else [change.requests(), change.answers(), change.prices()]
    )
    return tuple(f"{words}." for words in said)


def _total(of: Situation, letter: str) -> float:
    return float(of.schedules[letter].present_total)


class _Change:
    """The advised alternative and the next one, and what lies between them."""

    def __init__(self, of: Situation, meant: str, other: str) -> None:
        months = months_of(of.values)
        self._of, self._meant, self._other = of, meant, other
        self._weights = [rate * factor for rate, factor in zip(months.exchange, months.discount, strict=True)]
        self.costs = _total(of, other) - _total(of, meant)
        self._names = {"other": of.offered[other].name, "advised": of.offered[meant].name}

    def _worth(self, of_month: Callable[[int], float]) -> float:
        """The present value of an amount of each month, reporting currency."""
        return math.fsum(weight * of_month(month) for month, weight in enumerate(self._weights))

    def cheaper(self) -> Sentence:
        """That nothing about its cost need change."""
        return sentence("change.cheaper" if self.costs < -CRUMB_OF_MONEY else "change.same", **self._names)

    def requests(self) -> Sentence:
        """The volume at which the order of the two turns; GPUs come whole, so theirs is no straight line."""
        hosts = {"self_host"} & {self._of.offered[letter].way for letter in (self._meant, self._other)}
        slope = self._per_volume(self._other) - self._per_volume(self._meant)
        factor = math.nan if hosts or abs(slope) <= CRUMB_OF_MONEY else 1.0 - self.costs / slope
        if not 0.0 < factor <= _MOST:
            return sentence("change.no_requests", **self._names)
        key = "change.more_requests" if factor > 1.0 else "change.fewer_requests"
        return sentence(key, requests=self._of.values["requests"] * factor, **self._names)

    def _per_volume(self, letter: str) -> float:
        """What the volume as it stands costs an alternative: tokens, fees and answers, not what is paid anyway."""
        made: Schedule = self._of.schedules[letter]
        return self._worth(lambda month: made.tokens[month] + made.fees[month] + made.quality[month])

    def answers(self) -> Sentence:
        """How many more good answers the next one must give."""
        values, share = self._of.values, float(self._of.share(self._other))
        shared = self._of.schedules[BASELINE].requests
        each = self._worth(lambda month: shared[month]) * share * values[f"{self._other}_bad_answer_cost"]
        points = self.costs / each if each else math.nan
        if not (points > 0.0 and points + values[f"{self._other}_success_rate"] <= 1.0):
            return sentence("change.no_answers", **self._names)
        return sentence("change.answers", points=points, **self._names)

    def prices(self) -> Sentence:
        """How much less its own tokens, or its GPUs, must cost."""
        own = sum(self._own_prices())
        fall = self.costs / own if own else math.nan
        if not 0.0 < fall < 1.0:
            return sentence("change.no_prices", **self._names)
        return sentence("change.prices", share=fall, **self._names)

    def _own_prices(self) -> Iterator[float]:
        made, base = self._of.schedules[self._other], self._of.schedules[BASELINE]
        left = 1.0 - float(self._of.share(self._other))
        if self._of.offered[self._other].way == "self_host":
            yield self._worth(lambda month: made.hosting[month])
        else:
            yield self._worth(lambda month: made.tokens[month])
            if left:
                yield -left * self._worth(lambda month: base.tokens[month])
