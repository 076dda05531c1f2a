"""Calls written otherwise for the engine, as its own functions differ from Excel's for some arguments.

The tree's arguments are changed before they are translated (``prepared``), the finished call after (``written``).
Which functions are meant and what is wrong with them is in signatures.py and tools/upstream/NOTES.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlcost.calculate.replacements import MATCH, PLAIN, SUMPRODUCT
from xlcost.calculate.replacements.coercion import Failed, parse_number
from xlcost.calculate.replacements.criteria import is_plain
from xlcost.calculate.translation.emission import call
from xlcost.calculate.translation.pieces import Cells, Piece
from xlcost.calculate.translation.reading import NUMBER, TRUNCATED
from xlcost.calculate.translation.shortened import shortened
from xlcost.formula.signatures import BY_CRITERIA, GIVE_REFERENCES, GIVE_TEXT, LIST_FUNCTIONS, MANY_RESULTS
from xlcost.formula.tree import ArrayLiteral, Binary, Call, Literal, Missing, Node, Reference, Structured, Unary
from xlcost.workbook.addresses import Area

_WRONG: Final = Literal("error", "#VALUE!")
_LOGICAL: Final = frozenset({"AND", "OR", "XOR"})
_COUNTING: Final = frozenset({"COUNT", "COUNTA"})
_TEXT_LISTS: Final = frozenset({"CONCAT"})
_CHOICES: Final = {"IF": 1, "CHOOSE": 1, "IFERROR": 0, "IFNA": 0}
#: Where LINEST and its kin take TRUE for an argument left out.
_CONSTANT: Final = {"LINEST": 2, "LOGEST": 2, "TREND": 3, "GROWTH": 3}
#: Look-ups: an error that is looked for is the result.
_LOOKUPS: Final = frozenset({"VLOOKUP", "HLOOKUP", "MATCH", "XLOOKUP", "XMATCH", "LOOKUP"})
#: The arguments in which these functions make another error, or nothing, of an error.
_HIDE_ERRORS: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(["LARGE", "SMALL", "QUARTILE", "QUARTILE.EXC", "QUARTILE.INC"], (1,)),
    **dict.fromkeys(["PERCENTILE", "PERCENTILE.EXC", "PERCENTILE.INC"], (1,)),
    **dict.fromkeys(["PERCENTRANK", "PERCENTRANK.EXC", "PERCENTRANK.INC"], (1, 2)),
    **dict.fromkeys(["RANK", "RANK.AVG", "RANK.EQ"], (0, 2)),
    **dict.fromkeys(["FORECAST", "FORECAST.LINEAR"], (0,)),
}


def prepared(node: Call, mode: str) -> Call:
    """A call whose arguments mean for the engine what they mean for Excel."""
    name = node.name
    arguments: tuple[Node, ...] = node.arguments
    if name in _LOGICAL:
        arguments = tuple(filter(None, map(_logical, arguments))) or (_WRONG,)
    elif name in _COUNTING and mode != "A":
        arguments = tuple(_counted(argument, name) for argument in arguments)
    elif name in LIST_FUNCTIONS - _TEXT_LISTS - _COUNTING:
        arguments = tuple(_number_only(argument, mode) for argument in arguments)
    elif name in TRUNCATED:
        arguments = tuple(
            _truncated(argument) if position in TRUNCATED[name] else argument
            for position, argument in enumerate(arguments)
        )
    elif name in _CONSTANT and len(arguments) > _CONSTANT[name]:
        place = _CONSTANT[name]
        if isinstance(arguments[place], Missing):
            arguments = (*arguments[:place], Literal("bool", "TRUE"), *arguments[place + 1 :])
    return node if arguments == node.arguments else node._replace(arguments=arguments)


def as_number(node: Node) -> Node:
    """An operand or argument that is read as a number; a text there is read as Excel reads it."""
    if isinstance(node, Literal) and node.kind == "string":
        return _read(node.text) or Call(None, NUMBER, (node,))
    if isinstance(node, Call) and node.name in GIVE_TEXT and node.prefix is None:
        return Call(None, NUMBER, (node,))
    if isinstance(node, Binary) and node.operator == "&":
        return Call(None, NUMBER, (node,))
    return node


def written(
    name: str, node: Call, arguments: list[list[Piece]], used: Mapping[str, Area], number: int
) -> list[Piece] | None:
    """The call for the engine where its own function may be wrong, None where it is right.

    ``used`` are the used areas of the sheets; ``number`` tells apart names that are invented here.
    """
    found: list[Piece] | None = None
    if name in BY_CRITERIA:
        found = _by_criteria(name, node, arguments, used, number)
    elif name in _LOOKUPS:
        found = _looked_up(name, node, arguments, used, number)
    elif name in _HIDE_ERRORS:
        found = _guarded(name, node, arguments, number, _HIDE_ERRORS[name])
    elif name == "SUMPRODUCT":
        found = _products(node, arguments)
    return found


def _logical(node: Node) -> Node | None:
    """AND("TRUE") is true; an empty text says nothing."""
    if isinstance(node, Literal) and node.kind == "string":
        if node.text.upper() in {"TRUE", "FALSE"}:
            return Literal("bool", node.text.upper())
        return None if not node.text else _WRONG
    return node


def _counted(node: Node, name: str) -> Node:
    """COUNT and COUNTA of an error that is calculated on the spot go on; of a cell they do so by themselves."""
    calculated = isinstance(node, Call) and node.name not in GIVE_REFERENCES | MANY_RESULTS
    if isinstance(node, Binary) and node.operator not in {":", ",", " "}:
        calculated = True
    if calculated or (isinstance(node, Literal) and node.kind == "error"):
        return Call(None, "IFERROR", (node, Literal("string", "error" if name == "COUNTA" else "")))
    return node


def _number_only(node: Node, mode: str) -> Node:
    """An argument of SUM, MAX and their kin: texts in cells are passed over, others must read as numbers."""
    if isinstance(node, Literal) and node.kind == "string":
        return _read(node.text) or _WRONG
    if isinstance(node, Call) and node.prefix is None:
        if node.name == "FILTER" and len(node.arguments) == 3:
            return node._replace(arguments=(*node.arguments[:2], _number_only(node.arguments[2], mode)))
        if mode == "A":
            return node
        first = _CHOICES.get(node.name)
        if first is not None:
            return node._replace(
                arguments=(*node.arguments[:first], *(_number_only(part, mode) for part in node.arguments[first:]))
            )
        return as_number(node)
    return as_number(node) if mode != "A" else node


def _read(text: str) -> Node | None:
    try:
        value = parse_number(text)
    except Failed:
        return None
    digits = Literal("number", repr(abs(value)))
    return digits if value >= 0 else Unary("-", digits)


def _truncated(node: Node) -> Node:
    whole = isinstance(node, Literal) and "." not in node.text
    return node if whole or isinstance(node, Missing) else Call(None, "TRUNC", (node,))


def _by_criteria(
    name: str, node: Call, arguments: list[list[Piece]], used: Mapping[str, Area], number: int
) -> list[Piece] | None:
    """COUNTIF and its kin: the engine's own for criteria that it understands, else ours."""
    if name.endswith("IFS") and _differ_in_size(arguments[0 if name == "COUNTIFS" else 1 :: 2], arguments[0]):
        return ["IF(TRUE,#VALUE!)"]
    places = [position for position in range(len(arguments)) if _is_criterion(name, position)]
    unsure = [position for position in places if not _surely_plain(node.arguments[position])]
    if not unsure:
        return shortened(name, arguments, used)
    named = list(arguments)
    bound: list[Piece] = []
    criteria: list[list[Piece]] = []
    for position in unsure:
        variable = f"xlc_c{number}_{position}"
        bound += [f"{variable},", *arguments[position], ","]
        named[position] = [variable]
        criteria.append([variable])
    native = shortened(name, named, used) or call(name, *named)
    ours = shortened(f"XLC.{name}", named, used) or call(f"XLC.{name}", *named)
    return ["LET(", *bound, "IF(", *call(PLAIN, *criteria), ",", *native, ",", *ours, "))"]


def _differ_in_size(ranges: list[list[Piece]], first: list[Piece]) -> bool:
    """Whether ranges that must be alike surely are not."""
    sizes = {_size(pieces[0]) for pieces in (first, *ranges) if len(pieces) == 1 and isinstance(pieces[0], Cells)}
    known = {size for size in sizes if size is not None}
    return len(known) > 1


def _size(cells: Cells) -> tuple[int, int] | None:
    """Rows and columns, where they are the same in every copy of the formula."""
    first, last = cells.first, cells.last
    if first.row_fixed != last.row_fixed or first.column_fixed != last.column_fixed:
        return None
    return abs(last.row - first.row), abs(last.column - first.column)


def _is_criterion(name: str, position: int) -> bool:
    if name in {"SUMIF", "AVERAGEIF", "COUNTIF"}:
        return position == 1
    return position % 2 == (1 if name == "COUNTIFS" else 0) and position > 0


def _surely_plain(node: Node) -> bool:
    """A literal that the engine understands, or a number."""
    if isinstance(node, Literal):
        return node.kind != "error" and is_plain(node.text)
    if isinstance(node, Binary) and node.operator == "&":
        return False
    return isinstance(node, Unary) and isinstance(node.operand, Literal)


def _looked_up(
    name: str, node: Call, arguments: list[list[Piece]], used: Mapping[str, Area], number: int
) -> list[Piece] | None:
    """An error looked for is the result; look-ups for the nearest value are ours."""
    if not arguments:
        return None
    found = _nearest(name, node, arguments, used)
    if found is not None:
        return found
    return None if name == "LOOKUP" else _guarded(name, node, arguments, number, (0,))


def _guarded(
    name: str, node: Call, arguments: list[list[Piece]], number: int, positions: tuple[int, ...]
) -> list[Piece] | None:
    """The call, or the error among these arguments."""
    named = list(arguments)
    bound: list[Piece] = []
    tests: list[Piece] = []
    for position in positions:
        if position >= len(arguments) or _no_error(node.arguments[position]):
            continue
        if len(arguments[position]) > 1:
            variable = f"xlc_e{number}_{position}"
            bound += [f"{variable},", *arguments[position], ","]
            named[position] = [variable]
        tests += ["IF(ISERROR(", *named[position], "),", *named[position], ","]
    if not tests:
        return None
    closing = ")" * tests.count("IF(ISERROR(")
    guarded: list[Piece] = [*tests, *call(name, *named), closing]
    return ["LET(", *bound, *guarded, ")"] if bound else guarded


def _no_error(node: Node) -> bool:
    return isinstance(node, Missing) or (isinstance(node, Literal) and node.kind in {"number", "bool"})


def _nearest(name: str, node: Call, arguments: list[list[Piece]], used: Mapping[str, Area]) -> list[Piece] | None:
    """VLOOKUP, HLOOKUP, LOOKUP and MATCH for the nearest value, by our own MATCH."""
    if name == "MATCH":
        if len(arguments) > 2 and is_zero(node.arguments[2]):
            return None
        return _matched(arguments, used)
    if name == "LOOKUP":
        return _vector_lookup(arguments, used)
    if name in {"VLOOKUP", "HLOOKUP"} and len(arguments) > 2:
        return _nearest_in_table(name, node, arguments, used)
    return None


def _nearest_in_table(
    name: str, node: Call, arguments: list[list[Piece]], used: Mapping[str, Area]
) -> list[Piece] | None:
    """VLOOKUP or HLOOKUP, unless it is surely for an exact value."""
    if len(arguments) > 3 and is_zero(node.arguments[3]):
        return None
    nearest = _table_lookup(name, node, arguments, used)
    if len(arguments) == 3 or _is_true(node.arguments[3]):
        return nearest
    exact: list[Piece] = ["IF(ISERROR(", *arguments[0], "),", *arguments[0], ","]
    exact += [*call(name, *arguments[:3], ["FALSE"]), ")"]
    return ["IF(", *arguments[3], ",", *nearest, ",", *exact, ")"]


def _matched(arguments: list[list[Piece]], used: Mapping[str, Area]) -> list[Piece]:
    return shortened(MATCH, arguments, used) or call(MATCH, *arguments)


def _vector_lookup(arguments: list[list[Piece]], used: Mapping[str, Area]) -> list[Piece] | None:
    """LOOKUP of one row or column, and its partner."""
    result = arguments[-1]
    if len(result) != 1 or not isinstance(result[0], Cells) or not _is_line(result[0]):
        return call("XLC.LOOKUP", *arguments)
    return ["INDEX(", *result, ",", *_matched([arguments[0], arguments[1]], used), ")"]


def _table_lookup(name: str, node: Call, arguments: list[list[Piece]], used: Mapping[str, Area]) -> list[Piece]:
    """The cell beside the nearest value: INDEX gives a reference, so that a blank stays one."""
    table = arguments[1]
    if len(table) != 1 or not isinstance(table[0], Cells):
        return call(f"XLC.{name}", *arguments[:3])
    cells = table[0]
    first, last = cells.first, cells.last
    if name == "VLOOKUP":
        line = cells._replace(last=last._replace(column=first.column, column_fixed=first.column_fixed))
    else:
        line = cells._replace(last=last._replace(row=first.row, row_fixed=first.row_fixed))
    place = arguments[2]
    match = _matched([arguments[0], [line]], used)
    pair = [*match, ",", *place] if name == "VLOOKUP" else [*place, ",", *match]
    found: list[Piece] = ["INDEX(", cells, ",", *pair, ")"]
    index = node.arguments[2]
    if isinstance(index, Literal) and index.kind == "number" and float(index.text) >= 1:
        return found
    return ["IF(ISERROR(", *place, "),", *place, ",IF(", *place, "<1,#VALUE!,", *found, "))"]


def _products(node: Call, arguments: list[list[Piece]]) -> list[Piece] | None:
    """SUMPRODUCT: ours where an argument may give truth values."""
    if _sizes_differ(arguments):
        return ["#VALUE!"]
    return None if all(map(_gives_numbers, node.arguments)) else call(SUMPRODUCT, *arguments)


def is_arithmetic(node: Node) -> bool:
    """Whether a node is a calculation, whose result is a number whatever its operands are."""
    if isinstance(node, Binary):
        return node.operator in {"+", "-", "*", "/", "^"}
    return isinstance(node, Unary) and node.operator in {"-", "%"}


def _gives_numbers(node: Node) -> bool:
    """Whether an argument of SUMPRODUCT holds no truth values, unless they are in cells: those count nothing."""
    if isinstance(node, (Binary, Unary)):
        return is_arithmetic(node)
    if isinstance(node, ArrayLiteral):
        items = [item for row in node.rows for item in row]
        return all(isinstance(item, Unary) or (isinstance(item, Literal) and item.kind == "number") for item in items)
    return isinstance(node, (Reference, Structured, Literal, Missing))


def _sizes_differ(arguments: list[list[Piece]]) -> bool:
    """Whether ranges that are multiplied with each other surely have different sizes."""
    sizes = set()
    for pieces in arguments:
        if len(pieces) == 1 and isinstance(pieces[0], Cells):
            first, last = pieces[0].first, pieces[0].last
            if first.row_fixed == last.row_fixed and first.column_fixed == last.column_fixed:
                sizes.add((last.row - first.row, last.column - first.column))
        elif len(pieces) == 1 and isinstance(pieces[0], str) and not pieces[0].startswith("{"):
            sizes.add((0, 0))
    return len(sizes) > 1


def _is_line(cells: Cells) -> bool:
    first, last = cells.first, cells.last
    return (first.column, first.column_fixed) == (last.column, last.column_fixed) or (first.row, first.row_fixed) == (
        last.row,
        last.row_fixed,
    )


def is_zero(node: Node) -> bool:
    """Whether an argument is FALSE, 0 or left out."""
    if isinstance(node, Missing):
        return True
    return isinstance(node, Literal) and (node.text == "FALSE" or (node.kind == "number" and float(node.text) == 0))


def _is_true(node: Node) -> bool:
    return isinstance(node, Literal) and (node.text == "TRUE" or (node.kind == "number" and float(node.text) != 0))
