"""Functions that are no ordinary calls for the engine: SUBTOTAL, CHOOSE, HYPERLINK, ROW ..."""

from __future__ import annotations

from xlcost.calculate.translation.calls import known_call
from xlcost.calculate.translation.emission import FIRST, LIFT, CannotEvaluate, Scope, Text, Work, call
from xlcost.calculate.translation.lambdas import is_missing
from xlcost.calculate.translation.pieces import Cells, Numbers, Piece, ThisRow, Visible
from xlcost.calculate.translation.visible import AGGREGATES, SUBTOTALS, aggregated_out, counted_out
from xlcost.formula.tree import Call, Literal, Missing, Node
from xlcost.workbook.tokens import Point


def if_(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """IF; where it asks ISOMITTED only the branch that holds is written: the other one may make no sense."""
    if len(node.arguments) == 2:
        node = node._replace(arguments=(*node.arguments, Literal("bool", "FALSE")))
    condition, *branches = node.arguments or (Missing(),)
    if isinstance(condition, Literal) and condition.kind == "string" and condition.text.upper() in {"TRUE", "FALSE"}:
        node = node._replace(arguments=(Literal("bool", condition.text.upper()), *branches))
    if not (isinstance(condition, Call) and condition.name == "ISOMITTED" and len(condition.arguments) == 1):
        return known_call(work, node, mode, scope, inside)
    chosen = 0 if is_missing(work, condition.arguments[0], scope) else 1
    return work.emit(branches[chosen], mode, scope, inside=inside) if chosen < len(branches) else Text(["FALSE"])


def indirect(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """INDIRECT with A1 text; the engine does not read R1C1."""
    style = node.arguments[1] if len(node.arguments) > 1 else Literal("bool", "TRUE")
    a1 = isinstance(style, Literal) and style.text not in {"FALSE", "0"}
    if not a1:
        raise CannotEvaluate("INDIRECT with R1C1 text")
    return known_call(work, node, mode, scope, inside)


def subtotal(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """SUBTOTAL as the function that it stands for, over the cells that it counts: see visible.py."""
    del mode, inside
    function, *areas = node.arguments
    code = int(float(function.text)) if isinstance(function, Literal) and function.kind == "number" else 0
    if code % 100 not in SUBTOTALS or code > 200 or not areas:
        raise CannotEvaluate("SUBTOTAL with a calculated function number")
    work.state.functions.add("SUBTOTAL")
    arguments: list[list[Piece]] = []
    for area in areas:
        pieces = work.emit(area, "R", scope, inside=True).pieces
        if len(pieces) != 1 or not isinstance(pieces[0], Cells):
            raise CannotEvaluate("SUBTOTAL of a reference that is calculated")
        sheet = work.book.sheets_by_name[pieces[0].sheet.lower()]
        arguments.append([Visible(pieces[0], counted_out(sheet, code))])
    return Text(call(SUBTOTALS[code % 100], *arguments))


def kind_of(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """TYPE, which says 16 of an error and does not pass it on."""
    text = known_call(work, node, mode, scope, inside)
    if len(node.arguments) != 1 or text.many:
        return text
    value = work.emit(node.arguments[0], "V", scope, inside=False).pieces
    return Text(["IF(ISERROR(", *value, "),16,", *text.pieces, ")"])


def google(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """What Google Sheets writes for functions that only it has: an unknown name, the value beside it in IFERROR."""
    del mode, scope, inside
    work.state.functions.add(node.name)
    return Text(["#NAME?"])


def aggregate(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """AGGREGATE as the function that it stands for, over the cells that its option counts."""
    del mode, inside
    if len(node.arguments) < 3:
        raise CannotEvaluate("AGGREGATE with too few arguments")
    first, second, *rest = node.arguments
    code, option = _written_number(first), _written_number(second)
    if code is None or code not in AGGREGATES or option is None or not 0 <= option <= 7:
        raise CannotEvaluate("AGGREGATE with a calculated function number or option")
    name = AGGREGATES[code]
    work.state.functions |= {"AGGREGATE", name}
    skips_errors = option in {2, 3, 6, 7}
    if code > 13:
        return _ranked(work, name, rest, scope, option=option, skips_errors=skips_errors)
    arguments = [_visible(work, area, scope, option) for area in rest]
    if not skips_errors:
        return Text(call(name, *arguments))
    if code > 11:
        raise CannotEvaluate(f"AGGREGATE of {name} without errors")
    return Text(call("AGGREGATE", [str(code)], ["6"], *arguments))


def _ranked(work: Work, name: str, rest: list[Node], scope: Scope, *, option: int, skips_errors: bool) -> Text:
    """AGGREGATE of LARGE and the like: of cells, or of an array that is calculated."""
    if len(rest) != 2:
        raise CannotEvaluate(f"AGGREGATE of {name} with too few arguments")
    array, which = rest
    rank = work.emit(which, "V", scope, inside=False).pieces
    given = work.emit(array, "A", scope, inside=True)
    if len(given.pieces) == 1 and isinstance(given.pieces[0], Cells):
        given = Text(_visible(work, array, scope, option), many=True)
    if skips_errors and given.many:
        given = Text(call(LIFT, ['"IFERROR:VV"'], given.pieces, ['""']), many=True)
    return Text(call(name, given.pieces, rank))


def _visible(work: Work, area: Node, scope: Scope, option: int) -> list[Piece]:
    pieces = work.emit(area, "R", scope, inside=True).pieces
    if len(pieces) != 1 or not isinstance(pieces[0], Cells):
        raise CannotEvaluate("AGGREGATE of a reference that is calculated")
    out = aggregated_out(work.book.sheets_by_name[pieces[0].sheet.lower()], option)
    return [Visible(pieces[0], out)] if out.rows or out.cells else pieces


def _written_number(node: Node) -> int | None:
    return int(float(node.text)) if isinstance(node, Literal) and node.kind == "number" else None


def hyperlink(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """HYPERLINK shows its second argument, or the address."""
    address, *shown = node.arguments
    text = work.emit(shown[0] if shown else address, "A" if mode == "A" else "V", scope, inside=inside)
    if not shown or text.many:
        return text
    link = work.emit(address, "V", scope, inside=False).pieces
    return Text(["IF(ISERROR(", *link, "),", *link, ",", *text.pieces, ")"])


def choose(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """CHOOSE with a constant number is what it picks."""
    index, *choices = node.arguments
    if isinstance(index, Literal) and index.kind == "number" and 1 <= int(float(index.text)) <= len(choices):
        return work.emit(choices[int(float(index.text)) - 1], mode, scope, inside=inside)
    return known_call(work, node, mode, scope, inside)


def row_or_column(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """ROW and COLUMN: of the formula's own cell, or of a reference, over several cells an array of numbers."""
    del inside
    work.state.functions.add(node.name)
    if not node.arguments:
        here = Point(0, 0, False, False)
        return Text([Numbers(Cells(work.site.sheet, here, here), node.name)])
    pieces = work.emit(node.arguments[0], "R", scope, inside=False).pieces
    if len(pieces) != 1 or not isinstance(pieces[0], Cells | ThisRow):
        raise CannotEvaluate(f"{node.name} of a reference that is calculated")
    numbers = Numbers(pieces[0], node.name)
    single = isinstance(pieces[0], Cells) and pieces[0].first == pieces[0].last
    if single or mode == "A":
        return Text([numbers], many=not single)
    return Text(call(FIRST, [numbers]))


def size(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """ROWS and COLUMNS: of cells, known without calculating, be the formula's own cell among them."""
    if len(node.arguments) == 1:
        read = len(work.state.precedents)
        pieces = work.emit(node.arguments[0], "R", scope, inside=False).pieces
        if len(pieces) == 1 and isinstance(pieces[0], Cells | ThisRow):
            del work.state.precedents[read:]
            work.state.functions.add(node.name)
            return Text([Numbers(pieces[0], node.name)])
    return known_call(work, node, mode, scope, inside)
