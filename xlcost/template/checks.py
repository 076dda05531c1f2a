"""What Audit checks besides the twins: each line finds a number that must not exceed a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from xlcost.functions.coercion import Domain
from xlcost.template.inputs import AHEAD, ARMS, PRICE_LIST, RANGES, RUNNING, TUNING, WORKLOAD, Section
from xlcost.template.records import SCENARIOS, Sheet
from xlcost.template.sheets import functions

_TOLERANCE: Final = "={audit_tolerance}"
_NONE: Final = "=0"
#: Whose columns the twins have.
TWIN_COLUMNS: Final = ("live", *(name.lower() for name in SCENARIOS))


class Check(NamedTuple):
    """A line of the table: ``found`` and ``limit`` are formula templates."""

    label: str
    unit: str
    found: str
    limit: str = _TOLERANCE


def checks(others: Sequence[Sheet]) -> Iterator[Check]:
    """Every check; ``others`` are the sheets whose cells are searched for errors."""
    yield from _PROOFS
    yield from _SUMS
    yield from _texts()
    yield from _errors(others)
    yield from _INPUTS
    for what, found in functions.examples():
        yield Check(what, "difference", found)


#: Largest differences.
_PROOFS: Final = (
    Check(
        "Timeline: prompting against COST_FORECAST",
        "USD",
        "=MAX({forecast_prompting_difference:months})",
    ),
    Check(
        "Timeline: inference against COST_FORECAST",
        "USD",
        "=MAX({forecast_inference_difference:months})",
    ),
    Check("Cases: functions against plain Excel", "USD", "=MAX({case_difference:all})"),
    Check(
        "Cases: cases that the functions did not answer",
        "cases",
        "=COLUMNS({case_answered:all})-SUM({case_answered:all})",
        _NONE,
    ),
    Check(
        "Cases: the case without a change is the live saving",
        "USD",
        "=ABS(INDEX({case_saving:all},1,1)-{horizon_saving:live})",
    ),
    Check(
        "Sensitivity: grid against plain Excel",
        "USD per month",
        "=MAX({grid_difference:all})",
    ),
    Check(
        "Models: PROMPT_COST against plain Excel",
        "USD per month",
        "=MAX({models.difference})",
    ),
    Check(
        "Models: COST_RANKING against the ranking",
        "USD per month",
        "=MAX({ranking_by_function.difference})",
    ),
)
_SUMS: Final = (
    Check(
        "PROMPT_COST_BREAKDOWN adds up to PROMPT_COST",
        "USD per month",
        "=MAX(-MIN({prompt_parts_check:all}),MAX({prompt_parts_check:all}))",
    ),
    Check(
        "FINETUNE_COST_BREAKDOWN adds up to FINETUNE_COST",
        "USD per month",
        "=MAX(-MIN({finetune_parts_check:all}),MAX({finetune_parts_check:all}))",
    ),
    Check(
        "Timeline: months of prompting add up",
        "USD",
        "=ABS(SUM({month_prompting:all})-MAX({cumulative_prompting:all}))",
    ),
    Check(
        "Timeline: months of fine-tuning add up",
        "USD",
        "=ABS(SUM({month_finetuning:all})-MAX({cumulative_finetuning:all}))",
    ),
    Check(
        "Timeline: month 1 costs what Prompting says",
        "USD",
        "=ABS(INDEX({month_prompting:months},1,1)-{prompt_monthly:live})",
    ),
)
_INPUTS: Final = (
    Check(
        "Cached shares together, more than all input tokens",
        "share",
        "=MAX(0,{cached_share:live}+{cache_write_share:live}-1)",
        _NONE,
    ),
    Check("Prices: how often a model is listed beyond once", "times", "=MAX({models.listed})-1", _NONE),
    Check(
        "Prices: rows without provider or source",
        "rows",
        "=MAX(COUNTA({prices.model})-COUNTA({prices.provider}),COUNTA({prices.model})-COUNTA({prices.source}))",
        _NONE,
    ),
    Check("Prices: negative prices", "cells", '=COUNTIF({prices},"<0")', _NONE),
    Check(
        "Prompted model: days since its price was checked",
        "days",
        "=MAX(0,{model_date}-INDEX({prices.checked_on},{plain_prompt_row:live}))",
        "={stale_after_days}",
    ),
    Check(
        "Trained model: days since its price was checked",
        "days",
        f'=IF({{training_basis:live}}="{PRICE_LIST}",MAX(0,{{model_date}}-INDEX({{prices.checked_on}},{{plain_training_row:live}})),0)',
        "={stale_after_days}",
    ),
    Check(
        "Tuned model: days since its price was checked",
        "days",
        "=MAX(0,{model_date}-INDEX({prices.checked_on},{plain_tuned_row:live}))",
        "={stale_after_days}",
    ),
)


def _errors(others: Sequence[Sheet]) -> Iterator[Check]:
    """How many cells of each sheet show an error; IF keeps out IronCalc, which counts one where there is none."""
    for sheet in others:
        if sheet.name not in ("Inputs", "Prices"):
            cells = f"{{{_first(sheet)}:sheet}}"
            yield Check(
                f"{sheet.name}: errors",
                "cells",
                f"=IF(ISERROR(SUM({cells})),SUMPRODUCT(ISERROR({cells})*1),0)",
                _NONE,
            )


def _texts() -> Iterator[Check]:
    """Texts in place of numbers: SUM skips them silently, and a failed function may well return one."""
    results, proofs = (",".join(f"{{twins.{who}_{name}}}" for name in TWIN_COLUMNS) for who in ("function", "plain"))
    counted = {
        "Prompting, Fine-tuning, Decision": f"=COUNT({proofs})-COUNT({results})",
        "Timeline": _others("{forecast_prompting:months}", "{forecast_inference:months}"),
        "Cases": _others("{case_prompting:all}", "{case_inference:all}", "{case_upfront:all}"),
        "Sensitivity": _others("{grid_prompting_returned:all}", "{grid_base_inference_returned:all}"),
        "Models": "=COUNT({models.plain})-COUNT({models.returned})",
        "Inputs, workload and outlook": _others(*_numeric(WORKLOAD, ARMS, AHEAD)),
        "Inputs, fine-tuning": _others(*_numeric(TUNING, RUNNING)),
        "Inputs, sensitivity": _others(*_numeric(RANGES)),
    }
    for where, found in counted.items():
        yield Check(f"{where}: texts in place of numbers", "cells", found, _NONE)


def _others(*areas: str) -> str:
    """How many cells hold something that is no number."""
    return f"=COUNTA({','.join(areas)})-COUNT({','.join(areas)})"


def _numeric(*sections: Section) -> Iterator[str]:
    """The areas of the inputs that are numbers in each scenario."""
    for section in sections:
        for numeric, run in groupby(section.inputs, lambda one: isinstance(one.kind, Domain) and one.shape != "single"):
            keys = [one.key for one in run]
            if numeric:
                yield f"{{{keys[0]}:low}}:{{{keys[-1]}:high}}"


def _first(sheet: Sheet) -> str:
    """The key of the sheet's first keyed block, by which the sheet is named in a template."""
    return next(key for block in sheet.blocks if (key := getattr(block, "key", "")))
