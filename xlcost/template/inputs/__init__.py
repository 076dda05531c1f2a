"""What people may change: every input, with the key that its cell's name and its TOML key share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlcost.template.inputs.comparison import ARMS, MODEL, WORKLOAD
from xlcost.template.inputs.declaration import Input, Section
from xlcost.template.inputs.outlook import AHEAD, CHECKLIST
from xlcost.template.inputs.sensitivity import GRID, RANGES
from xlcost.template.inputs.tuning import PRICE_LIST, RUNNING, TUNING

__all__ = [
    "AHEAD",
    "ARMS",
    "INPUTS",
    "PRICE_LIST",
    "RANGES",
    "RUNNING",
    "SECTIONS",
    "TUNING",
    "WORKLOAD",
    "Input",
    "Section",
]

#: In the order of the sheet Inputs.
SECTIONS: Final[Sequence[Section]] = (MODEL, WORKLOAD, ARMS, TUNING, RUNNING, AHEAD, RANGES, GRID, CHECKLIST)

#: Every input by its key.
INPUTS: Final = {declared.key: declared for section in SECTIONS for declared in section.inputs}
