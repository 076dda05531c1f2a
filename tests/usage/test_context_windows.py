"""A row with more input tokens than one request can have is no request, and gets no price."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from usage_material import requests_csv

import xlcost
import xlcost.usage
from tools.prices.windows import windows
from xlcost.errors import PriceUnavailable
from xlcost.prices import package_catalogue
from xlcost.prices.context import Window, most_input_tokens
from xlcost.prices.files import CONTEXT, DATA

NO_REQUEST = "openai/gpt-4o takes 128,000 input tokens in a request (LiteLLM"


def test_a_row_above_the_window_is_refused_with_both_figures() -> None:
    frame = pd.DataFrame(
        {"model": ["gpt-4o", "gpt-4o", "nano"], "input_tokens": [1_000, 50_000_000, 5], "output_tokens": 0}
    )
    found = xlcost.price_usage(frame, unknown="column")
    assert found["cost"].isna().tolist() == [False, True, True]
    assert found["price_error"][1].startswith(NO_REQUEST)
    assert "a row has 50,000,000: it is no single request" in found["price_error"][1]
    with pytest.raises(PriceUnavailable, match=r"takes 128,000 input tokens in a request"):
        xlcost.price_usage(frame)


def test_so_it_is_in_files(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(requests_csv("2026-06-10T08:00:00,gpt-4o,1000,0", "2026-06-11T08:00:00,gpt-4o,50000000,0"))
    found = xlcost.usage.price([log], unpriced="allow")
    assert found.total == Decimal("0.0025")
    assert [each.reason.startswith(NO_REQUEST) for each in found.unpriced()] == [True]


def test_a_request_that_fills_the_window_has_its_price() -> None:
    frame = pd.DataFrame({"model": ["gpt-4o"], "input_tokens": [131_072], "output_tokens": 0})  # 128,000 is rounded
    assert xlcost.price_usage(frame)["cost"][0] == pytest.approx(0.32768)


def test_the_windows_are_those_of_the_sources() -> None:
    with (DATA / CONTEXT).open(encoding="utf-8", newline="") as file:
        _, *lines = csv.reader(file)
    assert [Window(*line[:2], int(line[2]), line[3]) for line in lines] == list(windows())  # type: ignore[misc]
    assert len(lines) > 400


def test_no_window_ends_below_a_long_context_price() -> None:
    long = [line for line in package_catalogue().lines if line.above_tokens]
    assert long
    assert all(most_input_tokens(line.provider, line.model) > line.above_tokens for line in long)
