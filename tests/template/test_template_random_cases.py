"""Random cases: a new book shows the schedule, gates and sentences that Python gives, and so does LibreOffice.

One LibreOffice serves all books of the session. The last example has 60 months, more than most tests see.
"""

from __future__ import annotations

import math
from datetime import date

from answers import answer_of, in_office, shown_by, unlike
from drawn_cases import CASES
from hypothesis import HealthCheck, Phase, assume, example, settings
from hypothesis import given as drawn

from xlcost.calculate.certified import recalculate
from xlcost.decision.case import shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.errors import XlcostError
from xlcost.scenarios.model import open_model
from xlcost.template.build import build_and_check
from xlcost.workbook.addresses import address

#: The line that tells what a function gets of an empty cell, which is another thing in LibreOffice.
TELLS_THE_OFFICE = "a blank"
#: Five years: growing volumes with a season, an exchange rate typed by the month, a model that ends and its successor.
FIVE_YEARS = {
    "horizon_months": 60,
    "monthly_growth": 0.03,
    "token_growth": 0.01,
    "season": [1, 1, 1, 1, 1, 1, 0.5, 0.5, 1, 1.5, 2, 2],
    "volumes": [250_000, "", 280_000],
    "exchange_rates": [0.9, 0.91],
    "exchange_rate": 0.93,
    "currency": "EUR",
    "annual_price_decline": 0.2,
    "annual_discount_rate": 0.08,
    "model_date": date(2026, 12, 15),
    "a_model": "google/gemini-3.8-flash",
    "a_cache_write_1h_share": 0.0,
    "b_model": "openai/gpt-5.4-mini",
    "b_successor": "openai/gpt-5.4",
    "b_successor_cost": 4_000,
    "b_share": 0.8,
    "c_retrains_per_year": 4,
}


def unlike_cells(values, computed):
    """Cells that LibreOffice shows otherwise, to 1e-9 of a number, or of the largest amount of its sheet."""
    largest = {}
    for (sheet, _, _), right in computed.items():
        if isinstance(right, float):
            largest[sheet] = max(largest.get(sheet, 1.0), abs(right))
    for (sheet, row, column), right in computed.items():
        shown = values[sheet].get(address(row, column))
        if right is None or isinstance(right, str):
            alike = (shown or "") == (right or "") or right == TELLS_THE_OFFICE
        else:
            within = 1e-9 * max(largest.values() if sheet == "Audit" else [largest.get(sheet, 1.0)])
            alike = isinstance(shown, float) and math.isclose(shown, float(right), rel_tol=1e-9, abs_tol=within)
        if not alike:
            yield sheet, address(row, column), shown, right


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller example takes minutes to find
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
@drawn(CASES)
@example(FIVE_YEARS)
def test_python_the_book_and_libreoffice_agree(office, tmp_path_factory, given):
    case = with_inputs(shipped_case("current"), given, "drawn")
    try:
        answer, built = compare(case), build_and_check(case)
    except XlcostError:
        assume(False)  # refused, as a model that is off sale on the day
    assert built.failed == ()
    path = tmp_path_factory.mktemp("random") / "book.xlsx"
    path.write_bytes(built.data)
    model = open_model(path)
    assert unlike(answer, shown_by(model)) == []
    assert unlike(answer_of(model), shown_by(model)) == []  # whose inputs and prices are those in the cells
    values = office.values(path)
    assert unlike(answer, in_office(values, model)) == []
    computed = recalculate(model.book).values
    saved = {(sheet.name, *at): cell.value for sheet in model.book.sheets for at, cell in sheet.cells.items()}
    assert {place: saved[place] for place in computed} == computed  # the first engine, and two that agree
    assert list(unlike_cells(values, computed)) == []
    assert len(computed) > 5_000
