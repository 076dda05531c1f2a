"""What hypothesis draws: realistic workloads, prices and amounts, and whole calls of every function.

Amounts are drawn so that the question itself is well posed: where two nearly equal amounts are subtracted, no float64
formula can keep twelve digits, so such amounts are whole dollars or binary fractions and never almost equal.
"""

import math
from datetime import date, timedelta
from random import Random

from hypothesis import assume
from hypothesis import strategies as st
from random_calls import HEADER, price_range

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


@st.composite
def price_lines(draw):
    """A line of a price range; fees stand beside lines without a threshold."""
    above = draw(st.sampled_from([None, None, 1_000, 128_000]))
    begins = draw(days)
    ends = draw(maybe | maybe | st.integers(1, 900).map(lambda n: begins + timedelta(days=n)))
    return [
        draw(st.sampled_from(["a", "b", "c", "ft:a"])),
        draw(st.sampled_from(["acme", "globex"])),
        draw(st.sampled_from([None, "standard", "batch", "flex", "flex-batch"])),
        above,
        *(draw(prices | maybe) for _ in range(5)),
        *(draw(prices | maybe) if above is None else None for _ in range(2)),
        begins,
        ends,
    ]


def _identity(line):
    return line[0], line[1], line[2] or "standard", line[3], line[-2]


price_ranges = st.lists(price_lines(), min_size=1, max_size=10, unique_by=_identity).map(lambda lines: [HEADER, *lines])
#: Ranges with nearly every price: of those drawn above, hardly one answers a workload with a number.
full_ranges = st.sampled_from([price_range(Random(seed)) for seed in range(8)])
models = st.sampled_from(["a", "b", "c", "acme/a", "globex/b", "a@flex", "acme/a@batch", "ft:a"])


@st.composite
def cache_shares(draw):
    """Three shares that fit together; the reference and float64 round 0.1 + 0.2 + 0.7 apart, so these are 64ths."""
    read = draw(st.integers(0, 64))
    write = draw(st.integers(0, 64 - read))
    kept = draw(st.just(0) | st.integers(0, 64 - read - write))
    return read / 64, write / 64, kept / 64


@st.composite
def prompt_arguments(draw):
    read, write, kept = draw(cache_shares())
    workload = [draw(requests), draw(tokens), draw(tokens)]
    treatment = [read, write, draw(shares), draw(rates)]
    return [draw(models), *workload, *treatment, draw(days | maybe), draw(full_ranges), kept]


@st.composite
def finetune_arguments(draw):
    model, n, tokens_in, tokens_out, *treatment_and_source = draw(prompt_arguments())
    own = [draw(uplifts), draw(usd), draw(rates), draw(usd), draw(usd)]
    return [model, n, tokens_in, tokens_out, *own, *treatment_and_source]


@st.composite
def ranking_arguments(draw):
    read, write, kept = draw(cache_shares())
    workload = [draw(requests), draw(tokens), draw(tokens), draw(st.integers(1, 5) | maybe)]
    return [*workload, read, write, draw(shares), draw(rates), draw(days | maybe), draw(full_ranges), kept]


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


confidences = st.sampled_from([None, 0.8, 0.9, 0.95, 0.99])


@st.composite
def evidence_arguments(draw):
    base, tuned = draw(st.integers(1, 5_000)), draw(st.integers(1, 5_000))
    passes = draw(st.integers(0, base)), draw(st.integers(0, tuned))
    return [passes[0], base, passes[1], tuned, draw(st.sampled_from([None, 0.02])), draw(confidences)]


@st.composite
def paired_arguments(draw):
    cases = draw(st.integers(1, 3_000))
    tuned_only = draw(st.integers(0, cases))
    base_only = draw(st.integers(0, cases - tuned_only))
    return [tuned_only, base_only, cases, draw(st.sampled_from([None, 0.02])), draw(confidences)]


CALLS = {
    "TOKEN_PRICE": st.tuples(
        models,
        st.sampled_from(
            ["input", "output", "cache_read", "cache_write_1h", "training", "training_minimum", "web_search"]
        ),
        days | maybe,
        price_ranges,
    ),
    "PROMPT_COST": prompt_arguments(),
    "PROMPT_COST_BREAKDOWN": prompt_arguments(),
    "COST_RANKING": ranking_arguments(),
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
    "EVIDENCE": evidence_arguments(),
    "EVIDENCE_PAIRED": paired_arguments(),
    "EVIDENCE_CASES": st.tuples(st.integers(0, 500), st.integers(1, 499), confidences, confidences).map(
        lambda drawn: [drawn[0] / 1_000, drawn[1] / 1_000, *drawn[2:]]
    ),
    "QUALITY_COST": st.tuples(requests, shares, usd | maybe, shares | maybe, rates | maybe, usd | maybe),
    "COST_PER_SUCCESS": st.tuples(usd, requests, shares),
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
