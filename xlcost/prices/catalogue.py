"""The price catalogue: which price row of which model holds on a date.

A catalogue never guesses. A model it does not know, a name that several providers share, a date outside a model's
rows and a price nobody published are errors that say which; none of them is answered with a near price or with zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from xlcost.errors import AmbiguousModel, BadArgument, NoPriceInEffect, PriceNotPublished, UnknownModel
from xlcost.prices.row import PRICE_KINDS, PriceRow

if TYPE_CHECKING:
    from collections.abc import Collection

#: Providers that sell models other companies make too. A bare name belongs to the maker before it belongs to them.
CLOUDS: Final = frozenset({"aws-bedrock", "azure", "google-vertex"})

_KIND_INDEX: Final = {kind: PriceRow._fields.index(kind) for kind in PRICE_KINDS}

#: One model of one provider: the first days of its rows, ascending, and the rows in the same order.
_Series = tuple[list[date], list[PriceRow]]


class Catalogue:
    """Dated price rows with look-up by model and date.

    A model is named ``model`` or ``provider/model``, or by an alias; upper and lower case and surrounding spaces do
    not matter, everything else does. A bare name that several providers sell means the model's maker.
    """

    __slots__ = ("_ambiguous", "_series", "digest", "rows", "snapshot")

    #: Every row, sorted by provider, model and date, ``effective_to`` filled in wherever it is known.
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
    ) -> None:
        """Index the rows.

        ``aliases`` maps an alias to the ``provider/model`` it stands for. Rows of one model may come in any order
        and must not share a date.
        """
        ordered = sorted(rows, key=_sort_key)
        self.rows = tuple(_close_superseded(ordered))
        self.snapshot = snapshot
        self.digest = digest
        self._series, self._ambiguous = _index(self.rows, aliases or {})

    def row(self, model: str, as_of: date | None = None) -> PriceRow:
        """The price row of a model that holds on a date (default: the snapshot date).

        Raises:
            UnknownModel: no model of that name; the text has the nearest names.
            AmbiguousModel: several providers sell it and none of them makes it; the text lists the candidates.
            NoPriceInEffect: the date is before the model's first row or after its retirement.
        """
        series = self._series.get(model) or self._find(model)
        if as_of is None:
            as_of = self.snapshot
        elif isinstance(as_of, datetime):
            as_of = as_of.date()
        starts, rows = series
        position = bisect_right(starts, as_of) - 1
        if position >= 0:
            row = rows[position]
            if row.effective_to is None or as_of < row.effective_to:
                return row
        raise NoPriceInEffect(_why_not_in_effect(rows, position, as_of))

    def price(self, model: str, kind: str = "input", as_of: date | None = None) -> float:
        """One price of a model: USD per Mtok, per hour for hosting_hour, per month for storage_month.

        Raises:
            BadArgument: ``kind`` is not one of PRICE_KINDS.
            PriceNotPublished: the row that holds on that date has no such price.
            PriceUnavailable: whatever ``row`` raises.
        """
        index = _KIND_INDEX.get(kind)
        if index is None:
            raise BadArgument(f"unknown price kind {kind!r}; one of {', '.join(PRICE_KINDS)}")
        row = self.row(model, as_of)
        value: float | None = row[index]
        if value is None:
            when = as_of or self.snapshot
            raise PriceNotPublished(f"{row.provider}/{row.model} has no published {kind} price on {when}")
        return value

    def search(self, text: str = "", as_of: date | None = None) -> list[PriceRow]:
        """The rows in effect on a date whose ``provider/model`` contains every word of the text."""
        when = as_of or self.snapshot
        words = text.casefold().split()
        return [
            row
            for row in self.rows
            if (row.effective_from is None or row.effective_from <= when)
            and (row.effective_to is None or when < row.effective_to)
            and all(word in f"{row.provider}/{row.model}".casefold() for word in words)
        ]

    def suggest(self, model: str) -> list[str]:
        """The names nearest to one that is not in the catalogue, nearest first, at most five."""
        import difflib  # noqa: PLC0415 - only when something went wrong

        names = self._series if "/" in model else [name for name in self._series if "/" not in name]
        return difflib.get_close_matches(model.strip().casefold(), names, n=5, cutoff=0.5)

    def candidates(self, model: str) -> list[str]:
        """Every ``provider/model`` that a bare name may mean, sorted; empty for an unknown name."""
        name = model.strip().casefold()
        if name in self._ambiguous:
            return list(self._ambiguous[name])
        return sorted({f"{row.provider}/{row.model}" for row in self.rows if row.model.casefold() == name})

    def _find(self, model: str) -> _Series:
        name = model.strip().casefold()
        series = self._series.get(name)
        if series is not None:
            return series
        if name in self._ambiguous:
            sellers = ", ".join(self._ambiguous[name])
            raise AmbiguousModel(f"{model.strip()!r} is sold by several providers; say which: {sellers}")
        near = self.suggest(model)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise UnknownModel(f"unknown model {model.strip()!r}{hint}")


def _sort_key(row: PriceRow) -> tuple[str, str, date]:
    return row.provider, row.model, row.effective_from or date.min


def _close_superseded(ordered: list[PriceRow]) -> Iterable[PriceRow]:
    """End each row where the model's next row begins, unless it ends before that."""
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following is None or following.provider != row.provider or following.model != row.model:
            yield row
        elif row.effective_to is None or following.effective_from < row.effective_to:  # type: ignore[operator]
            yield row._replace(effective_to=following.effective_from)
        else:
            yield row


def _index(
    rows: tuple[PriceRow, ...], aliases: Mapping[str, str]
) -> tuple[dict[str, _Series], dict[str, list[str]]]:
    series: dict[str, _Series] = {}
    sellers: dict[str, list[str]] = {}
    for row in rows:
        full = f"{row.provider}/{row.model}".casefold()
        found = series.get(full)
        if found is None:
            found = series[full] = ([], [])
            sellers.setdefault(row.model.casefold(), []).append(full)
        found[0].append(row.effective_from or date.min)
        found[1].append(row)
    ambiguous = {}
    for name, full_names in sellers.items():
        chosen = _maker(full_names)
        if chosen is None:
            ambiguous[name] = full_names
        else:
            series.setdefault(name, series[chosen])
    for alias, target in aliases.items():
        series.setdefault(alias.casefold(), series[target.casefold()])
    return series, ambiguous


def _maker(full_names: Collection[str]) -> str | None:
    """The one seller that makes the model, or the only seller; None when that is not clear."""
    if len(full_names) == 1:
        return next(iter(full_names))
    makers = [name for name in full_names if name.split("/", 1)[0] not in CLOUDS]
    return makers[0] if len(makers) == 1 else None


def _why_not_in_effect(rows: list[PriceRow], position: int, as_of: date) -> str:
    name = f"{rows[0].provider}/{rows[0].model}"
    if position < 0:
        return f"{name} has no price on {as_of}: its first price row starts on {rows[0].effective_from}"
    ended = rows[position].effective_to
    return f"{name} has no price on {as_of}: it was retired on {ended}"
