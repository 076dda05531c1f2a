"""The functions a second time, in decimal arithmetic, written from the design documents and from nothing else.

Nothing here imports xlcost: that is the point. Numbers are taken as they are typed (0.1 is one tenth, not the nearest
binary fraction), and 50 digits are carried. ``answer`` gives what a cell must show; texts whose wording is free are
``ANY``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from typing import Any, Final, NamedTuple

DIGITS: Final = Context(prec=50)

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

#: Stands for the package's snapshot date: any day on which the prices below stand still.
PACKAGE_AS_OF: Final = date(2026, 7, 1)

#: Prices that their makers publish and that the issues promise; the only part of the package's data known here.
PACKAGE: Final = [
    ["provider", "model", "input", "output", "cache_read", "cache_write", "batch_input", "batch_output", "training",
     "effective_from"],
    ["anthropic", "claude-3-5-sonnet-20241022", 3, 15, 0.3, 3.75, 1.5, 7.5, None, "2024-10-22"],
    ["openai", "o3", 10, 40, None, None, None, None, None, "2025-04-16"],
    ["openai", "o3", 2, 8, None, None, None, None, None, "2025-06-10"],
    ["openai", "gpt-4.1-mini", 0.4, 1.6, None, None, None, None, 5, "2025-04-14"],
]  # fmt: skip

#: Who sells models of other companies: a bare name belongs to its maker before it belongs to them.
CLOUDS: Final = ("aws-bedrock", "azure", "google-vertex")

KINDS: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "training",
    "hosting_hour",
    "storage_month",
)


#: The columns of a price range that hold amounts.
_PRICE_COLUMNS: Final = (*KINDS, "training_minimum", "long_context_above", "long_input", "long_output")


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
        if isinstance(value, bool | str):
            raise CellError(VALUE)
        number = Decimal(repr(value))
        inside = Decimal(self.low) < number if self.above else Decimal(self.low) <= number
        if not inside or number > Decimal(self.high) or (self.whole and number != int(number)):
            raise CellError(NUM)
        return number


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
        return Decimal(repr(self.cells[kind])) if kind in self.cells else None

    def day(self, column: str, otherwise: date) -> date:
        return Day().take(self.cells[column]) if column in self.cells else otherwise

    @property
    def names(self) -> tuple[str, str]:
        model = str(self.cells["model"])
        return model, f"{self.cells.get('provider', '')}/{model}"


class Prices:
    """A price range with its header row, as the only source of prices."""

    def take(self, value: Any) -> list[Row]:
        if not isinstance(value, list):
            raise CellError(VALUE)
        header = [re.sub(r"[ -]", "_", str(cell or "").split("(")[0].strip().lower()) for cell in value[0]]
        if not {"model", "input", "output"} <= set(header):
            raise CellError(VALUE)
        lines = [{name: cell for name, cell in zip(header, line) if cell not in (None, "")} for line in value[1:]]
        rows = [Row(line) for line in lines if line]
        identities = [(row.names, row.day("effective_from", date.min)) for row in rows]
        prices = [cell for row in rows for name, cell in row.cells.items() if name in _PRICE_COLUMNS]
        sound = all(cell in ERRORS or (isinstance(cell, int | float) and cell >= 0) for cell in prices)
        if not rows or not sound or len(set(identities)) < len(identities):
            raise CellError(VALUE)
        return rows


_AT_LEAST_0 = Number()
_SHARE = Number(high="1")
_ABOVE_0 = Number(above=True)
_UPLIFT = Number(low="-1", above=True)
_REQUIRED: Final = object()

_WORKLOAD = [("requests", _AT_LEAST_0), ("input_tokens", _AT_LEAST_0), ("output_tokens", _AT_LEAST_0)]
_TREATMENT = [
    ("cached_share", _SHARE, "0"),
    ("cache_write_share", _SHARE, "0"),
    ("batch_share", _SHARE, "0"),
    ("retry_rate", _AT_LEAST_0, "0"),
]
_SOURCE = [("as_of", Day(), None), ("prices", Prices(), None)]
_PROMPT = [("model", Text()), *_WORKLOAD, *_TREATMENT, *_SOURCE]
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
]
_ADVICE = [
    ("examples", _AT_LEAST_0),
    ("stable", Flag()),
    ("prompt_monthly", _AT_LEAST_0),
    ("finetune_monthly", _AT_LEAST_0),
    ("upfront", _AT_LEAST_0),
    ("horizon_months", Number(high="1200", above=True), "12"),
    ("evidence", Flag(), False),
    ("min_examples", _AT_LEAST_0, "10000"),
]

#: Function -> its arguments: name, what is taken, and the default of an optional one.
ARGUMENTS: Final[dict[str, list[tuple[Any, ...]]]] = {
    "TOKEN_PRICE": [("model", Text()), ("kind", Kind(), "input"), *_SOURCE],
    "PROMPT_COST": _PROMPT,
    "PROMPT_COST_BREAKDOWN": _PROMPT,
    "COST_RANKING": [*_WORKLOAD, ("top", Number("1", "10000", whole=True), "10"), *_SOURCE],
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
    ],
    "BREAKEVEN_REQUESTS": [
        ("prompt_unit_cost", _AT_LEAST_0),
        ("finetune_unit_cost", _AT_LEAST_0),
        ("finetune_fixed_monthly", _AT_LEAST_0),
        ("prompt_fixed_monthly", _AT_LEAST_0, "0"),
        ("upfront", _AT_LEAST_0, "0"),
        ("months", _ABOVE_0, "12"),
    ],
    "BREAKEVEN_PRICE_RATIO": [
        ("prompt_monthly", _ABOVE_0),
        ("token_uplift", _UPLIFT, "0"),
        ("finetune_fixed_monthly", _AT_LEAST_0, "0"),
    ],
    "COST_FORECAST": [
        ("monthly_cost", _AT_LEAST_0),
        ("months", Number("1", "600", whole=True)),
        ("monthly_growth", Number("-1", "100", above=True), "0"),
        ("annual_price_decline", _SHARE, "0"),
    ],
    "FINETUNE_ADVICE": _ADVICE,
    "FINETUNE_REASONS": _ADVICE,
}


def answer(function: str, args: Sequence[Any]) -> Any:
    """What the cell shows: a Decimal, a text (an error is its text), a boolean, or rows of them."""
    takes = ARGUMENTS[function]
    if len(args) > len(takes):
        return VALUE
    single = [_only_cell(value) if name != "prices" else value for (name, *_), value in zip(takes, args)]
    ranged = [isinstance(value, list) and name != "prices" for (name, *_), value in zip(takes, single)]
    if not any(ranged):
        return _cell(function, single)
    height = max(len(value) for value, ranges in zip(single, ranged) if ranges)
    width = max(len(value[0]) for value, ranges in zip(single, ranged) if ranges)
    return [
        [
            _cell(function, [_at(value, row, column) if ranges else value for value, ranges in zip(single, ranged)])
            for column in range(width)
        ]
        for row in range(height)
    ]


_BEYOND: Final = object()


def _only_cell(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1 and len(value[0]) == 1:
        return value[0][0]
    return value


def _at(grid: list[list[Any]], row: int, column: int) -> Any:
    """The cell that a position of the result meets: one row or column repeats, beyond anything else is nothing."""
    row, column = 0 if len(grid) == 1 else row, 0 if len(grid[0]) == 1 else column
    return grid[row][column] if row < len(grid) and column < len(grid[0]) else _BEYOND


def _cell(function: str, args: Sequence[Any]) -> Any:
    if any(value is _BEYOND for value in args):
        return NA
    try:
        with localcontext(DIGITS):
            return _representable(_RESULTS[function](_taken(function, args)))
    except CellError as error:
        return error.shown


def _representable(result: Any) -> Any:
    """The result, if a cell can hold its numbers."""
    cells = [cell for row in result for cell in row] if isinstance(result, list) else [result]
    if any(isinstance(cell, Decimal) and abs(cell) > Decimal("1.7976931348623157e308") for cell in cells):
        raise CellError(NUM)
    return result


def _taken(function: str, args: Sequence[Any]) -> dict[str, Any]:
    """The arguments by name; the first wrong one from the left decides the error."""
    taken: dict[str, Any] = {}
    for position, (name, takes, *default) in enumerate(ARGUMENTS[function]):
        value = args[position] if position < len(args) else None
        if value is None or value == "":
            if not default:
                raise CellError(VALUE)
            taken[name] = Decimal(default[0]) if isinstance(takes, Number) else default[0]
        elif isinstance(value, str) and value in ERRORS:
            raise CellError(value)
        else:
            taken[name] = takes.take(value)
    return taken


def serial(day: date) -> int:
    """A date as Excel counts it."""
    return (date(day.year, day.month, day.day) - date(1899, 12, 30)).days


# --- prices -----------------------------------------------------------------------------------------------------------


def _rows(given: dict[str, Any]) -> list[Row]:
    return Prices().take(PACKAGE) if given["prices"] is None else given["prices"]


def _as_of(given: dict[str, Any]) -> date:
    """The date asked for; else the package's snapshot, or the newest check or start that a price range names."""
    if given["as_of"] or given["prices"] is None:
        return given["as_of"] or PACKAGE_AS_OF
    for column in ("checked_on", "effective_from"):
        days = [row.day(column, date.min) for row in given["prices"] if column in row.cells]
        if days:
            return max(days)
    return date.min


def _in_effect(rows: list[Row], as_of: date) -> list[Row]:
    """Of the rows of one model, the newest that has begun, unless it has ended."""
    begun = [row for row in rows if row.day("effective_from", date.min) <= as_of]
    newest = max(begun, key=lambda row: row.day("effective_from", date.min), default=None)
    ended = newest and "effective_to" in newest.cells and newest.day("effective_to", date.max) <= as_of
    return [newest] if newest and not ended else []


def _row(given: dict[str, Any]) -> Row:
    wanted = given["model"].lower()
    named = [row for row in _rows(given) if wanted in (name.lower() for name in row.names)]
    sellers = {row.cells.get("provider", "") for row in named}
    if len(sellers) > 1:
        sellers -= set(CLOUDS)
    in_effect = _in_effect([row for row in named if row.cells.get("provider", "") in sellers], _as_of(given))
    if len(sellers) != 1 or not in_effect:
        raise CellError(NA)
    for kind, price in in_effect[0].cells.items():
        if kind not in ("provider", "model") and price in ERRORS:
            raise CellError(price)
    return in_effect[0]


def _billed(row: Row, kind: str, quantity: Decimal) -> Decimal:
    """A price that must be there if anything is billed at it."""
    price = row.price(kind)
    if price is None and quantity > 0:
        raise CellError(NA)
    return price or Decimal(0)


def _unit(row: Row, given: dict[str, Any], mode: str, tokens_in: Decimal, tokens_out: Decimal) -> tuple[Decimal, ...]:
    """USD per million requests: uncached input, cache reads, cache writes, output."""
    above = row.price("long_context_above")
    tier = "long_" if above is not None and tokens_in > above else ""
    p_in = _billed(row, f"{tier}{mode}input", tokens_in)
    p_out = _billed(row, f"{tier}{mode}output", tokens_out)
    read, write = (None, None) if mode else (row.price(f"{tier}cache_read"), row.price(f"{tier}cache_write"))
    h, w = given["cached_share"], given["cache_write_share"]
    return (
        tokens_in * (1 - h - w) * p_in,
        tokens_in * h * (p_in if read is None else read),
        tokens_in * w * (p_in if write is None else write),
        tokens_out * p_out,
    )


# --- results ----------------------------------------------------------------------------------------------------------


def _prompt_parts(given: dict[str, Any], uplift: Decimal = Decimal(0)) -> dict[str, Decimal]:
    if given["cached_share"] + given["cache_write_share"] > 1:
        raise CellError(NUM)
    row = _row(given)
    tokens_in, tokens_out = given["input_tokens"] * (1 + uplift), given["output_tokens"] * (1 + uplift)
    n, b, r = given["requests"], given["batch_share"], given["retry_rate"]
    standard = [n * part / 1_000_000 for part in _unit(row, given, "", tokens_in, tokens_out)]
    batch = [n * part / 1_000_000 for part in _unit(row, given, "batch_", tokens_in, tokens_out)] if b else standard
    parts = dict(zip(("Uncached input", "Cache reads", "Cache writes", "Output"), standard))
    parts["Retries"] = r * sum(standard)
    parts["Batch saving"] = (1 + r) * b * (sum(batch) - sum(standard))
    parts["Total"] = (1 + r) * ((1 - b) * sum(standard) + b * sum(batch))
    return parts


def _token_price(given: dict[str, Any]) -> Decimal:
    price = _row(given).price(given["kind"])
    if price is None:
        raise CellError(NA)
    return price


def _ranking(given: dict[str, Any]) -> list[list[Any]]:
    rows = _rows(given)
    ranked = []
    for names in {row.names for row in rows}:
        for row in _in_effect([row for row in rows if row.names == names], _as_of(given)):
            untreated = {"cached_share": Decimal(0), "cache_write_share": Decimal(0)}
            try:
                unit = sum(_unit(row, untreated, "", given["input_tokens"], given["output_tokens"]))
            except CellError:
                continue
            ranked.append((given["requests"] * unit / 1_000_000, row.cells.get("provider", ""), row.cells["model"]))
    lines = [
        [Decimal(rank), model, provider, monthly]
        for rank, (monthly, provider, model) in enumerate(sorted(ranked)[: int(given["top"])], 1)
    ]
    return [["rank", "model", "provider", "USD per month"], *lines]


def _training(given: dict[str, Any]) -> Decimal:
    row = _row(given)
    price = row.price("training")
    if price is None:
        raise CellError(NA)
    tokens = given["epochs"] * given["examples"] * given["tokens_per_example"] + given["validation_tokens"]
    return max(row.price("training_minimum") or Decimal(0), price * tokens / 1_000_000)


def _upfront(given: dict[str, Any]) -> Decimal:
    work = given["dataset_hours"] * given["hourly_rate"] + given["runs"] * given["training_cost"]
    return work + given["labelling_cost"] + given["evaluation_cost"]


def _finetune_parts(given: dict[str, Any]) -> dict[str, Decimal]:
    parts = {
        "Inference": _prompt_parts(given, given["token_uplift"])["Total"],
        "Retraining": given["training_cost"] * given["retrains_per_year"] / 12,
        "Hosting": given["hosting_cost"],
        "Upkeep": given["upkeep_cost"],
    }
    return {**parts, "Total": sum(parts.values(), Decimal(0))}


def _months(given: dict[str, Any]) -> Decimal:
    upfront, saving = given["upfront"], given["prompt_monthly"] - given["finetune_monthly"]
    if saving <= 0:
        raise CellError(NUM)
    if given["annual_discount_rate"] == 0:
        return upfront / saving
    j = (1 + given["annual_discount_rate"]) ** (Decimal(1) / 12) - 1
    if upfront * j / saving >= 1:
        raise CellError(NUM)
    return -(1 - upfront * j / saving).ln() / (1 + j).ln()


def _requests(given: dict[str, Any]) -> Decimal:
    saving = given["prompt_unit_cost"] - given["finetune_unit_cost"]
    fixed = given["finetune_fixed_monthly"] - given["prompt_fixed_monthly"] + given["upfront"] / given["months"]
    if saving <= 0:
        raise CellError(NUM)
    return max(Decimal(0), fixed) / saving


def _ratio(given: dict[str, Any]) -> Decimal:
    ratio = (1 - given["finetune_fixed_monthly"] / given["prompt_monthly"]) / (1 + given["token_uplift"])
    if ratio <= 0:
        raise CellError(NUM)
    return ratio


def _forecast(given: dict[str, Any]) -> list[list[Decimal]]:
    growth, falling = 1 + given["monthly_growth"], 1 - given["annual_price_decline"]
    return [
        [given["monthly_cost"] * growth**month * (falling ** (Decimal(month) / 12) if month else 1)]
        for month in range(int(given["months"]))
    ]


def _gates(given: dict[str, Any]) -> list[list[Any]]:
    prompting = given["prompt_monthly"] * given["horizon_months"]
    finetuning = given["upfront"] + given["finetune_monthly"] * given["horizon_months"]
    return [
        ["data", given["examples"], given["min_examples"], given["examples"] > given["min_examples"], ANY],
        ["stability", given["stable"], True, given["stable"], ANY],
        ["saving", finetuning, prompting, finetuning < prompting, ANY],
        ["evidence", given["evidence"], True, given["evidence"], ANY],
    ]


def _advice(given: dict[str, Any]) -> str:
    data, stability, saving, evidence = (gate[3] for gate in _gates(given))
    if data and stability and saving:
        return "Fine-tune"
    return "Fine-tune for quality" if data and stability and evidence else "Prompt"


_RESULTS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "TOKEN_PRICE": _token_price,
    "PROMPT_COST": lambda given: _prompt_parts(given)["Total"],
    "PROMPT_COST_BREAKDOWN": lambda given: [list(part) for part in _prompt_parts(given).items()],
    "COST_RANKING": _ranking,
    "TRAINING_COST": _training,
    "FINETUNE_UPFRONT": _upfront,
    "FINETUNE_COST": lambda given: _finetune_parts(given)["Total"],
    "FINETUNE_COST_BREAKDOWN": lambda given: [list(part) for part in _finetune_parts(given).items()],
    "SELF_HOST_PRICE": lambda given: (
        given["gpu_hour_usd"] / (given["tokens_per_second"] * 3600 * given["utilisation"] / 1_000_000)
    ),
    "BREAKEVEN_MONTHS": _months,
    "BREAKEVEN_REQUESTS": _requests,
    "BREAKEVEN_PRICE_RATIO": _ratio,
    "COST_FORECAST": _forecast,
    "FINETUNE_ADVICE": _advice,
    "FINETUNE_REASONS": lambda given: [["gate", "value", "threshold", "passed", "why"], *_gates(given)],
}
