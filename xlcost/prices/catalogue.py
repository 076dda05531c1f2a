"""The price catalogue: which price row of which model holds on a date.

A catalogue never guesses. A model it does not know, a name that several providers share, a date outside a
model's rows and a price nobody published are errors that say which; none of them is answered with a near price
or with zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from xlcost.errors import (
    AmbiguousModel,
    BadArgument,
    ErrorInArgument,
    NoPriceInEffect,
    PriceNotPublished,
    UnknownModel,
)
from xlcost.prices.row import PRICE_KINDS, PriceRow

#: Providers that sell models of other companies too. A bare name belongs to its maker before it belongs to them.
CLOUDS: Final = frozenset({"aws-bedrock", "azure", "google-vertex"})

#: How other tools spell a provider in ``provider/model``.
PROVIDER_SPELLINGS: Final = {
    "amazon-bedrock": "aws-bedrock",
    "aws": "aws-bedrock",
    "azure_ai": "azure",
    "azure-openai": "azure",
    "bedrock": "aws-bedrock",
    "gemini": "google",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "vertex": "google-vertex",
    "vertex_ai": "google-vertex",
    "x-ai": "xai",
    "z-ai": "zai",
}

_SUGGESTED: Final = 5

#: A row is known by its provider, model and first day.
RowKey = tuple[str, str, date | None]

#: One model of one provider: the first days of its rows, ascending, and the rows in the same order.
_Series = tuple[list[date], list[PriceRow]]


class Catalogue:
    """Dated price rows, looked up by model and date.

    A model is named ``model`` or ``provider/model``, or by an alias. Upper and lower case and surrounding spaces
    do not matter, everything else does. A bare name that several providers sell means the model's maker.
    """

    __slots__ = ("_ambiguous", "_errors", "_series", "digest", "rows", "snapshot")

    #: Every row, sorted by provider, model and date, with ``effective_to`` filled in wherever it is known.
    rows: tuple[PriceRow, ...]
    #: The date that is meant when no ``as_of`` is given.
    snapshot: date
    #: Short hash of the price data.
    digest: str

    def __init__(
        self,
        rows: Iterable[PriceRow],
        snapshot: date,
        digest: str,
        aliases: Mapping[str, str] | None = None,
        errors: Mapping[RowKey, tuple[str, str]] | None = None,
    ) -> None:
        """Index the rows, which may come in any order; no two of one model start on the same date.

        ``aliases`` maps ``provider/alias`` to the ``provider/model`` it stands for. ``errors`` maps the rows that
        must not be used, because a price in them is an Excel error, to that error and where it stands.
        """
        self.rows = tuple(_end_superseded(sorted(rows, key=_sort_key)))
        self.snapshot = snapshot
        self.digest = digest
        self._series, self._ambiguous = _index(self.rows, aliases or {})
        self._errors = dict(errors or {})

    def row(self, model: str, as_of: date | None = None) -> PriceRow:
        """The price row of a model that holds on a date (default: the snapshot date).

        Raises:
            UnknownModel: no model of that name; the text has the nearest names.
            AmbiguousModel: several providers sell it and none of them makes it; the text lists them.
            NoPriceInEffect: the date is before the model's first row or after its retirement.
            ErrorInArgument: a price of that row is an Excel error (worksheet ranges only).
        """
        starts, rows = self._series.get(model) or self._find(model)
        if as_of is None:
            as_of = self.snapshot
        elif isinstance(as_of, datetime):
            as_of = as_of.date()
        position = bisect_right(starts, as_of) - 1
        row = rows[position]
        if position < 0 or (row.effective_to is not None and as_of >= row.effective_to):
            raise NoPriceInEffect(_why_not_in_effect(rows, position, as_of))
        if self._errors:
            self._refuse_error(row)
        return row

    def price(self, model: str, kind: str = "input", as_of: date | None = None) -> float:
        """One price of a model: USD per Mtok, per hour for hosting_hour, per month for storage_month.

        Raises:
            BadArgument: ``kind`` is not one of PRICE_KINDS.
            PriceNotPublished: the row that holds on that date has no such price.
            PriceUnavailable, ErrorInArgument: whatever ``row`` raises.
        """
        if kind not in PRICE_KINDS:
            raise BadArgument(f"unknown price kind {kind!r}; one of {', '.join(PRICE_KINDS)}")
        row = self.row(model, as_of)
        price: float | None = getattr(row, kind)
        if price is None:
            when = as_of or self.snapshot
            on = f" on {when}" if when > date.min else ""
            raise PriceNotPublished(f"{full_name(row)} has no published {kind} price{on}")
        return price

    def search(self, text: str = "", as_of: date | None = None) -> list[PriceRow]:
        """The rows in effect on a date whose ``provider/model`` contains every word of the text.

        Sorted by provider, then model.

        Raises:
            ErrorInArgument: a price in one of those rows is an Excel error (worksheet ranges only).
        """
        when = as_of or self.snapshot
        words = text.casefold().split()
        found = [
            row
            for row in self.rows
            if _in_effect(row, when) and all(word in full_name(row).casefold() for word in words)
        ]
        for row in found if self._errors else ():
            self._refuse_error(row)
        return found

    def suggest(self, model: str) -> list[str]:
        """The names nearest to one that is not in the catalogue, at most five: first those that begin with it."""
        from difflib import get_close_matches

        wanted = _normal(model)
        names = [name for name in (*self._series, *self._ambiguous) if ("/" in name) == ("/" in wanted)]
        longer = sorted(
            (name for name in names if wanted and name.startswith(wanted)), key=lambda name: (len(name), name)
        )
        near = get_close_matches(wanted, names, n=_SUGGESTED, cutoff=0.6)
        return list(dict.fromkeys([*longer[:_SUGGESTED], *near]))[:_SUGGESTED]

    def candidates(self, model: str) -> list[str]:
        """Every ``provider/model`` that a bare name may mean, sorted; empty for an unknown name."""
        name = _normal(model)
        return sorted({full_name(row) for row in self.rows if name in (row.model.casefold(), _normal(full_name(row)))})

    def _find(self, model: str) -> _Series:
        name = _normal(model)
        series = self._series.get(name)
        if series is None and "/" in name:
            provider, _, rest = name.partition("/")
            series = self._series.get(f"{PROVIDER_SPELLINGS.get(provider, provider)}/{rest}")
        if series is not None:
            return series
        if name in self._ambiguous:
            sellers = ", ".join(self._ambiguous[name])
            raise AmbiguousModel(f"{model.strip()} is sold by several providers, none of them its maker; say {sellers}")
        raise UnknownModel(f"unknown model {name[:100]}", lambda: self.suggest(name))

    def _refuse_error(self, row: PriceRow) -> None:
        error = self._errors.get((row.provider, row.model, row.effective_from))
        if error is not None:
            raise ErrorInArgument(*error)


def full_name(row: PriceRow) -> str:
    """``provider/model``, or the model alone where a worksheet names no provider."""
    return f"{row.provider}/{row.model}" if row.provider else row.model


def _normal(name: str) -> str:
    return name.strip().casefold()


def _sort_key(row: PriceRow) -> tuple[str, str, date]:
    return row.provider, row.model, row.effective_from or date.min


def _in_effect(row: PriceRow, when: date) -> bool:
    begun = row.effective_from is None or row.effective_from <= when
    return begun and (row.effective_to is None or when < row.effective_to)


def _end_superseded(ordered: list[PriceRow]) -> Iterator[PriceRow]:
    """End each row where the next row of its model begins, unless it has ended before.

    This is why a published row never needs an edit when a newer one supersedes it.
    """
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following is None or (following.provider, following.model) != (row.provider, row.model):
            yield row
        elif row.effective_to is None or row.effective_to > (following.effective_from or date.min):
            yield row._replace(effective_to=following.effective_from)
        else:
            yield row


def _index(rows: Iterable[PriceRow], aliases: Mapping[str, str]) -> tuple[dict[str, _Series], dict[str, list[str]]]:
    """The series by every name that means one, and the sellers of each bare name that means several."""
    series: dict[str, _Series] = {}
    sellers: dict[str, list[str]] = {}
    for row in rows:
        full = full_name(row).casefold()
        found = series.get(full)
        if found is None:
            found = series[full] = ([], [])
            sellers.setdefault(row.model.casefold(), []).append(full)
        found[0].append(row.effective_from or date.min)
        found[1].append(row)
    for alias, target in aliases.items():
        full = alias.casefold()
        if full in series:
            continue
        series[full] = series[target.casefold()]
        sellers.setdefault(full.partition("/")[2], []).append(full)
    ambiguous = {}
    for name, full_names in sellers.items():
        seller = _maker(full_names)
        if seller is None:
            ambiguous[name] = sorted(full_names)
        else:
            series[name] = series[seller]
    return series, ambiguous


def _maker(full_names: list[str]) -> str | None:
    """The one seller, or the one seller that is not a cloud: the model's maker. None where that is not clear."""
    if len(full_names) == 1:
        return full_names[0]
    makers = [name for name in full_names if name.partition("/")[0] not in CLOUDS]
    return makers[0] if len(makers) == 1 else None


def _why_not_in_effect(rows: list[PriceRow], position: int, as_of: date) -> str:
    name = full_name(rows[0])
    if position < 0:
        return f"{name} has no price on {as_of}: its first price row starts on {rows[0].effective_from}"
    ended = rows[position].effective_to
    if position + 1 < len(rows):
        return f"{name} has no price on {as_of}: not sold from {ended} to {rows[position + 1].effective_from}"
    return f"{name} has no price on {as_of}: it was retired on {ended}"
