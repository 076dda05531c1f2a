"""A small workbook with a case of which fine-tuning is the answer."""

from __future__ import annotations

import datetime
from typing import Any

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

#: A tuned model that goes off sale in January 2027.
ENDING = "openai/ft:gpt-4.1-mini"


def decision(**inputs: Any) -> openpyxl.Workbook:
    """A case of which fine-tuning is the answer, its cells named as the inputs are; ``shown`` is what a page says."""
    case = {
        "model_date": datetime.date(2026, 10, 26),
        "horizon_months": 12,
        "requests": 1_000_000,
        "examples": 20_000,
        "a_model": "anthropic/claude-opus-5-5",
        "c_model": "aws-bedrock/ft:amazon.nova-2-lite-v1:0",
        "recorded_advice": "C",
        "advised": "C",
        "advice": "Fine-tune",
        **inputs,
    }
    work = openpyxl.Workbook()
    work.active.title = "Inputs"
    for number, (key, value) in enumerate(case.items(), 1):
        work.active.cell(number, 1, key)
        work.active.cell(number, 2, value)
        work.defined_names[key] = DefinedName(key, attr_text=f"Inputs!$B${number}")
    return work
