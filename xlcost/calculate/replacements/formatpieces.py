"""Number formats taken apart: sections, and what each of their parts means."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xlcost.calculate.replacements.coercion import Failed

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<exponent>[Ee][+-])|(?P<subsecond>\.0+(?=[^0#?]|$))"
    r"|(?P<date>y+|m+|d+|h+|s+|b+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")


class Piece(NamedTuple):
    """A part of a number format that means one thing."""

    kind: str  # literal, digit, point, comma, percent, exponent, slash, general, text, date, elapsed, half, subsecond
    text: str


class Section(NamedTuple):
    """What stands between two semicolons: its parts, and for which numbers it is."""

    pieces: tuple[Piece, ...]
    condition: tuple[str, float] | None

    @property
    def kind(self) -> str:
        """What the section is for: date, number, general or text."""
        kinds = {piece.kind for piece in self.pieces}
        if kinds & {"date", "elapsed", "half"}:
            return "date"
        if "general" in kinds:
            return "general"
        return "number" if kinds & {"digit", "percent", "exponent"} else "text" if "text" in kinds else "literal"


@lru_cache(maxsize=512)
def parsed(form: str) -> tuple[Section, ...]:
    """The sections of a number format."""
    sections: list[Section] = []
    for part in _split(form):
        condition = None
        pieces: list[Piece] = []
        for found in _TOKEN.finditer(part):
            kind, text = found.lastgroup or "", found.group(found.lastgroup or 0)
            if kind == "bracket":
                match = _CONDITION.fullmatch(text)
                if match:
                    condition = (match.group(1), float(match.group(2)))
                else:
                    pieces += _bracket(text)
            else:
                pieces.append(_piece(kind, text))
        sections.append(Section(tuple(_with_date_points(pieces)), condition))
    if len(sections) > 4:
        raise Failed("Value")
    return tuple(sections)


def _split(form: str) -> list[str]:
    """The sections between semicolons that are not quoted."""
    parts, current, position = [], "", 0
    while position < len(form):
        character = form[position]
        if character == '"':
            end = form.find('"', position + 1)
            end = len(form) - 1 if end < 0 else end
            current += form[position : end + 1]
            position = end + 1
        elif character in "\\_*" and position + 1 < len(form):
            current += form[position : position + 2]
            position += 2
        elif character == ";":
            parts.append(current)
            current = ""
            position += 1
        else:
            current += character
            position += 1
    return [*parts, current]


def _bracket(text: str) -> list[Piece]:
    if text and set(text.lower()) <= {"h"} | {"m"} | {"s"} and len(set(text.lower())) == 1:
        return [Piece("elapsed", text.lower())]
    if text.startswith("$"):
        return [Piece("literal", text[1:].partition("-")[0])]
    return []  # a colour


def _piece(kind: str, text: str) -> Piece:
    if kind in {"quoted", "escaped"}:
        return Piece("literal", text)
    if kind == "space":
        return Piece("literal", " ")
    if kind == "fill":
        return Piece("literal", "")
    if kind == "date":
        if text[0] in "bB":
            raise Failed("NImpl")
        return Piece("date", text.lower())
    if kind in {"half", "general", "exponent", "subsecond"}:
        return Piece(kind, text)
    named = {
        "0": "digit",
        "#": "digit",
        "?": "digit",
        ".": "point",
        ",": "comma",
        "%": "percent",
        "/": "slash",
        "@": "text",
    }
    return Piece(named.get(text, "literal"), text)


def _with_date_points(pieces: list[Piece]) -> list[Piece]:
    """A point and zeros after seconds are their decimals; anywhere else digits of the number."""
    result: list[Piece] = []
    seconds = False
    for piece in pieces:
        if piece.kind == "subsecond" and not seconds:
            result.append(Piece("point", "."))
            result += [Piece("digit", "0")] * (len(piece.text) - 1)
        else:
            result.append(piece)
        if piece.kind in {"date", "elapsed"}:
            seconds = piece.text.startswith("s")
        elif piece.kind != "literal":
            seconds = False
    return result
