"""The workbook's charts: native Excel charts with titles, axes with units, and colours that survive a grey print."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.template import styles
from xlcost.template.placing import MONTHS
from xlcost.template.references import Place, Places, letters, quoted
from xlcost.template.sheets.models import CHARTED

_EMU_PER_POINT: Final = 12_700
_USD: Final = "#,##0"


class Drawn(NamedTuple):
    """A chart on a sheet, and what it shows in words for people who cannot see it."""

    sheet: str
    description: str


def draw(book: Any, places: Places) -> list[Drawn]:
    """Add every chart; the descriptions come back in the order of the drawings."""
    dashboard, sensitivity, models = book["Dashboard"], book["Sensitivity"], book["Models"]
    costs, answer, drivers = (places[key].row for key in ("costs_charts", "answer_charts", "tornado_chart"))
    below_ranking = places["ranking_by_function"].row + 13
    return [
        _add(sensitivity, f"A{drivers}", _tornado(book, places), _TORNADO_TEXT, width=32.8, height=8.2),
        _add(models, f"I{below_ranking}", _ranking(book, places), _RANKING_TEXT, width=13.5),
        _add(dashboard, f"A{costs}", _cumulative(book, places), _CUMULATIVE_TEXT),
        _add(dashboard, f"D{costs}", _stack(book, places), _STACK_TEXT),
        _add(dashboard, f"A{answer}", _tornado(book, places), _TORNADO_TEXT),
        _add(dashboard, f"D{answer}", _ranking(book, places), _RANKING_TEXT),
    ]


_CUMULATIVE_TEXT: Final = (
    f"Line chart of the cumulative cost in US dollars of prompting and of fine-tuning over {MONTHS} months; a "
    "diamond marks "
    "the break-even where there is one. The figures are the cumulative rows of the sheet Timeline."
)
_STACK_TEXT: Final = (
    f"Stacked columns of what fine-tuning costs in each of {MONTHS} months: up-front cost, inference, retraining, "
    "hosting and "
    "upkeep, with the cost of prompting as a line. The figures are the rows of the sheet Timeline."
)
_TORNADO_TEXT: Final = (
    "Tornado: bars of how far each driver, at its low and at its high end, moves the saving over the horizon in US "
    "dollars, the "
    "largest first. The figures are the first table of the sheet Sensitivity."
)
_RANKING_TEXT: Final = (
    f"Bars of what the same workload costs a month in US dollars on the {CHARTED} cheapest models of the price "
    "table. The figures are "
    "the ranking on the sheet Models."
)


def _add(sheet: Worksheet, anchor: str, chart: Any, text: str, *, width: float = 15.2, height: float = 8.7) -> Drawn:
    chart.width, chart.height = width, height
    sheet.add_chart(chart, anchor)
    return Drawn(sheet.title, text)


def _cumulative(book: Any, places: Places) -> Any:
    chart: Any = ScatterChart()
    chart.style, chart.scatterStyle = 2, "lineMarker"
    months = _row(book, places["month"])
    for key, title, colour in (
        ("cumulative_prompting", "Prompting", styles.PROMPT_COLOUR),
        ("cumulative_finetuning", "Fine-tuning", styles.TUNE_COLOUR),
    ):
        series = Series(_row(book, places[key]), months, title=title)
        _line(series, colour, "solid" if title == "Prompting" else "dash", 2.25)
        series.marker.symbol = "none"
        chart.series.append(series)
    mark = Series(_cell(book, places["marker_cost"]), _cell(book, places["marker_month"]), title=None)
    mark.tx = SeriesLabel(strRef=StrRef(_address(places["marker_name"])))
    mark.marker.symbol, mark.marker.size = "diamond", 11
    mark.marker.graphicalProperties = GraphicalProperties(solidFill=styles.INK)
    mark.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.series.append(mark)
    _frame(chart, "Cumulative cost", "Month (0 is the start)", "USD, cumulative")
    chart.x_axis.scaling.min, chart.x_axis.scaling.max = 0, MONTHS
    chart.x_axis.majorUnit = 6
    chart.x_axis.number_format = "0"
    return chart


def _stack(book: Any, places: Places) -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 30
    parts = (
        ("month_upfront", "Up front"),
        ("month_inference", "Inference"),
        ("month_retraining", "Retraining"),
        ("month_hosting", "Hosting"),
        ("month_upkeep", "Upkeep"),
    )
    for (key, title), colour in zip(parts, styles.STACK_COLOURS, strict=True):
        series = Series(_row(book, places[key]), title=title)
        series.graphicalProperties = GraphicalProperties(
            solidFill=colour, ln=LineProperties(solidFill="FFFFFF", w=3_000)
        )
        chart.series.append(series)
    chart.set_categories(_row(book, places["month"]))
    line = LineChart()
    series = Series(_row(book, places["month_prompting"]), title="Prompting")
    _line(series, styles.PROMPT_COLOUR, "solid", 2.5)
    series.smooth = False
    line.series.append(series)
    chart += line
    _frame(chart, "What each month costs", "Month (0 is the start)", "USD in the month")
    chart.x_axis.tickLblSkip = 6
    return chart


def _tornado(book: Any, places: Places) -> BarChart:
    place = places["tornado"]
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "clustered", 100, 40
    for column, title, colour in (
        ("from_low", "Driver at its low end", styles.LOW_END_COLOUR),
        ("from_high", "Driver at its high end", styles.HIGH_END_COLOUR),
    ):
        series = Series(_column(book, place, column, place.rows), title=title)
        series.invertIfNegative = False
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series.append(series)
    chart.set_categories(_column(book, place, "driver", place.rows))
    _frame(chart, "What moves the saving", "", "USD over the horizon, change from the live case")
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.crosses = "max"
    return chart


def _ranking(book: Any, places: Places) -> BarChart:
    place = places["ranking"]
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 40
    series = Series(_column(book, place, "cost", CHARTED), title="USD per month")
    series.graphicalProperties = GraphicalProperties(solidFill=styles.PROMPT_COLOUR)
    chart.series.append(series)
    chart.set_categories(_column(book, place, "model", CHARTED))
    _frame(chart, f"The workload on the {CHARTED} cheapest models", "", "USD per month")
    chart.legend = None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    return chart


def _frame(chart: Any, title: str, x_title: str, y_title: str) -> None:
    """Title, axis titles, fonts, gridlines, legend; axes shown (openpyxl hides them unless told)."""
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_font(1200, bold=True))
    chart.title.overlay = False
    for axis, text in ((chart.x_axis, x_title), (chart.y_axis, y_title)):
        axis.delete = False
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_font(800)), endParaRPr=_font(800))])
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=styles.NEUTRAL_COLOUR))
        if text:
            axis.title = text
            axis.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_font(900))
            axis.title.overlay = False
    chart.y_axis.number_format = _USD
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E3E7EC"))
    if chart.x_axis.majorGridlines is not None:
        chart.x_axis.majorGridlines = None
    chart.legend.position = "b"
    chart.legend.overlay = False


def _font(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(latin=Font(typeface=styles.FONT), sz=size, b=bold, solidFill=styles.INK)


def _line(series: Any, colour: str, dash: Literal["solid", "dash"], points: float) -> None:
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=colour, prstDash=dash, w=int(points * _EMU_PER_POINT))
    )
    series.smooth = False


def _row(book: Any, place: Place) -> Reference:
    return Reference(book[place.sheet], min_col=place.columns[0], max_col=place.columns[-1], min_row=place.row)


def _cell(book: Any, place: Place) -> Reference:
    return Reference(book[place.sheet], min_col=place.columns[0], min_row=place.row)


def _column(book: Any, place: Place, column: str, rows: int) -> Reference:
    at = place.columns[place.parts.index(column)]
    return Reference(book[place.sheet], min_col=at, min_row=place.row + 1, max_row=place.row + rows)


def _address(place: Place) -> str:
    return f"{quoted(place.sheet)}!${letters(place.columns[0])}${place.row}"
