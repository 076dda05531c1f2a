"""A fault that is planted: what an auditor would call it, where it is, and which rule must find it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from plants import Plant


class Fault(NamedTuple):
    kind: str  # in an auditor's words
    book: str  # template, forecast, headcount, teams
    rule: str  # that claims it
    at: str
    plant: Plant


class LateFault(NamedTuple):
    kind: str
    book: str
    rule: str
    at: str
    plant: Callable[[bytes], bytes]
