"""Reads one sheet part: its cells, row by row in bounded memory, and what surrounds them.

Of one workbook after the other, a sheet that is byte for byte that of the last one is not read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, NamedTuple

from xlcost.budget import OverBudget, at, at_cell, count
from xlcost.workbook.addresses import Area, address, column_number, named_sheet, parse_address, parse_area
from xlcost.workbook.limits import (
    MAX_ARRAY_CELLS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FORMULA_TEXTS,
    MAX_ROWS,
    MAX_TEXTS,
)
from xlcost.workbook.numbers import real, whole
from xlcost.workbook.package import Package
from xlcost.workbook.records import (
    BLANK,
    BOOL,
    ERROR,
    NUMBER,
    TEXT,
    Cell,
    CellValue,
    ConditionalFormat,
    Link,
    Place,
    Sheet,
    Validation,
)
from xlcost.workbook.styles import is_true
from xlcost.workbook.tokens import Copied, FormulaError, as_shown, pattern
from xlcost.workbook.xml import OFFICE, STRICT_OFFICE, Element, damaged, iterate_part, local, rich_text, unescape

_EPOCH: Final = date(1899, 12, 30).toordinal()


class Surroundings(NamedTuple):
    """What the cells of every sheet refer to."""

    strings: Sequence[str]
    spilling: frozenset[int]  # the cm= numbers of dynamic array formulas


#: Reads one sheet as ``read_sheet`` does.
SheetReader = Callable[[Package, Sheet, Mapping[str, str], Surroundings], Sheet]


class _Reading:
    """The state while the cells of one sheet stream past."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.cells: dict[tuple[int, int], Cell] = {}
        self.shared: dict[str, tuple[Copied, str] | str] = {}  # a formula to copy, in R1C1 too, or what is none
        self.copied: dict[tuple[int, int], str] = {}
        self.characters = 0  # of texts
        self.formulas = 0  # characters of them
        self.hidden_rows: set[int] = set()
        self.row = 0


def read_sheet(package: Package, sheet: Sheet, links: Mapping[str, str], surroundings: Surroundings) -> Sheet:
    """The sheet with its cells and settings; ``links`` gives the targets of its hyperlinks by identifier.

    Raises:
        BadFile: damaged content, or more than the bounds allow.
    """
    reading = _Reading(surroundings)
    root = None
    at(f"{sheet.part} was read")
    try:
        for element in iterate_part(package, sheet.part, "{*}row"):
            if local(element) == "row":
                _read_row(reading, element)
                at_cell(sheet.name, reading.row, 1)
                count(len(element))
                element.clear()
                if len(reading.cells) > MAX_CELLS:
                    raise damaged(package, sheet.part, f"more than {MAX_CELLS:,} cells")
                refuse_long_texts(package, (sheet.name, reading.row, 1), reading.characters, reading.formulas)
            root = element
        return _with_settings(replace(sheet, cells=reading.cells, copied=reading.copied), root, links, reading)
    except (ValueError, IndexError, OverflowError) as reason:
        raise damaged(package, sheet.part, str(reason)) from None


def refuse_long_texts(package: Package, place: Place, texts: int, formulas: int) -> None:
    """Refuses a workbook in which more is written than may be, where so many characters stand up to a place.

    Raises:
        OverBudget: they are more than limits.py allows.
    """
    for written, most, what in ((texts, MAX_TEXTS, "texts"), (formulas, MAX_FORMULA_TEXTS, "formulas")):
        if written > most:
            where = f"{package.path}: {named_sheet(place[0])}!{address(*place[1:])}"
            raise OverBudget(f"{where}: the {what} up to there have more than {most:,} characters; split the workbook")


def _read_row(reading: _Reading, row: Element) -> None:
    number = row.get("r")
    reading.row = whole(number) if number else reading.row + 1
    if not 1 <= reading.row <= MAX_ROWS:
        raise ValueError(f"row {reading.row} lies outside Excel's grid")
    if is_true(row.get("hidden")):
        reading.hidden_rows.add(reading.row)
    column = 0
    for element in row:
        column = _read_cell(reading, element, column)


def _read_cell(reading: _Reading, element: Element, before: int) -> int:
    """Files one cell; returns its column, from which a following cell without an address counts."""
    place = element.get("r")
    row, column = _place(place) if place else (reading.row, before + 1)
    if not (1 <= row <= MAX_ROWS and 1 <= column <= MAX_COLUMNS):
        raise ValueError(f"cell {place} lies outside Excel's grid")
    formula: Element | None = None
    text: str | None = None
    inline: Element | None = None
    for child in element:
        tag = child.tag
        if tag.endswith("}v"):
            text = child.text
        elif tag.endswith("}f"):
            formula = child
        elif tag.endswith("}is"):
            inline = child
    kind = element.get("t", "n")
    value, held = _value(reading.surroundings.strings, kind, text, inline)
    if isinstance(value, str):
        reading.characters += len(value)
    style = whole(element.get("s", "0"))
    if formula is None:
        reading.cells[row, column] = Cell(row, column, value, held, None, None, False, style)
    else:
        cm = element.get("cm")
        dynamic = cm is not None and whole(cm) in reading.surroundings.spilling
        shown, array = _formula(reading, formula, row, column)
        reading.formulas += len(shown or "")
        reading.cells[row, column] = Cell(row, column, value, held, shown, array, dynamic, style)
    return column


def _place(text: str) -> tuple[int, int]:
    """Faster than parse_address for what files usually hold: capital letters, then digits."""
    letters = text.rstrip("0123456789")
    if not letters.isalpha() or not letters.isascii() or len(letters) > 3 or len(letters) == len(text):
        return parse_address(text)
    return int(text[len(letters) :]), column_number(letters)


def _value(strings: Sequence[str], kind: str, text: str | None, inline: Element | None) -> tuple[CellValue, str]:
    if kind == "inlineStr":
        return ("", TEXT) if inline is None else (rich_text(inline), TEXT)
    if text is None:
        return ("", TEXT) if kind == "str" else (None, BLANK)
    if kind == "s":
        index = whole(text)
        if index < 0:
            raise ValueError(f"shared string {index} is not there")
        return strings[index], TEXT
    try:
        return _CONVERSIONS[kind](text)
    except KeyError:
        raise ValueError(f"cell type {kind!r} is unknown") from None


def _number(text: str) -> tuple[CellValue, str]:
    return real(text), NUMBER


def _serial(text: str) -> float:
    """The day number of an ISO date, as strict workbooks may hold."""
    moment = datetime.fromisoformat(text.replace("Z", ""))
    day = moment.toordinal() - _EPOCH
    return day + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400


_CONVERSIONS: Final[Mapping[str, Callable[[str], tuple[CellValue, str]]]] = {
    "n": _number,
    "str": lambda text: (unescape(text), TEXT),
    "b": lambda text: (text.strip() in {"1", "true"}, BOOL),
    "e": lambda text: (text, ERROR),
    "d": lambda text: (_serial(text), NUMBER),
}


def _formula(reading: _Reading, element: Element, row: int, column: int) -> tuple[str | None, Area | None]:
    """The formula's text and the cells an array formula fills."""
    kind = element.get("t", "normal")
    text = unescape(element.text or "")
    if kind == "shared":
        return _shared(reading, element.get("si", ""), text, row, column), None
    if kind == "dataTable":
        return _data_table(element), _filled(element)
    if kind == "array":
        return as_shown(text), _filled(element)
    return (as_shown(text), None) if text else (None, None)


def _filled(element: Element) -> Area:
    area = parse_area(element.get("ref", ""))
    if area.size > MAX_ARRAY_CELLS:
        raise ValueError(f"an array formula over {area.size:,} cells")
    return area


def _data_table(element: Element) -> str:
    """The formula of a what-if table as Excel shows it: the cell that takes the values of its first row, and column."""
    first, second = element.get("r1", ""), element.get("r2", "")
    if is_true(element.get("dt2D")):
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if is_true(element.get("dtr")) else f"TABLE(,{first})"


def _shared(reading: _Reading, identifier: str, text: str, row: int, column: int) -> str | None:
    """A shared formula is written out at its first cell; the others repeat its number."""
    if text:
        try:
            loosened = pattern(as_shown(text), row, column)
            reading.shared[identifier] = Copied(loosened), loosened.r1c1()
        except FormulaError:
            reading.shared[identifier] = as_shown(text)
        return as_shown(text)
    master = reading.shared.get(identifier)
    if master is None:
        raise ValueError(f"shared formula {identifier[:20]!r} is used before it is given")
    if isinstance(master, str):
        return master
    formula, reading.copied[row, column] = master
    return formula.a1(row, column)


def _with_settings(sheet: Sheet, root: Element, links: Mapping[str, str], reading: _Reading) -> Sheet:
    groups: dict[str, Element] = {}
    formats: list[Element] = []
    for child in root:
        if isinstance(child.tag, str):
            groups[local(child)] = child
            if local(child) == "conditionalFormatting":
                formats.append(child)
    protection = groups.get("sheetProtection")
    header = groups.get("headerFooter")
    return replace(
        sheet,
        hidden_rows=frozenset(reading.hidden_rows),
        hidden_columns=_hidden_columns(groups.get("cols")),
        filtered=sheet.filtered or _filters(groups.get("autoFilter")),
        merged=tuple(parse_area(item.get("ref", "")) for item in groups.get("mergeCells", ())),
        validations=tuple(_validation(item) for item in groups.get("dataValidations", ())),
        conditional_formats=tuple(_conditional(rule, group) for group in formats for rule in group),
        links=tuple(_link(item, links) for item in groups.get("hyperlinks", ())),
        protected=protection is not None and is_true(protection.get("sheet")),
        frozen_at=_frozen_at(groups.get("sheetViews")),
        headers_and_footers={} if header is None else {local(item): item.text or "" for item in header},
    )


def _filters(autofilter: Element | None) -> bool:
    return autofilter is not None and any(local(child) == "filterColumn" for child in autofilter)


def _hidden_columns(columns: Element | None) -> frozenset[int]:
    hidden = bytearray(MAX_COLUMNS + 1)  # a file may hide all columns 50,000 times over
    for item in columns if columns is not None else ():
        if is_true(item.get("hidden")):
            first, last = max(whole(item.get("min", "1")), 1), min(whole(item.get("max", "1")), MAX_COLUMNS)
            hidden[first : last + 1] = b"\1" * (last + 1 - first)
    return frozenset(number for number, is_hidden in enumerate(hidden) if is_hidden) if 1 in hidden else frozenset()


def _areas(text: str | None) -> tuple[Area, ...]:
    return tuple(parse_area(part) for part in (text or "").split())


def _validation(item: Element) -> Validation:
    formulas = {local(child): child.text for child in item}
    return Validation(
        areas=_areas(item.get("sqref")),
        kind=item.get("type", "none"),
        operator=item.get("operator", "between"),
        formula1=formulas.get("formula1"),
        formula2=formulas.get("formula2"),
        allow_blank=is_true(item.get("allowBlank")),
        title=item.get("promptTitle"),
        prompt=item.get("prompt"),
        error=item.get("error"),
    )


def _conditional(rule: Element, group: Element) -> ConditionalFormat:
    formulas = tuple(child.text or "" for child in rule if local(child) == "formula")
    return ConditionalFormat(_areas(group.get("sqref")), rule.get("type", local(rule)), formulas)


def _link(item: Element, targets: Mapping[str, str]) -> Link:
    identifier = item.get(f"{{{OFFICE}}}id") or item.get(f"{{{STRICT_OFFICE}}}id")
    location = item.get("location")
    target = targets.get(identifier, "") if identifier else ""
    return Link(parse_area(item.get("ref", "")), f"{target}#{location}" if location else target)


def _frozen_at(views: Element | None) -> tuple[int, int] | None:
    for pane in views.iter("{*}pane") if views is not None else ():
        if pane.get("state", "").startswith("frozen"):
            return int(real(pane.get("ySplit", "0"))) + 1, int(real(pane.get("xSplit", "0"))) + 1
    return None


class Known(NamedTuple):
    """A sheet as it was read, and all that it was read from."""

    part: bytes  # a digest
    before: Sheet  # what the workbook says of it
    links: Mapping[str, str]
    surroundings: Surroundings
    sheet: Sheet


class Rereader:
    """Reads the sheets of one workbook as ``read_sheet`` does; ``known`` are those of the last, by part."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._last = known
        self.known: dict[str, Known] = {}

    def __call__(self, package: Package, sheet: Sheet, links: Mapping[str, str], surroundings: Surroundings) -> Sheet:
        """The sheet with its cells and settings."""
        source = (hashlib.sha256(package.parts[sheet.part]).digest(), sheet, links, surroundings)
        known = self._last.get(sheet.part)
        if known is None or known[:-1] != source:
            known = Known(*source, read_sheet(package, sheet, links, surroundings))
        self.known[sheet.part] = known
        return known.sheet
