"""Conditions between arguments and on results, for a number and for a column alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlcost.errors import NoBreakEven, XlcostError


def unless_never(value: Any, happens: Any, if_never: Any, why: Callable[[], str]) -> Any:
    """The value where it happens at all, else what the cell is to show for never, else the error with the reason.

    In a column a never is NaN, as in ``require``.
    """
    if happens is False and if_never is not None:
        return if_never
    return require(value, happens, NoBreakEven, why)


def require(value: Any, condition: Any, error: type[XlcostError], why: Callable[[], str]) -> Any:
    """The value where the condition holds. A number that fails raises; in a column it becomes NaN.

    NaN in a column means "ask the scalar path", which then raises with the numbers of that row.
    """
    if condition is True:
        return value
    if condition is False:
        raise error(why())
    import numpy as np

    return np.where(condition, value, np.nan)
