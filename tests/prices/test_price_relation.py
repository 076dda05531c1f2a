"""The rate card as a table for pandas, Arrow and SQL engines, and as a file."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from xlcost.errors import BadArgument
from xlcost.prices import package_catalogue, rate_card
from xlcost.prices.relation import COLUMNS, export

CATALOGUE = package_catalogue()


def test_every_price_line_and_fee_is_a_row() -> None:
    table = rate_card()
    assert tuple(table.columns) == COLUMNS
    assert len(table) == len(CATALOGUE.lines) + len(CATALOGUE.fees)
    fees = table[table["fee"] != ""]
    assert fees["usd"].notna().all()
    assert fees["input"].isna().all()
    assert table[table["fee"] == ""]["usd"].isna().all()
    assert str(table["effective_from"].dtype).startswith("datetime64")


def test_one_join_gives_the_price_of_a_day() -> None:
    table = rate_card()
    day = pd.Timestamp("2025-06-10")
    held = table[
        (table["effective_from"] <= day)
        & ((table["effective_to"] > day) | table["effective_to"].isna())
        & (table["model"] == "o3")
        & (table["provider"] == "openai")
        & (table["tier"] == "standard")
        & (table["fee"] == "")
    ]
    assert held["input"].tolist() == [2.0]


def test_a_csv_has_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    assert export(path) == len(rate_card())
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    first = CATALOGUE.lines[0]
    assert rows[0][:3] == [first.provider, first.model, first.tier]
    assert float(rows[0][COLUMNS.index("input")]) == first.input


def test_parquet_reads_back_as_the_table(tmp_path: Path) -> None:
    export(tmp_path / "card.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "card.parquet"), rate_card(), check_dtype=False)


def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match=r"card.txt: the rate card is written as .csv or .parquet"):
        export(tmp_path / "card.txt")
    assert list(tmp_path.iterdir()) == []
