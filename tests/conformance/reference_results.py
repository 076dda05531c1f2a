"""What the reference's functions give: prices of a row, and each result in decimal arithmetic.

Written from the design documents; nothing here imports xlcost. Every result takes its function's arguments by name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_CEILING, Decimal
from math import comb
from typing import Any, Final

from reference_arguments import ANY, ERRORS, NA, NUM, VALUE, CellError, Prices, Row
from scipy.stats import norm

#: Stands for the package's snapshot date: any day on which the prices below stand still.
PACKAGE_AS_OF: Final = date(2026, 7, 1)

#: Prices that their makers publish and that the issues promise; the only part of the package's data known here.
PACKAGE: Final = [
    ["provider", "model", "tier", "input", "output", "cache_read", "cache_write", "training", "effective_from"],
    ["anthropic", "claude-3-5-sonnet-20241022", None, 3, 15, 0.3, 3.75, None, "2024-10-22"],
    ["anthropic", "claude-3-5-sonnet-20241022", "batch", 1.5, 7.5, None, None, None, "2024-10-22"],
    ["openai", "o3", None, 10, 40, None, None, None, "2025-04-16"],
    ["openai", "o3", None, 2, 8, None, None, None, "2025-06-10"],
    ["openai", "gpt-4.1-mini", None, 0.4, 1.6, None, None, 5, "2025-04-14"],
]  # fmt: skip

#: Who sells models of other companies: a bare name belongs to its maker before it belongs to them.
CLOUDS: Final = ("aws-bedrock", "azure", "google-vertex")


def _rows(given: dict[str, Any]) -> list[Row]:
    return Prices().take(PACKAGE) if given["prices"] is None else given["prices"]


def _as_of(given: dict[str, Any]) -> date:
    """The date asked for; else the package's snapshot, or the newest check or start that a price range names."""
    if given["as_of"] or given["prices"] is None:
        return given["as_of"] or PACKAGE_AS_OF
    for column in ("checked_on", "effective_from"):
        days = [row.day(column, date.min) for row in given["prices"] if column in row.cells]
        if days:
            return max(days)
    return date.min


def _in_effect(rows: list[Row], as_of: date) -> list[Row]:
    """Of the rows of one model, the newest that has begun, unless it has ended."""
    begun = [row for row in rows if row.day("effective_from", date.min) <= as_of]
    newest = max(begun, key=lambda row: row.day("effective_from", date.min), default=None)
    ended = newest and "effective_to" in newest.cells and newest.day("effective_to", date.max) <= as_of
    return [newest] if newest and not ended else []


def _named(given: dict[str, Any]) -> tuple[list[Row], str]:
    """The lines of the model that a name means, and the tier it names behind an @."""
    wanted, rows = given["model"].lower(), _rows(given)
    tier = "standard"
    named = [row for row in rows if wanted in (name.lower() for name in row.names)]
    if not named and "@" in wanted:
        wanted, _, tier = wanted.rpartition("@")
        named = [row for row in rows if wanted in (name.lower() for name in row.names)]
    sellers = {row.cells.get("provider", "") for row in named}
    if len(sellers) > 1:
        sellers -= set(CLOUDS)
    if len(sellers) != 1:
        raise CellError(NA)
    return [row for row in named if row.cells.get("provider", "") in sellers], tier


def _lines(given: dict[str, Any], rows: list[Row], tier: str) -> list[Row]:
    """The lines of a tier in effect, one for each threshold."""
    of_tier = [row for row in rows if row.tier == tier]
    as_of = _as_of(given)
    return [
        line
        for above in sorted({row.above for row in of_tier})
        for line in _in_effect([row for row in of_tier if row.above == above], as_of)
    ]


def _batch_of(tier: str) -> str:
    return "batch" if tier == "standard" else f"{tier}-batch"


def _sound_lines(given: dict[str, Any]) -> list[Row]:
    """The lines in effect of the tier that is named, none of whose prices is an error."""
    rows, tier = _named(given)
    lines = _lines(given, rows, tier)
    if not lines:
        raise CellError(NA)
    for line in (*lines, *_lines(given, rows, _batch_of(tier))):
        for kind, price in line.cells.items():
            if kind not in ("provider", "model") and price in ERRORS:
                raise CellError(price)
    return lines


def _row(given: dict[str, Any]) -> Row:
    """The line of requests of ordinary length, which has the fees too."""
    line = _sound_lines(given)[0]
    if line.above:
        raise CellError(NA)
    return line


def _billed(row: Row, kind: str, quantity: Decimal) -> Decimal:
    """A price that must be there if anything is billed at it."""
    price = row.price(kind)
    if price is None and quantity > 0:
        raise CellError(NA)
    return price or Decimal(0)


def _reached(lines: list[Row], tokens_in: Decimal) -> list[Row]:
    """The lines whose threshold a request exceeds, and those without one."""
    return [line for line in lines if not line.above or line.above < tokens_in]


def _unit(given: dict[str, Any], mode: str, tokens_in: Decimal, tokens_out: Decimal) -> tuple[Decimal, ...]:
    """USD per million requests: uncached input, cache reads, cache writes of both kinds, output."""
    own = _sound_lines(given)
    rows, tier = _named(given)
    usual = _lines(given, rows, "standard")
    lines = _reached(_lines(given, rows, _batch_of(tier)) if mode else own, tokens_in)
    long = [line for line in _reached(usual, tokens_in) if line.above]
    if not lines or (long and not lines[-1].above):
        raise CellError(NA)
    line, base = lines[-1], ([each for each in (usual or own) if not each.above] or [None])[0]
    p_in, p_out = _billed(line, "input", tokens_in), _billed(line, "output", tokens_out)
    shares = {kind: given.get(f"{share}_share", Decimal(0)) for kind, share in _CACHE_SHARES.items()}
    parts = []
    for kind, share in shares.items():
        tuned = kind == "cache_read" and str(line.cells["model"]).lower().startswith("ft:")
        sold = kind == "cache_write_1h" or tuned or base is None or base.price(kind) is not None
        falls_back = line.price(kind) is None and not sold
        parts.append(tokens_in * share * (p_in if falls_back else _billed(line, kind, tokens_in * share)))
    reads, writes, hours = parts
    return tokens_in * (1 - sum(shares.values())) * p_in, reads, writes + hours, tokens_out * p_out


_CACHE_SHARES: Final = {
    "cache_read": "cached", "cache_write": "cache_write", "cache_write_1h": "cache_write_1h",
}  # fmt: skip


def _prompt_parts(given: dict[str, Any], uplift: Decimal = Decimal(0)) -> dict[str, Decimal]:
    if given["cached_share"] + given["cache_write_share"] + given.get("cache_write_1h_share", 0) > 1:
        raise CellError(NUM)
    tokens_in, tokens_out = given["input_tokens"] * (1 + uplift), given["output_tokens"] * (1 + uplift)
    n, b, r = given["requests"], given["batch_share"], given["retry_rate"]
    standard = [n * part / 1_000_000 for part in _unit(given, "", tokens_in, tokens_out)]
    batch = [n * part / 1_000_000 for part in _unit(given, "batch_", tokens_in, tokens_out)] if b else standard
    parts = dict(zip(("Uncached input", "Cache reads", "Cache writes", "Output"), standard))
    parts["Retries"] = r * sum(standard)
    parts["Batch saving"] = (1 + r) * b * (sum(batch) - sum(standard))
    parts["Total"] = (1 + r) * ((1 - b) * sum(standard) + b * sum(batch))
    return parts


def _token_price(given: dict[str, Any]) -> Decimal:
    price = _row(given).price(given["kind"])
    if price is None:
        raise CellError(NA)
    return price


def _ranking(given: dict[str, Any]) -> list[list[Any]]:
    if given["cached_share"] + given["cache_write_share"] + given["cache_write_1h_share"] > 1:
        raise CellError(NUM)
    ranked = []
    for model in {f"{row.cells.get('provider', '')}/{row.cells['model']}" for row in _rows(given)}:
        seller, _, name = model.partition("/")
        if name.startswith("ft:"):
            continue
        try:
            monthly = _prompt_parts({**given, "model": model})["Total"]
        except CellError:
            continue
        ranked.append((monthly, seller, name))
    lines = [
        [Decimal(rank), model, provider, monthly]
        for rank, (monthly, provider, model) in enumerate(sorted(ranked)[: int(given["top"])], 1)
    ]
    return [["rank", "model", "provider", "USD per month"], *lines]


def _training(given: dict[str, Any]) -> Decimal:
    row = _row(given)
    price = row.price("training")
    if price is None:
        raise CellError(NA)
    tokens = given["epochs"] * given["examples"] * given["tokens_per_example"] + given["validation_tokens"]
    return max(row.price("training_minimum") or Decimal(0), price * tokens / 1_000_000)


def _upfront(given: dict[str, Any]) -> Decimal:
    work = given["dataset_hours"] * given["hourly_rate"] + given["runs"] * given["training_cost"]
    return work + given["labelling_cost"] + given["evaluation_cost"]


def _finetune_parts(given: dict[str, Any]) -> dict[str, Decimal]:
    parts = {
        "Inference": _prompt_parts(given, given["token_uplift"])["Total"],
        "Retraining": given["training_cost"] * given["retrains_per_year"] / 12,
        "Hosting": given["hosting_cost"],
        "Upkeep": given["upkeep_cost"],
    }
    return {**parts, "Total": sum(parts.values(), Decimal(0))}


def _never(given: dict[str, Any]) -> Any:
    """What the cell shows where it never happens."""
    if given["if_never"] is None:
        raise CellError(NUM)
    return given["if_never"]


def _months(given: dict[str, Any]) -> Any:
    upfront, saving = given["upfront"], given["prompt_monthly"] - given["finetune_monthly"]
    if saving <= 0:
        return _never(given)
    if given["annual_discount_rate"] == 0:
        return upfront / saving
    j = (1 + given["annual_discount_rate"]) ** (Decimal(1) / 12) - 1
    if upfront * j / saving >= 1:
        return _never(given)
    return -(1 - upfront * j / saving).ln() / (1 + j).ln()


def _requests(given: dict[str, Any]) -> Any:
    saving = given["prompt_unit_cost"] - given["finetune_unit_cost"]
    fixed = given["finetune_fixed_monthly"] - given["prompt_fixed_monthly"] + given["upfront"] / given["months"]
    if saving <= 0:
        return _never(given)
    return max(Decimal(0), fixed) / saving


def _ratio(given: dict[str, Any]) -> Any:
    ratio = (1 - given["finetune_fixed_monthly"] / given["prompt_monthly"]) / (1 + given["token_uplift"])
    return ratio if ratio > 0 else _never(given)


def _payback(given: dict[str, Any]) -> Any:
    prompting, tuned = given["prompt_costs"], given["finetune_costs"]
    if len(prompting) != len(tuned):
        raise CellError(VALUE)
    v = (1 + given["annual_discount_rate"]) ** (Decimal(-1) / 12)
    saved = [
        sum((prompting[month] - tuned[month]) * v ** (month + 1) for month in range(months))
        for months in range(1, len(prompting) + 1)
    ]
    paid = [amount > given["upfront"] - Decimal("0.000001") for amount in saved]
    months = [k for k in range(1, len(paid) + 1) if (paid[k - 1] if given["which"] == "first" else all(paid[k - 1 :]))]
    return Decimal(months[0]) if months else _never(given)


def _forecast(given: dict[str, Any]) -> list[list[Decimal]]:
    growth, falling = 1 + given["monthly_growth"], 1 - given["annual_price_decline"]
    return [
        [given["monthly_cost"] * growth**month * (falling ** (Decimal(month) / 12) if month else 1)]
        for month in range(int(given["months"]))
    ]


def _gates(given: dict[str, Any]) -> list[list[Any]]:
    prompting, finetuning = given["prompt_total"], given["finetune_total"]
    return [
        ["data", given["examples"], given["min_examples"], given["examples"] > given["min_examples"], ANY],
        ["stability", given["stable"], True, given["stable"], ANY],
        ["saving", finetuning, prompting, finetuning < prompting, ANY],
        ["evidence", given["evidence"], True, given["evidence"], ANY],
        ["available", given["available"], True, given["available"], ANY],
    ]


def _z(share: Decimal) -> Decimal:
    """The quantile of the standard normal distribution, from scipy: that of the decimals would be another program."""
    return Decimal(repr(float(norm.ppf(float(share)))))


def _two_sided(confidence: Decimal) -> Decimal:
    return _z(1 - (1 - confidence) / 2)


def _wilson(passes: Decimal, cases: Decimal, z: Decimal) -> tuple[Decimal, Decimal]:
    """The two shares whose distance from the share seen is exactly z of their own standard errors."""
    rate = passes / cases
    a, b, c = 1 + z * z / cases, -(2 * rate + z * z / cases), rate * rate
    root = max(Decimal(0), b * b - 4 * a * c).sqrt()
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def _found(found: tuple[Any, ...], above: Decimal, variance: Decimal, confidence: Decimal) -> list[list[Any]]:
    gain, low, high, p, is_shown, is_worse = found
    z = _two_sided(confidence) + _z(Decimal("0.8"))
    needed: Any = ""
    if not is_shown and above > 0:
        needed = max(Decimal(1), (z * z * variance / above**2).to_integral_value(ROUND_CEILING))
    verdict = "shown" if is_shown else "worse" if is_worse else "not shown"
    labels = ("gain", "low", "high", "p", "verdict", "cases needed")
    return [list(line) for line in zip(labels, (gain, low, high, p, verdict, needed), strict=True)]


def _evidence(given: dict[str, Any]) -> list[list[Any]]:
    if given["base_passes"] > given["base_cases"] or given["tuned_passes"] > given["tuned_cases"]:
        raise CellError(NUM)
    was, now = given["base_passes"] / given["base_cases"], given["tuned_passes"] / given["tuned_cases"]
    z = _two_sided(given["confidence"])
    was_low, was_high = _wilson(given["base_passes"], given["base_cases"], z)
    now_low, now_high = _wilson(given["tuned_passes"], given["tuned_cases"], z)
    low = now - was - ((now - now_low) ** 2 + (was_high - was) ** 2).sqrt()
    high = now - was + ((now_high - now) ** 2 + (was - was_low) ** 2).sqrt()
    found = (now - was, low, high, "", low > given["min_gain"], high < 0)
    variance = was * (1 - was) + now * (1 - now)
    return _found(found, now - was - given["min_gain"], variance, given["confidence"])


def _at_least(heads: Decimal, tails: Decimal) -> Decimal:
    """The chance of so many heads or more, counted out."""
    throws = int(heads + tails)
    return Decimal(sum(comb(throws, k) for k in range(int(heads), throws + 1))) / 2**throws


def _paired(given: dict[str, Any]) -> list[list[Any]]:
    b, c, n = given["tuned_only"], given["base_only"], given["cases"]
    if b + c > n:
        raise CellError(NUM)
    more, less, of = b + Decimal("0.5"), c + Decimal("0.5"), n + 2
    half = _two_sided(given["confidence"]) * (more + less - (more - less) ** 2 / of).sqrt() / of
    low, high = (more - less) / of - half, (more - less) / of + half
    p, p_worse, chance = _at_least(b, c), _at_least(c, b), 1 - given["confidence"]
    gain = (b - c) / n
    found = (gain, low, high, p, low > given["min_gain"] and p <= chance, high < 0 and p_worse <= chance)
    return _found(found, gain - given["min_gain"], (b + c) / n - gain**2, given["confidence"])


def _cases(given: dict[str, Any]) -> Decimal:
    was, gain = given["base_rate"], given["gain"]
    if was + gain > 1:
        raise CellError(NUM)
    z = _two_sided(given["confidence"]) + _z(given["power"])
    needed = z**2 * (was * (1 - was) + (was + gain) * (1 - was - gain)) / gain**2
    return max(Decimal(1), needed.to_integral_value(ROUND_CEILING))


def _quality(given: dict[str, Any]) -> Decimal:
    bad = (1 - given["success_rate"]) * given["error_cost"]
    return given["requests"] * (bad + given["review_share"] * given["review_minutes"] / 60 * given["hourly_rate"])


def _per_success(given: dict[str, Any]) -> Decimal:
    good = given["requests"] * given["success_rate"]
    if good == 0:
        raise CellError(NUM)
    return given["monthly_cost"] / good


def _advice(given: dict[str, Any]) -> str:
    data, stability, saving, evidence, available = (gate[3] for gate in _gates(given))
    if data and stability and available and saving:
        return "Fine-tune"
    return "Fine-tune for quality" if data and stability and available and evidence else "Prompt"


RESULTS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "TOKEN_PRICE": _token_price,
    "PROMPT_COST": lambda given: _prompt_parts(given)["Total"],
    "PROMPT_COST_BREAKDOWN": lambda given: [list(part) for part in _prompt_parts(given).items()],
    "COST_RANKING": _ranking,
    "TRAINING_COST": _training,
    "FINETUNE_UPFRONT": _upfront,
    "FINETUNE_COST": lambda given: _finetune_parts(given)["Total"],
    "FINETUNE_COST_BREAKDOWN": lambda given: [list(part) for part in _finetune_parts(given).items()],
    "SELF_HOST_PRICE": lambda given: (
        given["gpu_hour_usd"] / (given["tokens_per_second"] * 3600 * given["utilisation"] / 1_000_000)
    ),
    "BREAKEVEN_MONTHS": _months,
    "BREAKEVEN_REQUESTS": _requests,
    "BREAKEVEN_PRICE_RATIO": _ratio,
    "PAYBACK_MONTH": _payback,
    "COST_FORECAST": _forecast,
    "EVIDENCE": _evidence,
    "EVIDENCE_PAIRED": _paired,
    "EVIDENCE_CASES": _cases,
    "QUALITY_COST": _quality,
    "COST_PER_SUCCESS": _per_success,
    "FINETUNE_ADVICE": _advice,
    "FINETUNE_REASONS": lambda given: [["gate", "value", "threshold", "passed", "why"], *_gates(given)],
}
