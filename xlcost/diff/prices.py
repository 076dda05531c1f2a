"""Price tables compared row by row: the same model, tier and threshold, as far as possible the same effective date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from xlcost.diff.correspondence import Correspondence
from xlcost.diff.records import PriceChange, PriceField, Value
from xlcost.diff.sides import Side
from xlcost.diff.values import same
from xlcost.outline.captions import content_of
from xlcost.outline.model import Model
from xlcost.outline.price_table import PriceTable
from xlcost.prices import PriceLine
from xlcost.prices.lines import STANDARD
from xlcost.prices.provenance import describe
from xlcost.workbook.places import shown
from xlcost.workbook.records import Place

_IDENTITY: Final = ("provider", "model", "tier", "above_tokens")


class _Row(NamedTuple):
    """One row of a price table: its values by column, and where each stands."""

    values: dict[str, Value]
    places: dict[str, Place]
    unit: str

    def text(self, column: str) -> str:
        """A column as a text; empty where there is none."""
        value = self.values.get(column)
        return "" if value is None else str(value)

    @property
    def model(self) -> str:
        """The model without its provider, which may stand before it in one cell."""
        provider, slash, model = self.text("model").partition("/")
        is_apart = slash and provider.casefold() == self.text("provider").casefold()
        return model if is_apart else self.text("model")

    @property
    def identity(self) -> tuple[str, ...]:
        """Provider, model, tier and threshold, upper and lower case being one."""
        provider, tier, above = (self.text(name).casefold() for name in ("provider", "tier", "above_tokens"))
        return provider, self.model.casefold(), tier or STANDARD, above


def price_changes(old: Side, new: Side, correspondence: Correspondence) -> Iterator[PriceChange]:
    """What changed in the price tables that both workbooks have."""
    for pair in correspondence.sheets:
        before = [row for table in old.price_tables if table.sheet == pair.old for row in _rows(old.model, table)]
        after = [row for table in new.price_tables if table.sheet == pair.new for row in _rows(new.model, table)]
        if before or after:
            yield from _changes(before, after, correspondence)


def _rows(model: Model, table: PriceTable) -> Iterator[_Row]:
    for row in table.rows:
        places = {name: (table.sheet, row, column) for name, column in table.columns.items()}
        values = {name: content_of(model, place) for name, place in places.items()}
        yield _Row(values, places, str(values.get("unit") or table.unit or ""))


def _changes(before: Sequence[_Row], after: Sequence[_Row], correspondence: Correspondence) -> Iterator[PriceChange]:
    left = list(before)
    pairs: list[tuple[_Row | None, _Row]] = [(None, row) for row in after]
    keys: tuple[Callable[[_Row], object], ...] = (
        lambda row: (*row.identity, row.text("effective_from")),
        lambda row: row.identity,
    )
    for key in keys:
        waiting: dict[object, list[_Row]] = {}
        for row in left:
            waiting.setdefault(key(row), []).append(row)
        pairs = [
            (waiting[key(row)].pop(0), row) if other is None and waiting.get(key(row)) else (other, row)
            for other, row in pairs
        ]
        left = [row for rows in waiting.values() for row in rows]
    for other, row in pairs:
        change = _change(other, row, correspondence)
        if change.fields:
            yield change
    for row in left:
        yield _change(row, None, correspondence)


def _change(old: _Row | None, new: _Row | None, correspondence: Correspondence) -> PriceChange:
    row = new or old
    assert row is not None  # noqa: S101 - one of them is there
    names = dict.fromkeys([*(old.values if old else ()), *(new.values if new else ())])
    fields = tuple(
        PriceField(
            name,
            old.values.get(name) if old else None,
            new.values.get(name) if new else None,
            old.places.get(name) if old else _carried(new, name, correspondence.to_old.place),
            new.places.get(name) if new else _carried(old, name, correspondence.to_new.place),
        )
        for name in names
        if name not in _IDENTITY or old is None or new is None
    )
    first = next(iter(row.places.values()))
    return PriceChange(
        kind="removed" if new is None else "added" if old is None else "changed",
        provider=row.text("provider"),
        model=_called(row),
        where=shown((first[0], first[1], row.places["model"][2])),
        unit=row.unit,
        fields=tuple(item for item in fields if not same(item.old, item.new)),
        old_source=_source(old),
        new_source=_source(new),
    )


def _called(row: _Row) -> str:
    """The model as one speaks of its line: with its tier and threshold, where it has any."""
    tier, above = row.text("tier").casefold() or STANDARD, row.text("above_tokens")
    length = "" if above in ("", "n/a") else f" above {above} tokens"
    return f"{row.model}{'' if tier == STANDARD else '@' + tier}{length}"


def _carried(row: _Row | None, name: str, carry: Callable[[Place], Place | None]) -> Place | None:
    return carry(row.places[name]) if row is not None and name in row.places else None


def _source(row: _Row | None) -> str:
    if row is None:
        return ""
    return describe(
        PriceLine(
            provider=row.text("provider"),
            model=row.model,
            tier=row.text("tier").casefold() or STANDARD,
            effective_from=_day(row.values.get("effective_from")),
            effective_to=_day(row.values.get("effective_to")),
            source=row.text("source"),
            date_basis=row.text("date_basis"),
            checked_on=_day(row.values.get("checked_on")),
        )
    )


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
