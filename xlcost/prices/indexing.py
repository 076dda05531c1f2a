"""Lines put in order and found by model: what a catalogue is made of before anything is looked up in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from xlcost.prices.card import Card
from xlcost.prices.lines import STANDARD, FeeLine, Line, PriceLine, full_name

#: Providers that sell models of other companies too. A bare name belongs to its maker before it belongs to them.
CLOUDS: Final = frozenset({"aws-bedrock", "azure", "google-vertex"})

_L = TypeVar("_L", PriceLine, FeeLine)


def line_order(line: PriceLine) -> tuple[Any, ...]:
    """The series of a price line, which is a model's tier and length, and its first day."""
    return line[0], line[1], line[2], line.above_tokens or 0.0, line.effective_from or date.min


def fee_order(fee: FeeLine) -> tuple[Any, ...]:
    """The series of a fee, which is a model's tier and kind of fee, and its first day."""
    return *fee[:4], fee.effective_from or date.min


def ended(lines: Iterable[_L], order: Callable[[_L], tuple[Any, ...]]) -> Iterator[_L]:
    """The lines in order, each ended where the next of its series begins, unless it has ended before.

    ``order`` gives the series and, last, the day. This is why a published line never needs an edit when a newer one
    supersedes it.
    """
    ordered: list[tuple[tuple[Any, ...], _L]] = sorted(((order(line), line) for line in lines), key=itemgetter(0))
    nexts: list[tuple[Any, ...]] = [*(key for key, _ in ordered[1:]), ()]
    for (key, line), following in zip(ordered, nexts):
        if following[:-1] == key[:-1] and (line.effective_to is None or line.effective_to > following[-1]):
            yield line._replace(effective_to=following[-1])
        else:
            yield line


class Model(NamedTuple):
    """A model and all its lines, of all tiers and days."""

    provider: str
    model: str
    lines: list[PriceLine]
    fees: list[FeeLine]

    @property
    def full_name(self) -> str:
        """``provider/model``, or the model alone where a worksheet names no provider."""
        return f"{self.provider}/{self.model}" if self.provider else self.model

    @property
    def tiers(self) -> list[str]:
        """Its tiers, the standard one first."""
        found = {line.tier for line in self.lines} | {fee.tier for fee in self.fees}
        return sorted(found, key=lambda tier: (tier != STANDARD, tier))


def by_model(lines: Iterable[PriceLine], fees: Iterable[FeeLine]) -> dict[str, Model]:
    """The models by their full name in lower case, each with its lines in the order in which they come."""
    models: dict[str, Model] = {}

    def model(line: Line) -> Model:
        name = full_name(line).casefold()
        found = models.get(name)
        if found is None:
            found = models[name] = Model(line.provider, line.model, [], [])
        return found

    for line in lines:
        model(line).lines.append(line)
    for fee in fees:
        model(fee).fees.append(fee)
    return models


def names_of(models: Mapping[str, Model], aliases: Mapping[str, str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The full name behind every name that means one, and the sellers of each bare name that means several."""
    names: dict[str, str] = {}
    sellers: dict[str, list[str]] = {}
    for full, model in models.items():
        names[full] = full
        sellers.setdefault(model.model.casefold(), []).append(full)
    for alias, target in aliases.items():
        full = alias.casefold()
        if full not in names:
            names[full] = target.casefold()
            sellers.setdefault(full.partition("/")[2], []).append(full)
    ambiguous = {}
    for name, full_names in sellers.items():
        seller = _maker(full_names)
        if seller is None:
            ambiguous[name] = sorted(full_names)
        else:
            names[name] = names[seller]
    return names, ambiguous


def _maker(full_names: list[str]) -> str | None:
    """The one seller, or the one seller that is not a cloud: the model's maker. None where that is not clear."""
    if len(full_names) == 1:
        return full_names[0]
    makers = [name for name in full_names if name.partition("/")[0] not in CLOUDS]
    return makers[0] if len(makers) == 1 else None


def one_of_each(cards: Iterable[Card], family: Callable[[str], str]) -> Iterator[Card]:
    """Of the cards of one provider, family and prices the one with the shortest name, in the order of the cards."""
    twins: dict[Any, list[Card]] = {}
    for card in cards:
        prices = tuple((line.tier, line.above_tokens, line[6:11]) for line in (*card.lines, *card.batch_lines))
        twins.setdefault((card.provider, family(card.model), prices), []).append(card)
    for alike in twins.values():
        yield min(alike, key=lambda card: (len(card.model), card.model))
