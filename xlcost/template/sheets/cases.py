"""Cases: the workings of Sensitivity, one driver changed at a time, each a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from xlcost.decision.inputs import DRIVERS, Driver
from xlcost.template.records import Cell, Column, Look, Sheet, Table
from xlcost.template.references import letters
from xlcost.template.sheets.live import (
    BAD,
    CONTRACTED,
    GPUS_BUSY,
    LISTED_RUN,
    PRICES_FALL,
    REQUESTS_GROW,
    REVIEW,
    RUNS_DUE,
    SENT,
    TOKENS_GROW,
    WORTH_TODAY,
    drivers_in,
    fees,
    in_case,
    over_months,
    tokens,
)
from xlcost.template.sheets.month_rows import HOURS, NOT_AVAILABLE, RESIZING, SIDES
from xlcost.template.ways import WAYS, Way, added

#: The row of the table in which nothing is changed, and each driver at its two ends.
CASES: Final = 1 + 2 * len(DRIVERS)


def sheet() -> Sheet:
    """The workings: one row a case."""
    return Sheet(
        name="Cases",
        title="Cases",
        purpose="The workings of Sensitivity: each row changes one driver.",
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


def _against_live(formula: str) -> str:
    """How a factor of the case compares with the live one."""
    return f"({in_case(formula)}/{formula})"


#: Arrays of months, as one formula of a case sees them.
_WORTH: Final = f"{in_case(over_months(WORTH_TODAY, 'month'))}*{{exchange:months}}*{{counts:months}}"
_PRICE: Final = f"{_against_live(PRICES_FALL)}^(({{month:months}}-1)/12)"
_VOLUMES: Final = f"{{@requests}}*{_against_live(REQUESTS_GROW)}^{{grown:months}}"


def _some(needed: str, otherwise: str) -> Parts:
    """What only a few drivers need anew: those that the formula reads and the cheap one that all others have does not."""
    read = drivers_in(needed.replace("{@run_factor}", _run_factor()))
    return Parts(dict.fromkeys(("live", *(read - drivers_in(otherwise))), needed), otherwise)


def _answers() -> Parts:
    return _some(f"=SUMPRODUCT({_WORTH}*{_VOLUMES}*{{month_requests:months}})", "={cases.answers:row1}*{@requests}")


def _months() -> Parts:
    return _some(f"=SUMPRODUCT({_WORTH})", "={cases.months:row1}")


def _tokens(way: Way) -> Parts:
    """The present value of an alternative's own tokens at list prices.

    Where tokens per request change, and in the live case as a proof, the whole row of months is priced anew.
    """
    share = way.own("share", "1")
    sent = way.written(SENT)
    retry = f"{in_case(sent)}/{sent}"
    known = f"SUMPRODUCT({_WORTH}*{_VOLUMES}*{_PRICE},{{x_own:months}})*{retry}"
    price = f"{in_case(PRICES_FALL)}^(({{month:months}}-1)/12)"

    def anew(rows: dict[str, str]) -> str:
        tokens_in, tokens_out = (f"{{{rows[side]}:months}}" for side in SIDES)
        call = tokens(
            "{x_model_billed:months}", "{month_requests:months}", tokens_in, tokens_out, "{billing_day:months}"
        )
        return f"_xlfn.IFNA(SUMPRODUCT({call}*{price}*{_WORTH})*{share},{NOT_AVAILABLE})"

    live_tokens = {side: f"x_{side}" for side in SIDES}
    used = f"=IF(AND({{alt_used:of#}}=1,ISNUMBER({{x_own:total}})),#,{NOT_AVAILABLE})"
    live = f"{{cases.tokens_{way.letter}:row1}}"

    def written(formula: str) -> str:
        return way.written(used).replace("#", way.written(formula))

    scaled = f"=IF(ISNUMBER({live}),{live}*{{@requests}}*{retry},{NOT_AVAILABLE})"
    resized = {"live": written(anew(live_tokens))}
    for driver in RESIZING:
        for end in ("low", "high"):
            changed = {
                side: f"x_{side}_{driver}_{end}"
                for side in SIDES
                if driver == "token_growth" or driver.startswith(side)
            }
            resized[f"{driver} {end}"] = written(anew(live_tokens | changed))
    return Parts({**_some(written(known), scaled).own, **resized}, scaled)


def _machines(way: Way) -> Parts:
    """The present value of GPUs: as many as the case's volume and tokens need."""
    busy = in_case(way.written(GPUS_BUSY)).replace("{token_level}", f"{in_case(TOKENS_GROW)}^({{month:months}}-1)")
    busy = busy.replace("{month_requests}", f"{{month_requests:months}}*{_VOLUMES}")
    needed = f"ROUNDUP({busy}-{{crumb}},0)"
    most = f"({needed}+{{x_min_gpus}}+ABS({needed}-{{x_min_gpus}}))/2"
    known = 'AND({alt_used:of#}=1,{x_gpu_hour}<>"")'
    price = in_case(way.own("gpu_hour"))
    return _as_live_but("gpus", way, f"=IF({known},SUMPRODUCT({most}*{_WORTH})*{price}*{HOURS},{NOT_AVAILABLE})")


def _ready(way: Way) -> Parts:
    """The present value of hosting and moving."""
    moving = in_case(way.cost("move"))
    moved = f"+SUMPRODUCT({_WORTH},{{x_moving:months}})*{moving}" if moving else ""
    return _as_live_but(
        "ready",
        way,
        f"=IF(AND({{alt_used:of#}}=1,ISNUMBER({{x_hosting:total}})),SUMPRODUCT({_WORTH},{{x_hosting:months}}){moved},"
        f"{NOT_AVAILABLE})",
    )


def _as_live_but(name: str, way: Way, formula: str) -> Parts:
    """What the drivers in a formula change; for all others it is as in the live case."""
    return _some(way.written(formula), f"={{cases.{name}_{way.letter}:row1}}")


def _run_factor() -> str:
    """How much dearer a training run of C is: a quoted one by its factor, a listed one where its examples grow."""
    tuned = next(way for way in WAYS if way.has("training_cost"))
    line = "INDEX({x_training_line:months},1,1)"
    now = tuned.written(LISTED_RUN.replace("LINE", line))
    listed = f"IF({tuned.written(line)}=0,1,IFERROR({in_case(now)}/{now},1))"
    return f"=IF(ISNUMBER({tuned.own('training_cost')}),{{@training_cost}},{listed})"


def _training(way: Way) -> Parts:
    """The present value of retraining, in the months that the case's cadence gives."""
    runs = in_case(over_months(way.written(RUNS_DUE), "month"))
    others = in_case(added(way.cost("run"), way.cost("retraining")))
    return _as_live_but(
        "training",
        way,
        f"=IF(AND({{alt_used:of#}}=1,ISNUMBER({{x_retraining:total}})),"
        f"SUMPRODUCT({_WORTH}*{runs},{{x_run:months}})*{{@run_factor}}"
        f"{f'+SUMPRODUCT({_WORTH}*{runs})*{others}' if others else ''},{NOT_AVAILABLE})",
    )


def _present(way: Way) -> str:
    """The present value of an alternative in a case, from the parts beside it."""
    letter, share, base = way.letter, way.own("share", "1"), WAYS[0]
    billed = way.kind != "self_host"
    once = [way.cost("before")]
    if way.has("training_runs"):
        run = added("{alt_run:of#}*{@run_factor}", way.cost("run"))
        once.append(f"IF({{alt_runs:of#}}=0,0,{{alt_runs:of#}}*{run})")
    needed = [f"{{@ready_{letter}}}", f"{{@tokens_{letter}}}"] if billed else [f"{{@gpus_{letter}}}"]
    needed += [f"{{@training_{letter}}}"] if way.has("retrains_per_year") else []
    parts = [
        f"INDEX({{exchange:months}},1)*{added(*once) or 0}",
        f"{{@months}}*{way.cost('month') or 0}",
        f"{{@answers}}*{share}*{added(fees(way), BAD, REVIEW)}",
        *(f"{part}*{CONTRACTED}" if "tokens" in part else part for part in needed),
    ]
    if way.has("share"):
        rest = base.written(f"{{@tokens_a}}*{CONTRACTED}+{{@answers}}*{added(fees(base), BAD, REVIEW)}")
        parts.append(f"IF({share}=1,0,(1-{share})*({rest}))")
        needed.append(f"IF({share}=1,0,{{@tokens_a}})")
    known = f"AND({{alt_used:of#}}=1,COUNT({','.join(needed)})={len(needed)})"
    return in_case(way.written(f"=IF({known},{'+'.join(parts)},{NOT_AVAILABLE})"))


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
        Column("answers", "Requests, present", _answers().cells("count")),
        Column("months", "Months, present", _months().cells("decimal")),
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
