"""Formualizer as it is: it reads the file itself and takes each formula as it stands there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import formualizer

from xlcost.budget import at
from xlcost.calculate.binding import BoundFunction, GivesUp
from xlcost.calculate.engines.protocol import SENTINEL, Answer, Engine, NoAnswer, is_text, without_values
from xlcost.calculate.engines.settings import settings
from xlcost.calculate.translation.enginevalues import GIVES_UP, excel_error, from_engine, to_engine
from xlcost.errors import BadFile
from xlcost.workbook.records import Book, CellValue, Place


class Plain:
    """A workbook open in formualizer."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._work: Any = None
        with _failures_told(book):
            self._work = formualizer.Workbook.from_bytes(without_values(book), config=settings(book))
        self._work.set_temporal_egress("serial")

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours; arguments left out reach them as 0, which is why the translation is asked first."""
        for name, function in functions.items():
            self._work.register_function(
                name, _adapted(function), min_args=0, max_args=function.max_args, allow_override_builtin=True
            )

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        text = isinstance(value, str) and is_text(self._book, place)
        self._work.set_value(*place, value if text or value is None else to_engine(value))

    def recalculate(self) -> None:
        """Calculates whatever is not up to date; for what it raises see ``Session``."""
        at("formualizer calculated the file as it is")
        with _failures_told(self._book):
            self._work.evaluate_all()

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        return {place: _answer(self._work.get_value(*place)) for place in places}

    def close(self) -> None:
        """Lets go of the workbook."""
        self._work = None


def _adapted(function: BoundFunction) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            return to_engine(function.call([from_engine(argument) for argument in arguments]))
        except GivesUp:
            return GIVES_UP

    return call


def _answer(value: Any) -> Answer:
    if value == SENTINEL:
        return NoAnswer("the engine cannot read it")
    if excel_error(value) == "":
        return NoAnswer(f"the engine gives up ({value.get('kind')})")
    found: CellValue = from_engine(value)
    return found


@contextmanager
def _failures_told(book: Book) -> Iterator[None]:
    """Raises BadFile for whatever the engine raises, be it a panic of Rust code, which is no Exception."""
    try:
        yield
    except BaseException as reason:
        if isinstance(reason, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise BadFile(f"{book.package.path}: the engine failed ({str(reason)[:120]})") from None


PLAIN = Engine("formualizer as it is", Plain)
