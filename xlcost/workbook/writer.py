"""Puts fresh cached values into the XML of a sheet, touching nothing but value, type and inline string.

The part is edited as text and not parsed and written again, so that declaration, prefixes, attribute order, white space
and everything that no library knows stay as they were. A cell whose value is still right keeps its bytes.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterator, Mapping
from functools import cache
from html import escape  # that of xml.sax.saxutils loads urllib, a fiftieth of a second
from typing import Final

from xlcost.errors import ERROR_TEXTS
from xlcost.workbook.addresses import address, column_letters, parse_address
from xlcost.workbook.records import CellValue

_ATTRIBUTES: Final = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*"""
_DATA: Final = re.compile(rf"<((?:[\w.-]+:)?)sheetData{_ATTRIBUTES}(/>|>)", re.DOTALL)
_HIDING: Final = r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>"
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class _Grammar:
    """The expressions for one namespace prefix; ``plain`` text has no comments and the like that could hide tags."""

    def __init__(self, prefix: str, *, plain: bool) -> None:
        self.prefix = prefix
        self.row = self._element("row", plain=plain)
        self.cell = self._element("c", plain=plain)
        self.value = re.compile(rf"<{prefix}(v|is)\b{_ATTRIBUTES}(?:/>|>(.*?)</{prefix}\1\s*>)", re.DOTALL)
        #: A formula's cell as programs write nearly all of them: where it is, its style, type, formula and value.
        self.usual = re.compile(
            rf'<{prefix}c r="([A-Z]{{1,3}}[0-9]+)"((?: s="[0-9]+")?)(?: t="(\w+)")?>'
            rf"(<{prefix}f(?: [^<>]*)?(?:/>|>[^<]*</{prefix}f>))"
            rf"(?:<{prefix}v>([^<]*)</{prefix}v>|<{prefix}v ?/>)?</{prefix}c>"
        )

    def _element(self, name: str, *, plain: bool) -> re.Pattern[str]:
        end = rf"</{self.prefix}{name}\s*>"
        start = rf"<{self.prefix}{name}(?P<attributes>{_ATTRIBUTES})"
        body = rf"[^<]*(?:<(?!{end[1:]})[^<]*)*" if plain else rf"(?:{_HIDING}|(?!{end}).)*"  # the first is quicker
        hidden = "" if plain else f"{_HIDING}|"
        return re.compile(rf"{hidden}{start}(?:/>|>(?P<content>{body}){end})", re.DOTALL)


def patched_sheet(xml: bytes, values: Mapping[tuple[int, int], CellValue]) -> bytes:
    """The sheet part with the given cached values, by (row, column); all other bytes as they were.

    Cells that the sheet does not have yet (an array formula may fill them) are put in their place.
    """
    encoding = _encoding(xml)
    text = xml.decode(encoding)
    data = _DATA.search(text)
    if data is None or not values:
        return xml
    plain = not any(mark in text[data.end() :] for mark in ("<!", "<?"))
    grammar = _Grammar(data.group(1), plain=plain)
    if data.group(2) == "/>":
        head, body, tail = text[: data.end() - 2] + ">", "", f"</{grammar.prefix}sheetData>" + text[data.end() :]
    else:
        end = text.rindex(f"</{grammar.prefix}sheetData")
        head, body, tail = text[: data.end()], text[data.end() : end], text[end:]
    fresh, others = _patched_usual(grammar, body, values) if plain else (body, values)
    wanted: dict[int, dict[int, CellValue]] = {}
    for (row, column), value in others.items():
        wanted.setdefault(row, {})[column] = value
    if wanted:
        fresh = _patched_rows(grammar, fresh, wanted)
    return xml if fresh == body else (head + fresh + tail).encode(encoding, "xmlcharrefreplace")


def without_formulas(xml: bytes, places: Container[tuple[int, int]]) -> bytes:
    """The sheet part with cells at (row, column) made constants, their values as saved.

    A cell keeps its formula where others are saved as copies of it.
    """
    encoding = _encoding(xml)
    text = xml.decode(encoding)
    data = _DATA.search(text)
    if data is None or data.group(2) == "/>":
        return xml
    grammar = _Grammar(data.group(1), plain=not any(mark in text[data.end() :] for mark in ("<!", "<?")))
    formula = re.compile(rf"<{data.group(1)}f\b({_ATTRIBUTES})(?:/>|>.*?</{data.group(1)}f\s*>)", re.DOTALL)
    row = column = 0

    def plain_cell(found: re.Match[str]) -> str:
        nonlocal column
        attributes, content = found.group("attributes"), found.group("content")
        if attributes is None:
            return found.group()
        place = _attribute(attributes, "r")
        column = parse_address(place)[1] if place else column + 1
        if content is None or (row, column) not in places:
            return found.group()
        held = formula.search(content)
        if held is None or (_attribute(held.group(1), "t") == "shared" and _attribute(held.group(1), "ref")):
            return found.group()
        return f"<{grammar.prefix}c{attributes}>{formula.sub('', content, count=1)}</{grammar.prefix}c>"

    def plain_row(found: re.Match[str]) -> str:
        nonlocal row, column
        if found.group("attributes") is None:
            return found.group()
        row, column = int(_attribute(found.group("attributes"), "r") or row + 1), 0
        return grammar.cell.sub(plain_cell, found.group())

    end = text.rindex(f"</{grammar.prefix}sheetData")
    body = grammar.row.sub(plain_row, text[data.end() : end])
    return (text[: data.end()] + body + text[end:]).encode(encoding, "xmlcharrefreplace")


def _encoding(xml: bytes) -> str:
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _ENCODING.match(xml)
    return declared.group(1).decode("ascii") if declared else "utf-8"


def _patched_usual(
    grammar: _Grammar, body: str, values: Mapping[tuple[int, int], CellValue]
) -> tuple[str, Mapping[tuple[int, int], CellValue]]:
    """The rows with the cells patched that are written as usual, in one pass; and the values of all others."""
    waiting = {f"{column_letters(column)}{row}": (row, column) for row, column in values}
    prefix = grammar.prefix

    def patched(found: re.Match[str]) -> str:
        where, style, old_kind, formula, old = found.groups()
        place = waiting.pop(where, None)
        if place is None:
            return found.group()
        value = values[place]
        kind, text = saved_value(value)
        if _same(old_kind or "n", [] if old is None else [("v", old)], kind, text, value):
            return found.group()
        mark = "" if kind == "n" else f' t="{kind}"'
        return f'<{prefix}c r="{where}"{style}{mark}>{formula}{_value_element(grammar, text)}</{prefix}c>'

    fresh = grammar.usual.sub(patched, body)
    return fresh, {place: values[place] for place in waiting.values()}


def _patched_rows(grammar: _Grammar, body: str, wanted: dict[int, dict[int, CellValue]]) -> str:
    out: list[str] = []
    position = number = 0
    waiting = deque(sorted(wanted))
    for found in grammar.row.finditer(body):
        if found.group("attributes") is None:
            continue
        number = int(_attribute(found.group("attributes"), "r") or number + 1)
        out.append(body[position : found.start()])
        position = found.end()
        out += [_new_row(grammar, missing, wanted.pop(missing)) for missing in _before(number, waiting, wanted)]
        todo = wanted.pop(number, None)
        if todo is None:
            out.append(found.group())
            continue
        content = found.group("content")
        cells = _patched_cells(grammar, content or "", number, todo)
        if cells == content or not (cells or content):
            out.append(found.group())
        else:
            out.append(f"<{grammar.prefix}row{found.group('attributes')}>{cells}</{grammar.prefix}row>")
    out.append(body[position:])
    out += [_new_row(grammar, row, wanted[row]) for row in sorted(wanted)]
    return "".join(out)


def _patched_cells(grammar: _Grammar, content: str, row: int, todo: dict[int, CellValue]) -> str:
    out: list[str] = []
    position = column = 0
    waiting = deque(sorted(todo))
    for found in grammar.cell.finditer(content):
        attributes = found.group("attributes")
        if attributes is None:
            continue
        place = _attribute(attributes, "r")
        column = parse_address(place)[1] if place else column + 1
        out.append(content[position : found.start()])
        position = found.end()
        out += [_new_cell(grammar, row, missing, todo.pop(missing)) for missing in _before(column, waiting, todo)]
        if column in todo:
            out.append(_patched_cell(grammar, found, todo.pop(column)))
        else:
            out.append(found.group())
    out.append(content[position:])
    out += [_new_cell(grammar, row, missing, todo[missing]) for missing in sorted(todo)]
    return "".join(out)


def _before(number: int, waiting: deque[int], wanted: Container[int]) -> Iterator[int]:
    """The rows or columns before a number that are still wanted; they no longer wait."""
    while waiting and waiting[0] < number:
        first = waiting.popleft()
        if first in wanted:
            yield first


def _patched_cell(grammar: _Grammar, found: re.Match[str], value: CellValue) -> str:
    attributes, content = found.group("attributes"), found.group("content") or ""
    kind, text = saved_value(value)
    held = [(match.group(1), match.group(2) or "") for match in grammar.value.finditer(content)]
    old_kind = _attribute(attributes, "t") or "n"
    if _same(old_kind, held, kind, text, value):
        return found.group()
    attributes = _with_type(_without(attributes, "vm"), kind)
    kept = grammar.value.sub("", content)
    return f"<{grammar.prefix}c{attributes}>{kept}{_value_element(grammar, text)}</{grammar.prefix}c>"


def _same(old_kind: str, held: list[tuple[str, str]], kind: str, text: str | None, value: CellValue) -> bool:
    """Whether the cell says already what it should."""
    if old_kind != kind or [tag for tag, _ in held] not in (["v"], []):
        return False
    old = held[0][1] if held else None
    if kind == "n" and old is not None and text is not None:
        try:
            return float(old) == value
        except ValueError:
            return False
    return old == text


def _new_row(grammar: _Grammar, row: int, todo: dict[int, CellValue]) -> str:
    cells = "".join(_new_cell(grammar, row, column, todo[column]) for column in sorted(todo))
    return f'<{grammar.prefix}row r="{row}">{cells}</{grammar.prefix}row>'


def _new_cell(grammar: _Grammar, row: int, column: int, value: CellValue) -> str:
    kind, text = saved_value(value)
    attributes = _with_type(f' r="{address(row, column)}"', kind)
    return f"<{grammar.prefix}c{attributes}>{_value_element(grammar, text)}</{grammar.prefix}c>"


def _value_element(grammar: _Grammar, text: str | None) -> str:
    return "" if text is None else f"<{grammar.prefix}v>{text}</{grammar.prefix}v>"


def _attribute(attributes: str, name: str) -> str | None:
    if name not in attributes:  # spares most cells an expression, here and in _without
        return None
    found = _expression(name).search(attributes)
    return None if found is None else found.group(2) or found.group(3) or ""


def _without(attributes: str, name: str) -> str:
    return _expression(name).sub("", attributes) if name in attributes else attributes


@cache
def _expression(name: str) -> re.Pattern[str]:
    """An attribute with the space before it: up to its value, and the value in either kind of quotes."""
    return re.compile(rf"""((?<!\s)\s+{name}\s*=\s*)(?:"([^"]*)"|'([^']*)')""")


def _with_type(attributes: str, kind: str) -> str:
    if kind == "n":
        return _without(attributes, "t")
    if _attribute(attributes, "t") is None:
        return f'{attributes.rstrip()} t="{kind}"'
    return _expression("t").sub(rf'\g<1>"{kind}"', attributes)


def saved_value(value: CellValue) -> tuple[str, str | None]:
    """The type attribute and the escaped text of a value; numbers have no attribute, said here as n."""
    if value is None:
        return "n", None
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, (int, float)):
        return "n", repr(value + 0.0).removesuffix(".0").replace("e", "E") if value else "0"
    if value in ERROR_TEXTS:
        return "e", value
    return "str", escape(_NOT_XML.sub(lambda bad: f"_x{ord(bad.group()):04X}_", value), quote=False)
