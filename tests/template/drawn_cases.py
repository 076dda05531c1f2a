"""Cases as nobody would think of them, wide ones: whatever a file of inputs can say, drawn for the property tests."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

#: Models with a price that changes, one that goes off sale, ones with tiers, long context, batch and cache prices.
PROMPTED = [
    "anthropic/claude-haiku-5-5",
    "aws-bedrock/global.anthropic.claude-opus-5-5",
    "google/gemini-3.8-flash",
    "google/gemini-2.5-pro",
    "openai/gpt-4.1-mini",
    "openai/gpt-5-mini@flex",
    "openai/gpt-5.4",
    "mistral/mistral-large-4",
]
#: Tuned ones: by the token, with hosting by the hour, and two whose training and sale end.
TUNED = [
    "aws-bedrock/ft:amazon.nova-2-lite-v1:0",
    "azure/ft:gpt-4.1-nano",
    "openai/ft:gpt-4.1-mini",
    "openai/ft:gpt-4.1",
]
#: As a person writes them: some name another scenario's, or none.
SUCCESSORS = [None, "openai/gpt-5.4", "anthropic/claude-haiku-5-5"]
TUNED_SUCCESSORS = [None, "azure/ft:gpt-4.1-nano", "aws-bedrock/ft:amazon.nova-2-lite-v1:0"]
SHARES = st.sampled_from([0.0, 0.05, 0.2, 0.5, 1.0])
RATES = st.sampled_from([0.6, 0.9, 0.94, 0.97, 1.0])
MONEY = st.sampled_from([0.0, 0.02, 12.5, 900.0, 25_000.0])
HOURS = st.sampled_from([0.0, 0.5, 8.0, 60.0])
TOKENS = st.sampled_from([0.0, 37.0, 900.0, 12_000.0, 250_000.0])
COUNTS = st.sampled_from([50.0, 400.0, 3_000.0])


def _own(letter: str) -> dict[str, st.SearchStrategy[object]]:
    """What an alternative may say of itself; the baseline has nobody to leave things to."""
    rows: dict[str, st.SearchStrategy[object]] = {
        "input_tokens": TOKENS,
        "output_tokens": TOKENS,
        "retry_rate": SHARES,
        "preparation_hours": HOURS,
        "evaluation_cost": MONEY,
        "upkeep_hours": HOURS,
        "maintenance_hours": HOURS,
        "success_rate": RATES,
        "bad_answer_cost": MONEY,
        "reviewed_share": SHARES,
        "review_minutes": HOURS,
    }
    if letter == "d":
        rows |= {
            "gpu_hour": MONEY,
            "tokens_per_second": st.sampled_from([3.0, 900.0]),
            "utilisation": st.sampled_from([0.1, 0.7, 1.0]),
            "peak_factor": st.sampled_from([1.0, 4.0]),
            "min_gpus": st.sampled_from([0.0, 2.0]),
        }
    else:
        rows |= {
            "cached_share": st.sampled_from([0.0, 0.3, 0.5]),
            "cache_write_share": st.sampled_from([0.0, 0.25]),
            "cache_write_1h_share": st.sampled_from([0.0, 0.0, 0.25]),
            "batch_share": SHARES,
            "tool_fees": MONEY,
            "discount": SHARES,
            "hosting_cost": MONEY,
            "replicas": st.sampled_from([0.0, 2.0]),
            "successor_cost": MONEY,
            "successor": st.sampled_from(TUNED_SUCCESSORS if letter == "c" else SUCCESSORS),
        }
    if letter == "b":
        rows["share"] = SHARES
    if letter == "c":
        rows |= {
            "training_cost": MONEY,
            "training_runs": st.sampled_from([0.0, 1.0, 2.5]),
            "retrains_per_year": st.sampled_from([0.0, 0.5, 4.0, 12.0]),
            "retrain_data_cost": MONEY,
            "tokens_per_example": TOKENS,
            "new_organisation": st.booleans(),
        }
    if letter != "a":
        rows["on"] = st.sampled_from([True, True, True, False])
    return {f"{letter}_{row}": values for row, values in rows.items()}


def _tests(letter: str) -> dict[str, st.SearchStrategy[object]]:
    return {f"{letter}_test_cases": COUNTS, f"{letter}_test_passes": st.sampled_from([0.0, 40.0, 50.0])}


_ALWAYS = {
    "model_date": st.sampled_from([date(2026, 10, 31), date(2026, 11, 28), date(2026, 12, 15)]),
    "horizon_months": st.sampled_from([1, 7, 12, 36]),
    "a_model": st.sampled_from(PROMPTED),
    "b_model": st.sampled_from(PROMPTED),
    "c_model": st.sampled_from(TUNED),
    "requests": st.sampled_from([0, 900, 80_000, 4_000_000]),
}
_SOMETIMES = {
    "monthly_growth": st.sampled_from([-0.3, 0.02, 0.25]),
    "token_growth": st.sampled_from([-0.05, 0.03]),
    "season": st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.4]), min_size=12, max_size=12),
    "volumes": st.lists(st.sampled_from(["", 0, 250, 1_000_000]), min_size=1, max_size=36),
    "exchange_rates": st.lists(st.sampled_from(["", 0.8, 1.1]), min_size=1, max_size=12),
    "exchange_rate": st.sampled_from([0.93, 156.2]),
    "annual_price_decline": st.sampled_from([0.1, 0.9]),
    "annual_discount_rate": st.sampled_from([0.08, 0.6]),
    "hourly_rate": MONEY,
    "currency": st.just("EUR"),
    "examples": st.sampled_from([0, 10_000, 10_001, 60_000]),
    "stable": st.booleans(),
    "required_success_rate": RATES,
    "scenario": st.sampled_from(["Low", "High"]),
    **_own("a"),
    **_own("b"),
    **_own("c"),
    **_own("d"),
}


def _whole(given: dict[str, object]) -> dict[str, object]:
    """Inputs that are accepted: a currency comes with its rate."""
    if "currency" in given:
        given = {"exchange_rate": 0.93, **given}
    return {key: "" if value is None else value for key, value in given.items()}


#: A dozen or so inputs to change at once in a case, as a file of inputs has them.
CASES = st.builds(
    lambda always, sometimes, keys, tests: _whole({**always, **{key: sometimes[key] for key in keys}, **tests}),
    st.fixed_dictionaries(_ALWAYS),  # type: ignore[arg-type]
    st.fixed_dictionaries(_SOMETIMES),  # type: ignore[arg-type]
    st.lists(st.sampled_from(sorted(_SOMETIMES)), min_size=8, max_size=30, unique=True),
    st.sampled_from(["a", "b", "c", "d"]).flatmap(lambda letter: st.fixed_dictionaries(_tests(letter))),  # type: ignore[arg-type]
)
