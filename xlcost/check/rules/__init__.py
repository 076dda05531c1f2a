"""The rules by theme: a module that is imported here is part of every check."""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.check.registry import FAMILIES, RULES, Rule
from xlcost.check.rules import (  # noqa: F401 - importing is what registers them
    agreement,
    blanks,
    calculation,
    calls,
    checks,
    copying,
    decisions,
    formulas,
    function_results,
    keys,
    labels,
    literals,
    meanings,
    names,
    prices,
    ranges,
    references,
    runs,
    separation,
    sliding,
    structure,
    token_prices,
    totals,
    validation,
    waiving,
)


def all_rules() -> dict[str, Rule]:
    """Every rule by code, in the order of the reference page: families first, then numbers."""
    return dict(sorted(RULES.items(), key=lambda item: (list(FAMILIES).index(item[0][0]), item[0])))


def known_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes, or beginnings of codes, in capitals; several may stand in one text, between commas.

    Raises:
        ValueError: no rule begins so.
    """
    wanted = tuple(code.strip().upper() for text in codes for code in text.split(",") if code.strip())
    for code in wanted:
        if not any(known.startswith(code) for known in all_rules()):
            raise ValueError(f"there is no rule {code}; xlcost check --rules lists them")
    return wanted
