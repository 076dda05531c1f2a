"""What bad answers and the people who read answers cost, and what a good answer costs."""

from __future__ import annotations

import math

from xlcost.costs.elementwise import Numbers, where

_MINUTES_PER_HOUR = 60.0


def quality_cost(
    requests: Numbers,
    success_rate: Numbers = 1.0,
    bad_answer_cost: Numbers = 0.0,
    reviewed_share: Numbers = 0.0,
    review_minutes: Numbers = 0.0,
    hourly_rate: Numbers = 0.0,
) -> Numbers:
    """Bad answers and review of ``requests`` answers, USD.

    Args:
        requests: answers, each of which is good or bad.
        success_rate: share of good answers.
        bad_answer_cost: USD per bad answer.
        reviewed_share: share of the answers that a person reads.
        review_minutes: minutes per answer read.
        hourly_rate: USD per hour of that person.
    """
    bad = (1.0 - success_rate) * bad_answer_cost
    review = reviewed_share * review_minutes / _MINUTES_PER_HOUR * hourly_rate
    return requests * (bad + review)


def cost_per_good_answer(cost: Numbers, requests: Numbers, success_rate: Numbers = 1.0) -> Numbers:
    """USD per good answer; infinity where there is none."""
    good = requests * success_rate
    return where(good > 0, cost / where(good > 0, good, 1.0), math.inf)
