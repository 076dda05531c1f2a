"""What moved the results: every change as a driver, which results it reaches, and what it does alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from xlcost.diff.correspondence import Correspondence
from xlcost.diff.records import Driver, FormulaChange, LineChange, PriceChange, SheetChange, ValueChange
from xlcost.outline.captions import area_text
from xlcost.outline.model import Model
from xlcost.report.texts import harmless, written
from xlcost.workbook.addresses import column_letters
from xlcost.workbook.records import Name, Place

#: Inputs told apart one by one; of more, those of one line are one driver.
_MAX_INPUTS: Final = 40
#: Price rows of a kind told apart one by one; more are one driver, which only the new workbook as a whole has.
_MAX_PRICES: Final = 20


def input_drivers(changes: Sequence[ValueChange], correspondence: Correspondence) -> Iterator[Driver]:
    """Typed values: one driver each, or one a line where there are many."""
    groups: dict[object, list[ValueChange]] = {}
    for change in changes:
        key = (change.spot.sheet, change.spot.row) if len(changes) > _MAX_INPUTS else change.spot.place
        groups.setdefault(key, []).append(change)
    for group in groups.values():
        yield _of_typed("input", _input_text(group), [_both_places(change, correspondence) for change in group])


def text_drivers(
    changes: Sequence[ValueChange], correspondence: Correspondence, old: Model, new: Model
) -> Iterator[Driver]:
    """Typed texts that formulas read, such as the parts of a title; told as inputs are."""
    read = [
        change
        for change in changes
        if (change.old is not None and old.graph.is_read(change.old.place))
        or (change.new is not None and new.graph.is_read(change.new.place))
    ]
    yield from (driver._replace(kind="text") for driver in input_drivers(read, correspondence))


def price_drivers(changes: Sequence[PriceChange]) -> Iterator[Driver]:
    """Rows of price tables: one driver each, or one for all that came and one for all that went, where many did."""
    verbs = {"changed": "price of ", "added": "price added: ", "removed": "price removed: "}
    for kind, verb in verbs.items():
        alike = [change for change in changes if change.kind == kind]
        cells = [[(item.old_place, item.new_place) for item in change.fields] for change in alike]
        if kind != "changed" and len(alike) > _MAX_PRICES:
            places = [place for group in cells for place in group]
            yield _of_typed("price", f"{len(alike)} price rows {kind}", places)._replace(typed=())
            continue
        for change, group in zip(alike, cells, strict=True):
            name = f"{change.provider}/{change.model}" if change.provider else change.model
            yield _of_typed("price", verb + harmless(name, 60), group)


def formula_drivers(changes: Sequence[FormulaChange], correspondence: Correspondence) -> Iterator[Driver]:
    """Formulas, by the cells in which they run."""
    verbs = {
        "changed": "formula of {}",
        "overwritten": "value typed over the formula of {}",
        "calculated": "formula in place of the value of {}",
        "added": "formula added: {}",
        "removed": "formula removed: {}",
    }
    for change in changes:
        sheet = change.spot.sheet
        cells = [
            (sheet, row, column)
            for area in change.areas
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        ]
        gone = change.kind == "removed"
        carry = correspondence.to_new.place if gone else correspondence.to_old.place
        others = tuple(other for cell in cells if (other := carry(cell)) is not None)
        where = area_text(sheet, change.areas[0]) + (f" and {len(change.areas) - 1} more" if change.areas[1:] else "")
        label = f"{harmless(change.spot.label, 40)} ({where})" if change.spot.label else where
        yield Driver(
            kind="formula",
            text=verbs[change.kind].format(label),
            old_places=tuple(cells) if gone else others,
            new_places=others if gone else tuple(cells),
        )


def line_drivers(changes: Sequence[LineChange]) -> Iterator[Driver]:
    """Rows and columns that came or went; moved ones move no result."""
    for change in changes:
        if change.kind != "moved":
            places = change.places
            gone = change.kind == "removed"
            yield Driver(
                kind="rows and columns",
                text=f"{line_text(change)} {change.kind}",
                old_places=places if gone else (),
                new_places=() if gone else places,
            )


def sheet_drivers(changes: Sequence[SheetChange], old: Model, new: Model) -> Iterator[Driver]:
    """Sheets that came or went."""
    for change in changes:
        if change.kind != "renamed":
            model = old if change.kind == "removed" else new
            cells = tuple((change.name, *at) for at in model.sheet(change.name).cells)
            gone = change.kind == "removed"
            yield Driver(
                kind="sheet",
                text=f"sheet {harmless(change.name, 40)} {change.kind}",
                old_places=cells if gone else (),
                new_places=() if gone else cells,
            )


def name_drivers(changes: Sequence[tuple[Name | None, Name | None]], old: Model, new: Model) -> Iterator[Driver]:
    """Names that mean something else, by the formulas that use them."""
    before, after = (_users(old), _users(new)) if changes else ({}, {})
    for one, other in changes:
        name = (one or other or _NO_NAME).name
        yield Driver(
            kind="name",
            text=f"name {harmless(name, 60)}",
            old_places=tuple(before.get(name.lower(), ())),
            new_places=tuple(after.get(name.lower(), ())),
        )


def line_text(change: LineChange) -> str:
    """``Inputs row 12``, ``Inputs rows 12 to 14``, ``Inputs column D``."""
    ends = [str(at) if change.axis == "row" else column_letters(at) for at in (change.first, change.last)]
    which = f"{change.axis} {ends[0]}" if ends[0] == ends[1] else f"{change.axis}s {ends[0]} to {ends[1]}"
    return f"{harmless(change.sheet)} {which}"


_NO_NAME: Final = Name("", None, "", "", False)


def _of_typed(kind: Literal["input", "price"], text: str, cells: Sequence[tuple[Place | None, Place | None]]) -> Driver:
    return Driver(
        kind=kind,
        text=text,
        old_places=tuple(old for old, _ in cells if old is not None),
        new_places=tuple(new for _, new in cells if new is not None),
        typed=tuple(cells),
    )


def _users(model: Model) -> Mapping[str, Sequence[Place]]:
    """A name in lower case -> the formulas that read cells by it."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for place, sources in model.graph.reads.items():
        for name in {source.through.lower() for source in sources if source.through is not None}:
            found[name].append(place)
    return found


def _both_places(change: ValueChange, correspondence: Correspondence) -> tuple[Place | None, Place | None]:
    old = change.old.place if change.old else None
    new = change.new.place if change.new else None
    if old is None and new is not None:
        old = correspondence.to_old.place(new)
    if new is None and old is not None:
        new = correspondence.to_new.place(old)
    return old, new


def _input_text(group: Sequence[ValueChange]) -> str:
    first = group[0]
    name = harmless(first.spot.name, 60) or first.spot.where
    if len(group) > 1:
        return f"{harmless(first.spot.label, 60) or first.spot.sheet}, {len(group)} cells from {first.spot.where}"
    form = first.spot.number_format
    return f"{name} {written(first.old_value, form)} -> {written(first.new_value, form)}"


def seeds(drivers: Sequence[Driver], *, old: bool) -> Mapping[Place, int]:
    """The cells of one workbook that drivers changed, each with the bits of its drivers."""
    found: dict[Place, int] = {}
    for index, driver in enumerate(drivers):
        for place in driver.old_places if old else driver.new_places:
            found[place] = found.get(place, 0) | 1 << index
    return found
