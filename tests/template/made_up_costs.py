"""Run by test_template_made_up_costs.py in a process of its own: costs that nobody has, declared and nothing else done.

One cost of each occasion is added to the declarations before anything else reads them. Prints, as JSON, what each
alternative costs more by them in Python, every difference between Python and the workbook, and the rows of Alternatives.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from xlcost.decision import cost_inputs
from xlcost.decision.declaration import Cost, Input, Tested
from xlcost.functions.arguments import AT_LEAST_0


def declared(key: str, unit: str, cost: Cost | None, tested: Tested | None = None) -> Input:
    label = key.replace("_", " ").capitalize()
    return Input(key, label, unit, AT_LEAST_0, "number", 0.0, "Made up.", cost=cost, tested=tested)


ADDED = {
    "UPFRONT": [declared("moving_house", "hours", Cost("before", ("hourly_rate",)))],
    "RUNNING": [
        declared("licence", "USD per month", Cost("month"), Tested("times", 0.5, 2.0)),
        declared("seats", "seats", Cost("month", ("seat_price",))),
        declared("seat_price", "USD per seat and month", None),
        declared("filter_fee", "USD per 1,000 requests", Cost("requests")),
    ],
    "HOSTED": [declared("moving_hours", "hours once", Cost("move", ("hourly_rate",)))],
    "TRAINING": [
        declared("machines", "USD per run", Cost("run")),
        declared("review_of_run", "hours per run", Cost("retraining", ("hourly_rate",))),
    ],
}
for name, more in ADDED.items():
    setattr(cost_inputs, name, (*getattr(cost_inputs, name), *more))

from answers import answer_of, labels_of, shown_by, unlike  # noqa: E402
from test_template_cases import MOVING, cases_unlike  # noqa: E402

from xlcost.decision.case import shipped_case, with_inputs  # noqa: E402
from xlcost.decision.comparison import compare  # noqa: E402
from xlcost.decision.inputs import INPUTS  # noqa: E402
from xlcost.scenarios.model import open_model  # noqa: E402
from xlcost.template.build import build_and_check  # noqa: E402

AMOUNTS = {
    "moving_house": 7,
    "licence": 110,
    "seats": 3,
    "seat_price": 13,
    "filter_fee": 0.5,
    "moving_hours": 11,
    "machines": 170,
    "review_of_run": 1.5,
}


def main() -> None:
    before = with_inputs(shipped_case("current"), {**MOVING, "hourly_rate": 90}, "without")
    given = {f"{letter}_{row}": value for letter in "abcd" for row, value in AMOUNTS.items()}
    case = with_inputs(before, {key: value for key, value in given.items() if key in INPUTS}, "with")
    built = build_and_check(case)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(built.data)
        model = open_model(path)
        shown = shown_by(model)
        rows = {str(text): row for row, text in labels_of(model)["Alternatives"]}
        found: dict[str, Any] = {
            "more": more_by(compare(before), compare(case)),
            "requests": compare(case).alternatives[0].schedule.requests,
            "checks": list(built.failed),
            "unlike": unlike(answer_of(model), shown),
            "cases": cases_unlike(case, path)[0],
            "tornado": [text for _, text in labels_of(model)["Sensitivity"] if "Licence" in str(text)],
            "row": [shown.at("Alternatives", rows["Moving house"], column) for column in (3, 4, 5, 6, 7)],
        }
    json.dump(found, sys.stdout)


def more_by(without: Any, added: Any) -> dict[str, list[float]]:
    """By letter: what is paid more up front, and in each month."""
    return {
        one.key: [
            one.schedule.upfront - other.schedule.upfront,
            *(now - was for now, was in zip(one.schedule.cost, other.schedule.cost, strict=True)),
        ]
        for one, other in zip(added.alternatives, without.alternatives, strict=True)
    }


if __name__ == "__main__":
    main()
