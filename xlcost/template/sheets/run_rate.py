"""Break-evens of month 1 alone, as a static month: a note on Decision that decides nothing."""

from __future__ import annotations

from typing import Final

from xlcost.formulas.plain_tokens import (
    SHARES,
    Shares,
    batch_tier,
    bill,
    length_line,
    line_in_effect,
    longer_line,
    request,
)
from xlcost.template.records import Block, Gap, Heading
from xlcost.template.saying import said
from xlcost.template.sheets.decision_rows import one_row
from xlcost.template.sheets.gates import passing
from xlcost.template.sheets.live import CONTRACTED
from xlcost.template.sheets.month_rows import NOT_AVAILABLE
from xlcost.template.ways import WAYS, added

_RUN_RATE: Final = "Month 1 alone, as a static month (run-rate): a note, and not what the advice rests on"


def run_rate() -> tuple[Block, ...]:
    """Break-evens of one static month, named so: they say what a single month would mean, and decide nothing."""
    requests = "INDEX({month_requests:months},1,1)"
    rate = "INDEX({exchange:months},1,1)"
    tuned = next(way for way in WAYS if way.kind == "finetune")
    who = tuned.letter

    def month(key: str) -> str:
        return f"INDEX({{{key}:months}},1,1)"

    def considered(letter: str) -> str:  # the months of an alternative that is not cost nothing: no price of it
        return f"{{alt_used:of{next(way.number for way in WAYS if way.letter == letter)}}}=1"

    def unit(letter: str) -> str:
        parts = "+".join(month(f"{letter}_{part}") for part in ("tokens", "fees", "quality"))
        return f"=IF(AND({considered(letter)},{requests}>0),IFERROR(({parts})*{rate}/{requests},{NOT_AVAILABLE}),{NOT_AVAILABLE})"

    def fixed(letter: str, yearly: str = "0") -> str:
        sum_of = f"({month(f'{letter}_hosting')}+{month(f'{letter}_people')}+{yearly}/12)*{rate}"
        return f"=IF({considered(letter)},IFERROR({sum_of},{NOT_AVAILABLE}),{NOT_AVAILABLE})"

    run = added(month(f"{who}_run"), tuned.cost("run"), tuned.cost("retraining"))
    yearly = f"IF({{{who}_retrains_per_year}}=0,0,{{{who}_retrains_per_year}}*{run})"
    outlay = f"({{alt_upfront:of{tuned.number}}}-{{alt_upfront:of1}})"
    known = f"AND(ISNUMBER({{rr_a_unit}}),ISNUMBER({{rr_{who}_unit}}),ISNUMBER({{rr_a_fixed}}),ISNUMBER({{rr_{who}_fixed}}),ISNUMBER({outlay}))"
    volume = (
        f"BREAKEVEN_REQUESTS(MAX(0,{outlay}),{{rr_a_unit}},{{rr_{who}_unit}},{{rr_{who}_fixed}},"
        f'{{rr_a_fixed}}+MAX(0,-{outlay})/{{horizon_months}},{{horizon_months}},"never")'
    )
    saved = f"({{rr_a_unit}}-{{rr_{who}_unit}})"
    plain = f"MAX(0,({{rr_{who}_fixed}}-{{rr_a_fixed}}+{outlay}/{{horizon_months}})/{saved})"
    a_month = f"({{rr_a_unit}}*{requests}+{{rr_a_fixed}})"
    c_month = f"({{rr_{who}_unit}}*{requests}+{{rr_{who}_fixed}})"
    row = f"({month('a_line')}+{month('a_next')})"
    shares = Shares(*(f"{{{who}_{name}}}" for name in SHARES))
    tokens = (f"{{alt_input:of{tuned.number}}}", f"{{alt_output:of{tuned.number}}}")
    long_row = length_line("{alt_base:of1}", "{alt_tier:of1}", "{model_date}", tokens[0])
    batch = ("{alt_base:of1}", batch_tier("{alt_tier:of1}"), "{model_date}")
    batch_row = f"IF({{rr_long}}>0,{longer_line(*batch, tokens[0])},{line_in_effect(*batch)})"
    usual = month("a_usual")
    standard = request("MAX({rr_row},1)", usual, "{alt_base:of1}", *tokens, shares)
    batched = f"IF({{rr_batch_row}}=0,NA(),{request('{rr_batch_row}', usual, '{alt_base:of1}', *tokens, shares)})"
    at_base = bill(requests, standard, batched, shares)
    contracted = WAYS[0].written(CONTRACTED)
    base = f"{{rr_at_base}}*{contracted}*{rate}"
    has_base = f"N({{rr_at_base}})*{contracted}>0"  # all of it is given away by a discount of 100 %
    others = "+".join(month(f"{who}_{part}") for part in ("fees", "quality"))
    names = {"name": f'"tuned "&{{alt_name:of{tuned.number}}}', "other": "{alt_name:of1}"}
    words = (
        f'IF(NOT(ISNUMBER({{rr_volume}})),IF(EXACT({{rr_volume}},"never"),{said("breakeven.never", **names)}&".",""),'
        f"IF({{rr_volume}}>{{crumb}},{said('breakeven.volume', volume='ROUNDUP({rr_volume}-{crumb},0)', **names)},"
        f'{said("breakeven.any", **names)})&".")'
    )
    return (
        Heading(_RUN_RATE),
        one_row("rr_a_unit", "A: one more request", "={currency}", unit("a"), "unit_amount"),
        one_row(f"rr_{who}_unit", "C: one more request", "={currency}", unit(who), "unit_amount"),
        one_row("rr_a_fixed", "A: whatever the volume", '={currency}&" per month"', fixed("a"), "amount2"),
        one_row(
            f"rr_{who}_fixed",
            "C: whatever the volume, a year's retraining spread evenly",
            '={currency}&" per month"',
            fixed(who, yearly),
            "amount2",
        ),
        one_row(
            "rr_months",
            "C: months until it has paid back, by BREAKEVEN_MONTHS",
            "months, undiscounted",
            f'=IF({known},BREAKEVEN_MONTHS(MAX(0,{outlay}),{a_month},{c_month},0,"never"),{NOT_AVAILABLE})',
            "months1",
            look="function",
        ),
        one_row(
            "rr_months_plain",
            "C: months until it has paid back, plain Excel",
            "months, undiscounted",
            f'=IF({known},IF({a_month}>{c_month},MAX(0,{outlay})/({a_month}-{c_month}),"never"),{NOT_AVAILABLE})',
            "months1",
        ),
        one_row(
            "rr_volume",
            "C: cheaper from this volume on, by BREAKEVEN_REQUESTS",
            "requests per month",
            f'=IF({known},IF(ABS({saved})<={{rate_crumb}}*{{rr_a_unit}},"never",{volume}),{NOT_AVAILABLE})',
            look="function",
        ),
        one_row(
            "rr_volume_plain",
            "C: cheaper from this volume on, plain Excel",
            "requests per month",
            f'=IF({known},IF({saved}>{{rate_crumb}}*{{rr_a_unit}},{plain},"never"),{NOT_AVAILABLE})',
        ),
        one_row("rr_long", "Line for long requests, of C's length", "line of Prices", f"={long_row}", "long_line"),
        one_row(
            "rr_row",
            "Price line of A's model for C's requests",
            "line of Prices",
            f"=IF({{rr_long}}=0,{row},{{rr_long}})",
            "long_line",
        ),
        one_row(
            "rr_batch_row", "Its batch line", "line of Prices", f"=IF({{{who}_batch_share}}=0,0,{batch_row})", "line"
        ),
        one_row(
            "rr_at_base",
            "C's tokens at the list prices of A's model",
            "USD in month 1",
            f"=IF(OR({{alt_used:of{tuned.number}}}=0,{{rr_row}}<=0),{NOT_AVAILABLE},IFERROR({at_base},{NOT_AVAILABLE}))",
            "amount2",
        ),
        one_row(
            "rr_ratio",
            "C's token prices over A's: cheaper below, tokens alone",
            "ratio",
            f"=IF(AND(ISNUMBER({month('a_tokens')}),{has_base}),{month('a_tokens')}*{rate}/({base}),{NOT_AVAILABLE})",
            "ratio",
        ),
        one_row(
            "rr_ratio_fixed",
            "C's token prices over A's: cheaper below, all counted",
            "ratio, 0 or less: never",
            f"=IF(AND({known},{has_base}),({a_month}-{{rr_{who}_fixed}}-({others})*{rate})/({base}),{NOT_AVAILABLE})",
            "ratio",
        ),
        one_row(
            "sentence_month_1",
            "In words",
            "words",
            f'=IF(AND({{alt_used:of{tuned.number}}}=1,{passing(tuned, "available")[0]}=1),{words},"")',
            "general",
            look="text",
        ),
        Gap(),
    )
