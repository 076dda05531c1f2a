"""How arguments of class V are read: as numbers, cut to whole ones, as truth values, or as whatever they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlcost.formula.signatures import words
from xlcost.formula.tree import Call, Literal, Missing, Node

#: Our functions that read a value as Excel does: as a number, as one but no truth value, as a truth value.
NUMBER: Final = "XLC.NUMBER"
STRICT_NUMBER: Final = "XLC.STRICT"
TRUTH: Final = "XLC.TRUTH"
INDEX: Final = "XLC.INDEX"  # the number of a row or column of INDEX, negative ones excepted
#: Those that read whatever stands there; the others leave alone what the engine has calculated itself.
EXCEPTING: Final = frozenset({INDEX})

#: Arguments that Excel cuts to whole numbers and the engine does not.
TRUNCATED: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(["CHISQ.DIST", "CHISQ.DIST.RT", "CHIDIST", "CHISQ.INV", "CHISQ.INV.RT", "CHIINV"], (1,)),
    **dict.fromkeys(["F.DIST", "F.DIST.RT", "FDIST", "F.INV", "F.INV.RT", "FINV"], (1, 2)),
    **dict.fromkeys(["CONFIDENCE", "CONFIDENCE.NORM"], (2,)),
}

#: Functions none of whose arguments of class V is read as a number.
_NO_NUMBERS: Final = words(
    """
    ARABIC ASC AVERAGEIF AVERAGEIFS BIN2DEC CELL CLEAN CODE CONCATENATE COUNTIF COUNTIFS DECIMAL ERROR.TYPE EXACT
    HEX2DEC HYPERLINK IFERROR IFNA IFS INDIRECT ISBLANK ISERR ISERROR ISLOGICAL ISNA ISNONTEXT ISNUMBER ISTEXT LEN
    LENB LOWER MAXIFS MINIFS N NUMBERVALUE OCT2DEC PROPER SUMIF SUMIFS SWITCH T TRIM TYPE UNICODE UPPER VALUETOTEXT
    XLOOKUP XMATCH
    """
)

#: Arguments of others that are no numbers.
_NOT_READ: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(["LEFT", "LEFTB", "RIGHT", "RIGHTB", "MID", "MIDB", "REPT"], (0,)),
    **dict.fromkeys(["VLOOKUP", "HLOOKUP", "MATCH", "LOOKUP"], (0,)),
    **dict.fromkeys(["FIND", "FINDB", "SEARCHB"], (0, 1)),
    **dict.fromkeys(["FILTER", "WRAPCOLS", "WRAPROWS"], (2,)),
    "CONVERT": (1, 2),
    "EXPAND": (3,),
    "REPLACEB": (0, 3),
}

#: Arguments that are truth values: the texts TRUE and FALSE count as such in Excel, not in the engine.
_TRUTH: Final[Mapping[str, int]] = {
    **dict.fromkeys(["IF", "NOT"], 0),
    "NORM.S.DIST": 1,
    **dict.fromkeys(["EXPON.DIST", "EXPONDIST", "CHISQ.DIST", "FIXED"], 2),
    **dict.fromkeys(["BINOM.DIST", "BINOMDIST", "NEGBINOM.DIST", "NORM.DIST", "NORMDIST", "LOGNORM.DIST"], 3),
    **dict.fromkeys(["BETA.DIST", "GAMMA.DIST", "GAMMADIST", "F.DIST", "WEIBULL", "WEIBULL.DIST"], 3),
    **dict.fromkeys(["VLOOKUP", "HLOOKUP"], 3),
    "HYPGEOM.DIST": 4,
}

#: Functions that refuse truth values where they read numbers.
_STRICT: Final = words(
    """
    BESSELI BESSELK EDATE EFFECT EOMONTH ERF ERF.PRECISE ERFC ERFC.PRECISE ISEVEN ISODD NOMINAL QUOTIENT WEEKNUM XIRR
    XNPV YEARFRAC
    """
)


def reads_number(name: str, position: int) -> bool:
    """Whether a function reads a number (or date, or truth value) from this argument of class V."""
    if _TRUTH.get(name) == position:
        return True
    return name not in {"IF", "NOT"} and name not in _NO_NUMBERS and position not in _NOT_READ.get(name, ())


def never_negative(node: Node) -> bool:
    """Whether an index is surely none that is negative."""
    if isinstance(node, (Literal, Missing)):
        return True
    return isinstance(node, Call) and node.name in {"MATCH", "XMATCH", "ROW", "ROWS", "COLUMN", "COLUMNS", "COUNTA"}


def reader_of(name: str, position: int) -> str | None:
    """Our function that reads an argument for the engine's own function; None where the engine reads it itself."""
    if name in {"IF", "NOT"}:
        return None
    if name == "INDEX":
        return INDEX
    if _TRUTH.get(name) == position:
        return TRUTH
    return STRICT_NUMBER if name in _STRICT else NUMBER
