"""Decision: break-even in months, volume and price; the advice with its gates; the answer in plain sentences."""

from __future__ import annotations

from typing import Final

from xlcost.template.lines import SCENARIO_CAPTIONS, function_line, line
from xlcost.template.records import Block, Gap, Heading, Sheet

_NEVER: Final = '"never"'
_ADVICE: Final = "{examples},{task_stable},{prompt_monthly},{finetune_monthly},{upfront_cost},{horizon_months},{evidence},{min_examples}"
_GATES: Final = (
    ("gate", "Gate"),
    ("data", "Data"),
    ("stability", "Stability"),
    ("saving", "Saving"),
    ("evidence", "Evidence"),
)


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Decision",
        title="Decision",
        purpose="Should we prompt or fine-tune, and when does fine-tuning pay back?",
        blocks=(*_sentences(), *_costs(), *_break_even(), *_advice()),
        widths={"A": 46, "B": 18, "C": 17, "D": 17, "E": 17, "F": 17, "G": 62},
        last_column=7,
        freeze=None,
        tab="output",
    )


def _sentences() -> tuple[Block, ...]:
    return ()


def _costs() -> tuple[Block, ...]:
    return (
        Heading("The two arms", SCENARIO_CAPTIONS),
        line(
            "monthly_saving",
            "Saving by fine-tuning",
            "USD per month",
            "={prompt_monthly}-{finetune_monthly}",
            named=True,
            note="Prompting less fine-tuning; negative where the tuned model costs more.",
        ),
        line(
            "horizon_saving",
            "Saving over the horizon, after the up-front cost",
            "USD",
            "={monthly_saving}*{horizon_months}-{upfront_cost}",
            named=True,
            strong=True,
        ),
        Gap(),
    )


def _break_even() -> tuple[Block, ...]:
    return (
        Heading("Break-even"),
        function_line(
            "breakeven_months",
            "Break-even, by BREAKEVEN_MONTHS",
            "months",
            f"=IF({{monthly_saving}}>0,BREAKEVEN_MONTHS({{upfront_cost}},{{prompt_monthly}},{{finetune_monthly}}),{_NEVER})",
            "months",
            plain=f"=IF({{monthly_saving}}>0,{{upfront_cost}}/{{monthly_saving}},{_NEVER})",
            exact=True,
            note="Months until the saving has paid for the up-front cost. Never where a month saves nothing.",
        ),
        function_line(
            "breakeven_price_ratio",
            "Break-even price ratio, by BREAKEVEN_PRICE_RATIO",
            "tuned / base price",
            f"=IF({{finetune_fixed}}<{{prompt_monthly}},BREAKEVEN_PRICE_RATIO({{prompt_monthly}},{{token_uplift}},{{finetune_fixed}}),{_NEVER})",
            "ratio",
            plain=f"=IF({{finetune_fixed}}<{{prompt_monthly}},(1-{{finetune_fixed}}/{{prompt_monthly}})/(1+{{token_uplift}}),{_NEVER})",
            exact=True,
        ),
        Gap(),
    )


def _advice() -> tuple[Block, ...]:
    return (
        Heading("Advice"),
        function_line(
            "advice",
            "Advice, by FINETUNE_ADVICE",
            "text",
            f"=FINETUNE_ADVICE({_ADVICE})",
            "general",
            plain='=CHOOSE(1+({examples}>{min_examples})*{task_stable}*MAX(1*{evidence},2*({horizon_saving}>0)),"Prompt","Fine-tune for quality","Fine-tune")',
            exact=True,
        ),
    )
