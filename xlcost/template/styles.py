"""How the workbook looks: fonts, colours, number formats and cell styles, all in this one place.

The cell styles are Excel's own (Input, Calculation, Output, Check Cell...), restyled to be quiet: blue font for what
people type, black for formulas, green for what our functions return. Colour is never the only sign: inputs also have a
frame and are unlocked, checks say OK or FAILED in words.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, NamedTuple

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from xlcost.template.records import Cell, Look
from xlcost.workbook.styles import red_below_zero

Dash = Literal["solid", "dash", "lgDash", "sysDot"]

FONT: Final = "Calibri"
SIZE: Final = 10

INK: Final = "1F2933"
BLUE: Final = "0B3D91"  # what people type
GREEN: Final = "00664F"  # what our functions return
NAVY: Final = "17375E"
RULE: Final = "BFC7D1"
PALE: Final = "F3F6FA"
INPUT_FILL: Final = "FFF9E5"
OUTPUT_FILL: Final = "EAF2FB"
GOOD: Final = ("E3F4EA", "0B6B3A")
BAD: Final = ("FBE3E0", "A61B0F")

#: Series colours: apart in hue for colour-blind eyes (Okabe and Ito) and in lightness on a grey print.
PROMPT_COLOUR: Final = "004C7F"
#: One a line of the chart of alternatives; each has its own dash too.
WAY_COLOURS: Final = (PROMPT_COLOUR, "7CC4EE", "E07B00", "5B2C00")
LINE_LOOKS: Final[tuple[Look, ...]] = ("line_1", "line_2", "line_3", "line_4", "line_5")
WAY_DASHES: Final[tuple[Dash, ...]] = ("solid", "dash", "lgDash", "sysDot")
LOW_END_COLOUR: Final = "5BA4CF"
HIGH_END_COLOUR: Final = PROMPT_COLOUR
NEUTRAL_COLOUR: Final = "7F8A96"

TAB_COLOURS: Final = {
    "cover": NAVY,
    "input": "D9A400",
    "calculation": "7F8A96",
    "output": "0072B2",
    "check": "00805A",
    "settings": "BFC7D1",
}

FORMATS: Final = {
    "general": "General",
    "text": "@",
    "usd": red_below_zero("#,##0.00", " USD"),
    "usd0": red_below_zero("#,##0", " USD"),
    "heat": "#,##0",  # red would not be seen on the colours of the heat map
    "yes": '"yes";;"no"',
    "line": '0;;"none"',
    "long_line": '0;"none so long";"none"',
    "amount": red_below_zero("#,##0"),
    "amount2": red_below_zero("#,##0.00"),
    "unit_amount": "0.000000",
    "unit_usd": '0.000000" USD"',
    "price": "#,##0.00##",
    "count": "#,##0",
    "number": "#,##0.0",
    "decimal": "#,##0.00",
    "hours": '#,##0.0" h"',
    "share": "0.0%",
    "ratio": "0.0000",
    "months": '#,##0.0" months"',
    "months1": "#,##0.0",
    "month": "0",
    "factor": '0.00"x"',
    "index": "0.0000",
    "date": "d mmm yyyy",
    "month_date": "mmm yy",
    "tiny": "[<0.0000005]0;0.000000",
    "crumb": "0E+00",
    "rate": "0.0000%",
    "found": "[<0.0000005]0;[<1]0.000000;#,##0",
    "logical": '"TRUE";"TRUE";"FALSE"',  # Excel shows TRUE and FALSE anyway, LibreOffice 1 and 0
    "check": '"OK";;"FAILED"',
    "version": "@",
}

_SIDE: Final = Side(style="thin", color=RULE)
_BOX: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_UNDER: Final = Border(bottom=_SIDE)
#: A white line keeps a heading off the one before it, whose words end where its own begin.
_APART: Final = Border(left=Side(style="thin", color="FFFFFF"))


class Style(NamedTuple):
    """One of the workbook's cell styles."""

    name: str
    builtin: int | None
    colour: str = INK
    fill: str | None = None
    bold: bool = False
    italic: bool = False
    size: float = SIZE
    border: Border | None = None
    horizontal: str | None = None
    wrap: bool = False
    locked: bool = True
    vertical: str = "center"
    indent: int = 0
    rotation: int = 0
    height: float = 0.0  # points that its row needs where that is more than usual


STYLES: Final[dict[Look, Style]] = {
    "input": Style("Input", 20, BLUE, INPUT_FILL, border=_BOX, horizontal="right", wrap=True, locked=False),
    "input_words": Style(
        "Input in words", None, BLUE, INPUT_FILL, border=Border(left=_SIDE, top=_SIDE, bottom=_SIDE), locked=False
    ),
    "input_run": Style("Room for words", None, BLUE, INPUT_FILL, border=Border(top=_SIDE, bottom=_SIDE)),
    "price": Style("Input price", None, BLUE, border=_BOX, locked=False),
    "price_figure": Style("Input figure", None, BLUE, border=_BOX, horizontal="right", locked=False),
    "calculation": Style("Calculation", 22, border=_UNDER, horizontal="right", wrap=True),
    "long": Style("Long name", None, border=_UNDER, horizontal="right", wrap=True, size=8, height=24),
    "longer": Style("Longer words", None, border=_UNDER, horizontal="right", wrap=True, size=8, height=44),
    "narrow": Style("Name in a narrow column", None, border=_UNDER, horizontal="right", wrap=True, size=8, height=56),
    "counter": Style("Counter", None, border=_UNDER, horizontal="center"),
    "function": Style("Function result", None, GREEN, border=_UNDER, horizontal="right"),
    "function_text": Style("Function text", None, GREEN, border=_UNDER, horizontal="left"),
    "function_note": Style("Function remark", None, GREEN, border=_UNDER, horizontal="left", indent=1),
    "output": Style("Output", 21, bold=True, fill=OUTPUT_FILL, border=_BOX, horizontal="right"),
    "check": Style("Check Cell", 23, bold=True, border=_BOX, horizontal="center"),
    "text": Style("Explanatory Text", 53, "3E4C59", horizontal="left"),
    "meaning": Style("Meaning", None, "3E4C59", horizontal="left", indent=1),
    "label": Style("Label", None),
    "header": Style("Column header", None, "FFFFFF", NAVY, bold=True, horizontal="center", wrap=True),
    "header_left": Style("Column header left", None, "FFFFFF", NAVY, bold=True, horizontal="left", wrap=True),
    "header_indent": Style(
        "Column header indented", None, "FFFFFF", NAVY, bold=True, horizontal="left", wrap=True, indent=1
    ),
    "header_right": Style(
        "Column header right", None, "FFFFFF", NAVY, bold=True, border=_APART, horizontal="right", wrap=True
    ),
    "header_up": Style(
        "Column header upright", None, "FFFFFF", NAVY, bold=True, horizontal="center", vertical="bottom", rotation=90
    ),
    "source": Style(
        "Input source", None, BLUE, border=_BOX, size=9, wrap=True, horizontal="left", indent=1, locked=False
    ),
    "input_sample": Style("Sample of an input", None, BLUE, INPUT_FILL, border=_BOX, horizontal="right"),
    "price_sample": Style("Sample of a price", None, BLUE, border=_BOX, horizontal="right"),
    "caption": Style("Caption", None, NAVY, PALE, bold=True, border=_UNDER),
    "heading": Style(
        "Heading 2",
        17,
        NAVY,
        bold=True,
        size=12,
        border=Border(bottom=Side("thin", NAVY)),
        vertical="bottom",
        height=22,
    ),
    "minor": Style("Heading 3", 18, NAVY, bold=True, vertical="bottom", height=18),
    "title": Style("Title", 15, NAVY, bold=True, size=18, height=26),
    "purpose": Style("Subtitle", None, "52606D", size=11),
    "status": Style("Status", None, bold=True),
    "link": Style("Hyperlink", 8, "0B5394"),
    "note": Style("Remark", None, "52606D", size=9, wrap=True, horizontal="left", indent=1),
    "unit": Style("Unit", None, "52606D", size=9),
    "sentence": Style("Sentence", None, NAVY, size=11, horizontal="left"),
    "answer": Style("Answer", None, NAVY, size=12, bold=True, horizontal="left", height=20),
    **{
        look: Style(f"Line {number}", None, colour, bold=True, horizontal="right")
        for number, (look, colour) in enumerate(zip(LINE_LOOKS, (*WAY_COLOURS, NEUTRAL_COLOUR), strict=True), 1)
    },
    "figure": Style(
        "Key figure", None, NAVY, OUTPUT_FILL, bold=True, size=14, border=_BOX, horizontal="center", height=26
    ),
}


#: Looks of words, which stand to the left, and of marks, which stand in the middle; numbers stand to the right.
_WORDS: Final[frozenset[Look]] = frozenset({"label", "unit", "text", "link", "function_text", "input_sample"})
_INDENTED: Final[frozenset[Look]] = frozenset({"meaning", "note", "source", "function_note"})
_MARKS: Final[frozenset[Look]] = frozenset({"counter", "check", "figure"})


def header_over(cell: Cell) -> Look:
    """The header of a column of such cells: it stands as they do."""
    if cell.look in _MARKS:
        return "header"
    if cell.look in _INDENTED:
        return "header_indent"
    return "header_left" if cell.look in _WORDS or cell.format == "text" else "header_right"


def named_styles() -> list[NamedStyle]:
    """Every cell style, as the workbook registers it."""
    return [_named_style(style) for style in STYLES.values()]


@cache
def number_format(key: str) -> str:
    """The Excel number format called ``key``."""
    return FORMATS[key]


def _named_style(style: Style) -> NamedStyle:
    return NamedStyle(
        name=style.name,
        font=Font(name=FONT, size=style.size, bold=style.bold, italic=style.italic, color=style.colour),
        fill=PatternFill("solid", fgColor=style.fill) if style.fill else PatternFill(),
        border=style.border or Border(),
        alignment=Alignment(
            horizontal=style.horizontal,
            vertical=style.vertical,
            wrap_text=style.wrap or None,
            indent=style.indent,
            text_rotation=style.rotation,
        ),
        protection=Protection(locked=style.locked),
        builtinId=style.builtin,
    )
