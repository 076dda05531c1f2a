"""How a catalogue answers: names, dates, kinds, and what it refuses to answer."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xlcost.errors import (
    AmbiguousModel,
    BadArgument,
    NoPriceInEffect,
    PriceNotPublished,
    PriceUnavailable,
    UnknownModel,
)
from xlcost.prices import PRICE_KINDS, Catalogue, PriceLine

LINES = [
    PriceLine("acme", "m", "standard", date(2025, 1, 1), input=10.0, output=40.0),
    PriceLine("acme", "m", "standard", date(2025, 6, 10), input=2.0, output=8.0, cache_read=0.0),
    PriceLine("acme", "gone", "standard", date(2025, 1, 1), date(2025, 3, 1), input=1.0, output=1.0),
    PriceLine("acme", "paused", "standard", date(2025, 1, 1), date(2025, 2, 1), input=1.0),
    PriceLine("acme", "paused", "standard", date(2025, 5, 1), input=2.0),
    PriceLine("acme", "shared", "standard", date(2025, 1, 1), input=1.0),
    PriceLine("azure", "shared", "standard", date(2025, 1, 1), input=1.1),
    PriceLine("aws-bedrock", "clouds-only", "standard", date(2025, 1, 1), input=1.0),
    PriceLine("azure", "clouds-only", "standard", date(2025, 1, 1), input=1.0),
    PriceLine("azure", "one-cloud", "standard", date(2025, 1, 1), input=1.0),
]
ALIASES = {"acme/m-2025-01-01": "acme/m", "acme/one-cloud": "acme/m"}
CATALOGUE = Catalogue(LINES, snapshot=date(2025, 12, 31), digest="0123", aliases=ALIASES)


def test_the_row_of_a_date_is_the_latest_that_has_started() -> None:
    assert CATALOGUE.price("m", "input", date(2025, 6, 9)) == 10.0
    assert CATALOGUE.price("m", "input", date(2025, 6, 10)) == 2.0


def test_without_a_date_the_snapshot_is_meant() -> None:
    assert CATALOGUE.card("m") == CATALOGUE.card("m", date(2025, 12, 31))


def test_a_date_with_a_time_is_that_day() -> None:
    assert CATALOGUE.price("m", "input", datetime(2025, 6, 9, 23, 59)) == 10.0


def test_a_row_ends_where_the_next_one_begins() -> None:
    assert CATALOGUE.card("m", date(2025, 1, 1)).effective_to == date(2025, 6, 10)


def test_rows_may_come_in_any_order() -> None:
    shuffled = Catalogue(LINES[::-1], snapshot=date(2025, 12, 31), digest="", aliases=ALIASES)
    assert shuffled.lines == CATALOGUE.lines


@pytest.mark.parametrize("name", ["m", "acme/m", "M", "  Acme/M ", "m-2025-01-01", "acme/m-2025-01-01"])
def test_a_model_has_a_bare_name_a_full_name_and_aliases_in_any_case(name: str) -> None:
    assert CATALOGUE.card(name).model == "m"


def test_an_alias_in_other_letters_does_not_make_a_name_ambiguous() -> None:
    twice = Catalogue(
        [PriceLine("acme", "M-1", input=1.0)], snapshot=date.min, digest="", aliases={"acme/m-1": "acme/M-1"}
    )
    assert twice.card("m-1").model == "M-1"


def test_a_bare_name_means_the_maker_and_not_a_cloud() -> None:
    assert CATALOGUE.card("shared").provider == "acme"
    assert CATALOGUE.card("azure/shared").provider == "azure"


def test_a_bare_name_of_a_single_cloud_means_that_cloud_unless_it_is_a_makers_alias() -> None:
    assert CATALOGUE.card("azure/one-cloud").provider == "azure"
    assert CATALOGUE.card("one-cloud") == CATALOGUE.card("acme/m")


def test_providers_may_be_spelled_as_other_tools_do() -> None:
    assert CATALOGUE.card("bedrock/clouds-only").provider == "aws-bedrock"


def test_a_bare_name_of_clouds_only_is_ambiguous_and_lists_them() -> None:
    with pytest.raises(AmbiguousModel, match="aws-bedrock/clouds-only, azure/clouds-only"):
        CATALOGUE.card("clouds-only")
    assert CATALOGUE.candidates("clouds-only") == ["aws-bedrock/clouds-only", "azure/clouds-only"]


def test_an_unknown_model_suggests_the_nearest_names() -> None:
    with pytest.raises(UnknownModel, match="unknown model shard; nearest: shared"):
        CATALOGUE.card("shard")


def test_names_that_go_on_where_the_unknown_one_ends_come_first() -> None:
    assert CATALOGUE.suggest("acme/p")[0] == "acme/paused"
    assert CATALOGUE.suggest("pau")[0] == "paused"


def test_an_unknown_name_is_cut_in_the_message() -> None:
    with pytest.raises(UnknownModel) as raised:
        CATALOGUE.card("x" * 100_000)
    assert len(str(raised.value)) < 200


def test_a_date_before_the_first_row_is_an_error_that_says_when_it_starts() -> None:
    with pytest.raises(
        NoPriceInEffect, match="acme/m has no price on 2024-12-31: its first price line starts on 2025-01-01"
    ):
        CATALOGUE.card("m", date(2024, 12, 31))


def test_a_date_after_retirement_is_an_error_that_says_when_it_ended() -> None:
    assert CATALOGUE.price("gone", "input", date(2025, 2, 28)) == 1.0
    with pytest.raises(NoPriceInEffect, match="acme/gone has no price on 2025-03-01: it was retired on 2025-03-01"):
        CATALOGUE.card("gone", date(2025, 3, 1))


def test_a_date_in_a_gap_is_an_error_that_says_from_when_to_when() -> None:
    with pytest.raises(NoPriceInEffect, match="not sold from 2025-02-01 to 2025-05-01"):
        CATALOGUE.card("paused", date(2025, 3, 1))


def test_a_price_that_is_not_published_is_an_error_that_names_it() -> None:
    with pytest.raises(PriceNotPublished, match="acme/m has no published training price \\(line of 2025-01-01\\)"):
        CATALOGUE.price("m", "training", date(2025, 6, 9))


def test_a_published_price_of_zero_is_zero() -> None:
    assert CATALOGUE.price("m", "cache_read") == 0.0


def test_an_unknown_kind_is_a_bad_argument_that_lists_the_kinds() -> None:
    with pytest.raises(BadArgument, match="unknown price kind 'inpt'; one of input, output"):
        CATALOGUE.price("m", "inpt")
    assert len(PRICE_KINDS) == 12


@pytest.mark.parametrize("error", [UnknownModel, AmbiguousModel, NoPriceInEffect, PriceNotPublished])
def test_what_cannot_be_priced_is_na_in_a_cell(error: type[PriceUnavailable]) -> None:
    assert error.excel == "#N/A"


def test_a_search_finds_the_rows_in_effect_by_words_sorted_by_provider_and_model() -> None:
    assert [row.provider for row in CATALOGUE.search("SHARED")] == ["acme", "azure"]
    assert CATALOGUE.search("shared az")[0].provider == "azure"
    assert [row.model for row in CATALOGUE.search("", date(2025, 2, 15))] == [
        "gone",
        "m",
        "shared",
        "clouds-only",
        "clouds-only",
        "one-cloud",
        "shared",
    ]


def test_a_search_does_not_see_rows_that_have_not_begun_or_have_ended() -> None:
    assert CATALOGUE.search("gone") == []
    assert CATALOGUE.search("m", date(2024, 1, 1)) == []


def test_rows_without_dates_hold_since_ever() -> None:
    undated = Catalogue([PriceLine("", "m", input=1.0)], snapshot=date.min, digest="")
    assert undated.price("m", "input", date(1, 1, 1)) == 1.0
    with pytest.raises(PriceNotPublished, match=r"^m has no published output price$"):
        undated.price("m", "output")
