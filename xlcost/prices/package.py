"""The catalogue that ships in the package: its files, and how they become price rows."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlcost.prices.catalogue import Catalogue
from xlcost.prices.row import PriceRow

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA: Final = Path(__file__).parent / "data"

SNAPSHOT: Final = date(2026, 10, 26)

_DATES: Final = frozenset({"effective_from", "effective_to", "checked_on"})
_TEXTS: Final = frozenset({"provider", "model", "source", "date_basis"})


@cache
def package_catalogue() -> Catalogue:
    """The price catalogue of this version of the package, loaded once per process."""
    content = (DATA / "prices.csv").read_bytes()
    return Catalogue(
        rows=read_rows(content.decode()),
        snapshot=SNAPSHOT,
        digest=hashlib.sha256(content).hexdigest()[:12],
    )


def read_rows(text: str) -> Iterator[PriceRow]:
    """Price rows from CSV text whose header names the fields of PriceRow in order."""
    lines = csv.reader(text.splitlines())
    next(lines)
    dates: dict[str, date | None] = {"": None}
    for line in lines:
        values: list[object] = []
        for field, cell in zip(PriceRow._fields, line, strict=True):
            if field in _TEXTS:
                values.append(cell)
            elif field in _DATES:
                if cell not in dates:
                    dates[cell] = date.fromisoformat(cell)
                values.append(dates[cell])
            else:
                values.append(float(cell) if cell else None)
        yield PriceRow._make(values)
