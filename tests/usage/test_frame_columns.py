"""price_usage refuses what it does not understand: a column of tokens, a tier or money is never passed over."""

from __future__ import annotations

import pandas as pd
import pytest

import xlcost
from xlcost.errors import BadArgument


def frame(**more):
    return pd.DataFrame({"model": ["gpt-4.1-mini"], "input_tokens": [1000], "output_tokens": [10], **more})


STRANGE = [
    "input_cached_tokens", "cache_read_input_tokens", "reasoning_tokens", "total_tokens", "service_tier", "usage_type",
    "inference_geo", "speed", "context_window", "usage_input_tokens_cache_write_1h", "spend", "cost_usd", "currency",
    "amount", "cacheReadInputTokenCount", "is_batch_tier", "batch_id_tier",
]  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_column_that_may_matter_is_an_error(name):
    with pytest.raises(BadArgument, match=rf"^the usage has a column {name}, which carries tokens, a tier or money"):
        xlcost.price_usage(frame(**{name: [1]}))


@pytest.mark.parametrize("name", ["team", "cost_center", "costCentre", "user_id", "note", "region", "latency_ms", 7])
def test_a_column_that_does_not_matter_stays(name):
    priced = xlcost.price_usage(frame().assign(**{"x": "y"}).rename(columns={"x": name}))
    assert priced[name].tolist() == ["y"]
    assert priced["cost"].tolist() == pytest.approx([416e-6])
