"""COST_EXPLAIN: any function's result in words, with the price rows used and the arithmetic, or why there is none."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Final

from xlcost import costs
from xlcost.errors import VALUE, BadArgument, NoBreakEven, XlcostError
from xlcost.functions import coercion
from xlcost.functions.calling import coerced, evaluate, has_ranges, unwrap_single_cells
from xlcost.functions.coercion import is_blank
from xlcost.functions.lookup import catalogue, price_card, prices_on_card
from xlcost.functions.records import FUNCTIONS, Argument, Example, Function
from xlcost.functions.registry import excel_function
from xlcost.prices import FeeLine, PriceLine
from xlcost.prices.provenance import describe
from xlcost.prices.timeline import announcement, training_events

FunctionName = Annotated[str, Argument("Name of the function to explain", "", 'such as "PROMPT_COST"', coercion.text)]


def _nth(ordinal: str) -> Argument:
    return Argument(f"Its {ordinal} argument", "", "as that function takes it", coercion.anything, is_table=True)


@excel_function(
    unit="text",
    errors={VALUE: "the name of a function that does not exist"},
    example=Example(
        {
            "function_name": "BREAKEVEN_MONTHS",
            "argument_1": 6_000.0,
            "argument_2": 1_500.0,
            "argument_3": 900.0,
        },
        "BREAKEVEN_MONTHS = 10 months. 6,000 / (1,500 - 900).",
    ),
    shape="cells",
)
def cost_explain(
    function_name: FunctionName,
    argument_1: Annotated[Any, _nth("first")] = None,
    argument_2: Annotated[Any, _nth("second")] = None,
    argument_3: Annotated[Any, _nth("third")] = None,
    argument_4: Annotated[Any, _nth("fourth")] = None,
    argument_5: Annotated[Any, _nth("fifth")] = None,
    argument_6: Annotated[Any, _nth("sixth")] = None,
    argument_7: Annotated[Any, _nth("seventh")] = None,
    argument_8: Annotated[Any, _nth("eighth")] = None,
    argument_9: Annotated[Any, _nth("ninth")] = None,
    argument_10: Annotated[Any, _nth("tenth")] = None,
    argument_11: Annotated[Any, _nth("eleventh")] = None,
    argument_12: Annotated[Any, _nth("twelfth")] = None,
    argument_13: Annotated[Any, _nth("thirteenth")] = None,
    argument_14: Annotated[Any, _nth("fourteenth")] = None,
    argument_15: Annotated[Any, _nth("fifteenth")] = None,
    argument_16: Annotated[Any, _nth("sixteenth")] = None,
) -> str:
    """How a result comes about: price rows with date and source, arithmetic with numbers, or why it is an error."""
    args = [
        argument_1,
        argument_2,
        argument_3,
        argument_4,
        argument_5,
        argument_6,
        argument_7,
        argument_8,
        argument_9,
        argument_10,
        argument_11,
        argument_12,
        argument_13,
        argument_14,
        argument_15,
        argument_16,
    ]
    explained = FUNCTIONS.get(function_name.upper())
    if explained is None or explained.name == "COST_EXPLAIN":
        known = ", ".join(name for name in FUNCTIONS if name != "COST_EXPLAIN")
        raise BadArgument(f"there is no function {function_name!r} to explain; there are {known}")
    return explain(explained, args)


def explain(function: Function, args: Sequence[Any]) -> str:
    """One text about one call: result, prices, arithmetic; or the error and its reason."""
    if any(value is not None for value in args[function.max_args :]):
        return f"{function.name} = {VALUE}: it takes at most {function.max_args} arguments."
    args = unwrap_single_cells(function, args[: function.max_args])
    never = _shown_for_never(function, args)
    if has_ranges(function, args):
        return f"{function.name} over a range: explain one cell of it at a time."
    try:
        values = coerced(function, args)
        result = evaluate(function, args if never is None else args[:-1])
    except XlcostError as error:
        if never is not None and isinstance(error, NoBreakEven):
            return f"{function.name} = {_amount(never)}, as asked for: {error}."
        return f"{function.name} = {error.excel}: {error}."
    shown = f"{len(result)} rows" if isinstance(result, list) else _amount(result)
    unit = "" if isinstance(result, list | str) else f" {function.unit.split(';')[0]}"
    named = {argument.name: value for argument, value in zip(function.arguments, values, strict=True)}
    arithmetic = _ARITHMETIC.get(function.name)
    return f"{function.name} = {shown}{unit}.{' ' + arithmetic(named) if arithmetic else ''}"


def _shown_for_never(function: Function, args: Sequence[Any]) -> Any:
    """What the call asks to be shown in place of the error for never; None where it asks for nothing."""
    asks = len(args) == function.max_args and bool(function.arguments) and function.arguments[-1].name == "if_never"
    return args[-1] if asks and not is_blank(args[-1]) else None


def _price(given: dict[str, Any]) -> str:
    card = price_card(given["model"], given["as_of"], given["prices"])
    line = card.fees.get(given["kind"]) or card.base
    return f"The {given['kind']} price of {_described(line, given)}.{_later(given)}"


def _inference(given: dict[str, Any]) -> str:
    uplift = given.get("token_uplift", 0.0)
    tokens_in = costs.tuned_tokens(given["input_tokens"], uplift)
    tokens_out = costs.tuned_tokens(given["output_tokens"], uplift)
    card = price_card(given["model"], given["as_of"], given["prices"])
    hit, write, kept = given["cached_share"], given["cache_write_share"], given.get("cache_write_1h_share", 0.0)
    batched = given["batch_share"]
    quantities = (tokens_in, tokens_out, tokens_in * hit, tokens_in * write, tokens_in * kept)
    standard, batch = prices_on_card(card, *quantities, batched)

    def request(prices: costs.TokenPrices) -> str:
        cached = f" + {hit:.10g} x {prices.cache_read:.10g}" if hit else ""
        written = f" + {write:.10g} x {prices.cache_write:.10g}" if write else ""
        written += f" + {kept:.10g} x {prices.cache_write_1h:.10g}" if kept else ""
        uncached = f"{1.0 - (hit + write + kept):.10g} x " if cached or written else ""
        blended = f"({uncached}{prices.input:.10g}{cached}{written})" if cached or written else f"{prices.input:.10g}"
        return f"({tokens_in:,.10g} x {blended} + {tokens_out:,.10g} x {prices.output:.10g})"

    retries = f" x (1 + {given['retry_rate']:.10g})" if given["retry_rate"] else ""
    per_request = (
        f"({1.0 - batched:.10g} x {request(standard)} + {batched:.10g} x {request(batch)})"
        if batched
        else request(standard)
    )
    step = card.step(tokens_in)
    used = [rate.line for rate in (step.standard, step.batch if batched else None) if rate]
    return (
        f"{given['requests']:,.10g} requests{retries} x {per_request} / 1,000,000 tokens."
        f"{_remarks(used, hit, write)} Prices: {'; batch: '.join(_described(line, given) for line in used)}."
        f"{_later(given)}"
    )


def _remarks(used: Sequence[PriceLine], hit: float, write: float) -> str:
    """What a reader of the prices would not expect: a price of long requests, cached tokens at the input price."""
    above = next((line.above_tokens for line in used if line.above_tokens), None)
    long = f" Above {above:,.0f} input tokens every token costs the price of long requests." if above else ""
    unpublished = [
        name
        for name, share, column in (("read from", hit, "cache_read"), ("written to", write, "cache_write"))
        if share and any(getattr(line, column) is None for line in used)
    ]
    return (
        f"{long} Tokens {' and '.join(unpublished)} the cache cost the input price: no other is published."
        if (unpublished)
        else long
    )


def _later(given: dict[str, Any]) -> str:
    """What is known of the price after the day that is meant."""
    known = announcement(catalogue(given["prices"]), given["model"], given["as_of"])
    return f" Known of later: {known}." if known else ""


def _described(line: PriceLine | FeeLine | None, given: dict[str, Any]) -> str:
    return describe(line, catalogue(given["prices"]).events) if line else given["model"]


def _finetune(given: dict[str, Any]) -> str:
    uplift = f"Tokens x (1 + {given['token_uplift']:.10g}). " if given["token_uplift"] else ""
    return (
        f"Inference + {given['training_cost']:,.10g} x {given['retrains_per_year']:.10g} / 12 retraining "
        f"+ {given['hosting_cost']:,.10g} hosting + {given['upkeep_cost']:,.10g} upkeep. "
        f"{uplift}Inference: {_inference(given)}"
    )


def _training(given: dict[str, Any]) -> str:
    card = price_card(given["model"], given["as_of"], given["prices"])
    minimum = card.published("training_minimum")
    least = f", at least {minimum:.10g}" if minimum else ""
    events = training_events(catalogue(given["prices"]), given["model"], given["as_of"])
    closing = f" Known: {'; '.join(events)}." if events else ""
    validation = f" + {given['validation_tokens']:,.10g}" if given["validation_tokens"] else ""
    return (
        f"{card.published('training'):.10g} x ({given['epochs']:.10g} epochs x {given['examples']:,.10g} examples x "
        f"{given['tokens_per_example']:,.10g} tokens{validation}) / 1,000,000{least}. "
        f"Prices: {_described(card.fees['training'], given)}.{closing}"
    )


def _upfront(given: dict[str, Any]) -> str:
    return (
        f"{given['dataset_hours']:,.10g} h x {given['hourly_rate']:,.10g} + {given['runs']:.10g} runs x "
        f"{given['training_cost']:,.10g} + {given['labelling_cost']:,.10g} labelling + "
        f"{given['evaluation_cost']:,.10g} evaluation."
    )


def _self_host(given: dict[str, Any]) -> str:
    return (
        f"{given['gpu_hour_usd']:.10g} / ({given['tokens_per_second']:,.10g} tokens/s x 3,600 s x "
        f"{given['utilisation']:.10g} / 1,000,000)."
    )


def _months(given: dict[str, Any]) -> str:
    saving = f"({given['prompt_monthly']:,.10g} - {given['finetune_monthly']:,.10g})"
    rate = given["annual_discount_rate"]
    if not rate:
        return f"{given['upfront']:,.10g} / {saving}."
    return (
        f"-ln(1 - {given['upfront']:,.10g} x j / {saving}) / ln(1 + j) with the monthly rate "
        f"j = (1 + {rate:.10g})^(1/12) - 1."
    )


def _requests(given: dict[str, Any]) -> str:
    return (
        f"({given['finetune_fixed_monthly']:,.10g} - {given['prompt_fixed_monthly']:,.10g} + "
        f"{given['upfront']:,.10g} / {given['months']:.10g} months) / "
        f"({given['prompt_unit_cost']:.10g} - {given['finetune_unit_cost']:.10g} per request), at least 0."
    )


def _payback(given: dict[str, Any]) -> str:
    rate = given["annual_discount_rate"]
    discounted = f", each x (1 + {rate:.10g})^(-month/12)," if rate else ""
    saved = costs.discounted_savings(given["prompt_costs"], given["finetune_costs"], rate)
    return (
        f"The {given['which']} month from which the savings so far{discounted} reach {given['upfront']:,.10g} USD; "
        f"{saved[-1]:,.10g} USD after {len(saved)} months."
    )


def _ratio(given: dict[str, Any]) -> str:
    return (
        f"(1 - {given['finetune_fixed_monthly']:,.10g} / {given['prompt_monthly']:,.10g}) / "
        f"(1 + {given['token_uplift']:.10g})."
    )


def _ranking(given: dict[str, Any]) -> str:
    (_, *ranked) = FUNCTIONS["COST_RANKING"].body(**given)
    if not ranked:
        return "No model has the prices that this workload needs."
    _, model, provider, _ = ranked[0]
    cheapest = f"{provider}/{model}" if provider else model
    return f"The cheapest: {_inference({**given, 'model': cheapest})}"


def _advice(given: dict[str, Any]) -> str:
    (_, *gates) = FUNCTIONS["FINETUNE_REASONS"].body(**given)
    return " ".join(f"{name}: {'passed' if passed else 'not passed'}, {why}." for name, _, _, passed, why in gates)


def _forecast(given: dict[str, Any]) -> str:
    return (
        f"Month t = {given['monthly_cost']:,.10g} x (1 + {given['monthly_growth']:.10g})^t x "
        f"(1 - {given['annual_price_decline']:.10g})^(t/12), t from 0 to {given['months'] - 1:.10g}."
    )


def _unpaired(given: dict[str, Any]) -> str:
    return (
        f"{given['tuned_passes']:,.0f} of {given['tuned_cases']:,.0f} against {given['base_passes']:,.0f} of "
        f"{given['base_cases']:,.0f} cases, as different test sets. {_verdict('EVIDENCE', given)}"
    )


def _paired(given: dict[str, Any]) -> str:
    return (
        f"Of {given['cases']:,.0f} cases through both, the tuned model alone passed {given['tuned_only']:,.0f} and the "
        f"baseline alone {given['base_only']:,.0f}. {_verdict('EVIDENCE_PAIRED', given)}"
    )


def _verdict(name: str, given: dict[str, Any]) -> str:
    gain, low, high, p, verdict, needed = (value for _, value in FUNCTIONS[name].body(**given))
    interval = f"gain {gain:.4g}, at a confidence of {given['confidence']:.6g} between {low:.4g} and {high:.4g}"
    chance = "" if p == "" else f"; a chance of {p:.4g} of at least this by luck"
    more = "" if needed == "" else f"; {needed:,.0f} cases would be needed to show this gain"
    return f"{verdict.capitalize()}: {interval}{chance}{more}."


def _cases(given: dict[str, Any]) -> str:
    was, gain = given["base_rate"], given["gain"]
    return (
        f"(z({given['confidence']:.6g}, two-sided) + z({given['power']:.6g}))^2 x ({was:.10g} x {1.0 - was:.10g} + "
        f"{was + gain:.10g} x {1.0 - was - gain:.10g}) / {gain:.10g}^2, rounded up."
    )


def _quality(given: dict[str, Any]) -> str:
    return (
        f"{given['requests']:,.10g} requests x ((1 - {given['success_rate']:.10g}) x {given['error_cost']:,.10g} + "
        f"{given['review_share']:.10g} x {given['review_minutes']:.10g} / 60 x {given['hourly_rate']:,.10g})."
    )


def _per_success(given: dict[str, Any]) -> str:
    return f"{given['monthly_cost']:,.10g} / ({given['requests']:,.10g} x {given['success_rate']:.10g})."


_ARITHMETIC: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "TOKEN_PRICE": _price,
    "PROMPT_COST": _inference,
    "PROMPT_COST_BREAKDOWN": _inference,
    "COST_RANKING": _ranking,
    "TRAINING_COST": _training,
    "FINETUNE_UPFRONT": _upfront,
    "FINETUNE_COST": _finetune,
    "FINETUNE_COST_BREAKDOWN": _finetune,
    "SELF_HOST_PRICE": _self_host,
    "BREAKEVEN_MONTHS": _months,
    "BREAKEVEN_REQUESTS": _requests,
    "BREAKEVEN_PRICE_RATIO": _ratio,
    "PAYBACK_MONTH": _payback,
    "COST_FORECAST": _forecast,
    "EVIDENCE": _unpaired,
    "EVIDENCE_PAIRED": _paired,
    "EVIDENCE_CASES": _cases,
    "QUALITY_COST": _quality,
    "COST_PER_SUCCESS": _per_success,
    "FINETUNE_ADVICE": _advice,
    "FINETUNE_REASONS": _advice,
}


def _amount(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.10g}"
    return value.isoformat() if isinstance(value, date) else str(value)
