"""Every published price against the sources' own look-up functions, on every day of its life: equal, or in the notes.

The sources are asked through their public functions, not through the code that built the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import azure_genai_prices
import genai_prices.data
import model_prices
import pytest

from tools.prices.curated import DATA as CURATED
from tools.prices.from_azure import MODELS, REGION, snapshot_date
from xlcost.prices import PriceLine, package_catalogue
from xlcost.prices.files import DATA, NOTES
from xlcost.prices.lines import full_name

CATALOGUE = package_catalogue()

KINDS = ("input", "output", "cache_read", "cache_write")
GENAI = {kind: f"{kind}_mtok" for kind in (*KINDS, "cache_write_1h")}
THEIR_PROVIDER = {"xai": "x-ai", "aws-bedrock": "aws", "google-vertex": "google"}
#: A day's price is the one that holds at its end; but DeepSeek had discount hours then for half of 2025.
LAST_MOMENT = time(23, 59, 59)
BEFORE_THE_DISCOUNT = time(16, 15)
DISCOUNT_UNTIL = date(2025, 9, 5)

Said = dict[str, float]


class Listed(NamedTuple):
    """One line of the notes' table: what a source says otherwise of a price between two days."""

    model: str
    tier: str
    since: date
    until: date
    source: str
    kinds: frozenset[str]


@pytest.fixture(autouse=True, scope="module")
def bundled_model_prices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """model-prices reads a newer download where it finds one: here it must not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODEL_PRICES_CACHE", str(tmp_path_factory.mktemp("none")))
        yield


def said_by_model_prices(line: PriceLine, day: date) -> Said:
    theirs = {"aws-bedrock": "amazon-bedrock"}.get(line.provider, line.provider)
    mode = {("priority", "openai"): "fast"}.get((line.tier, line.provider), line.tier)
    discounted = line.provider == "deepseek" and day < DISCOUNT_UNTIL
    moment = datetime.combine(day, BEFORE_THE_DISCOUNT if discounted else LAST_MOMENT, UTC)
    if mode not in ("standard", "batch", "flex", "fast", "ultrafast") or moment > model_prices.data_as_of():
        return {}
    if model_prices.resolve(line.model, theirs, strict=True) != (theirs, line.model):
        return {}
    found = model_prices.rates(line.model, at=moment, provider=theirs, mode=mode)
    if found is None or found.valid_from[:10] > day.isoformat():  # it answers for days before its first
        return {}
    if line.above_tokens is not None:
        return {kind: price for kind in KINDS if found.tiers and (price := getattr(found.tiers[0], kind)) is not None}
    return {kind: price for kind in KINDS if (price := getattr(found, kind)) is not None}


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


def said_by_genai_prices(line: PriceLine, day: date) -> Said:
    model = genai_models().get((THEIR_PROVIDER.get(line.provider, line.provider), line.model.casefold()))
    if model is None or line.tier != "standard" or line.provider in ("deepseek", "azure"):
        return {}  # whose undated price there is that of the discount hours; which it prices by the maker
    prices = model.get_prices(datetime.combine(day, LAST_MOMENT, UTC))
    said: Said = {}
    for ours, theirs in GENAI.items():
        price = getattr(prices, theirs, None)
        if isinstance(price, Decimal):
            if line.above_tokens is None:
                said[ours] = float(price)
        elif price is not None:
            said[ours] = float(price.base if line.above_tokens is None else price.tiers[0].price)
    return said


@cache
def litellm() -> tuple[date, dict[str, Any]]:
    extract = json.loads((CURATED / "litellm.json").read_text())
    return date.fromisoformat(extract["read_on"]), extract["models"]


def said_by_litellm(line: PriceLine, day: date) -> Said:
    """LiteLLM has no public function for a price: its map is a table that it adds up itself."""
    read_on, models = litellm()
    prefix = {"azure": "azure/", "google": "gemini/", "google-vertex": "vertex_ai/", "mistral": "mistral/"}
    prefix |= {"xai": "xai/", "moonshotai": "moonshot/"}
    suffix = {"standard": "", "batch": "_batches", "flex": "_flex", "priority": "_priority"}.get(line.tier)
    entry = models.get(prefix.get(line.provider, "") + line.model, {})
    if line.provider == "aws-bedrock" and f"us.{line.model}" in models:
        entry = {}  # which has the global price in many of these, BerriAI/litellm#42679
    if day != read_on or suffix is None or line.above_tokens is not None:
        return {}
    fields = {"input": "input_cost_per_token", "output": "output_cost_per_token"}
    found = {kind: entry.get(field + suffix) for kind, field in fields.items()}
    return {kind: float(price) * 1e6 for kind, price in found.items() if price}


@cache
def listed() -> list[Listed]:
    """The disagreements in the notes."""
    found = []
    for line in (DATA / NOTES).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and re.match(r"\d{4}-", cells[2]):
            until = date.fromisoformat(cells[3]) if cells[3] else date.max
            kinds = frozenset(said.split()[0] for said in cells[5].split(", "))
            found.append(Listed(cells[0], cells[1], date.fromisoformat(cells[2]), until, cells[4], kinds))
    return found


def days_of(line: PriceLine) -> list[date]:
    """The days of a line's life on which something may change: its own, and every source's, and its last."""
    assert line.effective_from is not None
    last = line.effective_to - timedelta(days=1) if line.effective_to else max(changes())
    return sorted({line.effective_from, last, *(day for day in changes() if line.effective_from < day < last)})


@cache
def changes() -> frozenset[date]:
    """Every day on which any source changes any price, the days of the sources' data, and some days to come."""
    from importlib.resources import files

    text = files("model_prices").joinpath("snapshot.json").read_text()
    days = {date.fromisoformat(found) for found in re.findall(r'"start": "(\d{4}-\d\d-\d\d)', text)}
    days |= {day for constraint in genai_constraints() if (day := getattr(constraint, "start_date", None))}
    return frozenset({*days, litellm()[0], model_prices.data_as_of().date() - timedelta(days=1), date(2027, 12, 31)})


def genai_constraints() -> Iterator[Any]:
    for provider in genai_prices.data.providers:
        if provider.id in {*THEIR_PROVIDER.values(), *(line.provider for line in CATALOGUE.lines)}:
            for model in provider.models:
                if isinstance(model.prices, list):
                    yield from (price.constraint for price in model.prices)


def unlisted_differences(source: str, said_by: Callable[[PriceLine, date], Said]) -> Iterator[str]:
    for line in CATALOGUE.lines:
        tier = line.tier + (", long" if line.above_tokens is not None else "")
        known = [each for each in listed() if (each.model, each.tier, each.source) == (full_name(line), tier, source)]
        for day in days_of(line):
            for kind, price in said_by(line, day).items():
                published: float | None = getattr(line, kind)
                in_notes = any(each.since <= day < each.until and kind in each.kinds for each in known)
                if published is not None and abs(published - price) > 2e-6 and not in_notes:
                    yield f"{full_name(line)} {tier} {kind} on {day}: published {published}, {source} says {price}"


@pytest.mark.parametrize(
    ("source", "said_by", "at_least"),
    [
        ("model-prices", said_by_model_prices, 600),
        ("genai-prices", said_by_genai_prices, 350),
        ("LiteLLM", said_by_litellm, 500),
    ],
)
def test_a_source_agrees_with_every_line_on_every_day_or_the_notes_say_so(
    source: str, said_by: Callable[[PriceLine, date], Said], at_least: int
) -> None:
    assert "\n".join(unlisted_differences(source, said_by)) == ""
    compared = [line for line in CATALOGUE.lines if any(said_by(line, day) for day in days_of(line))]
    assert len(compared) > at_least  # a comparison with nothing would be right too


def azure_lines() -> Iterator[tuple[PriceLine, str, str]]:
    """Each Azure line in effect on its source's day, with the model and the deployment as azure-genai-prices has them."""
    theirs = {ours: name for name, ours in MODELS.items()}
    deployments = {"standard": "global", "datazone": "data_zone", "regional": "regional"}
    for line in CATALOGUE.lines:
        now = line.effective_from <= snapshot_date() and not (
            line.effective_to and line.effective_to <= snapshot_date()
        )
        of_ours = line.provider == "azure" and line.model in theirs and line.tier in deployments
        if now and of_ours and line.above_tokens is None and "azure-genai-prices" in line.source:
            yield line, theirs[line.model], deployments[line.tier]


def test_azures_own_calculator_agrees_with_every_line() -> None:
    kinds = {"input": {"input_tokens": 100_000}, "output": {"output_tokens": 100_000}}
    kinds["cache_read"] = {"input_tokens": 100_000, "cache_read_tokens": 100_000}
    lines = list(azure_lines())
    assert len(lines) > 130
    for line, model, deployment in lines:
        for kind, usage in kinds.items():
            published = getattr(line, kind)
            if published is not None and not (kind == "cache_read" and "LiteLLM" in line.source):
                bill = azure_genai_prices.calc_price(
                    azure_genai_prices.Usage(**usage), model=model, deployment=deployment, region=REGION
                )
                assert float(bill.total_cost) == pytest.approx(published / 10, rel=1e-12), (line.model, kind)


def test_the_notes_name_the_versions_that_the_lines_were_read_from() -> None:
    versions = re.findall(
        r"^\| (?:model-prices \(models.dev\)|genai-prices|azure-genai-prices|LiteLLM) \| (\S+) \|",
        (DATA / NOTES).read_text(),
        re.MULTILINE,
    )
    assert versions == ["0.0.5", "0.2.3", "0.2.0", "1.110.2"]


def test_a_disagreement_is_about_a_published_line() -> None:
    lines = {
        (full_name(line), line.tier + (", long" if line.above_tokens is not None else "")) for line in CATALOGUE.lines
    }
    assert [each for each in listed() if (each.model, each.tier) not in lines] == []
    assert len(listed()) > 80
