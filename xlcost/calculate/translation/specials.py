"""Functions that are no ordinary calls for the engine: SUBTOTAL, CHOOSE, HYPERLINK, FORMULATEXT, SHEET, ROW ..."""

from __future__ import annotations

from xlcost.calculate.translation.calls import known_call
from xlcost.calculate.translation.emission import FIRST, CannotEvaluate, Scope, Text, Work, call
from xlcost.calculate.translation.lambdas import is_missing
from xlcost.calculate.translation.pieces import AboutFormula, Cells, Numbers, Piece, ThisRow, Visible, Whole
from xlcost.calculate.translation.visible import SUBTOTALS, counted_out
from xlcost.formula.tree import Call, Literal, Missing
from xlcost.workbook.tokens import Point


def if_(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """IF; where it asks ISOMITTED only the branch that holds is written: the other one may make no sense."""
    if len(node.arguments) == 2:
        node = node._replace(arguments=(*node.arguments, Literal("bool", "FALSE")))
    condition, *branches = node.arguments or (Missing(),)
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


def about_formula(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """FORMULATEXT and ISFORMULA: known from the workbook without calculating."""
    del mode, inside
    work.state.functions.add(node.name)
    pieces = work.emit(node.arguments[0], "R", scope, inside=False).pieces if node.arguments else []
    if len(pieces) != 1 or not isinstance(pieces[0], Cells):
        raise CannotEvaluate(f"{node.name} of a reference that is calculated")
    sheet = work.book.sheets_by_name[pieces[0].sheet.lower()]
    return Text([AboutFormula(pieces[0], sheet, node.name)])


def sheet_number(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """SHEET: known without calculating."""
    del mode, inside
    name = work.site.sheet
    if node.arguments:
        pieces = work.emit(node.arguments[0], "R", scope, inside=False).pieces
        if len(pieces) != 1 or isinstance(pieces[0], str | Whole | Numbers | Visible | AboutFormula):
            raise CannotEvaluate("SHEET of something else than cells")
        name = pieces[0].sheet
    return Text([str(work.book.sheets_by_name[name.lower()].index + 1)])


def sheet_count(work: Work, node: Call, mode: str, scope: Scope, inside: bool) -> Text:
    """SHEETS of the workbook."""
    del mode, scope, inside
    if node.arguments:
        raise CannotEvaluate("SHEETS of a reference")
    return Text([str(len(work.book.sheets))])


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
