"""What the tests of several parts share: a workbook of every worked example, the template, a running LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from example_book import ExampleBook, write_example_book
from office import Office, running_office


@pytest.fixture(scope="session")
def example_book(tmp_path_factory: pytest.TempPathFactory) -> ExampleBook:
    """A workbook in which every function is called as in its worked example, with arguments in cells."""
    return write_example_book(tmp_path_factory.mktemp("examples") / "examples.xlsx")


@pytest.fixture(scope="session")
def article_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template workbook with the article's case."""
    from xlcost.template.build import build
    from xlcost.template.case import shipped_case

    path = tmp_path_factory.mktemp("article") / "article.xlsx"
    path.write_bytes(build(shipped_case("article")))
    return path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice with our add-in, started once."""
    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running
