"""The table of costs in docs/decision.md, from the inputs that declare one: ``python -m tools.site.costs``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tools.site.tables import with_table
from xlcost.decision.declaration import Due
from xlcost.decision.due import OCCASIONS, factors, rows_due
from xlcost.decision.inputs import INPUTS, KINDS

PAGE: Final = Path(__file__).parents[2] / "docs" / "decision.md"
_WHEN: Final[dict[Due, str]] = {
    "before": "before month 1",
    "month": "every month",
    "requests": "every 1,000 requests sent",
    "run": "every training run",
    "retraining": "every retraining",
    "move": "the move to a successor",
}


def costs() -> list[tuple[str, str, str, str]]:
    """Every input that is a mere cost: what it is, how much is paid, when, and by whom."""
    return [
        (
            declared.label,
            " x ".join(f"`{name}`" for name in (declared.row, *map(_row, factors(declared)))),
            _WHEN[due],
            ", ".join(letter.upper() for letter in KINDS if f"{letter}_{declared.row}" in INPUTS),
        )
        for due in OCCASIONS
        for declared in rows_due(due)
    ]


def _row(key: str) -> str:
    """An input without the letter of its alternative."""
    return INPUTS[key].row or key


def page_with_costs(page: str) -> str:
    """The page with the table as it is declared now."""
    return with_table(page, "costs", [("cost", "USD", "due with", "of"), *costs()])


if __name__ == "__main__":
    PAGE.write_text(page_with_costs(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
