"""The fuzzer, a short run: seeds that are always the same; ``python tests/fuzz/long_run.py`` goes on from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from targets import TARGETS, attack

ROUNDS = {"package": 20, "formula": 20, "usage": 25, "results": 60, "inputs": 60, "prices": 120}

#: Seeds that once ended in a fault.
FOUND: dict[str, tuple[int, ...]] = {}


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_read_works_or_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    for seed in (*range(ROUNDS[name]), *FOUND.get(name, ())):
        attack(name, seed, tmp_path)
