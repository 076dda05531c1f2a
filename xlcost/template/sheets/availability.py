"""Where an alternative's prices stand, and until when it can be had: the last rows of Alternatives."""

from __future__ import annotations

from collections.abc import Callable

from xlcost.template.records import Block, Cell, Heading, Row
from xlcost.template.sheets.month_rows import NOT_AVAILABLE
from xlcost.template.sheets.what_it_is import each_way
from xlcost.template.ways import Way


def availability() -> tuple[Block, ...]:
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
        each_way("alt_base", "Model on Prices", "model", lambda w: of_model(w, "{x_model}", base + '&""'), "general"),
        each_way("alt_tier", "Tier", "tier", lambda w: of_model(w, "{x_model}", tier), "general"),
        each_way(
            "alt_sold",
            "Sold until",
            "first day without it",
            lambda w: of_model(w, "{x_model}", known("sold_until", "{alt_base:of#}")),
            "date",
        ),
        each_way("alt_trainer", "Model that is trained", "model", of_trainer(trainer), "general"),
        each_way(
            "alt_closed",
            "Takes no new organisations since",
            "date",
            of_trainer(closed),
            "date",
        ),
        each_way(
            "alt_trained",
            "Trained until",
            "first day without it",
            of_trainer(known("trained_until", "{alt_trainer:of#}")),
            "date",
        ),
        each_way(
            "alt_next_base",
            "Successor on Prices",
            "model",
            lambda w: of_model(w, "{x_successor}", base + '&""'),
            "general",
        ),
        each_way("alt_next_tier", "Successor's tier", "tier", lambda w: of_model(w, "{x_successor}", tier), "general"),
        each_way(
            "alt_next_sold",
            "Successor sold until",
            "first day without it",
            lambda w: of_model(w, "{x_successor}", known("sold_until", "{alt_next_base:of#}")),
            "date",
        ),
        each_way(
            "alt_next_trainer",
            "Model that it is trained from",
            "model",
            of_trainer(trained_from("{x_successor}", "{alt_next_base:of#}")),
            "general",
        ),
        each_way(
            "alt_next_trained",
            "Successor trained until",
            "first day without it",
            of_trainer(known("trained_until", "{alt_next_trainer:of#}")),
            "date",
        ),
        each_way(
            "alt_first_end",
            "First model serves until",
            "first day without it",
            end("alt_sold", "alt_trained"),
            "date",
            "Off sale, or a training run falls due that can no longer be made.",
        ),
        each_way(
            "alt_next_end",
            "Successor serves until",
            "first day without it",
            end("alt_next_sold", "alt_next_trained"),
            "date",
        ),
        each_way(
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
