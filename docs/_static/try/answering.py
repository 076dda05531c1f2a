"""What the page "Try it" asks of xlcost, in Pyodide: the inputs of a case, its answer, its workbook. JSON both ways."""

import json

from xlcost.decision.case import CASE_NAMES, shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.decision.inputs import INPUTS
from xlcost.errors import XlcostError

#: What stands above the rest.
FIRST = (
    "requests", "monthly_growth", "horizon_months", "a_model", "a_input_tokens", "a_output_tokens", "a_cached_share",
    "b_model", "c_model", "c_input_tokens", "c_training_cost", "c_retrains_per_year", "hourly_rate", "a_success_rate",
    "c_success_rate", "a_bad_answer_cost",
)  # fmt: skip
#: Of the workbook alone, or for people who judge by other things than cost.
LEFT_OUT = (
    "range_",
    "audit_tolerance",
    "recorded_advice",
    "stale_after_days",
    "knows_",
    "limited_",
    "needs_",
    "large_",
)


def fields(case: str) -> str:
    """Every input of a shipped case: key, label, unit, help, group, and its value as a person would write it."""
    live = shipped_case(case).live()
    return json.dumps(
        {
            "cases": CASE_NAMES,
            "first": FIRST,
            "inputs": [
                {
                    "key": key,
                    "label": declared.label,
                    "unit": declared.unit,
                    "help": declared.help,
                    "group": declared.group,
                    "model": declared.kind == "model",
                    "value": _written(live[key]),
                }
                for key, declared in INPUTS.items()
                if not key.startswith(LEFT_OUT)
            ],
        }
    )


def models() -> str:
    """The models that can be named."""
    from xlcost.prices import package_catalogue

    return json.dumps(sorted({f"{card.provider}/{card.model}" for card in package_catalogue().search()}))


def answer(case: str, changed: str) -> str:
    """The comparison, with the months that the chart shows; or what is wrong with an input, in one line."""
    try:
        result = compare(_case(case, changed))
    except XlcostError as error:
        return json.dumps({"wrong": str(error)})
    months = len(result.situation.starts[: result.horizon_months])
    return json.dumps(
        {
            **result.to_dict(),
            "columns": [_column(one, months) for one in result.alternatives],
            "starts": [day.isoformat() for day in result.situation.starts[:months]],
        },
        default=str,
    )


def workbook(case: str, changed: str) -> bytes:
    """The workbook of a case as the bytes of an .xlsx file."""
    from xlcost.template.build import build

    return build(_case(case, changed))


def _case(case: str, changed: str):
    given = json.loads(changed)
    chosen = shipped_case(case)
    return with_inputs(chosen, given, "the form", note="Typed on the page Try it") if given else chosen


def _column(one, months: int) -> dict:
    spent = _finite(one.schedule.upfront)
    cumulative = [spent]
    for cost in one.schedule.cost[:months]:
        spent = None if spent is None or _finite(cost) is None else spent + cost
        cumulative.append(spent)
    return {
        "key": one.key,
        "name": one.name,
        "kind": one.kind,
        "tokens": _finite(one.schedule.tokens[0]),
        "cumulative": cumulative,
        "costs": [_finite(cost) for cost in one.schedule.cost[:months]],
        "gates": [[gate.name, gate.passed] for gate in one.gates],
    }


def _finite(value):
    return float(value) if value is not None and abs(float(value)) < float("inf") else None


def _written(value) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, (tuple, list)):
        written = [_written(part) for part in value]
        return ", ".join(written) if any(written) else ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)
