"""Risk: how likely each alternative is to be the cheapest; the values of a simulation, and whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xlcost.decision.case import Case
from xlcost.decision.risk import NOTHING, Written, cells_of
from xlcost.decision.simulated import BINS
from xlcost.errors import XlcostError
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Row, Sheet, Table
from xlcost.template.sheets.alternatives import captions
from xlcost.template.ways import WAYS

_SHARES: Final = {
    "cheapest": ("Probability of being the cheapest that qualifies", "share of runs", "share"),
    "p10": ("Present value, one in ten below", "={currency}", "amount"),
    "p50": ("Present value, half below", "={currency}", "amount"),
    "p90": ("Present value, nine in ten below", "={currency}", "amount"),
    "payback_p50": ("Paid back in month, half of the runs earlier", "month", "count"),
}
_ABOUT: Final = {
    "risk_runs": ("Runs", "runs", "count"),
    "risk_seed": ("Seed", "number", "month"),
    "risk_date": ("Model date then", "date", "date"),
    "risk_advice": ("Advice then", "words", "general"),
    "risk_present": ("What it cost then, present value", "={currency}", "amount2"),
}
#: Whether anything was simulated, and whether of the inputs as they stand: each adds one.
_HOLDS: Final = (
    "=CHOOSE(1+IF(ISNUMBER({risk_present}),1,0)+IF(AND(ISNUMBER({risk_present}),{risk_date}={model_date},"
    "ABS(N({risk_present})-N({advised_present}))<={money_tolerance}),1,0),"
    '"nothing was simulated","the inputs have changed since: simulate again",'
    '"they are those of the inputs as they stand")'
)


#: What stands there where nothing was simulated; the rest is blank.
_NOT_RUN: Final[Mapping[str, Written]] = {"risk_runs": 0.0}


def sheet(case: Case) -> Sheet:
    """The sheet with a simulation of a case."""
    found = _simulated(case)
    return Sheet(
        name="Risk",
        title="Risk",
        purpose="How likely the answer is to be another one, when every input varies between Low and High at once.",
        blocks=(*_about(found), *_results(found), *_histogram(found)),
        widths={"A": 46, "B": 20, **dict.fromkeys("CDEF", 22), "G": 50},
        last_column=7,
        freeze=None,
        captions=captions(),
        tab="output",
        pages_high=1,
    )


def _simulated(case: Case) -> Mapping[str, Written]:
    """The cells by name, as ``xlcost simulate --into`` writes them; none where nothing can be simulated."""
    try:
        from xlcost.decision.simulate import simulate
    except ImportError:  # a browser has no NumPy: the sheet says that nothing was run
        return {}
    try:
        return cells_of(simulate(case))
    except XlcostError:  # no input varies, or one varies beyond what it may be: the sheet says that nothing was run
        return {}


def _cell(value: object, form: str) -> Cell:
    if form == "date" and isinstance(value, float):
        value = date.fromordinal(date(1899, 12, 30).toordinal() + int(value))
    return Cell(value, "calculation", form)  # type: ignore[arg-type]


def _about(found: Mapping[str, Written]) -> tuple[Block, ...]:
    return (
        Heading("The simulation"),
        *(
            Row(key, label, unit, (_cell(found.get(key, _NOT_RUN.get(key, NOTHING)), form),), "single", named=True)
            for key, (label, unit, form) in _ABOUT.items()
        ),
        Row("risk_holds", "Do these figures still hold?", "words", (Cell(_HOLDS, "status", formula=True),), "single"),
        Paragraph("Values of a simulation: xlcost simulate BOOK.xlsx --into BOOK.xlsx runs it again and writes them."),
        Gap(),
    )


def _results(found: Mapping[str, Written]) -> tuple[Block, ...]:
    def keys(key: str) -> tuple[str, ...]:
        return tuple(f"{way.letter}_risk_{key}" for way in WAYS)

    rows = (
        Row(
            f"risk_{key}",
            label,
            unit,
            tuple(_cell(found.get(name, NOTHING), form) for name in keys(key)),
            "alternative",
            keys=keys(key),
        )
        for key, (label, unit, form) in _SHARES.items()
    )
    return (Heading("Results"), *rows, Gap())


def _histogram(found: Mapping[str, Written]) -> tuple[Block, ...]:
    def column(key: str, header: str, form: str) -> Column:
        values = found.get(f"risk_bin_{key}", [NOTHING] * BINS)
        assert isinstance(values, Sequence)  # noqa: S101 - a declaration's slip, caught by any build
        return Column(key, header, tuple(_cell(value, form) for value in values), name=f"risk_bin_{key}")

    return (
        Heading("Histogram of the saving of the advised alternative, present value"),
        Table(
            "risk_bins",
            (
                column("from", "Saving from", "amount"),
                column("to", "to", "amount"),
                column("share", "Share of runs", "share"),
            ),
            BINS,
        ),
    )
