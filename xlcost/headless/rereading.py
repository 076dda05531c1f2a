"""Reads one workbook after the other: a sheet that is byte for byte that of the last one is not read again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from xlcost.headless.package import Package
from xlcost.headless.records import Sheet
from xlcost.headless.sheet_reader import Surroundings, read_sheet


class Known(NamedTuple):
    """A sheet as it was read, and all that it was read from."""

    part: bytes  # a digest
    before: Sheet  # what the workbook says of it
    links: Mapping[str, str]
    surroundings: Surroundings
    sheet: Sheet


class Rereader:
    """Reads the sheets of one workbook as ``read_sheet`` does; ``known`` are those of the last, by part."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._last = known
        self.known: dict[str, Known] = {}

    def __call__(self, package: Package, sheet: Sheet, links: Mapping[str, str], surroundings: Surroundings) -> Sheet:
        """The sheet with its cells and settings."""
        source = (hashlib.sha256(package.parts[sheet.part]).digest(), sheet, links, surroundings)
        known = self._last.get(sheet.part)
        if known is None or known[:-1] != source:
            known = Known(*source, read_sheet(package, sheet, links, surroundings))
        self.known[sheet.part] = known
        return known.sheet
