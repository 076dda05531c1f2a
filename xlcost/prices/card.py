"""The rate card of one model in one tier on one day, and the rule which of its lines a request is billed at.

The rule, stated here once; look-up, columns, worksheet and LAMBDAs all follow it:

- A request with more input tokens than a line's ``above_tokens`` is billed whole at the line with the largest such
  threshold, else at the line without one. Where the model's standard tier has such a line and the tier asked for has
  none, that tier has no published price for so long a request.
- A blank cache price is the line's input price where the model's own standard line leaves it blank too: the maker
  sells no cache discount. Where the standard line has one, the blank is an unpublished price; so is a tuned model's
  blank cache read, and every blank hour of cache writes.
- Any other blank price is unpublished. A tier without a line is never billed at another tier's price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import nextafter
from typing import Final, NamedTuple

from xlcost.costs import TokenPrices
from xlcost.prices.lines import STANDARD, FeeLine, Line, PriceLine, batch_of, in_effect, is_tuned

_INFINITE: Final = float("inf")


class Rate(NamedTuple):
    """What a request is billed at: a price line, and its prices once the blank cache prices are settled.

    ``published`` has None where a price is not published; ``usual`` is the same without one-hour cache writes, None
    where any other price is missing.
    """

    line: PriceLine
    published: TokenPrices
    usual: TokenPrices | None


class Step(NamedTuple):
    """The rates of requests with more input tokens than ``above``; None where the tier has none."""

    above: float
    standard: Rate | None
    batch: Rate | None


class Card(NamedTuple):
    """What a model costs in one tier, from ``effective_from`` until the day before ``effective_to``."""

    provider: str
    model: str
    tier: str
    effective_from: date | None
    effective_to: date | None  # the next day on which anything on the card changes
    steps: tuple[Step, ...]  # the longest requests first
    lines: tuple[PriceLine, ...]  # the tier's own lines in effect, the shortest requests first
    batch_lines: tuple[PriceLine, ...]
    fees: Mapping[str, FeeLine]

    def step(self, input_tokens: float) -> Step:
        """The rates of a request with so many input tokens."""
        for step in self.steps:
            if input_tokens > step.above:
                return step
        return self.steps[-1]

    @property
    def base(self) -> PriceLine | None:
        """The line of requests of ordinary length."""
        return next((line for line in self.lines if line.above_tokens is None), None)

    def published(self, kind: str) -> float | None:
        """One price or fee of the card, as it is published: of a request of ordinary length; None if it is not."""
        fee = self.fees.get(kind)
        if fee is not None:
            return fee.usd
        price: float | None = getattr(self.base, kind, None)
        return price

    @property
    def name(self) -> str:
        """``provider/model@tier``; neither a missing provider nor the standard tier is written."""
        name = f"{self.provider}/{self.model}" if self.provider else self.model
        return name if self.tier == STANDARD else f"{name}@{self.tier}"

    def why_not_published(self, kind: str) -> str:
        """Why the card has no price of a kind, in words."""
        since = f" (line of {self.base.effective_from})" if self.base and self.base.effective_from else ""
        return f"{self.name} has no published {kind} price{since}"

    def why_no_rate(self, tier: str, input_tokens: float) -> str:
        """Why a request of this length cannot be billed in the card's own tier or its batch tier, in words.

        It names the step that the request is billed at, not the request: all requests of a step lack the same price.
        """
        lines = self.lines if tier == self.tier else self.batch_lines
        above = self.step(input_tokens).above
        following = min((step.above for step in self.steps if step.above > above), default=None)
        length = ""
        if lines and above > 0:
            length = f" for requests of more than {above:,.0f} input tokens"
        elif lines and following is not None:
            length = f" for requests of at most {following:,.0f} input tokens"
        return f"{self._replace(tier=STANDARD).name} has no published {tier} price{length}"


def cards(lines: Sequence[PriceLine], fees: Sequence[FeeLine], tier: str) -> tuple[list[date], list[Card | None]]:
    """A model's cards of one tier and the days on which they begin, ascending; None for days without prices.

    ``lines`` and ``fees`` are all of the model's.
    """
    own = [line for line in lines if line.tier == tier]
    own_fees = [fee for fee in fees if fee.tier == tier]
    batch = [line for line in lines if line.tier == batch_of(tier)]
    standard = own if tier == STANDARD else [line for line in lines if line.tier == STANDARD]
    starts = _days_of_change([*own, *own_fees, *batch, *standard])
    found = []
    for start, following in zip(starts, [*starts, None][1:], strict=True):
        found.append(
            _card(
                tier,
                (start if start > date.min else None, following),
                tuple(line for line in own if in_effect(line, start)),
                tuple(line for line in batch if in_effect(line, start)),
                [line for line in standard if in_effect(line, start)],
                [fee for fee in own_fees if in_effect(fee, start)],
            )
        )
    return starts, found


def _days_of_change(lines: Iterable[Line]) -> list[date]:
    days = {line.effective_from or date.min for line in lines}
    return sorted(days | {line.effective_to for line in lines if line.effective_to})


def _card(
    tier: str,
    days: tuple[date | None, date | None],
    own: tuple[PriceLine, ...],
    batch: tuple[PriceLine, ...],
    standard: Sequence[PriceLine],
    fees: Sequence[FeeLine],
) -> Card | None:
    if not own and not fees:
        return None
    one: Line = own[0] if own else fees[0]
    thresholds = {line.above_tokens or 0.0 for line in (*own, *batch, *standard)} | {0.0}
    base = _line_for(standard, 0.0) or _line_for(own, 0.0)
    steps = tuple(
        Step(
            above if above else -1.0,  # a request without input tokens is not above 0
            _rate(own, standard, base, nextafter(above, _INFINITE)),
            _rate(batch, standard, base, nextafter(above, _INFINITE)),
        )
        for above in sorted(thresholds, reverse=True)
    )
    return Card(one.provider, one.model, tier, *days, steps, own, batch, {fee.fee: fee for fee in fees})


def _line_for(lines: Sequence[PriceLine], input_tokens: float) -> PriceLine | None:
    """The line with the largest threshold below a request's input tokens, else the one without a threshold."""
    reached = [line for line in lines if line.above_tokens is None or line.above_tokens < input_tokens]
    return max(reached, key=lambda line: line.above_tokens or 0.0, default=None)


def _rate(
    lines: Sequence[PriceLine], standard: Sequence[PriceLine], base: PriceLine | None, input_tokens: float
) -> Rate | None:
    line, usual = _line_for(lines, input_tokens), _line_for(standard, input_tokens)
    if line is None or (usual is not None and usual.above_tokens and not line.above_tokens):
        return None
    read, write = line.cache_read, line.cache_write
    if read is None and base is not None and base.cache_read is None and not is_tuned(line.model):
        read = line.input
    if write is None and base is not None and base.cache_write is None:
        write = line.input
    published = TokenPrices(line.input, line.output, read, write, line.cache_write_1h)
    return Rate(line, published, None if None in published[:4] else published._replace(cache_write_1h=0.0))
