"""Change log: what the workbook is, who owns and signed it, and what was changed; open to everybody who reviews it."""

from __future__ import annotations

from textwrap import wrap
from typing import Final

from xlcost import __version__
from xlcost.decision.case import Case
from xlcost.prices import package_catalogue
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Row, Rule, Sheet, Table

#: Empty lines for changes.
_LINES: Final = 12
#: Characters of the description in a line.
_WIDTH: Final = 120
_WORDS: Final = Rule(
    "textLength",
    "200",
    "lessThanOrEqual",
    title="Text",
    prompt="At most 200 characters.",
    error="At most 200 characters.",
    blank=True,
)
_DAY: Final = Rule(
    "date",
    "36526",
    "greaterThanOrEqual",
    title="Date",
    prompt="A day, such as 2026-11-28.",
    error="A date.",
    blank=True,
)


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    return Sheet(
        name="Change log",
        title="About this workbook",
        purpose="What this workbook is, who answers for it, and what was changed since it was made.",
        blocks=(*_about(case), *_changes(), *_signatures()),
        widths={"A": 26, "B": 20, "C": 26, "D": 90},
        last_column=4,
        note_column=4,
        freeze=None,
        freeze_column=1,
        tab="cover",
        pages_high=1,
    )


def _fact(key: str, label: str, cell: Cell) -> Row:
    return Row(key, label, "", (cell,), "single")


def _about(case: Case) -> tuple[Block, ...]:
    prices = package_catalogue()
    return (
        Heading("About this workbook"),
        _fact("about_case", "Case", Cell(case.title, "text")),
        *(
            _fact(f"about_line_{number}", "In short" if number == 1 else f"In short, line {number}", Cell(text, "text"))
            for number, text in enumerate(wrap(case.description or "An own case.", _WIDTH), 1)
        ),
        _fact("about_owner", "Owner", Cell(case.owner or None, "input_words", "text", rule=_WORDS)),
        _fact("about_status", "Status", Cell("Draft for review", "input_words", "text", rule=_WORDS)),
        _fact("about_version", "Version", Cell(__version__, "text")),
        _fact("about_snapshot", "Price snapshot of", Cell(prices.snapshot, "text", "date")),
        _fact("about_digest", "Price data", Cell(prices.digest, "text")),
        _fact("about_date", "Model date", Cell("={model_date}", "text", "date", formula=True)),
        Gap(),
    )


def _changes() -> tuple[Block, ...]:
    def column(key: str, header: str, first: object, form: str = "text") -> Column:
        rule = _DAY if form == "date" else _WORDS
        cells = (first, *(None,) * _LINES)
        return Column(key, header, tuple(Cell(value, "source", form, rule=rule) for value in cells))  # type: ignore[arg-type]

    return (
        Heading("Change log"),
        Table(
            "change_log",
            (
                column("version", "Version", __version__),
                column("date", "Date", None, "date"),
                column("author", "By", "xlcost new"),
                column("change", "Change", "Generated: the day is that of the file."),
            ),
            1 + _LINES,
        ),
        Gap(),
    )


def _signatures() -> tuple[Block, ...]:
    return (
        Heading("Sign-off"),
        Table(
            "sign_off",
            (
                Column("role", "Role", (Cell("Prepared by", "label"), Cell("Reviewed by", "label"))),
                Column("date", "Date", (Cell(None, "source", "date", rule=_DAY),) * 2),
                Column("name", "Name", (Cell(None, "source", "text", rule=_WORDS),) * 2),
            ),
            2,
            header_to=4,
        ),
    )
