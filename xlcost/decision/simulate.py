"""How likely the answer is to be another one: a case run for thousands of draws of its uncertain inputs.

An input whose Low, Base and High differ is drawn from a PERT distribution between the least and the largest of them,
most likely at Base, or from a lognormal one with the least and the largest as its 10th and 90th percentile. Inputs may
be correlated. Every input has a stream of random numbers of its own, so that the same seed gives the same draws of it
whatever else varies.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np

from xlcost.decision.case import Case
from xlcost.decision.comparison import compare
from xlcost.decision.inputs import BASELINE, INPUTS
from xlcost.decision.runs import Column, Runs, run_many
from xlcost.decision.simulated import BINS, Histogram, Outcome, Simulation, Uncertain
from xlcost.errors import BadArgument
from xlcost.functions.coercion import Domain
from xlcost.prices import Catalogue

MOST_RUNS: Final = 1_000_000
_PERT_WEIGHT: Final = 4.0
#: Standard errors from the middle to the 10th and 90th percentile of a normal distribution.
_Z90: Final = 1.2815515655446004
_CACHE_SHARES: Final = ("cached_share", "cache_write_share", "cache_write_1h_share")


def simulate(
    case: Case,
    runs: int = 10_000,
    seed: int = 1,
    catalogue: Catalogue | None = None,
    lognormal: Collection[str] = (),
    correlations: Mapping[tuple[str, str], float] | None = None,
) -> Simulation:
    """Run a case for many draws of its uncertain inputs; the same seed gives the same figures.

    Args:
        case: the case; what varies are inputs whose Low, Base and High differ.
        runs: how many draws, 100 to 1,000,000.
        seed: a whole number of at least 0.
        catalogue: the prices; those that come with xlcost if it is left out.
        lognormal: keys of inputs that are lognormal instead of PERT.
        correlations: rank correlation, -1 to 1, of two keys.

    Raises:
        BadArgument: no input varies, or a key, a correlation or a number of runs that cannot be.
    """
    if not (isinstance(runs, int) and 100 <= runs <= MOST_RUNS):
        raise BadArgument(f"runs must be a whole number from 100 to {MOST_RUNS:,}, not {runs}")
    if not (isinstance(seed, int) and 0 <= seed < 2**63):
        raise BadArgument(f"seed must be a whole number of at least 0, not {seed}")
    uncertain = uncertain_inputs(case, lognormal)
    if not uncertain:
        raise BadArgument(
            "no input varies: give one a Low and a High, in a file of inputs such as "
            "requests = { low = 200000, base = 300000, high = 500000 }"
        )
    columns = draws(uncertain, runs, seed, correlations or {})
    _refuse_more_than_all(case, columns)
    today = compare(case, catalogue)
    result = run_many(case, columns, catalogue)
    advised = today.advice.alternative
    return Simulation(
        case=case.title,
        runs=runs,
        seed=seed,
        model_date=case.model_date,
        currency=today.currency,
        horizon_months=today.horizon_months,
        advice=today.advice.text,
        advised=advised,
        present=today[advised].present_cost if advised else None,
        none=float(np.mean(result.advised == "")),
        uncertain=tuple(uncertain),
        outcomes=tuple(_outcome(one.key.lower(), one.name, result) for one in today.alternatives),
        histogram=_histogram(result, advised),
    )


def uncertain_inputs(case: Case, lognormal: Collection[str] = ()) -> list[Uncertain]:
    """The inputs of a case whose Low, Base and High differ, in the order of the inputs.

    Raises:
        BadArgument: a lognormal input that is unknown, does not vary, or reaches 0.
    """
    found = []
    for key, declared in INPUTS.items():
        if declared.shape != "scenario" or not declared.is_number or not _is_considered(case, declared.alternative):
            continue
        values = case.values[key]
        if any(value is None for value in values) or len(set(values)) == 1:
            continue
        low, likely, high = min(values), values[1], max(values)
        shape = "lognormal" if key in lognormal else "PERT"
        if shape == "lognormal" and low <= 0.0:
            raise BadArgument(f"{key} cannot be lognormal: its low value must be above 0, not {low:g}")
        label = f"{declared.alternative.upper()}: {declared.label}" if declared.alternative else declared.label
        found.append(Uncertain(key, label, declared.unit, float(low), float(likely), float(high), shape))
    missing = set(lognormal) - {each.key for each in found}
    if missing:
        raise BadArgument(f"{min(missing)} does not vary; give it a low and a high value first")
    return found


def _is_considered(case: Case, letter: str) -> bool:
    return not letter or letter in case.letters


def draws(
    uncertain: Sequence[Uncertain], runs: int, seed: int, correlations: Mapping[tuple[str, str], float]
) -> dict[str, Column]:
    """Input key -> its value in each run.

    Raises:
        BadArgument: a correlation of a key that does not vary, or correlations that contradict each other.
    """
    columns = {each.key: _drawn(each, runs, seed) for each in uncertain}
    return _correlated(columns, correlations, runs, seed) if correlations else columns


def _stream(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def _drawn(each: Uncertain, runs: int, seed: int) -> Column:
    stream, span = _stream(seed, each.key), each.high - each.low
    domain = INPUTS[each.key].kind
    if each.shape == "lognormal":
        middle = (math.log(each.low) + math.log(each.high)) / 2.0
        spread = (math.log(each.high) - math.log(each.low)) / (2.0 * _Z90)
        column = np.exp(middle + spread * stream.standard_normal(runs))
    else:
        before, after = (each.likely - each.low) / span, (each.high - each.likely) / span
        column = each.low + span * stream.beta(1.0 + _PERT_WEIGHT * before, 1.0 + _PERT_WEIGHT * after, runs)
    if isinstance(domain, Domain):
        column = np.clip(np.round(column) if domain.whole else column, domain.low, domain.high)
    return column


def _correlated(
    columns: Mapping[str, Column], correlations: Mapping[tuple[str, str], float], runs: int, seed: int
) -> dict[str, Column]:
    """The same draws of each input in another order, so that their ranks go together (Iman and Conover 1982)."""
    keys = list(dict.fromkeys(key for pair in correlations for key in pair))
    unknown = [key for key in keys if key not in columns]
    if unknown:
        raise BadArgument(f"{unknown[0]} does not vary, so nothing can be correlated with it")
    wanted = np.eye(len(keys))
    for (one, other), value in correlations.items():
        if one == other or not isinstance(value, int | float) or not -1.0 <= value <= 1.0:
            raise BadArgument(f"the correlation of {one} and {other} must be -1 to 1 and of two inputs, not {value!r}")
        wanted[keys.index(one), keys.index(other)] = wanted[keys.index(other), keys.index(one)] = value
    weights, vectors = np.linalg.eigh(wanted)
    if weights.min() < -1e-9:
        raise BadArgument(f"the correlations of {', '.join(keys)} contradict each other")
    root = vectors * np.sqrt(np.clip(weights, 0.0, None))
    independent = np.column_stack([_stream(seed, f"rank of {key}").standard_normal(runs) for key in keys])
    together = independent @ root.T
    made = dict(columns)
    for place, key in enumerate(keys):
        ranks = np.argsort(np.argsort(together[:, place], kind="stable"), kind="stable")
        made[key] = np.sort(columns[key])[ranks]
    return made


def _refuse_more_than_all(case: Case, columns: Mapping[str, Column]) -> None:
    values = case.live()
    for letter in case.letters:
        keys = [f"{letter}_{row}" for row in _CACHE_SHARES if f"{letter}_{row}" in INPUTS]
        if not any(key in columns for key in keys):
            continue
        total = sum(columns.get(key, values.get(key) or 0.0) for key in keys)
        if np.max(total) > 1.0 + 1e-12:
            raise BadArgument(f"{', '.join(keys)} are more than 100 % together in some runs; narrow their ranges")


def _outcome(letter: str, name: str, runs: Runs) -> Outcome:
    present, months = runs.present[letter], runs.first_payback[letter]
    is_known = not np.isnan(present).any()
    costs = np.quantile(present, [0.1, 0.5, 0.9]).tolist() if is_known else [None] * 3
    paybacks: list[int | None] = [None] * 3
    if is_known and letter != BASELINE:
        # no value between a month and never: the percentile is one of the runs
        found = np.quantile(months, [0.1, 0.5, 0.9], method="inverted_cdf").tolist()
        paybacks = [int(month) if math.isfinite(month) else None for month in found]
    return Outcome(
        letter.upper(),
        name,
        float(np.mean(runs.advised == letter)),
        float(np.mean(runs.qualifies[letter])),
        *costs,
        *paybacks,
    )


def _histogram(runs: Runs, advised: str | None) -> Histogram | None:
    """The saving of the advised alternative; where that is A, of the one that is the cheapest most often beside it."""
    others = [letter for letter in runs.present if letter != BASELINE and not np.isnan(runs.present[letter]).any()]
    if not others or np.isnan(runs.present[BASELINE]).any():
        return None
    letter = advised.lower() if advised and advised.lower() in others else ""
    letter = letter or max(others, key=lambda each: (np.mean(runs.advised == each), -np.mean(runs.present[each])))
    saving = runs.present[BASELINE] - runs.present[letter]
    counts, edges = np.histogram(saving, bins=BINS)
    shares = tuple((counts / len(saving)).tolist())
    return Histogram(letter.upper(), tuple(edges[:-1].tolist()), tuple(edges[1:].tolist()), shares)
