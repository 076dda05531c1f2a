"""What a tuned model is made of, in the workbook: also where its base has another name than without ``ft:``."""

from __future__ import annotations

from datetime import date

from answers import differences

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.scenarios.model import open_model
from xlcost.template.build import build_and_check

TUNED = "openai/ft:gpt-4.1-mini-2025-04-14"  # made of what the price list calls openai/gpt-4.1-mini


def test_a_successor_is_trained_at_the_price_of_its_base(tmp_path):
    given = {
        "model_date": date(2026, 10, 26),
        "horizon_months": 2,
        "c_model": "azure/ft:gpt-4.1-nano",
        "c_successor": TUNED,
        "c_retrains_per_year": 12,
        "c_training_cost": "",
        "c_new_organisation": False,
    }
    built = build_and_check(with_inputs(shipped_case("current"), given, "test"))
    assert built.failed == ()
    path = tmp_path / "book.xlsx"
    path.write_bytes(built.data)
    model = open_model(path)
    assert differences(model) == []
    row = next(
        row
        for sheet in model.book.sheets
        if sheet.name == "Alternatives"
        for (row, column), cell in sheet.cells.items()
        if column == 1 and cell.value == "Model that the successor is trained from"
    )
    assert model[f"Alternatives!E{row}"] == "openai/gpt-4.1-mini"


def test_a_tuned_TUNED_in_the_open_workbook_finds_its_base(tmp_path):
    case = with_inputs(shipped_case("current"), {"c_successor": TUNED}, "test")
    path = tmp_path / "book.xlsx"
    path.write_bytes(build_and_check(case).data)
    model = open_model(path)
    model["c_model"] = TUNED
    assert differences(model) == []
