"""Formula cells that call our functions, stored as Excel stores calls of LAMBDAs: as dynamic array formulas.

As a plain formula Excel would show such a cell as ``=@PROMPT_COST(...)``. A call of a function that cannot be native
becomes the value it gave, for which its arguments must be constants.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from xml.sax.saxutils import escape, unescape

from xlcost.errors import BadFile
from xlcost.formulas import NOT_NATIVE
from xlcost.functions import FUNCTIONS
from xlcost.workbook.tokens import FormulaError, Token, tokenize

_CELL: Final = re.compile(
    rb"""<((?:[A-Za-z_][\w.-]*:)?)c(\s[^<>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^<>]*)>"""
    rb"""<\1f>([^<]*)</\1f>(?:<\1v>([^<]*)</\1v>)?"""
)
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}
_NUMBER: Final = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANT: Final = ("call", "string", "number", "space", "op")


def native_formulas(xml: bytes, where: str) -> bytes:
    """A sheet's XML whose formulas need nothing but the named LAMBDAs; all other bytes as they were.

    Raises:
        BadFile: a function that cannot be native is called with cells; ``where`` begins the line that says so.
    """

    def native(found: re.Match[bytes]) -> bytes:
        prefix, attributes, place, formula, value = found.groups()
        tokens = _tokens(unescape(formula.decode("utf-8"), _QUOTES))
        cell = b"<" + prefix + b"c" + attributes
        if not _calls(tokens, FUNCTIONS):
            return found.group()
        if _calls(tokens, NOT_NATIVE):
            if value is None or any(token.kind not in _CONSTANT for token in tokens):
                raise BadFile(
                    f"{where} {place.decode()}: {min(NOT_NATIVE)} of other cells has no native form; clear the cell"
                )
            opening, formula = cell + b"><" + prefix + b"f>", _constant(value, attributes)
        else:
            opening = cell + b' cm="1"><' + prefix + b'f t="array" ref="' + place + b'">'
        shown = b"" if value is None else b"<" + prefix + b"v>" + value + b"</" + prefix + b"v>"
        return opening + formula + b"</" + prefix + b"f>" + shown

    return _CELL.sub(native, xml)


def _tokens(formula: str) -> list[Token]:
    try:
        return tokenize(formula)
    except FormulaError:
        return []  # text that is no formula calls nothing


def _calls(tokens: list[Token], names: Collection[str]) -> bool:
    return any(kind == "call" and text[:-1].upper() in names for kind, text in tokens)


def _constant(value: bytes, attributes: bytes) -> bytes:
    if _NUMBER.fullmatch(value) and b't="str"' not in attributes:
        return value
    text = unescape(value.decode("utf-8"), _QUOTES)
    return escape('"' + text.replace('"', '""') + '"').encode("utf-8")
