"""The workbooks of the shipped cases, for tests that go through all of them."""

from __future__ import annotations

from xlcost.decision.case import CASE_NAMES, shipped_case
from xlcost.hosts.editions import EDITIONS
from xlcost.template.build import build

__all__ = ["CASE_NAMES", "shipped_book"]


def shipped_book(case: str, edition: str = "template") -> bytes:
    """The bytes of a case's workbook in an edition."""
    return EDITIONS[edition].make(build(shipped_case(case)))
