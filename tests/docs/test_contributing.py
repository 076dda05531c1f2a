"""The recipes of CONTRIBUTING.md: every file and command that they name is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TEXT = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`((?:xlcost|tests|tools|docs|workbook|benchmarks)/[\w./*-]+)", TEXT)))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_a_recipe_names_is_there(name: str) -> None:
    pattern = re.sub(r"\bNAME\b", "*", name).rstrip("/")
    assert list(TOP.glob(pattern)), f"CONTRIBUTING.md names {name}"


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (tools[\w.]*)", TEXT))))
def test_a_program_that_a_recipe_names_is_there(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_there_is_a_recipe_for_each_kind_of_addition() -> None:
    assert len(re.findall(r"^## Add an? ", TEXT, re.MULTILINE)) == 6
    assert len(FILES) > 15
