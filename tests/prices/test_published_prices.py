"""The contract of the published data: a published line never changes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from tools.prices.publishing import problems
from xlcost.errors import NoPriceInEffect
from xlcost.prices import FeeLine, PriceLine, package_catalogue
from xlcost.prices.events import WORDING, Event
from xlcost.prices.files import ALIASES, ANSWERING, APPEND_ONLY, DATA, EVENTS, FEES, PRICES, RELEASES, read_releases
from xlcost.prices.package import load

SNAPSHOT = package_catalogue().snapshot


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the published files, to try to break."""
    for name in (*ANSWERING, RELEASES):
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
    line = "claude-3-5-sonnet-20241022,standard,2024-10-22,2025-05-22,,3,15"
    edit(data / PRICES, line, line.replace("3,15", "3,16"))
    (problem,) = problems(data)
    assert "prices.csv: the" in problem
    assert f"{SNAPSHOT} have changed" in problem
    assert "Restore them, and add a line at the end" in problem


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_a_deleted_line_is_found(data: Path, name: str) -> None:
    lines = (data / name).read_text().splitlines(keepends=True)
    (data / name).write_text("".join(lines[:10] + lines[11:]))
    assert len(problems(data)) == 1


def test_a_line_may_be_added_at_the_end(data: Path) -> None:
    with (data / PRICES).open("a") as file:
        file.write("acme,m,standard,2026-10-27,,,1,2,,,,a source,documented,2026-10-27\n")
    assert problems(data) == []
    assert load(data).price("acme/m", "input", date(2026, 10, 28)) == 1.0


def test_a_newer_line_ends_the_published_one_without_an_edit(data: Path) -> None:
    assert load(data).card("o3").effective_to is None
    with (data / PRICES).open("a") as file:
        file.write("openai,o3,standard,2026-12-05,,,1,4,,,,a source,documented,2026-12-05\n")
    grown = load(data)
    assert problems(data) == []
    assert grown.card("o3").effective_to == date(2026, 12, 5)
    assert (grown.price("o3"), grown.price("o3", "input", date(2026, 12, 5))) == (2.0, 1.0)


def test_a_retirement_ends_the_published_line_without_an_edit(data: Path) -> None:
    with (data / EVENTS).open("a") as file:
        file.write("openai,o3,retired,2026-12-01,,a source,high\n")
    assert problems(data) == []
    assert load(data).price("o3", "input", date(2026, 11, 30)) == 2.0
    with pytest.raises(NoPriceInEffect, match="retired on 2026-12-01"):
        load(data).price("o3", "input", date(2026, 12, 1))


def test_nothing_is_sold_after_a_retirement_whatever_the_lines_say(data: Path) -> None:
    with (data / EVENTS).open("a") as file:
        file.write("openai,o3,retired,2025-05-01,,a source,high\n")
    lines = [line for line in load(data).lines if line[:3] == ("openai", "o3", "standard")]
    assert [(str(line.effective_from), str(line.effective_to)) for line in lines] == [("2025-04-16", "2025-05-01")]


@pytest.mark.parametrize(("name", "fields"), [(PRICES, PriceLine), (FEES, FeeLine), (EVENTS, Event)])
def test_the_columns_are_the_fields_of_a_line_in_their_order(name: str, fields: type) -> None:
    with (DATA / name).open(newline="") as file:
        assert tuple(next(csv.reader(file))) == fields._fields  # type: ignore[attr-defined]


def test_no_two_lines_of_one_offer_hold_on_one_day() -> None:
    ends: dict[tuple[object, ...], date] = {}
    for line in sorted(
        package_catalogue().lines, key=lambda line: (*line[:3], line.above_tokens or 0, line.effective_from)
    ):
        identity = (*line[:3], line.above_tokens)
        assert line.effective_from is not None
        assert line.effective_from >= ends.get(identity, date.min), line
        assert line.effective_to is None or line.effective_from < line.effective_to, line
        ends[identity] = line.effective_to or date.max


def test_every_line_says_where_it_is_from_and_how_its_day_is_known() -> None:
    for line in (*package_catalogue().lines, *package_catalogue().fees):
        assert line.source and line.date_basis and line.checked_on and line.effective_from, line  # noqa: PT018 - one line
        assert line.checked_on <= SNAPSHOT, line


def test_every_event_has_words_a_source_and_a_confidence() -> None:
    models = {(line.provider, line.model) for line in (*package_catalogue().lines, *package_catalogue().fees)}
    for event in package_catalogue().events:
        assert event.event in WORDING, event
        assert event.source, event
        assert event.confidence in ("high", "medium"), event
        assert event.model == "*" or (event.provider, event.model) in models, event


def test_the_digest_changes_with_the_data(data: Path) -> None:
    before = load(data).digest
    assert before == package_catalogue().digest
    with (data / ALIASES).open("a") as file:
        file.write("openai/o-three,openai/o3,a page\n")
    assert load(data).digest != before


@pytest.mark.parametrize("source", ["genai-prices", "model-prices", "models.dev", "azure-genai-prices", "litellm"])
def test_the_licences_of_the_sources_travel_with_the_data(source: str) -> None:
    text = (DATA / "licences" / f"{source}.txt").read_text()
    assert "MIT License" in text
    assert "Copyright (c)" in text


def test_the_licences_are_declared_so_that_they_get_into_the_wheel() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert "xlcost/prices/data/licences/*" in project["project"]["license-files"]
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["xlcost"]
