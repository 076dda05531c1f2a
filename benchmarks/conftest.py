"""What the benchmarks share: no network, the same usage log and the same workbook for every contestant."""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the LibreOffice that tests use is started
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # LiteLLM's own prices, not those of the day


def _offline(*_: Any, **__: Any) -> Any:
    raise OSError("the benchmarks do not use the network")


# tokencost asks for the prices of the day when it is imported, and takes its own when there is no answer
socket.getaddrinfo = _offline

#: Models that every contestant knows at the same price, so that all of them do the same work; the suites check that.
MODELS = (
    "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro", "gpt-4-turbo",
    "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-2024-05-13", "gpt-4o-2024-11-20", "gpt-4o-mini",
    "gpt-5", "gpt-5-mini", "gpt-5-nano", "o1", "o3", "o3-mini", "o4-mini",
)  # fmt: skip
#: The formula of product.md's row on recalculation.
CELLS = 10_000

Row = tuple[str, int, int]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The contestants warn of what they please; only this repository's own tests take warnings for errors."""
    for item in items:
        item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session", autouse=True)
def _bytecode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every process but the first finds its bytecode, as one of an installed package does."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        environment.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
        yield


@pytest.fixture(scope="session")
def rows() -> list[Row]:
    """A million requests of a usage log: model, input tokens, output tokens."""
    chance = random.Random(0)
    return [(chance.choice(MODELS), chance.randrange(1, 20_000), chance.randrange(1, 2_000)) for _ in range(1_000_000)]


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a column of PROMPT_COST cells, each with arguments of its own."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for number in range(1, CELLS + 1):
        formula = f'=PROMPT_COST("claude-3-5-sonnet-20241022",A{number},B{number},C{number},0.5)'
        sheet.append([number, 1_000 + number % 7, 100 + number % 5, formula])
    path = tmp_path_factory.mktemp("benchmark") / "cells.xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """LibreOffice with our add-in, started once."""
    from office import running_office

    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running
