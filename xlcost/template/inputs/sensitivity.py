"""Inputs of the sensitivity: the low and high end of every driver, and the axes of the grid."""

from __future__ import annotations

from typing import Final

from xlcost.functions.arguments import AT_LEAST_0
from xlcost.functions.coercion import UNBOUNDED, Domain
from xlcost.template.drivers import DRIVERS, Driver
from xlcost.template.inputs.declaration import Input, Section

_TIMES: Final = "x live value"
_ABOVE_0: Final = Domain(0.0, UNBOUNDED, above_low=True)


def _range(driver: Driver) -> Input:
    """The ends that a driver is tested at."""
    return Input(
        driver.range,
        f"{driver.label}, range",
        _TIMES if driver.multiplies else driver.unit,
        driver.domain,
        "factor" if driver.multiplies else driver.format,
        driver.ends,
        driver.help,
        "range",
    )


RANGES: Final = Section("Sensitivity: what each driver is tested at", tuple(map(_range, DRIVERS)))

GRID: Final = Section(
    "Sensitivity: axes of the grid",
    (
        Input(
            "grid_first_volume",
            "First volume of the grid",
            _TIMES,
            _ABOVE_0,
            "factor",
            0.25,
            "The first column, as a multiple of the live requests.",
            "single",
            "Assumption: a quarter of today's volume.",
        ),
        Input(
            "grid_volume_step",
            "Each further volume",
            "x the one before",
            Domain(1.0, 10.0, above_low=True),
            "factor",
            2.0,
            "Each column is this many times the one before.",
            "single",
            "Assumption: doubling.",
        ),
        Input(
            "grid_first_ratio",
            "First tuned price ratio of the grid",
            "tuned price / base price",
            AT_LEAST_0,
            "ratio",
            0.1,
            "The first row: tuned token price over base token price.",
            "single",
            "Assumption: a tenth, about what a small model costs.",
        ),
        Input(
            "grid_ratio_step",
            "Each further ratio",
            "tuned price / base price",
            _ABOVE_0,
            "ratio",
            0.15,
            "Added from row to row.",
            "single",
            "Assumption.",
        ),
    ),
)
