"""Dashboard: the few figures a CFO reads, what they mean, and four charts; two full pages on paper."""

from __future__ import annotations

from typing import Final

from xlcost.template.lines import line, scenario_captions
from xlcost.template.records import Canvas, Cell, Column, Gap, Heading, Paragraph, Sheet, Table
from xlcost.template.sheets.decision import SENTENCES

#: The figures on top: caption, formula, number format.
_FIGURES = (
    ("Advice", "={advice:live}", "general"),
    ("Prompting, USD per month", "={prompt_monthly:live}", "usd0"),
    ("Fine-tuning, USD per month", "={finetune_monthly:live}", "usd0"),
    ("Fine-tuning up front, USD", "={upfront_cost:live}", "usd0"),
    ("Break-even, months", "={breakeven:live}", "months1"),
    ("Saving over the horizon, USD", "={horizon_saving:live}", "usd0"),
)
_CHART_ROWS: Final = 16
_SCENARIOS: Final = "The three scenarios"


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Dashboard",
        title="Dashboard",
        purpose="Should we prompt or fine-tune? The live scenario at a glance.",
        blocks=(
            Table(
                "figures",
                tuple(
                    Column(f"figure_{number}", caption, (Cell(formula, "figure", form, formula=True),))
                    for number, (caption, formula, form) in enumerate(_FIGURES)
                ),
                1,
                height=20,
            ),
            Gap(),
            *(Paragraph(f"={{{key}}}", look="sentence") for key in SENTENCES),
            Gap(),
            Heading("What each arm costs"),
            Gap(),
            Canvas("costs_charts", _CHART_ROWS),
            Gap(),
            Heading(_SCENARIOS, scenario_captions()),
            line("dashboard_prompting", "Prompting", "USD per month", "={prompt_monthly}", "usd0"),
            line("dashboard_finetuning", "Fine-tuning", "USD per month", "={finetune_monthly}", "usd0"),
            line("dashboard_upfront", "Fine-tuning up front", "USD once", "={upfront_cost}", "usd0"),
            line("dashboard_saving", "Saving over the horizon", "USD", "={horizon_saving}", "usd0", strong=True),
            line("dashboard_months", "Break-even", "months", "={breakeven}", "months"),
            line("dashboard_volume", "Break-even, volume", "requests per month", "={breakeven_volume}", "count"),
            line("dashboard_advice", "Advice", "text", "={advice}", "general", strong=True),
            Gap(),
            Heading("What moves the answer, and what other models cost"),
            Gap(),
            Canvas("answer_charts", _CHART_ROWS),
        ),
        widths={"A": 27, "B": 27, "C": 27, "D": 27, "E": 27, "F": 27},
        last_column=6,
        note_column=8,
        freeze=None,
        freeze_column=1,
        tab="output",
        page_breaks=(_SCENARIOS,),
    )
