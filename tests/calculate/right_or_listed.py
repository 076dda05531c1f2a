"""What a recalculation gives is Excel's value, or the cell is listed: never another one."""

from __future__ import annotations

import math

from xlcost.calculate.results import Recalculation
from xlcost.workbook.records import Place


def is_right(result: Recalculation, place: Place, excel: object, *, tolerance: float = 1e-9) -> bool:
    """Whether a cell has Excel's value; False where it is listed.

    Raises:
        AssertionError: it has another value.
    """
    if place in {cell[:3] for cell in result.not_evaluated}:
        return False
    value = result.values[place]
    assert isinstance(value, bool) == isinstance(excel, bool), f"{place}: {value!r}, in Excel {excel!r}"
    if isinstance(excel, float) and isinstance(value, float):
        assert math.isclose(value, excel, rel_tol=tolerance, abs_tol=1e-12), f"{place}: {value!r}, in Excel {excel!r}"
    else:
        assert value == excel, f"{place}: {value!r}, in Excel {excel!r}"
    return True
