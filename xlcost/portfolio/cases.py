"""The use cases of a portfolio: one declaration of their columns, for the sheet, for cases.csv and for reading back."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.numbertext import spelled
from xlcost.prices import Catalogue
from xlcost.quantities import quantity
from xlcost.report.texts import harmless
from xlcost.usage.inputs import read_rows

#: How many use cases a book holds.
FEWEST: Final = 1
MOST: Final = 500
#: Characters of a text: a name is looked for by formulas, which hold no longer one.
LONGEST_TEXT: Final = 255


@dataclass(frozen=True, slots=True)
class UseCase:
    """What a use case is planned to need a month."""

    name: str
    owner: str = ""
    cost_centre: str = ""
    model: str = ""
    tier: str = "standard"
    requests: float = 0.0
    input_tokens: float = 0.0
    output_tokens: float = 0.0
    cached_share: float = 0.0
    cache_write_share: float = 0.0
    cache_write_1h_share: float = 0.0
    batch_share: float = 0.0
    retry_rate: float = 0.0
    growth: float = 0.0
    discount: float = 0.0
    fixed_monthly: float = 0.0
    upfront: float = 0.0
    alternative: str = ""
    source: str = ""


class Column:
    """One column of the use cases: its heading, unit, format and width."""

    __slots__ = ("format", "heading", "key", "width")

    def __init__(self, key: str, heading: str, form: str, width: float) -> None:
        """A column; ``form`` is a key of the template's number formats."""
        self.key, self.heading, self.format, self.width = key, heading, form, width


COLUMNS: Final = (
    Column("name", "Use case", "text", 26),
    Column("owner", "Owner", "text", 14),
    Column("cost_centre", "Cost centre", "text", 11),
    Column("model", "Model", "text", 32),
    Column("tier", "Tier", "text", 11),
    Column("requests", "Requests a month", "count", 13),
    Column("input_tokens", "Input tokens a request", "number", 12),
    Column("output_tokens", "Output tokens a request", "number", 12),
    Column("cached_share", "Cached share of input", "share", 10),
    Column("cache_write_share", "Written to cache, 5 min", "share", 11),
    Column("cache_write_1h_share", "Written to cache, 1 h", "share", 11),
    Column("batch_share", "Batch share", "share", 9),
    Column("retry_rate", "Retry rate", "share", 9),
    Column("growth", "Growth a month", "share", 9),
    Column("discount", "Contract discount", "share", 10),
    Column("fixed_monthly", "Fixed, USD a month", "count", 11),
    Column("upfront", "Up-front of the alternative, USD", "count", 13),
    Column("alternative", "Alternative model", "text", 32),
    Column("source", "Source of the figures", "text", 34),
)
TEXTS: Final = frozenset(column.key for column in COLUMNS if column.format == "text")
#: Columns without which a use case costs nothing.
NEEDED: Final = ("name", "model", "requests", "input_tokens", "output_tokens")
SHARES: Final = frozenset({"cached_share", "cache_write_share", "cache_write_1h_share", "batch_share", "discount"})


def read_cases(path: Path) -> list[UseCase]:
    """Use cases from a CSV file with the columns of ``UseCase``; name, model and requests must be there.

    Raises:
        BadFile: a column is unknown or missing, or a cell is wrong; says which line.
    """
    rows = read_rows(path)
    names = [name.strip().casefold().replace(" ", "_") for name in rows[0]]
    known = [column.key for column in COLUMNS]
    unknown = [name for name in names if name not in known]
    missing = [name for name in NEEDED if name not in names]
    if unknown or missing:
        fault = f"unknown column {', '.join(unknown)}" if unknown else f"no column {', '.join(missing)}"
        raise BadFile(f"{path}:1: {fault}; it takes {', '.join(known)}")
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            raise BadFile(f"{path}:{number}: has {len(row)} cells where the header has {len(names)}")
        cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
        found.append(use_case(cells, f"{path}:{number}"))
    return checked(found, str(path))


def use_case(cells: dict[str, Any], where: str) -> UseCase:
    """A use case from cells as people write them: 12%, 1,000.

    Raises:
        BadFile: a cell is no number or blank where there must be one, or a share is not between 0 and 1.
    """
    told: dict[str, Any] = {}
    for field in fields(UseCase):
        value = cells.get(field.name)
        if value is None or value == "":
            continue
        is_text = field.name in TEXTS
        told[field.name] = harmless(str(value), LONGEST_TEXT) if is_text else _number(field.name, value, where)
    if not told.get("name"):
        raise BadFile(f"{where}: a use case needs a name")
    blank = next((name for name in NEEDED if name not in told), None)
    if blank:
        raise BadFile(f"{where}: {told['name']}: {blank} is blank; 0 is a plan, blank is none")
    case = UseCase(**told)
    if case.cached_share + case.cache_write_share + case.cache_write_1h_share > 1:
        raise BadFile(f"{where}: {case.name}: the cached shares together exceed 1")
    return case


def _number(name: str, value: Any, where: str) -> float:
    number = float(value) if isinstance(value, int | float) else quantity(str(value))
    if number is None:
        raise BadFile(f"{where}: {name} must be a number, not {str(value)[:40]!r}")
    if name != "growth" and number < 0:
        raise BadFile(f"{where}: {name} must be at least 0, not {spelled(number)}")
    if name in SHARES and number > 1:
        raise BadFile(f"{where}: {name} must be at most 1 (100%), not {spelled(number)}")
    return number


def checked(cases: Sequence[UseCase], where: str) -> list[UseCase]:
    """The use cases, if a book holds so many and each has a name of its own.

    Raises:
        BadFile: there are none, too many, or two of one name.
    """
    if not FEWEST <= len(cases) <= MOST:
        raise BadFile(f"{where}: {len(cases)} use cases; a portfolio holds {FEWEST} to {MOST}")
    seen: set[str] = set()
    for case in cases:
        if case.name.casefold() in seen:
            raise BadFile(f"{where}: two use cases are called {case.name}")
        seen.add(case.name.casefold())
    return list(cases)


def example() -> list[UseCase]:
    """Fourteen use cases of three makers, invented."""
    text = resources("xlcost.portfolio").joinpath("example.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    return [use_case(dict(zip(rows[0], row, strict=True)), "example") for row in rows[1:]]


def resolved(cases: Sequence[UseCase], catalogue: Catalogue) -> list[UseCase]:
    """The same use cases with every model by its full name in the catalogue.

    Raises:
        UnknownModel, AmbiguousModel: as ``Catalogue.card``.
    """
    return [
        replace(
            case,
            model=catalogue.full_model(case.model),
            alternative=catalogue.full_model(case.alternative) if case.alternative else "",
        )
        for case in cases
    ]
