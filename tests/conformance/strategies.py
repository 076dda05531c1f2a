"""What hypothesis draws: realistic workloads, prices and amounts, and whole calls of every function.

Amounts are drawn so that the question itself is well posed: where two nearly equal amounts are subtracted, no float64
formula can keep twelve digits, so such amounts are whole dollars or binary fractions and never almost equal.
"""

import math
from datetime import date, timedelta

from hypothesis import assume
from hypothesis import strategies as st

requests = st.integers(0, 10**9)
tokens = st.integers(0, 1_000_000)
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
rates = st.integers(0, 20_000).map(lambda n: n / 10_000)
uplifts = st.integers(-9_900, 30_000).map(lambda n: n / 10_000)
usd = st.integers(0, 10_000_000).map(lambda cents: cents / 100)
whole_usd = st.integers(0, 1_000_000)
prices = st.integers(0, 200_000).map(lambda n: n / 1_000)
maybe = st.none()
never = st.sampled_from([None, "never", 999])
days = st.integers(0, 900).map(lambda n: date(2024, 1, 1) + timedelta(days=n))

HEADER = [
    "model", "provider", "input", "output", "cache_read", "cache_write", "batch_input", "batch_output", "training",
    "training_minimum", "long_context_above", "long_input", "long_output", "effective_from",
]  # fmt: skip
price_lines = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["acme", "globex"]),
    prices,
    prices | maybe,
    prices | maybe,
    prices | maybe,
    prices | maybe,
    prices | maybe,
    prices | maybe,
    prices | maybe,
    st.sampled_from([1_000, 128_000, 200_000]) | maybe,
    prices | maybe,
    prices | maybe,
    days,
).map(list)
price_ranges = st.lists(price_lines, min_size=1, max_size=8, unique_by=lambda line: (line[0], line[1], line[-1])).map(
    lambda lines: [HEADER, *lines]
)
models = st.sampled_from(["a", "b", "c", "acme/a", "globex/b"])


@st.composite
def cache_shares(draw):
    """Two shares that fit together."""
    read = draw(st.integers(0, 10_000))
    write = draw(st.integers(0, 10_000 - read))
    return read / 10_000, write / 10_000


@st.composite
def prompt_arguments(draw):
    read, write = draw(cache_shares())
    workload = [draw(requests), draw(tokens), draw(tokens)]
    treatment = [read, write, draw(shares), draw(rates)]
    return [draw(models), *workload, *treatment, draw(days | maybe), draw(price_ranges)]


@st.composite
def finetune_arguments(draw):
    model, n, tokens_in, tokens_out, *treatment_and_source = draw(prompt_arguments())
    own = [draw(uplifts), draw(usd), draw(rates), draw(usd), draw(usd)]
    return [model, n, tokens_in, tokens_out, *own, *treatment_and_source]


@st.composite
def breakeven_months_arguments(draw):
    upfront, prompting, finetuning, rate = draw(whole_usd), draw(whole_usd), draw(whole_usd), draw(rates)
    monthly_rate = math.expm1(math.log1p(rate) / 12)
    saving = prompting - finetuning
    assume(saving <= 0 or abs(1 - upfront * monthly_rate / saving) > 0.01)  # at 1 the answer turns infinite
    return [upfront, prompting, finetuning, rate, draw(never)]


@st.composite
def breakeven_requests_arguments(draw):
    unit_costs = st.integers(0, 100_000).map(lambda n: n / 2**20)
    prompting, finetuning = draw(unit_costs), draw(unit_costs)
    fixed, fixed_prompting, months = draw(whole_usd), draw(whole_usd), draw(st.integers(1, 60))
    upfront = draw(st.integers(0, 10_000)) * months  # a whole amount a month, so that the sum below is exact
    return [upfront, prompting, finetuning, fixed, fixed_prompting, months, draw(never)]


@st.composite
def price_ratio_arguments(draw):
    prompting, fixed = draw(st.integers(1, 1_000_000)), draw(whole_usd)
    assume(fixed == prompting or abs(1 - fixed / prompting) > 0.001)
    return [prompting, draw(uplifts), fixed, draw(never)]


@st.composite
def payback_arguments(draw):
    months = draw(st.integers(1, 36))
    costs = st.lists(whole_usd, min_size=months, max_size=months).map(lambda row: [row])
    upfront, rate = draw(whole_usd), draw(st.sampled_from([0, 0, 0.1, 0.37]))
    return [draw(costs), draw(costs), upfront, rate, draw(st.sampled_from(["first", "last"]) | maybe), draw(never)]


CALLS = {
    "TOKEN_PRICE": st.tuples(
        models,
        st.sampled_from(["input", "output", "cache_read", "training", "storage_month"]),
        days | maybe,
        price_ranges,
    ),
    "PROMPT_COST": prompt_arguments(),
    "PROMPT_COST_BREAKDOWN": prompt_arguments(),
    "COST_RANKING": st.tuples(requests, tokens, tokens, st.integers(1, 5) | maybe, days | maybe, price_ranges),
    "TRAINING_COST": st.tuples(
        models, st.integers(0, 10**6), st.integers(0, 10_000), st.integers(0, 10) | maybe, requests, days, price_ranges
    ),
    "FINETUNE_UPFRONT": st.tuples(usd, usd, usd | maybe, rates | maybe, usd | maybe, usd | maybe),
    "FINETUNE_COST": finetune_arguments(),
    "FINETUNE_COST_BREAKDOWN": finetune_arguments(),
    "SELF_HOST_PRICE": st.tuples(usd, st.integers(1, 10**6), st.integers(1, 10_000).map(lambda n: n / 10_000)),
    "BREAKEVEN_MONTHS": breakeven_months_arguments(),
    "BREAKEVEN_REQUESTS": breakeven_requests_arguments(),
    "BREAKEVEN_PRICE_RATIO": price_ratio_arguments(),
    "PAYBACK_MONTH": payback_arguments(),
    "COST_FORECAST": st.tuples(
        usd, st.integers(1, 120), st.integers(-5_000, 5_000).map(lambda n: n / 10_000), shares | maybe
    ),
    "FINETUNE_ADVICE": st.tuples(
        st.integers(0, 50_000),
        st.booleans(),
        whole_usd,
        whole_usd,
        st.booleans() | maybe,
        st.booleans() | maybe,
        st.integers(0, 50_000) | maybe,
    ),
    "FINETUNE_REASONS": st.tuples(
        st.integers(0, 50_000), st.booleans(), whole_usd, whole_usd, st.booleans() | maybe, st.booleans() | maybe
    ),
}
