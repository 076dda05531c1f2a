"""Proof: every result of our functions on Use cases and Plan by plain formulas, which find a wrong one."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from test_portfolio_book import log

from xlcost.calculate.certified import recalc_file
from xlcost.check.run import check_file
from xlcost.portfolio import layout
from xlcost.portfolio.book import build, portfolio
from xlcost.portfolio.cases import UseCase, example
from xlcost.portfolio.layout import PRICE_PROOF_COLUMNS, PROOF_COLUMNS, PROVED, VARIANCE_COLUMNS
from xlcost.portfolio.sheet import letter
from xlcost.prices import package_catalogue

AT = {key: number for number, key in enumerate(PROOF_COLUMNS, start=1)}
HARD = [
    UseCase("Long", model="openai/gpt-5.4", requests=100, input_tokens=400_000, output_tokens=900, batch_share=0.3),
    UseCase("Flex", model="openai/gpt-5.4", tier="flex", requests=1e6, input_tokens=900, output_tokens=90, cached_share=0.4),
    UseCase("Hours", model="anthropic/claude-sonnet-5", requests=1e5, input_tokens=9000, output_tokens=90,
            cached_share=0.4, cache_write_share=0.1, cache_write_1h_share=0.2, batch_share=0.5, retry_rate=0.07,
            discount=0.15, growth=0.03, fixed_monthly=10, alternative="anthropic/claude-haiku-4-5"),
    UseCase("Nothing", model="openai/gpt-5.4-mini"),
    UseCase("No cache price", model="mistral/mistral-large-latest", requests=5e4, input_tokens=800, output_tokens=10),
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    found = tmp_path_factory.mktemp("proved") / "portfolio.xlsx"
    found.write_bytes(build(portfolio([*example(), *HARD], package_catalogue())))
    return found


@pytest.fixture(scope="module")
def values(path):
    return load_workbook(path, data_only=True)


@pytest.mark.parametrize("result", PROVED)
def test_plain_formulas_give_what_the_functions_give(values, result):
    sheet = values["Proof"]
    rows = range(layout.PROOF_HEADER + 1, layout.PROOF_HEADER + 1 + len(example()) + len(HARD))
    assert [sheet.cell(row, AT[f"d_{result}"]).value for row in rows] == pytest.approx([0.0] * len(rows), abs=1e-8)
    plain = [sheet.cell(row, AT[f"p_{result}"]).value for row in rows]
    assert len([value for value in plain if isinstance(value, float) and value > 0]) > 4
    assert values["Summary"]["A3"].value == "Master check: OK"


def test_every_length_tier_and_batch_is_among_what_is_proved(values):
    sheet = values["Proof"]
    rows = range(layout.PROOF_HEADER + 1, layout.PROOF_HEADER + 1 + len(example()) + len(HARD))
    for key in ("own_line", "own_long", "own_batch_line", "alt_line", "flex_line", "end_line"):
        assert any(sheet.cell(row, AT[key]).value > 0 for row in rows), key
    assert any(sheet.cell(row, AT["own_usual"]).value != sheet.cell(row, AT["own_line"]).value for row in rows)


def test_a_function_typed_over_fails_the_master_check(path, tmp_path):
    loaded, typed = load_workbook(path), tmp_path / "typed.xlsx"
    place = f"T{layout.CASES_HEADER + 1}"
    assert "PROMPT_COST" in loaded["Use cases"][place].value
    loaded["Use cases"][place].value = 1.0
    loaded.save(typed)
    recalc_file(typed, typed)
    assert load_workbook(typed, data_only=True)["Summary"]["A3"].value == "Master check: FAILED, see Audit"


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """A portfolio with usage: other models and shares than planned, batch, caches and long requests among it."""
    from xlcost.cli.actuals import read_usage

    folder = tmp_path_factory.mktemp("used")
    rows, _ = read_usage((str(log(folder / "usage.csv", requests=8)),), example(), lambda what: None)
    long = folder / "long.csv"
    long.write_text(
        "timestamp,model,input_tokens,output_tokens,cached_tokens,use_case\n2026-11-05,openai/gpt-5.4,400000,9,1000,Long\n"
    )
    more, _ = read_usage((str(long),), [], lambda what: None)
    path = folder / "portfolio.xlsx"
    path.write_bytes(build(portfolio([*example(), *HARD], package_catalogue(), rows=[*rows, *more])))
    return path


def test_the_prices_of_the_variance_are_those_of_plain_formulas(used):
    values = load_workbook(used, data_only=True)
    sheet = values["Price proof"]
    rows = range(layout.PROOF_HEADER + 1, sheet.max_row + 1)
    assert len(rows) > len(example()) + len(HARD)
    for number, key in enumerate(PRICE_PROOF_COLUMNS, start=1):
        found = [sheet.cell(row, number).value for row in rows]
        if key.startswith("d_"):
            assert found == pytest.approx([0.0] * len(found), abs=1e-9), key
        elif key.startswith("p_") and not key.endswith("1h"):
            assert any(value > 0 for value in found), key
    assert values["Summary"]["A3"].value == "Master check: OK"


def test_a_price_typed_over_fails_the_master_check(used):
    from xlcost.scenarios.model import open_model

    model = open_model(used)
    row = next(row for row in range(5, 30) if str(model[f"Audit!A{row}"]).startswith("Price proof"))
    price = f"Variance!{letter(VARIANCE_COLUMNS.index('pb_input') + 1)}{layout.VARIANCE_HEADER + 1}"
    assert (model[f"Audit!D{row}"], model["master_check"]) == (1, 1)
    model[price] = model[price] + 0.5
    assert (model[f"Audit!D{row}"], model["master_check"]) == (0, 0)


def test_check_waives_no_proof(path, used):
    for each in (path, used):
        report = check_file(each)
        assert report.findings == ()
        assert [one for one in report.waived if one.finding.rule == "U03"] == []
