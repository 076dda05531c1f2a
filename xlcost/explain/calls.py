"""Our functions where a formula calls them: each call explained as COST_EXPLAIN does, with the values of its cells.

For each of our functions the engine gets a second one, which takes the same arguments and gives the explanation, so
that references, names and tables mean in it what they mean in the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from xlcost.calculate.certified import EMBEDDED
from xlcost.calculate.engines.formualizer import Formualizer
from xlcost.calculate.engines.protocol import keep
from xlcost.calculate.results import Recalculation
from xlcost.evaluate.binding import BoundFunction, named_functions, our_functions, our_name, with_own_prices
from xlcost.formula.parser import bare_name
from xlcost.formula.tree import Node
from xlcost.formulas import PRICE_TABLE
from xlcost.functions import FUNCTIONS, Function
from xlcost.functions.explaining import explain
from xlcost.workbook.records import BLANK, Book, Cell, CellValue
from xlcost.workbook.tokens import FormulaError, Token, tokenize

_TELL: Final = "XLC.TELL."
_BEFORE: Final = 3  # arguments of a telling function before those of the function it tells of, see _tell
#: What needs no explanation.
_SILENT: Final = frozenset({"COST_EXPLAIN", "XLCOST_VERSION"})
_CLOSES: Final = {"(": 1, "{": 1, ")": -1, "}": -1}


#: Our functions that the workbook defines itself, and what goes before the arguments of each call.
Named = Mapping[str, tuple[Node, ...]]


class Explanation(NamedTuple):
    """A call as the formula has it, and how its result comes about."""

    function: str
    call: str
    text: str


class Asked(NamedTuple):
    """A formula cell, and the distance of the cell asked about from the first one that its array formula fills."""

    sheet: str
    cell: Cell
    rows: int = 0
    columns: int = 0


def explanations(proved: Recalculation, asked: Sequence[Asked]) -> list[tuple[Explanation, ...]]:
    """The explanations of our calls in each formula; a call that cannot stand alone, as within LET, has none."""
    book = proved.book
    named = {name: function.leading for name, function in named_functions(book, our_functions()).items()}
    calls = [
        [call for call in our_calls(one.cell.formula or "") if _is_ours(book, named, one.sheet, call.function)]
        for one in asked
    ]
    answers = iter(
        _answers(
            proved, [_question(named, one, call) for one, found in zip(asked, calls, strict=True) for call in found]
        )
    )
    return [
        tuple(
            Explanation(call.function, call.text, answer)
            for call in found
            if isinstance(answer := next(answers), str) and answer.startswith(call.function)
        )
        for found in calls
    ]


def _answers(proved: Recalculation, questions: Sequence[tuple[str, Cell]]) -> list[CellValue]:
    """What formulas would give in the workbook, with functions that tell of ours."""
    if not questions:
        return []
    ours = our_functions()
    session = Formualizer(proved.book)
    session.bind({**ours, **{f"{_TELL}{name}": _telling(FUNCTIONS[name], bound) for name, bound in ours.items()}})
    if proved.certificates is not None:
        keep(session, proved.certificates.kept_values(proved.book, EMBEDDED[0].name))
    session.recalculate()
    return session.ask(questions)


class OurCall(NamedTuple):
    """A call of one of our functions: its name without prefixes, the text of its arguments, and the whole call."""

    function: str
    arguments: str
    text: str


def our_calls(formula: str) -> Iterator[OurCall]:
    """The calls of our functions in a formula (no equals sign), from the left; each of them once."""
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return
    seen = set()
    for index, (kind, text) in enumerate(tokens):
        name = our_name(bare_name(text[:-1]), FUNCTIONS) if kind == "call" else None
        if name is not None and name not in _SILENT:
            arguments = "".join(token.text for token in _until_closed(tokens[index + 1 :]))
            if (name, arguments) not in seen:
                seen.add((name, arguments))
                yield OurCall(name, arguments, f"{name}({arguments})")


def _until_closed(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens before the bracket that closes a call which is open already."""
    depth = 1
    for token in tokens:
        depth += 1 if token.kind == "call" else _CLOSES.get(token.text, 0) if token.kind == "op" else 0
        if not depth:
            return
        yield token


def _is_ours(book: Book, named: Named, sheet: str, name: str) -> bool:
    """Whether a name means our function: a workbook may define something else by it, or our LAMBDA."""
    if name in named:
        return not named[name] or any(argument.is_table for argument in FUNCTIONS[name].arguments)
    return book.name(name, sheet) is None


def _question(named: Named, asked: Asked, call: OurCall) -> tuple[str, Cell]:
    comma = "," if call.arguments.strip() else ""
    own = PRICE_TABLE if named.get(call.function) else ""
    formula = f"{_TELL}{call.function}({asked.rows},{asked.columns},{own}{comma}{call.arguments})"
    return asked.sheet, asked.cell._replace(formula=formula, value=None, kind=BLANK)


def _telling(function: Function, bound: BoundFunction) -> BoundFunction:
    return BoundFunction(
        call=partial(_tell, function, bound),
        min_args=_BEFORE,
        max_args=_BEFORE + bound.max_args,
        tables=frozenset({_BEFORE - 1, *(position + _BEFORE for position in bound.tables)}),
        read_table=bound.read_table,
    )


def _tell(function: Function, bound: BoundFunction, args: Sequence[Any]) -> str:
    """The explanation; of a call over ranges the part that gives the cell at a distance from the first.

    Before the function's arguments come that distance and, where the function is a LAMBDA of the workbook, the prices
    that this reads where it is given none.
    """
    rows, columns, own, *values = args
    if own is not None:
        values = with_own_prices(bound, own, values)
    pick: Callable[[Any], Any] = partial(_element, row=int(rows), column=int(columns))
    if function.shape != "table":
        values = [value if argument.takes_range else pick(value) for argument, value in zip(function.arguments, values)]
    return explain(function, values)


def _element(value: Any, row: int, column: int) -> Any:
    """The element of a range that counts for one cell of the result, by Excel's rules for ranges of different sizes."""
    if not isinstance(value, list):
        return value
    line = value[0] if len(value) == 1 else value[row] if row < len(value) else ["#N/A"]
    return line[0] if len(line) == 1 else line[column] if column < len(line) else "#N/A"
