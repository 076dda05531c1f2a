"""The lines of Audit that hold every function of ours against plain Excel formulas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from xlcost.template.ways import WAYS, Way

TOLERANCE: Final = "={audit_tolerance}"
MONEY: Final = "={money_tolerance}"
NONE: Final = "=0"
BILLED: Final = tuple(way for way in WAYS if way.kind != "self_host")


class Check(NamedTuple):
    """A line of the table: ``found`` and ``limit`` are formula templates."""

    label: str
    unit: str
    found: str
    limit: str = TOLERANCE


def functions_proved() -> Iterator[Check]:
    """Every function of ours on a sheet against its plain twin."""
    for way in BILLED:
        yield Check(
            f"{way.letter.upper()}: PROMPT_COST of every month against plain Excel",
            "USD",
            f"=MAX({{{way.letter}_off:months}})",
        )
    for way in WAYS:
        if way.has("training_model"):
            yield Check(
                f"{way.letter.upper()}: TRAINING_COST of every month against plain Excel",
                "USD",
                f"=MAX({{{way.letter}_run_off:months}})",
            )
    for what in ("months", "volume"):
        yield Check(
            f"Decision: BREAKEVEN_{'MONTHS' if what == 'months' else 'REQUESTS'} against plain Excel",
            "difference",
            f"=IF(EXACT({{rr_{what}}},{{rr_{what}_plain}}),0,ABS({{rr_{what}}}-{{rr_{what}_plain}}))",
            MONEY,
        )
    for way in WAYS:
        if not way.is_baseline:
            shown, proof = (f"{{{row}:of{way.number}}}" for row in ("alt_payback_first", "alt_payback_proof"))
            yield Check(
                f"{way.letter.upper()}: its month of payback against PAYBACK_MONTH",
                "1 is unlike",
                f"=IF({{alt_used:of{way.number}}}*ISNUMBER({{alt_saving:of{way.number}}})=0,0,"
                f'IF(OR(EXACT({proof},{shown}),EXACT({proof},"less up front")),0,1))',
                NONE,
            )
    for way in WAYS:
        if not way.is_baseline:
            yield from _evidence(way)
    for way in WAYS:
        used, good = f"{{alt_used:of{way.number}}}=1", f"{{alt_good_1:of{way.number}}}"
        yield Check(
            f"{way.letter.upper()}: QUALITY_COST of month 1 against plain Excel",
            "USD",
            f"=IF({used},ABS({{alt_quality_proof:of{way.number}}}-{{alt_quality_plain:of{way.number}}}),0)",
            MONEY,
        )
        yield Check(
            f"{way.letter.upper()}: COST_PER_SUCCESS of month 1 against plain Excel",
            "={currency}",
            f"=IF(ISNUMBER({good}),ABS({good}-{{alt_good_1_plain:of{way.number}}}),0)",
        )
    yield Check("Models: PROMPT_COST against plain Excel", "USD", "=MAX({models.difference})")
    yield Check("Models: COST_RANKING against the ranking", "USD", "=MAX({ranking_by_function.difference})")


def _evidence(way: Way) -> Iterator[Check]:
    """What the functions of evidence say of an alternative, against plain formulas."""

    def cell(row: str) -> str:
        return f"{{{row}:of{way.number}}}"

    who, known = way.letter.upper(), f"ISNUMBER({cell('ev_low')})"
    low, high = (f"ABS({cell(f'ev_by_function_{end}')}-{cell(f'ev_{end}')})" for end in ("low", "high"))
    yield Check(f"{who}: EVIDENCE or EVIDENCE_PAIRED against plain Excel", "share", f"=IF({known},{low}+{high},0)")
    verdict = f"EXACT({cell('ev_by_function_verdict')},{cell('ev_verdict')})"
    needed = f"N({cell('ev_by_function_needed')})=N({cell('ev_needed')})"
    yield Check(
        f"{who}: their verdict and the cases needed against plain Excel",
        "1 is unlike",
        f"=IF({known},IF(AND({verdict},{needed}),0,1),0)",
        NONE,
    )
    planned, plain = cell("ev_plan"), cell("ev_plan_plain")
    yield Check(
        f"{who}: EVIDENCE_CASES against plain Excel",
        "cases",
        f"=IF(ISNUMBER({plain}),ABS({planned}-{plain}),0)",
        NONE,
    )
