"""Rewrites a formula for the engine: everything that Excel reads differently is spelled out or refused.

Spelled out: defined names, LET and LAMBDA, table references, references over several sheets, unions and intersections,
and above all implicit intersection: in a plain formula (neither array nor dynamic) a range where one value is expected
means the cell in the formula's own row or column. What cannot be spelled out soundly raises ``CannotEvaluate``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from xlcost.headless.grammar import (
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
    bare_name,
    parse,
)
from xlcost.headless.limits import MAX_TEXT
from xlcost.headless.pieces import (
    LARGE,
    AboutFormula,
    Cells,
    Common,
    Numbers,
    OneCell,
    Piece,
    Place,
    ThisRow,
    Visible,
    Whole,
)
from xlcost.headless.records import Book, Table
from xlcost.headless.replacements import COMPARE, OMITTED, REPLACEMENTS, TEXT_OF
from xlcost.headless.shortened import shortened
from xlcost.headless.signatures import (
    BY_CRITERIA,
    GIVE_REFERENCES,
    LIST_FUNCTIONS,
    MANY_RESULTS,
    READ_ANYWHERE,
    SIGNATURES,
    UNTRUSTED,
    VOLATILE,
)
from xlcost.headless.structured import resolve
from xlcost.headless.tokens import FormulaError, Point
from xlcost.headless.visible import SUBTOTALS, counted_out

#: Names under which engine.py registers its helpers.
OWN: Final = "XLC."
FIRST: Final = "XLC.FIRST"  # the top left value of an array
ONE_VALUE: Final = "XLC.ONE."  # one of our functions where one value is wanted: XLC.ONE.PROMPT_COST
LIFT: Final = "XLC.LIFT"  # a function of single values over arrays, see lifting.py
PICK: Final = "XLC.PICK"  # an index that must not be 0
NAMED: Final = "XLC.NAMED."  # one of our functions that the workbook defines itself: XLC.NAMED.PROMPT_COST

#: Such functions by name, in capitals, and what goes before the arguments of each call; see named.py.
Named = Mapping[str, tuple[Node, ...]]
NONE_NAMED: Final[Named] = MappingProxyType({})

_COMPARISONS: Final = frozenset({"=", "<>", "<", ">", "<=", ">="})
#: 0^0 is an error in Excel and 1 in the engine.
_POWER: Final = ",IF(AND(xlc_a=0,xlc_b=0),#NUM!,xlc_a^xlc_b))"
#: A formula's last addition or subtraction gives 0 in Excel where what is left is only rounding.
_SNAPPED: Final = ",IF(ABS(xlc_a{0}xlc_b)<9E-16*ABS(xlc_a),0,xlc_a{0}xlc_b))"

#: Functions that give texts, and the arguments that functions read as texts: numbers among them have 15 digits.
_GIVE_TEXT: Final = frozenset(
    {"TEXT", "LEFT", "RIGHT", "MID", "UPPER", "LOWER", "PROPER", "TRIM", "CONCAT", "CONCATENATE", "TEXTJOIN", "CHAR"}
    | {"SUBSTITUTE", "REPLACE", "REPT", "FIXED", "DOLLAR", "ADDRESS", "BASE", "ROMAN", "T"}
)
_READ_TEXT: Final = {
    **dict.fromkeys(["LEFT", "RIGHT", "MID", "LEN", "UPPER", "LOWER", "PROPER", "TRIM", "CLEAN", "REPT"], (0,)),
    **dict.fromkeys(["FIND", "SEARCH", "EXACT"], (0, 1)),
}

_MAX_PIECES: Final = 20_000
_MAX_NAMES: Final = 40  # names within names, LAMBDA calls within LAMBDA calls
#: Functions that hand on one of their arguments, as a reference where it is one.
_CHOICES: Final = frozenset({"IF", "CHOOSE", "IFS", "SWITCH"})
_RANDOM: Final = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY"})


class CannotEvaluate(ValueError):
    """A formula that the engine would not evaluate as Excel does; the text says why."""


class Translated(NamedTuple):
    """A formula for the engine, for every cell of its sheet that it is copied to."""

    pieces: tuple[Piece, ...]
    precedents: tuple[Place, ...]
    arrays: tuple[Cells, ...]  # those of them that are worked on as whole arrays
    functions: frozenset[str]  # in capitals, those within names included
    may_spill: bool  # where one value is expected the engine could still give several

    @property
    def volatile(self) -> bool:
        """Whether it depends on the clock, chance or the machine."""
        return not self.functions.isdisjoint(VOLATILE)

    @property
    def reads_anywhere(self) -> bool:
        """Whether it reads cells that its text does not name."""
        return not self.functions.isdisjoint(READ_ANYWHERE)


class _Bound(NamedTuple):
    """A parameter's argument, and the parameters that it may itself use."""

    node: Node
    scope: Mapping[str, _Bound]


class _Text(NamedTuple):
    """Translated text, and whether it may stand for several values."""

    pieces: list[Piece]
    many: bool = False


@dataclass
class _State:
    """What one translation has gathered so far."""

    precedents: list[Place] = field(default_factory=list)
    arrays: list[Cells] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    may_spill: bool = False
    count: int = 0
    names: int = 0


class Site(NamedTuple):
    """Where a formula stands: its sheet, the cell, and the table around the cell, for references like [@Net]."""

    sheet: str
    row: int
    column: int
    table: Table | None


def translate(
    book: Book, ours: Collection[str], tree: Node, site: Site, *, array: bool, named: Named = NONE_NAMED
) -> Translated:
    """The formula at ``site`` for the engine; ``array`` for array and dynamic formulas, which work on whole ranges.

    ``ours`` are the names of our functions, in capitals; ``named`` those that the workbook itself defines.

    Raises:
        CannotEvaluate: it cannot be evaluated as Excel does.
    """
    work = _Translator(book, ours, site, array=array, named=named)
    text = work.root(tree, "A" if array else "V")
    pieces = _call(FIRST, text.pieces) if text.many and not array else text.pieces
    state = work.state
    return Translated(
        tuple(_merged(pieces)),
        tuple(state.precedents),
        tuple(state.arrays),
        frozenset(state.functions),
        state.may_spill and not array,
    )


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces with all that is the same in every copy made text once and for all."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        elif isinstance(piece, Cells) and piece.fixed:
            text += piece.render(1, 1)
        else:
            if text:
                yield text
            text = ""
            yield piece
    if text:
        yield text


def _call(name: str, *arguments: list[Piece]) -> list[Piece]:
    pieces: list[Piece] = [f"{name}("]
    for number, argument in enumerate(arguments):
        if number:
            pieces.append(",")
        pieces += argument
    pieces.append(")")
    return pieces


class _Translator:
    """Walks one tree. Modes: V one value is wanted, R a reference may stay one, A everything works on whole arrays."""

    def __init__(self, book: Book, ours: Collection[str], site: Site, *, array: bool, named: Named) -> None:
        self._array_formula = array
        self._book = book
        self._ours = ours
        self._named_functions = named
        self._site = site
        self.state = _State()

    def emit(self, node: Node, mode: str, scope: Mapping[str, _Bound], *, inside: bool) -> _Text:
        """The engine's text of a node; ``inside`` an argument that adds up whatever it gets."""
        self.state.count += 1
        if self.state.count > _MAX_PIECES:
            raise CannotEvaluate("the formula grows too long once its names are written out")
        method: Callable[..., _Text] = self._METHODS[type(node)]
        return method(self, node, mode, scope, inside)

    def root(self, tree: Node, mode: str) -> _Text:
        """The whole formula."""
        text = self.emit(tree, mode, {}, inside=False)
        if text.many or not (isinstance(tree, Binary) and tree.operator in {"+", "-"}):
            return text
        left, right = (self.emit(side, mode, {}, inside=False) for side in (tree.left, tree.right))
        return _Text(["LET(xlc_a,", *left.pieces, ",xlc_b,", *right.pieces, _SNAPPED.format(tree.operator)])

    def _literal(self, node: Literal, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del mode, scope, inside
        if node.kind == "string":
            return _Text(['"' + node.text.replace('"', '""') + '"'])
        return _Text([node.text])

    def _missing(self, node: Missing, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del node, mode, scope, inside
        return _Text([""])

    def _array(self, node: ArrayLiteral, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del mode, inside
        rows = [",".join(self._constant(item, scope) for item in row) for row in node.rows]
        return _Text(["{" + ";".join(rows) + "}"], many=len(node.rows) * len(node.rows[0]) > 1)

    def _constant(self, node: Node, scope: Mapping[str, _Bound]) -> str:
        if isinstance(node, Unary) and node.operator in "+-" and isinstance(node.operand, Literal):
            return ("-" if node.operator == "-" else "") + node.operand.text
        if isinstance(node, Literal):
            return "".join(map(str, self._literal(node, "V", scope, False).pieces))
        raise CannotEvaluate("an array constant with something else than constants")

    def _reference(self, node: Reference, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del scope, inside
        sheets = self._sheets(node.prefix)
        if len(sheets) > 1:
            raise CannotEvaluate("a reference over several sheets where Excel allows none")
        return self._placed(Cells(sheets[0], node.first, node.last), mode)

    def _placed(self, cells: Cells | ThisRow | Common, mode: str) -> _Text:
        if isinstance(cells, Cells):
            if cells.first == cells.last:
                return self._recorded(cells, many=False)
            if mode == "V":
                return self._recorded(OneCell(cells), many=False)
            if mode == "A":
                self.state.arrays.append(cells)
            return self._recorded(cells, many=True)
        if isinstance(cells, ThisRow) and cells.data.columns == 1:
            return self._recorded(cells, many=False)
        if mode == "V":
            raise CannotEvaluate("several cells where one value is expected")
        return self._recorded(cells, many=True)

    def _recorded(self, piece: Place, *, many: bool) -> _Text:
        self.state.precedents.append(piece)
        return _Text([piece], many)

    def _sheets(self, prefix: str | None) -> list[str]:
        """The sheets that a prefix means; the formula's own without one."""
        if prefix is None:
            return [self._site.sheet]
        plain = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
        known = self._book.sheets_by_name
        if plain.lower() in known:
            return [known[plain.lower()].name]
        if "[" in plain:
            raise CannotEvaluate("a reference to another workbook")
        first, _, last = plain.partition(":")
        if first.lower() in known and last.lower() in known:
            one, other = known[first.lower()].index, known[last.lower()].index
            between = self._book.sheets[min(one, other) : max(one, other) + 1]
            return [sheet.name for sheet in between if sheet.kind == "worksheet"]
        raise CannotEvaluate(f"the sheet {plain!r} is not in the workbook")

    def _name(self, node: NameUse, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        bound = scope.get(bare_name(node.name)) if node.prefix is None else None
        if bound is not None:
            return self._named(bound.node, mode, bound.scope, inside)
        tree = self._defined(node)
        # A name is calculated like an array formula, but a plain reference in it stays a reference.
        reference = tree.operator in ":, " if isinstance(tree, Binary) else not isinstance(tree, Unary)
        if isinstance(tree, Call) and tree.name not in GIVE_REFERENCES and self._is_builtin(tree):
            reference = False
        return self._named(tree, mode if reference else "A", {}, inside)

    def _is_builtin(self, node: Call) -> bool:
        return node.name in SIGNATURES and self._book.name(node.name, self._site.sheet) is None

    def _named(self, tree: Node, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        self.state.names += 1
        if self.state.names > _MAX_NAMES:
            raise CannotEvaluate(f"names within names deeper than {_MAX_NAMES} levels")
        text = self.emit(tree, mode, scope, inside=inside)
        self.state.names -= 1
        if len(text.pieces) == 1:
            return text
        return _Text(["(", *text.pieces, ")"], text.many)

    def _defined(self, node: NameUse) -> Node:
        sheet = self._site.sheet
        if node.prefix is not None:
            sheet = self._sheets(node.prefix)[0]
        found = self._book.name(node.name, sheet)
        if found is None:
            table = self._book.tables_by_name.get(node.name.lower())
            if table is not None:
                return Structured(table.name, "")
            raise CannotEvaluate(f"the name {node.name} is not defined")
        try:
            return parse(found.formula, 1, 1)
        except FormulaError as reason:
            raise CannotEvaluate(f"the name {node.name} {reason}") from None

    def _structured(self, node: Structured, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del scope, inside
        table = self._site.table if node.table is None else self._book.tables_by_name.get(node.table.lower())
        if table is None:
            raise CannotEvaluate(f"the table {node.table or 'around the cell'} is not in the workbook")
        try:
            found = resolve(table, node.inside)
        except FormulaError as reason:
            raise CannotEvaluate(str(reason)) from None
        if found.this_row:
            return self._placed(ThisRow(table.sheet, found.area), mode)
        area = found.area
        first, last = Point(area.top, area.left, True, True), Point(area.bottom, area.right, True, True)
        return self._placed(Cells(table.sheet, first, last), mode)

    def _unary(self, node: Unary, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        if node.operator == "@":
            return self._at(node.operand, scope, inside)
        if node.operator == "#":
            return self._spilled(node.operand, mode, scope)
        text = self.emit(node.operand, "A" if mode == "A" else "V", scope, inside=inside)
        if node.operator == "%":
            return _Text(["(", *text.pieces, "%)"], text.many)
        return _Text([f"({node.operator}", *text.pieces, ")"], text.many)

    def _at(self, node: Node, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        text = self.emit(node, "V", scope, inside=inside)
        return _Text(_call(FIRST, text.pieces)) if text.many else text

    def _spilled(self, node: Node, mode: str, scope: Mapping[str, _Bound]) -> _Text:
        """A1#: the cells that the array formula in A1 fills, as last saved."""
        del scope
        if not isinstance(node, Reference) or not node.single:
            raise CannotEvaluate("the spill operator behind something else than a cell")
        sheet = self._book.sheets_by_name[self._sheets(node.prefix)[0].lower()]
        place = node.first.at(self._site.row, self._site.column)
        anchor = sheet.cells.get(place)
        if anchor is None or anchor.array is None or not (node.first.row_fixed and node.first.column_fixed):
            if anchor is None or anchor.array is None:
                raise CannotEvaluate("the spill operator behind a cell that does not spill")
            raise CannotEvaluate("the spill operator behind a relative reference")
        area = anchor.array
        first, last = Point(area.top, area.left, True, True), Point(area.bottom, area.right, True, True)
        return self._placed(Cells(sheet.name, first, last), mode)

    def _binary(self, node: Binary, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        if node.operator == ":":
            return self._range(node, mode, scope)
        if node.operator == " ":
            return self._intersection(node, mode, scope)
        if node.operator == ",":
            raise CannotEvaluate("a union of areas where Excel adds up none")
        wanted = "A" if mode == "A" else "V"
        left = self.emit(node.left, wanted, scope, inside=inside)
        right = self.emit(node.right, wanted, scope, inside=inside)
        many = left.many or right.many
        if node.operator == "&":
            pieces = [*_as_text(node.left, left), "&", *_as_text(node.right, right)]
            # Excel refuses longer texts; cells that double each other's text must not fill the memory.
            return _Text(["(", *pieces, ")"] if many else ["LEFT(", *pieces, f",{MAX_TEXT + 1})"], many)
        if node.operator in _COMPARISONS and not many and _close_calls(node):
            return _Text(_call(COMPARE, [f'"{node.operator}"'], left.pieces, right.pieces))
        if node.operator == "^" and not many and not (_sure(node.left) or _sure(node.right)):
            return _Text(["LET(xlc_a,", *left.pieces, ",xlc_b,", *right.pieces, _POWER])
        return _Text(["(", *left.pieces, node.operator, *right.pieces, ")"], many)

    def _range(self, node: Binary, mode: str, scope: Mapping[str, _Bound]) -> _Text:
        """A1:INDEX(...): a range whose end is calculated."""
        if mode == "V":
            raise CannotEvaluate("a calculated range where one value is expected")
        left = self.emit(node.left, "R", scope, inside=False)
        right = self.emit(node.right, "R", scope, inside=False)
        self.state.functions.add("OFFSET")  # what it reads is known only once it is calculated
        return _Text([*left.pieces, ":", *right.pieces], many=True)

    def _intersection(self, node: Binary, mode: str, scope: Mapping[str, _Bound]) -> _Text:
        areas = [self.emit(side, "R", scope, inside=False).pieces for side in (node.left, node.right)]
        cells = [pieces[0] for pieces in areas if len(pieces) == 1 and isinstance(pieces[0], Cells)]
        if len(cells) != 2:
            raise CannotEvaluate("an intersection of calculated areas")
        if cells[0].sheet != cells[1].sheet:
            raise CannotEvaluate("an intersection of areas on different sheets")
        common = Common(*cells)
        area = common.area(self._site.row, self._site.column)
        if area.size == 1:
            return self._recorded(common, many=False)
        return self._placed(common, mode)

    def _apply(self, node: Apply, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        function: Node = node.function
        if isinstance(function, Call) and function.name == "LAMBDA":
            return self._lambda(function, node.arguments, mode, scope, scope, inside)
        raise CannotEvaluate("a call of something that is no LAMBDA")

    def _lambda(
        self,
        function: Call,
        arguments: tuple[Node, ...],
        mode: str,
        scope: Mapping[str, _Bound],
        outer: Mapping[str, _Bound],
        inside: bool,
    ) -> _Text:
        """The body of a LAMBDA with its arguments in place of the parameters."""
        *parameters, body = function.arguments
        if len(arguments) > len(parameters):
            raise CannotEvaluate("a LAMBDA with more arguments than parameters")
        bound = dict(scope)
        for number, parameter in enumerate(parameters):
            given = arguments[number] if number < len(arguments) else Missing()
            bound[_parameter(parameter)] = _Bound(given, outer)
            self._refuse_random(given)
        return self._named(body, mode, bound, inside)

    def _let(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        *pairs, body = node.arguments
        if len(pairs) % 2:
            raise CannotEvaluate("a LET with a name that has no value")
        bound: dict[str, _Bound] = dict(scope)
        for name, value in zip(pairs[::2], pairs[1::2], strict=True):
            if not isinstance(name, NameUse):
                raise CannotEvaluate("a LET whose name is no name")
            self._refuse_random(value)
            bound[bare_name(name.name)] = _Bound(value, dict(bound))
        return self._named(body, mode, bound, inside)

    def _refuse_random(self, node: Node) -> None:
        """Writing a name's value out at each use is sound unless each use would draw another number."""
        if any(isinstance(part, Call) and part.name in _RANDOM for part in walk(node)):
            raise CannotEvaluate("a name within LET or LAMBDA that stands for a random number")

    def _function(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        name = node.name
        ours = our_name(name, self._ours)
        lambda_name = self._book.name(name, self._site.sheet) if node.prefix is None else None
        bound = scope.get(name)
        leading = self._named_functions.get(name) if bound is None and lambda_name is not None else None
        if leading is not None:
            return self._our_call(node, NAMED + name, mode, scope, leading)
        if bound is not None or lambda_name is not None:
            try:
                return self._named_lambda(node, bound, mode, scope, inside)
            except CannotEvaluate as reason:
                if bound is not None or name not in self._ours:
                    raise
                raise CannotEvaluate(f"{reason}; its {name} is not the LAMBDA that this xlcost writes") from None
        if ours is not None:
            return self._our_call(node, ours, mode, scope)
        if node.prefix is not None:
            raise CannotEvaluate(f"{name} is a function of another workbook or add-in ({node.prefix})")
        special = self._SPECIAL.get(name)
        if special is not None:
            return special(self, node, mode, scope, inside)
        if name in UNTRUSTED:
            raise CannotEvaluate(f"the engine's {name} differs from Excel's")
        if name not in SIGNATURES:
            raise CannotEvaluate(f"the engine does not have the function {name}")
        return self._known_call(node, mode, scope, inside)

    def _named_lambda(
        self, node: Call, bound: _Bound | None, mode: str, scope: Mapping[str, _Bound], inside: bool
    ) -> _Text:
        tree, inner = bound if bound is not None else (self._defined(NameUse(None, node.name)), {})
        while isinstance(tree, NameUse) and bare_name(tree.name) in inner:
            tree, inner = inner[bare_name(tree.name)]
        if not (isinstance(tree, Call) and tree.name == "LAMBDA"):
            raise CannotEvaluate(f"the name {node.name} is called but is no LAMBDA")
        return self._lambda(tree, node.arguments, mode, inner, scope, inside)

    def _our_call(
        self, node: Call, name: str, mode: str, scope: Mapping[str, _Bound], leading: tuple[Node, ...] = ()
    ) -> _Text:
        """Our functions take ranges whole; where one value is wanted, the first of their results counts."""
        self.state.functions.add(name)
        large = 2 if name.startswith(NAMED) else LARGE  # what is handed over has a place that can be blamed
        arguments = [self._our_argument(argument, mode, {}, large) for argument in leading]
        arguments += [self._our_argument(argument, mode, scope, large) for argument in node.arguments]
        while arguments and arguments[-1] == [f'"{OMITTED}"']:
            arguments.pop()
        if mode == "V":
            return _Text(_call(ONE_VALUE + name, *arguments))
        return _Text(_call(name, *arguments), many=True)

    def _our_argument(self, node: Node, mode: str, scope: Mapping[str, _Bound], large: int) -> list[Piece]:
        if self._is_missing(node, scope):
            return [f'"{OMITTED}"']
        pieces = self.emit(node, "A" if mode == "A" else "R", scope, inside=False).pieces
        return [Whole(pieces[0], large)] if len(pieces) == 1 and isinstance(pieces[0], Cells) else pieces

    def _is_missing(self, node: Node, scope: Mapping[str, _Bound]) -> bool:
        while isinstance(node, NameUse) and bare_name(node.name) in scope:
            node, scope = scope[bare_name(node.name)]
        return isinstance(node, Missing)

    def _omitted(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del mode, inside
        return _Text(["TRUE" if self._is_missing(node.arguments[0], scope) else "FALSE"])

    def _if(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        """IF; where it asks ISOMITTED only the branch that holds is written: the other one may make no sense."""
        condition, *branches = node.arguments or (Missing(),)
        if not (isinstance(condition, Call) and condition.name == "ISOMITTED" and len(condition.arguments) == 1):
            return self._known_call(node, mode, scope, inside)
        chosen = 0 if self._is_missing(condition.arguments[0], scope) else 1
        return self.emit(branches[chosen], mode, scope, inside=inside) if chosen < len(branches) else _Text(["FALSE"])

    def _known_call(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        name = node.name
        signature = SIGNATURES[name]
        self.state.functions.add(name)
        if name in {"ROW", "COLUMN"}:
            return self._numbers(node, mode, scope)
        arguments: list[list[Piece]] = []
        kinds = ""
        many = name in MANY_RESULTS
        for number, argument in enumerate(node.arguments):
            kind = signature.of(number)
            if name in LIST_FUNCTIONS and self._spread(argument, mode, scope, arguments):
                continue
            wanted = _wanted(name, kind, mode)
            adds_up = kind != "V" and name not in GIVE_REFERENCES
            text = self.emit(argument, wanted, scope, inside=adds_up or inside)
            pieces = text.pieces
            if number in _READ_TEXT.get(name, ()):
                pieces = _as_text(argument, text)
            if name == "INDEX" and number and inside and mode == "V" and not text.many and not _never_zero(argument):
                pieces = _call(PICK, pieces)
            arguments.append(pieces)
            kinds += "M" if pieces == [""] else "*" if text.many and (kind == "V" or name in _CHOICES) else kind
        name = _alternative(name, node)
        if "*" in kinds:
            return self._lifted(name, kinds, arguments)
        if name in REPLACEMENTS:
            arguments = [[f'"{OMITTED}"'] if kind == "M" else pieces for kind, pieces in zip(kinds, arguments)]
        if name in BY_CRITERIA or name.startswith(OWN):
            used = {sheet.name: sheet.used for sheet in self._book.sheets}
            short = shortened(name, arguments, used)
            if short is not None:
                return _Text(short, many)
        if mode == "V" and name in GIVE_REFERENCES - _CHOICES:
            self._mind_spill(node, arguments, inside)
        elif name in GIVE_REFERENCES - _CHOICES:
            many = True
        return _Text(_call(name, *arguments), many)

    def _indirect(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        """INDIRECT with A1 text; the engine does not read R1C1."""
        style = node.arguments[1] if len(node.arguments) > 1 else Literal("bool", "TRUE")
        a1 = isinstance(style, Literal) and style.text not in {"FALSE", "0"}
        if not a1:
            raise CannotEvaluate("INDIRECT with R1C1 text")
        return self._known_call(node, mode, scope, inside)

    def _subtotal(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        """SUBTOTAL as the function that it stands for, over the cells that it counts: see visible.py."""
        del mode, inside
        function, *areas = node.arguments
        code = int(float(function.text)) if isinstance(function, Literal) and function.kind == "number" else 0
        if code % 100 not in SUBTOTALS or not areas:
            raise CannotEvaluate("SUBTOTAL with a calculated function number")
        self.state.functions.add("SUBTOTAL")
        arguments: list[list[Piece]] = []
        for area in areas:
            pieces = self.emit(area, "R", scope, inside=True).pieces
            if len(pieces) != 1 or not isinstance(pieces[0], Cells):
                raise CannotEvaluate("SUBTOTAL of a reference that is calculated")
            sheet = self._book.sheets_by_name[pieces[0].sheet.lower()]
            arguments.append([Visible(pieces[0], counted_out(sheet, code))])
        return _Text(_call(SUBTOTALS[code % 100], *arguments))

    def _about_formula(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        """FORMULATEXT and ISFORMULA: known from the workbook without calculating."""
        del mode, inside
        self.state.functions.add(node.name)
        pieces = self.emit(node.arguments[0], "R", scope, inside=False).pieces if node.arguments else []
        if len(pieces) != 1 or not isinstance(pieces[0], Cells):
            raise CannotEvaluate(f"{node.name} of a reference that is calculated")
        sheet = self._book.sheets_by_name[pieces[0].sheet.lower()]
        return _Text([AboutFormula(pieces[0], sheet, node.name)])

    def _sheet_number(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del mode, inside
        name = self._site.sheet
        if node.arguments:
            pieces = self.emit(node.arguments[0], "R", scope, inside=False).pieces
            if len(pieces) != 1 or isinstance(pieces[0], str | Whole | Numbers | Visible | AboutFormula):
                raise CannotEvaluate("SHEET of something else than cells")
            name = pieces[0].sheet
        return _Text([str(self._book.sheets_by_name[name.lower()].index + 1)])

    def _sheet_count(self, node: Call, mode: str, scope: Mapping[str, _Bound], inside: bool) -> _Text:
        del mode, scope, inside
        if node.arguments:
            raise CannotEvaluate("SHEETS of a reference")
        return _Text([str(len(self._book.sheets))])

    def _lifted(self, name: str, kinds: str, arguments: list[list[Piece]]) -> _Text:
        """A call with arrays where it expects single values: the engine itself would take their first or fail."""
        if name == "IF":
            if kinds[0] == "*" and not self._array_formula:
                raise CannotEvaluate("IF over several cells outside an array formula")
            return _Text(_call(name, *arguments), many=True)
        if name in {"CHOOSE", "IFS", "SWITCH"} and not self._array_formula and "*" in kinds[1:]:
            raise CannotEvaluate(f"{name} over several cells outside an array formula")
        if name in {"OFFSET", "INDIRECT", "SUBTOTAL", "AGGREGATE", "CELL"} | MANY_RESULTS:
            raise CannotEvaluate(f"{name} with an array where it expects a value")
        classes = "".join(
            "V" if kind == "*" or (kind != "M" and name in _CHOICES) else "R" if kind in "RA" else kind
            for kind in kinds
        )
        given = [argument for argument, kind in zip(arguments, kinds, strict=True) if kind != "M"]
        return _Text(_call(LIFT, [f'"{name}:{classes}"'], *given), many=True)

    def _numbers(self, node: Call, mode: str, scope: Mapping[str, _Bound]) -> _Text:
        """ROW and COLUMN: of the formula's own cell, or of a reference, over several cells an array of numbers."""
        if not node.arguments:
            here = Point(0, 0, False, False)
            return _Text([f"{node.name}(", Cells(self._site.sheet, here, here), ")"])
        pieces = self.emit(node.arguments[0], "R", scope, inside=False).pieces
        if len(pieces) != 1 or not isinstance(pieces[0], Cells | ThisRow):
            raise CannotEvaluate(f"{node.name} of a reference that is calculated")
        numbers = Numbers(pieces[0], node.name)
        single = isinstance(pieces[0], Cells) and pieces[0].first == pieces[0].last
        if single or mode == "A":
            return _Text([numbers], many=not single)
        return _Text(_call(FIRST, [numbers]))

    def _mind_spill(self, node: Call, arguments: list[list[Piece]], inside: bool) -> None:
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
        self.state.may_spill = True

    def _spread(self, node: Node, mode: str, scope: Mapping[str, _Bound], arguments: list[list[Piece]]) -> bool:
        """Writes a union or a reference over several sheets as several arguments; False if it is neither."""
        if isinstance(node, Binary) and node.operator == ",":
            for side in (node.left, node.right):
                if not self._spread(side, mode, scope, arguments):
                    arguments.append(self.emit(side, "R", scope, inside=True).pieces)
            return True
        if isinstance(node, Reference) and node.prefix is not None and ":" in node.prefix:
            for sheet in self._sheets(node.prefix):
                arguments.append(self._placed(Cells(sheet, node.first, node.last), "R").pieces)
            return True
        if isinstance(node, NameUse) and bare_name(node.name) not in scope:
            tree = self._defined(node)
            if isinstance(tree, Binary) and tree.operator == ",":
                return self._spread(tree, mode, {}, arguments)
        return False

    _METHODS: Final[Mapping[type, Callable[..., _Text]]] = {
        Literal: _literal,
        Missing: _missing,
        ArrayLiteral: _array,
        Reference: _reference,
        NameUse: _name,
        Structured: _structured,
        Unary: _unary,
        Binary: _binary,
        Call: _function,
        Apply: _apply,
    }
    _SPECIAL: Final[Mapping[str, Callable[..., _Text]]] = {
        "INDIRECT": _indirect,
        "SUBTOTAL": _subtotal,
        "FORMULATEXT": _about_formula,
        "ISFORMULA": _about_formula,
        "SHEET": _sheet_number,
        "SHEETS": _sheet_count,
        "LET": _let,
        "IF": _if,
        "ISOMITTED": _omitted,
        "SINGLE": lambda self, node, mode, scope, inside: self._at(node.arguments[0], scope, inside),
        "ANCHORARRAY": lambda self, node, mode, scope, inside: self._spilled(node.arguments[0], mode, scope),
    }


def _parameter(node: Node) -> str:
    """The name of a parameter of LAMBDA; one that may be left out is written in brackets."""
    if isinstance(node, NameUse):
        return bare_name(node.name)
    if isinstance(node, Structured) and node.table is None:
        return bare_name(node.inside)
    raise CannotEvaluate("a LAMBDA whose parameter is no name")


def _wanted(name: str, kind: str, mode: str) -> str:
    """The mode for an argument of class ``kind`` in a call in ``mode``."""
    if mode == "A" or kind == "A":
        return "A"
    return mode if name in _CHOICES and kind == "R" else kind


def _is_line(pieces: list[Piece]) -> bool:
    """Cells in one row or one column."""
    if len(pieces) != 1 or not isinstance(pieces[0], Cells):
        return False
    _, first, last = pieces[0]
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


def our_name(name: str, ours: Collection[str]) -> str | None:
    """Our function meant by a call, whatever add-in prefix a file gave it; None if it is none of ours."""
    if name in ours:
        return name
    for namespace in ("XLCOST_", "XLCOST."):
        if name.startswith(namespace) and name.removeprefix(namespace) in ours:
            return name.removeprefix(namespace)
    return None


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes below it."""
    yield node
    children: tuple[Node, ...] = ()
    if isinstance(node, Call):
        children = node.arguments
    elif isinstance(node, Apply):
        children = (node.function, *node.arguments)
    elif isinstance(node, Unary):
        children = (node.operand,)
    elif isinstance(node, Binary):
        children = (node.left, node.right)
    for child in children:
        yield from walk(child)


def _alternative(name: str, node: Call) -> str:
    """The name of our own function, in the modes in which the engine's differs from Excel."""
    first_mode = {"XLOOKUP": 4, "XMATCH": 2}.get(name)
    if first_mode is None or all(_is_default(argument) for argument in node.arguments[first_mode:]):
        return name
    return f"XLC.{name}"


def _is_default(node: Node) -> bool:
    return isinstance(node, Missing)


def _as_text(node: Node, text: _Text) -> list[Piece]:
    """An operand that is read as a text; numbers with at most 15 digits."""
    surely = isinstance(node, Literal) and node.kind in {"string", "error"}
    surely = surely or (isinstance(node, Call) and node.name in _GIVE_TEXT)
    if surely or isinstance(node, Missing) or (isinstance(node, Binary) and node.operator == "&"):
        return text.pieces
    return _call(LIFT, [f'"{TEXT_OF}:V"'], text.pieces) if text.many else _call(TEXT_OF, text.pieces)


def _close_calls(node: Binary) -> bool:
    """Whether two numbers are compared that may differ in nothing but rounding."""
    for side in (node.left, node.right):
        if isinstance(side, Literal) and (side.kind != "number" or float(side.text) == 0):
            return False
        if isinstance(side, Call) and side.name in _GIVE_TEXT:
            return False
    return True


def _sure(node: Node) -> bool:
    """A number other than 0."""
    return isinstance(node, Literal) and node.kind == "number" and float(node.text) != 0
