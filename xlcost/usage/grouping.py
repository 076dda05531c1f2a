"""Group first: one SELECT that only counts; prices come later, to the few groups that there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xlcost.usage.sources.columns import Columns, literal
from xlcost.usage.sources.format import INSIDE, OUTSIDE, Format, Mapped, Rule

#: What may be grouped by beside the model, the day and what prices turn on.
LABELS: Final = ("use_case", "team", "api_key", "end_user")

#: The sums, in the order in which a cube has them.
SUMS: Final = (
    "n_requests", "n_input_uncached", "n_cache_read", "n_cache_write", "n_cache_write_1h", "n_output", "n_web_searches",
)  # fmt: skip

#: What a date of Python holds; DuckDB's times go to the year 294247, and on to infinity.
_ALL_TIME: Final = "TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31'"
_CONSTANT: Final = re.compile(r"'[^']*'|[0-9]+")
#: One of two texts.
_CHOICE: Final = re.compile(r"CASE WHEN ((?:(?!THEN|WHEN).)*) THEN ('\w+') ELSE ('\w+') END")


class Selection(NamedTuple):
    """What a grouping asks of one file: labels, days, months, thresholds."""

    labels: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    #: The zone of the month, where it is not UTC.
    zone: str = ""
    #: Input tokens above which some model costs more, ascending.
    thresholds: tuple[int, ...] = ()
    #: Says what a format leaves open: the tier of rows that name none, where cached tokens are.
    tier: str = ""
    cached: str = ""


class Grouping(NamedTuple):
    """The SELECT over one file's columns, and what its columns and verdicts mean."""

    sql: str
    #: The rows with their verdicts before they are grouped: for finding the first bad one.
    rows_sql: str
    keys: tuple[str, ...]
    #: The keys that are the same for every row and are therefore not in the SELECT.
    constants: dict[str, str]
    has_billed: bool
    #: Rule n is verdict n + 1; the first ones refuse, then come those that drop, then those without a price.
    rules: tuple[tuple[str, Rule], ...]


def grouping(mapped: Mapped, columns: Columns, kind: Format, source: str, asked: Selection) -> Grouping:
    """The grouping SELECT over ``source``, a table or a table function, for the relation that a format maps to."""
    rules = _rules(mapped, columns, asked)
    reading = _reading(mapped.reading, asked)
    read = f"{mapped.cache_read} + {mapped.cache_write} + {mapped.cache_write_1h}"
    keys = {
        "usage_day": f"CAST({mapped.time} AS DATE)",
        **({"usage_month": _month(mapped.time, asked.zone)} if asked.zone else {}),
        "model": mapped.model,
        "tier": f"COALESCE({mapped.tier}, {literal(asked.tier)})" if mapped.tier_may_lack else mapped.tier,
        "context": mapped.context,
        "reading": reading,
        "meter": mapped.meter,
        "currency": mapped.currency,
        **{label: getattr(mapped, label) for label in asked.labels},
        "verdict": _verdict(rules),
        "above_tokens": mapped.above or (_bracket("n_input", asked.thresholds) if kind.grain == "request" else "0"),
    }
    sums = {
        "n_requests": mapped.requests,
        "n_input_uncached": mapped.input,
        "n_cache_read": mapped.cache_read,
        "n_cache_write": mapped.cache_write,
        "n_cache_write_1h": mapped.cache_write_1h,
        "n_output": mapped.output,
        "n_web_searches": mapped.web_searches,
    }
    largest = mapped.max_input or _all_input(mapped, reading, read)
    constants = {name: sql.strip("'") for name, sql in keys.items() if _is_constant(sql)}
    shown = {name: sql for name, sql in keys.items() if name not in constants}
    shown = {
        name: sql.replace("n_input", f"({largest})") if name == "above_tokens" else sql for name, sql in shown.items()
    }
    zero = {name for name, sql in sums.items() if sql == "0"}
    counted = {name: sql for name, sql in sums.items() if name not in zero and sql != "1"}
    choice = _CHOICE.fullmatch(shown.get("tier", ""))
    if choice:  # a key of two bits in place of a text in each row
        shown["tier"] = f"COALESCE({choice[1]}, FALSE)"
    inner = [f"{sql} AS {name}" for name, sql in shown.items()]
    inner += [f"{sql} AS {name}" for name, sql in counted.items()]
    if kind.grain == "request":
        inner.append(f"{largest} AS n_max_input")
    if mapped.billed:
        inner.append(f"{mapped.billed} AS billed")
    where = _where(mapped.time, asked)
    rows = f"SELECT\n  {_COMMA.join(inner)}\nFROM {source}{where}"
    outer = [*shown, "COUNT(*) AS n_rows"]
    if choice:
        outer[outer.index("tier")] = f"CASE WHEN usage_rows.tier THEN {choice[2]} ELSE {choice[3]} END AS tier"
    summed = {name: _summed(name, sql) for name, sql in sums.items()}
    if reading == INSIDE:  # taken out of the sums, not out of each row
        held = [summed[name] for name in ("n_cache_read", "n_cache_write", "n_cache_write_1h") if summed[name] != "0"]
        summed["n_input_uncached"] = " - ".join([summed["n_input_uncached"], *held])
    outer += [f"{sql} AS {name}" for name, sql in summed.items()]
    outer.append("MAX(n_max_input) AS n_max_input" if kind.grain == "request" else "0 AS n_max_input")
    if mapped.billed:
        outer.append("SUM(billed) AS billed")
    by = f"\nGROUP BY {', '.join(f'usage_rows.{name}' for name in shown)}" if shown else ""
    sql = f"SELECT\n  {_COMMA.join(outer)}\nFROM (\n{rows}\n) AS usage_rows{by}"
    return Grouping(sql, rows, tuple(shown), constants, bool(mapped.billed), rules)


_COMMA: Final = ",\n  "


def _summed(name: str, sql: str) -> str:
    if sql == "0":
        return "0"
    return "COUNT(*)" if sql == "1" else f"SUM({name})"


def _is_constant(sql: str) -> bool:
    return bool(_CONSTANT.fullmatch(sql))


def _reading(reading: str, asked: Selection) -> str:
    """Where cached tokens are: what the format knows, or what was said where it leaves that open."""
    if asked.cached and not _is_constant(reading):
        return reading.replace("'either'", literal(asked.cached))
    return reading


def _all_input(mapped: Mapped, reading: str, read: str) -> str:
    """All input tokens of a request: where the reading is open, the larger."""
    if reading == INSIDE or read == "0 + 0 + 0":
        return mapped.input
    if _is_constant(reading):
        return f"{mapped.input} + {read}"
    return f"{mapped.input} + CASE WHEN {reading} = {INSIDE} THEN 0 ELSE {read} END"


def _bracket(tokens: str, thresholds: Sequence[int]) -> str:
    """The largest threshold that a request is above, 0 for none: which models have it is for the prices to say."""
    if not thresholds:
        return "0"
    ascending = sorted(thresholds)
    cases = " ".join(
        f"WHEN {tokens} <= {threshold} THEN {below}" for below, threshold in zip([0, *ascending], ascending)
    )  # the most frequent case first: most requests are short
    return f"CASE {cases} ELSE {ascending[-1]} END"


def _month(time: str, zone: str) -> str:
    return f"STRFTIME(({time} AT TIME ZONE 'UTC') AT TIME ZONE {literal(zone)}, '%Y-%m')"


def _where(time: str, asked: Selection) -> str:
    bounds = [
        f"{time} {sign} CAST({literal(day.isoformat())} AS TIMESTAMP)"
        for sign, day in ((">=", asked.since), ("<", asked.until))
        if day is not None
    ]
    return f"\nWHERE {' AND '.join(bounds)}" if bounds else ""


def _rules(mapped: Mapped, columns: Columns, asked: Selection) -> tuple[tuple[str, Rule], ...]:
    """Every rule on a row, those that drop it first: a blank day has no time, no model and no tier to be wrong."""
    checks = [
        ("wrong", Rule(f"{name} must be {wanted}", condition, name))
        for name, (condition, wanted) in columns.checks.items()
    ]
    cached = f"{mapped.cache_read} + {mapped.cache_write} + {mapped.cache_write_1h}"
    if mapped.reading == INSIDE and cached != "0 + 0 + 0":
        checks.append(
            (
                "wrong",
                Rule(
                    "more cached and cache-write tokens than input tokens, which hold them",
                    f"{cached} > {mapped.input}",
                ),
            )
        )
    checks.append(("wrong", Rule("the time is of no year from 1 to 9999", f"{mapped.time} NOT BETWEEN {_ALL_TIME}")))
    if mapped.time_may_lack:
        checks.append(("wrong", Rule("the time is empty", f"{mapped.time} IS NULL")))
    return (
        *(("dropped", rule) for rule in mapped.dropped),
        *checks,
        *(("wrong", rule) for rule in mapped.wrong),
        *(("unpriced", rule) for rule in mapped.unpriceable),
    )


def _verdict(rules: Sequence[tuple[str, Rule]]) -> str:
    if not rules:
        return "0"
    if len(rules) == 1:
        return f"CASE WHEN {rules[0][1].condition} THEN 1 ELSE 0 END"
    # One test that nothing applies, and only where something does one after another: half the time of a scan.
    nothing = " AND ".join(f"NOT ({rule.condition})" for _, rule in rules)
    cases = " ".join(f"WHEN {rule.condition} THEN {number}" for number, (_, rule) in enumerate(rules, start=1))
    return f"CASE WHEN {nothing} THEN 0 {cases} ELSE 0 END"


def unread(reading: str) -> bool:
    """Whether what "input" holds is still to be told by what was billed."""
    return reading not in (INSIDE.strip("'"), OUTSIDE.strip("'"))
