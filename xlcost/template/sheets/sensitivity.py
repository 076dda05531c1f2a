"""Sensitivity: what moves the answer, one driver at a time and two together; every cell live, read from the Timeline."""

from __future__ import annotations

from typing import Final

from xlcost.decision.inputs import DRIVERS
from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS, UNIT_COLUMN
from xlcost.template.records import Block, Canvas, Cell, Column, Gap, Heading, Look, Row, Rule, Sheet, Table
from xlcost.template.saying import said
from xlcost.template.sheets.cases import case_formula
from xlcost.template.sheets.decision_rows import first_of, least_of
from xlcost.template.sheets.live import CONTRACTED, in_case
from xlcost.template.sheets.month_rows import NOT_AVAILABLE
from xlcost.template.ways import WAYS, of_number, side_by_side

_MOVES: Final = "What would change the answer: the next best"
_CHART_ROWS: Final = 17
#: The first column of the table that puts the drivers in order.
_SWINGS: Final = 9
#: The row of Cases with more requests: the first is the live case, then each driver has two.
_DOUBLED: Final = 3 + 2 * [driver.key for driver in DRIVERS].index("requests")


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Sensitivity",
        title="Sensitivity",
        purpose='="What moves the saving of "&{rival_name}&" against "&{alt_name:of1}&", in present value"',
        blocks=(*_tornado(), *_moves(), *_grid()),
        widths={"A": 52, "B": 16, **dict.fromkeys("CDEFG", 13), "H": 13, **dict.fromkeys("IJK", 11)},
        last_column=11,
        note_column=12,
        freeze=None,
        tab="output",
        page_breaks=(_MOVES,),
    )


def _tornado() -> tuple[Block, ...]:
    """The drivers, the largest swing first; one that cannot be answered stands last and out of the chart."""

    def at(end: int) -> str:
        return f"=INDEX({{cases.saving}},2*{{@position}}+{end})"

    def change(end: str) -> str:
        return f"=IF(ISNUMBER({{@at_{end}}}),{{@at_{end}}}-INDEX({{cases.saving}},1),0)"

    return (
        Heading(
            "Tornado: change of the saving, the largest first",
            {_SWINGS: Cell("For its order: the swing of each driver", "unit")},
        ),
        Table(
            "tornado",
            (
                Column("driver", "Driver", case_formula("=INDEX({cases.driver},2*{@position})", "general", "label")),
                Column(
                    "rank", "Rank", case_formula("=ROWS({swings.number:row1}:{swings.number:same})", "count", "counter")
                ),
                Column("position", "Number in Cases", case_formula("=MATCH({@rank},{swings.rank},0)", "count")),
                Column("at_low", "Saving at low", case_formula(at(0))),
                Column("at_high", "Saving at high", case_formula(at(1))),
                Column("from_low", "Change, low", case_formula(change("low"))),
                Column("from_high", "Change, high", case_formula(change("high"))),
            ),
            len(DRIVERS),
            height=30,
        ),
        Table(
            "swings",
            (
                Column(
                    "number",
                    "Number in Cases",
                    tuple(Cell(float(n), "counter", "count") for n in range(1, len(DRIVERS) + 1)),
                ),
                Column(
                    "swing",
                    "Swing",
                    case_formula(
                        "=IF(AND(ISNUMBER(INDEX({cases.saving},2*{@number})),ISNUMBER(INDEX({cases.saving},2*{@number}+1))),"
                        "INT(ABS(INDEX({cases.saving},2*{@number}+1)-INDEX({cases.saving},2*{@number}))/{money_crumb}+0.5)*{money_crumb},-1)"
                    ),
                ),
                Column(
                    "rank",
                    "Rank",
                    case_formula(
                        "=SUMPRODUCT(({swings.swing}>{@swing})+({swings.swing}={@swing})*({swings.number}<={@number}))",
                        "count",
                        "counter",
                    ),
                ),
            ),
            len(DRIVERS),
            first_column=_SWINGS,
            beside=True,
        ),
        Gap(),
        Canvas("tornado_chart", _CHART_ROWS),
        Gap(),
    )


def _letters() -> dict[int, Cell]:
    """Captions over the alternatives' columns, which are narrow."""
    columns = zip(AXIS_COLUMNS["alternative"], WAYS, strict=True)
    named = {column: Cell(way.letter.upper(), "header_right") for column, way in columns}
    return {UNIT_COLUMN: Cell("Unit", "header_left"), **named}


def _moves() -> tuple[Block, ...]:
    """The smallest change of a driver that makes another alternative the cheapest."""
    hosts = ",".join(f"{{next_best}}={way.number},{{meant}}={way.number}" for way in WAYS if way.kind == "self_host")
    meant, other = "MAX({meant},1)", "MAX({next_best},1)"
    answers = "INDEX({cases.answers},1)"
    names = {"other": of_number("alt_name", "{next_best}"), "advised": of_number("alt_name", "{meant}")}
    volume = "{requests}*{move_requests}"
    nothing = "N({next_costs})<={money_crumb}"  # to be moved: it costs less already, or nobody knows what
    tokens = ",".join(
        f"{{cases.gpus_{w.letter}:row1}}"
        if w.kind == "self_host"
        else f"{{cases.tokens_{w.letter}:row1}}*{w.written(CONTRACTED)}"
        for w in WAYS
    )

    def one(key: str, label: str, unit: str, formula: str, form: str = "amount", look: Look = "calculation") -> Row:
        return line(key, label, unit, formula, form, axis="single", look=look)

    def words(what: str, label: str, holds: str, said_so: str) -> Row:
        """A sentence where the change is within reach, else that there is none; nothing where nothing is compared."""
        no = said(f"change.no_{what}", **names)
        cheaper, same_cost = said("change.cheaper", **names), said("change.same", **names)
        already = f'IF({{next_costs}}<-{{money_crumb}},{cheaper},{same_cost})&"."' if what == "requests" else '""'
        formula = f'=IF(N({{next_costs}})>{{money_crumb}},IF({holds},{said_so},{no})&".",IF(ISNUMBER({{next_costs}}),{already},""))'
        return one(f"words_{what}", f"In words: {label}", "words", formula, "general", "text")

    more, fewer = (said(f"change.{which}_requests", requests=volume, **names) for which in ("more", "fewer"))
    return (
        Heading(_MOVES, _letters()),
        side_by_side(
            "others_present",
            "Present value of the others",
            "={currency}",
            *(
                f"=IF(AND(ISNUMBER({{alt_present:of{w.number}}}),{{meant}}<>{{alt_number:of{w.number}}}),"
                f'{{alt_present:of{w.number}}},"{w.letter.upper()}: n/a")'
                for w in WAYS
            ),
        ),
        least_of("least_other", "The cheapest of the others", "others_present"),
        one(
            "next_best",
            "Next one, the cheapest of them",
            "number",
            first_of("least_other"),
            "count",
        ),
        one(
            "next_costs",
            "The next one less the advised one",
            "={currency}",
            "=IF(AND({meant}>0,{next_best}>0),"
            f"{of_number('alt_present', '{next_best}')}-{of_number('alt_present', '{meant}')},{NOT_AVAILABLE})",
        ),
        one(
            "move_slope",
            "What the live requests add: the next one less the advised one",
            "={currency}",
            f"=IFERROR({_slope(other)}-({_slope(meant)}),{NOT_AVAILABLE})",
        ),
        one(
            "move_requests",
            "Requests at which it is the cheaper one",
            "times live",
            f"=IF(OR({nothing},ABS(N({{move_slope}}))<={{money_crumb}},{hosts}),{NOT_AVAILABLE},"
            "1-{next_costs}/{move_slope})",
            "ratio",
        ),
        one(
            "move_success",
            "More good answers that make it the cheaper one",
            "points",
            f"=IF({nothing},{NOT_AVAILABLE},IFERROR({{next_costs}}/({answers}*{of_number('alt_share', '{next_best}')}"
            f"*{of_number('alt_bad', '{next_best}')}),{NOT_AVAILABLE}))",
            "share",
        ),
        one(
            "move_price",
            "Lower by this share in tokens or GPUs, it is the cheaper one",
            "share",
            f"=IF({nothing},{NOT_AVAILABLE},IFERROR({{next_costs}}/CHOOSE({other},{tokens}),{NOT_AVAILABLE}))",
            "share",
        ),
        words(
            "requests",
            "requests",
            "AND(ISNUMBER({move_requests}),N({move_requests})>0,N({move_requests})<=100)",
            f"IF({{move_requests}}>1,{more},{fewer})",
        ),
        words(
            "answers",
            "good answers",
            f"AND(ISNUMBER({{move_success}}),N({{move_success}})>0,"
            f"N({{move_success}})+{of_number('alt_own_success', '{next_best}')}<=1)",
            said("change.answers", points="{move_success}", **names),
        ),
        words(
            "prices",
            "prices",
            "AND(ISNUMBER({move_price}),N({move_price})>0,N({move_price})<1)",
            said("change.prices", share="{move_price}", **names),
        ),
        Gap(),
    )


def _slope(number: str) -> str:
    """What an alternative, by its number, costs more for every time the live requests that are added."""
    live, doubled = (",".join(f"{{cases.present_{way.letter}:row{row}}}" for way in WAYS) for row in (1, _DOUBLED))
    at = f"MAX({number},1)"
    return f"(CHOOSE({at},{doubled})-CHOOSE({at},{live}))/({{cases.requests:row{_DOUBLED}}}-1)"


def _grid() -> tuple[Block, ...]:
    """The saving for other volumes and other success rates; both are straight lines but where GPUs come whole."""

    def slope(key: str, number: str) -> Row:
        hosts = ",".join(f"{{rival}}={way.number}" for way in WAYS if way.kind == "self_host")
        formula = f"=IF(OR({{rival}}=0,{hosts}),{NOT_AVAILABLE},IFERROR({_slope(number)},{NOT_AVAILABLE}))"
        return line(
            key,
            f"What twice the requests add: {'A' if number == '1' else 'the other one'}",
            "={currency}",
            formula,
            "amount",
            axis="single",
        )

    def typed(value: float, form: str, rule: Rule) -> Cell:
        return Cell(value, "input", form, rule=rule)

    saving = (
        "=IF(AND(ISNUMBER(INDEX({cases.saving},1)),ISNUMBER({grid_a}),ISNUMBER({grid_other})),INDEX({cases.saving},1)"
        "+({grid_a}-{grid_other})*({grid_volume}-1)"
        f"+{{grid_volume}}*{{#:total}}*INDEX({{cases.answers}},1)*{of_number('alt_share', '{rival}')}*{of_number('alt_bad', '{rival}')},"
        f"{NOT_AVAILABLE})"
    )
    rows = tuple(
        Row(
            f"grid_{number}",
            f"Good answers of the other one, line {number}",
            "points more",
            (Cell(saving.replace("#", f"grid_{number}"), "calculation", "heat", formula=True),) * len(_VOLUMES_TRIED),
            "volume",
            total=typed(points, "share", _POINTS_RULE),
        )
        for number, points in enumerate(_POINTS_TRIED, 1)
    )
    growth = in_case("{token_growth:live}")
    grown = (
        line(
            f"tokens_grow_{end}",
            f"Growth of tokens per request, {end} end",
            "share per month",
            "=" + growth.replace("{@token_growth}", f"{{range_token_growth:{end}}}"),
            "share",
            axis="single",
        )
        for end in ("low", "high")
    )
    return (
        *grown,
        Gap(),
        Heading("Grid: the saving for other volumes and other success rates"),
        slope("grid_a", "1"),
        slope("grid_other", "{rival}"),
        Row(
            "grid_volume",
            "Requests",
            "x live",
            tuple(typed(factor, "factor", _VOLUME_RULE) for factor in _VOLUMES_TRIED),
            "volume",
        ),
        *rows,
        Gap(),
    )


_VOLUMES_TRIED: Final = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
_POINTS_TRIED: Final = (-0.04, -0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03)
#: Lines of the grid.
GRID_ROWS: Final = len(_POINTS_TRIED)
_VOLUME_RULE: Final = Rule(
    "decimal",
    "0",
    "greaterThan",
    title="Requests",
    prompt="A multiple of the live requests.",
    error="A number above 0.",
)
_POINTS_RULE: Final = Rule(
    "decimal",
    "-1",
    "between",
    "1",
    title="Good answers",
    prompt="Added to the live success rate: 1 % is one good answer more in a hundred.",
    error="A share between -100 % and 100 %.",
)
