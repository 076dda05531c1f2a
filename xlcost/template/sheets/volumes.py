"""Volumes: requests and exchange rate of every month, typed or from growth and season."""

from __future__ import annotations

from typing import Final

from xlcost.decision.case import Case
from xlcost.decision.inputs import INPUTS
from xlcost.template.records import Cell, Column, Gap, Heading, Paragraph, Sheet, Table
from xlcost.template.sheets.inputs import note_of, typed

_BY_RULE: Final = (
    "={requests:live}*(1+{monthly_growth:live})^({@month}-1)"
    "*IF(ISNUMBER(INDEX({seasons.season},MONTH({@start}))),INDEX({seasons.season},MONTH({@start})),1)"
)


def sheet(case: Case, months: int) -> Sheet:
    """The sheet for a case and so many months."""
    return Sheet(
        name="Volumes",
        title="Volumes",
        purpose="Requests of every month: those typed here, else the requests of month 1 with growth and season.",
        blocks=(
            _months(case, months),
            _seasons(case),
            Gap(),
            Heading("Where these figures come from"),
            *(
                Paragraph(f"{INPUTS[key].label}: {note_of(INPUTS[key], case)}")
                for key in ("volumes", "season", "exchange_rates")
            ),
        ),
        widths={"A": 9, "B": 14, "C": 20, "D": 20, "E": 20, "F": 20, "G": 20, "H": 4, "I": 12, "J": 12},
        last_column=10,
        note_column=11,
        freeze="volume_months",
        freeze_column=1,
        tab="input",
        pages_high=1,
    )


def _months(case: Case, months: int) -> Table:
    def made(text: str, form: str) -> Cell:
        return Cell(text, "calculation", form, formula=True)

    def given(key: str) -> tuple[Cell, ...]:
        return tuple(typed(INPUTS[key], value) for value in case.values[key][:months])

    return Table(
        "volume_months",
        (
            Column("month", "Month", made("=ROWS({@start:past})", "month")),
            Column("start", "Starts on", made("=EDATE({model_date},ROWS({@volume:past})-1)", "date")),
            Column("volume", "Requests, typed", given("volumes"), name="volumes"),
            Column("by_rule", "Requests, by growth and season", made(_BY_RULE, "count")),
            Column("used", "Requests, used", made("=IF(ISNUMBER({@volume}),{@volume},{@by_rule})", "count")),
            Column("rate", "Exchange rate, typed", given("exchange_rates"), name="exchange_rates"),
            Column(
                "rate_used", "Exchange rate, used", made("=IF(ISNUMBER({@rate}),{@rate},{exchange_rate:live})", "ratio")
            ),
        ),
        months,
        height=30,
    )


def _seasons(case: Case) -> Table:
    declared = INPUTS["season"]
    return Table(
        "seasons",
        (
            Column("name", "Season", tuple(Cell(name, "label") for name in declared.places)),
            Column("season", "Factor", tuple(typed(declared, value) for value in case.values["season"]), name="season"),
        ),
        len(declared.places),
        first_column=9,
        beside=True,
    )
