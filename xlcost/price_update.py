"""Bringing the price tables of a workbook to the newest price snapshot; inputs and negotiated rows stay.

Every row of a price table that is marked as a list price is given what the catalogue has of its model, tier and length:
prices, fees, days, source. Lines that the table lacks on the model date go into its empty rows, and of the models that
the workbook names elsewhere also those that begin later, as far as there is room. Whatever somebody marked as
negotiated, a formula, and a model that the catalogue does not know stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlcost.check.rules.prices import is_negotiated, model_date
from xlcost.errors import BadFile, XlcostError
from xlcost.formula.references import sources
from xlcost.formula.tree import NameUse
from xlcost.functions.coercion import serial
from xlcost.outline.model import Model
from xlcost.outline.price_table import PriceTable, as_date, price_tables
from xlcost.price_table_forms import DATES, Form, refuse_another_unit, refuse_prices_of_another_size
from xlcost.prices import FEES, PRICES, Catalogue, PriceLine, package_catalogue
from xlcost.prices.lines import STANDARD, fees_beside, in_effect
from xlcost.workbook.addresses import Area, address
from xlcost.workbook.package import package_bytes
from xlcost.workbook.records import Book, CellValue, Place
from xlcost.workbook.restyle import restyled_sheet
from xlcost.workbook.writer import patched_sheet

_TEXTS: Final = ("source", "date_basis")
#: What the template says about its prices; the snapshot's day and the hash of the data are brought up to date too.
_SNAPSHOT: Final = re.compile(r"Snapshot of (?P<day>[0-9]{2} \w{3} [0-9]{4}), data (?P<digest>[0-9a-f]{12})")

#: A model of a table in one tier and length: provider/model, tier, threshold.
_Key = tuple[str, str, float]


class Update(NamedTuple):
    """What an update puts into which cells, and what it leaves alone."""

    cells: Mapping[Place, CellValue]
    styles: Mapping[Place, int]  # of cells that would show a day as a number
    rows: int  # list prices that the catalogue knows
    added: int  # price lines put into empty rows
    left_out: int  # lines of models in use that begin after the model date and found no empty row
    negotiated: int
    unknown: tuple[str, ...]  # list prices that the catalogue does not have, as the table names them


def updated(book: Book, catalogue: Catalogue | None = None) -> Update:
    """What brings a workbook's price tables to the newest snapshot.

    Raises:
        BadFile: it has no price table, or a table has too few empty rows for the new lines; says how many it needs.
    """
    known = catalogue or package_catalogue()
    model = Model(book)
    if not price_tables(model):
        raise BadFile(
            f"{book.package.path}: no price table (a header row with model, input and output), so there is nothing to "
            "bring up to date"
        )
    cells: dict[Place, CellValue] = {}
    styles: dict[Place, int] = {}
    rows = added = left_out = negotiated = 0
    used = _named_elsewhere(model)
    unknown: list[str] = []
    for table in price_tables(model):
        refuse_another_unit(model, table)
        form = Form(model, table)
        listed, own = _rows(model, table)
        negotiated += own
        when = model_date(model) or _newest_check(model, table) or known.snapshot
        todo: list[_Missing] = []
        own_cells: dict[Place, Any] = {}
        for key, places in listed.items():
            try:
                lines = _lines(known, key, when)
            except XlcostError:
                lines = []
            if not lines:
                unknown.append(_called(key))
                continue
            rows += len(places)
            matched, new = _matched(model, table, places, lines, when)
            for row, (line, fees) in matched.items():
                own_cells.update(_written(model, table, row, line, fees))
            name = str(_cell(model, table, places[0], "model")).strip()
            todo += [_Missing(*line, places[0], when) for line in new if name in used or in_effect(line[0], when)]
        free = _empty_rows(model, table, sum(one.is_needed for one in todo))
        todo.sort(key=lambda one: (not one.is_needed, one.line.effective_from or date.min))
        added += min(len(free), len(todo))
        left_out += max(len(todo) - len(free), 0)
        for row, one in zip(free, todo):
            own_cells.update(_written(model, table, row, one.line, one.fees, one.like))
        refuse_prices_of_another_size(model, table, own_cells)
        for place, value in own_cells.items():
            if isinstance(value, date):
                column = next(name for name, number in table.columns.items() if number == place[2])
                own_cells[place], style = form.day(place, column, value)
                if style is not None:
                    styles[place] = style
            elif value is None:
                own_cells[place] = form.nothing
        cells.update(own_cells)
    cells.update(_about(model, known))
    fresh = {place: value for place, value in cells.items() if not _same(model.value(place), value)}
    shown = {place: style for place, style in styles.items() if place in fresh}
    return Update(fresh, shown, rows, added, left_out, negotiated, tuple(unknown))


class _Missing(NamedTuple):
    """A line that the table lacks, and the row of its model whose names it takes."""

    line: PriceLine
    fees: Mapping[str, float]
    like: int
    when: date

    @property
    def is_needed(self) -> bool:
        """Whether it holds on the model date."""
        return in_effect(self.line, self.when)


def _named_elsewhere(model: Model) -> frozenset[str]:
    """The texts typed outside the sheets of the price tables: the models in use are among them."""
    of_prices = {table.sheet for table in price_tables(model)}
    return frozenset(
        cell.value.strip()
        for sheet in model.book.sheets
        if sheet.name not in of_prices
        for cell in sheet.cells.values()
        if isinstance(cell.value, str) and cell.formula is None
    )


def bytes_with(book: Book, cells: Mapping[Place, CellValue], styles: Mapping[Place, int]) -> bytes:
    """The workbook with other constants, and styles, in some cells; everything else as it was, results included."""
    by_sheet: dict[str, dict[tuple[int, int], CellValue]] = {}
    for (sheet, row, column), value in cells.items():
        by_sheet.setdefault(sheet, {})[row, column] = value
    parts = {book.sheets_by_name[sheet.lower()].part: values for sheet, values in by_sheet.items()}
    patched = {part: patched_sheet(book.package.parts[part], values) for part, values in parts.items()}
    for sheet in {place[0] for place in styles}:
        part = book.sheets_by_name[sheet.lower()].part
        looks = {address(row, column): style for (name, row, column), style in styles.items() if name == sheet}
        patched[part] = restyled_sheet(patched[part], looks)
    return package_bytes(book.package, patched)


def update_workbook(source: Path, target: Path) -> Update:
    """Write a workbook with the newest prices and recalculated results; the target appears whole or not at all.

    Raises:
        BadFile: whatever ``updated`` refuses, or a file that cannot be read or written.
    """
    import tempfile

    from xlcost.calculate.certified import recalc_file
    from xlcost.workbook.reader import open_book

    book = open_book(source)
    update = updated(book)
    with tempfile.TemporaryDirectory() as folder:
        patched = Path(folder) / target.name
        patched.write_bytes(bytes_with(book, update.cells, update.styles))
        recalc_file(patched, target)
    return update


def _rows(model: Model, table: PriceTable) -> tuple[dict[_Key, list[int]], int]:
    """The rows of list prices by what they are about, in order of their days; and how many are negotiated."""
    listed: dict[_Key, list[int]] = {}
    negotiated = 0
    for row in table.rows:
        if is_negotiated(model, table, row):
            negotiated += 1
            continue
        provider, name, tier = (str(_cell(model, table, row, column) or "").strip() for column in _NAMES)
        above = _cell(model, table, row, "above_tokens")
        named = f"{provider}/{name}" if provider and not name.startswith(f"{provider}/") else name
        key = (named, tier.casefold() or STANDARD, above if isinstance(above, float) else 0.0)
        listed.setdefault(key, []).append(row)
    for rows in listed.values():
        rows.sort(key=lambda row: as_date(_cell(model, table, row, "effective_from")) or date.min)
    return listed, negotiated


_NAMES: Final = ("provider", "model", "tier")


#: A price line, and the fees beside it.
_Priced = tuple[PriceLine, Mapping[str, float]]


def _lines(catalogue: Catalogue, key: _Key, when: date) -> list[_Priced]:
    """The lines of a model, tier and length of all days, each with the fees beside it on a day or later."""
    name, tier, above = key
    lines, fees = catalogue.model_lines(name)
    alike = (line for line in lines if line.tier == tier and (line.above_tokens or 0.0) == above)
    return [(line, fees_beside(line, fees, when)) for line in alike]


def _matched(
    model: Model, table: PriceTable, rows: Sequence[int], lines: Sequence[_Priced], when: date
) -> tuple[dict[int, _Priced], list[_Priced]]:
    """The line of each row, and the lines that hold on a day or later and have no row.

    A row is the line that begins on its day; one whose day the catalogue has no longer is the earliest that is left.
    """
    by_day = {line[0].effective_from: line for line in lines}
    matched: dict[int, _Priced] = {}
    for row in rows:
        line = by_day.pop(as_date(_cell(model, table, row, "effective_from")), None)
        if line is not None:
            matched[row] = line
    left = [line for line in by_day.values() if line[0].effective_to is None or line[0].effective_to > when]
    for row in rows:
        if row not in matched and left:
            matched[row] = left.pop(0)
    return matched, left


def _written(
    model: Model, table: PriceTable, row: int, line: PriceLine, fees: Mapping[str, float], like: int | None = None
) -> Iterator[tuple[Place, Any]]:
    """The cells of a row, days as dates; a new row has the names of the row that it is ``like``."""
    for column, number in table.columns.items():
        place = (table.sheet, row, number)
        cell = model.cell(place)
        if cell is not None and cell.formula is not None:
            continue
        if column in PRICES:
            yield place, getattr(line, column)
        elif column in FEES:
            yield place, fees.get(column)
        elif column in DATES:
            yield place, getattr(line, column)
        elif column in _TEXTS:
            yield place, getattr(line, column) or None
        elif like is not None:
            yield place, model.value((table.sheet, like, number))


def _empty_rows(model: Model, table: PriceTable, needed: int) -> list[int]:
    """The empty rows below the table, inside the range that the workbook calls its prices.

    Raises:
        BadFile: there are too few.
    """
    last = max(table.rows, default=table.header_row)
    end = max((area.bottom for area in _areas(model, table)), default=last)
    free = [
        row
        for row in range(last + 1, end + 1)
        if all(_is_empty(model, (table.sheet, row, column)) for column in table.columns.values())
    ]
    if len(free) < needed:
        raise BadFile(
            f"{model.book.package.path}: {table.sheet} has {len(free)} empty price rows and lacks {needed} price lines "
            f"of the model date; make room for {needed - len(free)} more rows inside the price table"
        )
    return free


def _areas(model: Model, table: PriceTable) -> Iterator[Area]:
    for name in model.book.names:
        for source in sources(model.book, NameUse(None, name.name), name.scope or table.sheet, 1, 1):
            area = source.area
            if source.sheet == table.sheet and area.top == table.header_row and area.columns > 2:
                yield area


def _is_empty(model: Model, place: Place) -> bool:
    cell = model.cell(place)
    return cell is None or (cell.formula is None and model.value(place) in (None, "", "n/a"))  # as in our spare rows


def _about(model: Model, catalogue: Catalogue) -> Iterator[tuple[Place, CellValue]]:
    """What the workbook says of the snapshot that its prices are from."""
    texts = {
        (sheet.name, *at): cell.value
        for sheet in model.book.sheets
        for at, cell in sheet.cells.items()
        if isinstance(cell.value, str) and cell.formula is None
    }
    said = [found for text in texts.values() if (found := _SNAPSHOT.search(text))]
    for place, text in texts.items():
        if _SNAPSHOT.search(text):
            now = f"Snapshot of {catalogue.snapshot:%d %b %Y}, data {catalogue.digest}"
            yield place, _SNAPSHOT.sub(now, text)
        elif said and text == said[0]["digest"]:
            yield place, catalogue.digest
        elif said and text == "Price snapshot":
            sheet, row, column = place
            yield (sheet, row, column + 1), serial(catalogue.snapshot)


def _newest_check(model: Model, table: PriceTable) -> date | None:
    days = (as_date(_cell(model, table, row, "checked_on")) for row in table.rows)
    return max((day for day in days if day), default=None)


def _cell(model: Model, table: PriceTable, row: int, column: str) -> CellValue:
    return model.value((table.sheet, row, table.columns[column])) if column in table.columns else None


def _called(key: _Key) -> str:
    name, tier, above = key
    return f"{name}{'' if tier == STANDARD else '@' + tier}{f' above {above:,.0f} tokens' if above else ''}"


def _same(old: CellValue, new: CellValue) -> bool:
    return old == new or (old in (None, "") and new in (None, ""))
