"""What the answer may hang on: each driver, the inputs that it moves and the ends that it is tested at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from xlcost.decision.alternative_inputs import ALTERNATIVES, BASELINE
from xlcost.decision.case_inputs import TIME, WORKLOAD
from xlcost.decision.declaration import Change, Input, Section, Tested, section
from xlcost.functions.coercion import Domain

_FACTOR: Final = Domain(0.0, 100.0)
_POINTS: Final = Domain(-1.0, 1.0)


class Driver(NamedTuple):
    """One driver. ``inputs`` are moved together; a blank input stays blank and follows what it inherits."""

    key: str
    label: str
    inputs: tuple[str, ...]
    move: Change
    ends: tuple[float, float]
    domain: Domain
    format: str
    apart: bool  # whether the baseline's stays, as where the input means another thing in each alternative

    @property
    def range(self) -> str:
        """The key of the input that holds the ends."""
        return f"range_{self.key}"


def _declared() -> Iterator[Driver]:
    """The drivers that inputs declare, in the order of the sheet Inputs."""
    moved: dict[tuple[str, Tested], list[Input]] = {}
    for part in (TIME, WORKLOAD, *(part for parts in ALTERNATIVES.values() for part in parts)):
        for declared in part.inputs:
            tested = declared.tested
            if tested and (tested.baseline or declared.alternative != BASELINE):
                moved.setdefault((declared.row or declared.key, tested), []).append(declared)
    for (key, tested), inputs in moved.items():
        own: Any = inputs[0].kind
        yield Driver(
            key,
            (tested.label or inputs[0].label) + ("" if tested.baseline else ", not of A"),
            (*(declared.key for declared in inputs), *tested.also),
            tested.move,
            (tested.low, tested.high),
            {"times": _FACTOR, "plus": _POINTS, "value": own}[tested.move],
            "factor" if tested.move == "times" else inputs[0].format,
            not tested.baseline,
        )


DRIVERS: Final = tuple(_declared())

_HELP: Final = {
    "times": "Multiplies the live value.",
    "plus": "Added to the live value.",
    "value": "Replaces the live value.",
}
_UNIT: Final = {"times": "x live value", "plus": "added", "value": "instead"}

RANGES: Final[Section] = section(
    "Sensitivity: what each driver is tested at",
    *(
        Input(
            driver.range,
            f"{driver.label}, range",
            _UNIT[driver.move],
            driver.domain,
            driver.format,
            driver.ends,
            _HELP[driver.move],
            "range",
        )
        for driver in DRIVERS
    ),
)
