"""The cost model in plain Excel formulas, step by step: what Audit and the proofs hold against our functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xlcost.template.lines import line
from xlcost.template.records import Axis, Row

#: The heading over such steps.
PROOF: Final = "Proof in plain Excel: INDEX and MATCH on Prices, and arithmetic"
#: The inputs of a month's inference, as a scenario sheet refers to them.
LIVE_SHARES: Final[Mapping[str, str]] = {
    key: f"{{{key}}}" for key in ("requests", "cached_share", "cache_write_share", "batch_share", "retry_rate")
}


def price(row: str, kind: str, tier: str = "") -> str:
    """A price of a row of the price table by INDEX and MATCH; ``tier`` refers to the prefix of the long context."""
    column = f'{tier}&"{kind}"' if tier else f'"{kind}"'
    return f"INDEX({{prices}},{row},MATCH({column},{{prices:header}},0))"


def row_steps(key: str, who: str, model: str) -> Iterator[Row]:
    """The model's row in the price table, #N/A where it is not in effect on the model date."""
    found = f"{{{key}_found}}"
    starts = f"INDEX({{prices.effective_from}},{found})<={{model_date}}"
    ends = f"INDEX({{prices.effective_to}},{found})"
    yield line(f"{key}_found", f"Row of the {who}", "row of Prices", f"=MATCH({model},{{prices.model}},0)", "count")
    yield line(
        f"{key}_row",
        f"Row in effect, {who}",
        "row of Prices",
        f"=IF(AND({starts},OR({ends}=0,{ends}>{{model_date}})),{found},NA())",
        "count",
    )
    threshold = price(f"{{{key}_row}}", "long_context_above")
    yield line(f"{key}_threshold", f"Long context above, {who}", "tokens", f"=N({threshold})", "count")


def price_steps(
    key: str, axis: Axis, who: str, row: str, threshold: str, tokens_in: str, tokens_out: str, given: Mapping[str, str]
) -> Iterator[Row]:
    """A month of inference: tier, prices with what stands in for unpublished ones, a request, the month.

    ``row`` and ``threshold`` refer to the model's row of the price table and to where its long context begins;
    ``given`` has the requests and the shares.
    """
    tier = f"{{{key}_tier}}"
    batched = given["batch_share"]
    cached, written = given["cached_share"], given["cache_write_share"]

    def step(part: str, label: str, unit: str, formula: str, form: str) -> Row:
        return line(f"{key}_{part}", f"{label}, {who}", unit, formula, form, axis=axis)

    def needed(kind: str, tokens: str) -> str:
        """A price; #N/A where it is not published and there are tokens to bill at it."""
        found = price(row, kind, tier)
        return f"=IF(OR(ISNUMBER({found}),{tokens}=0),N({found}),NA())"

    def cache(kind: str) -> str:
        """A cache price; the input price where none is published."""
        found = price(row, kind, tier)
        return f"=IF(ISNUMBER({found}),{found},{{{key}_input}})"

    yield step("tier", "Price tier", "prefix", f'=IF(AND({threshold}>0,{tokens_in}>{threshold}),"long_","")', "general")
    yield step("input", "Input price", "USD per Mtok", needed("input", tokens_in), "decimal")
    yield step("output", "Output price", "USD per Mtok", needed("output", tokens_out), "decimal")
    yield step("cache_read", "Cache read or input price", "USD per Mtok", cache("cache_read"), "decimal")
    yield step("cache_write", "Cache write or input price", "USD per Mtok", cache("cache_write"), "decimal")
    yield step(
        "batch_input", "Batch input price", "USD per Mtok", needed("batch_input", f"{tokens_in}*{batched}"), "decimal"
    )
    yield step(
        "batch_output",
        "Batch output price",
        "USD per Mtok",
        needed("batch_output", f"{tokens_out}*{batched}"),
        "decimal",
    )
    yield step(
        "request",
        "A million standard requests",
        "USD",
        f"={tokens_in}*((1-{cached}-{written})*{{{key}_input}}+{cached}*{{{key}_cache_read}}"
        f"+{written}*{{{key}_cache_write}})+{tokens_out}*{{{key}_output}}",
        "usd0",
    )
    yield step(
        "batch",
        "A million batch requests",
        "USD",
        f"={tokens_in}*{{{key}_batch_input}}+{tokens_out}*{{{key}_batch_output}}",
        "usd0",
    )
    yield step(
        "monthly",
        "A month of inference",
        "USD per month",
        f"={given['requests']}"
        f"*(1+{given['retry_rate']})*((1-{batched})*{{{key}_request}}+{batched}*{{{key}_batch}})/1000000",
        "usd",
    )


def prompted_model() -> Iterator[Row]:
    """The prompted model's month, for every scenario."""
    row = "{plain_prompt_row}"
    yield from row_steps("plain_prompt", "prompted model", "{prompt_model}")
    for kind in ("input", "output"):
        yield line(
            f"plain_prompt_list_{kind}",
            f"List price of {kind}, prompted model",
            "USD per Mtok",
            f"={price(row, kind)}",
            "decimal",
        )
    yield from price_steps(
        "plain_prompt",
        "scenario",
        "prompted model",
        row,
        "{plain_prompt_threshold}",
        "{input_tokens}",
        "{output_tokens}",
        LIVE_SHARES,
    )


def tuned_model() -> Iterator[Row]:
    """The tuned model's training run and month, and what its tokens would cost at the prompted model's prices."""
    tokens = ("{tuned_input_tokens}", "{tuned_output_tokens}")
    trained = "{plain_training_row}"
    yield from row_steps("plain_training", "trained model", "{training_model}")
    yield line(
        "plain_training_price",
        "Training price, trained model",
        "USD per Mtok",
        f"=N({price(trained, 'training')})",
        "decimal",
    )
    yield line(
        "plain_training_minimum",
        "Least charge of a run, trained model",
        "USD per run",
        f"=N({price(trained, 'training_minimum')})",
    )
    yield line(
        "plain_training_run",
        "Training run by the price list",
        "USD per run",
        "=MAX({plain_training_minimum},{plain_training_price}*{trained_tokens}/1000000)",
    )
    yield from row_steps("plain_tuned", "tuned model", "{tuned_model}")
    yield from price_steps(
        "plain_tuned", "scenario", "tuned model", "{plain_tuned_row}", "{plain_tuned_threshold}", *tokens, LIVE_SHARES
    )
    yield from price_steps(
        "plain_base",
        "scenario",
        "tuned tokens at base price",
        "{plain_prompt_row}",
        "{plain_prompt_threshold}",
        *tokens,
        LIVE_SHARES,
    )
