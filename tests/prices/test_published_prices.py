"""The contract of the published data: a published line never changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from xlcost.prices.row import PriceRow

from tools.prices import problems
from xlcost.prices import package_catalogue
from xlcost.prices.files import APPEND_ONLY, DATA, PRICES, RELEASES, read_releases
from xlcost.prices.package import load


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the published files, to try to break."""
    for name in (*APPEND_ONLY, RELEASES):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_no_published_line_has_changed() -> None:
    """When this fails, restore the line: workbooks out there were priced with it. What is new goes to the end."""
    assert problems(DATA) == []


def test_every_line_is_published() -> None:
    newest = {release.file: release.lines for release in read_releases(DATA / RELEASES)}
    assert newest == {name: len((DATA / name).read_text().splitlines()) for name in APPEND_ONLY}


def test_an_edited_price_is_found_and_the_message_says_what_to_do(data: Path) -> None:
    edit(data / PRICES, "claude-3-5-sonnet-20241022,2024-10-22,,3,15", "claude-3-5-sonnet-20241022,2024-10-22,,3,16")
    (problem,) = problems(data)
    assert "prices.csv: the" in problem
    assert "2026-10-26 have changed" in problem
    assert "Restore them, and add a line at the end" in problem


def test_a_deleted_line_is_found(data: Path) -> None:
    lines = (data / PRICES).read_text().splitlines(keepends=True)
    (data / PRICES).write_text("".join(lines[:10] + lines[11:]))
    assert len(problems(data)) == 1


def test_a_line_may_be_added_at_the_end(data: Path) -> None:
    with (data / PRICES).open("a") as file:
        file.write("acme,m,2026-10-27,,1,2" + "," * 16 + "a source,documented,2026-10-27\n")
    assert problems(data) == []
    assert load(data).row("acme/m", package_catalogue().snapshot.replace(day=28)).input == 1.0


def test_a_newer_row_ends_the_published_one_without_an_edit(data: Path) -> None:
    published = load(data).row("o3")
    assert published.effective_to is None
    with (data / PRICES).open("a") as file:
        file.write("openai,o3,2026-11-01,,1,4" + "," * 16 + "a source,documented,2026-11-01\n")
    grown = load(data)
    assert problems(data) == []
    assert grown.row("o3") == published._replace(effective_to=grown.row("o3", published.checked_on).effective_to)
    assert str(grown.row("o3").effective_to) == "2026-11-01"


def test_a_retirement_ends_the_published_row_without_an_edit(data: Path) -> None:
    with (data / "retirements.csv").open("a") as file:
        file.write("openai,o3,2026-12-01,a source\n")
    assert problems(data) == []
    assert str(load(data).row("o3").effective_to) == "2026-12-01"


def test_nothing_is_sold_after_a_retirement_whatever_the_rows_say(data: Path) -> None:
    with (data / "retirements.csv").open("a") as file:
        file.write("openai,o3,2025-05-01,a source\n")
    rows = [row for row in load(data).rows if row[:2] == ("openai", "o3")]
    assert [(str(row.effective_from), str(row.effective_to)) for row in rows] == [("2025-04-16", "2025-05-01")]


def test_the_columns_are_the_fields_of_a_price_row_in_their_order() -> None:
    with (DATA / PRICES).open(newline="") as file:
        assert tuple(next(csv.reader(file))) == PriceRow._fields


def test_the_digest_changes_with_the_data(data: Path) -> None:
    before = load(data).digest
    assert before == package_catalogue().digest
    edit(data / "aliases.csv", "azure/o1,", "azure/o1x,")
    assert load(data).digest != before


@pytest.mark.parametrize("source", ["genai-prices", "model-prices", "models.dev", "azure-genai-prices"])
def test_the_licences_of_the_sources_travel_with_the_data(source: str) -> None:
    text = (DATA / "licences" / f"{source}.txt").read_text()
    assert "MIT License" in text
    assert "Copyright (c)" in text


def test_the_licences_are_declared_so_that_they_get_into_the_wheel() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert "xlcost/prices/data/licences/*" in project["project"]["license-files"]
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["xlcost"]
