"""Prompting: what a month of prompting costs, and its parts."""

from __future__ import annotations

from typing import Final

from xlcost.functions.prompting import BREAKDOWN_LABELS
from xlcost.template.lines import function_line, guard, line, noted_captions
from xlcost.template.plain import PROOF, prompted_model
from xlcost.template.records import Gap, Heading, Sheet, Spill, Twin

_ARGUMENTS: Final = (
    "{prompt_model},{requests},{input_tokens},{output_tokens},{cached_share},{cache_write_share},"
    "{batch_share},{retry_rate},{model_date},{prices:table}"
)
_PER_MONTH: Final = "{requests}/1000000"

#: The lines of PROMPT_COST_BREAKDOWN, each with its plain-Excel twin.
_PARTS: Final = {
    "uncached_input": f"={_PER_MONTH}*{{input_tokens}}*(1-{{cached_share}}-{{cache_write_share}})*{{plain_prompt_input}}",
    "cache_reads": f"={_PER_MONTH}*{{input_tokens}}*{{cached_share}}*{{plain_prompt_cache_read}}",
    "cache_writes": f"={_PER_MONTH}*{{input_tokens}}*{{cache_write_share}}*{{plain_prompt_cache_write}}",
    "output": f"={_PER_MONTH}*{{output_tokens}}*{{plain_prompt_output}}",
    "retries": f"={_PER_MONTH}*{{retry_rate}}*{{plain_prompt_request}}",
    "batch_saving": f"={_PER_MONTH}*(1+{{retry_rate}})*{{batch_share}}*({{plain_prompt_batch}}-{{plain_prompt_request}})",
    "total": "={plain_prompt_monthly}",
}
_NOTES: Final = {
    "uncached_input": "At the standard input price.",
    "cache_reads": "At the cache price; at the input price where none is published.",
    "retries": "Requests sent again, at standard prices.",
    "batch_saving": "Negative: what the batch API saves.",
}


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Prompting",
        title="Prompting",
        purpose="What a month of prompting costs: tokens times the prices in effect on the model date.",
        blocks=(
            Heading("Price in effect"),
            function_line(
                "prompt_input_price",
                "Input price, as returned by TOKEN_PRICE",
                "USD per Mtok",
                '=TOKEN_PRICE({prompt_model},"input",{model_date},{prices:table})',
                "decimal",
                plain="={plain_prompt_list_input}",
                note="Price of a million input tokens of the prompted model.",
            ),
            function_line(
                "prompt_output_price",
                "Output price, as returned by TOKEN_PRICE",
                "USD per Mtok",
                '=TOKEN_PRICE({prompt_model},"output",{model_date},{prices:table})',
                "decimal",
                plain="={plain_prompt_list_output}",
                note="Price of a million output tokens.",
            ),
            Gap(),
            Heading("Cost of a month"),
            function_line(
                "prompt_returned",
                "Prompting, as returned by PROMPT_COST",
                "USD per month",
                f"=PROMPT_COST({_ARGUMENTS})",
                plain="={plain_prompt_monthly}",
                note="The function's own result; nothing but the guard below reads it.",
            ),
            guard(
                "prompt_monthly",
                "Prompting, per month",
                "USD per month",
                "prompt_returned",
                named=True,
                note="The result if it is a number, else #N/A: a text can never be summed silently.",
            ),
            line(
                "prompt_per_request",
                "Prompting, per request",
                "USD per request",
                "=IF({requests}>0,{prompt_monthly}/{requests},0)",
                "unit_usd",
                note="Retries included.",
            ),
            line(
                "prompt_per_year",
                "Prompting, per year",
                "USD per year",
                "={prompt_monthly}*12",
                note="Twelve months like this one.",
            ),
            Gap(),
            Heading("What it is made of"),
            Spill(
                "prompt_parts",
                tuple((key, f"{label}, by PROMPT_COST_BREAKDOWN") for key, label in BREAKDOWN_LABELS.items()),
                "USD per month",
                f"PROMPT_COST_BREAKDOWN({_ARGUMENTS})",
                2,
                "scenario",
                notes=tuple(_NOTES.get(key, "") for key in BREAKDOWN_LABELS),
                twins=tuple(Twin(_PARTS[key]) for key in BREAKDOWN_LABELS),
            ),
            line(
                "prompt_parts_check",
                "Parts less PROMPT_COST",
                "USD per month",
                "=IF(COUNT({prompt_parts:block})=ROWS({prompt_parts:block}),SUM({prompt_parts:parts})-{prompt_monthly},NA())",
                "tiny",
                note="Audit checks that it is nothing.",
            ),
            Gap(),
            Heading(PROOF),
            *prompted_model(),
        ),
        widths={"A": 44, "B": 17, **dict.fromkeys("CDEF", 16), "G": 54},
        last_column=7,
        freeze=None,
        captions=noted_captions(),
        page_breaks=(PROOF,),
    )
