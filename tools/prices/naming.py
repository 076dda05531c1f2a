"""Other names of the catalogue's models: spellings that a source documents, and no name that moves between models.

What follows from a rule (prefixes, dates, versions, punctuation) is resolved by xlcost.prices.names and needs no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from tools.prices import from_litellm, from_model_prices
from tools.prices.clouds import bedrock_id
from tools.prices.from_genai_prices import Entry
from tools.prices.quotes import ModelKey

#: What may differ between two spellings of one name: a date at the end, dots for hyphens, ``gpt-35``.
_DATE_AT_THE_END: Final = re.compile(r"-(20\d\d-\d\d-\d\d|\d\d-20\d\d)$")

_TUNED_WITH_DATE: Final = re.compile(r"^(ft:.+)-20\d\d-\d\d-\d\d$")


class Alias(NamedTuple):
    """``provider/alias``, the ``provider/model`` it stands for, and who says so."""

    alias: str
    stands_for: str
    source: str


def aliases(models: Iterable[ModelKey], known: Mapping[ModelKey, Entry]) -> list[Alias]:
    """The aliases of these models, sorted, none of them a model itself; the catalogue does not tell cases apart."""
    named = {f"{provider}/{model}".casefold() for provider, model in models}
    found = {alias.alias: alias for alias in _all_aliases(sorted(models), known)}
    return [
        alias
        for _, alias in sorted(found.items())
        if alias.alias.casefold() not in named and alias.stands_for.casefold() in named
    ]


def _all_aliases(models: list[ModelKey], known: Mapping[ModelKey, Entry]) -> Iterator[Alias]:
    for alias, model in from_model_prices.aliases().items():
        yield Alias(alias, model, "model-prices")
    for (provider, model), entry in known.items():
        for name in sorted(entry.names):
            if "latest" not in name and _spelling(name) == _spelling(model):
                yield Alias(f"{provider}/{name}", f"{provider}/{model}", "genai-prices")
    for provider, model in models:
        if tuned := _TUNED_WITH_DATE.match(model):
            yield Alias(f"{provider}/{tuned[1]}", f"{provider}/{model}", "xlcost: without the date")
    yield from _regions(models)
    yield from _gemini_at_vertex(models)
    dated = [*_dated(models), *_undated_at_bedrock(models)]
    yield from dated
    yield from _undated_claude(models)
    known_models = set(models)
    for base in dated:
        provider, _, model = base.alias.partition("/")
        same = f"ft:{base.stands_for.partition('/')[2]}"
        if (provider, same) in known_models:
            yield Alias(f"{provider}/ft:{model}", f"{provider}/{same}", "as its base model")


def _gemini_at_vertex(models: list[ModelKey]) -> Iterator[Alias]:
    """Google's models as Vertex sells them, where they cost what they cost in the Gemini API: not all do."""
    said = from_litellm.said()
    for provider, model in models:
        own, at_vertex = said.get((provider, model, "")), said.get(("google-vertex", model, ""))
        if provider == "google" and own is not None and at_vertex is not None and _alike(own, at_vertex):
            source = f"the same price by LiteLLM {from_litellm.version()}"
            yield Alias(f"google-vertex/{model}", f"google/{model}", source)


def _alike(one: from_litellm.Said, other: from_litellm.Said) -> bool:
    """Whether two sellers ask the same of fresh and cached tokens, of short prompts and of long ones."""
    return all(
        one.prices.get(("", long), {}).get(kind) == other.prices.get(("", long), {}).get(kind)
        for long in (False, True)
        for kind in ("input", "output", "cache_read")
    )


def _undated_at_bedrock(models: list[ModelKey]) -> Iterator[Alias]:
    """Ids of Bedrock without the date, where the card has but one dated one."""
    found: dict[str, set[str]] = {}
    for provider, model in models:
        match = bedrock_id(model) if provider == "aws-bedrock" else None
        if match and (date := re.search(r"-20\d{6}", match["model"])):
            found.setdefault(model[: match.start("model")] + match["model"].replace(date[0], ""), set()).add(model)
    for bare, dated in found.items():
        if len(dated) == 1:
            yield Alias(f"aws-bedrock/{bare}", f"aws-bedrock/{next(iter(dated))}", "xlcost: without the date")


def _dated(models: list[ModelKey]) -> Iterator[Alias]:
    """The same model with and without a date, where LiteLLM lists the one and the card the other at the same price.

    A date that Azure's id of a model carries is OpenAI's own, whose id of the model is the same.
    """
    siblings: dict[ModelKey, list[str]] = {}
    for provider, model in models:
        siblings.setdefault((provider, _undated(model)), []).append(model)
    said = from_litellm.said()
    for (provider, model, deployment), entry in said.items():
        same = siblings.get((provider, _undated(model)), []) if not deployment else []
        alike = [name for name in same if (own := said.get((provider, name, ""))) and own.prices == entry.prices]
        if alike and model not in same:
            model = model.replace("@", "-")  # noqa: PLW2901 - as names.py writes Vertex' dates
            source = f"the same price by LiteLLM {from_litellm.version()}"
            yield Alias(f"{provider}/{model}", f"{provider}/{max(alike)}", source)
            if provider == "azure" and max(alike) != model and ("openai", max(alike)) in models:
                yield Alias(f"openai/{model}", f"openai/{max(alike)}", f"Azure's id: {source}")


def _undated_claude(models: list[ModelKey]) -> Iterator[Alias]:
    """The name of a Claude model without its date, where it has had but one snapshot or all of them cost the same."""
    for bare, stands_for in _CLAUDES.items():
        yield Alias(f"anthropic/{bare}", f"anthropic/{stands_for}", "every snapshot costs the same")


#: Names without a date that Anthropic's API does not take but gateways do, and the newest snapshot.
_CLAUDES: Final = {
    "claude-3-5-sonnet": "claude-3-5-sonnet-20241022",
    "claude-3-7-sonnet": "claude-3-7-sonnet-20250219",
    "claude-3-haiku": "claude-3-haiku-20240307",
    "claude-3-opus": "claude-3-opus-20240229",
    "claude-3-sonnet": "claude-3-sonnet-20240229",
    "claude-3-5-haiku": "claude-3-5-haiku-20241022",
}


def _undated(model: str) -> str:
    return re.sub(r"-20\d\d-\d\d-\d\d$|[-@]20\d{6}$", "", model)


def _regions(models: Iterable[ModelKey]) -> Iterator[Alias]:
    """Bedrock's regional profiles of models other than those with a documented premium, where the price is the same."""
    said = from_litellm.said()
    for provider, model in models:
        found = bedrock_id(model) if provider == "aws-bedrock" else None
        own = said.get((provider, model, ""))
        if found is None or found["region"] or own is None:
            continue
        for region in ("us", "eu", "apac", "au", "ca", "in", "jp"):
            other = said.get((provider, f"{region}.{model}", ""))
            if other is not None and other.prices == own.prices:
                source = f"the same price by LiteLLM {from_litellm.version()}"
                yield Alias(f"{provider}/{region}.{model}", f"{provider}/{model}", source)


def _spelling(name: str) -> str:
    return _DATE_AT_THE_END.sub("", name.casefold()).replace("gpt-35", "gpt-3.5").replace(".", "-")
