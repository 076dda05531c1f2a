"""The built workbooks, and where their lines are."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from xlcost.calculate.model import Model, open_model
from xlcost.template.build import build
from xlcost.template.case import shipped_case


@pytest.fixture(scope="session")
def smaller_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the case in which fine-tuning pays."""
    path = tmp_path_factory.mktemp("smaller") / "smaller-model.xlsx"
    path.write_bytes(build(shipped_case("smaller-model")))
    return path


@pytest.fixture(scope="session", params=["article", "smaller-model"])
def any_book(request: pytest.FixtureRequest, article_book: Path, smaller_book: Path) -> Path:
    """Each shipped workbook in turn."""
    return article_book if request.param == "article" else smaller_book


@pytest.fixture(scope="session")
def formulas(any_book: Path) -> Workbook:
    """The workbook as openpyxl reads it: formulas, styles, validations."""
    return openpyxl.load_workbook(any_book)


@pytest.fixture
def article(article_book: Path) -> Model:
    """The article's workbook, to be asked and changed."""
    return open_model(article_book)


@pytest.fixture
def smaller(smaller_book: Path) -> Model:
    """The other workbook, to be asked and changed."""
    return open_model(smaller_book)
