"""Models: what Inputs offers, until when it can be had, and the baseline's month 1 on each, the cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from xlcost.decision.case import Case, base_of
from xlcost.decision.naming import people_name
from xlcost.decision.pricing import available_until, closed_to_new, full_model_name, training_until
from xlcost.errors import XlcostError
from xlcost.formulas.plain_tokens import Shares, batch_tier, bill, line_in_effect, longer_line, request
from xlcost.prices import Catalogue, package_catalogue
from xlcost.prices.lines import BATCH, full_name
from xlcost.template.placing import FIRST_ROW
from xlcost.template.records import Apart, Cell, Column, Gap, Look, Paragraph, Sheet, Table
from xlcost.template.sheets.prices import NONE, TEXT_RULE, chosen_rows, or_none

#: Rows of the ranking, which the chart shows too, and rows of COST_RANKING held against it.
CHARTED: Final = 15
TOP: Final = 10
#: The ranking, its chart and the ranking by a function stand beside each other.
_RANKING_COLUMN: Final = 15
CHART_COLUMN: Final = 20
_BY_FUNCTION_COLUMN: Final = 27
_LAST_COLUMN: Final = 29
#: Below the last row of the chart.
_CHART_END: Final = FIRST_ROW + CHARTED + 6
#: Empty rows at the end, for models people negotiated.
SPARE_ROWS: Final = 6
#: Only standard prices are ranked: Prices has other tiers of models that somebody chose.
TIER: Final = '"standard"'
_COUNTER: Final = "=ROWS({models.name:row1}:{models.name:same})"
_SHARES: Final = Shares(
    "{a_cached_share}", "{a_cache_write_share}", "{a_cache_write_1h_share}", "{a_batch_share}", "{a_retry_rate}"
)
_REQUESTS: Final = "INDEX({month_requests:months},1,1)"
_TREATMENT: Final = "{a_cached_share},{a_cache_write_share},{a_batch_share},{a_retry_rate}"


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    catalogue = package_catalogue()
    rows = chosen_rows(case, catalogue)
    priced = {full_name(line) for line, _ in rows if not line.tier.endswith(BATCH)}
    names = sorted(priced | set(_trained(case, catalogue, priced)))
    return Sheet(
        name="Models",
        title="Models",
        purpose="Models to choose from, until when each can be had, and what A's month 1 costs on it; "
        "the cheapest are ranked beside them.",
        blocks=(
            _models(catalogue, names),
            _ranking(),
            _by_function(),
            Gap(),
            Paragraph("Not ranked: tuned models, and models without a price for this work in month 1."),
        ),
        widths={
            "A": 54,
            "B": 24,
            "C": 31,
            **dict.fromkeys("DE", 13),
            "F": 17,
            "G": 18,
            **dict.fromkeys("HIJK", 7),
            "L": 16,
            "M": 13,
            "N": 3,
            "O": 7,
            "P": 27,
            "Q": 15,
            "R": 10,
            "S": 3,
            **dict.fromkeys("TUVWXY", 13),
            "Z": 3,
            "AA": 40,
            "AB": 15,
            "AC": 13,
        },
        last_column=_LAST_COLUMN,
        note_column=_LAST_COLUMN + 1,
        freeze="models",
        freeze_column=2,
        printed_column=13,
        apart=Apart("The cheapest models", _RANKING_COLUMN, _LAST_COLUMN, _CHART_END),
        tab="output",
    )


def _formula(text: str, form: str = "amount2", look: Look = "calculation") -> Cell:
    return Cell(text, look, form, formula=True)


def _models(catalogue: Catalogue, names: Sequence[str]) -> Table:
    """What is known of each model when the workbook is made, and its price for the work of month 1."""

    def day(ask: Callable[[Catalogue, str], date | None], name: str) -> date | str:
        with suppress(XlcostError):
            return ask(catalogue, name) or NONE
        return NONE

    def closed(of: Catalogue, name: str) -> date | None:
        return closed_to_new(of, name, date.max)

    def known(key: str, header: str, values: Sequence[object], form: str, spare: object) -> Column:
        look: Look = "price_figure" if form == "date" else "price"
        rule = or_none(header, True) if form == "date" else TEXT_RULE
        cells = [*values, *(spare,) * SPARE_ROWS]
        return Column(key, header, tuple(Cell(value, look, form, rule=rule) for value in cells))  # type: ignore[arg-type]

    name, tokens_in, tokens_out, on = "{@name}", "{alt_input:of1}", "{alt_output:of1}", "{model_date}"
    offered = f'=IF(OR({name}="",ISNUMBER(SEARCH("/ft:",{name}))),0,{line_in_effect(name, TIER, on)})'
    cost = (
        f'=IF({{@line}}=0,"",_xlfn.IFNA(PROMPT_COST({name},{_REQUESTS},{tokens_in},{tokens_out},{_TREATMENT},'
        f'{on},{{prices:table}},{{a_cache_write_1h_share}}),""))'
    )
    longer = f"=IF({{@line}}=0,0,{longer_line(name, TIER, on, tokens_in)})"
    batch = batch_tier(TIER)
    batch_line = (
        f"=IF(OR({{@line}}=0,{{a_batch_share}}=0),0,IF({{@long}}>0,{longer_line(name, batch, on, tokens_in)},"
        f"{line_in_effect(name, batch, on)}))"
    )
    standard = request("IF({@long}>0,{@long},{@line})", "{@line}", "", tokens_in, tokens_out, _SHARES)
    batched = f"IF({{@batch_line}}=0,NA(),{request('{@batch_line}', '{@line}', '', tokens_in, tokens_out, _SHARES)})"
    plain = f'=IF({{@line}}=0,"",IFERROR({bill(_REQUESTS, standard, batched, _SHARES)},""))'
    rank = '=IF(ISNUMBER({@cost}),SUMPRODUCT(1*({models.cost}<{@cost}))+SUMPRODUCT(1*({@cost:past}={@cost})),"")'
    return Table(
        "models",
        (
            known("name", "Model", names, "text", None),
            known("known_as", "Known as", [people_name(name) for name in names], "text", None),
            known("trains", "Tuned model of", [_trained_from(catalogue, name) for name in names], "text", None),
            known("sold_until", "Sold until", [day(available_until, name) for name in names], "date", NONE),
            known("trained_until", "Trained until", [day(training_until, name) for name in names], "date", NONE),
            known("closed_to_new", "No new users since", [day(closed, name) for name in names], "date", NONE),
            Column("cost", "USD in month 1, by PROMPT_COST", _formula(cost, "amount2", "function")),
            Column("rank", "Rank", _formula(rank, "count", "counter")),
            Column("line", "Price line", _formula(offered, "line")),
            Column("long", "Long line", _formula(longer, "line")),
            Column("batch_line", "Batch line", _formula(batch_line, "line")),
            Column("plain", "The same, plain Excel", _formula(plain)),
            Column(
                "difference",
                "Difference, USD",
                _formula("=IF({@cost}={@plain},0,ABS({@cost}-{@plain}))", "tiny"),
            ),
        ),
        len(names) + SPARE_ROWS,
        height=44,
    )


def _trained(case: Case, catalogue: Catalogue, priced: Iterable[str]) -> Iterator[str]:
    """The models that tuned ones are made of: until when they are trained is known of those off sale too."""
    for model in (*case.trainers, *map(base_of, priced)):
        with suppress(XlcostError):
            yield catalogue.full_model(model)


def _trained_from(catalogue: Catalogue, name: str) -> str | None:
    """The model that a tuned one is made of, as the price list writes it; None of any other model."""
    base = base_of(name)
    if base == name:
        return None
    with suppress(XlcostError):
        return full_model_name(catalogue, base)
    return base


def _ranking() -> Table:
    def pick(column: str) -> str:
        return (
            f'=IF(COUNT({{models.rank}})>={{@rank}},INDEX({{models.{column}}},MATCH({{@rank}},{{models.rank}},0)),"")'
        )

    return Table(
        "ranking",
        (
            Column("rank", "Rank", _formula(_COUNTER, "count", "counter")),
            Column("name", "Cheapest models", _formula(pick("known_as"), "general", "label")),
            Column("cost", "USD in month 1", _formula(pick("cost"), "amount2", "output")),
            Column(
                "multiple",
                "Times A",
                _formula('=IF(AND(ISNUMBER({@cost}),N({alt_1_list:of1})>0),{@cost}/{alt_1_list:of1},"")', "factor"),
            ),
        ),
        CHARTED,
        first_column=_RANKING_COLUMN,
        beside=True,
    )


def _by_function() -> Table:
    """COST_RANKING beside the ranking that plain formulas make."""
    ranking = (
        f"COST_RANKING({_REQUESTS},{{alt_input:of1}},{{alt_output:of1}},ROWS({{models.name:row1}}:{{models.name:row{TOP}}}),"
        f"{_TREATMENT},{{model_date}},{{prices:table}},{{a_cache_write_1h_share}})"
    )

    shown = f'=IF(COUNT({{models.rank}})>={{ranking.rank:same}},INDEX({ranking},{{ranking.rank:same}}+1,#),"")'

    def column(key: str, caption: str, number: int, form: str = "general", look: Look = "function_text") -> Column:
        return Column(
            key,
            caption,
            _formula(shown.replace("#", str(number)), form, look),
        )

    return Table(
        "ranking_by_function",
        (
            column("model", "By COST_RANKING", 2),
            column("cost", "USD in month 1", 4, "amount2", "function"),
            Column("difference", "Difference, USD", _formula("=ABS(N({@cost})-N({ranking.cost:same}))", "tiny")),
        ),
        TOP,
        first_column=_BY_FUNCTION_COLUMN,
        beside=True,
    )
