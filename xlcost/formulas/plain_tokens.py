"""Tokens and training in plain Excel formulas: rows of Prices, and arithmetic. Audit holds our functions to it."""

from __future__ import annotations

from typing import Final, NamedTuple

ROW: Final = "(ROW({prices.model})-ROW({prices.model:row0}))"


#: The inputs that Shares refers to.
SHARES: Final = ("cached_share", "cache_write_share", "cache_write_1h_share", "batch_share", "retry_rate")


class Shares(NamedTuple):
    """References to what the tokens of a request are billed as, and to how requests are sent."""

    cached: str
    written: str
    written_1h: str
    batch: str
    retry: str


def line_in_effect(model: str, tier: str, day: str, above: str = '{prices.above_tokens}="n/a"') -> str:
    """The row of Prices of a model and tier on a day, 0 where there is none.

    ``above`` picks the length: requests of ordinary length, or those of a threshold that they exceed.
    """
    return (
        f"SUMPRODUCT(({{prices.model}}={model})*({{prices.tier}}={tier})*({{prices.effective_from}}<={day})"
        f"*({{prices.effective_to}}>{day})*({above})*{ROW})"
    )


def longer_line(model: str, tier: str, day: str, tokens: str) -> str:
    """The same for requests of so many input tokens, where they exceed a threshold."""
    return line_in_effect(model, tier, day, f"{tokens}>{{prices.above_tokens}}")


def length_line(model: str, tier: str, day: str, tokens: str) -> str:
    """``longer_line``, but -1 where the standard tier has prices for so long a request and this one has none."""
    own, usual = longer_line(model, tier, day, tokens), longer_line(model, '"standard"', day, tokens)
    return f"IF({own}>0,{own},-1*({usual}>0))"


def usual_line(model: str, tier: str, day: str, row: str) -> str:
    """The row of the standard tier, which says whether the model sells cache discounts; its own where there is none."""
    usual = line_in_effect(model, '"standard"', day)
    return f'IF({tier}="standard",{row},IF({usual}=0,{row},{usual}))'


def batch_tier(tier: str) -> str:
    """The tier of a tier's batch prices."""
    if tier.startswith('"'):
        return '"batch"' if tier == '"standard"' else f'{tier[:-1]}-batch"'
    return f'IF({tier}="standard","batch",{tier}&"-batch")'


def request(row: str, base: str, model: str, tokens_in: str, tokens_out: str, shares: Shares) -> str:
    """A million requests at the prices of a row of Prices; an error where a price that they need is not published.

    A blank cache price is the input price where the model sells no such discount at all: ``base`` is the row that
    says so. That of an hour has no such stand-in. ``model`` is "" for one that is known not to be tuned.
    """

    def price(kind: str, at: str = row) -> str:
        return f"INDEX({{prices.{kind}}},{at})"

    def cache(kind: str, share: str, sold: str) -> str:
        blank = f"IF({sold},NA(),{price('input')})" if sold else "NA()"
        return f"IF({share}=0,0,{share}*IF(ISNUMBER({price(kind)}),{price(kind)},{blank}))"

    read_sold = f"ISNUMBER({price('cache_read', base)})"
    if model:
        read_sold = f'OR({read_sold},ISNUMBER(SEARCH("/ft:",{model})))'
    written_sold = f"ISNUMBER({price('cache_write', base)})"
    uncached = f"(1-{shares.cached}-{shares.written}-{shares.written_1h})*{price('input')}"
    return (
        f"(IF({tokens_in}=0,0,{tokens_in}*({uncached}+{cache('cache_read', shares.cached, read_sold)}"
        f"+{cache('cache_write', shares.written, written_sold)}"
        f"+{cache('cache_write_1h', shares.written_1h, '')}))+{tokens_out}*{price('output')})"
    )


def bill(requests: str, standard: str, batch: str, shares: Shares) -> str:
    """The tokens of some requests, from what a million cost one by one and as a batch."""
    batched = f"IF({shares.batch}=0,0,{shares.batch}*{batch})"
    return f"{requests}*(1+{shares.retry})*((1-{shares.batch})*{standard}+{batched})/1000000"
