"""What a file may cost, from opening it to the report: time and memory, and a line that says what was at work."""

from xlcost.budget.limits import DEFAULT, Limits, OverBudget
from xlcost.budget.spending import at, at_cell, budget, limits_in_force, look, seconds_left, within

__all__ = [
    "DEFAULT",
    "Limits",
    "OverBudget",
    "at",
    "at_cell",
    "budget",
    "limits_in_force",
    "look",
    "seconds_left",
    "within",
]
