"""Sentences of the answer as formulas: the declared templates, their slots filled with references.

Right in every language of the office: FIXED and ROUND write numbers as it does, and no format code is spelled out.
"""

from __future__ import annotations

from typing import Final

from xlcost.decision.wording import pieces

_CURRENCY: Final = '&" "&{currency}'


def said(key: str, **slots: str) -> str:
    """The template as an expression, without an equals sign; each slot is an expression."""
    return "&".join(
        _quoted(piece.text) if not piece.kind else _shown(slots[piece.text], piece.kind) for piece in pieces(key)
    )


def count(value: str) -> str:
    """A number in whole."""
    return f"FIXED({value},0)"


def money(value: str) -> str:
    """An amount in the reporting currency."""
    return f"FIXED({value},IF(ABS({value})<{{small_money}},{{money_digits}},0)){_CURRENCY}"


def unit(value: str) -> str:
    """What one of something costs."""
    return f"FIXED({value},IF(ABS({value})<{{small_unit}},{{small_unit_digits}},{{unit_digits}})){_CURRENCY}"


def share(value: str) -> str:
    """A share in per cent, with one decimal where it has one."""
    return f'ROUND({value}*100,1)&" %"'


def points(value: str) -> str:
    """A share as so many in a hundred."""
    return f"FIXED({value}*100,1)"


def day(value: str) -> str:
    """A day as in 14 Jan 2027."""
    return f'DAY({value})&" "&INDEX({{seasons.name}},MONTH({value}))&" "&YEAR({value})'


def in_two_lines(text: str) -> tuple[str, str]:
    """A text as the formulas of two lines: it breaks at a space, so that the second line is no lone word."""
    first = "{line_width}"
    shown = f"LEFT({text},MIN({first},LEN({text})*{{line_share}}))"
    spaces = f'LEN({shown})-LEN(SUBSTITUTE({shown}," ",""))'
    at = f'FIND("|",SUBSTITUTE({shown}," ","|",{spaces}))'
    return (
        f"=IF(LEN({text})<={first},{text},LEFT({text},{at}-1))",
        f'=IF(LEN({text})<={first},"",MID({text},{at}+1,LEN({text})))',
    )


def _shown(value: str, kind: str) -> str:
    if kind == "text":
        return value
    return {"count": count, "money": money, "unit": unit, "share": share, "points": points, "day": day}[kind](value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
