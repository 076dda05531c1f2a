"""Calls of functions: ours, the engine's, and those that are written otherwise for it."""

from __future__ import annotations

from typing import Final

from xlcost.calculate.binding import our_name
from xlcost.calculate.engines.values import OMITTED
from xlcost.calculate.replacements import FILLED, FOUND, MATCH, REPLACEMENTS, SURE
from xlcost.calculate.replacements.checks import CHECKED, PAYMENTS, SEARCHED
from xlcost.calculate.translation.emission import (
    CHOICES,
    LIFT,
    NAMED,
    ONE_VALUE,
    OWN,
    PICK,
    CannotEvaluate,
    Scope,
    Text,
    Work,
    call,
)
from xlcost.calculate.translation.faults import NEVER
from xlcost.calculate.translation.lambdas import constant_for, is_missing, named_lambda
from xlcost.calculate.translation.operating import as_text, read_number
from xlcost.calculate.translation.pieces import LARGE, Cells, Piece, Whole
from xlcost.calculate.translation.reading import NUMBER, reads_number
from xlcost.calculate.translation.referencing import spread
from xlcost.calculate.translation.rewriting import is_arithmetic, is_zero, prepared, written
from xlcost.calculate.translation.shortened import shortened
from xlcost.formula.signatures import COUNT_TRUTHS, GIVE_REFERENCES, LIST_FUNCTIONS, MANY_RESULTS, SIGNATURES, words
from xlcost.formula.tree import Call, Literal, Missing, Node

#: The arguments that functions read as texts: numbers among them have 15 digits.
_READ_TEXT: Final = {
    **dict.fromkeys(["LEFT", "LEFTB", "RIGHT", "RIGHTB", "MID", "MIDB", "LEN", "LENB", "REPT"], (0,)),
    **dict.fromkeys(["UPPER", "LOWER", "PROPER", "TRIM", "CLEAN", "CODE", "UNICODE", "ASC"], (0,)),
    **dict.fromkeys(["FIND", "FINDB", "SEARCHB", "EXACT"], (0, 1)),
    "REPLACEB": (0, 3),
}

#: Functions that say #VALUE! of a text in the place of a range, and the engine something else.
_TAKE_RANGES: Final = frozenset(
    {"SMALL", "LARGE", "VLOOKUP", "HLOOKUP", "INDEX", "MATCH", "LOOKUP", "FREQUENCY", "RANK"}
)


#: Functions of which an argument left out is #N/A, or 0, in Excel and otherwise in the engine.
_TAKE_ALL: Final = words("QUOTIENT EFFECT NOMINAL PDURATION DAYS WEEKDAY WEEKNUM ISOWEEKNUM NETWORKDAYS")

#: Functions that give cells of their own choice.
_GIVE_CELLS: Final = GIVE_REFERENCES - CHOICES


def function(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """A call of whatever kind: a LAMBDA's name, one of our functions, one of Excel's."""
    name = node.name
    ours = our_name(name, work.ours)
    lambda_name = work.book.name(name, work.site.sheet) if node.prefix is None else None
    bound = scope.get(name)
    leading = work.named.get(name) if bound is None and lambda_name is not None else None
    if leading is not None:
        return _our_call(work, node, NAMED + name, mode, scope, leading)
    if bound is not None or lambda_name is not None:
        try:
            return named_lambda(work, node, bound, mode, scope, inside)
        except CannotEvaluate as reason:
            if bound is not None or name not in work.ours:
                raise
            raise CannotEvaluate(f"{reason}; its {name} is not the LAMBDA that this xlcost writes") from None
    if ours is not None:
        return _our_call(work, node, ours, mode, scope)
    if node.prefix is not None:
        raise CannotEvaluate(f"{name} is a function of another workbook or add-in ({node.prefix})")
    special = work.specials.get(name)
    if special is not None:
        return special(work, node, mode, scope, inside)
    if name in NEVER:
        raise CannotEvaluate(f"nothing proves the engine's {name}, which is not Excel's in every case")
    if name == NUMBER:
        text = work.emit(node.arguments[0], mode, scope, inside=inside)
        return Text(call(LIFT, [f'"{NUMBER}:V"'], text.pieces) if text.many else call(NUMBER, text.pieces), text.many)
    if name not in SIGNATURES:
        raise CannotEvaluate(f"the engine does not have the function {name}")
    return known_call(work, node, mode, scope, inside)


def _our_call(work: Work, node: Call, name: str, mode: str, scope: Scope, leading: tuple[Node, ...] = ()) -> Text:
    """Our functions take ranges whole; where one value is wanted, the first of their results counts."""
    work.state.functions.add(name)
    large = 2 if name.startswith(NAMED) else LARGE  # what is handed over has a place that can be blamed
    arguments = [_our_argument(work, argument, mode, {}, large) for argument in leading]
    arguments += [_our_argument(work, argument, mode, scope, large) for argument in node.arguments]
    while arguments and arguments[-1] == [f'"{OMITTED}"']:
        arguments.pop()
    if mode == "V":
        return Text(call(ONE_VALUE + name, *arguments))
    return Text(call(name, *arguments), many=True)


def _our_argument(work: Work, node: Node, mode: str, scope: Scope, large: int) -> list[Piece]:
    if is_missing(work, node, scope):
        return [f'"{OMITTED}"']
    pieces = work.emit(node, "A" if mode == "A" else "R", scope, inside=False).pieces
    return [Whole(pieces[0], large)] if len(pieces) == 1 and isinstance(pieces[0], Cells) else pieces


def known_call(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """A call of a function that the engine has, or that replacements/ has."""
    node = prepared(node._replace(arguments=tuple(constant_for(work, part, scope) for part in node.arguments)), mode)
    work.state.functions.add(node.name)
    work.state.counts_cells |= node.name in COUNT_TRUTHS and not all(map(is_arithmetic, node.arguments))
    _refuse(node)
    given = _arguments(work, node, mode, scope, inside=inside)
    arguments = [text.pieces for text, _ in given]
    kinds = "".join(kind for _, kind in given)
    name = _alternative(node.name, node)
    if name in {"WRAPCOLS", "WRAPROWS"} and not any(text.many for text, _ in given):
        raise CannotEvaluate(f"{name} of a single value")
    if name in CHECKED:
        return Text(_checked(work, name, kinds, arguments))
    if "*" in kinds:
        return _lifted(work, _lifted_name(name, node), kinds, arguments)
    many = name in MANY_RESULTS
    if name in REPLACEMENTS:
        arguments = [[f'"{OMITTED}"'] if kind == "M" else pieces for kind, pieces in zip(kinds, arguments)]
    if name.startswith(OWN):
        return Text(shortened(name, arguments, work.book.used) or call(name, *arguments), many)
    if name in _GIVE_CELLS and mode == "V":
        _mind_spill(work, node, arguments, inside)
    elif name in _GIVE_CELLS:
        many = True
    work.state.count += 1
    return Text(written(name, node, arguments, work.book.used, work.state.count) or call(name, *arguments), many)


def _checked(work: Work, name: str, kinds: str, arguments: list[list[Piece]]) -> list[Piece]:
    """The engine's own function where it is sure with these arguments; what is calculated is calculated once."""
    if "*" in kinds:
        raise CannotEvaluate(f"{name} of several values")
    work.state.count += 1
    named = _payments(name, arguments)
    bound: list[Piece] = []
    for position, pieces in enumerate(named):
        if len(pieces) > 1:
            named[position] = [f"xlc_s{work.state.count}_{position}"]
            bound += [*named[position], ",", *pieces, ","]
    given: list[list[Piece]] = [
        [f'"{OMITTED}"'] if kind == "M" else pieces for kind, pieces in zip(kinds, named, strict=True)
    ]
    value = call(FOUND, call(name, *named)) if name in SEARCHED else call(name, *named)
    found = call("IF", call(SURE, [f'"{name}"'], *given), value)
    return ["LET(", *bound, *found, ")"] if bound else found


def _payments(name: str, arguments: list[list[Piece]]) -> list[list[Piece]]:
    """The arguments with no cells in ranges of payments that are none: the engine would count them as 0."""
    first, dates = PAYMENTS.get(name, (len(arguments), None))
    if dates is None:
        last = len(arguments) if name == "NPV" else first + 1
        return [
            call(FILLED, pieces) if first <= position < last and pieces != [""] else pieces
            for position, pieces in enumerate(arguments)
        ]
    flows, days = arguments[first], arguments[dates]
    changed = list(arguments)
    changed[first], changed[dates] = call(FILLED, flows, days), call(FILLED, days, flows)
    return changed


def _refuse(node: Call) -> None:
    """Arguments with which the engine's function differs from Excel's."""
    name = node.name
    if name == "INDEX" and len(node.arguments) > 3 and node.arguments[3] != Literal("number", "1"):
        raise CannotEvaluate("INDEX with a number of an area")
    if name in {"WRAPCOLS", "WRAPROWS"} and isinstance(node.arguments[0], Call) and node.arguments[0].name == "IF":
        raise CannotEvaluate(f"{name} of what may be a single value")
    if name in _TAKE_ALL and any(isinstance(argument, Missing) for argument in node.arguments):
        raise CannotEvaluate(f"{name} with an argument left out")
    if name == "ADDRESS" and (len(node.arguments) > 3 or any(map(_is_truth, node.arguments))):
        raise CannotEvaluate("ADDRESS of another sheet or in another notation")
    if name == "NETWORKDAYS" and len(node.arguments) > 2:
        raise CannotEvaluate("NETWORKDAYS with holidays")
    for position, argument in enumerate(node.arguments):
        text = isinstance(argument, Literal) and argument.kind == "string"
        if name in _TAKE_RANGES and text and SIGNATURES[name].of(position) != "V":
            raise CannotEvaluate(f"{name} of a text where it expects a range")


def _arguments(work: Work, node: Call, mode: str, scope: Scope, *, inside: bool) -> list[tuple[Text, str]]:
    """The arguments and their classes: M left out, a star for several values where one is expected."""
    name = node.name
    given: list[tuple[Text, str]] = []
    for position, argument in enumerate(node.arguments):
        kind = SIGNATURES[name].of(position)
        areas = spread(work, argument, mode, scope) if name in LIST_FUNCTIONS else None
        if areas is not None:
            given += [(Text(area, many=True), kind) for area in areas]
            continue
        text = _argument(work, name, position, argument, kind, _wanted(name, kind, mode), scope, inside=inside)
        pieces = text.pieces
        if position in _READ_TEXT.get(name, ()):
            pieces = as_text(argument, text)
        if name == "INDEX" and position and inside and mode == "V" and not text.many and not _never_zero(argument):
            pieces = call(PICK, pieces)
        kind = "M" if pieces == [""] else "*" if text.many and (kind == "V" or name in CHOICES) else kind
        given.append((Text(pieces, text.many), kind))
    return given


def _argument(
    work: Work, name: str, position: int, node: Node, kind: str, mode: str, scope: Scope, *, inside: bool
) -> Text:
    adds_up = inside or (kind != "V" and name not in GIVE_REFERENCES)
    if kind == "V" and name not in REPLACEMENTS and reads_number(name, position):
        return read_number(work, name, position, node, mode, scope, inside=adds_up)
    return work.emit(node, mode, scope, inside=adds_up)


def _lifted_name(name: str, node: Call) -> str:
    """What is lifted for a function of which the engine's own is not trusted with every argument."""
    if name == "MATCH" and (len(node.arguments) < 3 or not is_zero(node.arguments[2])):
        return MATCH
    exact = len(node.arguments) > 3 and is_zero(node.arguments[3])
    if name == "LOOKUP" or (name in {"VLOOKUP", "HLOOKUP"} and not exact):
        raise CannotEvaluate(f"{name} of several values for the nearest one")
    return name


def _lifted(work: Work, name: str, kinds: str, arguments: list[list[Piece]]) -> Text:
    """A call with arrays where it expects single values: the engine itself would take their first or fail."""
    if name == "IF":
        if kinds[0] == "*" and not work.array:
            raise CannotEvaluate("IF over several cells outside an array formula")
        return Text(call(name, *arguments), many=True)
    if name in {"CHOOSE", "IFS", "SWITCH"} and not work.array and "*" in kinds[1:]:
        raise CannotEvaluate(f"{name} over several cells outside an array formula")
    if name in {"OFFSET", "INDIRECT", "SUBTOTAL", "AGGREGATE", "CELL"} or name in MANY_RESULTS:
        raise CannotEvaluate(f"{name} with an array where it expects a value")
    classes = "".join(
        "V" if kind == "*" or (kind != "M" and name in CHOICES) else "R" if kind in "RA" else kind for kind in kinds
    )
    given = [argument for argument, kind in zip(arguments, kinds, strict=True) if kind != "M"]
    return Text(call(LIFT, [f'"{name}:{classes}"'], *given), many=True)


def _mind_spill(work: Work, node: Call, arguments: list[list[Piece]], inside: bool) -> None:
    """INDEX, OFFSET and the like may give several cells where one value is wanted; that shows when it spills.

    Within a sum it would not show, so there it must be sure to be one cell.
    """
    if node.name == "INDEX" and (inside or all(_never_zero(argument) for argument in node.arguments[1:])):
        return
    if node.name == "XLOOKUP" and len(arguments) > 2 and all(_is_line(pieces) for pieces in arguments[1:3]):
        return
    if node.name == "OFFSET" and _is_one(arguments[0]) and all(_is_one(size) for size in arguments[3:]):
        return
    if inside:
        raise CannotEvaluate(f"{node.name} within a sum where one value is expected")
    work.state.may_spill = True


def _wanted(name: str, kind: str, mode: str) -> str:
    """The mode for an argument of class ``kind`` in a call in ``mode``."""
    if mode == "A" or kind == "A":
        return "A"
    return mode if name in CHOICES and kind == "R" else kind


def _is_line(pieces: list[Piece]) -> bool:
    """Cells in one row or one column."""
    if len(pieces) != 1 or not isinstance(pieces[0], Cells):
        return False
    first, last = pieces[0].first, pieces[0].last
    return (first.column, first.column_fixed) == (last.column, last.column_fixed) or (first.row, first.row_fixed) == (
        last.row,
        last.row_fixed,
    )


def _is_one(pieces: list[Piece]) -> bool:
    """One cell, or the number 1."""
    if pieces in (["1"], [""]):
        return True
    return len(pieces) == 1 and isinstance(pieces[0], Cells) and pieces[0].first == pieces[0].last


def _never_zero(node: Node) -> bool:
    """Whether an index surely picks one row or column: 0 or nothing would mean all of them."""
    if isinstance(node, Literal):
        return node.kind == "number" and float(node.text) >= 1
    return isinstance(node, Call) and node.name in {"MATCH", "XMATCH", "ROW", "ROWS", "COLUMN", "COLUMNS"}


def _alternative(name: str, node: Call) -> str:
    """The name of our own function, in the modes in which the engine's differs from Excel."""
    first_mode = {"XLOOKUP": 4, "XMATCH": 2}.get(name)
    if first_mode is None or all(_is_default(argument) for argument in node.arguments[first_mode:]):
        return name
    return f"XLC.{name}"


def _is_truth(node: Node) -> bool:
    return isinstance(node, Missing) or (isinstance(node, Literal) and node.kind == "bool")


def _is_default(node: Node) -> bool:
    return isinstance(node, Missing)
