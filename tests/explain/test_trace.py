"""Where a value comes from: every cell behind it once, with fresh values, down to what was typed."""

from __future__ import annotations

import openpyxl
import pytest
from explained_book import saved
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from xlcost.errors import BadArgument
from xlcost.explain.following import dependents
from xlcost.explain.tracing import MAX_LEVELS, MAX_STEPS, trace
from xlcost.functions import call

MONTH = 100_000 * (1_000 * 3 + 100 * 15) / 1e6


@pytest.fixture
def path(tmp_path):
    return saved(tmp_path)


def all_steps(step):
    pending, found = [step], []
    while pending:
        found.append(pending.pop())
        pending.extend(found[-1].steps)
    return found


def step_at(traced, where):
    return next(
        step
        for step in all_steps(traced.root)
        if step.area.size == 1 and step.spot.where == where and not step.repeated
    )


def below(step):
    return [(child.kind, child.spot.where) for child in step.steps]


def test_a_cell_its_formula_and_its_fresh_value(path):
    root = trace(path, "Summary!C2").root
    assert (root.kind, root.spot.name, root.spot.unit, root.formula) == (
        "formula",
        "Cost of four months, Value",
        "USD",
        "Costs!C4",
    )
    assert root.value == pytest.approx(MONTH * (1 + 1.1 + 1.21 + 1.331))


@pytest.mark.parametrize("where", ["Costs!C4", "total", "Costs.total"])
def test_a_cell_may_be_called_by_its_name(path, where):
    assert trace(path, where).root.spot.where == "Costs!C4"


def test_a_range_is_told_in_short_and_followed_once_for_each_formula(path):
    (costs,) = trace(path, "total").root.steps
    assert (costs.kind, costs.facts.rows, costs.facts.columns, costs.facts.formulas) == ("range", 1, 4, 4)
    assert costs.facts.total == pytest.approx(trace(path, "total").root.value)
    assert costs.facts.first[0] == MONTH
    assert below(costs) == [("formula", "Costs!C3"), *(("copy", f"Costs!{column}3") for column in "DEF")]


def test_down_to_what_was_typed(path):
    cost = step_at(trace(path, "total"), "Costs!C3")
    assert below(cost) == [
        ("typed", "Inputs!C4"),
        ("formula", "Costs!C2"),
        ("typed", "Inputs!C3"),
        ("range", "Prices!A1"),
    ]
    assert below(cost.steps[1]) == [("typed", "Inputs!C2")]


def test_our_functions_are_explained_as_cost_explain_does(path):
    (explanation,) = step_at(trace(path, "total"), "Costs!C3").explanations
    prices = [["model", "input", "output"], ["house", 3.0, 15.0]]
    args = ["house", 100_000.0, 1_000.0, 100.0, None, None, None, None, None, prices]
    assert explanation.function == "PROMPT_COST"
    assert explanation.call == "PROMPT_COST(Inputs!$C$4,C2,Inputs!$C$3,100,,,,,,Prices!$A$1:$C$2)"
    assert explanation.text == call("COST_EXPLAIN", ["PROMPT_COST", *args])


@pytest.mark.parametrize(
    "formula",
    [
        '=IFERROR(PROMPT_COST("none",B1,1,1),0)',
        '=IFERROR(_xldudf_PROMPT_COST("none",B1,1,1),0)',
        "=IFERROR('[tools.xlam]'!PROMPT_COST(\"none\",B1,1,1),0)",
    ],
)
def test_a_call_is_explained_wherever_it_stands_even_its_error(tmp_path, formula):
    root = trace(saved(tmp_path, {"A": [(formula, 100)]}), "A!A1").root
    assert [found.text for found in root.explanations] == [
        call("COST_EXPLAIN", ["PROMPT_COST", "none", 100.0, 1.0, 1.0])
    ]


def test_a_call_that_cannot_stand_alone_is_not_explained(tmp_path):
    root = trace(
        saved(tmp_path, {"A": [('=_xlfn.LET(_xlpm.n,B1,TRAINING_COST("gpt-4o",_xlpm.n,1))', 100)]}), "A!A1"
    ).root
    assert root.explanations == ()


def test_a_cell_of_an_array_formula_is_explained_by_its_own_row(tmp_path):
    def edit(work):
        work["A"]["B1"] = ArrayFormula("B1:B2", "=BREAKEVEN_MONTHS(A1:A2,1500,900)")

    traced = trace(saved(tmp_path, {"A": [(6_000,), (12_000,)]}, edit), "A!B2").root
    assert (traced.formula, traced.value) == ("BREAKEVEN_MONTHS(A1:A2,1500,900)", 20.0)
    assert traced.explanations[0].text == call("COST_EXPLAIN", ["BREAKEVEN_MONTHS", 12_000.0, 1_500.0, 900.0])


def test_names_and_tables_lead_to_their_cells(tmp_path):
    def edit(work):
        work["A"].add_table(Table(displayName="Team", ref="A1:C3"))

    rows = [("Pay", "Heads", "Both"), (10, 2, "=Team[[#This Row],[Pay]]*Team[[#This Row],[Heads]]"), (20, 1, 20)]
    assert [
        (step.spot.where, step.through) for step in trace(saved(tmp_path, {"A": rows}, edit), "A!C2").root.steps
    ] == [
        ("A!A2", "Team"),
        ("A!B2", "Team"),
    ]
    model = saved(tmp_path, name="other.xlsx")
    assert [step.through for step in trace(model, "Costs!D2").root.steps] == [None, "growth"]


def test_a_row_that_reads_its_own_copies_is_told_at_once(path):
    copies, growth = trace(path, "Costs!F2").root.steps
    assert (copies.kind, str(copies.area), copies.alike, growth.kind) == ("run", "D2:E2", 2, "typed")
    assert below(copies) == [("formula", "Costs!C2"), ("typed", "Inputs!C5")]


def test_each_cell_is_followed_once_where_it_is_nearest(tmp_path):
    rows = [("=B1+C1", "=C1*2", "=D1+1", 1)]
    first, second = trace(saved(tmp_path, {"A": rows}), "A!A1").root.steps
    assert (first.steps[0].spot.where, first.steps[0].repeated, first.steps[0].steps) == ("A!C1", True, ())
    assert (second.spot.where, below(second)) == ("A!C1", [("typed", "A!D1")])


def test_a_depth_cuts_the_tree_and_says_so(path):
    root = trace(path, "Summary!C2", depth=1).root
    assert (root.steps[0].steps, root.steps[0].not_followed) == ((), 1)
    assert trace(path, "Summary!C2", depth=0).root.not_followed == 1


def test_a_circle_ends(tmp_path):
    traced = trace(saved(tmp_path, {"A": [("=B1", "=A1")]}), "A!A1")
    assert [step.repeated for step in all_steps(traced.root)] == [False, False, True]
    assert "circular" in traced.root.note


def test_a_cell_that_cannot_be_calculated_says_why(tmp_path):
    root = trace(saved(tmp_path, {"A": [('=CUBEVALUE("x","y")', "=A1+1")]}), "A!B1").root
    assert "not evaluated" in root.note
    assert "CUBEVALUE" in root.steps[0].note


@pytest.mark.parametrize(("where", "kind"), [("Inputs!C2", "typed"), ("Inputs!Z99", "blank")])
def test_a_cell_without_formula_has_nothing_behind_it(path, where, kind):
    root = trace(path, where).root
    assert (root.kind, root.steps) == (kind, ())


def test_an_unknown_cell_is_refused_with_help(path):
    with pytest.raises(BadArgument, match="nearest names: growth"):
        trace(path, "grwth")


def test_a_long_chain_and_a_wide_tree_are_bounded(tmp_path):
    chain = [(1,), *((f"=A{row}*{row}",) for row in range(1, 3_000))]
    deepest = all_steps(trace(saved(tmp_path, {"A": chain}), "A!A3000").root)
    assert len(deepest) == MAX_LEVELS + 1
    wide = [("=SUM(B1:B4000)", 0), *((None, f"=C{row}*{row}", row) for row in range(2, 4_001))]
    found = trace(saved(tmp_path, {"A": wide}, name="wide.xlsx"), "A!A1")
    assert found.cells <= MAX_STEPS
    assert found.root.steps[0].not_followed > MAX_STEPS


def test_the_file_is_not_touched(path):
    content = path.read_bytes()
    trace(path, "total")
    dependents(path, "growth")
    assert path.read_bytes() == content


def test_what_a_cell_moves(path):
    found = dependents(path, "growth")
    assert [(moved.spot.where, moved.cells, moved.direct) for moved in found.moved] == [
        ("Costs!D2", 3, True),
        ("Costs!D3", 3, False),
        ("Costs!C4", 1, False),
        ("Summary!C2", 1, False),
    ]
    assert dependents(path, "Inputs!C6").moved == ()


def test_formulas_that_hide_what_they_read_are_counted(tmp_path):
    found = dependents(saved(tmp_path, {"A": [(1, '=INDIRECT("A1")')]}), "A!A1")
    assert (found.moved, found.hidden) == ((), 1)


def test_a_saved_value_is_replaced_by_a_fresh_one(path, tmp_path):
    book = openpyxl.load_workbook(path)
    book["Inputs"]["C2"] = 0
    book.save(tmp_path / "zero.xlsx")
    assert trace(tmp_path / "zero.xlsx", "total").root.value == 0
