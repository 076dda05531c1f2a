"""Clean models that no rule was written with, in the hands of nine kinds of people; not one has a fault put into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from openpyxl import Workbook

from fresh_models import (
    banker,
    consultant,
    controller,
    founder,
    infrastructure,
    landlord,
    manager,
    operations,
    treasurer,
)

#: The models by which rules were mended, and those that were held out of it until then.
EARLIER: Final[dict[str, Callable[[], Workbook]]] = {
    make.__name__: make
    for make in (
        banker.statements, banker.discounted, banker.buyout, banker.refinancing,
        founder.subscriptions, founder.runway, founder.shop, founder.captable,
        controller.departments, controller.plan_and_year, controller.stock, controller.receivables, controller.translation,
        operations.capacity, operations.timesheet, operations.headcount, operations.commissions, operations.dashboard,
        infrastructure.windfarm, infrastructure.loans, infrastructure.leases, infrastructure.depreciation,
        consultant.simulation, consultant.scenarios, consultant.household, consultant.exported,
    )
}  # fmt: skip
#: Written after that, and read once.
LATER: Final[dict[str, Callable[[], Workbook]]] = {
    make.__name__: make
    for make in (
        landlord.rental, treasurer.weeks, treasurer.triangle, manager.grant, manager.pipeline, manager.costing,
        treasurer.trial_balance, landlord.energy, landlord.earned, treasurer.bridge,
    )
}  # fmt: skip
