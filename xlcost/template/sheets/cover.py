"""Cover: what the workbook is, whether it can be trusted today, where everything is, and who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlcost import __version__
from xlcost.prices import package_catalogue
from xlcost.template.case import Case
from xlcost.template.lines import line
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Look, Rule, Sheet, Table

_LAST_COLUMN: Final = 4
_COLOURS: Final = "Colours"
STATUS: Final = "Draft for review"
_CONNECTED: Final = "Connected: the figures are calculated by the xlcost functions."
_NOT_CONNECTED: Final = (
    "NOT CONNECTED: Excel cannot find the xlcost functions. Figures that show #NAME? need them; all others are the "
    "last "
    "values calculated. See How to connect below."
)
_REFUSED: Final = "Connected, but an input is not accepted: see the errors on Prompting and the checks on Audit."

_FAILED: Final = "FAILED, see Audit"

_STEPS: Final = (
    ("Any computer", "Nothing to install: every figure is saved in the file. To change inputs, connect the functions."),
    ("Windows, with Python", "Make the classic edition (xlcost new book.xlsm --edition classic) and see its README."),
    ("Windows, Mac and web", "Make the Lite edition (--edition lite) and install the free add-in xlwings Lite."),
    ("Excel 365, nothing else", "Make the native edition (--edition native): the functions are formulas themselves."),
    ("LibreOffice", "Install the xlcost extension (.oxt), then open this file."),
    ("No spreadsheet at all", "xlcost recalc calculates every figure anew; xlcost check checks the workbook."),
)
_NAME: Final = Rule(
    "textLength",
    "60",
    "lessThanOrEqual",
    title="Name",
    prompt="Who prepared or reviewed it.",
    error="At most 60 characters.",
)
_DAY: Final = Rule(
    "date", "36526", "greaterThanOrEqual", title="Date", prompt="The day of the signature.", error="A date."
)
_LEGEND: Final[tuple[tuple[str, Look, str], ...]] = (
    ("Input", "input_sample", "Blue on yellow, framed, unlocked: type here, on the sheet Inputs only."),
    ("Price", "price_sample", "Blue, framed, unlocked: a price of the table; type over it only with a negotiated one."),
    ("Calculation", "calculation", "Black: a formula. Locked; there is no password."),
    ("Function result", "function", "Green: what one of the xlcost functions returns. Audit proves each one."),
    ("Output", "output", "Bold on blue: a result that other sheets or people use."),
    ("Check", "check", "OK or FAILED in words; the master check of all of them is on every sheet."),
)


def sheet(case: Case, others: Sequence[Sheet]) -> Sheet:
    """The sheet; ``others`` are the sheets of its contents."""
    return Sheet(
        name="Cover",
        title="Prompting or fine-tuning?",
        purpose="What each costs a month, and when fine-tuning pays back.",
        blocks=(
            *_about(case),
            *_trust(),
            Heading("Contents"),
            _contents(others),
            Gap(),
            Heading(_COLOURS),
            _legend(),
            Gap(),
            Heading("How to connect the functions"),
            _lines("connect", ("Where", "How"), _STEPS),
            Gap(),
            Heading("Change log"),
            _change_log(case),
            Gap(),
            Heading("Sign-off"),
            _sign_off(),
        ),
        widths={"A": 30, "B": 28, "C": 28, "D": 92},
        last_column=_LAST_COLUMN,
        note_column=_LAST_COLUMN,
        freeze=None,
        freeze_column=1,
        tab="cover",
        page_breaks=(_COLOURS,),
    )


def _about(case: Case) -> tuple[Block, ...]:
    prices = package_catalogue()
    labels = ("Purpose", "Case", "In short", "Owner", "Status", "Version", "Date", "Price snapshot", "Price data")
    facts = (
        Cell("Decides between prompting and fine-tuning a model, by cost and by the article's gates.", "text"),
        Cell(case.title, "text"),
        Cell(case.description, "text"),
        Cell(case.owner or "not named", "text"),
        Cell(STATUS, "text"),
        Cell(__version__, "text"),
        Cell(case.model_date, "text", "date"),
        Cell(prices.snapshot, "text", "date"),
        Cell(prices.digest, "text"),
    )
    return (
        Heading("About this workbook"),
        Table(
            "about",
            (
                Column("label", labels[0], tuple(Cell(label, "label") for label in labels[1:])),
                Column("fact", facts[0], facts[1:]),
            ),
            len(facts) - 1,
            header_look="label",
        ),
        Gap(),
    )


def _trust() -> tuple[Block, ...]:
    probe = '=IF(ISBLANK({prompt_returned:live}),"",XLCOST_VERSION())'
    return (
        Heading("Can these figures be trusted today?"),
        line(
            "cover_check",
            "Master check",
            "1 or 0",
            "={master_check}",
            "check",
            axis="single",
            look="check",
            note="OK when all checks on Audit pass.",
        ),
        line(
            "functions_version",
            "Functions and prices in use",
            "text",
            probe,
            "general",
            axis="single",
            look="function_text",
        ),
        line(
            "connection_state",
            "What they answer",
            "0 numbers, 1 an error, 2 nothing",
            "=IF(ISERROR({functions_version}),1,0)+IF(ISNUMBER({prompt_returned:live}),0,1)",
            "month",
            axis="single",
        ),
        line(
            "connection",
            "In words",
            "text",
            f'=CHOOSE(1+{{connection_state}},"{_CONNECTED}","{_REFUSED}","{_NOT_CONNECTED}")',
            "general",
            axis="single",
            look="status",
        ),
        line(
            "failed_words",
            "If a check fails, every sheet says",
            "text",
            f'=CHOOSE(1+{{connection_state}},"{_FAILED}","{_FAILED}","FAILED, functions not connected: see Cover")',
            "general",
            axis="single",
            look="text",
        ),
        Gap(),
    )


def _contents(others: Sequence[Sheet]) -> Table:
    return Table(
        "contents",
        (
            Column("sheet", "Sheet", tuple(Cell(sheet.name, "link", link=sheet.name) for sheet in others)),
            Column("purpose", "What it holds", tuple(Cell(sheet.purpose, "text") for sheet in others)),
        ),
        len(others),
        header_to=_LAST_COLUMN,
    )


def _legend() -> Table:
    return Table(
        "legend",
        (
            Column("colour", "Cell", tuple(Cell(name, look) for name, look, _ in _LEGEND)),
            Column("meaning", "Meaning", tuple(Cell(meaning, "meaning") for *_, meaning in _LEGEND)),
        ),
        len(_LEGEND),
        header_to=_LAST_COLUMN,
    )


def _lines(key: str, headers: tuple[str, str], lines: Sequence[tuple[str, str]]) -> Table:
    return Table(
        key,
        (
            Column("left", headers[0], tuple(Cell(left, "label") for left, _ in lines)),
            Column("right", headers[1], tuple(Cell(right, "text") for _, right in lines)),
        ),
        len(lines),
        header_to=_LAST_COLUMN,
    )


def _change_log(case: Case) -> Table:
    return Table(
        "change_log",
        (
            Column("version", "Version", (Cell(__version__, "text"),)),
            Column("date", "Date", (Cell(case.model_date, "text", "date"),)),
            Column("author", "By", (Cell("xlcost new", "text"),)),
            Column("change", "Change", (Cell("Generated from the template.", "text"),)),
        ),
        1,
    )


def _sign_off() -> Table:
    return Table(
        "sign_off",
        (
            Column("role", "Role", (Cell("Prepared by", "label"), Cell("Reviewed by", "label"))),
            Column("name", "Name", (Cell(None, "input", "text", rule=_NAME),) * 2),
            Column("date", "Date", (Cell(None, "input", "date", rule=_DAY),) * 2),
        ),
        2,
        header_to=_LAST_COLUMN,
    )
