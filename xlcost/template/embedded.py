"""The values of the template's formulas, by the embedded engine as it is.

The template keeps to what the engine reads as Excel does. Tests hold the values to those of Python alone and of
LibreOffice, and every formula is calculated once more by plain ones in the workbook itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlcost.calculate.engines.formualizer import Formualizer
from xlcost.calculate.engines.protocol import Answer, NoAnswer
from xlcost.evaluate.binding import our_functions
from xlcost.workbook.places import shown
from xlcost.workbook.records import Book, CellValue, Place


def embedded_values(book: Book, frame: bytes) -> Mapping[Place, CellValue]:
    """The value of each formula, by its place; ``frame`` is the workbook's file, its sheets still empty.

    Raises:
        BadFile: the engine fails, or takes too long.
        RuntimeError: a formula of ours that cannot be calculated.
    """
    session = Formualizer(book, frame)
    session.bind(our_functions())
    session.recalculate()
    places = [(sheet.name, cell.row, cell.column) for sheet in book.sheets for cell in sheet.formulas]
    return dict(_values(book, session.read(places)))


def _values(book: Book, answers: Mapping[Place, Answer]) -> Iterator[tuple[Place, CellValue]]:
    for place, answer in answers.items():
        if isinstance(answer, NoAnswer) or answer == "#NAME?":
            formula = book.sheets_by_name[place[0].lower()].cells[place[1:]].formula
            why = answer.why if isinstance(answer, NoAnswer) else answer
            raise RuntimeError(
                f"the template has a formula that cannot be calculated: {shown(place)} ={formula}: {why}"
            )
        yield place, 0.0 if answer is None else answer + 0.0 if answer.__class__ is float else answer
