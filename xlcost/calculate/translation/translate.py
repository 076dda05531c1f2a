"""Rewrites a formula for the engine: everything that Excel reads differently is spelled out or refused.

Spelled out: defined names, LET and LAMBDA, table references, references over several sheets, unions and intersections,
and above all implicit intersection: in a plain formula (neither array nor dynamic) a range where one value is expected
means the cell in the formula's own row or column. What cannot be spelled out soundly raises ``CannotEvaluate``.

Each kind of node has a function of its own: constants and operators in operating.py, references and names in
referencing.py, LET and LAMBDA in lambdas.py, calls in calls.py and specials.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from xlcost.calculate.translation import calls, lambdas, operating, referencing, specials
from xlcost.calculate.translation.emission import (
    FIRST,
    NONE_NAMED,
    Emitter,
    Named,
    Site,
    Translated,
    Work,
    call,
    merged,
)
from xlcost.formula.tree import (
    Apply,
    ArrayLiteral,
    Binary,
    Call,
    Literal,
    Missing,
    NameUse,
    Node,
    Reference,
    Structured,
    Unary,
)
from xlcost.workbook.records import Book

_EMITTERS: Final[Mapping[type, Emitter]] = {
    Literal: operating.literal,
    Missing: operating.missing,
    ArrayLiteral: operating.array_literal,
    Reference: referencing.reference,
    NameUse: referencing.name_use,
    Structured: referencing.structured,
    Unary: operating.unary,
    Binary: operating.binary,
    Call: calls.function,
    Apply: lambdas.apply,
}
_SPECIALS: Final[Mapping[str, Emitter]] = {
    "AGGREGATE": specials.aggregate,
    "ANCHORARRAY": lambda work, node, mode, scope, inside: referencing.spilled(work, node.arguments[0], mode, scope),
    "CHOOSE": specials.choose,
    "COLUMN": specials.row_or_column,
    "COLUMNS": specials.size,
    "DUMMYFUNCTION": specials.google,
    "HYPERLINK": specials.hyperlink,
    "IF": specials.if_,
    "INDIRECT": specials.indirect,
    "ISOMITTED": lambdas.omitted,
    "LET": lambdas.let,
    "ROW": specials.row_or_column,
    "ROWS": specials.size,
    "SINGLE": lambda work, node, mode, scope, inside: operating.at(work, node.arguments[0], scope, inside),
    "SUBTOTAL": specials.subtotal,
    "TYPE": specials.kind_of,
}

_HELPER: Final = re.compile(r"\bXLC\.[A-Z]+")


def translate(
    book: Book, ours: Collection[str], tree: Node, site: Site, *, array: bool, named: Named = NONE_NAMED
) -> Translated:
    """The formula at ``site`` for the engine; ``array`` for array and dynamic formulas, which work on whole ranges.

    ``ours`` are the names of our functions, in capitals; ``named`` those that the workbook itself defines.

    Raises:
        CannotEvaluate: it cannot be evaluated as Excel does.
    """
    work = Work(book, ours, named, site, array, _EMITTERS, _SPECIALS)
    text = operating.root(work, tree, "A" if array else "V")
    pieces = call(FIRST, text.pieces) if text.many and not array else text.pieces
    state = work.state
    return Translated(
        tuple(merged(pieces)),
        tuple(state.precedents),
        tuple(state.arrays),
        tuple(state.numbers),
        frozenset(state.functions),
        frozenset(_HELPER.findall("".join(piece for piece in pieces if isinstance(piece, str)))),
        state.may_spill and not array,
        state.counts_cells,
    )
