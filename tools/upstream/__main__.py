"""``python -m tools.upstream`` writes NOTES.md anew and says what the engine that is installed makes of each case."""

from __future__ import annotations

import math

from tools.upstream.cases import FAMILIES, Fault, Value
from tools.upstream.measure import made_of
from tools.upstream.notes import PAGE, page


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same but for rounding."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return type(one) is type(other) and one == other


def state(fault: Fault) -> str:
    """What became of a fault."""
    value = made_of(fault.formula, fault.cells)
    return "mended" if same(value, fault.excel) else "as it was" if same(value, fault.engine) else f"now {value!r}"


def main() -> None:
    """Write the page and list the cases that an update has changed; the others can be reported as they stand there."""
    PAGE.write_text(page(), encoding="utf-8")
    for family in FAMILIES:
        for fault in family.faults:
            found = state(fault)
            if found != "as it was":
                print(f"{family.title}: ={fault.formula} is {found}; Excel has {fault.excel!r}")


if __name__ == "__main__":
    main()
