"""Where everything stands in a portfolio: one declaration that every sheet's formulas are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlcost.portfolio.cases import COLUMNS, UseCase
from xlcost.portfolio.sheet import letter
from xlcost.portfolio.usage import Actual, LineKey
from xlcost.prices.lines import PriceLine

MONTHS: Final = 12
SUMMARY, CASES, PRICES, RATES, PLAN, ACTUALS, VARIANCE, PROOF, PRICE_PROOF, AUDIT, FUNCTIONS = (
    "Summary", "Use cases", "Prices", "Rates", "Plan", "Actuals", "Variance", "Proof", "Price proof", "Audit",
    "Functions",
)  # fmt: skip

#: Header rows; what they head begins below.
CASES_HEADER: Final = 6
PRICES_HEADER: Final = 5
PLAN_MONTHS: Final = 7
#: Below the plan's total, actual and difference: how many use cases a month has no price for.
PLAN_LACKING: Final = 3
ACTUALS_HEADER: Final = 5
VARIANCE_HEADER: Final = 30
RATES_HEADER: Final = 5
PROOF_HEADER: Final = 5
AUDIT_HEADER: Final = 4

#: What formulas calculate for each use case, after its inputs.
CALCULATED: Final = (
    "list_cost", "contracted", "unit_cost", "alternative_cost", "saving", "payback", "move_batch", "move_cache",
    "move_flex", "best", "best_move", "rank", "size",
)  # fmt: skip
PRICE_COLUMNS: Final = (
    "provider", "model", "tier", "effective_from", "effective_to", "above_tokens", "input", "output", "cache_read",
    "cache_write", "cache_write_1h", "source",
)  # fmt: skip
ACTUAL_COLUMNS: Final = (
    "month", "case", "model", "tier", "line", "requests", "input", "cache_read", "cache_write", "cache_write_1h",
    "output", "p_input", "p_cache_read", "p_cache_write", "p_cache_write_1h", "p_output", "c_input", "c_cache_read",
    "c_cache_write", "c_cache_write_1h", "c_output", "searches", "cost", "unit", "billed", "file", "sha256", "read_at",
    "remark",
)  # fmt: skip
KINDS: Final = ("input", "cache_read", "cache_write", "cache_write_1h", "output")

#: The columns of the sheet Variance: the answer first, then what it is made of.
VARIANCE_COLUMNS: Final = (
    "case", "model", "cost_b", "cost_a", "difference", "e_input", "e_cache", "e_output", "e_list", "e_tier",
    "of", "row", "planned", "requests_b", "requests_a", "discount", "name", "batch",
    *(f"{side}_{kind}" for side in ("tb", "ta", "pb", "pa", "lb", "la") for kind in KINDS),
    "u", "u_case", "ra_u", "ra_uc",
)  # fmt: skip


#: What Proof proves: the month of the model date on three offers, and the plan's last month.
PROVED_OFFERS: Final = ("own", "alt", "flex", "end")
PROVED_LINES: Final = ("line", "long", "usual", "batch_line")
PROVED: Final = ("list", "alternative", "batch", "cache", "flex", "plan")
PROOF_COLUMNS: Final = (
    "case", *(f"{offer}_{line}" for offer in PROVED_OFFERS for line in PROVED_LINES),
    *(f"{side}_{result}" for side in ("p", "d") for result in PROVED),
)  # fmt: skip

#: What stands above both proofs.
PROOF_NOTE: Final = "Lines are rows of Prices, 0 where there is none. Audit adds the differences up."
#: What Price proof proves: prices of the budget, and list prices on its day and in the month.
PRICE_LINES: Final = ("own", "batch", "list_b", "list_a")
PRICE_SIDES: Final = ("pb", "lb", "la")
PRICE_PROOF_COLUMNS: Final = (
    "case", "model", "tier", *PRICE_LINES,
    *(f"{what}_{side}_{kind}" for what in ("p", "d") for side in PRICE_SIDES for kind in KINDS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything a portfolio workbook is made of."""

    cases: tuple[UseCase, ...]
    lines: tuple[PriceLine, ...]
    actuals: tuple[Actual, ...]
    model_date: date
    plan_start: date
    period: date
    seasons: tuple[float, ...] = (1.0,) * MONTHS
    retries_actual: float | None = None
    currency: str = "USD"
    rates: tuple[tuple[date, tuple[float | None, ...]], ...] = ()
    #: What ends or changes price soon: day, model, what, from, to.
    changes: tuple[tuple[date | None, str, str, float | None, float | None], ...] = ()
    snapshot: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The cells of the variance: each use case on its planned model, and on every other it was used with."""
        planned = [(case.name, case.model) for case in self.cases]
        used = [(row.case, row.line.model) for row in self.actuals]
        return list(dict.fromkeys([*planned, *used]))

    def line_number(self, key: LineKey) -> int:
        """The place of a price line in the table of prices, from 1."""
        for number, line in enumerate(self.lines, start=1):
            if (f"{line.provider}/{line.model}", line.tier, line.effective_from, line.above_tokens) == (
                key.model,
                key.tier,
                key.effective_from,
                key.above_tokens,
            ):
                return number
        raise KeyError(key)


class Area:
    """A block of rows under a header: which letter a column has, and its cells as formulas refer to them."""

    def __init__(self, sheet: str, columns: Sequence[str], header: int, rows: int) -> None:
        """``rows`` may be 0; the area then has one blank row, for a range needs one."""
        self.sheet, self.columns, self.header = sheet, tuple(columns), header
        self.first, self.last = header + 1, header + max(rows, 1)

    def letter(self, key: str) -> str:
        """The letters of a column."""
        return letter(self.columns.index(key) + 1)

    def cell(self, key: str, row: int) -> str:
        """A cell of a row, seen from its own sheet."""
        return f"${self.letter(key)}{row}"

    def column(self, key: str) -> str:
        """A whole column, seen from another sheet."""
        return self.between(key, key)

    def between(self, first: str, last: str) -> str:
        """Whole columns beside each other, seen from another sheet."""
        return f"'{self.sheet}'!${self.letter(first)}${self.first}:${self.letter(last)}${self.last}"

    def own(self, key: str) -> str:
        """A whole column, seen from its own sheet."""
        at = self.letter(key)
        return f"${at}${self.first}:${at}${self.last}"

    @property
    def whole(self) -> str:
        """The header and all rows."""
        return f"A{self.header}:{letter(len(self.columns))}{self.last}"


def cases_area(portfolio: Portfolio) -> Area:
    """The use cases."""
    return Area(CASES, [*(column.key for column in COLUMNS), *CALCULATED], CASES_HEADER, len(portfolio.cases))


def prices_area(portfolio: Portfolio) -> Area:
    """The price lines."""
    return Area(PRICES, PRICE_COLUMNS, PRICES_HEADER, len(portfolio.lines))


def actuals_area(portfolio: Portfolio) -> Area:
    """The actuals."""
    return Area(ACTUALS, ACTUAL_COLUMNS, ACTUALS_HEADER, len(portfolio.actuals))


def variance_area(portfolio: Portfolio) -> Area:
    """The cells of the variance."""
    return Area(VARIANCE, VARIANCE_COLUMNS, VARIANCE_HEADER, len(portfolio.pairs))


def proof_area(portfolio: Portfolio) -> Area:
    """The proofs of functions, a row a use case."""
    return Area(PROOF, PROOF_COLUMNS, PROOF_HEADER, len(portfolio.cases))


def price_proof_area(portfolio: Portfolio) -> Area:
    """The proofs of prices, a row a cell of the variance."""
    return Area(PRICE_PROOF, PRICE_PROOF_COLUMNS, PROOF_HEADER, len(portfolio.pairs))


def plan_rows(portfolio: Portfolio) -> tuple[int, int]:
    """The first rows of the planned requests and of the planned cost; both have a row a use case."""
    first = PLAN_MONTHS + 3
    return first, first + len(portfolio.cases) + 3


def plan_total(portfolio: Portfolio) -> int:
    """The row of the plan's total; actual and difference stand below it."""
    return plan_rows(portfolio)[1] + len(portfolio.cases) + 1
