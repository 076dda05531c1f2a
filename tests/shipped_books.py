"""The workbooks of the shipped cases, for tests that go through all of them: each made once a run, for every worker."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from xlcost.decision.case import CASE_NAMES, shipped_case
from xlcost.hosts.editions import EDITIONS
from xlcost.template.build import build

__all__ = ["CASE_NAMES", "SHELF", "shipped_book"]

#: The environment variable that names the folder which all workers of a run share.
SHELF: Final = "XLCOST_TESTS_SHELF"


@cache
def shipped_book(case: str, edition: str = "template") -> bytes:
    """The bytes of a case's workbook in an edition."""
    place = Path(os.environ[SHELF]) / f"{case}-{edition}{EDITIONS[edition].suffix}"
    if not place.exists():
        made = build(shipped_case(case)) if edition == "template" else EDITIONS[edition].make(shipped_book(case))
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as temporary:
            temporary.write(made)
        Path(temporary.name).replace(place)  # whole or not at all: another worker may look just now
    return place.read_bytes()
