"""The prices that ship with xlcost: what they must answer, and the traps of their sources."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from xlcost.errors import AmbiguousModel, NoPriceInEffect, PriceNotPublished
from xlcost.prices import PriceLine, package_catalogue
from xlcost.prices.files import DATA, RELEASES, read_releases

CATALOGUE = package_catalogue()


def line_of(model: str, as_of: date | None = None) -> PriceLine:
    """The line of requests of ordinary length."""
    line = CATALOGUE.card(model, as_of).base
    assert line is not None
    return line


def prices(model: str, as_of: date | None = None) -> tuple[float | None, float | None]:
    line = line_of(model, as_of)
    return line.input, line.output


def test_the_article_can_be_priced_at_the_snapshot_and_when_it_was_written() -> None:
    assert prices("claude-3-5-sonnet-20241022") == (3.0, 15.0)
    assert prices("anthropic/claude-3-5-sonnet-20241022", date(2024, 10, 22)) == (3.0, 15.0)


def test_a_price_cut_holds_from_its_day_on() -> None:
    assert prices("o3", date(2025, 6, 9)) == (10.0, 40.0)
    assert prices("o3", date(2025, 6, 11)) == (2.0, 8.0)


@pytest.mark.parametrize("name", ["gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"])
def test_training_belongs_to_the_base_model_under_all_its_names(name: str) -> None:
    assert CATALOGUE.price(name, "training") == 5.0


def test_the_default_date_is_the_snapshot_of_the_newest_release_and_not_today() -> None:
    assert CATALOGUE.snapshot == max(release.snapshot for release in read_releases(DATA / RELEASES))


def test_there_are_hundreds_of_models_and_not_thousands() -> None:
    models = {(row.provider, row.model) for row in CATALOGUE.search()}
    assert 500 < len(models) < 1000


@pytest.mark.parametrize(
    ("provider", "least"),
    [
        ("openai", 50),
        ("anthropic", 30),
        ("google", 25),
        ("mistral", 30),
        ("deepseek", 5),
        ("xai", 20),
        ("cohere", 8),
        ("meta", 4),
        ("aws-bedrock", 100),
        ("azure", 150),
        ("google-vertex", 15),
    ],
)
def test_the_makers_and_the_big_clouds_are_there(provider: str, least: int) -> None:
    assert Counter(row.provider for row in CATALOGUE.search())[provider] >= least


@pytest.mark.parametrize("name", ["llama3-3-70b", "llama-4-maverick-17b"])
def test_metas_open_models_are_sold_by_clouds(name: str) -> None:
    assert CATALOGUE.search(name)


# Prices as their makers publish them, looked up by eye.
WELL_KNOWN = {
    "openai/gpt-4o": (2.5, 10),
    "openai/gpt-4o-2024-05-13": (5, 15),
    "openai/gpt-4o-mini": (0.15, 0.6),
    "openai/gpt-4.1": (2, 8),
    "openai/gpt-4.1-mini": (0.4, 1.6),
    "openai/gpt-4.1-nano": (0.1, 0.4),
    "openai/gpt-4-turbo": (10, 30),
    "openai/gpt-4": (30, 60),
    "openai/gpt-3.5-turbo": (0.5, 1.5),
    "openai/o1": (15, 60),
    "openai/o1-pro": (150, 600),
    "openai/o3-mini": (1.1, 4.4),
    "openai/o3-pro": (20, 80),
    "openai/o4-mini": (1.1, 4.4),
    "openai/gpt-5": (1.25, 10),
    "openai/gpt-5-mini": (0.25, 2),
    "openai/gpt-5-nano": (0.05, 0.4),
    "openai/gpt-5-pro": (15, 120),
    "openai/gpt-5.1": (1.25, 10),
    "openai/gpt-5.2": (1.75, 14),
    "anthropic/claude-3-opus-20240229": (15, 75),
    "anthropic/claude-3-haiku-20240307": (0.25, 1.25),
    "anthropic/claude-3-5-haiku-20241022": (0.8, 4),
    "anthropic/claude-3-7-sonnet-20250219": (3, 15),
    "anthropic/claude-opus-4-1": (15, 75),
    "anthropic/claude-opus-4-5": (5, 25),
    "anthropic/claude-sonnet-4-5": (3, 15),
    "anthropic/claude-haiku-4-5": (1, 5),
    "google/gemini-2.5-pro": (1.25, 10),
    "google/gemini-2.5-flash": (0.3, 2.5),
    "google/gemini-2.5-flash-lite": (0.1, 0.4),
    "google/gemini-2.0-flash": (0.1, 0.4),
    "google/gemini-1.5-pro": (1.25, 5),
    "google/gemini-3-pro-preview": (2, 12),
    "mistral/mistral-large-2411": (2, 6),
    "mistral/mistral-small-2506": (0.1, 0.3),
    "mistral/codestral-2508": (0.3, 0.9),
    "cohere/command-a-03-2025": (2.5, 10),
    "cohere/command-r-08-2024": (0.15, 0.6),
    "xai/grok-3": (1.25, 2.5),  # retired on 2026-05-15: requests go to grok-4.3, at its price
    "aws-bedrock/amazon.nova-micro-v1:0": (0.035, 0.14),
    "aws-bedrock/amazon.nova-pro-v1:0": (0.8, 3.2),
    "aws-bedrock/meta.llama3-3-70b-instruct-v1:0": (0.72, 0.72),
    "azure/gpt-4.1": (2, 8),
    "azure/o3-mini": (1.1, 4.4),
}


@pytest.mark.parametrize("model", WELL_KNOWN)
def test_well_known_prices(model: str) -> None:
    assert prices(model) == WELL_KNOWN[model]


DATED = [
    ("gpt-4o", date(2024, 9, 1), (5, 15)),
    ("o1-mini", date(2025, 1, 30), (3, 12)),
    ("o1-mini", date(2025, 6, 8), (1.1, 4.4)),
    ("claude-3-5-haiku-20241022", date(2024, 11, 30), (1, 5)),
    ("deepseek-chat", date(2025, 8, 26), (0.27, 1.1)),
    ("deepseek-chat", date(2025, 9, 10), (0.56, 1.68)),
    ("gpt-5.6-luna", date(2026, 7, 29), (1, 6)),
    ("gpt-5.6-luna", date(2026, 7, 30), (0.2, 1.2)),
    ("gemini-3.6-flash", date(2026, 12, 31), (0.75, 3.75)),
    ("gemini-3.6-flash", date(2027, 1, 1), (1.5, 7.5)),
]


@pytest.mark.parametrize(("model", "as_of", "expected"), DATED)
def test_history_and_announced_prices(model: str, as_of: date, expected: tuple[float, float]) -> None:
    assert prices(model, as_of) == expected


def test_a_date_before_the_first_row_is_an_error() -> None:
    with pytest.raises(NoPriceInEffect, match="first price line starts on 2025-04-16"):
        CATALOGUE.card("o3", date(2025, 4, 15))


def test_a_retired_model_is_an_error() -> None:
    assert prices("open-mixtral-8x22b", date(2025, 3, 29)) == (2.0, 6.0)
    with pytest.raises(NoPriceInEffect, match="retired on 2025-03-30"):
        CATALOGUE.card("open-mixtral-8x22b")


@pytest.mark.parametrize(
    ("model", "day_before", "first_day", "price"),
    [
        ("gpt-4-turbo", date(2024, 4, 14), date(2024, 4, 15), 5.0),
        ("claude-3-haiku-20240307", date(2024, 10, 7), date(2024, 10, 8), 0.125),
        ("gemini-2.5-pro", date(2025, 7, 6), date(2025, 7, 7), 0.625),
    ],
)
def test_there_is_no_batch_price_before_the_provider_sold_batches(
    model: str, day_before: date, first_day: date, price: float
) -> None:
    assert CATALOGUE.price(f"{model}@batch", "input", first_day) == price
    with pytest.raises(NoPriceInEffect, match="@batch has no price"):
        CATALOGUE.price(f"{model}@batch", "input", day_before)


def test_there_is_no_cache_price_before_the_provider_cached() -> None:
    assert line_of("claude-3-haiku-20240307", date(2024, 8, 13)).cache_read is None
    assert CATALOGUE.price("claude-3-haiku-20240307", "cache_read", date(2024, 8, 14)) == 0.03


def test_batch_prices_are_prices_of_their_own_and_no_flat_half() -> None:
    assert prices("grok-4.3") == (1.25, 2.5)
    assert prices("grok-4.3@batch") == (1.0, 2.0)


def long_context(model: str, as_of: date | None = None) -> list[tuple[float | None, ...]]:
    """Threshold and prices of each line of long requests."""
    lines = CATALOGUE.card(model, as_of).lines
    return [(line.above_tokens, line.input, line.output, line.cache_read) for line in lines if line.above_tokens]


def test_long_requests_have_their_prices_and_their_own_thresholds() -> None:
    assert long_context("gemini-2.5-pro") == [(200_000, 2.5, 15, 0.25)]
    assert long_context("gpt-5.4") == [(272_000, 5, 22.5, 0.5)]
    assert long_context("claude-haiku-5-5") == [(100_000, 0.5, 2.5, 0.05)]


def test_batches_have_prices_of_long_requests_too() -> None:
    assert [line[:3] for line in long_context("gemini-2.5-pro@batch")] == [(200_000, 1.25, 7.5)]


def test_a_line_that_begins_at_the_threshold_itself_is_one_token_lower() -> None:
    assert long_context("grok-4.3")[0][0] == 199_999


def test_prices_of_long_requests_end_when_the_provider_ends_them() -> None:
    assert long_context("claude-sonnet-4-5", date(2026, 4, 29)) == [(200_000, 6, 22.5, 0.6)]
    assert long_context("claude-sonnet-4-5", date(2026, 4, 30)) == []


def test_a_fine_tuned_model_is_a_model_with_prices_of_its_own() -> None:
    assert prices("openai/ft:gpt-4.1-mini-2025-04-14") == (0.8, 3.2)
    assert prices("ft:gpt-4.1-mini-2025-04-14@batch") == (0.4, 1.6)
    assert line_of("ft:gpt-4.1-mini") == line_of("ft:gpt-4.1-mini-2025-04-14")


def test_azures_tiers_are_models_of_their_own() -> None:
    assert CATALOGUE.price("azure/gpt-4.1-mini", "training") == 5.0
    assert CATALOGUE.price("azure/gpt-4.1-mini@regional", "training") == 5.5
    assert CATALOGUE.price("azure/gpt-4.1-mini@datazone", "training") == 5.5
    assert CATALOGUE.price("azure/gpt-4.1-mini@developer", "training") == 2.5
    assert CATALOGUE.price("azure/ft:gpt-4.1-mini", "hosting_hour") == 1.7
    assert prices("azure/ft:gpt-4.1-mini@regional") == (0.44, 1.76)


def test_storage_and_provisioned_throughput_belong_to_the_tuned_model() -> None:
    assert CATALOGUE.price("aws-bedrock/ft:amazon.nova-micro-v1:0", "storage_month") == 1.95
    assert CATALOGUE.price("ft:amazon.nova-2-lite-v1:0@provisioned", "hosting_hour") == 60.5


def test_a_training_job_has_its_least_charge() -> None:
    assert CATALOGUE.price("mistral/open-mistral-nemo", "training") == 1.0
    assert CATALOGUE.price("mistral/open-mistral-nemo", "training_minimum") == 4.0


def test_openai_takes_no_training_jobs_after_the_last_day_for_all_customers() -> None:
    assert CATALOGUE.price("gpt-4.1-mini", "training", date(2027, 1, 5)) == 5.0
    with pytest.raises(PriceNotPublished):
        CATALOGUE.price("gpt-4.1-mini", "training", date(2027, 1, 6))
    assert prices("gpt-4.1-mini", date(2027, 1, 6)) == (0.4, 1.6)


def test_fine_tuned_models_end_when_they_are_shut_down() -> None:
    assert prices("ft:gpt-4.1-mini", date(2027, 1, 13)) == (0.8, 3.2)
    with pytest.raises(NoPriceInEffect, match="retired on 2027-01-14"):
        CATALOGUE.card("ft:gpt-4.1-mini", date(2027, 1, 14))
    with pytest.raises(NoPriceInEffect, match="retired on 2026-10-23"):
        CATALOGUE.card("ft:o4-mini")


def test_a_price_without_an_effective_date_starts_when_it_was_checked() -> None:
    fee = CATALOGUE.card("gemini-2.5-flash", date(2026, 8, 5)).fees["training"]
    assert (fee.usd, fee.date_basis) == (5.0, "first seen")
    assert "training" not in CATALOGUE.card("gemini-2.5-flash", date(2026, 8, 4)).fees


def test_several_sellers_and_no_maker_is_ambiguous() -> None:
    with pytest.raises(AmbiguousModel, match="fireworks/lora-sft@up-to-16b, together/lora-sft@up-to-16b"):
        CATALOGUE.card("lora-sft@up-to-16b")


@pytest.mark.parametrize(
    ("bare", "maker"), [("gpt-4.1", "openai"), ("claude-opus-4-5", "anthropic"), ("grok-4", "xai")]
)
def test_a_bare_name_that_clouds_sell_too_means_the_maker(bare: str, maker: str) -> None:
    assert len(CATALOGUE.candidates(bare)) > 1
    assert CATALOGUE.card(bare).provider == maker


def test_a_cloud_may_charge_more_than_the_maker() -> None:
    assert prices("aws-bedrock/anthropic.claude-opus-5-5") == (4.4, 22.0)
    assert prices("aws-bedrock/global.anthropic.claude-opus-5-5") == (4.0, 20.0)


def test_inference_profiles_of_regions_are_aliases_where_they_cost_the_same() -> None:
    profile = CATALOGUE.card("us.anthropic.claude-opus-5-5")
    assert profile == CATALOGUE.card("aws-bedrock/anthropic.claude-opus-5-5")
    assert prices("aws-bedrock/eu.amazon.nova-pro-v1:0") == (0.92, 3.68)


def test_names_that_move_have_rows_of_their_own_with_the_dates_of_the_moves() -> None:
    assert prices("gemini-flash-latest", date(2025, 12, 1)) == (0.3, 2.5)
    assert prices("gemini-flash-latest", date(2026, 7, 20)) == (1.5, 9.0)


# Traps of the sources. Each of these went wrong somewhere.


def test_prices_are_per_million_tokens_and_not_per_token_or_per_thousand() -> None:
    inputs = [row.input for row in CATALOGUE.lines if row.input is not None and row.tier == "standard"]
    assert min(inputs) > 0.03
    assert max(inputs) == 150.0  # o1-pro


def test_no_model_is_free() -> None:
    assert not [row for row in CATALOGUE.lines if row.input == 0 or row.output == 0]


def test_no_cached_token_is_free() -> None:
    free = {(row.model, row.tier) for row in CATALOGUE.lines if row.cache_read == 0 or row.cache_write == 0}
    assert not free


def test_a_cache_read_costs_at_most_what_input_costs_and_a_write_little_more() -> None:
    for row in CATALOGUE.lines:
        if row.input is not None:
            assert row.cache_read is None or row.cache_read <= row.input
            assert row.cache_write is None or row.cache_write <= 1.25 * row.input


def test_a_batch_is_never_dearer_than_the_same_request_at_once() -> None:
    for card in CATALOGUE.search():
        for step in card.steps:
            if step.standard and step.batch:
                for at_once, batched in zip(step.standard.published, step.batch.published, strict=True):
                    assert at_once is None or batched is None or batched <= at_once, card.name
                assert step.batch.published.input < step.standard.published.input, card.name


def test_a_long_request_costs_more_and_has_all_its_prices() -> None:
    for card in CATALOGUE.search():
        lines = card.lines
        for short, long in itertools.pairwise(lines):
            assert None not in (short.input, short.output, long.input, long.output), card.name
            assert long.input > short.input, card.name  # type: ignore[operator]
            assert long.output > short.output, card.name  # type: ignore[operator]


def test_input_prices_come_with_output_prices() -> None:
    for line in CATALOGUE.lines:
        assert (line.input is None) == (line.output is None), line


def test_an_error_of_hours_in_a_source_is_not_history() -> None:
    assert prices("claude-haiku-4-5-20251001", date(2025, 10, 15)) == (1.0, 5.0)
    assert prices("gpt-4", date(2025, 6, 11)) == (30.0, 60.0)


BASES = {
    "documented",
    "first seen",
    "date in the model id",
    "announced, page not read again",
    "assumed: since the maker's same price",
    "assumed: since the standard price",
}


def test_every_row_has_provider_first_day_source_basis_and_checked_date() -> None:
    for row in CATALOGUE.lines:
        assert row.provider, row
        assert row.model, row
        assert row.effective_from, row
        assert row.source, row
        assert row.checked_on, row
        assert row.date_basis in BASES, row


def test_rows_of_a_model_neither_overlap_nor_repeat() -> None:
    for row, following in zip(CATALOGUE.lines, CATALOGUE.lines[1:], strict=False):
        if (*row[:3], row.above_tokens) == (*following[:3], following.above_tokens):
            assert row.effective_to is not None
            assert row.effective_from < row.effective_to <= following.effective_from  # type: ignore[operator]
            assert row[6:12] != following[6:12] or row.effective_to < following.effective_from, row


def test_nothing_was_checked_after_the_snapshot() -> None:
    assert max(line.checked_on for line in CATALOGUE.lines if line.checked_on) <= CATALOGUE.snapshot


def test_loading_imports_neither_pandas_nor_numpy_nor_a_source() -> None:
    code = (
        "import sys; from xlcost.prices import package_catalogue; package_catalogue().card('o3');"
        "print([m for m in ('numpy', 'pandas', 'genai_prices', 'model_prices', 'azure_genai_prices', 'openpyxl')"
        " if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_catalogue_is_loaded_once() -> None:
    assert package_catalogue() is package_catalogue()
