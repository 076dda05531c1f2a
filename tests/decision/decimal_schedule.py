"""The schedule of months a second time, in decimal arithmetic, written from the design and from nothing else.

Nothing here imports xlcost: that is the point. Numbers are taken as they are typed (0.1 is one tenth), and 50 digits
are carried. A case is a dict of inputs by key; ``PRICES`` are makers' list prices, USD per million tokens, with the
days on which they hold.
"""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from typing import Any

DIGITS = Context(prec=50)
D = Decimal

#: provider/model: lines of (from, until, input, output, cache read, cache write); None is not published.
PRICES: dict[str, list[tuple[Any, ...]]] = {
    "anthropic/claude-opus-5-5": [(date(2026, 9, 22), None, "4", "20", "0.2", "5")],
    "google/gemini-3.8-flash": [
        (date(2026, 9, 2), date(2027, 1, 1), "0.75", "3.75", "0.075", None),
        (date(2027, 1, 1), None, "1.5", "7.5", "0.15", None),
    ],
    "openai/gpt-4.1-mini": [(date(2025, 4, 14), date(2027, 1, 14), "0.4", "1.6", "0.1", None)],
    "azure/ft:gpt-4.1-nano": [(date(2025, 5, 1), None, "0.1", "0.4", "0.025", None)],
}
HOSTING_HOUR = {"azure/ft:gpt-4.1-nano": "1.7"}
TRAINING = {"azure/ft:gpt-4.1-nano": "1.5"}
#: The first day on which the base of a tuned model, and so the model itself, can no longer be trained.
TRAINED_UNTIL = {"azure/ft:gpt-4.1-nano": date(2027, 4, 14)}
KINDS = {"a": "prompt", "b": "prompt", "c": "finetune", "d": "self_host"}
HOURS = D(730)
#: What an alternative pays for each occasion, and the inputs that an amount is multiplied by; it has some of the rows.
COSTS: dict[str, dict[str, tuple[str, ...]]] = {
    "before": {
        "preparation_hours": ("hourly_rate",),
        "labelling_cost": (),
        "evaluation_cost": (),
        "integration_cost": (),
    },
    "month": {"upkeep_hours": ("hourly_rate",), "maintenance_hours": ("hourly_rate",)},
    "requests": {"tool_fees": ()},  # a thousand of those sent
    "run": {},  # on top of the run's own price
    "retraining": {"retrain_data_cost": (), "retrain_evaluation_cost": ()},  # on top of the run
    "move": {"successor_cost": ()},
}


def schedule(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By letter: ``upfront``, ``cost`` of each month, ``present`` and ``good`` answers; a cost nobody knows is None."""
    with localcontext(DIGITS):
        exact = {key: _exact(value) for key, value in case.items()}
        letters = [letter for letter in KINDS if letter == "a" or exact.get(f"{letter}_model")]
        return {letter: _alternative(exact, letter) for letter in letters}


def _exact(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str | date):
        return value
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return D(repr(value))


def start(first: date, passed: int) -> date:
    year, month = first.year + (first.month - 1 + passed) // 12, (first.month - 1 + passed) % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def _alternative(case: dict[str, Any], letter: str) -> dict[str, Any]:
    months = range(1, int(case["horizon_months"]) + 1)
    rate = case["exchange_rate"]
    blocked = _blocked(case, letter)
    costs = [None if blocked and month >= blocked else _month(case, letter, month) for month in months]
    in_currency = [None if cost is None else cost * rate for cost in costs]
    yearly = D(1) + case["annual_discount_rate"]
    upfront = _upfront(case, letter)
    upfront = None if upfront is None else upfront * rate
    factors = [yearly ** (-D(month) / 12) for month in months]
    unknown = upfront is None or None in in_currency
    return {
        "upfront": upfront,
        "cost": in_currency,
        "present": None if unknown else upfront + sum(c * f for c, f in zip(in_currency, factors)),
        "good": sum(_good(case, letter, month) for month in months),
    }


def _paid(case: dict[str, Any], letter: str, occasion: str) -> D:
    """What an alternative pays whenever the occasion comes."""
    paid = D(0)
    for row, factors in COSTS[occasion].items():
        amount = case.get(f"{letter}_{row}", D(0))
        for factor in factors:
            amount *= case.get(f"{letter}_{factor}", case.get(factor))
        paid += amount
    return paid


def _blocked(case: dict[str, Any], letter: str) -> int | None:
    """The month of the first training run that can no longer be made."""
    if KINDS[letter] != "finetune":
        return None
    last = TRAINED_UNTIL[case["c_model"]]
    late = [m for m in range(1, int(case["horizon_months"]) + 1) if start(case["model_date"], m - 1) >= last]
    return next((month for month in late if _runs(case, month)), None)


def _runs(case: dict[str, Any], month: int) -> D:
    due = [
        (case["c_retrains_per_year"] * by / 12 + D("1e-9")).to_integral_value(ROUND_FLOOR) for by in (month, month - 1)
    ]
    return due[0] - due[1]


def _requests(case: dict[str, Any], month: int) -> D:
    typed = case["volumes"][month - 1] if month <= len(case["volumes"]) else None
    if typed is not None:
        return typed
    day = start(case["model_date"], month - 1)
    return case["requests"] * (1 + case["monthly_growth"]) ** (month - 1) * case["season"][day.month - 1]


def _of(case: dict[str, Any], letter: str, row: str) -> Any:
    value = case[f"{letter}_{row}"]
    return case[f"a_{row}"] if value is None and row in ("input_tokens", "output_tokens", "bad_answer_cost") else value


def _tokens(case: dict[str, Any], letter: str, month: int) -> tuple[D, D]:
    growth = (1 + case["token_growth"]) ** (month - 1)
    return _of(case, letter, "input_tokens") * growth, _of(case, letter, "output_tokens") * growth


def _month(case: dict[str, Any], letter: str, month: int) -> D | None:
    if KINDS[letter] != "self_host" and _billed(case, letter, month) is None:
        return None
    share = case.get(f"{letter}_share", D(1))
    own = _by_volume(case, letter, month) if share else D(0)
    rest = _by_volume(case, "a", month) if share < 1 else D(0)
    standing, others = _standing(case, letter, month), _standing(case, "a", month) if share < 1 else D(0)
    tuning = _tuning(case, letter, month)
    if None in (own, rest, standing, others, tuning):
        return None
    return share * own + (1 - share) * rest + standing + others + _paid(case, letter, "month") + tuning


def _by_volume(case: dict[str, Any], letter: str, month: int) -> D | None:
    """Tokens, fees and quality."""
    requests = _requests(case, month)
    sent = requests * (1 + case[f"{letter}_retry_rate"])
    quality = requests * (
        (1 - case[f"{letter}_success_rate"]) * _of(case, letter, "bad_answer_cost")
        + case[f"{letter}_reviewed_share"] * case[f"{letter}_review_minutes"] / 60 * case["hourly_rate"]
    )
    fees = sent * _paid(case, letter, "requests") / 1000
    if KINDS[letter] == "self_host":
        return fees + quality
    unit = _unit(case, letter, month)
    if unit is None:
        return None
    fall = (1 - case["annual_price_decline"]) ** (D(month - 1) / 12)
    tokens = sent * unit * fall * (1 - case[f"{letter}_discount"])
    return tokens + fees + quality


def _line(model: str, day: date) -> tuple[Any, ...] | None:
    return next((one for one in PRICES[model] if one[0] <= day and (one[1] is None or day < one[1])), None)


def _billed(case: dict[str, Any], letter: str, month: int) -> str | None:
    """The model of a month: the successor where the first one is off sale; None where neither can be had."""
    day = start(case["model_date"], month - 1)
    models = (case[f"{letter}_model"], case[f"{letter}_successor"])
    return next((model for model in models if model and _line(model, day)), None)


def _unit(case: dict[str, Any], letter: str, month: int) -> D | None:
    """The tokens of one request, USD."""
    model = _billed(case, letter, month)
    line = _line(model, start(case["model_date"], month - 1)) if model else None
    if model is None or line is None:
        return None
    _, _, price_in, price_out, read, write = line
    tokens_in, tokens_out = _tokens(case, letter, month)
    cached, written = case[f"{letter}_cached_share"], case[f"{letter}_cache_write_share"]
    tuned = "/ft:" in model
    if tuned and cached and read is None:
        return None
    read, write = read or price_in, write or price_in
    blended = (1 - cached - written) * D(price_in) + cached * D(read) + written * D(write)
    return (tokens_in * blended + tokens_out * D(price_out)) / 1_000_000


def _good(case: dict[str, Any], letter: str, month: int) -> D:
    share = case.get(f"{letter}_share", D(1))
    rate = share * case[f"{letter}_success_rate"] + (1 - share) * case["a_success_rate"]
    return _requests(case, month) * rate


def _standing(case: dict[str, Any], letter: str, month: int) -> D | None:
    if KINDS[letter] == "self_host":
        tokens = sum(_tokens(case, letter, month))
        peak = _requests(case, month) * (1 + case["d_retry_rate"]) / (HOURS * 3600) * case["d_peak_factor"]
        load = peak * tokens / (case["d_tokens_per_second"] * case["d_utilisation"])
        gpus = max((load - D("1e-9")).to_integral_value(ROUND_CEILING), case["d_min_gpus"])
        return gpus * HOURS * case["d_gpu_hour"]
    if case[f"{letter}_hosting_cost"] is not None:
        return case[f"{letter}_hosting_cost"]
    return D(HOSTING_HOUR.get(_billed(case, letter, month) or "", "0")) * HOURS * case[f"{letter}_replicas"]


def _training_run(case: dict[str, Any]) -> D:
    if case["c_training_cost"] is not None:
        return case["c_training_cost"]
    example = case["c_tokens_per_example"]
    if example is None:
        example = _of(case, "c", "input_tokens") + _of(case, "c", "output_tokens")
    trained = case["c_epochs"] * case["examples"] * example + case["c_validation_tokens"]
    return D(TRAINING[case["c_model"]]) * trained / 1_000_000


def _tuning(case: dict[str, Any], letter: str, month: int) -> D:
    """Retraining, and the move to a successor."""
    if KINDS[letter] == "self_host":
        return D(0)
    own = case[f"{letter}_model"]
    before = _billed(case, letter, month - 1) if month > 1 else own
    moves = before == own and _billed(case, letter, month) not in (own, None)
    moving = _paid(case, letter, "move") if moves else D(0)
    if KINDS[letter] == "prompt":
        return moving
    return moving + _runs(case, month) * (
        _training_run(case) + sum(_paid(case, letter, on) for on in ("run", "retraining"))
    )


def _upfront(case: dict[str, Any], letter: str) -> D:
    training = case["c_training_runs"] * (_training_run(case) + _paid(case, letter, "run")) if letter == "c" else D(0)
    return _paid(case, letter, "before") + training


def payback(base: dict[str, Any], other: dict[str, Any], annual_rate: float) -> tuple[int | None, int | None]:
    """First month whose discounted saving has reached the up-front difference, and the first from which it stays."""
    with localcontext(DIGITS):
        factor = (1 + D(repr(annual_rate))) ** (-D(1) / 12)
        saved, reached = D(0), []
        for month, (was, now) in enumerate(zip(base["cost"], other["cost"]), start=1):
            saved += (was - now) * factor**month
            reached.append(saved - (other["upfront"] - base["upfront"]) > D("-1e-6"))
    first = next((month for month, yes in enumerate(reached, start=1) if yes), None)
    last = next((month for month in range(1, len(reached) + 1) if all(reached[month - 1 :])), None)
    return first, last
