"""A workbook recalculated by LibreOffice with our functions, by the add-in, as they run there for a user."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xlcost.calculate.crosscheck import recalculate_with_libreoffice
from xlcost.calculate.engines.libreoffice import Office
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.results import Recalculation
from xlcost.evaluate.binding import NamedFunction, named_functions, our_functions, our_name
from xlcost.formula.parser import bare_name
from xlcost.formula.tree import Call, Missing, Node, Reference, walk
from xlcost.formula.unique import cells_saying, read_formulas
from xlcost.functions import FUNCTIONS
from xlcost.hosts.libreoffice.extension import unpack_extension
from xlcost.hosts.spelling import respelled
from xlcost.workbook.package import package_bytes
from xlcost.workbook.reader import workbook_part
from xlcost.workbook.records import Book, Place
from xlcost.workbook.tokens import FormulaError, tokenize

_UNLIKE: Final = "it calls a LAMBDA of the workbook for which LibreOffice has the add-in, with other prices or steps"


def recalculate_in_libreoffice(book: Book) -> Recalculation:
    """LibreOffice's values for every formula cell of a workbook; nothing is installed for it, nothing left behind.

    Raises:
        BadFile: LibreOffice is missing, too slow, or unable to read the workbook.
    """
    with tempfile.TemporaryDirectory(prefix="xlcost-addin-") as folder:
        unpack_extension(Path(folder) / "xlcost")
        bundled = f"-env:BUNDLED_EXTENSIONS={Path(folder).as_uri()}"
        return recalculate_with_libreoffice(
            book, data=with_plain_names(book), unlike=calls_unlike_the_add_in(book), extra_arguments=[bundled]
        )


class WithAddIn(Office):
    """A workbook that LibreOffice calculates with our functions in it."""

    def __init__(self, book: Book) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="xlcost-addin-")
        unpack_extension(Path(self._folder.name) / "xlcost")
        super().__init__(book, with_plain_names, [f"-env:BUNDLED_EXTENSIONS={Path(self._folder.name).as_uri()}"])
        self._unlike = calls_unlike_the_add_in(book)

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        found = super().read(places)
        return {place: NoAnswer(self._unlike[place]) if place in self._unlike else found[place] for place in places}

    def close(self) -> None:
        """Lets go of the workbook; nothing is left behind."""
        super().close()
        self._folder.cleanup()


WITH_ADD_IN = Engine("libreoffice", WithAddIn)


def calls_unlike_the_add_in(book: Book) -> Mapping[Place, str]:
    """The formula cells in which a name of ours is the workbook's own LAMBDA and means something else than the add-in.

    LibreOffice knows no LAMBDA and calls the add-in, which without a price range takes the package's prices, and not
    the workbook's as our LAMBDAs do.
    """
    defined = {name.name.upper() for name in book.names} & FUNCTIONS.keys()
    if not defined:
        return {}
    alike = named_functions(book, our_functions())

    def says(tree: Node) -> bool:
        calls = (node for node in walk(tree) if isinstance(node, Call) and node.prefix is None)
        return any(call.name in defined and not _same_there(call, alike) for call in calls)

    return dict.fromkeys(cells_saying(read_formulas(book), says), _UNLIKE)


def _same_there(call: Call, alike: Mapping[str, NamedFunction]) -> bool:
    """Whether a LAMBDA called gives the same in the add-in: it is ours, and if it reads prices, a range is given."""
    function = alike.get(call.name)
    if function is None:
        return False
    tables = [argument.is_table for argument in FUNCTIONS[call.name].arguments]
    prices = [node for node, is_table in zip(call.arguments, tables) if is_table and not isinstance(node, Missing)]
    return not function.leading or any(not (isinstance(node, Reference) and node.single) for node in prices)


def with_plain_names(book: Book, replaced: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """The workbook with our functions under their plain names, by which alone LibreOffice knows them.

    Excel saves ``_xldudf_PROMPT_COST(...)`` where xlwings Lite has them, ``[1]!PROMPT_COST(...)`` where an add-in has.
    ``replaced`` are parts that stand in the place of the workbook's own.
    """
    parts = book.package.parts
    changed = dict(replaced)
    for name in {workbook_part(book.package), *(sheet.part for sheet in book.sheets)}:
        before = replaced.get(name, parts[name])
        xml = respelled(before, _plain)
        if xml != before:
            changed[name] = xml
    return package_bytes(book.package, changed) if changed else book.package.data


def _plain(formula: str) -> str:
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return formula
    pieces: list[str] = []
    prefix = ""
    for kind, text in tokens:
        name = our_name(bare_name(text[:-1]), FUNCTIONS) if kind == "call" else None
        pieces.append(f"{name}(" if name is not None else prefix + text if kind != "prefix" else "")
        prefix = text if kind == "prefix" else ""
    return "".join(pieces) + prefix
