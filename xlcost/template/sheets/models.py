"""Models: the same workload on every model of the price table, ranked; tuned models, cache, batch and retries left out."""

from __future__ import annotations

from typing import Final

from xlcost.template.lines import line
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Look, Paragraph, Sheet, Table

#: Rows of COST_RANKING shown beside the ranking, and models in the chart.
TOP: Final = 10
CHARTED: Final = 15
#: 1 in a table's first row, 2 in the next; counts on the price table so as not to touch itself.
_COUNTER: Final = "=ROWS({prices.unit:row1}:{prices.unit:same})"
_ARGUMENTS: Final = "{requests:live},{input_tokens:live},{output_tokens:live}"


def sheet(priced: int) -> Sheet:
    """The sheet for a price table of so many rows, the empty ones included."""
    return Sheet(
        name="Models",
        title="Models",
        purpose="The live workload (requests, input and output tokens) on every model of the price table.",
        blocks=(Heading("Ranking"), _ranking(priced), _by_function(), Gap(), *_workings(priced)),
        widths={
            "A": 30,
            "B": 13,
            "C": 12,
            "D": 11,
            "E": 16,
            "F": 13,
            "G": 8,
            "H": 6,
            "I": 8,
            "J": 26,
            "K": 12,
            "L": 14,
            "M": 10,
        },
        last_column=13,
        note_column=14,
        freeze="ranking",
        tab="output",
    )


def _formula(text: str, form: str = "usd", look: Look = "calculation") -> Cell:
    return Cell(text, look, form, formula=True)


def _ranking(priced: int) -> Table:
    def pick(column: str) -> str:
        return f'=IF(ISNUMBER({{@position}}),INDEX({{models.{column}}},{{@position}}),"")'

    multiple = '=IFERROR(IF({workload_cost}>0,{@cost}/{workload_cost},""),"")'
    return Table(
        "ranking",
        (
            Column("model", "Model", _formula(pick("model"), "general", "label")),
            Column("unit", "Unit", _formula(pick("unit"), "general", "unit")),
            Column("rank", "Rank", _formula(_COUNTER, "count", "counter")),
            Column("provider", "Provider", _formula(pick("provider"), "general", "label")),
            Column("cost", "Cost", _formula(pick("cost"), "usd", "output")),
            Column("multiple", "Times the prompted model", _formula(multiple, "factor")),
            Column("position", "Row below", _formula('=IFERROR(MATCH({@rank},{models.rank},0),"none")', "count")),
        ),
        priced,
        height=30,
    )


def _by_function() -> Table:
    """COST_RANKING beside the ranking that plain formulas make."""
    ranking = f"COST_RANKING({_ARGUMENTS},ROWS({{prices.model:row1}}:{{prices.model:row{TOP}}}),,,,,{{model_date}},{{prices:table}})"

    def column(key: str, caption: str, number: int, form: str = "general", look: Look = "function_text") -> Column:
        return Column(key, caption, _formula(f"=INDEX({ranking},{{@rank}}+1,{number})", form, look))

    return Table(
        "ranking_by_function",
        (
            Column("rank", "Rank", _formula(_COUNTER, "count", "counter")),
            column("model", "By COST_RANKING", 2),
            column("provider", "Provider", 3),
            column("cost", "USD per month", 4, "usd", "function"),
            Column("difference", "Difference", _formula("=ABS({@cost}-INDEX({ranking.cost},{@rank}))", "tiny")),
        ),
        TOP,
        first_column=9,
        beside=True,
    )


def _workings(priced: int) -> tuple[Block, ...]:
    tier = "{prices.tier:same}"
    label = f'={{prices.model:same}}&IF(OR({tier}="",{tier}="standard"),"","@"&{tier})'
    caption = '={@label}&IF(N({prices.above_tokens:same})=0,""," above "&{prices.above_tokens:same})'
    holds = (
        '=IF(AND({@label}<>"",{prices.effective_from:same}<={model_date},'
        "OR({prices.effective_to:same}=0,{prices.effective_to:same}>{model_date})),1,0)"
    )
    place = "=IF({@holds}=1,ROWS({prices.unit:row1}:{prices.unit:same}),0)"
    offered = (
        "=IF(AND({@place}>0,N({prices.above_tokens:same})=0,{@label}={prices.model:same},"
        'ISERROR(SEARCH("/ft:","/"&{@label}))),1,0)'
    )
    name = '=IF({@offered}=1,{@label},"")'
    cost = f'=IF({{@offered}}=1,PROMPT_COST({{@model}},{_ARGUMENTS},,,,,{{model_date}},{{prices:table}}),"")'
    held = "({models.label}={@label})*({models.place}>0)"
    above = f"=SUMPRODUCT(MAX({held}*({{prices.above_tokens}}<{{input_tokens:live}})*{{prices.above_tokens}}))"
    long_line = "SUMPRODUCT(MAX(({models.label}={@label})*({prices.above_tokens}={@above})*{models.place}))"
    at = f"=IF({{@above}}=0,{{@place}},{long_line})"

    def plain_price(kind: str) -> str:
        return f"=IF({{@offered}}=1,N(INDEX({{prices.{kind}}},{{@line}})),0)"

    plain = (
        '=IF({@offered}=1,{requests:live}*({input_tokens:live}*{@input}+{output_tokens:live}*{@output})/1000000,"none")'
    )
    rank = '=IF(ISNUMBER({@cost}),RANK({@cost},{models.cost},1)+COUNTIF({@cost:past},{@cost})-1,"")'
    return (
        Heading("Behind the ranking"),
        line(
            "workload_cost",
            "The workload on the prompted model",
            "USD per month",
            "=INDEX({models.cost},MATCH({prompt_model:live},{models.model},0))",
            axis="single",
        ),
        Paragraph("Not ranked: models without a price in effect on the model date, and tuned models."),
        Table(
            "models",
            (
                Column("caption", "Price line", _formula(caption, "general", "label")),
                Column("unit", "Unit", _formula('=IF({@label}="","","USD per month")', "general", "unit")),
                Column("label", "Name", _formula(label, "general", "label")),
                Column("model", "Ranked as", _formula(name, "general", "label")),
                Column("rank", "Rank", _formula(rank, "count", "counter")),
                Column("provider", "Provider", _formula('={prices.provider:same}&""', "general", "label")),
                Column("returned", "By PROMPT_COST", _formula(cost, "usd", "function")),
                Column("cost", "Cost", _formula('=IF(ISNUMBER({@returned}),{@returned},"none")', "usd")),
                Column("holds", "In effect", _formula(holds, "month")),
                Column("place", "Row", _formula(place, "count")),
                Column("offered", "Ranked", _formula(offered, "month")),
                Column("above", "Above", _formula(above, "count")),
                Column("line", "Line", _formula(at, "count")),
                Column("input", "Input price", _formula(plain_price("input"), "price")),
                Column("plain", "Cost, plain Excel", _formula(plain, "usd")),
                Column("output", "Output price", _formula(plain_price("output"), "price")),
                Column(
                    "listed", "Times listed", _formula('=IF({@model}="",0,COUNTIF({models.model},{@model}))', "count")
                ),
                Column(
                    "difference",
                    "Difference",
                    _formula("=IF(COUNT({@cost},{@plain})=1,1,ABS(N({@cost})-N({@plain})))", "tiny"),
                ),
            ),
            priced,
            height=30,
        ),
    )
