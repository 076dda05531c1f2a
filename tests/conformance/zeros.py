"""The cases as an older Excel states them: it passes 0 for an empty cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from agreement import agree
from reference import answer
from written_cases import WRITTEN, Case

from xlcost.functions import FUNCTIONS
from xlcost.functions.coercion import flag


def with_zeros(case: Case) -> Case | None:
    """The case as an older Excel states it, 0 in each number and truth value that is blank; None where none is."""
    arguments = list(case.arguments) + [None] * (FUNCTIONS[case.function].max_args - len(case.arguments))
    zeros = [
        _zeros(value) if hasattr(argument.coerce, "domain") or argument.is_series or argument.coerce is flag else value
        for argument, value in zip(FUNCTIONS[case.function].arguments, arguments)
    ]
    return case._replace(arguments=tuple(zeros)) if zeros != arguments else None


def _zeros(value: Any) -> Any:
    if isinstance(value, list):
        return [[0 if cell is None else cell for cell in row] for row in value]
    return 0 if value is None else value


def answers_with_zeros(cases: Iterable[Case]) -> Iterator[tuple[Case, Any]]:
    """Each case that the reference computes and that 0 in its blank numbers and truth values changes, and what it gives."""
    for case in cases:
        zeros = with_zeros(case) if case not in WRITTEN else None
        if zeros is not None:
            shown = answer(zeros.function, zeros.arguments)
            if not agree(shown, case.expected):
                yield case, shown
