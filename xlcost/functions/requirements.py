"""Conditions between arguments and on results, for a number and for a column alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlcost.errors import XlcostError


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
