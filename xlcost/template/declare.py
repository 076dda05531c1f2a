"""Every sheet of the book, in the order of its tabs."""

from __future__ import annotations

from xlcost.decision.case import Case
from xlcost.template.placing import MONTHS, MOST_MONTHS
from xlcost.template.records import Sheet
from xlcost.template.sheets import (
    alternatives,
    audit,
    cases,
    changelog,
    decision,
    evidence,
    functions,
    inputs,
    models,
    prices,
    risk,
    sensitivity,
    summary,
    timeline,
    volumes,
    waivers,
)


def declare(case: Case) -> list[Sheet]:
    """The sheets in the order of their tabs."""
    months = MONTHS if case.values["horizon_months"][0] <= MONTHS else MOST_MONTHS
    calculated = [
        summary.sheet(case),
        inputs.sheet(case),
        volumes.sheet(case, months),
        prices.sheet(case),
        alternatives.sheet(),
        timeline.sheet(months, int(case.values["horizon_months"][0])),
        decision.sheet(),
        evidence.sheet(case),
        sensitivity.sheet(),
        cases.sheet(),
        risk.sheet(case),
        models.sheet(case),
    ]
    explained = functions.sheet()
    logged = changelog.sheet(case)
    audited = audit.sheet([*calculated, explained])
    return [*calculated, audited, logged, waivers.sheet([*calculated, audited]), explained]
