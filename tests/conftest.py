"""What the tests of several parts share: example workbooks, the template, the command line, a running LibreOffice."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from chromium import Chromium, running_chromium
from example_book import ExampleBook, write_example_book
from hypothesis import HealthCheck, settings
from not_quick import OFFICE
from office import Office, running_office
from shipped_books import SHELF, shipped_book

# Without a clock and without chance: the same draws on every machine, however slow, so that what lands is decided by
# the change. New draws are sought on purpose: pytest --hypothesis-profile search.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Gives all workers of a run one folder for the books that they share."""
    if SHELF not in os.environ:
        shelf = tempfile.TemporaryDirectory(prefix="xlcost-tests-")
        os.environ[SHELF] = shelf.name
        config.add_cleanup(shelf.cleanup)
        config.add_cleanup(partial(os.environ.pop, SHELF))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks whatever ``OFFICE`` names."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).as_posix().startswith(OFFICE):
            item.add_marker("office")


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def example_book(tmp_path_factory: pytest.TempPathFactory) -> ExampleBook:
    """A workbook in which every function is called as in its worked example, with arguments in cells."""
    return write_example_book(tmp_path_factory.mktemp("examples") / "examples.xlsx")


@pytest.fixture(scope="session")
def article_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template workbook with the article's case."""
    path = tmp_path_factory.mktemp("article") / "article.xlsx"
    path.write_bytes(shipped_book("article"))
    return path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice with our add-in, started once."""
    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A headless Chromium, started once."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def xlcost(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """``xlcost("cost", ...)`` gives exit code, stdout and stderr at 80 columns."""
    from xlcost.cli import main

    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["xlcost", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        return Outcome(int(stop.value.code or 0), captured.out, captured.err)

    return run
