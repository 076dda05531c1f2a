"""What an input is: label, unit, domain, default, help; and a section of them.

The domains are those of the functions' arguments, so that the workbook refuses what the functions would refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from xlcost.functions.coercion import Domain

#: Takes any of these: a number in a domain, one of some words, a model of the price table, TRUE or FALSE, a date, text.
Kind = Domain | tuple[str, ...] | Literal["model", "flag", "date"]

#: Single: one value for the model. Scenario: Low, Base and High. Range: the low and high end a driver is tested at.
Shape = Literal["single", "scenario", "range"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input. ``default`` is what the neutral model has: one value, or (low, high) of a range."""

    key: str
    label: str
    unit: str
    kind: Kind
    format: str
    default: Any
    help: str
    shape: Shape = "scenario"
    note: str = ""

    def accepts(self, value: Any) -> bool:
        """Whether the value is in the domain (models are checked against the price table elsewhere)."""
        if isinstance(self.kind, Domain):
            return isinstance(value, int | float) and not isinstance(value, bool) and self.kind.admits(float(value))
        if self.kind == "flag":
            return isinstance(value, bool)
        if self.kind == "date":
            return isinstance(value, date)
        if self.kind == "model":
            return isinstance(value, str) and bool(value.strip())
        return value in self.kind

    @property
    def domain(self) -> str:
        """The domain in words, for messages."""
        if isinstance(self.kind, Domain):
            if self.kind.high >= 1e15 and not self.kind.whole:
                return f"a number {'above' if self.kind.above_low else 'of at least'} {self.kind.low:g}"
            return f"{'' if self.kind.whole else 'a number '}{self.kind}"
        if self.kind == "flag":
            return "TRUE or FALSE"
        if self.kind == "date":
            return "a date"
        if self.kind == "model":
            return "a model of the Prices sheet"
        return f"one of {', '.join(self.kind)}"


@dataclass(frozen=True, slots=True)
class Section:
    """Inputs that belong together."""

    title: str
    inputs: tuple[Input, ...]
