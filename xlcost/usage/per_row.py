"""``price_usage``: the costs of a usage log, and what could not be priced."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcost import costs
from xlcost.errors import BadArgument, OutOfDomain, PriceUnavailable, XlcostError
from xlcost.functions.arguments import price_table
from xlcost.functions.arrays import Coded
from xlcost.functions.coercion import day
from xlcost.functions.columns import NO_CARD, token_price_columns
from xlcost.functions.lookup import catalogue, prices_on_card
from xlcost.prices import Card
from xlcost.prices.context import most_input_tokens, why_no_request
from xlcost.quantities import plural
from xlcost.usage.frame import Usage, read
from xlcost.usage.stretches import Codes, Outcome, outcomes

#: Requests priced at a time: few enough that their columns stay in the processor's cache.
_CHUNK: Final = 16_384
#: Reasons named in one error, the most frequent first; a frame of a million misspelt names has as many.
_NAMED: Final = 20


def price_usage(
    frame: pd.DataFrame,
    *,
    as_of: date | str | float | None = None,
    prices: Any = None,
    unknown: Literal["raise", "column"] = "raise",
) -> pd.DataFrame:
    """What each request of a usage log costs, at the prices of its own model and day.

    Args:
        frame: one request a row, in the columns
            ``model`` (text: anything that ``prompt_cost`` takes),
            ``input_tokens`` (everything sent, tokens read from or written to the cache included), ``output_tokens``
            and, where there, ``cached_tokens``, ``cache_write_tokens``,
            ``batch`` (whether it went through the batch API),
            ``timestamp`` (dates, times or ISO texts; UTC where they have no time zone). It is not changed.
        as_of: the date whose prices are meant for every request, whatever its timestamp; without it each request is
            priced at its timestamp, or at the date of the price snapshot where there is no such column.
        prices: a price table as for ``prompt_cost``, which is then the only source.
        unknown: what to do with requests that cannot be priced (unknown model, no price on that day, a price that is
            not published): "raise" one error that names them all, or put the reason in a "column".

    Returns:
        A copy with the columns ``cost`` (USD), ``price_row`` (provider/model@day since when that price holds) and, with
        ``unknown="column"``, ``price_error``: the reason where ``cost`` is NaN. Nothing is ever priced at zero for want
        of a price.

    Raises:
        BadArgument: a column is missing or in the way, or has values that are no token counts, dates or truth values.
        PriceUnavailable: requests cannot be priced; names each reason, how many requests it has, and near names.
    """
    if unknown not in ("raise", "column"):
        raise BadArgument(f'unknown must be "raise" or "column", not {unknown!r}')
    usage = read(frame, dated=as_of is None)
    table = catalogue(None if prices is None else price_table(prices, "prices"))
    codes, found = outcomes(table, usage, None if as_of is None else day(as_of, "as_of"))
    cost = _costs(Coded(codes, [card if isinstance(card, Card) else NO_CARD for card in found]), usage)
    cost[_no_requests(codes, found, usage)] = np.nan
    problems = _problems(np.flatnonzero(~np.isfinite(cost)), codes, found, usage)
    if problems.reasons and unknown == "raise":
        raise PriceUnavailable(_refusal(problems, len(frame)))
    cost[problems.places] = np.nan
    columns: dict[str, Any] = {"cost": cost, "price_row": _price_rows(codes, found)}
    if unknown == "column":
        columns["price_error"] = _errors(problems, len(frame))
    return frame.assign(**columns)


def _costs(cards: Coded, usage: Usage) -> npt.NDArray[np.float64]:
    """USD of each request; NaN or infinite where a price is missing."""
    cost = np.empty(len(cards.codes))
    with np.errstate(all="ignore"):
        for start in range(0, len(cost), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            input_tokens, output_tokens, cached, written, batch = (
                column[chunk] if isinstance(column, np.ndarray) else column
                for column in (
                    usage.input_tokens,
                    usage.output_tokens,
                    usage.cached_tokens,
                    usage.cache_write_tokens,
                    usage.batch,
                )
            )
            chunk_cards = cards._replace(codes=cards.codes[chunk])
            standard, at_batch = token_price_columns(
                chunk_cards, input_tokens, output_tokens, cached, written, 0.0, batch
            )
            cost[chunk] = costs.usage_cost(standard, at_batch, input_tokens, output_tokens, cached, written, batch)
    return cost


def _no_requests(codes: Codes, found: list[Outcome], usage: Usage) -> Codes:
    """The rows that have more input tokens than one request to their model can have."""
    most = _windows(found)
    above = np.flatnonzero(usage.input_tokens > most.min(initial=np.inf))  # no row, as a rule
    return above[usage.input_tokens[above] > most[codes[above]]]


def _windows(found: list[Outcome]) -> npt.NDArray[np.float64]:
    return np.array(
        [most_input_tokens(card.provider, card.model) if isinstance(card, Card) else np.inf for card in found]
    )


class _Problems(NamedTuple):
    """The requests without a cost: their rows, which reason each has, and the reasons, the most frequent first."""

    places: Codes
    numbers: Codes
    reasons: list[str]


def _problems(places: Codes, codes: Codes, found: list[Outcome], usage: Usage) -> _Problems:
    """Why the requests in some rows have no cost; what is alike is asked once."""
    input_tokens, output_tokens = usage.input_tokens[places], usage.output_tokens[places]
    batch = usage.batch[places] if isinstance(usage.batch, np.ndarray) else np.zeros(len(places), dtype=bool)
    cached, written = (
        column[places] if isinstance(column, np.ndarray) else np.zeros(len(places))
        for column in (usage.cached_tokens, usage.cache_write_tokens)
    )
    too_long = input_tokens > _windows(found)[codes[places]]
    alike = codes[places]
    for number in range(max((len(card.steps) for card in found if isinstance(card, Card)), default=1) - 1):
        steps = [card.steps[:-1] if isinstance(card, Card) else () for card in found]
        above = np.array([each[number].above if number < len(each) else np.inf for each in steps])
        alike = alike * 2 + (input_tokens > above[codes[places]])
    for difference in (too_long, batch, input_tokens > 0.0, output_tokens > 0.0, cached > 0.0, written > 0.0):
        alike = alike * 2 + difference
    _, first, kinds, counts = np.unique(alike, return_index=True, return_inverse=True, return_counts=True)
    numbers = np.zeros(len(first), dtype=np.intp)
    reasons: dict[str, int] = {}
    for rank, kind in enumerate(np.argsort(-counts, kind="stable").tolist()):
        place = first[kind]
        quantities = [float(column[place]) for column in (input_tokens, output_tokens, cached, written)]
        error = _reason(found[codes[places[place]]], quantities, float(batch[place]))
        # near names take milliseconds to find, so only the errors that people see have them
        numbers[kind] = reasons.setdefault(str(error) if rank < _NAMED else str(error.args[0]), len(reasons))
    return _Problems(places, numbers[kinds], list(reasons))


def _reason(outcome: Outcome, quantities: list[float], batch: float) -> XlcostError:
    if isinstance(outcome, XlcostError):
        return outcome
    input_tokens, output_tokens, cached, written = quantities
    if input_tokens > most_input_tokens(outcome.provider, outcome.model):
        return PriceUnavailable(why_no_request(outcome.provider, outcome.model, input_tokens))
    try:
        prices_on_card(outcome, input_tokens, output_tokens, cached, written, 0.0, batch)
    except XlcostError as error:
        return error
    return OutOfDomain(f"{outcome.name}: the cost is too large for a number")


def _refusal(problems: _Problems, total: int) -> str:
    counts = np.bincount(problems.numbers).tolist()
    named = [f"{reason} ({plural(count, 'row')})" for reason, count in zip(problems.reasons[:_NAMED], counts)]
    more = len(problems.reasons) - _NAMED
    rest = [f'{plural(more, "more reason")}: unknown="column" lists all'] if more > 0 else []
    return f"{len(problems.places):,} of {plural(total, 'row')} cannot be priced: {'; '.join([*named, *rest])}"


def _errors(problems: _Problems, total: int) -> pd.Categorical[str]:
    codes = np.full(total, -1, dtype=np.intp)
    codes[problems.places] = problems.numbers
    return pd.Categorical.from_codes(codes, pd.Index(problems.reasons, dtype=object))


def _price_rows(codes: Codes, found: list[Outcome]) -> pd.Categorical[str]:
    names = {place: _price_name(card) for place, card in enumerate(found) if isinstance(card, Card)}
    category = np.full(len(found), -1, dtype=np.intp)
    distinct = list(dict.fromkeys(names.values()))
    category[list(names)] = [distinct.index(name) for name in names.values()]
    return pd.Categorical.from_codes(category[codes], pd.Index(distinct, dtype=object))


def _price_name(card: Card) -> str:
    since = card.base.effective_from if card.base else card.effective_from
    return f"{card.name}@{since}" if since else card.name
