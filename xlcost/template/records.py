"""What a sheet is declared from: rows with label, unit, cells, note and name. Nothing here knows an address or a font.

Formulas are Excel text in which ``{key}`` stands for the row called *key* (``references.py`` says where that is), so a
declaration reads like the sheet and never breaks when a row moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

#: How a cell looks and whether people may type into it; ``styles.py`` says what that means.
Look = Literal[
    "input",
    "input_words",
    "input_run",
    "price",
    "price_figure",
    "calculation",
    "function",
    "function_text",
    "long",
    "longer",
    "narrow",
    "function_note",
    "counter",
    "output",
    "check",
    "text",
    "label",
    "unit",
    "note",
    "header",
    "header_left",
    "header_indent",
    "header_right",
    "header_up",
    "source",
    "input_sample",
    "price_sample",
    "meaning",
    "caption",
    "heading",
    "minor",
    "title",
    "purpose",
    "status",
    "link",
    "figure",
    "line_1",
    "line_2",
    "line_3",
    "line_4",
    "line_5",
    "sentence",
    "answer",
]
#: How many cells a row has: one; one a scenario (live, Low, Base, High), a month, an alternative, or a grid volume.
Axis = Literal["single", "scenario", "time", "alternative", "volume"]

SCENARIOS: Final = ("Low", "Base", "High")
_NONE: Final[Mapping[int, Any]] = MappingProxyType({})


RuleKind = Literal["decimal", "whole", "list", "date", "custom", "textLength"]
Operator = Literal["between", "greaterThan", "greaterThanOrEqual", "lessThanOrEqual"]


class Rule(NamedTuple):
    """What an input takes, in Excel's terms of data validation, with the message that helps."""

    kind: RuleKind
    formula1: str
    operator: Operator | None = None
    formula2: str | None = None
    title: str = ""
    prompt: str = ""
    error: str = ""
    blank: bool = False  # whether the cell may be empty


class Cell(NamedTuple):
    """One cell: a constant, or a formula template when ``content`` starts with "=" and ``formula`` says so."""

    content: str | float | bool | date | None
    look: Look = "calculation"
    format: str = "general"
    formula: bool = False
    rule: Rule | None = None
    link: str = ""  # sheet that a click goes to
    addresses: bool = False  # the content names places, one a space (``addresses.py``): their addresses stand there


def worded(text: str, look: Look, link: str = "") -> Cell:
    """A cell of words: a formula template where they begin with "="."""
    return Cell(text, look, formula=text.startswith("="), link=link)


class Twin(NamedTuple):
    """The same result by plain Excel formulas, no function of ours: shown beside it on Audit."""

    formula: str
    exact: bool = False  # texts and flags must be the same; numbers agree within the tolerance


class Row(NamedTuple):
    """A line of a sheet: label, unit, one cell for each place of the axis, note.

    Label, unit and note are formulas where they begin with "=".
    """

    key: str
    label: str
    unit: str
    cells: tuple[Cell | None, ...]
    axis: Axis
    note: str = ""
    named: bool = False  # its live cell gets a defined name: the key
    keys: tuple[str, ...] = ()  # or each of its cells is called by a key of its own, and named so
    total: Cell | None = None  # the cell before the axis: a total of the months, the ratio of a grid row
    twin: Twin | None = None
    strong: bool = False  # a total: bold, ruled off
    height: float | None = None


class Spill(NamedTuple):
    """Rows that each show one line of a function's table, for each place of the axis.

    Not an array formula: LibreOffice calculates those anew on opening, so that the last values would be gone wherever
    the functions are not connected.
    """

    key: str
    labels: tuple[tuple[str, str], ...]  # key of the part, label
    unit: str
    call: str  # the function call, without the equals sign
    column: int  # of the function's table
    axis: Axis
    format: str = "usd"
    notes: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()


class Column(NamedTuple):
    """A column of a table: its cells are constants, or one formula template for every row; so is its header."""

    key: str
    header: str | float | bool | Cell
    cells: tuple[Cell, ...] | Cell
    name: str = ""  # a defined name of its cells


class Table(NamedTuple):
    """A header row and rows below it, from a given column on."""

    key: str
    columns: tuple[Column, ...]
    rows: int
    first_column: int = 1
    excel_table: str = ""  # the name of a real Excel table
    header_look: Look = "header"
    header_to: int = 0  # the last column of the header's colour, where texts run on beyond the last column
    beside: bool = False  # stands beside the block above it: starts on that block's first row
    height: float | None = None


class Heading(NamedTuple):
    """A section's name, with captions over its columns where they need any."""

    text: str
    captions: Mapping[int, Cell] = _NONE
    minor: bool = False


class Paragraph(NamedTuple):
    """A line of text across the sheet; a formula where it begins with "="."""

    text: str
    look: Look = "text"
    key: str = ""


class Gap(NamedTuple):
    """A low empty row."""


class Canvas(NamedTuple):
    """Empty rows for charts to stand on."""

    key: str
    rows: int


Block = Row | Spill | Table | Heading | Paragraph | Gap | Canvas


class Apart(NamedTuple):
    """Columns of a sheet that are printed on a page of their own, under a title of their own, down to a row."""

    title: str
    first_column: int
    last_column: int
    last_row: int


class Sheet(NamedTuple):
    """A whole sheet."""

    name: str
    title: str
    purpose: str | Cell
    blocks: tuple[Block, ...]
    widths: Mapping[str, float]  # by column letter
    last_column: int  # of the sheet
    freeze: str | None  # key of the row below which the sheet scrolls; None: below captions and status line
    captions: Mapping[int, Cell] = _NONE  # over the columns of the whole sheet, always in view
    note_column: int = 7
    freeze_column: int = 3  # the first column that scrolls
    tab: str = "calculation"
    status_line: bool = True
    printed_column: int | None = None  # the last one on paper, where that is not the sheet's last
    printed_until: str = ""  # key or heading of the first block that is not on paper
    apart: Apart | None = None  # what stands beside that and is printed on a page of its own
    pages_wide: int = 1  # of paper; from the second on with the columns that do not scroll
    pages_high: int = 0  # of paper; 0: as many as it takes
    page_breaks: tuple[str, ...] = ()  # keys or headings that start a new page
