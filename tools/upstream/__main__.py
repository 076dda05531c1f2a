"""``python -m tools.upstream`` writes NOTES.md anew and says what the engine that is installed makes of each case."""

from __future__ import annotations

import math

import formualizer

from tools.upstream.cases import FAMILIES, UNPROVEN, Fault, Value
from tools.upstream.notes import PAGE, page
from xlcost.calculate.engines.values import from_engine


def made_of(formula: str) -> Value:
    """The engine's own value for a formula."""
    work = formualizer.Workbook()
    work.set_temporal_egress("serial")
    work.add_sheet("S")
    work.set_formula("S", 1, 1, f"={formula}")
    work.evaluate_all()
    found: Value = from_engine(work.get_value("S", 1, 1))
    return found


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same but for rounding."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return type(one) is type(other) and one == other


def state(fault: Fault) -> str:
    """What became of a fault."""
    value = made_of(fault.formula)
    return "mended" if same(value, fault.excel) else "as it was" if same(value, fault.engine) else f"now {value!r}"


def main() -> None:
    """Write the page and list the cases that an update has changed; the others can be reported as they stand there."""
    PAGE.write_text(page(), encoding="utf-8")
    for family in (*FAMILIES, *UNPROVEN):
        for fault in family.faults:
            found = state(fault)
            if found != "as it was":
                print(f"{family.title}: ={fault.formula} is {found}; Excel has {fault.excel!r}")


if __name__ == "__main__":
    main()
