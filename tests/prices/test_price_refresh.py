"""Refreshing the catalogue: what it would add, what it never touches, and how it writes."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest
from xlcost.prices.row import PriceRow

from tools.prices import Difference, problems, publish, refresh
from tools.prices.candidates import Candidates, build
from tools.prices.curated import tuning_prices, tuning_prices_left_out
from tools.prices.naming import Alias
from tools.prices.notes import render
from tools.prices.publishing import difference
from xlcost.errors import BadFile, XlcostError
from xlcost.prices import package_catalogue
from xlcost.prices.files import ALIASES, DATA, NOTES, PRICES, RELEASES, UNLISTED, read_releases, read_rows
from xlcost.prices.package import load


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    """What the installed sources make."""
    return build(DATA)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data folder."""
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    return tmp_path


def rows(*found: PriceRow) -> Candidates:
    return Candidates(date(2026, 11, 30), list(found), [], [], {})


O3 = PriceRow("openai", "o3", date(2026, 11, 20), input=1.0, output=4.0, source="a page", date_basis="documented")


def test_the_published_catalogue_is_what_the_installed_sources_make(candidates: Candidates) -> None:
    found = difference(candidates, DATA)
    assert found == Difference(candidates, (), (), (), len(candidates.rows), ())


def test_a_refresh_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> NoReturn:
        raise AssertionError("a refresh must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert refresh().added == ()


def test_a_refresh_without_its_sources_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.prices.find_spec", lambda name: None)
    with pytest.raises(XlcostError, match=r"not installed: genai-prices, .*; install '.\[refresh\]'"):
        refresh()


def test_a_refresh_writes_nothing(data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
    refresh(data)
    assert {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()} == before


def test_everything_can_be_rebuilt_from_nothing(data: Path, candidates: Candidates) -> None:
    published = {name: (data / name).read_bytes() for name in (PRICES, ALIASES, RELEASES, UNLISTED, NOTES)}
    for name in published:
        (data / name).unlink()
    publish(difference(candidates, data), data)
    assert {name: (data / name).read_bytes() for name in published} == published


def test_a_new_price_is_added_at_the_end_and_nothing_before_it_changes(data: Path) -> None:
    before = (data / PRICES).read_bytes()
    publish(difference(rows(O3), data), data)
    after = (data / PRICES).read_bytes()
    assert after.startswith(before)
    assert after[len(before) :] == b"openai,o3,2026-11-20,,1,4" + b"," * 16 + b"a page,documented,\n"
    assert load(data).row("o3") == O3


def test_each_publication_is_a_release_that_freezes_its_lines(data: Path) -> None:
    publish(difference(rows(O3), data), data)
    newest = read_releases(data / RELEASES)[-3:]
    assert {release.snapshot for release in newest} == {date(2026, 11, 30)}
    assert newest[0].lines == len((data / PRICES).read_text().splitlines())
    assert "model-prices 0.0.5" in newest[0].sources
    assert problems(data) == []
    assert load(data).snapshot == date(2026, 11, 30)


def test_a_published_row_is_never_changed_and_the_difference_says_what_it_would_have_been(data: Path) -> None:
    before = (data / PRICES).read_bytes()
    other = O3._replace(effective_from=date(2025, 6, 10))
    found = difference(rows(other), data)
    assert found.added == ()
    assert found.refused[0].candidate == other
    assert "published as openai/o3 from 2025-06-10: input 2, output 8" in found.refused[0].why
    publish(found, data)
    assert (data / PRICES).read_bytes() == before


def test_a_row_between_two_published_ones_would_change_answers_and_stays_out(data: Path) -> None:
    found = difference(rows(O3._replace(effective_from=date(2025, 5, 1))), data)
    assert found.added == ()
    assert found.refused[0].why == "its day lies between two published rows"


def test_history_before_the_first_published_row_is_added(data: Path) -> None:
    earlier = O3._replace(effective_from=date(2025, 4, 1))
    assert difference(rows(earlier), data).added == (earlier,)


def test_a_price_first_seen_again_on_a_later_day_is_no_news(data: Path) -> None:
    again = package_catalogue().row("mistral-saba")._replace(effective_from=date(2026, 11, 30))
    found = difference(rows(again), data)
    assert (found.added, found.unchanged) == ((), 1)


def test_models_that_the_sources_no_longer_know_are_named_and_kept(data: Path) -> None:
    found = difference(rows(O3), data)
    assert "openai/gpt-4.1" in found.gone
    publish(found, data)
    assert load(data).row("gpt-4.1").input == 2.0


def test_a_new_alias_is_added_at_the_end(data: Path) -> None:
    found = difference(rows()._replace(aliases=[Alias("openai/o-three", "openai/o3", "a page")]), data)
    publish(found, data)
    assert (data / ALIASES).read_text().endswith("openai/o-three,openai/o3,a page\n")
    assert load(data).row("o-three") == load(data).row("o3")


def test_a_difference_reads_well(data: Path) -> None:
    between = O3._replace(effective_from=date(2025, 5, 1))
    lines = str(difference(rows(O3, between), data)).splitlines()
    assert lines[:4] == [
        "Sources of 2026-11-30: 1 rows to add, 0 unchanged.",
        "  + openai/o3 from 2026-11-20: input 1, output 4",
        "1 candidates differ from published rows, which never change:",
        "  ! openai/o3 from 2025-05-01: input 1, output 4: its day lies between two published rows",
    ]
    assert "published models are no longer in the sources: " in lines[4]


def test_tampered_data_is_not_built_upon(data: Path) -> None:
    tampered = (data / PRICES).read_text().replace("ai21,jamba-large", "ai21,jamba-larger", 1)
    (data / PRICES).write_text(tampered)
    with pytest.raises(XlcostError, match=r"prices.csv: the \d+ lines published at 2026-10-26 have changed"):
        publish(difference(rows(O3), data), data)
    assert (data / PRICES).read_text() == tampered


def test_a_write_that_fails_leaves_the_published_files_as_they_were(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (data / PRICES).read_bytes()

    def fail(self: Path, target: Path) -> NoReturn:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(BadFile, match="disk full"):
        publish(difference(rows(O3), data), data)
    assert (data / PRICES).read_bytes() == before


def test_an_interrupted_publication_breaks_no_promise_and_can_be_repeated(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace: Callable[[Path, Path], Path] = Path.replace

    def fail_at_releases(self: Path, target: Path) -> Path:
        if target.name == RELEASES:
            raise OSError("power cut")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_at_releases)
        with pytest.raises(BadFile, match="power cut"):
            publish(difference(rows(O3), data), data)
    assert problems(data) == []
    publish(difference(rows(O3), data), data)
    assert [row for row in read_rows(data / PRICES) if row[:2] == ("openai", "o3")][-1] == O3
    assert load(data).snapshot == date(2026, 11, 30)


def test_the_notes_are_those_of_the_installed_sources(candidates: Candidates) -> None:
    assert (DATA / NOTES).read_text() == render(candidates, DATA)


def test_the_list_of_unlisted_models_is_that_of_the_installed_source(candidates: Candidates) -> None:
    lines = [f"{provider},{model},{status}" for (provider, model), status in candidates.unlisted.items()]
    assert (DATA / UNLISTED).read_text().splitlines() == ["provider,model,status", *lines]


def test_every_curated_fine_tuning_price_is_in_the_catalogue_or_in_the_notes() -> None:
    lines = len((DATA / "tuning_prices.csv").read_text().splitlines()) - 1
    brought_in = list(tuning_prices(DATA))
    left_out = tuning_prices_left_out(DATA)
    assert len(brought_in) + len(left_out) == lines
    for price in brought_in:
        published = package_catalogue().price("/".join(price.key), price.field, price.quote.start)
        assert published == float(price.quote.prices[price.field]), price
    assert all(f"- {line}" in (DATA / NOTES).read_text() for line in left_out)
