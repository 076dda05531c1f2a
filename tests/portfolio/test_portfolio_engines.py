"""A portfolio is the same in every edition and engine: LibreOffice agrees cell by cell, native Excel's LAMBDAs too."""

from __future__ import annotations

import pytest
from test_portfolio_book import log

from xlcost.calculate.certified import recalculate
from xlcost.calculate.crosscheck import cross_check
from xlcost.hosts.editions import EDITIONS
from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice
from xlcost.workbook.reader import open_book


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    from xlcost.cli.actuals import read_usage
    from xlcost.portfolio.book import build, portfolio
    from xlcost.portfolio.cases import example
    from xlcost.prices import package_catalogue

    folder = tmp_path_factory.mktemp("engines")
    rows, _ = read_usage((str(log(folder / "usage.csv", requests=6)),), example(), lambda what: None)
    book = folder / "portfolio.xlsx"
    book.write_bytes(build(portfolio(example(), package_catalogue(), rows=rows)))
    return book


def test_libreoffice_agrees_cell_by_cell(path):
    book = open_book(path)
    found = cross_check(recalculate(book), recalculate_in_libreoffice(book))
    assert found.compared > 2_000
    assert not found.differences


@pytest.mark.parametrize("edition", ["lite", "server", "classic", "native"])
def test_every_edition_is_made_and_calculated(path, edition, tmp_path):
    made = tmp_path / f"portfolio{EDITIONS[edition].suffix}"
    made.write_bytes(EDITIONS[edition].make(path.read_bytes()))
    plain, result = recalculate(open_book(path)), recalculate(open_book(made))
    assert not result.not_evaluated
    for place, value in plain.values.items():
        if isinstance(value, float):
            assert result.values[place] == pytest.approx(value, rel=1e-9, abs=1e-12)
        else:
            assert result.values[place] == value
