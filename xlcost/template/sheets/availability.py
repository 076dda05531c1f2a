"""Where an alternative's prices stand, and until when it can be had: the last rows of Alternatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlcost.template.records import Block, Cell, Heading, Row
from xlcost.template.sheets.month_rows import NOT_AVAILABLE
from xlcost.template.sheets.what_it_is import each_way
from xlcost.template.ways import Way

WHERE: Final = "Where its prices stand, and until when it can be had"


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

    def trained_from(model: str, base: str, tier: str) -> str:
        """The model that a tuned one is made of, in its tier: as Models says, else its name without ``ft:``."""
        listed = f'IFERROR(INDEX({{models.trains}},MATCH({base},{{models.name}},0))&"","")'
        in_tier = f'{listed}&IF({tier}="standard","","@"&{tier})'
        return f'IF({listed}="",SUBSTITUTE({model},"ft:","",1),{in_tier})'

    own = trained_from("{x_model}", "{alt_base:of#}", "{alt_tier:of#}")
    trainer = f'IF({{x_training_model}}="",{own},{{x_training_model}})'

    def of_trainer(made: str) -> Callable[[Way], str]:
        return lambda way: way.written(f"={made}") if way.has("training_model") else f"={NOT_AVAILABLE}"

    def parts_of(key: str, whose: str) -> tuple[Block, ...]:
        named = f"{{{key}:of#}}"
        return (
            each_way(f"{key}_base", f"{whose} on Prices", "model", of_trainer(base.replace("MODEL", named)), "general"),
            each_way(f"{key}_tier", f"{whose}: tier", "tier", of_trainer(tier.replace("MODEL", named)), "general"),
        )

    def sold(key: str, label: str, whose: str) -> tuple[Block, ...]:
        """The first day without a model in its tier: as Models says, or when the last line of the tier ends."""
        listed, ended = f"{{{key}_listed:of#}}", f"{{{key}_prices_end:of#}}"
        unit = "first day without it"

        def row(suffix: str, said: str, made: str) -> Row:
            return each_way(f"{key}_{suffix}", said, unit, lambda way: of_model(way, "", made), "date")

        own = f"{{prices.model}},{{{key}_base:of#}},{{prices.tier}},{{{key}_tier:of#}}"
        followed = f"COUNTIFS({own},{{prices.effective_from}},{{prices.effective_to}})"
        of_tier = f'({{prices.model}}={{{key}_base:of#}})*({{prices.tier}}={{{key}_tier:of#}})*({{prices.above_tokens}}="n/a")'
        last = f"SUMPRODUCT({of_tier}*({followed}=0),{{prices.effective_to}})"  # after a comma a text counts 0
        open_ended = f'COUNTIFS({own})=0,COUNTIFS({own},{{prices.effective_to}},"n/a")>0'
        return (
            row("listed", f"{whose} sold until, by Models", known("sold_until", f"{{{key}_base:of#}}")),
            row(
                "prices_end",
                f"{whose} tier has prices until",
                f'IF(OR({{{key}_tier:of#}}="standard",{open_ended}),{NOT_AVAILABLE},{last})',
            ),
            row("sold", label, f"IF(ISNUMBER({ended}),MIN({listed},{ended}),{listed})"),
        )

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

    moves = '=IF(AND({x_successor}<>"",ISNUMBER({alt_first_end:of#}),N({alt_first_end:of#})<{horizon_end}),1,0)'

    def last(successor: str, model: str) -> str:
        return f"IF({{alt_moves:of#}}=1,{successor},{model})"

    return (
        Heading(WHERE),
        each_way("alt_base", "Model on Prices", "model", lambda w: of_model(w, "{x_model}", base + '&""'), "general"),
        each_way("alt_tier", "Tier", "tier", lambda w: of_model(w, "{x_model}", tier), "general"),
        *sold("alt", "Sold until", "Model"),
        each_way("alt_trainer", "Model that is trained", "model", of_trainer(trainer), "general"),
        *parts_of("alt_trainer", "Model that is trained"),
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
            of_trainer(known("trained_until", "{alt_trainer_base:of#}")),
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
        *sold("alt_next", "Successor sold until", "Successor"),
        each_way(
            "alt_next_trainer",
            "Model that the successor is trained from",
            "model",
            of_trainer(trained_from("{x_successor}", "{alt_next_base:of#}", "{alt_next_tier:of#}")),
            "general",
        ),
        *parts_of("alt_next_trainer", "Model that the successor is trained from"),
        each_way(
            "alt_next_trained",
            "Successor trained until",
            "first day without it",
            of_trainer(known("trained_until", "{alt_next_trainer_base:of#}")),
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
            "alt_moves",
            "Moves to its successor within the horizon",
            "yes or no",
            lambda w: w.written(moves) if w.has("successor") else "=0",
            "yes",
        ),
        each_way(
            "alt_until",
            "Can be had until",
            "first day without it",
            lambda w: of_model(w, "", last("{alt_next_end:of#}", "{alt_first_end:of#}")),
            "date",
            "n/a where no end is known.",
            strong=True,
        ),
        each_way(
            "alt_serves_first",
            "Model that serves first",
            "model",
            lambda w: of_model(w, "", 'IF({alt_used:of#}=0,"",IF({x_line:of2}>0,{x_model},{x_successor}))'),
            "general",
            "Priced beyond the horizon too, where months count for nothing: functions take whole rows of months.",
        ),
        each_way(
            "alt_last_model",
            "Model that serves last",
            "model",
            lambda w: of_model(w, "", last("{x_successor}", "{alt_id:of#}")),
            "general",
        ),
        each_way(
            "alt_last_trainer",
            "Model that the last one is trained from",
            "model",
            of_trainer(last("{alt_next_trainer:of#}", "{alt_trainer:of#}")),
            "general",
        ),
        each_way(
            "alt_last_sold",
            "Last one sold until",
            "first day without it",
            of_trainer(last("{alt_next_sold:of#}", "{alt_sold:of#}")),
            "date",
        ),
        *_gap(),
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


def _gap() -> tuple[Block, ...]:
    """The first month whose cost is not known, and what of its prices is published: Decision says which one is missing."""
    month = "MAX({alt_gap:of#},1)"

    def at(row: str) -> str:
        return f"INDEX({{{row}:months}},1,{month})"

    def billed(made: str) -> Callable[[Way], str]:
        return lambda way: way.written(f"={made}") if way.has("successor") else f"={NOT_AVAILABLE}"

    def trained(made: str) -> Callable[[Way], str]:
        return lambda way: way.written(f"={made}") if way.has("training_model") else f"={NOT_AVAILABLE}"

    batch = at("x_batch_line")
    prices = f"IF(AND(ISNUMBER(INDEX({{prices.input}},{batch})),ISNUMBER(INDEX({{prices.output}},{batch}))),1,0)"
    return (
        each_way(
            "alt_gap",
            "First month whose cost is not known",
            "month",
            billed(
                "IF({alt_used:of#}=0,0,IF(NOT(ISNUMBER({alt_upfront:of#})),1,"
                f"_xlfn.IFNA(MATCH({NOT_AVAILABLE},{{x_cost:months}},0),0)))"
            ),
            "month",
            "0 where all are known; the rows below say which price is missing, and Decision puts it into words.",
        ),
        each_way("alt_gap_day", "Its prices are those of", "date", billed(at("starts_on")), "date"),
        each_way(
            "alt_gap_model",
            "Model of that month",
            "model",
            billed(f'IF(AND({at("x_over")}=1,{{x_successor}}<>""),{{x_successor}},{{alt_id:of#}})'),
            "general",
        ),
        each_way(
            "alt_gap_line",
            "Its price line",
            "line of Prices",
            billed(f"IF({at('x_long')}<>0,{at('x_long')},{at('x_line')}+{at('x_next')})"),
            "long_line",
        ),
        each_way(
            "alt_gap_batch",
            "Its batches have prices, of input and output",
            "yes or no",
            billed(f"IF({batch}=0,0,{prices})"),
            "yes",
        ),
        each_way(
            "alt_gap_training",
            "It is a training price that is missing",
            "yes or no",
            trained(f"IF(OR(NOT(ISNUMBER({{alt_upfront:of#}})),ISNUMBER({at('x_tokens')})),1,0)"),
            "yes",
        ),
        each_way(
            "alt_gap_trainer",
            "Model trained in that month",
            "model",
            trained(f'IF(AND({at("x_over")}=1,{{x_successor}}<>""),{{alt_next_trainer:of#}},{{alt_trainer:of#}})'),
            "general",
        ),
    )
