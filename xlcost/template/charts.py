"""The workbook's charts: native Excel charts with titles, axes with units, and colours that survive a grey print."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import NumDataSource, NumRef, StrData, StrRef, StrVal
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.template import styles
from xlcost.template.references import Place, Places, letters
from xlcost.template.sheets.alternatives import AXES
from xlcost.template.sheets.models import CHART_COLUMN, CHARTED
from xlcost.template.ways import WAYS
from xlcost.workbook.addresses import named_sheet

_EMU_PER_POINT: Final = 12_700
_USD: Final = "#,##0"
#: Marks on the axis of months, about.
_TICKS: Final = 12


class Drawn(NamedTuple):
    """A chart on a sheet, and what it shows in words for people who cannot see it."""

    sheet: str
    description: str


def draw(book: Any, places: Places, horizon: int, currency: str) -> list[Drawn]:
    """Add every chart, for a horizon of so many months; the descriptions come back in the order of the drawings."""
    at = {key: places[key].row for key in ("summary_chart", "evidence_chart", "tornado_chart", "risk_bins")}
    ranking = f"{letters(CHART_COLUMN)}{places['ranking'].row}"
    return [
        _add(
            book["Summary"],
            f"A{at['summary_chart']}",
            _cumulative(book, places, horizon, currency),
            _CUMULATIVE_TEXT,
            width=18.9,
            height=7.8,
        ),
        _add(book["Evidence"], f"A{at['evidence_chart']}", _gain(book, places), _GAIN_TEXT, width=26.0, height=7.7),
        _add(
            book["Sensitivity"],
            f"A{at['tornado_chart']}",
            _tornado(book, places, currency),
            _TORNADO_TEXT,
            width=24.0,
            height=9.4,
        ),
        _add(
            book["Risk"],
            f"D{at['risk_bins']}",
            _histogram(book, places, currency),
            _HISTOGRAM_TEXT,
            width=18.0,
            height=9.4,
        ),
        _add(book["Models"], ranking, _ranking(book, places), _RANKING_TEXT, width=14.8, height=11.5),
    ]


_CUMULATIVE_TEXT: Final = (
    "Line chart of the cumulative cost of each alternative, in the reporting currency, from the up-front cost in "
    "month 0 to the end of the horizon, which a dotted line marks. The figures are the rows for this chart on the "
    "sheet Timeline."
)
_GAIN_TEXT: Final = (
    "Bars of the gain in good answers of each alternative over the one it was compared with, with the interval of the "
    "confidence asked for as a line. The figures are the rows Gain, Gain from and Gain to of the sheet Evidence."
)
_TORNADO_TEXT: Final = (
    "Tornado: bars of how far each driver, at its low and at its high end, moves the saving in present value, the "
    "largest first. The figures are the first table of the sheet Sensitivity."
)
_HISTOGRAM_TEXT: Final = (
    "Columns of the share of simulated runs by the saving of the advised alternative, in present value. The figures "
    "are the table beside the chart."
)
_RANKING_TEXT: Final = (
    f"Bars of what month 1 of the baseline's work costs in US dollars on the {CHARTED} cheapest models of the price "
    "list. The figures are the ranking on the sheet Models."
)


def _add(sheet: Worksheet, anchor: str, chart: Any, text: str, *, width: float, height: float) -> Drawn:
    chart.width, chart.height = width, height
    sheet.add_chart(chart, anchor)
    return Drawn(sheet.title, text)


def _cumulative(book: Any, places: Places, horizon: int, currency: str) -> Any:
    chart: Any = ScatterChart()
    chart.style, chart.scatterStyle = 2, "lineMarker"
    for way, colour, dash in zip(WAYS, styles.WAY_COLOURS, styles.WAY_DASHES, strict=True):
        cost, name = places[f"{way.letter}_chart_cost"], places["alt_chart_name"]
        series = Series(_row(book, cost), _row(book, places[f"{way.letter}_chart_month"]), title=None)
        series.tx = SeriesLabel(
            strRef=StrRef(f"{named_sheet(name.sheet)}!${letters(name.columns[way.number - 1])}${name.row}")
        )
        _line(series, colour, dash, 2.25)
        series.marker.symbol = "none"
        chart.series.append(series)
    end = Series(
        _row(book, places["horizon_chart_cost"]), _row(book, places["horizon_chart_month"]), title="End of the horizon"
    )
    _line(end, styles.NEUTRAL_COLOUR, "sysDot", 1.0)
    end.marker.symbol = "none"
    chart.series.append(end)
    _frame(chart, "Cumulative cost", "Month (0 is the start)", _cell(places, "axis_cost", currency))
    chart.legend = None  # below it in cells, which say nothing of an alternative that is not considered
    chart.x_axis.scaling.min = 0  # no maximum: whoever types a longer horizon shall see all of it
    chart.x_axis.majorUnit = math.ceil(horizon / _TICKS)
    chart.x_axis.number_format = "0"
    return chart


def _gain(book: Any, places: Places) -> BarChart:
    """The gain as bars; the interval as error bars from cells, so that they follow.

    Axes take no notice of error bars: bars that are not seen end where the intervals do.
    """
    chart = BarChart()
    chart.type, chart.overlap, chart.gapWidth = "bar", 100, 60
    gain, up, down = (places[key] for key in ("ev_chart_gain", "ev_chart_up", "ev_chart_down"))
    series = Series(_others(book, gain), title="Gain in good answers")
    series.invertIfNegative = False
    series.graphicalProperties = GraphicalProperties(solidFill=styles.LOW_END_COLOUR)
    series.errBars = ErrorBars(
        errDir=None,
        errBarType="both",
        errValType="cust",
        plus=NumDataSource(numRef=NumRef(f=_across(up))),
        minus=NumDataSource(numRef=NumRef(f=_across(down))),
        spPr=GraphicalProperties(ln=LineProperties(solidFill=styles.INK, w=19_050)),
    )
    chart.series.append(series)
    for key in ("ev_low", "ev_high"):
        end = Series(_others(book, places[key]), title=None)
        end.graphicalProperties = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
        chart.series.append(end)
    chart.set_categories(_others(book, places["ev_chart_name"]))
    _frame(chart, "Gain in good answers, with its interval", "", "Share of test cases")
    chart.y_axis.number_format = "0%"
    chart.legend = None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.crosses = "max"
    return chart


def _tornado(book: Any, places: Places, currency: str) -> BarChart:
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
    _frame(chart, "What moves the saving", "", _cell(places, "axis_change", currency))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.crosses = "max"
    return chart


def _histogram(book: Any, places: Places, currency: str) -> BarChart:
    place = places["risk_bins"]
    chart = BarChart()
    chart.type, chart.gapWidth = "col", 10
    series = Series(_column(book, place, "share", place.rows), title="Share of runs")
    series.graphicalProperties = GraphicalProperties(solidFill=styles.LOW_END_COLOUR)
    chart.series.append(series)
    chart.set_categories(_column(book, place, "from", place.rows))
    _frame(chart, "Saving of the advised alternative", _cell(places, "axis_saving", currency), "Share of runs")
    chart.y_axis.number_format = "0%"
    chart.legend = None
    return chart


def _ranking(book: Any, places: Places) -> BarChart:
    place = places["ranking"]
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 40
    series = Series(_column(book, place, "cost", CHARTED), title="USD in month 1")
    series.graphicalProperties = GraphicalProperties(solidFill=styles.PROMPT_COLOUR)
    chart.series.append(series)
    chart.set_categories(_column(book, place, "name", CHARTED))
    _frame(chart, f"Month 1 on the {CHARTED} cheapest models", "", "USD")
    chart.legend = None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    return chart


def _across(place: Place) -> str:
    """The cells of every alternative but the baseline."""
    first, last = letters(place.columns[1]), letters(place.columns[-1])
    return f"{named_sheet(place.sheet)}!${first}${place.row}:${last}${place.row}"


def _cell(places: Places, key: str, currency: str) -> Title:
    """The cell of an axis as its title, with what it says when the workbook is made."""
    at = places[key]
    said = StrData(ptCount=1, pt=[StrVal(idx=0, v=f"{AXES[key][1]}, {currency}")])
    cell = f"{named_sheet(at.sheet)}!${letters(at.columns[0])}${at.row}"
    words = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_font(900)), endParaRPr=_font(900))])
    return Title(tx=Text(strRef=StrRef(f=cell, strCache=said)), txPr=words, overlay=False)


def _frame(chart: Any, title: str, x_title: str | Title, y_title: str | Title) -> None:
    """Title, axis titles, fonts, gridlines, legend; axes shown (openpyxl hides them unless told)."""
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_font(1200, bold=True))
    chart.title.overlay = False
    for axis, text in ((chart.x_axis, x_title), (chart.y_axis, y_title)):
        axis.delete = False
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_font(800)), endParaRPr=_font(800))])
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=styles.NEUTRAL_COLOUR))
        axis.title = text or None
        if text and isinstance(text, str):
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


def _line(series: Any, colour: str, dash: styles.Dash, points: float) -> None:
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=colour, prstDash=dash, w=int(points * _EMU_PER_POINT))
    )
    series.smooth = False


def _row(book: Any, place: Place) -> Reference:
    return Reference(book[place.sheet], min_col=place.columns[0], max_col=place.columns[-1], min_row=place.row)


def _others(book: Any, place: Place) -> Reference:
    """The cells of every alternative but the baseline."""
    return Reference(book[place.sheet], min_col=place.columns[1], max_col=place.columns[-1], min_row=place.row)


def _column(book: Any, place: Place, column: str, rows: int) -> Reference:
    at = place.columns[place.parts.index(column)]
    return Reference(book[place.sheet], min_col=at, min_row=place.row + 1, max_row=place.row + rows)
