"""The gates of every alternative: value, relation, threshold, whether it passes and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from xlcost.template.records import Block, Cell, Column, Gap, Heading, Table
from xlcost.template.saying import said
from xlcost.template.ways import WAYS, Way


class Gate(NamedTuple):
    """A condition of an alternative: templates of what was found, of what is asked, of whether it passes and why."""

    name: str
    words: str
    unit: str
    value: str
    relation: str
    threshold: str
    passed: str
    why: str
    form: str = "count"
    informs: bool = False  # says how an alternative compares, and bars none


def gates_of(way: Way) -> Iterator[Gate]:
    """The gates that an alternative must pass, in the order of the terminal."""
    yield _available(way)
    yield _quality(way)
    if way.kind == "prompt" and not way.is_baseline:
        cases = "N({tests_test_cases:of#})"
        yield Gate(
            "tested",
            "Tested",
            "test cases",
            f"={cases}",
            ">",
            "=0",
            f"AND({cases}>0,ISNUMBER({{tests_test_passes:of#}}))",
            f"IF(PASSED,{said('tested.yes', cases=cases)},{said('tested.no')})",
        )
    if way.kind == "finetune":
        yield from _tuning(way)
    if not way.is_baseline:
        both = "ISNUMBER({alt_present:of1}),ISNUMBER({alt_present:of#})"
        difference = "ABS({alt_present:of1}-{alt_present:of#})"
        yield Gate(
            "saving",
            "Costs less than A (informs only)",
            "={currency}",
            "={alt_present:of#}",
            "<",
            "={alt_present:of1}",
            f"AND({both},N({{alt_present:of#}})<N({{alt_present:of1}})-{{money_crumb}})",
            f"IF(PASSED,{said('saving.less', difference=difference)},"
            f"IF(AND({both}),{said('saving.more', difference=difference)},{said('saving.none')}))",
            "amount",
            informs=True,
        )


def _available(way: Way) -> Gate:
    until = "{alt_until:of#}"
    ends = f"AND(ISNUMBER({until}),N({until})<{{horizon_end}})"
    conditions = [f"NOT({ends})", "ISNUMBER({alt_present:of#})"]
    if way.has("share"):
        rest = "AND({x_share}<1,{gates.passed:row1}=0)"
        conditions.append(f"NOT({rest})")
        until = f"IF(AND(NOT(ISNUMBER({until})),{{x_share}}<1),{{alt_until:of1}},{until})"
    return Gate(
        "available",
        "Can be had through the horizon",
        "first day without it",
        f"={until}",
        ">=",
        "={horizon_end}",
        f"AND({','.join(conditions)})",
        _why_available(way, ends),
        "date",
    )


def _why_available(way: Way, ends: str) -> str:
    if way.kind == "self_host":
        return f'IF(PASSED,{said("available.own")},"its GPUs have no price")'
    moved = "MATCH(1,{x_over:months},0)"
    successor = said("available.successor", successor="{x_successor}", month=moved)
    good = f"IF(SUM({{x_next:months}})>0,{successor},{said('available.yes')})"
    ended = said("available.ends", model="{alt_last_model:of#}", until="{alt_until:of#}")
    if way.has("training_model"):
        closed = said("available.training_closed", model="{alt_last_trainer:of#}", until="{alt_until:of#}")
        ended = f"IF(N({{alt_last_sold:of#}})=N({{alt_until:of#}}),{ended},{closed})"
    missing = _missing_price(way)
    if way.has("share"):
        rest = "AND({x_share}<1,{gates.passed:row1}=0)"
        missing = f"IF({rest},{said('available.rest')},{missing})"
    return f"IF(PASSED,{good},IF({ends},{ended},{missing}))"


def _missing_price(way: Way) -> str:
    """Which price is missing in the first month that has no cost; the order is that of Python's gate."""
    model, day = "{alt_gap_model:of#}", "{alt_gap_day:of#}"
    cached = "({x_cached_share}+{x_cache_write_share}+{x_cache_write_1h_share})"
    cases = {
        "{alt_gap_line:of#}=0": said("available.no_price", model=model, day=day),
        "IF({alt_gap_line:of#}<0,TRUE,NOT(AND(ISNUMBER(INDEX({prices.input},{alt_gap_line:of#})),ISNUMBER(INDEX({prices.output},{alt_gap_line:of#})))))": said(
            "available.no_token_price", model=model
        ),
        "AND({x_batch_share}>0,{alt_gap_batch:of#}=0)": said(
            "available.no_batch_price", model=model, share="{x_batch_share}"
        ),
    }
    missing = said("available.no_cache_price", model=model, share=cached)
    for condition, words in reversed(cases.items()):
        missing = f"IF({condition},{words},{missing})"
    if way.has("training_model"):
        no_training = said("available.no_training_price", model="{alt_gap_trainer:of#}", day=day)
        missing = f"IF({{alt_gap_training:of#}}=1,{no_training},{missing})"
    return missing


def _quality(way: Way) -> Gate:
    rate, required = "{alt_success:of#}", "{required_rate}"
    enough = f"{rate}>={required}-{{rate_crumb}}"
    slots = {"rate": rate, "required": required}
    by_rate = said("quality.rate", **slots)
    short = said("quality.short", **slots)
    if way.is_baseline:
        passed, why = enough, f"IF(PASSED,{by_rate},{short})"
    else:
        passed = f"OR({enough},{{ev_not_worse:of#}}=1)"
        why = f"IF({enough},{by_rate},IF(PASSED,{said('quality.tests', loss='{tolerated_loss}')},{short}))"
    return Gate("quality", "Good enough", "good answers", f"={rate}", ">=", f"={required}", passed, why, "share")


def _tuning(way: Way) -> Iterator[Gate]:
    slots = {"examples": "{examples}", "minimum": "{min_examples}"}
    yield Gate(
        "data",
        "Enough good examples",
        "examples",
        "={examples}",
        ">",
        "={min_examples}",
        "{examples}>{min_examples}",
        f"IF(PASSED,{said('data.yes', **slots)},{said('data.no', **slots)})",
    )
    yield Gate(
        "stability",
        "The task is stable",
        "yes or no",
        "=IF({stable},1,0)",
        "=",
        "=1",
        "{stable}=TRUE",
        f"IF(PASSED,{said('stability.yes')},{said('stability.no')})",
        "yes",
    )
    closed = "AND({x_new_organisation}=TRUE,ISNUMBER({alt_closed:of#}))"
    yield Gate(
        "access",
        "Its provider trains for us",
        "yes or no",
        f"=IF({closed},0,1)",
        "=",
        "=1",
        f"NOT({closed})",
        f"IF(PASSED,{said('access.yes')},{said('access.no', since='{alt_closed:of#}')})",
        "yes",
    )
    other = "INDEX({alt_success:all},1,{ev_other:of#})"
    claimed = f"{{alt_success:of#}}>{other}+{{rate_crumb}}"
    named = "INDEX({alt_name:all},1,{ev_other:of#})"
    tested = "ISNUMBER({ev_low:of#})"
    proven = (
        f"IF(NOT({tested}),{said('evidence.none', other=named)},"
        f"IF({{ev_shown:of#}}=1,{said('evidence.yes', other=named)},{said('evidence.no', other=named)}))"
    )
    yield Gate(
        "evidence",
        "Shown better, where claimed",
        "yes or no",
        "={ev_shown:of#}",
        "=",
        f"=IF({claimed},1,0)",
        f"OR(NOT({claimed}),{{ev_shown:of#}}=1)",
        f"IF(NOT({claimed}),{said('evidence.not_needed', other=named)},{proven})",
        "yes",
    )


def gates_block() -> tuple[Block, ...]:
    """The gates of every alternative as one table."""
    lines = [(way, gate) for way in WAYS for gate in gates_of(way)]

    def cells(made: Callable[[Way, Gate], Cell]) -> tuple[Cell, ...]:
        return tuple(made(way, gate) for way, gate in lines)

    def formula(text: str, way: Way, look: str = "calculation", form: str = "general") -> Cell:
        return Cell(way.written(text), look, form, formula=True)  # type: ignore[arg-type]

    table = Table(
        "gates",
        (
            Column(
                "gate",
                "Gate",
                cells(lambda way, gate: Cell(f"{way.letter.upper()}: {gate.words}", "label")),
            ),
            Column(
                "unit",
                "Unit",
                cells(lambda way, gate: Cell(gate.unit, "unit", formula=gate.unit.startswith("="))),
            ),
            Column("value", "Value", cells(lambda way, gate: formula(gate.value, way, form=gate.form))),
            Column("relation", "Must be", cells(lambda way, gate: Cell(gate.relation, "counter", "text"))),
            Column("threshold", "Asked for", cells(lambda way, gate: formula(gate.threshold, way, form=gate.form))),
            Column(
                "passed",
                "Passed",
                cells(
                    lambda way, gate: formula(
                        f'=IF({{alt_used:of#}}=0,"-",IF({gate.passed},1,0))', way, "counter", "yes"
                    )
                ),
            ),
            Column(
                "why",
                "Why",
                cells(
                    lambda way, gate: formula(
                        '=IF({alt_used:of#}=0,"not considered",' + gate.why.replace("PASSED", "{@passed}=1") + ")",
                        way,
                        "meaning",
                    )
                ),
            ),
        ),
        len(lines),
    )
    return (Heading("Gates of the live scenario"), table, Gap())


def passing(way: Way, *names: str) -> list[str]:
    """Whether an alternative passes its gates of these names, 0 too where it is not considered; all that bar it by default."""
    found, position = [], 0
    for other in WAYS:
        for gate in gates_of(other):
            position += 1
            meant = gate.name in names if names else not gate.informs
            if other == way and meant:
                found.append(f"N({{gates.passed:row{position}}})")
    return found
