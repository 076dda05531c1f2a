"""Summary: one printed page with the answer, what it costs, when it pays back and what would change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlcost.decision.case import Case
from xlcost.template.lines import line
from xlcost.template.records import Block, Canvas, Cell, Column, Gap, Heading, Look, Paragraph, Row, Sheet, Table
from xlcost.template.saying import in_two_lines
from xlcost.template.sheets.gates import gates_of
from xlcost.template.styles import LINE_LOOKS
from xlcost.template.ways import WAYS, Way

_CHART_ROWS: Final = 14
#: How the lines of the chart look, that of the end of the horizon last: their dashes as characters.
_LINES: Final = ("_" * 8, "_ " * 4 + "_", "___ " * 2 + "___", ". " * 6 + ".", "." * 12)
#: The gates in the order of the small table beside the chart.
_GATES: Final = {gate.name: gate.words for way in reversed(WAYS) for gate in gates_of(way)}
_CONNECTED: Final = "Connected: the figures are calculated by the xlcost functions."
_NOT_CONNECTED: Final = (
    "NOT CONNECTED: no program here knows the xlcost functions; the figures are the last ones. See How to connect."
)
_REFUSED: Final = "Connected, but an input is not accepted: see Audit."


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    return Sheet(
        name="Summary",
        title="Summary",
        purpose=Cell(case.title, "purpose"),
        blocks=(*_answer(), *_figures(), *_alternatives(), *_picture(), *_moves(), *_trust()),
        widths={"A": 25, "B": 21, "C": 40, "D": 17, "E": 13, "F": 13, "G": 14, "H": 12, "I": 12, "J": 13},
        last_column=10,
        note_column=11,
        freeze=None,
        freeze_column=1,
        tab="output",
        pages_high=1,
    )


def _answer() -> tuple[Block, ...]:
    first, second = in_two_lines("{sentence_1}"), in_two_lines("{sentence_2}")
    return (
        Heading("The answer"),
        Paragraph(first[0], look="answer", key="answer_line_1"),
        Paragraph(first[1], look="answer", key="answer_line_2"),
        Paragraph(second[0], look="sentence", key="answer_line_3"),
        Paragraph(second[1], look="sentence", key="answer_line_4"),
        Gap(),
    )


def _figures() -> tuple[Block, ...]:
    """The figures on top; each stands in one column, wide enough for it."""
    figures = (
        ("Advice", "={advice}", "general"),
        ("Model", "={advised_model}", "general"),
        ('="In all over "&{horizon_months}&" months, present value, "&{currency}', "={advised_present}", "amount"),
        ('="Saving against A, present value, "&{currency}', "={advised_saving}", "amount"),
        ('="Up front, "&{currency}', "={advised_upfront}", "amount"),
        ("Paid back in month", "={advised_payback}", "month"),
    )
    columns = tuple(
        Column(
            f"figure_{number}",
            Cell(caption, "header", formula=caption.startswith("=")),
            (Cell(formula, "figure", form, formula=True),),
        )
        for number, (caption, formula, form) in enumerate(figures)
    )
    return Table("figures", columns, 1, height=32), Gap()


def _alternatives() -> tuple[Block, ...]:
    def column(
        key: str, header: str, made: Callable[[Way], str], form: str = "amount", look: Look = "calculation"
    ) -> Column:
        cells = tuple(Cell(way.written(made(way)), look, form, formula=True) for way in WAYS)
        return Column(key, Cell(header, "header", formula=header.startswith("=")), cells)

    def figure(row: str) -> Callable[[Way], str]:
        return lambda way: f'=IF({{alt_used:of#}}=1,{{{row}:of#}},"")'

    return (
        Heading("The alternatives, over the horizon"),
        Table(
            "summary",
            (
                column(
                    "way", "Alternative", lambda way: f'="{way.letter.upper()}: "&{{alt_title:of#}}', "general", "label"
                ),
                column("name", "Model", figure("alt_name"), "general", "label"),
                column("id", "Full name", figure("alt_id"), "general", "label"),
                column("success", "Good answers", figure("alt_success"), "share"),
                column("month_1", '="Month 1, "&{currency}', figure("alt_month_1")),
                column("upfront", '="Up front, "&{currency}', figure("alt_upfront")),
                column("present", '="Present value, "&{currency}', figure("alt_present")),
                column("saving", '="Saving, "&{currency}', figure("alt_saving")),
                column("good", '="Per good answer, "&{currency}', figure("alt_per_good"), "unit_amount"),
                column(
                    "verdict",
                    "Verdict",
                    lambda way: (
                        '=IF({alt_used:of#}=0,"not considered",IF({meant}={alt_number:of#}'
                        ',"advised",IF({qualifies:of#}=1,"possible",IF(ISNUMBER({alt_present:of#}),"not advised",'
                        '"not available"))))'
                    ),
                    "general",
                    "meaning",
                ),
            ),
            len(WAYS),
            height=32,
        ),
        Gap(),
    )


def _picture() -> tuple[Block, ...]:
    """The chart, with the gates beside it."""
    names = tuple(_GATES)
    used = {way.letter: [gate.name for gate in gates_of(way)] for way in WAYS}
    order = [(way.letter, gate.name) for way in WAYS for gate in gates_of(way)]

    def cells(way: Way) -> tuple[Cell, ...]:
        made = []
        for name in names:
            if name not in used[way.letter]:
                made.append(Cell("-", "counter"))
                continue
            row = order.index((way.letter, name)) + 1
            formula = f'=IF({{alt_used:of#}}=0,"-",IF({{gates.passed:row{row}}}=1,"yes","no"))'
            made.append(Cell(way.written(formula), "counter", formula=True))
        return tuple(made)

    return (
        Heading("Cumulative cost, and the gates"),
        Canvas("summary_chart", _CHART_ROWS),
        Table(
            "passed",
            (
                Column("gate", "Gate passed", tuple(Cell(_GATES[name], "label") for name in names)),
                Column("room", Cell(None, "header"), tuple(Cell(None, "label") for _ in names)),
                *(Column(f"passed_{way.letter}", way.letter.upper(), cells(way)) for way in WAYS),
            ),
            len(names),
            first_column=5,
            beside=True,
        ),
        _legend(),
        Gap(),
    )


def _legend() -> Table:
    """The lines of the chart and what they are, two beside each other: a chart's own legend cannot leave one out."""

    def line(number: int) -> tuple[Cell, Cell]:
        look = LINE_LOOKS[number]
        if number == len(WAYS):
            return Cell(_LINES[number], look), Cell("End of the horizon", "label")
        way = WAYS[number]
        shown = (f'"{_LINES[number]}"', "{alt_chart_name:of#}")
        drawn, name = (way.written(f'=IF({{alt_used:of#}}=1,{what},"")') for what in shown)
        return Cell(drawn, look, formula=True), Cell(name, "label", formula=True)

    left, right = [line(number) for number in (0, 2, 4)], [line(number) for number in (1, 3)]
    columns = (*zip(*left, strict=True), *zip(*right, strict=True))
    nothing = Cell(None, "label")
    return Table(
        "legend",
        tuple(
            Column(f"legend_{number}", first, (*rest, *(nothing,) * (2 - len(rest))))
            for number, (first, *rest) in enumerate(columns)
        ),
        2,
    )


def _moves() -> tuple[Block, ...]:
    return (
        Heading("What would change the answer"),
        *(Paragraph(f"={{words_{what}}}", look="sentence") for what in ("requests", "answers", "prices")),
        Gap(),
    )


def _one(key: str, label: str, unit: str, formula: str, form: str = "general", look: Look = "text") -> Row:
    return line(key, label, unit, formula, form, axis="single", look=look)


def _trust() -> tuple[Block, ...]:
    return (
        Heading("Can these figures be trusted today?"),
        _one("summary_check", "Master check", "1 or 0", "={master_check}", "check", "check"),
        _one(
            "functions_version",
            "Functions and prices in use",
            "text",
            '=IF(ISNUMBER({horizon_months}),XLCOST_VERSION(),"")',
            look="function_text",
        ),
        _one(
            "connection",
            "Connection",
            "text",
            f'=IF(ISERROR({{functions_version}}),"{_NOT_CONNECTED}",'
            f'IF(ISERROR(INDEX({{a_own:months}},1,1)),"{_REFUSED}","{_CONNECTED}"))',
            look="status",
        ),
    )
