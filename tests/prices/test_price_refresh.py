"""Refreshing the data: what it would add, what it never touches, and how it writes."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from tools.prices import __main__ as program
from tools.prices import curated
from tools.prices.card import Card, build
from tools.prices.explained import reasons
from tools.prices.naming import Alias
from tools.prices.notes import render
from tools.prices.pins import pin
from tools.prices.publishing import Difference, difference, problems, publish, renew_notes
from xlcost.errors import BadFile, NoPriceInEffect, PriceNotPublished, XlcostError
from xlcost.prices import FeeLine, PriceLine, package_catalogue
from xlcost.prices.events import Event
from xlcost.prices.files import (
    ALIASES,
    DATA,
    EVENTS,
    FEES,
    NOTES,
    PRICES,
    RELEASES,
    read_events,
    read_lines,
    read_releases,
)
from xlcost.prices.package import load

SNAPSHOT = package_catalogue().snapshot
LATER = date(2026, 12, 7)


@pytest.fixture(scope="module")
def card() -> Card:
    """What the installed sources make."""
    return build()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data folder."""
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    return tmp_path


def lines(*found: PriceLine, fees: tuple[FeeLine, ...] = ()) -> Card:
    return Card(LATER, list(found), list(fees), list(package_catalogue().events), [], [], [], [])


O3 = PriceLine(
    "openai", "o3", effective_from=date(2026, 12, 5), input=1.0, output=4.0, source="a page", date_basis="documented"
)  # fmt: skip


def test_the_published_data_are_what_the_installed_sources_make(card: Card) -> None:
    found = difference(card, DATA)
    assert found == Difference(card, (), (), (), (), (), len(card.lines) + len(card.fees), ())
    assert not found


def test_a_build_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> NoReturn:
        raise AssertionError("a refresh must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert build().lines


def test_everything_can_be_rebuilt_from_nothing(data: Path, card: Card) -> None:
    published = {name: (data / name).read_bytes() for name in (PRICES, FEES, EVENTS, ALIASES, RELEASES, NOTES)}
    for name in published:
        (data / name).unlink()
    publish(difference(card, data), data)
    assert {name: (data / name).read_bytes() for name in published} == published


def test_a_new_price_is_added_at_the_end_and_nothing_before_it_changes(data: Path) -> None:
    before = (data / PRICES).read_bytes()
    publish(difference(lines(O3), data), data)
    after = (data / PRICES).read_bytes()
    assert after.startswith(before)
    assert after[len(before) :] == b"openai,o3,standard,2026-12-05,,,1,4,,,,a page,documented,\n"
    assert load(data).price("o3", "input") == 1.0
    assert load(data).price("o3", "input", SNAPSHOT) == 2.0


def test_each_publication_is_a_release_that_freezes_its_lines(data: Path) -> None:
    publish(difference(lines(O3), data), data)
    newest = read_releases(data / RELEASES)[-3:]
    assert {release.snapshot for release in newest} == {LATER}
    assert newest[0].lines == len((data / PRICES).read_text().splitlines())
    assert "model-prices 0.0.5" in newest[0].sources
    assert "LiteLLM 1.110.2" in newest[0].sources
    assert problems(data) == []
    assert load(data).snapshot == LATER


def test_a_published_line_is_never_changed_and_the_difference_says_what_it_would_have_been(data: Path) -> None:
    before = (data / PRICES).read_bytes()
    other = O3._replace(effective_from=date(2025, 6, 10))
    found = difference(lines(other), data)
    assert found.added == ()
    assert found.refused[0].candidate == other
    assert "published as openai/o3 from 2025-06-10: input 2, output 8" in found.refused[0].why
    publish(found, data)
    assert (data / PRICES).read_bytes() == before


def test_a_line_between_two_published_ones_would_change_answers_and_stays_out(data: Path) -> None:
    found = difference(lines(O3._replace(effective_from=date(2025, 5, 1))), data)
    assert found.added == ()
    assert found.refused[0].why == "its day lies between two published lines"


def test_history_before_the_first_published_line_is_added(data: Path) -> None:
    earlier = O3._replace(effective_from=date(2025, 4, 1))
    assert difference(lines(earlier), data).added == (earlier,)


def test_a_price_first_seen_again_on_a_later_day_is_no_news(data: Path) -> None:
    (published,) = (line for line in package_catalogue().lines if line.model == "mistral-saba")
    found = difference(lines(published._replace(effective_from=LATER)), data)
    assert (found.added, found.unchanged) == ((), 1)


def test_a_tier_that_is_no_longer_sold_ends_with_a_line_without_prices(data: Path) -> None:
    (fast,) = (line for line in package_catalogue().lines if line[:3] == ("anthropic", "claude-opus-5", "fast"))
    publish(difference(lines(fast._replace(effective_to=date(2026, 12, 5))), data), data)
    assert problems(data) == []
    assert load(data).price("claude-opus-5@fast", "input", date(2026, 12, 4)) == 10.0
    with pytest.raises((PriceNotPublished, NoPriceInEffect)):
        load(data).price("claude-opus-5@fast", "input", date(2026, 12, 5))


def test_a_long_context_that_is_no_longer_dearer_costs_what_a_short_one_does(data: Path) -> None:
    pro = [line for line in package_catalogue().lines if line[:3] == ("google", "gemini-3.1-pro-preview", "standard")]
    short, long = pro[-2:]
    assert (short.above_tokens, long.above_tokens, long.effective_to) == (None, 200_000, None)
    publish(difference(lines(short, long._replace(effective_to=date(2026, 12, 5))), data), data)
    assert problems(data) == []
    for day, price in ((date(2026, 12, 4), long.input), (date(2026, 12, 5), short.input)):
        rate = load(data).card("gemini-3.1-pro-preview", day).step(300_000).standard
        assert rate is not None
        assert rate.published.input == price


def test_a_fee_that_ends_needs_an_event(data: Path) -> None:
    training = next(fee for fee in package_catalogue().fees if fee.fee == "training" and fee.effective_to is None)
    found = difference(lines(fees=(training._replace(effective_to=LATER),)), data)
    assert found.refused[0].why == "it ends on 2026-12-07: write an event"


def test_models_that_the_sources_no_longer_know_are_named_and_kept(data: Path) -> None:
    found = difference(lines(O3), data)
    assert "openai/gpt-4.1" in found.gone
    publish(found, data)
    assert load(data).price("gpt-4.1", "input") == 2.0


def test_a_new_alias_is_added_at_the_end_and_events_are_renewed(data: Path) -> None:
    event = Event("openai", "o3", "retired", date(2027, 5, 1), "", "a page", "high")
    found = difference(lines()._replace(aliases=[Alias("openai/o-three", "openai/o3", "a page")], events=[event]), data)
    publish(found, data)
    assert (data / ALIASES).read_text().endswith("openai/o-three,openai/o3,a page\n")
    assert read_events(data / EVENTS) == [event]
    with pytest.raises(NoPriceInEffect):
        load(data).price("o-three", "input", date(2027, 5, 1))


def test_a_difference_reads_well(data: Path) -> None:
    between = O3._replace(effective_from=date(2025, 5, 1))
    text = str(difference(lines(O3, between), data)).splitlines()
    assert text[:4] == [
        "Sources of 2026-12-07: 1 price lines and 0 fees to add, 0 unchanged.",
        "  + openai/o3 from 2026-12-05: input 1, output 4",
        "1 candidates differ from published lines, which never change:",
        "  ! openai/o3 from 2025-05-01: input 1, output 4: its day lies between two published lines",
    ]
    assert "published models are no longer in the sources: " in text[4]


def test_tampered_data_is_not_built_upon(data: Path) -> None:
    tampered = (data / PRICES).read_text().replace("ai21,jamba-large", "ai21,jamba-larger", 1)
    (data / PRICES).write_text(tampered)
    with pytest.raises(XlcostError, match=rf"prices.csv: the \d+ lines published at {SNAPSHOT} have changed"):
        publish(difference(lines(O3), data), data)
    assert (data / PRICES).read_text() == tampered


def test_a_write_that_fails_leaves_the_published_files_as_they_were(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (data / PRICES).read_bytes()

    def fail(self: Path, target: Path) -> NoReturn:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(BadFile, match="disk full"):
        publish(difference(lines(O3), data), data)
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
            publish(difference(lines(O3), data), data)
    assert problems(data) == []
    publish(difference(lines(O3), data), data)
    assert [line for line in read_lines(data / PRICES) if line[:3] == O3[:3]][-1] == O3
    assert load(data).snapshot == LATER


def test_the_notes_are_those_of_the_installed_sources(card: Card) -> None:
    assert (DATA / NOTES).read_text() == render(card), "run python -m tools.prices"


def test_the_notes_are_written_anew_where_nothing_is_added(data: Path, card: Card) -> None:
    assert not renew_notes(card, data)
    (data / NOTES).write_text("of another day")
    assert renew_notes(card, data)
    assert (data / NOTES).read_text() == render(card)


def test_every_curated_fine_tuning_price_is_in_the_catalogue_or_in_the_notes() -> None:
    curated_lines = len((curated.DATA / "tuning_prices.csv").read_text().splitlines()) - 1
    tokens = [quote for kinds in curated.tuned_offers().values() for quotes in kinds.values() for quote in quotes]
    others = sum(fee.fee in ("training_minimum", "cache_storage_hour") for fee in curated.fees())
    fees = [quote for quotes in curated.fees().values() for quote in quotes]
    left_out = curated.undated_fees()
    assert len(tokens) + len(fees) - others + len(left_out) == curated_lines
    for fee, quotes in curated.fees().items():
        name = f"{fee.provider}/{fee.model}" + ("" if fee.tier == "standard" else f"@{fee.tier}")
        for quote in quotes:
            assert package_catalogue().price(name, fee.fee, quote.start) == float(quote.prices["usd"]), fee
    for offer, by_kind in curated.tuned_offers().items():
        for kind, quotes in by_kind.items():
            for quote in quotes:
                name = f"{offer.provider}/{offer.model}" + ("" if offer.tier == "standard" else f"@{offer.tier}")
                assert package_catalogue().price(name, kind, quote.start) == float(quote.prices[kind]), offer
    assert all(f"- {line}" in (DATA / NOTES).read_text() for line in left_out)


def test_the_program_shows_what_it_would_do_and_does_it_when_told_to(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = (data / ALIASES).read_bytes()
    (data / ALIASES).write_bytes(complete.rsplit(b"\n", 2)[0] + b"\n")
    (data / RELEASES).unlink()
    monkeypatch.setattr(program, "DATA", data)
    monkeypatch.setattr("tools.prices.pins.pin", lambda path: None)
    shown = CliRunner().invoke(program.main, ["--dry-run"])
    assert "+ alias" in shown.output
    assert not (data / RELEASES).exists()
    done = CliRunner().invoke(program.main, ["--yes"])
    assert (done.exit_code, (data / ALIASES).read_bytes()) == (0, complete)
    again = CliRunner().invoke(program.main, ["--yes"])
    assert again.output.endswith("Nothing to add.\n")


def test_without_its_sources_the_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "find_spec", lambda name: None)
    outcome = CliRunner().invoke(program.main, ["--dry-run"])
    assert outcome.exit_code == 2
    assert (
        "not installed: genai-prices, model-prices, azure-genai-prices; run pip install --group refresh -e ."
        in outcome.output
    )


def test_the_tests_are_pinned_to_the_sources_that_the_data_were_read_from(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('x = ["genai-prices>=0.2.3", "genai-prices==0.1.0", "model-prices==0.0.1"]\n')
    pin(project)
    assert project.read_text() == 'x = ["genai-prices>=0.2.3", "genai-prices==0.2.3", "model-prices==0.0.5"]\n'


def test_every_explanation_explains_something(card: Card) -> None:
    """A line about a disagreement that is no more is taken out."""
    about = {(*each.offer[:3], each.source) for each in card.disagreements}
    assert curated.explained().keys() - about == set()


def test_a_rounded_figure_a_price_after_the_end_and_one_of_peak_hours_are_known_by_rule(card: Card) -> None:
    reason = reasons(card)
    found = {(each.offer.model, reason(each)) for each in card.disagreements}
    assert ("gpt-5.4", "rounded by the source") in found
    assert ("deepseek-chat", "retired on 2026-07-25; the source keeps the last price") in found
    assert ("deepseek-flash", "the price of the peak hours, here the tier peak") in found
    assert ("MiniMax-M2.5-highspeed", "") in found  # and where nobody knows, nothing is said
