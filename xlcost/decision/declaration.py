"""What an input is: key, label, unit, domain, default, help. Every reader and every writer of inputs goes by these.

The domains are those of the functions' arguments, so that a case refuses what the functions would refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from xlcost.functions.coercion import UNBOUNDED, Domain
from xlcost.numbertext import spelled

#: Takes any of these: a number in a domain, one of some words, a model of the price list, TRUE or FALSE, a date, text.
Kind = Domain | tuple[str, ...] | Literal["model", "flag", "date", "text"]

#: Single: one value. Scenario: Low, Base and High. Range: the ends a driver is tested at. Row: one value a place.
Shape = Literal["single", "scenario", "range", "row"]

SCENARIOS: Final = ("Low", "Base", "High")

#: When a cost falls due: before month 1; in every month; with every 1,000 requests sent, those sent again included;
#: with every training run, those before month 1 too; with every retraining; in the month of the move to a successor.
Due = Literal["before", "month", "requests", "run", "retraining", "move"]


class Cost(NamedTuple):
    """What an input costs: its value, times the values of other inputs, whenever it falls due; USD."""

    due: Due
    times: tuple[str, ...] = ()  # inputs of the alternative by their rows, or of the case


#: How an end moves an input: it multiplies it, is added to it (within its domain), or replaces it.
Change = Literal["times", "plus", "value"]


class Tested(NamedTuple):
    """At which ends the tornado tests an input, in all alternatives that have it at once."""

    move: Change
    low: float
    high: float
    label: str = ""  # where the driver is called otherwise than the input
    baseline: bool = True  # whether the baseline's moves with the others'
    also: tuple[str, ...] = ()  # inputs of the case that move with it


@dataclass(frozen=True, slots=True)
class Input:
    """One input.

    ``default`` is what a case has that does not say: one value, (low, high) of a range, or the values of a row. None
    is a blank, and ``blank`` says what a blank means; without it the input must have a value.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    format: str
    default: Any
    help: str
    shape: Shape = "scenario"
    blank: str = ""
    places: tuple[str, ...] = ()  # of a row: what each value is for
    all_places: bool = False  # of a row: a list has a value, or a blank, for each place
    cost: Cost | None = None  # where it is a mere cost: all sums and formulas of it are made from this
    tested: Tested | None = None  # where it is a driver of the tornado
    group: str = ""
    alternative: str = ""  # the letter whose input this is; "" for the case's own
    row: str = ""  # the key without the letter: what the same input of another alternative shares

    def of(self, letter: str) -> Input:
        """The same input of one alternative."""
        return replace(self, key=f"{letter}_{self.key}", alternative=letter, row=self.key)

    def accepts(self, value: Any) -> bool:
        """Whether one value is in the domain (models are checked against the price list elsewhere)."""
        if value is None:
            return bool(self.blank)
        if isinstance(self.kind, Domain):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and self.kind.admits(float(value))
        if self.kind == "flag":
            return isinstance(value, bool)
        if self.kind == "date":
            return isinstance(value, date)
        if self.kind in ("model", "text"):
            return isinstance(value, str) and bool(value.strip())
        return value in self.kind

    @property
    def domain(self) -> str:
        """The domain in words, for messages."""
        words = _in_words(self.kind)
        return f"{words}, or blank ({self.blank})" if self.blank else words

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return isinstance(self.kind, Domain)


def _in_words(kind: Kind) -> str:
    if isinstance(kind, Domain):
        if kind.high >= UNBOUNDED and not kind.whole:
            return f"a number {'above' if kind.above_low else 'of at least'} {spelled(kind.low)}"
        return f"{'' if kind.whole else 'a number '}{kind}"
    words = {
        "flag": "TRUE or FALSE",
        "date": "a date such as 2026-10-26",
        "model": "a model of the price list, best as provider/model",
        "text": "a text",
    }
    return words[kind] if isinstance(kind, str) else f"one of {', '.join(kind)}"


@dataclass(frozen=True, slots=True)
class Section:
    """Inputs that belong together: a heading of the sheet Inputs, and of the file of inputs."""

    title: str
    inputs: tuple[Input, ...]
    alternative: str = ""


def section(title: str, *inputs: Input) -> Section:
    """A section of the case's own inputs."""
    return Section(title, tuple(replace(declared, group=title) for declared in inputs))
