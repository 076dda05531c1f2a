"""What the reference's functions take: kinds of argument, each with its domain, and which function takes which.

Written from the design documents; nothing here imports xlcost. Numbers are taken as they are typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

ERRORS: Final = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
)
VALUE, NUM, NA = "#VALUE!", "#NUM!", "#N/A"

TOKEN_PRICES: Final = ("input", "output", "cache_read", "cache_write", "cache_write_1h")
FEES: Final = (
    "training", "training_hour", "training_minimum", "hosting_hour", "storage_month", "cache_storage_hour", "web_search",
)  # fmt: skip
KINDS: Final = (*TOKEN_PRICES, *FEES)

_DATES: Final = ("effective_from", "effective_to", "checked_on")

#: Columns that are no prices; a column of any other name that speaks of one is refused.
_OTHER_COLUMNS: Final = (
    "provider", "model", "tier", "effective_from", "effective_to", "above_tokens", "source", "date_basis", "checked_on",
    "unit", "status",
)  # fmt: skip
_SPEAKS_OF_PRICES: Final = re.compile(
    "input|output|cache|batch|token|price|cost|usd|eur|currency|fee|rate|train|tuning|host|storage|search|long|context|"
    "above|tier|flex|priority|discount|audio|image|reasoning|thinking|minimum|surcharge|markup|per_"
)


class CellError(Exception):
    """What an error cell shows."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown)
        self.shown = shown


class _Any:
    """A cell whose content is free."""

    def __repr__(self) -> str:
        return "ANY"


ANY: Final = _Any()


def serial(day: date) -> int:
    """A date as Excel counts it."""
    return (date(day.year, day.month, day.day) - date(1899, 12, 30)).days


def written(text: str) -> Decimal:
    """The number that a text is in every language: point, exponent, one percent sign, spaces around."""
    number, percent = re.fullmatch(r" *(.*?) *(%?) *", text, re.DOTALL).groups()
    if not re.fullmatch(r"[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,3})?", number):
        raise CellError(VALUE)
    return Decimal(number) / (100 if percent else 1)


@dataclass(frozen=True)
class Number:
    """A number from ``low`` to ``high``, which is far above any bill; ``above`` leaves ``low`` itself out."""

    low: str = "0"
    high: str = "1e15"
    above: bool = False
    whole: bool = False

    def take(self, value: Any) -> Decimal:
        if isinstance(value, date):
            value = serial(value)
        if isinstance(value, str):
            value = written(value)
        if isinstance(value, bool):
            raise CellError(VALUE)
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
        inside = Decimal(self.low) < number if self.above else Decimal(self.low) <= number
        if not inside or number > Decimal(self.high) or (self.whole and number != int(number)):
            raise CellError(NUM)
        return number


@dataclass(frozen=True)
class Series:
    """One row or one column of numbers; a single cell is one."""

    number: Number

    def take(self, value: Any) -> list[Decimal]:
        rows = value if isinstance(value, list) else [[value]]
        if len(rows) > 1 and len(rows[0]) > 1:
            raise CellError(VALUE)
        taken = []
        for cell in [cell for row in rows for cell in row]:
            if cell in ERRORS:
                raise CellError(cell)
            if cell is None or cell == "":
                raise CellError(VALUE)
            taken.append(self.number.take(cell))
        return taken


class Shown:
    """Whatever a cell can show."""

    def take(self, value: Any) -> Any:
        return value


class Crossing:
    """The first or the last."""

    def take(self, value: Any) -> str:
        word = Text().take(value).lower()
        if word not in ("first", "last"):
            raise CellError(VALUE)
        return word


class Text:
    """A text that is not only spaces."""

    def take(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise CellError(VALUE)
        return value.strip()


class Kind(Text):
    """One of the kinds of price."""

    def take(self, value: Any) -> str:
        word = super().take(value).lower()
        if word not in KINDS:
            raise CellError(VALUE)
        return word


class Flag:
    """TRUE or FALSE, or 1 or 0."""

    def take(self, value: Any) -> bool:
        if isinstance(value, str) or value not in (0, 1):
            raise CellError(VALUE)
        return bool(value)


class Day:
    """A serial from 1900-03-01 to 9999-12-31, a date, or an ISO text."""

    def take(self, value: Any) -> date:
        if isinstance(value, bool):
            raise CellError(VALUE)
        if isinstance(value, str):
            try:
                return datetime.strptime(value.strip(), "%Y-%m-%d").date()
            except ValueError:
                raise CellError(VALUE) from None
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        if not 61 <= value < 2_958_466:
            raise CellError(NUM)
        return date(1899, 12, 30) + timedelta(days=int(value))


class Row(NamedTuple):
    """A line of a price range: its columns by name, blanks left out."""

    cells: dict[str, Any]

    def price(self, kind: str) -> Decimal | None:
        return Number().take(self.cells[kind]) if kind in self.cells else None

    @property
    def tier(self) -> str:
        return str(self.cells.get("tier", "standard")).lower()

    @property
    def above(self) -> Decimal:
        return self.price("above_tokens") or Decimal(0)

    def day(self, column: str, otherwise: date) -> date:
        return Day().take(self.cells[column]) if column in self.cells else otherwise

    @property
    def names(self) -> tuple[str, str]:
        model = str(self.cells["model"])
        return model, f"{self.cells.get('provider', '')}/{model}"


def _is_price(cell: Any) -> bool:
    try:
        return cell in ERRORS or Number().take(cell) >= 0
    except CellError:
        return False


def _with_provider(line: dict[str, Any]) -> dict[str, Any]:
    """The line with its provider apart, which may stand before the model in one cell; dates of 0 are none."""
    dated = {name: cell for name, cell in line.items() if not (name in _DATES and cell == 0)}
    provider, slash, model = str(dated["model"]).partition("/")
    if slash and dated.get("provider", provider) == provider:
        return {**dated, "provider": provider, "model": model}
    return dated


class Prices:
    """A price range with its header row, as the only source of prices."""

    def take(self, value: Any) -> list[Row]:
        if not isinstance(value, list):
            raise CellError(VALUE)
        header = [re.sub(r"[ -]", "_", str(cell or "").split("(")[0].strip().lower()) for cell in value[0]]
        if not {"model", "input", "output"} <= set(header):
            raise CellError(VALUE)
        if any(_SPEAKS_OF_PRICES.search(name) for name in header if name not in (*KINDS, *_OTHER_COLUMNS)):
            raise CellError(VALUE)
        blank = (None, "", "n/a", "N/A")
        lines = [{name: cell for name, cell in zip(header, line) if cell not in blank} for line in value[1:]]
        rows = [Row(_with_provider(line)) for line in lines if line]
        identities = [(row.names, row.tier, row.above, row.day("effective_from", date.min)) for row in rows]
        prices = [cell for row in rows for name, cell in row.cells.items() if name in (*KINDS, "above_tokens")]
        sound = all(map(_is_price, prices))
        if not rows or not sound or len(set(identities)) < len(identities):
            raise CellError(VALUE)
        return rows


_AT_LEAST_0 = Number()
_SHARE = Number(high="1")
_ABOVE_0 = Number(above=True)
_UPLIFT = Number(low="-1", above=True)
_COUNT = Number(high="1e9", whole=True)
_CASES = Number("1", "1e9", whole=True)
_CONFIDENCE = Number("0.5", "0.999999")
_SURE = [("min_gain", _SHARE, "0"), ("confidence", _CONFIDENCE, "0.95")]
_IF_NEVER = ("if_never", Shown(), None)

_WORKLOAD = [("requests", _AT_LEAST_0), ("input_tokens", _AT_LEAST_0), ("output_tokens", _AT_LEAST_0)]
_TREATMENT = [
    ("cached_share", _SHARE, "0"),
    ("cache_write_share", _SHARE, "0"),
    ("batch_share", _SHARE, "0"),
    ("retry_rate", _AT_LEAST_0, "0"),
]
_SOURCE = [("as_of", Day(), None), ("prices", Prices(), None)]
_KEPT = ("cache_write_1h_share", _SHARE, "0")
_PROMPT = [("model", Text()), *_WORKLOAD, *_TREATMENT, *_SOURCE, _KEPT]
_FINETUNE = [
    ("model", Text()),
    *_WORKLOAD,
    ("token_uplift", _UPLIFT, "0"),
    ("training_cost", _AT_LEAST_0, "0"),
    ("retrains_per_year", _AT_LEAST_0, "0"),
    ("hosting_cost", _AT_LEAST_0, "0"),
    ("upkeep_cost", _AT_LEAST_0, "0"),
    *_TREATMENT,
    *_SOURCE,
    _KEPT,
]
_ADVICE = [
    ("examples", _AT_LEAST_0),
    ("stable", Flag()),
    ("prompt_total", _AT_LEAST_0),
    ("finetune_total", _AT_LEAST_0),
    ("evidence", Flag(), False),
    ("available", Flag(), True),
    ("min_examples", _AT_LEAST_0, "10000"),
]

#: Function -> its arguments: name, what is taken, and the default of an optional one.
ARGUMENTS: Final[dict[str, list[tuple[Any, ...]]]] = {
    "TOKEN_PRICE": [("model", Text()), ("kind", Kind(), "input"), *_SOURCE],
    "PROMPT_COST": _PROMPT,
    "PROMPT_COST_BREAKDOWN": _PROMPT,
    "COST_RANKING": [*_WORKLOAD, ("top", Number("1", "10000", whole=True), "10"), *_TREATMENT, *_SOURCE, _KEPT],
    "TRAINING_COST": [
        ("model", Text()),
        ("examples", _AT_LEAST_0),
        ("tokens_per_example", _AT_LEAST_0),
        ("epochs", _AT_LEAST_0, "3"),
        ("validation_tokens", _AT_LEAST_0, "0"),
        *_SOURCE,
    ],
    "FINETUNE_UPFRONT": [
        ("dataset_hours", _AT_LEAST_0),
        ("hourly_rate", _AT_LEAST_0),
        ("training_cost", _AT_LEAST_0, "0"),
        ("runs", _AT_LEAST_0, "1"),
        ("labelling_cost", _AT_LEAST_0, "0"),
        ("evaluation_cost", _AT_LEAST_0, "0"),
    ],
    "FINETUNE_COST": _FINETUNE,
    "FINETUNE_COST_BREAKDOWN": _FINETUNE,
    "SELF_HOST_PRICE": [
        ("gpu_hour_usd", _AT_LEAST_0),
        ("tokens_per_second", _ABOVE_0),
        ("utilisation", Number(high="1", above=True), "1"),
    ],
    "BREAKEVEN_MONTHS": [
        ("upfront", _AT_LEAST_0),
        ("prompt_monthly", _AT_LEAST_0),
        ("finetune_monthly", _AT_LEAST_0),
        ("annual_discount_rate", _AT_LEAST_0, "0"),
        _IF_NEVER,
    ],
    "BREAKEVEN_REQUESTS": [
        ("upfront", _AT_LEAST_0),
        ("prompt_unit_cost", _AT_LEAST_0),
        ("finetune_unit_cost", _AT_LEAST_0),
        ("finetune_fixed_monthly", _AT_LEAST_0),
        ("prompt_fixed_monthly", _AT_LEAST_0, "0"),
        ("months", _ABOVE_0, "12"),
        _IF_NEVER,
    ],
    "BREAKEVEN_PRICE_RATIO": [
        ("prompt_monthly", _ABOVE_0),
        ("token_uplift", _UPLIFT, "0"),
        ("finetune_fixed_monthly", _AT_LEAST_0, "0"),
        _IF_NEVER,
    ],
    "PAYBACK_MONTH": [
        ("prompt_costs", Series(_AT_LEAST_0)),
        ("finetune_costs", Series(_AT_LEAST_0)),
        ("upfront", _AT_LEAST_0, "0"),
        ("annual_discount_rate", _AT_LEAST_0, "0"),
        ("which", Crossing(), "first"),
        _IF_NEVER,
    ],
    "COST_FORECAST": [
        ("monthly_cost", _AT_LEAST_0),
        ("months", Number("1", "600", whole=True)),
        ("monthly_growth", Number("-1", "100", above=True), "0"),
        ("annual_price_decline", _SHARE, "0"),
    ],
    "EVIDENCE": [
        ("base_passes", _COUNT),
        ("base_cases", _CASES),
        ("tuned_passes", _COUNT),
        ("tuned_cases", _CASES),
        *_SURE,
    ],
    "EVIDENCE_PAIRED": [("tuned_only", _COUNT), ("base_only", _COUNT), ("cases", _CASES), *_SURE],
    "EVIDENCE_CASES": [
        ("base_rate", _SHARE),
        ("gain", Number(high="1", above=True)),
        ("confidence", _CONFIDENCE, "0.95"),
        ("power", _CONFIDENCE, "0.8"),
    ],
    "QUALITY_COST": [
        ("requests", _AT_LEAST_0),
        ("success_rate", _SHARE),
        ("error_cost", _AT_LEAST_0, "0"),
        ("review_share", _SHARE, "0"),
        ("review_minutes", _AT_LEAST_0, "0"),
        ("hourly_rate", _AT_LEAST_0, "0"),
    ],
    "COST_PER_SUCCESS": [("monthly_cost", _AT_LEAST_0), ("requests", _AT_LEAST_0), ("success_rate", _SHARE)],
    "FINETUNE_ADVICE": _ADVICE,
    "FINETUNE_REASONS": _ADVICE,
}
