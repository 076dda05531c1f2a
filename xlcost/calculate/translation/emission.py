"""What a formula's translation for the engine is made with: the text so far, what it reads, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from xlcost.calculate.translation.pieces import Cells, Piece, Place
from xlcost.formula.signatures import READ_ANYWHERE, VOLATILE
from xlcost.formula.tree import Node
from xlcost.workbook.records import Book, Table

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

#: Functions that hand on one of their arguments, as a reference where it is one.
CHOICES: Final = frozenset({"IF", "CHOOSE", "IFS", "SWITCH"})

_MAX_PIECES: Final = 20_000


class CannotEvaluate(ValueError):
    """A formula that the engine would not evaluate as Excel does; the text says why."""


class Translated(NamedTuple):
    """A formula for the engine, for every cell of its sheet that it is copied to."""

    pieces: tuple[Piece, ...]
    precedents: tuple[Place, ...]
    arrays: tuple[Cells, ...]  # those of them that are worked on as whole arrays
    numbers: tuple[Place, ...]  # those of them that operators read as numbers
    functions: frozenset[str]  # in capitals, those within names included
    helpers: frozenset[str]  # functions of ours that stand in for operators and the like
    may_spill: bool  # where one value is expected the engine could still give several
    counts_cells: bool  # SUMPRODUCT multiplies cells as they are: truth values among them, too

    @property
    def volatile(self) -> bool:
        """Whether it depends on the clock, chance or the machine."""
        return not self.functions.isdisjoint(VOLATILE)

    @property
    def reads_anywhere(self) -> bool:
        """Whether it reads cells that its text does not name."""
        return not self.functions.isdisjoint(READ_ANYWHERE)


class Bound(NamedTuple):
    """A parameter's argument, and the parameters that it may itself use."""

    node: Node
    scope: Scope


Scope = Mapping[str, Bound]


class Text(NamedTuple):
    """Translated text, and whether it may stand for several values."""

    pieces: list[Piece]
    many: bool = False


@dataclass
class State:
    """What one translation has gathered so far."""

    precedents: list[Place] = field(default_factory=list)
    arrays: list[Cells] = field(default_factory=list)
    numbers: list[Place] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    may_spill: bool = False
    counts_cells: bool = False
    count: int = 0
    names: int = 0


class Site(NamedTuple):
    """Where a formula stands: its sheet, the cell, and the table around the cell, for references like [@Net]."""

    sheet: str
    row: int
    column: int
    table: Table | None


#: Translates one kind of node or function: (work, node, mode, scope, inside).
Emitter = Callable[..., Text]


@dataclass
class Work:
    """The translation of one formula.

    Modes: V one value is wanted, R a reference may stay one, A everything works on whole arrays. ``array`` is an array
    or dynamic formula; ``ours`` are the names of our functions, ``named`` those that the workbook itself defines.
    ``emitters`` translate the kinds of nodes, ``specials`` functions that are no ordinary calls.
    """

    book: Book
    ours: Collection[str]
    named: Named
    site: Site
    array: bool
    emitters: Mapping[type, Emitter]
    specials: Mapping[str, Emitter]
    state: State = field(default_factory=State)

    def emit(self, node: Node, mode: str, scope: Scope, *, inside: bool) -> Text:
        """The engine's text of a node; ``inside`` an argument that adds up whatever it gets."""
        self.state.count += 1
        if self.state.count > _MAX_PIECES:
            raise CannotEvaluate("the formula grows too long once its names are written out")
        return self.emitters[type(node)](self, node, mode, scope, inside)


def call(name: str, *arguments: list[Piece]) -> list[Piece]:
    """The text of a call."""
    pieces: list[Piece] = [f"{name}("]
    for number, argument in enumerate(arguments):
        if number:
            pieces.append(",")
        pieces += argument
    pieces.append(")")
    return pieces


def merged(pieces: list[Piece]) -> Iterator[Piece]:
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
