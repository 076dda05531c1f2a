"""Rows of months that other sheets read: the chart of Summary and the cases of Sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.template.records import Block, Heading
from xlcost.template.sheets.month_rows import REPORTED, RESIZING, SIDES, MonthRows
from xlcost.template.ways import WAYS

#: The heading of the first rows that are workings of other sheets.
FOR_CHART: Final = "For the chart of the sheet Summary"


def chart_rows(months: int) -> Iterator[Block]:
    """The cumulative costs as the chart of Summary draws them: a line ends where its alternative or the horizon does."""
    make = MonthRows(months).row
    yield Heading(FOR_CHART)
    for way in WAYS:
        so_far = f"{{{way.letter}_cumulative:past}}"
        yield make(
            f"{way.letter}_chart_month",
            f"{way.letter.upper()}: month of the chart",
            "month",
            f"=MIN(COUNT({so_far})-1,{{horizon_months}})*{{alt_used:of{way.number}}}",
            "month",
        )
        yield make(
            f"{way.letter}_chart_cost",
            f"{way.letter.upper()}: cost of the chart",
            REPORTED,
            f"=MAX({so_far})*{{alt_used:of{way.number}}}",
        )
    most = ",".join(f"{{{way.letter}_chart_cost:all}}" for way in WAYS)
    yield make("horizon_chart_month", "End of the horizon: month of the chart", "month", "={horizon_months}", "month")
    yield make(
        "horizon_chart_cost", "End of the horizon: from 0 to the top", REPORTED, f"=IF({{month}}=0,0,MAX({most}))"
    )


def resized(months: int) -> Iterator[Block]:
    """The tokens of a request as Sensitivity changes them: functions take whole rows, but no arithmetic on rows."""
    yield Heading("Tokens of a request in the cases of Sensitivity")
    for way in WAYS:
        if way.kind == "self_host":
            continue
        make = MonthRows(months, way).row
        for driver in RESIZING:
            for end in ("low", "high"):
                for side, label in SIDES.items():
                    if driver == "token_growth":
                        formula = f"={{alt_{side}:of#}}*(1+{{tokens_grow_{end}}})^({{month}}-1)"
                    elif not driver.startswith(side):
                        continue
                    else:
                        formula = f"={{x_{side}}}*{{range_{driver}:{end}}}"
                    yield make(
                        f"{side}_{driver}_{end}",
                        f"{way.letter.upper()}: {label.lower()}, {driver.replace('_', ' ')} {end}",
                        "tokens",
                        formula,
                        "number",
                        from_start=False,
                    )
