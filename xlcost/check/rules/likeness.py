"""How nearly one formula says what another says: a copy that went wrong differs little."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

#: How far formulas are read.
_MOST_COMPARED: Final = 400
_PIECE: Final = re.compile(
    r"R(?:\[-?[0-9]+\]|[0-9]*)C(?:\[-?[0-9]+\]|<-?[0-9]+>|[0-9]*)(?![\w(])|[A-Za-z_][\w.]*|[0-9]+\.?[0-9]*|\"[^\"]*\"|\S"
)
#: A cell that stays when the formula is copied, as parameters and switches do; and functions that answer for errors.
_FIXED: Final = re.compile(r"R[0-9]+C[0-9]+(?![\w(])")
_GUARD: Final = re.compile(r"(?:IFERROR|IFNA|IF\((?:ISNUMBER|ISERROR|ISERR|ISNA|ISBLANK))\(")
_COMPARED: Final = frozenset("<>=")
_NAME: Final = re.compile(r"(?!R[0-9\[C])[A-Za-z_][\w.]*")


@lru_cache(maxsize=4096)
def likeness(one: str, other: str) -> float:
    """How nearly two formulas, in R1C1, are the same text, up to 1; another kind of row says something else."""
    return SequenceMatcher(None, one[:_MOST_COMPARED], other[:_MOST_COMPARED], autojunk=False).ratio()


def is_nearly(one: str, other: str) -> bool:
    """Whether the first of two formulas, in R1C1, has one piece otherwise, or has something around it or behind."""
    return other in one or has_one_piece_otherwise(one, other)


def goes_further(one: str, other: str) -> bool:
    """Whether the first of two formulas, in R1C1, is the other with a parameter applied, or guarded against errors.

    A shock in its year, a dash where there is no ratio: nobody adds that by a slip.
    """
    before, found, behind = one.partition(other)
    return bool(found) and bool(_GUARD.match(before) or _FIXED.search(f"{before} {behind}"))


@lru_cache(maxsize=4096)
def has_one_piece_otherwise(one: str, other: str) -> bool:
    """Whether two formulas, in R1C1, differ by one cell, sign or number.

    Another function is no slip, an average stands for the year where all other lines add up; nor a name; nor another
    comparison, which says that less is better there.
    """
    own, others = _pieces(one), _pieces(other)
    if len(own) != len(others) or (len(own) == 1 and (own[0][0].isdigit() or others[0][0].isdigit())):
        return False  # =0 is a number that is written as a formula
    unlike = [pair for pair in zip(own, others, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and not any(piece in _COMPARED or _NAME.fullmatch(piece) for piece in unlike[0])


@lru_cache(maxsize=16_384)
def _pieces(formula: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(formula))
