"""Every input of the decision, declared once: for files of inputs, --set, the schema and the sheet Inputs."""

from __future__ import annotations

from typing import Final

from xlcost.decision.alternative_inputs import ALTERNATIVES, BASELINE, KINDS, TITLES, Way
from xlcost.decision.case_inputs import (
    ANSWERS,
    CHECKLIST,
    FINETUNING_WINS,
    GATES,
    MONTH_NAMES,
    MONTHS,
    PROMPTING_WINS,
    TIME,
    WORKLOAD,
)
from xlcost.decision.declaration import SCENARIOS, Input, Kind, Section, Shape
from xlcost.decision.drivers import DRIVERS, RANGES, Driver

__all__ = [
    "ALTERNATIVES",
    "ANSWERS",
    "BASELINE",
    "CHECKLIST",
    "DRIVERS",
    "FINETUNING_WINS",
    "GATES",
    "INPUTS",
    "KINDS",
    "MONTHS",
    "MONTH_NAMES",
    "PROMPTING_WINS",
    "RANGES",
    "SCENARIOS",
    "SECTIONS",
    "TIME",
    "TITLES",
    "WORKLOAD",
    "Driver",
    "Input",
    "Kind",
    "Section",
    "Shape",
    "Way",
    "rows_of",
]

#: In the order of the sheet Inputs.
SECTIONS: Final[tuple[Section, ...]] = (
    TIME,
    WORKLOAD,
    *(part for parts in ALTERNATIVES.values() for part in parts),
    GATES,
    RANGES,
    CHECKLIST,
)

#: Every input by its key.
INPUTS: Final[dict[str, Input]] = {declared.key: declared for part in SECTIONS for declared in part.inputs}


def rows_of(letter: str) -> dict[str, Input]:
    """The inputs of one alternative by their key without the letter."""
    return {declared.row: declared for part in ALTERNATIVES[letter] for declared in part.inputs}
