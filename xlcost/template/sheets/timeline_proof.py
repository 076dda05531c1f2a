"""The proof of Timeline: tokens and training of each month once more, without a function of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.formulas.plain_tokens import (
    Shares,
    batch_tier,
    bill,
    length_line,
    line_in_effect,
    longer_line,
    request,
    usual_line,
)
from xlcost.template.records import Block, Heading
from xlcost.template.sheets.live import LISTED_RUN
from xlcost.template.sheets.month_rows import NOT_AVAILABLE, SUM, TRAINER_BASE, TRAINER_TIER, USD, MonthRows
from xlcost.template.ways import WAYS, Way

PROOF: Final = "Proof in plain Excel: rows of Prices, and arithmetic"


def proof(months: int) -> Iterator[Block]:
    """The rows of the proof, for so many months."""
    yield Heading(PROOF)
    for way in WAYS:
        if way.kind != "self_host":
            yield from _plain_tokens(MonthRows(months, way).row, way)
        if way.has("training_model"):
            yield from _plain_training(MonthRows(months, way).row)


def _plain_tokens(make: object, way: Way) -> Iterator[Block]:
    """The tokens of each month once more, without a function of ours."""
    assert callable(make)  # noqa: S101 - for the type checker
    who = way.letter.upper()
    base = "({x_line}+{x_next})"
    model = "IF({x_line}>0,{alt_base:of#},{alt_next_base:of#})"
    tier = "IF({x_line}>0,{alt_tier:of#},{alt_next_tier:of#})"
    tokens_in, tokens_out = "{alt_input:of#}*{token_level}", "{alt_output:of#}*{token_level}"
    shares = Shares(
        "{x_cached_share}", "{x_cache_write_share}", "{x_cache_write_1h_share}", "{x_batch_share}", "{x_retry_rate}"
    )
    longer = length_line(model, tier, "{starts_on}", tokens_in)
    yield make(
        "long",
        f"{who}: line for long requests",
        "line of Prices",
        f"=IF({base}=0,0,{longer})",
        "long_line",
        from_start=False,
    )
    yield make(
        "usual",
        f"{who}: line of its standard tier",
        "line of Prices",
        f"=IF({base}=0,0,{usual_line(model, tier, '{starts_on}', base)})",
        "line",
        from_start=False,
    )
    long_batch = longer_line(model, batch_tier(tier), "{starts_on}", tokens_in)
    short_batch = line_in_effect(model, batch_tier(tier), "{starts_on}")
    yield make(
        "batch_line",
        f"{who}: line of its batch prices",
        "line of Prices",
        f"=IF(OR({base}=0,{{x_batch_share}}=0),0,IF({{x_long}}>0,{long_batch},{short_batch}))",
        "line",
        from_start=False,
    )
    row = "IF({x_long}>0,{x_long},IF({x_long}<0,NA()," + base + "))"
    standard = request(row, "{x_usual}", model, tokens_in, tokens_out, shares)
    batch = (
        f"IF({{x_batch_line}}=0,NA(),{request('{x_batch_line}', '{x_usual}', model, tokens_in, tokens_out, shares)})"
    )
    requests = f"{{month_requests}}*{way.own('share', '1')}"
    yield make(
        "plain",
        f"{who}: tokens of its requests, plain",
        USD,
        f"=IF({{counts}}*{{alt_used:of#}}=0,0,IF({base}=0,{NOT_AVAILABLE},"
        f"IFERROR({bill(requests, standard, batch, shares)}*{{price_level}},{NOT_AVAILABLE})))",
        from_start=False,
        total=SUM,
    )
    yield make(
        "off",
        f"{who}: difference",
        USD,
        "=IF({x_own}={x_plain},0,ABS({x_own}-{x_plain}))",
        "tiny",
        from_start=False,
    )


def _plain_training(make: object) -> Iterator[Block]:
    assert callable(make)  # noqa: S101 - for the type checker
    yield make(
        "training_line",
        "C: line of its training price",
        "line of Prices",
        "=IF({counts}*{alt_used:of#}=0,0," + line_in_effect(TRAINER_BASE, TRAINER_TIER, "{starts_on}") + ")",
        "line",
        from_start=False,
    )
    listed = LISTED_RUN.replace("LINE", "{x_training_line}")
    yield make(
        "plain_run",
        "C: a training run, plain",
        "USD per run",
        f"=IF({{counts}}*{{alt_used:of#}}=0,0,IF(ISNUMBER({{x_training_cost}}),{{x_training_cost}},"
        f"IF({{x_training_line}}=0,{NOT_AVAILABLE},IFERROR({listed},{NOT_AVAILABLE}))))",
        from_start=False,
    )
    yield make(
        "run_off",
        "C: difference of a training run",
        "USD per run",
        "=IF({x_run}={x_plain_run},0,ABS({x_run}-{x_plain_run}))",
        "tiny",
        from_start=False,
    )
