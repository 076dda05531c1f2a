"""What the text of a formula tells by itself: that no engine gets it wrong, that all may, that it reads elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from xlcost.evaluate.binding import our_name
from xlcost.formula.references import DATA_TABLE
from xlcost.formula.signatures import EXCEL_FUNCTIONS, GIVE_REFERENCES, MANY_RESULTS, SIGNATURES, VOLATILE, words
from xlcost.formula.tree import (
    Binary,
    Call,
    Literal,
    Missing,
    Node,
    Reference,
    Unary,
    walk,
)
from xlcost.formula.unique import Formula, Formulas, calls, cells_saying, external_books
from xlcost.workbook.records import Place

#: Functions that fetch what they give.
FROM_OUTSIDE: Final = words(
    """
    WEBSERVICE RTD STOCKHISTORY IMAGE TRANSLATE DETECTLANGUAGE SQL.REQUEST CALL REGISTER.ID GETPIVOTDATA CUBEVALUE
    CUBEMEMBER CUBESET CUBESETCOUNT CUBERANKEDMEMBER CUBEMEMBERPROPERTY CUBEKPIMEMBER
    """
)

#: What files have in the place of functions: Google's own, spills, @ and what-if tables.
_OF_FILES: Final = words("DUMMYFUNCTION ANCHORARRAY SINGLE TABLE ARRAYFORMULA")
_SCALAR: Final = frozenset(["+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">="])
_SURE_OPERATORS: Final = frozenset("+-*/")


def reads_outside(tree: Node) -> bool:
    """Whether a formula may read more than this workbook: others, the network, whatever a macro likes."""
    called = {node.name for node in walk(tree) if isinstance(node, Call)}
    macros = called - EXCEL_FUNCTIONS  # which may read whatever they like; names of LAMBDAs are among them
    return bool(called & FROM_OUTSIDE or macros or external_books(tree))


def volatile_cells(formulas: Formulas) -> frozenset[Place]:
    """The formula cells that call the clock, chance or the machine."""
    return frozenset(cells_saying(formulas, calls(*VOLATILE)))


def cells_reading_outside(formulas: Formulas) -> frozenset[Place]:
    """The formula cells that may read more than this workbook."""
    return frozenset(cells_saying(formulas, reads_outside))


def unknown_functions(formulas: Formulas, ours: Collection[str]) -> Mapping[Place, str]:
    """The formula cells that call what no engine has, or what fetches its values, and that as the reason."""
    defined = {name.name.upper() for name in formulas.book.names}
    found: dict[Place, str] = {}
    for unique in formulas.uniques:
        outside = unique.formula.called & FROM_OUTSIDE
        if outside:
            found |= dict.fromkeys(unique.places, f"{min(outside)} reads what is not in the workbook")
        unknown = [
            name
            for name in unique.formula.called - EXCEL_FUNCTIONS - _OF_FILES - defined
            if our_name(name, ours) is None
        ]
        if unknown:
            found |= dict.fromkeys(unique.places, f"no engine has the function {min(unknown)}")
    return found


def may_fill_more(tree: Node) -> bool:
    """Whether an engine that fills cells with all values of a result may have several for a formula."""
    if isinstance(tree, Reference):
        return not tree.single
    if isinstance(tree, Binary):
        return tree.operator not in _SCALAR or may_fill_more(tree.left) or may_fill_more(tree.right)
    if isinstance(tree, Unary):
        return tree.operator == "#" or may_fill_more(tree.operand)
    if isinstance(tree, Call) and tree.name in SIGNATURES and tree.name not in MANY_RESULTS | GIVE_REFERENCES:
        signature = SIGNATURES[tree.name]
        return any(
            may_fill_more(argument) for position, argument in enumerate(tree.arguments) if signature.of(position) == "V"
        )
    if isinstance(tree, Call) and tree.name in {"IF", "INDEX", "CHOOSE"}:
        return any(may_fill_more(argument) for argument in tree.arguments[tree.name == "INDEX" :])
    return not isinstance(tree, Literal | Missing)


def is_plain(tree: Node) -> bool:
    """Whether a formula has nothing but cells, numbers, the four operations and sums of ranges."""
    return _is_sure(tree) and any(isinstance(node, Reference) for node in walk(tree))


def _is_sure(node: Node) -> bool:
    if isinstance(node, Reference):
        return node.single and _is_here(node)
    if isinstance(node, Literal):
        return node.kind == "number"
    if isinstance(node, Binary):
        return node.operator in _SURE_OPERATORS and _is_sure(node.left) and _is_sure(node.right)
    if isinstance(node, Unary):
        return node.operator in {"-", "+", "%"} and _is_sure(node.operand)
    if not isinstance(node, Call) or node.name != "SUM" or node.prefix is not None:
        return False
    return all(_is_here(part) if isinstance(part, Reference) else _is_sure(part) for part in node.arguments)


def _is_here(node: Reference) -> bool:
    return node.prefix is None or not any(sign in node.prefix for sign in "[:")


_NO_NUMBER: Final = ("XIRR", "IRR", "RATE", "POWER")
#: Functions to which a formula is another thing than its value: they tell it, pass it over, or calculate it again.
_OF_FORMULAS: Final = ("FORMULATEXT", "ISFORMULA", "CELL", "SUBTOTAL", "AGGREGATE", DATA_TABLE)
_OF_CHANCE: Final = ("NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY")
SIMPLE: Final = words(
    """
    TODAY NOW RAND RANDBETWEEN IF AND OR NOT SUM MIN MAX ABS INT ROUND YEAR MONTH DAY DATE EDATE EOMONTH
    """
)


#: Functions that engines have as Excel, for whatever numbers: what else a formula calls is looked at again where its
#: inputs are others than those for which it was proved.
_WELL_KNOWN: Final = words(
    """
    IF AND OR NOT SUM MIN MAX ABS INT ROUND YEAR MONTH DAY SUMPRODUCT INDEX ROW COLUMN ROWS COLUMNS AVERAGE COUNT COUNTA
    SUMIF SUMIFS COUNTIF COUNTIFS ROUNDUP ROUNDDOWN SQRT EXP IFERROR IFNA ISNUMBER ISTEXT ISBLANK ISERROR ISNA CHOOSE N
    NA TODAY NOW RAND RANDBETWEEN SEARCH FIND LEFT RIGHT MID LEN SUBSTITUTE EXACT TRIM UPPER LOWER
    """
)
#: Look-ups that are well known where they look for the very value: where that is said, and how.
_EXACT: Final = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3}


def is_well_known(formula: Formula, ours: Collection[str]) -> bool:
    """Whether a formula that is proved for some numbers is proved for others, too."""
    known = _WELL_KNOWN | _EXACT.keys()
    if not all(name in known or our_name(name, ours) is not None for name in formula.called):
        return False
    return not any(
        (isinstance(node, Binary) and node.operator == "^" and not _is_growth(node.left))
        or (isinstance(node, Call) and node.name in _EXACT and not _is_exact(node))
        for node in walk(formula.tree)
    )


def _is_growth(base: Node) -> bool:
    """Whether it is 1 and a rate: only of powers of nothing, and of what is below it, engines have another idea."""
    return isinstance(base, Binary) and base.operator == "+" and Literal("number", "1") in (base.left, base.right)


def _is_exact(call: Call) -> bool:
    how = call.arguments[_EXACT[call.name] :]
    return len(how) == 1 and isinstance(how[0], Literal) and how[0].text.upper() in {"0", "FALSE"}


def may_cancel(tree: Node) -> bool:
    """Whether a formula adds numbers up, so that next to nothing may be left of them."""
    return any(
        (isinstance(node, Binary) and node.operator in "+-") or (isinstance(node, Call) and node.name in _ADDING)
        for node in walk(tree)
    )


_ADDING: Final = frozenset(["SUM", "SUMPRODUCT", "SUMIF", "SUMIFS", "NPV", "XNPV", "SUBTOTAL", "AVERAGE"])


def cancelling(formulas: Formulas) -> Collection[Place]:
    """The cells whose formula adds numbers up."""
    return frozenset(cells_saying(formulas, may_cancel))


def hanging_on_chance(formulas: Formulas) -> Collection[Place]:
    """The cells whose formula calls the clock or chance."""
    return frozenset(cells_saying(formulas, calls(*_OF_CHANCE)))


def hanging_on_formulas(formulas: Formulas) -> frozenset[Place]:
    """The cells that would have another value if the formulas that they read were numbers."""
    return frozenset(cells_saying(formulas, calls(*_OF_FORMULAS)))


def found_by_steps(formulas: Formulas) -> Collection[Place]:
    """The cells whose formula finds a number by steps, so that none is found may be the engine's fault."""
    return frozenset(cells_saying(formulas, calls(*_NO_NUMBER)))


def filling_more(formulas: Formulas) -> Collection[Place]:
    """The cells for which an engine may have several values."""
    return [place for one in formulas.uniques if may_fill_more(one.formula.tree) for place in one.places]
