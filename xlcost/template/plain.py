"""The cost model in plain Excel formulas, step by step: what Audit and the proofs hold against our functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xlcost.template.lines import line
from xlcost.template.records import Axis, Row

#: The heading over such steps.
PROOF: Final = "Proof in plain Excel: rows of Prices, and arithmetic"
#: The inputs of a month's inference, as a scenario sheet refers to them.
LIVE_SHARES: Final[Mapping[str, str]] = {
    key: f"{{{key}}}" for key in ("requests", "cached_share", "cache_write_share", "batch_share", "retry_rate")
}


def price(row: str, kind: str) -> str:
    """A price on a row of the price table."""
    return f"INDEX({{prices.{kind}}},{row})"


def _row_of(name: str, above: str) -> str:
    """The row of the line in effect with a name and a threshold, 0 where there is none."""
    return f"SUMPRODUCT(MAX(({{models.label}}={name})*({{prices.above_tokens}}={above})*{{models.place}}))"


def row_steps(key: str, who: str, model: str) -> Iterator[Row]:
    """The model's row in the price table, #N/A where none is in effect on the model date, and what it sells."""
    found, row = f"{{{key}_found}}", f"{{{key}_row}}"
    yield line(f"{key}_found", f"Row of the {who}", "row of Prices", f"={_row_of(model, '0')}", "count")
    yield line(f"{key}_row", f"Row in effect, {who}", "row of Prices", f"=IF({found}>0,{found},NA())", "count")
    batch = f'={model}&IF(ISNUMBER(FIND("@",{model})),"-batch","@batch")'
    yield line(f"{key}_batch_name", f"Name of its batch prices, {who}", "text", batch, "general")
    # a blank cache price is an unpublished one where the model has another, and a tuned model's always is
    reads = f'OR(ISNUMBER({price(row, "cache_read")}),ISNUMBER(SEARCH("/ft:","/"&{model})))'
    for kind, sold in (("cache_read", reads), ("cache_write", f"ISNUMBER({price(row, 'cache_write')})")):
        label = f"{kind.replace('_', ' ').capitalize()}s have a price of their own, {who}"
        yield line(f"{key}_{kind}_sold", label, "1 or 0", f"=IF({sold},1,0)", "month")


def price_steps(
    key: str, axis: Axis, who: str, arm: str, name: str, tokens_in: str, tokens_out: str, given: Mapping[str, str]
) -> Iterator[Row]:
    """A month of inference: the lines of its length, prices with what stands in for unpublished ones, the month.

    ``arm`` is the key of the model's row steps, ``name`` refers to its name; ``given`` has the requests and shares.
    """
    live = "" if axis == "scenario" else ":live"
    row, batch_name = f"{{{arm}_row{live}}}", f"{{{arm}_batch_name{live}}}"
    batched = given["batch_share"]
    cached, written = given["cached_share"], given["cache_write_share"]

    def step(part: str, label: str, unit: str, formula: str, form: str) -> Row:
        return line(f"{key}_{part}", f"{label}, {who}", unit, formula, form, axis=axis)

    def own(part: str) -> str:
        return f"{{{key}_{part}}}"

    def above(which: str) -> str:
        held = f"({{models.label}}={which})*({{models.place}}>0)"
        return f"=SUMPRODUCT(MAX({held}*({{prices.above_tokens}}<{tokens_in})*{{prices.above_tokens}}))"

    def billed(kind: str, tokens: str, line_of: str) -> str:
        """A price; #N/A where it is not published and there are tokens to bill at it."""
        found = price(own(line_of), kind)
        return f"=IF(OR(ISNUMBER({found}),{tokens}=0),N({found}),NA())"

    def cache(kind: str, share: str, line_of: str, instead: str) -> str:
        """A cache price; the input price of its line where the model sells no cache discount at all."""
        found = price(own(line_of), kind)
        otherwise = f"CHOOSE(1+{{{arm}_{kind}_sold{live}}},{own(instead)},NA())"
        return f"=IF(OR(ISNUMBER({found}),{share}=0),N({found}),{otherwise})"

    yield step("above", "Input tokens above which its line bills", "tokens", above(name), "count")
    long_row = f"=IF({own('above')}=0,{row},{_row_of(name, own('above'))})"
    yield step("line", "Line of this length", "row of Prices", long_row, "count")
    yield step("batch_above", "Input tokens above which its batch line bills", "tokens", above(batch_name), "count")
    batch_row = f"={_row_of(batch_name, own('batch_above'))}"
    yield step("batch_found", "Row of its batch line", "row of Prices", batch_row, "count")
    missing = f"OR({own('batch_found')}=0,AND({own('above')}>0,{own('batch_above')}=0))"
    needed = f"=IF(AND({batched}>0,{missing}),1,0)"
    yield step("batch_missing", "A batch line is needed and missing", "1 or 0", needed, "month")
    batch_line = f"=CHOOSE(1+({batched}>0)+{own('batch_missing')},{row},{own('batch_found')},NA())"
    yield step("batch_line", "Batch line of this length", "row of Prices", batch_line, "count")
    for kind, label, billing in (("", "", "1"), ("batch_", "Batch: ", batched)):
        at = f"{kind}line"
        for side, tokens in (("input", tokens_in), ("output", tokens_out)):
            bill = billed(side, f"{tokens}*{billing}", at)
            yield step(f"{kind}{side}", f"{label}{side.capitalize()} price", "USD per Mtok", bill, "decimal")
        for column, what, share in (("cache_read", "Cache read", cached), ("cache_write", "Cache write", written)):
            found = cache(column, f"{share}*{billing}", at, f"{kind}input")
            yield step(f"{kind}{column}", f"{label}{what} or input price", "USD per Mtok", found, "decimal")
    for part, label, kind in (("request", "standard", ""), ("batch", "batch", "batch_")):
        yield step(
            part,
            f"A million {label} requests",
            "USD",
            f"={tokens_in}*((1-{cached}-{written})*{own(f'{kind}input')}+{cached}*{own(f'{kind}cache_read')}"
            f"+{written}*{own(f'{kind}cache_write')})+{tokens_out}*{own(f'{kind}output')}",
            "usd0",
        )
    yield step(
        "monthly",
        "A month of inference",
        "USD per month",
        f"={given['requests']}"
        f"*(1+{given['retry_rate']})*((1-{batched})*{own('request')}+{batched}*{own('batch')})/1000000",
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
        "plain_prompt",
        "{prompt_model}",
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
        "plain_tuned", "scenario", "tuned model", "plain_tuned", "{tuned_model}", *tokens, LIVE_SHARES
    )
    yield from price_steps(
        "plain_base",
        "scenario",
        "tuned tokens at base price",
        "plain_prompt",
        "{prompt_model}",
        *tokens,
        LIVE_SHARES,
    )
