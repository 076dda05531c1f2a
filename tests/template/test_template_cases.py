"""The cases of Sensitivity: what each alternative costs with a driver at an end is what Python reckons of those inputs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from answers import NO_FIGURE

from xlcost.decision.case import Case, shipped_case, with_inputs
from xlcost.decision.inputs import DRIVERS, INPUTS, Driver
from xlcost.decision.offers import offers
from xlcost.decision.planning import filled, schedules
from xlcost.prices import package_catalogue
from xlcost.scenarios.model import open_model
from xlcost.template.build import build
from xlcost.template.sheets import live as live_formulas

#: Everything costs something, and tokens, requests and prices change from month to month.
EVERYTHING = {
    **{f"{letter}_on": True for letter in "bcd"},
    "horizon_months": 14,
    "annual_discount_rate": 0.08,
    "annual_price_decline": 0.1,
    "monthly_growth": 0.02,
    "token_growth": 0.01,
    "exchange_rate": 0.93,
    "currency": "EUR",
    "volumes": [100_000, "", 120_000],
    "season": [1, 1, 1, 1, 1, 1, 0.5, 0.5, 1, 1.5, 2, 2],
    "b_share": 0.7,
    "c_training_runs": 2,
    "c_retrains_per_year": 5,
    "c_retrain_data_cost": 70,
    "c_retrain_evaluation_cost": 30,
    "d_gpu_hour": 2,
    **{f"{letter}_retry_rate": 0.02 for letter in "abcd"},
    **{f"{letter}_tool_fees": 3 for letter in "abc"},
    **{f"{letter}_reviewed_share": 0.1 for letter in "abcd"},
    **{f"{letter}_review_minutes": 2 for letter in "abcd"},
    **{f"{letter}_{row}_hours": 5 for letter in "abcd" for row in ("preparation", "upkeep", "maintenance")},
    **{f"{letter}_{row}_cost": 50 for letter in "abcd" for row in ("labelling", "evaluation", "integration")},
}
#: A model of each alternative that ends on the way, with a successor; a run at the price of the list.
MOVING = {
    **EVERYTHING,
    "model_date": "2026-12-15",
    "b_model": "openai/gpt-4.1-mini",  # until 2027-01-14
    "b_successor": "openai/gpt-5.4",
    "b_successor_cost": 4_000,
    "c_training_cost": "",
}
#: A tuned model whose base is not in the price list any more, and which is not trained again.
UNLISTED = {
    **EVERYTHING,
    "model_date": "2026-12-15",
    "c_model": "azure/ft:ministral-3b",
    "c_training_model": "",
    "c_tokens_per_example": "",
    "c_training_cost": "",
    "c_training_runs": 0,
    "c_retrains_per_year": 0,
}


def moved(driver: Driver, end: float, values: dict[str, Any]) -> dict[str, Any]:
    """The inputs of a case with a driver at an end, each within its domain; a blank stays blank."""

    def new(key: str, live: Any) -> Any:
        if isinstance(live, tuple):
            return tuple(new(key, one) for one in live)
        if live is None:
            return None
        kind: Any = INPUTS[key].kind
        change = {"times": live * end, "plus": live + end, "value": end}[driver.move]
        return min(max(change, kind.low), kind.high)

    return {**values, **{key: new(key, values[key]) for key in driver.inputs if key in values}}


def with_tested_rates(case: Case) -> dict[str, Any]:
    """The live values, each success rate as it is used: the sheet moves one that the tests give like a typed one."""
    values = case.live()
    used = filled(values, offers(values, case.letters, package_catalogue()))
    return {**values, **{key: used[key] for key in values if key.endswith("_success_rate")}}


def present(values: dict[str, Any], letters: tuple[str, ...]) -> dict[str, float]:
    offered = offers(values, letters, package_catalogue())
    return {letter: made.present_total for letter, made in schedules(filled(values, offered), offered).items()}


def cases_of(path: Path) -> dict[tuple[str, str], list[Any]]:
    """The present values of A to D by driver and end, as a workbook has them."""
    cells = next(sheet for sheet in open_model(path).book.sheets if sheet.name == "Cases").cells
    headers = {cell.value: at for at, cell in cells.items()}
    columns = [headers[f"{letter}: present value"][1] for letter in "ABCD"]
    first = headers["A: present value"][0]
    return {
        (str(cells[row, 1].value), str(cells[row, 2].value)): [cells[row, column].value for column in columns]
        for row in range(first + 1, first + 2 + 2 * len(DRIVERS))
    }


def shown_right(shown: Any, right: float) -> bool:
    if math.isnan(right):
        return shown in NO_FIGURE
    return isinstance(shown, float) and math.isclose(shown, right, rel_tol=1e-9)


def cases_unlike(case: Case, path: Path) -> tuple[list[str], int]:
    """Every present value on Cases that is not what Python reckons, and how many of them a driver moves."""
    values = with_tested_rates(case)
    found = cases_of(path)
    unlike, moving = [], 0
    live = present(values, case.letters)
    for driver in DRIVERS:
        for end, change in zip(("low", "high"), values[driver.range], strict=True):
            right = present(moved(driver, change, values), case.letters)
            for letter, shown in zip(case.letters, found[driver.label, end], strict=True):
                moving += right[letter] != live[letter]
                if not shown_right(shown, right[letter]):
                    unlike.append(f"{driver.key} {end}, {letter.upper()}: {shown} is not {right[letter]}")
    return unlike, moving


@pytest.mark.parametrize("inputs", [EVERYTHING, MOVING, UNLISTED], ids=["everything", "moving", "unlisted"])
def test_a_driver_at_an_end_costs_what_python_says(inputs, tmp_path):
    case = with_inputs(shipped_case("current"), inputs, "a test")
    path = tmp_path / "book.xlsx"
    path.write_bytes(build(case))
    unlike, moving = cases_unlike(case, path)
    assert unlike == []
    assert moving > 60


@pytest.mark.parametrize(
    ("live", "in_a_case"),
    [
        ("{requests}/{hourly_rate:live}", "{requests}*{@requests}/({hourly_rate:live}*{@hourly_rate})"),
        ("2^{c_upkeep_hours}^2", "2^({c_upkeep_hours}*{@upkeep_hours})^2"),
        ("{a_upkeep_hours}*{alt_bad:of1}", "{a_upkeep_hours}*{alt_bad:of1}*{@bad_answer_cost}"),
        ("{alt_own_success:of1}-{alt_own_success:of4}", "{alt_own_success:of1}-MAX(0,MIN(1,{alt_own_success:of4}+{@success_rate}))"),
        ("1-{annual_price_decline:live}", "1-{@annual_price_decline}"),
        ("{d_retry_rate}", "IF(ISNUMBER({@retry_rate}),{@retry_rate},{d_retry_rate})"),
        ("{alt_share:of2}*{month_requests:months}*{@answers}", "{alt_share:of2}*{month_requests:months}*{@answers}"),
    ],
)  # fmt: skip
def test_a_case_has_the_formula_with_its_drivers_in_place_of_live_values(live, in_a_case):
    assert live_formulas.in_case(live) == in_a_case
