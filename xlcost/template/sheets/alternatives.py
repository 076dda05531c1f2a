"""Alternatives: what each needs and what it costs, side by side in the same rows; months and totals come from Timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlcost.template.placing import AXIS_COLUMNS, UNIT_COLUMN
from xlcost.template.records import Block, Cell, Gap, Heading, Look, Row, Sheet
from xlcost.template.saying import said
from xlcost.template.sheets.timeline import NOT_AVAILABLE, PARTS
from xlcost.template.ways import IN_WORDS, WAYS, Way, side_by_side

_REPORTED: Final = "={currency}"
_MONTHLY: Final = '={currency}&" per month"'
_USD: Final = "USD"
_HORIZON: Final = "Over the horizon"
_FIRST_REQUESTS: Final = "INDEX({month_requests:months},1,1)"


def captions(note: str = "Note") -> dict[int, Cell]:
    """Captions over the alternatives' columns, and one over the notes."""
    named = {
        column: Cell(f'="{way.letter.upper()}: "&{{alt_title:of{way.number}}}', "header_right", formula=True)
        for way, column in zip(WAYS, AXIS_COLUMNS["alternative"], strict=True)
    }
    return {UNIT_COLUMN: Cell("Unit", "header_left"), **named, UNIT_COLUMN + 5: Cell(note, "header_indent")}


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Alternatives",
        title="Alternatives",
        purpose="What each alternative needs and what it costs, side by side in the same rows.",
        blocks=(*_what(), *_upfront(), *_month_1(), *_horizon(), *_answers(), Gap(), *_sold()),
        widths={"A": 40, "B": 20, **dict.fromkeys("CDEF", 24), "G": 54},
        last_column=7,
        freeze=None,
        captions=captions(),
        tab="output",
        page_breaks=(_HORIZON,),
    )


def _each(
    key: str,
    label: str,
    unit: str,
    made: Callable[[Way], str],
    form: str = "amount",
    note: str = "",
    *,
    strong: bool = False,
) -> Row:
    look: Look = "shrunk" if form == "general" else "calculation"
    return side_by_side(key, label, unit, *map(made, WAYS), form=form, look=look, note=note, strong=strong)


def _what() -> tuple[Block, ...]:
    def inherited(row: str) -> Callable[[Way], str]:
        return lambda way: f"={way.own_or_baselines(row)}"

    def name(way: Way) -> str:
        if not way.has("successor"):
            return way.written('={x_model}&""')
        own = f"{{{way.letter}_model}}"
        after = f'IFERROR(MID({own},FIND("/",{own})+1,200),{own})'
        known = f"INDEX({{models.known_as}},MATCH({{alt_base:of{way.number}}},{{models.name}},0))"
        tier = f'IF({{alt_tier:of{way.number}}}="standard",""," ("&{{alt_tier:of{way.number}}}&")")'
        return f'=IF({own}="","",IFERROR({known}&{tier},{after}))'

    def success(way: Way) -> str:
        tested = way.written(
            "IF(AND(N({tests_test_cases:of#})>0,ISNUMBER({tests_test_passes:of#})),"
            "{tests_test_passes:of#}/{tests_test_cases:of#},1)"
        )
        return f'=IF({way.own("success_rate")}="",{tested},{way.own("success_rate")})'

    def quality(way: Way) -> str:
        bad = f"(1-{{alt_own_success:of{way.number}}})*{{alt_bad:of{way.number}}}"
        review = f"{way.own('reviewed_share')}*{way.own('review_minutes')}/{{minutes}}*{{hourly_rate:live}}"
        return f"={bad}+{review}"

    return (
        Heading("What it is"),
        _each(
            "alt_number",
            "Number",
            "1 is A",
            lambda way: f"=COLUMNS({{alt_title:of1}}:{{alt_title:of{way.number}}})",
            "count",
        ),
        _each("alt_title", "Alternative", "words", lambda way: f'="{IN_WORDS[way.letter]}"', "general"),
        _each("alt_name", "Model", "as people say", name, "general", strong=True),
        _each(
            "alt_chart_name",
            "Name in charts",
            "words",
            lambda way: way.written(
                f'="{way.letter.upper()}: "&IF({{alt_used:of#}}=1,{{alt_name:of#}},"not considered")'
            ),
            "general",
        ),
        _each("alt_id", "Model, full name", "provider/model", lambda way: f'={{{way.letter}_model}}&""', "general"),
        _each(
            "alt_used",
            "Considered",
            "yes or no",
            lambda way: f"=IF({_on(way)},1,0)",
            "yes",
            "Switched on in Inputs; where nothing is said there, when a model is chosen.",
        ),
        _each("alt_share", "Share of requests", "share", lambda way: f"={way.own('share', '1')}", "share"),
        _each("alt_input", "Input tokens", "per request, month 1", inherited("input_tokens"), "count"),
        _each("alt_output", "Output tokens", "per request, month 1", inherited("output_tokens"), "count"),
        _each("alt_subject", "In a sentence", "words", _subject, "general"),
        _each("alt_bad", "Cost of a bad answer", "USD per bad answer", inherited("bad_answer_cost"), "amount2"),
        _each(
            "alt_own_success",
            "Good answers, of its own",
            "share",
            success,
            "share",
            "Typed in Inputs, else the share of test cases passed; 1 where nothing is known.",
        ),
        _each(
            "alt_answer",
            "Bad answers and review",
            "USD per answer",
            quality,
            "unit_amount",
            "Of its own answers: share of bad ones times their cost, share reviewed times minutes and hourly rate.",
        ),
        _each(
            "alt_success",
            "Good answers, of all requests",
            "share",
            lambda way: way.written("={alt_share:of#}*{alt_own_success:of#}+(1-{alt_share:of#})*{alt_own_success:of1}"),
            "share",
            "Where only a share is routed to it, the rest has the baseline's.",
        ),
        Gap(),
    )


def _subject(way: Way) -> str:
    name, model, share = (f"{{alt_{row}:of{way.number}}}" for row in ("name", "id", "share"))
    plain = said("subject", name=name, model=model)
    if way.kind == "finetune":
        plain = said("subject.tuned", name=name, model=model)
    if way.kind == "self_host":
        plain = said("subject.own", name=name)
    if not way.has("share"):
        return f"={plain}"
    return f"=IF({share}<1,{said('subject.routed', name=name, model=model, share=share)},{plain})"


def _sold() -> tuple[Block, ...]:
    """Where an alternative's prices stand, and until when it can be had."""

    def of_model(way: Way, model: str, made: str) -> str:
        if not way.has("successor"):
            return f"={NOT_AVAILABLE}"
        return way.written("=" + made.replace("MODEL", model))

    base = 'IF(COUNTIF({prices.model},MODEL)>0,MODEL,LEFT(MODEL,FIND("@",MODEL&"@")-1))'
    at = 'FIND("@",MODEL)'
    tier = f'IF(OR(COUNTIF({{prices.model}},MODEL)>0,ISERROR({at})),"standard",MID(MODEL,{at}+1,LEN(MODEL)))'

    def known(what: str, model: str) -> str:
        return f"IFERROR(INDEX({{models.{what}}},MATCH({model},{{models.name}},0)),{NOT_AVAILABLE})"

    when = known("closed_to_new", "{alt_base:of#}")
    closed = f"IF(ISNUMBER({when}),IF({when}<={{model_date}},{when},{NOT_AVAILABLE}),{NOT_AVAILABLE})"

    def trained_from(model: str, base: str) -> str:
        """The model that a tuned one is made of: as Models says, else its name without ``ft:``."""
        listed = f'IFERROR(INDEX({{models.trains}},MATCH({base},{{models.name}},0))&"","")'
        return f'IF({listed}="",SUBSTITUTE({model},"ft:","",1),{listed})'

    trainer = f'IF({{x_training_model}}="",{trained_from("{x_model}", "{alt_base:of#}")},{{x_training_model}})'

    def of_trainer(made: str) -> Callable[[Way], str]:
        return lambda way: way.written(f"={made}") if way.has("training_model") else f"={NOT_AVAILABLE}"

    def end(model: str, trained: str) -> Callable[[Way], str]:
        """The first day on which a model cannot serve: off sale, or a training run due that cannot be made."""
        blocked = (
            f"AND(ISNUMBER({{{trained}:of#}}),SUMPRODUCT(({{starts_on:months}}>=N({{{trained}:of#}}))*{{counts:months}}"
            "*({x_retrains:months}+({month:months}=1)*{x_training_runs}>0)"
            f"*({{starts_on:months}}<IF(ISNUMBER({{{model}:of#}}),{{{model}:of#}},{{no_end}})))>0)"
        )

        def made(way: Way) -> str:
            if not way.has("successor"):
                return f"={NOT_AVAILABLE}"
            if not way.has("training_model"):
                return way.written(f"={{{model}:of#}}")
            return way.written(f"=IF({blocked},MIN({{{trained}:of#}},{{{model}:of#}}),{{{model}:of#}})")

        return made

    last = (
        '=IF(AND({x_successor}<>"",ISNUMBER({alt_first_end:of#}),N({alt_first_end:of#})<{horizon_end}),'
        "{alt_next_end:of#},{alt_first_end:of#})"
    )
    return (
        Heading("Where its prices stand, and until when it can be had"),
        _each("alt_base", "Model on Prices", "model", lambda w: of_model(w, "{x_model}", base + '&""'), "general"),
        _each("alt_tier", "Tier", "tier", lambda w: of_model(w, "{x_model}", tier), "general"),
        _each(
            "alt_sold",
            "Sold until",
            "first day without it",
            lambda w: of_model(w, "{x_model}", known("sold_until", "{alt_base:of#}")),
            "date",
        ),
        _each("alt_trainer", "Model that is trained", "model", of_trainer(trainer), "general"),
        _each(
            "alt_closed",
            "Takes no new organisations since",
            "date",
            of_trainer(closed),
            "date",
        ),
        _each(
            "alt_trained",
            "Trained until",
            "first day without it",
            of_trainer(known("trained_until", "{alt_trainer:of#}")),
            "date",
        ),
        _each(
            "alt_next_base",
            "Successor on Prices",
            "model",
            lambda w: of_model(w, "{x_successor}", base + '&""'),
            "general",
        ),
        _each("alt_next_tier", "Successor's tier", "tier", lambda w: of_model(w, "{x_successor}", tier), "general"),
        _each(
            "alt_next_sold",
            "Successor sold until",
            "first day without it",
            lambda w: of_model(w, "{x_successor}", known("sold_until", "{alt_next_base:of#}")),
            "date",
        ),
        _each(
            "alt_next_trainer",
            "Model that it is trained from",
            "model",
            of_trainer(trained_from("{x_successor}", "{alt_next_base:of#}")),
            "general",
        ),
        _each(
            "alt_next_trained",
            "Successor trained until",
            "first day without it",
            of_trainer(known("trained_until", "{alt_next_trainer:of#}")),
            "date",
        ),
        _each(
            "alt_first_end",
            "First model serves until",
            "first day without it",
            end("alt_sold", "alt_trained"),
            "date",
            "Off sale, or a training run falls due that can no longer be made.",
        ),
        _each(
            "alt_next_end",
            "Successor serves until",
            "first day without it",
            end("alt_next_sold", "alt_next_trained"),
            "date",
        ),
        _each(
            "alt_until",
            "Can be had until",
            "first day without it",
            lambda w: w.written(last) if w.has("successor") else f"={NOT_AVAILABLE}",
            "date",
            "n/a where no end is known.",
            strong=True,
        ),
        Row(
            "required_rate",
            "Success rate asked for",
            "share",
            (
                Cell(
                    '=IF({required_success_rate}="",{alt_own_success:of1},{required_success_rate})',
                    "calculation",
                    "share",
                    formula=True,
                ),
            ),
            "single",
            "Typed in Inputs, else the baseline's.",
        ),
        Row(
            "horizon_end",
            "First day after the horizon",
            "date",
            (Cell("=EDATE({model_date},{horizon_months})", "calculation", "date", formula=True),),
            "single",
            named=False,
        ),
    )


def _on(way: Way) -> str:
    if way.is_baseline:
        return "TRUE"
    switch, chosen = f"{{{way.letter}_on}}", f'{{{way.letter}_model}}<>""'
    return f'IF({switch}="",{chosen},{switch})'


def _upfront() -> tuple[Block, ...]:
    def run(way: Way) -> str:
        if not way.has("training_cost"):
            return "=0"
        return way.written("=INDEX({x_run:months},1,1)")

    def own(row: str) -> Callable[[Way], str]:
        return lambda way: f"={way.own(row)}"

    return (
        Heading("Before it serves"),
        _each(
            "alt_preparation",
            "Preparation, hours times cost of an hour",
            _USD,
            lambda way: f"={way.own('preparation_hours')}*{{hourly_rate:live}}",
        ),
        _each("alt_labelling", "Labelling", _USD, own("labelling_cost")),
        _each("alt_evaluation", "Evaluation", _USD, own("evaluation_cost")),
        _each("alt_integration", "Integration", _USD, own("integration_cost")),
        _each(
            "alt_run",
            "A training run, month 1",
            "USD per run",
            run,
            "amount2",
            "From Timeline: quoted, else by TRAINING_COST.",
        ),
        _each("alt_runs", "Training runs", "runs", own("training_runs"), "number"),
        _each(
            "alt_upfront_usd",
            "Up front",
            _USD,
            lambda way: way.written(
                "=IF({alt_used:of#}=0,0,IF({alt_runs:of#}=0,SUM({alt_preparation:of#}:{alt_integration:of#}),IF("
                "ISNUMBER({alt_run:of#}),SUM({alt_preparation:of#}:{alt_integration:of#})+{alt_runs:of#}*{alt_run:of#},"
                f"{NOT_AVAILABLE})))"
            ),
            strong=True,
        ),
        _each(
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
        _each(
            "alt_1_list",
            "Tokens, list",
            "USD per month",
            lambda way: "=0" if way.kind == "self_host" else month("list")(way),
            "amount2",
            "At list prices; the next row has the negotiated discount off.",
        ),
        *(_each(f"alt_1_{key}", label, "USD per month", month(key), "amount2") for key, label in PARTS.items()),
        _each("alt_month_1", "Month 1", _MONTHLY, month("cost"), "amount2", strong=True),
        side_by_side(
            "alt_good_1",
            "Month 1 of a good answer, by COST_PER_SUCCESS",
            '={currency}&" per good answer"',
            *map(per_success, WAYS),
            form="unit_amount",
            look="function",
        ),
        _each(
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
        _each(
            "alt_quality_plain",
            "Bad answers and review, plain Excel",
            "USD per month",
            lambda way: way.written(f"=IF({{alt_used:of#}}=1,{_FIRST_REQUESTS}*{{alt_answer:of#}},{NOT_AVAILABLE})"),
            "amount2",
        ),
        _each(
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
        _each(
            "alt_list",
            "Tokens, list",
            _USD,
            lambda way: "=0" if way.kind == "self_host" else total("list")(way),
        ),
        *(_each(f"alt_{key}", label, _USD, total(key)) for key, label in PARTS.items()),
        _each(
            "alt_running",
            "Every month together",
            _REPORTED,
            total("cost"),
            note="The rows above, each month at its exchange rate.",
        ),
        _each(
            "alt_total",
            "In all, up front included",
            _REPORTED,
            lambda way: way.written(
                "=IF(AND({alt_used:of#}=1,AND(ISNUMBER({alt_upfront:of#}),ISNUMBER({alt_running:of#}))),{alt_upfront:of#}+{alt_running:of#},"
                f"{NOT_AVAILABLE})"
            ),
            strong=True,
        ),
        _each(
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
            '=IF(ISNUMBER({alt_saving:of#}),IF({alt_upfront:of#}<{alt_upfront:of1},"less up front",'
            "PAYBACK_MONTH({a_cost:months},{x_cost:months},{alt_upfront:of#}-{alt_upfront:of1},"
            '{annual_discount_rate:live},"first","never")),"")'
        )

    def per(amount: str) -> Callable[[Way], str]:
        return lambda way: way.written(
            "=IF(AND({alt_used:of#}=1,ISNUMBER({alt_total:of#})),IF("
            + amount
            + ">0,{alt_total:of#}/("
            + amount
            + f'),"none"),{NOT_AVAILABLE})'
        )

    return (
        Heading("What to read from it"),
        _each("alt_saving", "Saving against A, present value", _REPORTED, saving, strong=True),
        _each(
            "alt_payback_first",
            "Paid back at the end of month, first",
            "month",
            first,
            "month",
            "Discounted: the first month at whose end the saving has reached the up-front difference.",
        ),
        _each(
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
        _each(
            "alt_per_request",
            "Cost per request",
            '={currency}&" per request"',
            per("{month_requests:total}"),
            "unit_amount",
            "In all, over all requests of the horizon.",
        ),
        _each(
            "alt_per_good",
            "Cost per good answer",
            '={currency}&" per good answer"',
            per("{month_requests:total}*{alt_success:of#}"),
            "unit_amount",
        ),
    )
