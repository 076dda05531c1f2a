"""The recipes of CONTRIBUTING.md: every file, list and command that they name is there, and every room."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TEXT = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILE = re.compile(r"`?\b((?:xlcost|tests|tools|docs|workbook|benchmarks)/[\w./*-]+)")
FILES = sorted({name.rstrip(".") for name in FILE.findall(TEXT)})
#: The steps of the recipes, each with the names in capitals that it gives to lists.
STEPS = [step for step in re.split(r"\n(?=\d+\. |\n)", TEXT) if re.match(r"\d+\. ", step)]
LISTS = [(name, step) for step in STEPS for name in re.findall(r"`(_?[A-Z]{3,}[A-Z_]*)`", step)]


def named(text: str) -> list[Path]:
    patterns = (re.sub(r"\bNAME\b|(?<=from_)NAME\b", "*", name).rstrip("/.") for name in FILE.findall(text))
    return [path for pattern in patterns for path in TOP.glob(pattern)]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_a_recipe_names_is_there(name: str) -> None:
    assert named(f"`{name}`"), f"CONTRIBUTING.md names {name}"


@pytest.mark.parametrize(("name", "step"), LISTS, ids=[name for name, _ in LISTS])
def test_a_list_that_a_step_names_is_in_a_file_of_the_step(name: str, step: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in named(step) if path.is_file()]
    assert any(re.search(rf"^{name}\b", text, re.MULTILINE) for text in texts), step


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (tools[\w.]*)", TEXT))))
def test_a_program_that_a_recipe_names_is_there(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_every_room_is_in_the_house() -> None:
    house = TEXT.partition("## The house")[2].partition("\n## ")[0]
    rooms = {
        path.stem for path in (TOP / "xlcost").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert not {room for room in rooms - {"__init__"} if f"`{room}`" not in house}


def test_there_is_a_recipe_for_each_kind_of_addition() -> None:
    assert len(re.findall(r"^## Add an? ", TEXT, re.MULTILINE)) == 6
    assert len(FILES) > 40
    assert len(LISTS) > 10
