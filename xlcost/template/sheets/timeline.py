"""Timeline: the schedule of months that every answer is read from; month 0 is the start, when up-front costs are paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.formulas.plain_tokens import line_in_effect
from xlcost.template.placing import AXIS_COLUMNS, UNIT_COLUMN, VALUE_COLUMN
from xlcost.template.records import Block, Cell, Gap, Heading, Row, Sheet
from xlcost.template.references import letters
from xlcost.template.sheets.for_other_sheets import FOR_CHART, chart_rows, resized
from xlcost.template.sheets.live import (
    CONTRACTED,
    EXAMPLE,
    GPUS_BUSY,
    PRICES_FALL,
    RUNS_DUE,
    TOKENS_GROW,
    WORTH_TODAY,
    fees,
    tokens,
)
from xlcost.template.sheets.month_rows import HOURS, NOT_AVAILABLE, PARTS, REPORTED, SIDES, SUM, TRAINER, USD, MonthRows
from xlcost.template.sheets.timeline_proof import proof
from xlcost.template.ways import WAYS, Way, added

_YEAR: Final = 12
#: A count that rounding misses by less than this is that count.
_CRUMB: Final = "{crumb}"


def sheet(months: int, horizon: int) -> Sheet:
    """The sheet, for so many months; those of the case's horizon are printed, a year at least."""
    columns = AXIS_COLUMNS["time"][: months + 1]
    printed = max(horizon, _YEAR)
    blocks: list[Block] = [*_time(months)]
    for way in WAYS:
        blocks += _alternative(way, months)
    return Sheet(
        name="Timeline",
        title="Timeline",
        purpose=f"All answers are read from here: {months} months, {printed} on paper.",
        blocks=(*blocks, *chart_rows(months), Gap(), *resized(months), Gap(), *proof(months)),
        widths={"A": 33, "B": 13, "C": 13, **{letters(column): 10.5 for column in columns}},
        last_column=columns[-1],
        note_column=columns[-1] + 1,
        freeze="starts_on",
        freeze_column=columns[0],
        printed_column=columns[printed],
        printed_until=FOR_CHART,
        pages_wide=-(-printed // _YEAR),
        page_breaks=tuple(title_of(way) for way in WAYS[1:]),
    )


def title_of(way: Way) -> str:
    """The heading of an alternative's months."""
    return f'="{way.letter.upper()}: "&{{alt_title:of{way.number}}}&IF({{alt_used:of{way.number}}}=1,""," (not considered)")'


def _time(months: int) -> Iterator[Block]:
    make = MonthRows(months).row
    captions = {UNIT_COLUMN: Cell("Unit", "header_left"), VALUE_COLUMN: Cell("Horizon", "header_right")}
    yield Heading("Months and volumes", captions)
    yield make("month", "Month", "0 is the start", "=COLUMNS({month:before})-1", "month", strong=True)
    yield make("starts_on", "Starts on", "date", "=EDATE({model_date},MAX({month}-1,0))", "month_date")
    yield make("counts", "Within the horizon", "1 or 0", "=IF(AND({month}>0,{month}<={horizon_months}),1,0)", "month")
    yield make(
        "month_requests",
        "Requests",
        "requests",
        "=INDEX({volume_months.used},MAX({month},1))*{counts}",
        "count",
        total=SUM,
    )
    since = "MAX({month}-1,0)"
    yield make(
        "grown",
        "Months of growth in these requests",
        "0: typed",
        f"=IF(ISNUMBER(INDEX({{volume_months.volume}},MAX({{month}},1))),0,{since})",
        "month",
    )
    yield make(
        "billing_day", "Prices of", "date", "=IF({counts}=1,{starts_on},{model_date})", "month_date", from_start=False
    )
    yield make("token_level", "Tokens per request", "month 1 = 1", f"={TOKENS_GROW}^{since}", "index")
    yield make(
        "price_level",
        "Token prices, beside dated changes",
        "month 1 = 1",
        f"={PRICES_FALL}^({since}/12)",
        "index",
    )
    yield make(
        "exchange",
        "Exchange rate",
        '={currency}&" per USD"',
        "=INDEX({volume_months.rate_used},MAX({month},1))",
        "ratio",
    )
    yield make("factor", "Discount factor, end of month", "factor", f"={WORTH_TODAY}", "index")
    yield Gap()


def _alternative(way: Way, months: int) -> Iterator[Block]:
    make = MonthRows(months, way).row
    used = "{counts}*{alt_used:of#}"
    yield Heading(title_of(way))
    if way.has("retrains_per_year"):
        yield _retrains(make)
    yield from _gpus(make, way) if way.kind == "self_host" else _billed(make, way)
    if way.has("retrains_per_year"):
        yield from _retraining(make, way)
    share, left = way.own("share", "1"), f"(1-{way.own('share', '1')})"
    mixed = way.has("share")

    def with_rest(own: str, of: str) -> str:
        """The alternative's own part, and the baseline's for the requests that are not routed to it."""
        if not mixed:
            return f"={own}"
        return f"=IF({left}=0,{own},IF(ISNUMBER({{a_{of}}}),{own}+{left}*{{a_{of}}},{NOT_AVAILABLE}))"

    of_a_request = fees(way)
    paid = f"{{month_requests}}*{share}*{of_a_request}*{used}" if of_a_request else "0*{month_requests}"
    paid = f"={paid}" if way.kind == "self_host" else with_rest(paid, "fees")
    if way.kind == "self_host":
        yield make("tokens", PARTS["tokens"], USD, "=0*{counts}", from_start=False, total=SUM)
        yield make("fees", PARTS["fees"], USD, paid, from_start=False, total=SUM)
        hosting = f'=IF({used}=0,0,IF({{x_gpu_hour}}="",{NOT_AVAILABLE},{{x_gpus}}*{{x_gpu_hour}}*{HOURS}))'
    else:
        yield make(
            "list", "Tokens, list", USD, _known("{x_own}", with_rest("{x_own}", "list")), from_start=False, total=SUM
        )
        yield make(
            "tokens",
            PARTS["tokens"],
            USD,
            _known("{x_own}", with_rest(f"{{x_own}}*{CONTRACTED}", "tokens")),
            from_start=False,
            total=SUM,
        )
        yield make("fees", PARTS["fees"], USD, paid, from_start=False, total=SUM)
        row = "({x_line}+{x_next})"
        listed = (
            f"N(INDEX({{prices.hosting_hour}},{row}))*{HOURS}*{{x_replicas}}+N(INDEX({{prices.storage_month}},{row}))"
        )
        own = f"IF(ISNUMBER({{x_hosting_cost}}),{{x_hosting_cost}}*{used},IF({row}=0,{_IF_NONE},{listed}))"
        hosting = f"={own}"
        if mixed:
            hosting = f"=IF({left}=0,{own},IF(AND(ISNUMBER({own}),ISNUMBER({{a_hosting}})),{own}+{{a_hosting}}*{used},{NOT_AVAILABLE}))"
    yield make("hosting", PARTS["hosting"], USD, hosting, from_start=False, total=SUM)
    people = way.cost("month") or "0"
    yield make("people", PARTS["people"], USD, f"={people}*{used}", from_start=False, total=SUM)
    yield make("tuning", PARTS["tuning"], USD, _tuning(way), from_start=False, total=SUM)
    quality = f"{{month_requests}}*{share}*{{alt_answer:of#}}*{used}"
    yield make("quality", PARTS["quality"], USD, with_rest(quality, "quality"), from_start=False, total=SUM)
    parts = "{x_tokens}:{x_quality}"
    yield make(
        "cost",
        "Cost, up front in month 0",
        REPORTED,
        f"=IF({{month}}=0,{{alt_upfront:of#}},IF(COUNT({parts})=ROWS({parts}),SUM({parts})*{{exchange}},{NOT_AVAILABLE}))",
        total=SUM.replace(":months", ":all"),
        strong=True,
    )
    so_far = "COUNT({x_%s:past})=COLUMNS({x_%s:past})"
    yield make(
        "cumulative",
        "Cost, cumulative",
        REPORTED,
        f"=IF({so_far % ('cost', 'cost')},SUM({{x_cost:past}}),{NOT_AVAILABLE})",
    )
    yield make(
        "present",
        "Present value of the cost",
        REPORTED,
        f"=IF(ISNUMBER({{x_cost}}),{{x_cost}}*{{factor}},{NOT_AVAILABLE})",
        total=SUM,
    )
    if not way.is_baseline:
        both = f"{so_far % ('present', 'present')},COUNT({{a_present:past}})=COLUMNS({{a_present:past}})"
        yield make(
            "saved",
            "Saving so far, present value",
            REPORTED,
            f"=IF(AND({{alt_used:of#}}=1,{both}),SUM({{a_present:past}})-SUM({{x_present:past}}),{NOT_AVAILABLE})",
            strong=True,
        )
        yield make(
            "ahead",
            "The saving has paid for the up-front cost",
            "1 or 0",
            "=IF(AND(ISNUMBER({x_saved}),N({x_saved})>-{money_crumb}),1,0)*{counts}*{alt_used:of#}",
            "month",
        )
    yield Gap()


#: What stands where no price line is in effect: nothing outside the horizon, else that it is not available.
_IF_NONE: Final = f"IF({{counts}}*{{alt_used:of#}}=0,0,{NOT_AVAILABLE})"


def _known(what: str, formula: str) -> str:
    return f"=IF(NOT(ISNUMBER({what})),{NOT_AVAILABLE},{formula.removeprefix('=')})"


def _billed(make: object, way: Way) -> Iterator[Block]:
    """Which model is billed in each month, and its tokens at list prices."""
    assert callable(make)  # noqa: S101 - for the type checker
    found = line_in_effect("{alt_BASE:of#}", "{alt_TIER:of#}", "{starts_on}")
    over = "N({x_over:last})=1,AND(ISNUMBER({alt_sold:of#}),N({alt_sold:of#})<={starts_on})"
    due_later = "FALSE"
    if way.has("retrains_per_year"):
        due = "{x_retrains}+({month}=1)*{x_training_runs}>0"
        over += f",AND(ISNUMBER({{alt_trained:of#}}),N({{alt_trained:of#}})<={{starts_on}},{due})"
        due_later = "AND(ISNUMBER({alt_next_trained:of#}),N({alt_next_trained:of#})<={starts_on},{x_retrains}>0)"
    yield make(
        "over",
        "The model can no longer be had",
        "1 or 0",
        f"=IF({{counts}}*{{alt_used:of#}}=0,0,IF(OR({over}),1,0))",
        "month",
        from_start=False,
    )
    yield make(
        "line",
        "Price line in effect",
        "line of Prices",
        "=IF(OR({counts}*{alt_used:of#}=0,{x_over}=1),0," + found.replace("BASE", "base").replace("TIER", "tier") + ")",
        "line",
        from_start=False,
    )
    gone = (
        "AND(N({x_over:last})=1,N({x_next:last})=0),"
        f"AND(ISNUMBER({{alt_next_sold:of#}}),N({{alt_next_sold:of#}})<={{starts_on}}),{due_later}"
    )
    yield make(
        "next",
        "Price line of the successor",
        "line of Prices",
        f'=IF(OR({{x_over}}=0,{{x_successor}}="",{gone}),0,'
        + found.replace("BASE", "next_base").replace("TIER", "next_tier")
        + ")",
        "line",
        from_start=False,
    )
    yield make(
        "model_billed",
        "Model billed",
        "model",
        f"=IF({{counts}}*{{alt_used:of#}}=0,{{alt_serves_first:of#}},"
        f"IF({{x_line}}>0,{{x_model}},IF({{x_next}}>0,{{x_successor}},{NOT_AVAILABLE})))",
        "general",
        from_start=False,
        look="narrow",
    )
    yield make(
        "moving",
        "Moving to the successor",
        "1 or 0",
        "=IF(AND({x_next}>0,N({x_next:last})=0),1,0)",
        "month",
        from_start=False,
    )
    requests = "{month_requests}*{x_share}" if way.has("share") else "{month_requests}"
    call = tokens("{x_model_billed}", requests, "{x_input}", "{x_output}", "{starts_on}")
    for side, label in SIDES.items():
        yield make(
            side,
            f"{label} of a request",
            "tokens",
            f"={{alt_{side}:of#}}*{{token_level}}",
            "number",
            from_start=False,
        )
    yield make(
        "own",
        "Tokens of its requests, by PROMPT_COST",
        USD,
        f"=IF({{counts}}*{{alt_used:of#}}=0,0,IF({{x_model_billed}}={NOT_AVAILABLE},{NOT_AVAILABLE},"
        f"_xlfn.IFNA({call}*{{price_level}},{NOT_AVAILABLE})))",
        from_start=False,
        look="function",
        total=SUM,
    )


def _gpus(make: object, way: Way) -> Iterator[Block]:
    assert callable(make)  # noqa: S101 - for the type checker
    yield make("load", "GPUs busy at the peak", "GPUs", f"={GPUS_BUSY}", "decimal", from_start=False)
    yield make(
        "gpus",
        "GPUs",
        "GPUs",
        f"=MAX(ROUNDUP({{x_load}}-{_CRUMB},0),{{x_min_gpus}})*{{counts}}*{{alt_used:of#}}",
        "count",
        from_start=False,
    )


def _retrains(make: object) -> Block:
    """How often it is trained again in a month."""
    assert callable(make)  # noqa: S101 - for the type checker
    made: Row = make(
        "retrains", "Retraining", "runs", f"={RUNS_DUE}*{{counts}}*{{alt_used:of#}}", "count", from_start=False
    )
    return made


def _retraining(make: object, way: Way) -> Iterator[Block]:
    """What training again costs at the prices of each month."""
    assert callable(make)  # noqa: S101 - for the type checker
    call = (
        f"TRAINING_COST({TRAINER},{{examples}},{EXAMPLE},{{x_epochs}},{{x_validation_tokens}},"
        "{starts_on},{prices:table})"
    )
    listed = f"_xlfn.IFNA({call},{NOT_AVAILABLE})"
    run = f"IF(ISNUMBER({{x_training_cost}}),{{x_training_cost}},{listed})"
    yield make(
        "run",
        "A training run, by TRAINING_COST",
        "USD per run",
        f"=IF({{counts}}*{{alt_used:of#}}=0,0,{run})",
        from_start=False,
        look="function",
    )
    each = added("{x_run}", way.cost("run"), way.cost("retraining"))
    yield make(
        "retraining",
        "Retraining, with data and evaluation",
        USD,
        f"=IF({{x_retrains}}=0,0,IF(AND({{x_line}}+{{x_next}}>0,ISNUMBER({{x_run}})),{{x_retrains}}*{each},{NOT_AVAILABLE}))",
        from_start=False,
        total=SUM,
    )


def _tuning(way: Way) -> str:
    moving = way.cost("move")
    moved = f"{{x_moving}}*{moving}" if moving else ""
    if not way.has("retrains_per_year"):
        return f"={moved or '0*{token_level}'}"
    return f"=IF(ISNUMBER({{x_retraining}}),{added('{x_retraining}', moved)},{NOT_AVAILABLE})"
