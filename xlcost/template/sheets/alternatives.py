"""Alternatives: what each needs and what it costs, side by side in the same rows; months and totals come from Timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlcost.decision.due import factors, rows_due
from xlcost.decision.inputs import INPUTS, Input
from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS, LABEL_COLUMN, UNIT_COLUMN
from xlcost.template.records import Block, Cell, Gap, Heading, Sheet
from xlcost.template.sheets.availability import WHERE, availability
from xlcost.template.sheets.month_rows import NOT_AVAILABLE, PARTS
from xlcost.template.sheets.what_it_is import each_way, what_it_is
from xlcost.template.ways import WAYS, Way, added, side_by_side

_REPORTED: Final = "={currency}"
_MONTHLY: Final = '={currency}&" per month"'
_USD: Final = "USD"
_HORIZON: Final = "Over the horizon"
_FIRST_REQUESTS: Final = "INDEX({month_requests:months},1,1)"


#: What stands at the axes of charts, whose titles are cells, so that they name the currency of the case.
AXES: Final = {
    "axis_cost": ("On the axis of the chart of Summary", "Cumulative cost"),
    "axis_change": ("On the axis of the tornado", "Change from the live case, present value over the horizon"),
    "axis_saving": ("On the axis of the chart of Risk", "Saving from, present value"),
}


def captions(label: str = "Figure", note: str = "Note") -> dict[int, Cell]:
    """Captions over the units and the alternatives' columns, and over the labels and the notes where they have one."""
    named = {
        column: Cell(f'="{way.letter.upper()}: "&{{alt_title:of{way.number}}}', "header_right", formula=True)
        for way, column in zip(WAYS, AXIS_COLUMNS["alternative"], strict=True)
    }
    first = {LABEL_COLUMN: Cell(label, "header_left")} if label else {}
    last = {UNIT_COLUMN + 5: Cell(note, "header_indent")} if note else {}
    return {
        **first,
        UNIT_COLUMN: Cell("Unit", "header_left"),
        **named,
        **last,
    }


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Alternatives",
        title="Alternatives",
        purpose="What each alternative needs and what it costs, side by side in the same rows.",
        blocks=(
            *what_it_is(),
            *_upfront(),
            *_month_1(),
            *_horizon(),
            *_answers(),
            Gap(),
            *_axes(),
            Gap(),
            *availability(),
        ),
        widths={"A": 40, "B": 20, **dict.fromkeys("CDEF", 29), "G": 50},
        last_column=7,
        freeze=None,
        captions=captions(),
        tab="output",
        page_breaks=(_HORIZON, WHERE),
    )


def _upfront() -> tuple[Block, ...]:
    def run(way: Way) -> str:
        if not way.has("training_cost"):
            return "=0"
        return way.written("=INDEX({x_run:months},1,1)")

    def each(row: str) -> Callable[[Way], str]:
        return lambda way: f"={way.cost_of(row)}"

    rows = rows_due("before")
    once = f"SUM({{alt_{rows[0].row}:of#}}:{{alt_{rows[-1].row}:of#}})"

    def together(way: Way) -> str:
        run = added("{alt_run:of#}", way.cost("run"))
        return way.written(
            f"=IF({{alt_used:of#}}=0,0,IF({{alt_runs:of#}}=0,{once},IF(ISNUMBER({{alt_run:of#}}),{once}"
            f"+{{alt_runs:of#}}*{run},{NOT_AVAILABLE})))"
        )

    return (
        Heading("Before it serves"),
        *(each_way(f"alt_{one.row}", one.label, _USD, each(one.row), note=_times(one)) for one in rows),
        each_way(
            "alt_run",
            "A training run, month 1",
            "USD per run",
            run,
            "amount2",
            "From Timeline: quoted, else by TRAINING_COST.",
        ),
        each_way("alt_runs", "Training runs", "runs", lambda way: f"={way.own('training_runs')}", "number"),
        each_way(
            "alt_upfront_usd",
            "Up front",
            _USD,
            together,
            strong=True,
        ),
        each_way(
            "alt_upfront",
            "Up front, reported",
            _REPORTED,
            lambda way: way.written(
                "=IF(ISNUMBER({alt_upfront_usd:of#}),{alt_upfront_usd:of#}*INDEX({exchange:months},1),"
                f"{NOT_AVAILABLE})"
            ),
            strong=True,
            note="At the exchange rate of month 1.",
        ),
        Gap(),
    )


def _times(declared: Input) -> str:
    """What an input that costs something is multiplied by, in words."""
    by = [INPUTS[key].label.lower() for key in factors(declared)]
    return " times ".join((declared.unit.capitalize(), *by)) + "." if by else ""


def _month_1() -> tuple[Block, ...]:
    def month(key: str, number: str = "1") -> Callable[[Way], str]:
        return lambda way: f"=INDEX({{{way.letter}_{key}:months}},1,{number})"

    def per_success(way: Way) -> str:
        return way.written(
            f"=IF(AND(ISNUMBER({{alt_month_1:of#}}),{_FIRST_REQUESTS}*{{alt_success:of#}}>0),"
            f"COST_PER_SUCCESS({{alt_month_1:of#}},{_FIRST_REQUESTS},{{alt_success:of#}}),{NOT_AVAILABLE})"
        )

    def by_quality_cost(way: Way) -> str:
        review = f"{way.own('reviewed_share')},{way.own('review_minutes')},{{hourly_rate:live}}"
        return way.written(
            f"=IF({{alt_used:of#}}=1,QUALITY_COST({_FIRST_REQUESTS},{{alt_own_success:of#}},{{alt_bad:of#}},{review}),"
            f"{NOT_AVAILABLE})"
        )

    return (
        Heading("Month 1"),
        each_way(
            "alt_1_list",
            "Tokens, list",
            "USD per month",
            lambda way: "=0" if way.kind == "self_host" else month("list")(way),
            "amount2",
            "At list prices; the next row has the negotiated discount off.",
        ),
        *(each_way(f"alt_1_{key}", label, "USD per month", month(key), "amount2") for key, label in PARTS.items()),
        each_way("alt_month_1", "Month 1", _MONTHLY, month("cost"), "amount2", strong=True),
        side_by_side(
            "alt_good_1",
            "Month 1 of a good answer, by COST_PER_SUCCESS",
            '={currency}&" per good answer"',
            *map(per_success, WAYS),
            form="unit_amount",
            look="function",
        ),
        each_way(
            "alt_good_1_plain",
            "Month 1 of a good answer, plain Excel",
            '={currency}&" per good answer"',
            lambda way: way.written(
                f"=IF(AND(ISNUMBER({{alt_month_1:of#}}),{_FIRST_REQUESTS}*{{alt_success:of#}}>0),"
                f"{{alt_month_1:of#}}/({_FIRST_REQUESTS}*{{alt_success:of#}}),{NOT_AVAILABLE})"
            ),
            "unit_amount",
        ),
        side_by_side(
            "alt_quality_proof",
            "Bad answers and review, by QUALITY_COST",
            "USD per month",
            *map(by_quality_cost, WAYS),
            form="amount2",
            look="function",
            note="As if all requests went to it.",
        ),
        each_way(
            "alt_quality_plain",
            "Bad answers and review, plain Excel",
            "USD per month",
            lambda way: way.written(f"=IF({{alt_used:of#}}=1,{_FIRST_REQUESTS}*{{alt_answer:of#}},{NOT_AVAILABLE})"),
            "amount2",
        ),
        each_way(
            "alt_month_last",
            "Last month of the horizon",
            _MONTHLY,
            month("cost", "{horizon_months}"),
            "amount2",
            strong=True,
        ),
        Gap(),
    )


def _horizon() -> tuple[Block, ...]:
    def total(key: str) -> Callable[[Way], str]:
        return lambda way: f"={{{way.letter}_{key}:total}}"

    return (
        Heading(_HORIZON),
        each_way(
            "alt_list",
            "Tokens, list",
            _USD,
            lambda way: "=0" if way.kind == "self_host" else total("list")(way),
        ),
        *(each_way(f"alt_{key}", label, _USD, total(key)) for key, label in PARTS.items()),
        each_way(
            "alt_running",
            "Every month together",
            _REPORTED,
            total("cost"),
            note="The rows above, each month at its exchange rate.",
        ),
        each_way(
            "alt_total",
            "In all, up front included",
            _REPORTED,
            lambda way: way.written(
                "=IF(AND({alt_used:of#}=1,AND(ISNUMBER({alt_upfront:of#}),ISNUMBER({alt_running:of#}))),{alt_upfront:of#}+{alt_running:of#},"
                f"{NOT_AVAILABLE})"
            ),
            strong=True,
        ),
        each_way(
            "alt_present",
            "In all, present value",
            _REPORTED,
            lambda way: way.written(
                "=IF(AND({alt_used:of#}=1,AND(ISNUMBER({alt_upfront:of#}),ISNUMBER({x_present:total}))),"
                "{alt_upfront:of#}+{x_present:total},"
                f"{NOT_AVAILABLE})"
            ),
            strong=True,
            note="What the advice compares.",
        ),
        Gap(),
    )


def _answers() -> tuple[Block, ...]:
    def saving(way: Way) -> str:
        return way.written(
            "=IF(AND({alt_used:of#}=1,AND(ISNUMBER({alt_present:of1}),ISNUMBER({alt_present:of#}))),"
            f"{{alt_present:of1}}-{{alt_present:of#}},{NOT_AVAILABLE})"
        )

    def first(way: Way) -> str:
        if way.is_baseline:
            return '="baseline"'
        return way.written(
            '=IF({alt_used:of#}=0,"n/a",IF(SUM({x_ahead:months})=0,"never",MATCH(1,{x_ahead:months},0)))'
        )

    def last(way: Way) -> str:
        if way.is_baseline:
            return '="baseline"'
        behind = "SUMPRODUCT(MAX({month:months}*{counts:months}*(1-{x_ahead:months})))"
        return way.written(
            '=IF({alt_used:of#}=0,"n/a",IF(INDEX({x_ahead:months},1,{horizon_months})=0,"never",' + behind + "+1))"
        )

    def proof(way: Way) -> str:
        if way.is_baseline:
            return '="baseline"'
        return way.written(
            '=IF(NOT(ISNUMBER({alt_saving:of#})),"",IF({alt_upfront:of#}<{alt_upfront:of1},"less up front",'
            "PAYBACK_MONTH({a_cost:months},{x_cost:months},{alt_upfront:of#}-{alt_upfront:of1},"
            '{annual_discount_rate:live},"first","never")))'
        )

    def per(amount: str) -> Callable[[Way], str]:
        return lambda way: way.written(
            f"=IF(OR({{alt_used:of#}}=0,NOT(ISNUMBER({{alt_total:of#}}))),{NOT_AVAILABLE},IF("
            + amount
            + ">0,{alt_total:of#}/("
            + amount
            + '),"none"))'
        )

    return (
        Heading("What to read from it"),
        each_way("alt_saving", "Saving against A, present value", _REPORTED, saving, strong=True),
        each_way(
            "alt_payback_first",
            "Paid back at the end of month, first",
            "month",
            first,
            "month",
            "Discounted: the first month at whose end the saving has reached the up-front difference.",
        ),
        each_way(
            "alt_payback_last",
            "Paid back at the end of month, last",
            "month",
            last,
            "month",
            "The first month from which it stays so.",
        ),
        side_by_side(
            "alt_payback_proof",
            "The first of them once more, by PAYBACK_MONTH",
            "month",
            *map(proof, WAYS),
            form="month",
            look="function",
        ),
        each_way(
            "alt_per_request",
            "Cost per request",
            '={currency}&" per request"',
            per("{month_requests:total}"),
            "unit_amount",
            "In all, over all requests of the horizon.",
        ),
        each_way(
            "alt_per_good",
            "Cost per good answer",
            '={currency}&" per good answer"',
            per("{month_requests:total}*{alt_success:of#}"),
            "unit_amount",
        ),
    )


def _axes() -> tuple[Block, ...]:
    return (
        Heading("Words of charts"),
        *(
            line(key, label, "words", f'="{words}, "&{{currency}}', "general", axis="single", look="text")
            for key, (label, words) in AXES.items()
        ),
    )
