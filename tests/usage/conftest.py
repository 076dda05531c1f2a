"""Prices and small files that the tests of usage share."""

from __future__ import annotations

from pathlib import Path

import pytest
from usage_material import PRICE_TABLE

from xlcost.prices import worksheet_catalogue


@pytest.fixture
def prices():
    return worksheet_catalogue(PRICE_TABLE)


@pytest.fixture
def write(tmp_path):
    """Write a small file and say where it is."""

    def write_file(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file
