"""Cases: the workings of Sensitivity, one driver changed at a time, each a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from xlcost.decision.inputs import DRIVERS, INPUTS, Driver
from xlcost.template.records import Cell, Column, Look, Sheet, Table
from xlcost.template.references import letters
from xlcost.template.sheets.month_rows import HOURS, NOT_AVAILABLE, RESIZING, SIDES
from xlcost.template.ways import WAYS, Way

#: The row of the table in which nothing is changed, and each driver at its two ends.
CASES: Final = 1 + 2 * len(DRIVERS)


def sheet() -> Sheet:
    """The workings: one row a case."""
    return Sheet(
        name="Cases",
        title="Cases",
        purpose="One driver changed at a time.",
        blocks=(_cases(),),
        widths={"A": 46, "B": 8, "C": 9, "D": 10, **{letters(column): 12 for column in range(5, 40)}},
        last_column=4 + len(DRIVERS) + 16,
        note_column=4 + len(DRIVERS) + 17,
        freeze="cases",
        freeze_column=3,
        pages_wide=2,
    )


class Parts(NamedTuple):
    """The formulas of a column of cases: of the drivers that need one of their own, and of all others.

    A formula over all months costs a hundred times one that scales what the live case has.
    """

    own: Mapping[str, str]
    others: str

    def cells(self, form: str = "amount") -> tuple[Cell, ...]:
        """One cell a case."""
        keys = (("live", ""), *((driver.key, end) for driver in DRIVERS for end in ("low", "high")))
        return tuple(
            case_formula(self.own.get(f"{key} {end}", self.own.get(key, self.others)), form) for key, end in keys
        )


def case_formula(text: str, form: str = "amount", look: Look = "calculation") -> Cell:
    """A cell of a formula."""
    return Cell(text, look, form, formula=True)


def _live(driver: Driver) -> str:
    """What a driver is while nothing is changed: 1, 0, or the live value that an end replaces."""
    if driver.move == "times":
        return "1"
    if driver.move == "plus":
        return "0"
    return f"{{{driver.inputs[0]}:live}}" if len(driver.inputs) == 1 else '"as is"'


#: Arrays of months, as one formula of a case sees them.
_WORTH: Final = "(1+{@annual_discount_rate})^(-{month:months}/12)*{exchange:months}*{counts:months}"


_PRICE: Final = "((1-{@annual_price_decline})/(1-{annual_price_decline:live}))^(({month:months}-1)/12)"


def clamped(driver: str, live: str) -> str:
    """A live value with the driver's change, within the domain of its input."""
    kind = INPUTS[next(one.inputs[0] for one in DRIVERS if one.key == driver)].kind
    low, high = kind.low, kind.high  # type: ignore[union-attr]
    return f"MAX({low:g},MIN({high:g},{live}+{{@{driver}}}))"


_GROWN: Final = f"(1+{clamped('monthly_growth', '{monthly_growth:live}')})/(1+{{monthly_growth:live}})"


_VOLUMES: Final = f"{{@requests}}*({_GROWN})^{{grown:months}}"


_TOKEN_GROWTH: Final = clamped("token_growth", "{token_growth:live}")


_LEVEL: Final = f"(1+{_TOKEN_GROWTH})^({{month:months}}-1)"


_SAME_TOKENS: Final = "AND({@input_tokens}=1,{@output_tokens}=1,{@token_growth}=0)"


_RATE: Final = "{hourly_rate:live}*{@hourly_rate}"


_ANSWERS: Final = Parts(
    dict.fromkeys(
        ("live", "monthly_growth", "annual_discount_rate"),
        f"=SUMPRODUCT({_WORTH}*{_VOLUMES}*{{month_requests:months}})",
    ),
    "={cases.answers:row1}*{@requests}",
)


_MONTHS: Final = Parts(
    dict.fromkeys(("live", "annual_discount_rate"), f"=SUMPRODUCT({_WORTH})"), "={cases.months:row1}"
)


def _retry(way: Way) -> str:
    return f"IF(ISNUMBER({{@retry_rate}}),{{@retry_rate}},{{{way.letter}_retry_rate}})"


def _changed(way: Way, driver: str) -> str:
    """The factor of a driver that moves this alternative's input, 1 where it does not."""
    declared = next(one for one in DRIVERS if one.key == driver)
    moved = any(key.startswith(f"{way.letter}_") for key in declared.inputs)
    return f"{{@{driver}}}" if moved else "1"


def _tokens(way: Way) -> Parts:
    """The present value of an alternative's own tokens at list prices.

    Where tokens per request change, and in the live case as a proof, the whole row of months is priced anew.
    """
    share = way.own("share", "1")
    retry = f"(1+{_retry(way)})/(1+{{x_retry_rate}})"
    known = f"SUMPRODUCT({_WORTH}*{_VOLUMES}*{_PRICE},{{x_own:months}})*{retry}"
    price = "(1-{@annual_price_decline})^(({month:months}-1)/12)"

    def anew(tokens: dict[str, str]) -> str:
        call = (
            f"PROMPT_COST({{x_model_billed:months}},{{month_requests:months}},{{{tokens['input']}:months}},"
            f"{{{tokens['output']}:months}},{{x_cached_share}},{{x_cache_write_share}},{{x_batch_share}},"
            "{x_retry_rate},{billing_day:months},{prices:table},{x_cache_write_1h_share})"
        )
        return f"_xlfn.IFNA(SUMPRODUCT({call}*{price}*{_WORTH})*{share},{NOT_AVAILABLE})"

    live_tokens = {side: f"x_{side}" for side in SIDES}
    used = f"=IF(AND({{alt_used:of#}}=1,ISNUMBER({{x_own:total}})),#,{NOT_AVAILABLE})"
    live = f"{{cases.tokens_{way.letter}:row1}}"

    def written(formula: str) -> str:
        return way.written(used).replace("#", way.written(formula))

    scaled = way.written(f"=IF(ISNUMBER({live}),{live}*{{@requests}}*{retry},{NOT_AVAILABLE})")
    resized = {"live": written(anew(live_tokens))}
    for driver in RESIZING:
        for end in ("low", "high"):
            changed = {
                side: f"x_{side}_{driver}_{end}"
                for side in SIDES
                if driver == "token_growth" or driver.startswith(side)
            }
            resized[f"{driver} {end}"] = written(anew(live_tokens | changed))
    moved = dict.fromkeys(("monthly_growth", "annual_price_decline", "annual_discount_rate"), written(known))
    return Parts(resized | moved, scaled)


def _machines(way: Way) -> Parts:
    """The present value of GPUs: as many as the case's volume and tokens need."""
    tokens = "({alt_input:of#}*{@input_tokens}+{alt_output:of#}*{@output_tokens})/({alt_input:of#}+{alt_output:of#})"
    ratio = f"IF({{alt_input:of#}}+{{alt_output:of#}}=0,0,{tokens})"
    longer = f"((1+{_TOKEN_GROWTH})/(1+{{token_growth:live}}))^({{month:months}}-1)"
    load = f"{{x_load:months}}*{_VOLUMES}*{longer}*{ratio}*(1+{_retry(way)})/(1+{{x_retry_rate}})"
    needed = f"ROUNDUP({load}-{{crumb}},0)"
    most = f"({needed}+{{x_min_gpus}}+ABS({needed}-{{x_min_gpus}}))/2"
    known = 'AND({alt_used:of#}=1,{x_gpu_hour}<>"")'
    needed = way.written(f"=IF({known},SUMPRODUCT({most}*{_WORTH})*{{x_gpu_hour}}*{HOURS},{NOT_AVAILABLE})")
    moving = ("requests", "monthly_growth", "input_tokens", "output_tokens", "token_growth", "retry_rate")
    return _same_but("gpus", way, needed, (*moving, "annual_discount_rate"))


def _ready(way: Way) -> Parts:
    """The present value of hosting and moving, which no driver changes but the discount rate."""
    moved = f"+SUMPRODUCT({_WORTH},{{x_moving:months}})*{way.cost('move')}" if way.has("successor_cost") else ""
    needed = way.written(
        f"=IF(AND({{alt_used:of#}}=1,ISNUMBER({{x_hosting:total}})),SUMPRODUCT({_WORTH},{{x_hosting:months}}){moved},"
        f"{NOT_AVAILABLE})"
    )
    return _same_but("ready", way, needed, ("annual_discount_rate",))


def _same_but(name: str, way: Way, needed: str, drivers: Sequence[str]) -> Parts:
    """What a few drivers change; for all others it is as in the live case."""
    return Parts(dict.fromkeys(("live", *drivers), needed), f"={{cases.{name}_{way.letter}:row1}}")


def _run_factor() -> str:
    """How much dearer a training run of C is: a quoted one by its factor, a listed one where its examples grow."""
    size = "{alt_input:of3}*{in}+{alt_output:of3}*{out}"
    trained = "({examples}*(#)*{c_epochs}+{c_validation_tokens})/1000000"
    row = "INDEX({c_training_line:months},1,1)"
    cost = f"MAX(N(INDEX({{prices.training_minimum}},{row})),INDEX({{prices.training}},{row})*{trained})"
    then = cost.replace("#", size.replace("{in}", "{@input_tokens}").replace("{out}", "{@output_tokens}"))
    now = cost.replace("#", size.replace("{in}", "1").replace("{out}", "1"))
    changed = f"IF({row}=0,{NOT_AVAILABLE},IFERROR({then}/{now},1))"
    listed = f'IF(OR({{c_tokens_per_example}}<>"",{_SAME_TOKENS}),1,{changed})'
    return f"=IF(ISNUMBER({{c_training_cost}}),{{@training_cost}},{listed})"


def _training(way: Way) -> Parts:
    """The present value of retraining, in the months that the case's cadence gives."""
    due = "INT({x_retrains_per_year}*{@retrains_per_year}*#/12+{crumb})"
    runs = f"({due.replace('#', '{month:months}')}-{due.replace('#', '({month:months}-1)')})"
    every = "({x_retrain_data_cost}+{x_retrain_evaluation_cost})"
    needed = way.written(
        f"=IF(AND({{alt_used:of#}}=1,ISNUMBER({{x_retraining:total}}),ISNUMBER({{@run_factor}})),"
        f"SUMPRODUCT({_WORTH}*{runs},{{x_run:months}})*{{@run_factor}}+SUMPRODUCT({_WORTH}*{runs})*{every},"
        f"{NOT_AVAILABLE})"
    )
    moving = ("annual_discount_rate", "retrains_per_year", "training_cost", "input_tokens", "output_tokens")
    return _same_but("training", way, needed, moving)


def _present(way: Way) -> str:
    """The present value of an alternative in a case, from the parts beside it."""
    letter, share = way.letter, way.own("share", "1")
    hours = way.own("preparation_hours")
    once = f"{hours}*{_changed(way, 'preparation_hours')}*{_RATE}+SUM({{alt_labelling_cost:of#}}:{{alt_integration_cost:of#}})"
    if way.has("training_runs"):
        once += "+IF({alt_runs:of#}=0,0,{alt_runs:of#}*{alt_run:of#}*{@run_factor})"
    people = f"({{x_upkeep_hours}}*{_changed(way, 'upkeep_hours')}+{{x_maintenance_hours}})*{_RATE}"
    success = "{alt_own_success:of#}" if way.is_baseline else clamped("success_rate", "{alt_own_success:of#}")
    bad = f"(1-{success})*{{alt_bad:of#}}*{{@bad_answer_cost}}"
    review = f"{{x_reviewed_share}}*{{x_review_minutes}}/{{minutes}}*{_RATE}"
    fees = f"{way.own('tool_fees')}/1000*(1+{_retry(way)})"
    parts = [
        f"INDEX({{exchange:months}},1)*({once})",
        f"{{@months}}*({people})",
        f"{{@answers}}*{share}*({fees}+{bad}+{review})",
    ]
    needed = [f"{{@ready_{letter}}}"] if way.kind != "self_host" else [f"{{@gpus_{letter}}}"]
    parts.append(needed[0])
    if way.kind != "self_host":
        parts.append(f"{{@tokens_{letter}}}*(1-{{x_discount}})")
        needed.append(f"{{@tokens_{letter}}}")
    if way.has("retrains_per_year"):
        parts.append(f"{{@training_{letter}}}")
        needed.append(f"{{@training_{letter}}}")
    if way.has("share"):
        rest = (
            "{@tokens_a}*(1-{a_discount})+{@answers}*({a_tool_fees}/1000*(1+RETRY)"
            "+(1-{alt_own_success:of1})*{alt_bad:of1}*{@bad_answer_cost}+{a_reviewed_share}*{a_review_minutes}/{minutes}*RATE)"
        )
        rest = rest.replace("RETRY", _retry(WAYS[0])).replace("RATE", _RATE)
        parts.append(f"IF({share}=1,0,(1-{share})*({rest}))")
        needed.append(f"IF({share}=1,0,{{@tokens_a}})")
    return way.written(
        f"=IF(AND({{alt_used:of#}}=1,COUNT({','.join(needed)})={len(needed)}),{'+'.join(parts)},{NOT_AVAILABLE})"
    )


def _cases() -> Table:
    ends = [(driver, end) for driver in DRIVERS for end in ("low", "high")]
    numbers = {driver.key: number for number, driver in enumerate(DRIVERS, 1)}

    def constants(values: list[str | float], look: Look, form: str = "general") -> tuple[Cell, ...]:
        return tuple(Cell(value, look, form) for value in values)

    def parts(name: str, header: str, made: Callable[[Way], Parts], ways: tuple[Way, ...]) -> list[Column]:
        return [Column(f"{name}_{way.letter}", f"{way.letter.upper()}: {header}", made(way).cells()) for way in ways]

    billed = tuple(way for way in WAYS if way.kind != "self_host")
    own = tuple(way for way in WAYS if way.kind == "self_host")
    trained = tuple(way for way in WAYS if way.has("retrains_per_year"))
    columns = [
        Column("driver", "Driver changed", constants(["nothing", *(driver.label for driver, _ in ends)], "label")),
        Column("end", "End", constants(["live", *(end for _, end in ends)], "unit")),
        Column("number", "Number", constants([0.0, *(float(numbers[d.key]) for d, _ in ends)], "counter", "count")),
        Column(
            "value",
            "Its end",
            (
                case_formula('="live"', "general"),
                *(case_formula(f"={{{d.range}:{end}}}", d.format) for d, end in ends),
            ),
        ),
        *(
            Column(
                driver.key,
                driver.label,
                case_formula(f"=IF({{@number}}={numbers[driver.key]},{{@value}},{_live(driver)})", driver.format),
            )
            for driver in DRIVERS
        ),
        Column("answers", "Requests, present", _ANSWERS.cells("count")),
        Column("months", "Months, present", _MONTHS.cells("decimal")),
        Column("run_factor", "Training run", case_formula(_run_factor(), "factor")),
        *parts("tokens", "tokens", _tokens, billed),
        *parts("gpus", "GPUs", _machines, own),
        *parts("ready", "hosting", _ready, billed),
        *parts("training", "retraining", _training, trained),
        *(
            Column(f"present_{way.letter}", f"{way.letter.upper()}: present value", case_formula(_present(way)))
            for way in WAYS
        ),
        Column(
            "saving",
            "Saving",
            case_formula(
                "=IF({rival}=0,"
                f"{NOT_AVAILABLE},IF(AND(ISNUMBER({{@present_a}}),ISNUMBER(INDEX({{@present_a}}:{{@present_d}},1,{{rival}}))),"
                f"{{@present_a}}-INDEX({{@present_a}}:{{@present_d}},1,{{rival}}),{NOT_AVAILABLE}))",
                look="output",
            ),
        ),
    ]
    return Table("cases", tuple(columns), CASES, height=44)
