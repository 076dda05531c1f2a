"""The few operations whose spelling differs between a float and a column, so that each formula is written once.

NumPy is imported only when a column arrives: a scalar call never pays for it, and runs where there is no NumPy.
"""

from __future__ import annotations

import math
from typing import Any

#: A float, a NumPy array or a pandas column; a formula gives back what it was given.
Numbers = Any

_SCALARS = (float, int)


def where(condition: Numbers, then: Numbers, otherwise: Numbers) -> Numbers:
    """``then`` where the condition holds, else ``otherwise``; both must be safe to evaluate."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    import numpy as np

    chosen = np.where(condition, then, otherwise)
    for column in (condition, then, otherwise):
        if hasattr(column, "index") and hasattr(column, "to_numpy"):  # a pandas column keeps its index
            return type(column)(chosen, index=column.index)
    return chosen


def larger(a: Numbers, b: Numbers) -> Numbers:
    """The larger of two, element by element; NaN where ``a`` is NaN, so that an unknown cost stays unknown."""
    return where(b > a, b, a)


def known(x: Numbers) -> Numbers:
    """Whether a number is one; NaN is an amount that nobody can know."""
    return x == x  # noqa: PLR0124


def floor(x: Numbers) -> Numbers:
    """The largest whole number that is not above x; NaN stays NaN."""
    return x // 1.0


def ceil(x: Numbers) -> Numbers:
    """The smallest whole number that is not below x; NaN stays NaN."""
    return -(-x // 1.0)


def log1p(x: Numbers) -> Numbers:
    """ln(1 + x), exact for small x."""
    return math.log1p(x) if isinstance(x, _SCALARS) else _numpy("log1p")(x)


def expm1(x: Numbers) -> Numbers:
    """e^x - 1, exact for small x."""
    return math.expm1(x) if isinstance(x, _SCALARS) else _numpy("expm1")(x)


def normal_quantile(share: Numbers) -> Numbers:
    """The number that a standard normal variable stays below with this chance."""
    from statistics import NormalDist  # it loads fractions and decimal, which no cost needs

    if isinstance(share, _SCALARS):
        return NormalDist().inv_cdf(share)
    import numpy as np

    given = np.asarray(share, dtype=float)
    distinct, places = np.unique(given, return_inverse=True)  # of a column there are few
    inside = [NormalDist().inv_cdf(each) if 0.0 < each < 1.0 else np.nan for each in distinct.tolist()]
    found = np.array(inside)[places].reshape(given.shape)
    return type(share)(found, index=share.index) if hasattr(share, "index") else found


def _numpy(name: str) -> Any:
    import numpy as np

    return getattr(np, name)
