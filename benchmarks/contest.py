"""How a contestant is timed: what it is called, and how many rows, calls or cells one round of it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def timed(
    benchmark: Any,
    who: str,
    work: Callable[..., Any],
    *,
    units: int = 1,
    rounds: int | None = None,
    setup: Callable[[], Any] | None = None,
) -> Any:
    """Time ``work`` and record who did how many units; with ``rounds`` each round is one call of it.

    ``setup`` runs before each round, untimed, and gives the positional arguments and the keywords of ``work``.
    """
    benchmark.extra_info.update(who=who, units=units)
    if rounds is None:
        return benchmark(work)
    return benchmark.pedantic(work, setup=setup, rounds=rounds, iterations=1)
