"""Every published price against the sources' own look-up functions: equal, or listed as a disagreement.

The sources are asked through their public functions, not through the code that built the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import azure_genai_prices
import genai_prices.data
import model_prices
import pytest

from tools.prices.from_azure import DEPLOYMENTS, MODELS, REGION, snapshot_date
from xlcost.prices import PriceRow, package_catalogue
from xlcost.prices.files import DATA, NOTES

CATALOGUE = package_catalogue()

KINDS = ("input", "output", "cache_read", "cache_write", "long_input", "long_output")
GENAI = {"input": "input_mtok", "output": "output_mtok", "cache_read": "cache_read_mtok"}
GENAI["cache_write"] = "cache_write_mtok"
THEIR_PROVIDER = {"xai": "x-ai", "aws-bedrock": "aws", "google-vertex": "google"}


@pytest.fixture(autouse=True, scope="module")
def bundled_model_prices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """model-prices reads a newer download where it finds one: here it must not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODEL_PRICES_CACHE", str(tmp_path_factory.mktemp("none")))
        yield


def noon(row: PriceRow) -> datetime:
    """Noon of the row's second day, or of its only one: outside all peak and discount hours of DeepSeek."""
    assert row.effective_from is not None
    day = row.effective_from + timedelta(days=1)
    if row.effective_to is not None and day >= row.effective_to:
        day = row.effective_from
    return datetime.combine(day, time(12), UTC)


def said_by_model_prices(row: PriceRow) -> dict[str, float]:
    theirs = {"aws-bedrock": "amazon-bedrock"}.get(row.provider, row.provider)
    moment = noon(row)
    if (
        model_prices.resolve(row.model, theirs, strict=True) != (theirs, row.model)
        or moment > model_prices.data_as_of()
    ):
        return {}
    found = model_prices.rates(row.model, at=moment, provider=theirs)
    if found is None or found.valid_from[:10] > moment.date().isoformat():  # it answers for days before its first
        return {}
    said = {kind: getattr(found, kind) for kind in KINDS if not kind.startswith("long")}
    if found.tiers:
        said |= {"long_input": found.tiers[0].input, "long_output": found.tiers[0].output}
    batch = model_prices.rates(row.model, at=moment, provider=theirs, mode="batch")
    if batch is not None:
        said |= {"batch_input": batch.input, "batch_output": batch.output}
    return {kind: price for kind, price in said.items() if price is not None}


@cache
def genai_models() -> dict[tuple[str, str], Any]:
    """Each model of genai-prices by its id and the names it equals outright."""

    def names(match: Any) -> Iterator[str]:
        if hasattr(match, "equals"):
            yield match.equals
        for part in getattr(match, "or_", []):
            yield from names(part)

    return {
        (provider.id, name.casefold().removeprefix("regional.")): model
        for provider in genai_prices.data.providers
        for model in provider.models
        for name in (*names(model.match), model.id)
    }


def said_by_genai_prices(row: PriceRow) -> dict[str, float]:
    model = genai_models().get((THEIR_PROVIDER.get(row.provider, row.provider), row.model.casefold()))
    if model is None or row.provider == "deepseek":  # whose undated price there is the one of the discount hours
        return {}
    prices = model.get_prices(noon(row))
    said: dict[str, float] = {}
    for ours, theirs in GENAI.items():
        price = getattr(prices, theirs, None)
        if isinstance(price, Decimal):
            said[ours] = float(price)
        elif price is not None:
            said[ours] = float(price.base)
            said[f"long_{ours}"] = float(price.tiers[0].price)
    return said


@cache
def listed() -> set[tuple[str, str, str, str]]:
    """The disagreements in the notes: model, first day, price, source."""
    lines = (DATA / NOTES).read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {(row[0], row[1], row[2], row[4]) for row in cells if len(row) == 6}


def unlisted_differences(source: str, row: PriceRow, said: dict[str, float]) -> Iterator[str]:
    for kind, price in said.items():
        published: float | None = getattr(row, kind, None)
        key = (f"{row.provider}/{row.model}", str(row.effective_from), kind, source)
        if published is not None and abs(published - price) > 1e-9 and key not in listed():
            yield f"{key}: published {published}, {source} says {price}"


def compared(said_by: Any) -> int:
    return sum(1 for row in CATALOGUE.rows if said_by(row))


def test_model_prices_agrees_with_every_row_or_the_notes_say_so() -> None:
    assert [
        difference
        for row in CATALOGUE.rows
        for difference in unlisted_differences("model-prices", row, said_by_model_prices(row))
    ] == []


def test_genai_prices_agrees_with_every_row_or_the_notes_say_so() -> None:
    assert [
        difference
        for row in CATALOGUE.rows
        for difference in unlisted_differences("genai-prices", row, said_by_genai_prices(row))
    ] == []


def test_most_rows_are_known_to_a_source_that_can_be_asked() -> None:
    assert compared(said_by_model_prices) > 350
    assert compared(said_by_genai_prices) > 350


def azure_rows() -> list[tuple[PriceRow, str, str]]:
    """Each Azure row in effect, with the model and the deployment as azure-genai-prices calls them."""
    theirs = {ours: name for name, ours in MODELS.items()}
    suffixes = {suffix: deployment for deployment, suffix in DEPLOYMENTS.items() if suffix}
    found = []
    for row in CATALOGUE.search("azure/", snapshot_date()):
        model, at, tier = row.model.partition("@")
        if row.provider == "azure" and model in theirs and at + tier in {"", *suffixes} and row.input is not None:
            found.append((row, theirs[model], suffixes.get(at + tier, "global")))
    return found


def test_azures_own_calculator_agrees_with_every_row() -> None:
    kinds = {"input": {"input_tokens": 100_000}, "output": {"output_tokens": 100_000}}
    kinds["cache_read"] = {"input_tokens": 100_000, "cache_read_tokens": 100_000}
    rows = azure_rows()
    assert len(rows) > 140
    for row, model, deployment in rows:
        for kind, usage in kinds.items():
            published = getattr(row, kind)
            if published is not None:
                bill = azure_genai_prices.calc_price(
                    azure_genai_prices.Usage(**usage), model=model, deployment=deployment, region=REGION
                )
                assert float(bill.total_cost) == pytest.approx(published / 10, rel=1e-12), (row.model, kind)


def test_the_notes_name_the_versions_that_the_rows_were_read_from() -> None:
    versions = re.findall(
        r"^\| (?:model-prices \(models.dev\)|genai-prices|azure-genai-prices) \| (\S+) \|",
        (DATA / NOTES).read_text(),
        re.MULTILINE,
    )
    assert versions == ["0.0.5", "0.2.3", "0.2.0"]


def test_a_disagreement_is_about_a_published_row() -> None:
    rows = {(f"{row.provider}/{row.model}", str(row.effective_from)) for row in CATALOGUE.rows}
    stray = [entry for entry in listed() if entry[1][:2] == "20" and entry[:2] not in rows]
    assert stray == []
    assert date.fromisoformat(min(entry[1] for entry in listed() if entry[1][:2] == "20"))
