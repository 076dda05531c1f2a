"""The cells of a workbook's sheet Risk, by name: what a simulation gave, or that there is none."""

from __future__ import annotations

from typing import Final

from xlcost.decision.inputs import KINDS
from xlcost.decision.simulated import BINS, Outcome, Simulation
from xlcost.functions.coercion import serial

#: What stands where there is no such figure.
NOTHING: Final = "n/a"
NEVER: Final = "never"

Written = float | str | list[float | str | bool | None]


def cells_of(result: Simulation) -> dict[str, Written]:
    """Defined name -> value: runs, seed, date, advice; a figure an alternative; the bars of the histogram."""
    advised = f", {result.advised}" if result.advised else ""
    present = NOTHING if result.present is None else _seen(result.present)
    cells: dict[str, Written] = {
        "risk_runs": float(result.runs),
        "risk_seed": float(result.seed),
        "risk_date": serial(result.model_date),
        "risk_advice": f"{result.advice}{advised}",
        "risk_present": present,
    }
    outcomes = {one.key.lower(): one for one in result.outcomes}
    for letter in KINDS:
        for figure, value in _figures(outcomes.get(letter)).items():
            cells[f"{letter}_risk_{figure}"] = value
    bars = result.histogram
    cells["risk_bin_from"] = list(map(_seen, bars.starts)) if bars else [NOTHING] * BINS
    cells["risk_bin_to"] = list(map(_seen, bars.ends)) if bars else [NOTHING] * BINS
    cells["risk_bin_share"] = list(bars.shares) if bars else [NOTHING] * BINS
    return cells


def _figures(one: Outcome | None) -> dict[str, float | str]:
    if one is None:
        return dict.fromkeys(("cheapest", "p10", "p50", "p90", "payback_p50"), NOTHING)
    costs = {name: NOTHING if cost is None else _seen(cost) for name, cost in zip(_COSTS, (one.p10, one.p50, one.p90))}
    has_none = one.key == "A" or one.p50 is None
    month = NOTHING if has_none else NEVER if one.payback_p50 is None else float(one.payback_p50)
    return {"cheapest": one.cheapest, **costs, "payback_p50": month}


def _seen(amount: float) -> float:
    """An amount with the digits that a simulation gives on every machine: the last ones hang on its processor."""
    return float(f"{amount:.10g}")


_COSTS: Final = ("p10", "p50", "p90")
