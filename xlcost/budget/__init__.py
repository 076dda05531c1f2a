"""What a file may cost, from opening it to the report: time, memory and work, and a line that says what was at work."""

from xlcost.budget.limits import DEFAULT, Limits, OverBudget
from xlcost.budget.spending import at, at_cell, budget, count, limits_in_force, look, seconds_left, within

__all__ = [
    "DEFAULT",
    "Limits",
    "OverBudget",
    "at",
    "at_cell",
    "budget",
    "count",
    "limits_in_force",
    "look",
    "seconds_left",
    "within",
]
