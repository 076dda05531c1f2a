"""From a formula as one types it to the form a file holds: prefixes for newer functions and for bound names.

Excel writes ``LAMBDA(x, [y], LET(z, x, ISOMITTED(y)))`` as ``_xlfn.LAMBDA(_xlpm.x,_xlop.y,
_xlfn.LET(_xlpm.z, _xlpm.x, _xlfn.ISOMITTED(_xlpm.y)))``: an optional parameter is marked only where it is declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlcost.workbook.tokens import Token, tokenize

#: Functions newer than the file format, with the prefix that Excel writes before them.
_PREFIXES: Final = {
    **dict.fromkeys(
        (
            "HSTACK",
            "IFNA",
            "ISOMITTED",
            "LAMBDA",
            "LET",
            "MAKEARRAY",
            "MAP",
            "NUMBERVALUE",
            "SEQUENCE",
            "SORTBY",
            "TAKE",
            "TEXTSPLIT",
            "VSTACK",
            "XMATCH",
        ),
        "_xlfn.",
    ),
    "FILTER": "_xlfn._xlws.",
}


def stored_formula(typed: str) -> str:
    """The formula (without its equals sign) as a file holds it."""
    tokens = tokenize(typed)
    bound, parameters = _bindings(tokens)
    return "".join(
        _stored(token, bound)
        for position, token in enumerate(tokens)
        if not (token.kind == "space" and position + 1 in parameters)  # Excel writes none between parameters
    )


def _stored(token: Token, bound: frozenset[str]) -> str:
    text = token.text
    name = text.removesuffix("(")
    if token.kind == "call":
        return _PREFIXES.get(name, "_xlpm." if name in bound else "") + text
    if token.kind == "name" and text in bound:
        return "_xlpm." + text
    if token.kind == "bracket":
        return "_xlop." + text[1:-1]
    return text


def _bindings(tokens: Sequence[Token]) -> tuple[frozenset[str], frozenset[int]]:
    """The names that LAMBDA and LET bind, and where LAMBDA's parameters stand.

    Each stands alone in an argument that is not the last one.
    """
    bound, parameters = set(), set()
    calls: list[str] = []
    starts_argument = False
    solid = [(position, token) for position, token in enumerate(tokens) if token.kind != "space"]
    for (position, token), (_, following) in zip(solid, [*solid[1:], (0, Token("end", ""))], strict=True):
        binder = calls[-1] if calls and starts_argument and following.text == "," else ""
        if binder in ("LAMBDA", "LET") and token.kind in ("name", "bracket"):
            bound.add(token.text.strip("[]"))
            if binder == "LAMBDA":
                parameters.add(position)
        if token.kind == "call" or token.text in ("(", "{"):
            calls.append(token.text.removesuffix("("))
        elif token.text in (")", "}"):
            calls.pop()
        starts_argument = token.kind == "call" or token.text == ","
    return frozenset(bound), frozenset(parameters)
