"""Rows of months, of one alternative or of all, and what they share."""

from __future__ import annotations

from typing import Final

from xlcost.template.records import Cell, Look, Row
from xlcost.template.ways import Way

#: What a month's cost is made of, with its label on every sheet.
PARTS: Final = {
    "tokens": "Tokens, contracted",
    "fees": "Tool fees",
    "hosting": "Hosting and machines",
    "people": "Upkeep and prompt maintenance",
    "tuning": "Retraining and moving",
    "quality": "Bad answers and review",
}
#: Hours and seconds of an average month: constants of Inputs.
HOURS: Final = "{hours}"
USD: Final = "USD"
REPORTED: Final = "={currency}"
#: What stands in a month whose cost nobody can know.
NOT_AVAILABLE: Final = '"n/a"'


#: The two sides of a request.
SIDES: Final = {"input": "Input tokens", "output": "Output tokens"}


#: The drivers of Sensitivity that change the tokens of a request.
RESIZING: Final = ("input_tokens", "output_tokens", "token_growth")


class MonthRows:
    """Rows of months, of one alternative or of all."""

    def __init__(self, months: int, way: Way | None = None) -> None:
        self._months = months
        self._way = way

    def row(
        self,
        key: str,
        label: str,
        unit: str,
        formula: str,
        form: str = "amount",
        *,
        from_start: bool = True,
        total: str = "",
        look: Look = "calculation",
        strong: bool = False,
    ) -> Row:
        """One row: the same formula in every month, and in month 0 where ``from_start``."""
        if self._way:
            key = f"{self._way.letter}_{key}"
            formula, total, unit = map(self._way.written, (formula, total, unit))
        cell = Cell(formula, look, form, formula=True)
        cells = (cell if from_start else None, *(cell,) * self._months)
        summed = Cell(total.replace("{}", f"{{{key}:months}}"), "calculation", form, formula=True) if total else None
        return Row(key, label, unit, cells, "time", total=summed, strong=strong)


#: The sum over the horizon, or that it cannot be known.
SUM: Final = f"=IF(COUNT({{}})=COLUMNS({{}}),SUM({{}}),{NOT_AVAILABLE})"


#: The model that a run of the month trains: after the move to the successor that one's base.
TRAINER: Final = 'IF(AND({x_over}=1,{x_successor}<>""),{alt_next_trainer:of#},{alt_trainer:of#})'
#: The same in two, as Prices has it: the model and the tier.
TRAINER_BASE: Final = TRAINER.replace("trainer:", "trainer_base:")
TRAINER_TIER: Final = TRAINER.replace("trainer:", "trainer_tier:")
