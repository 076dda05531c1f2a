"""How the portfolio's charts look: as quiet as those of the decision book."""

from __future__ import annotations

from typing import Any, Final

from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties

from xlcost.portfolio.sheet import FONT, INK

#: Hundredths of a point.
_TITLE: Final = 1200
_AXIS: Final = 800
_GRID: Final = "E3E7EC"


def framed(chart: Any, title: str) -> None:
    """Title, axes and gridlines of a chart; axes shown (openpyxl hides them unless told)."""
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_font(_TITLE, bold=True))
    chart.title.overlay = False
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_font(_AXIS)), endParaRPr=_font(_AXIS))])
    chart.y_axis.numFmt = "#,##0"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))


def _font(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(latin=Font(typeface=FONT), sz=size, b=bold, solidFill=INK)
