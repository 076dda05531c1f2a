"""What the tests of several parts share: a workbook of every worked example, and a running LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from example_book import ExampleBook, write_example_book
from office import Office, running_office


@pytest.fixture(scope="session")
def example_book(tmp_path_factory: pytest.TempPathFactory) -> ExampleBook:
    """A workbook in which every function is called as in its worked example, with arguments in cells."""
    return write_example_book(tmp_path_factory.mktemp("examples") / "examples.xlsx")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice with our add-in, started once."""
    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running
