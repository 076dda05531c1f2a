"""Other names of the catalogue's models: documented spellings, and no name that moves from model to model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tools.prices import from_model_prices
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


def aliases(models: Iterable[ModelKey], known: dict[ModelKey, Entry]) -> list[Alias]:
    """The aliases of these models, sorted, none of them a model itself; the catalogue does not tell cases apart."""
    named = {f"{provider}/{model}".casefold() for provider, model in models}
    found = {alias.alias: alias for alias in _all_aliases(models, known)}
    return [
        alias
        for _, alias in sorted(found.items())
        if alias.alias.casefold() not in named and alias.stands_for.casefold() in named
    ]


def _all_aliases(models: Iterable[ModelKey], known: dict[ModelKey, Entry]) -> Iterator[Alias]:
    for alias, model in from_model_prices.aliases().items():
        yield Alias(alias, model, "model-prices")
    for (provider, model), entry in known.items():
        for name in sorted(entry.names):
            if "latest" not in name and _spelling(name) == _spelling(model):
                yield Alias(f"{provider}/{name}", f"{provider}/{model}", "genai-prices")
        if not model.startswith("global."):
            for region in sorted(entry.regions):
                yield Alias(f"{provider}/{region}.{model}", f"{provider}/{model}", "genai-prices")
    for provider, model in models:
        if tuned := _TUNED_WITH_DATE.match(model):
            yield Alias(f"{provider}/{tuned[1]}", f"{provider}/{model}", "xlcost: without the date")


def _spelling(name: str) -> str:
    return _DATE_AT_THE_END.sub("", name.casefold()).replace("gpt-35", "gpt-3.5").replace(".", "-")
