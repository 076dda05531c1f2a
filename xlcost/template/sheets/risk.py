"""Risk: how likely each alternative is to be the cheapest; values that ``xlcost simulate BOOK --into BOOK`` writes."""

from __future__ import annotations

from typing import Final

from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Row, Sheet, Table
from xlcost.template.sheets.alternatives import captions
from xlcost.template.ways import WAYS

#: Bars of the histogram.
BINS: Final = 20
#: What stands where nothing was simulated.
NOTHING: Final = "n/a"
_SHARES: Final = {
    "cheapest": ("Probability of being the cheapest that qualifies", "share of runs", "share"),
    "p10": ("Present value, one in ten below", "={currency}", "amount"),
    "p50": ("Present value, half below", "={currency}", "amount"),
    "p90": ("Present value, nine in ten below", "={currency}", "amount"),
    "payback_p50": ("Paid back in month, half of the runs earlier", "month", "count"),
}


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Risk",
        title="Risk",
        purpose="How likely the answer is to be another one, when every input varies between Low and High at once.",
        blocks=(*_about(), *_results(), *_histogram()),
        widths={"A": 46, "B": 20, **dict.fromkeys("CDEF", 22), "G": 50},
        last_column=7,
        freeze=None,
        captions=captions(),
        tab="output",
        pages_high=1,
    )


def _about() -> tuple[Block, ...]:
    def one(key: str, label: str, unit: str, form: str) -> Row:
        return Row(key, label, unit, (Cell(NOTHING, "calculation", form),), "single", named=True)

    return (
        Heading("The simulation"),
        one("risk_runs", "Runs", "runs", "count"),
        one("risk_seed", "Seed", "number", "month"),
        one("risk_date", "Model date then", "date", "date"),
        one("risk_advice", "Advice then", "words", "general"),
        Paragraph("xlcost simulate BOOK.xlsx --into BOOK.xlsx writes these values; they do not follow the inputs."),
        Gap(),
    )


def _results() -> tuple[Block, ...]:
    rows = (
        Row(
            f"risk_{key}",
            label,
            unit,
            (Cell(NOTHING, "calculation", form),) * len(WAYS),
            "alternative",
            keys=tuple(f"{way.letter}_risk_{key}" for way in WAYS),
        )
        for key, (label, unit, form) in _SHARES.items()
    )
    return (Heading("Results"), *rows, Gap())


def _histogram() -> tuple[Block, ...]:
    cells = (Cell(NOTHING, "calculation", "amount"),) * BINS
    shares = (Cell(NOTHING, "calculation", "share"),) * BINS
    return (
        Heading("Histogram of the saving of the advised alternative, present value"),
        Table(
            "risk_bins",
            (
                Column("from", "Saving from", cells, name="risk_bin_from"),
                Column("to", "to", cells, name="risk_bin_to"),
                Column("share", "Share of runs", shares, name="risk_bin_share"),
            ),
            BINS,
        ),
    )
