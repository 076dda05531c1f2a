"""What moved, and which change moved it: measured by making one change at a time."""

from __future__ import annotations

import pytest
from small_models import COSTS, INPUTS, SHEETS, Line, book, changed, model, with_line, without

from xlcost.diff.comparing import diff


def difference(new, old=None, **options):
    return diff(book(model(old, **options)), book(model(new, **options)))


def inputs(**contents):
    lines = INPUTS
    for key, content in contents.items():
        lines = changed(lines, key, content=content)
    return SHEETS | {"Inputs": lines}


def drivers_of(found, result):
    return [found.drivers[index].text for index in result.drivers]


def test_a_result_names_the_input_that_moved_it():
    found = difference(inputs(requests=200_000))
    (result,) = found.results
    assert (result.spot.where, result.spot.label, result.spot.unit) == ("Summary!C2", "Cost of a year", "USD")
    assert (result.old_value, result.new_value, result.change) == (4_200.0, 7_800.0, 3_600.0)
    assert drivers_of(found, result) == ["Requests 100,000 -> 200,000"]
    assert result.effects == ()  # one driver needs no measuring: it did all of it


def test_an_input_that_a_result_does_not_depend_on_is_not_its_driver():
    sheets = inputs(requests=200_000, fixed=60) | {"Summary": (Line("answer", "Usage", "USD", "={usage}"),)}
    found = difference(sheets, SHEETS | {"Summary": sheets["Summary"]})
    assert [drivers_of(found, result) for result in found.results if result.spot.sheet == "Summary"] == [
        ["Requests 100,000 -> 200,000"]
    ]


def test_several_inputs_are_told_apart_and_what_they_do_together():
    found = difference(inputs(requests=200_000, price=4))
    (result,) = found.results
    alone = {drivers_of(found, result)[0]: 7_800.0, drivers_of(found, result)[1]: 5_400.0}
    assert {found.drivers[effect.drivers[0]].text: effect.alone for effect in result.effects} == pytest.approx(alone)
    assert result.new_value == pytest.approx(10_200.0)
    assert result.together == pytest.approx(1_200.0)


def test_a_formula_and_an_input_are_told_apart():
    new = inputs(requests=200_000) | {"Costs": changed(COSTS, "yearly", content="={monthly}*10")}
    found = difference(new)
    (result,) = found.results
    assert [(found.drivers[effect.drivers[0]].kind, effect.alone) for effect in result.effects] == [
        ("input", 7_800.0),
        ("formula", 3_500.0),
    ]


def test_rows_and_formulas_that_cannot_be_told_apart_are_told_together():
    extra = Line("extra", "Extra cost", "USD per month", 20)
    new = {
        "Inputs": with_line(changed(INPUTS, "requests", content=200_000), "fixed", extra),
        "Costs": changed(COSTS, "monthly", content="={usage}+{fixed}+{extra}"),
        "Summary": SHEETS["Summary"],
    }
    (result,) = difference(new).results
    assert [len(effect.drivers) for effect in result.effects] == [1, 2]
    assert result.effects[1].alone == pytest.approx(4_200.0 + 20 * 12)
    assert result.together == pytest.approx(0.0)


def test_a_value_typed_over_a_formula_is_the_driver():
    found = difference(SHEETS | {"Costs": changed(COSTS, "usage", content=1_000)})
    (result,) = found.results
    assert drivers_of(found, result) == ["value typed over the formula of Usage (Costs!C2)"]


def test_a_row_that_is_gone_is_the_driver():
    lines = tuple(Line(f"part{n}", f"Part {n}", "USD", float(n)) for n in range(1, 5))
    old = {"Parts": (*lines, Line("sum", "Sum", "USD", "=SUM({part1}:{part4})"))}
    found = difference({"Parts": without(old["Parts"], "part2")}, old)
    (result,) = found.results
    assert (result.old_value, result.new_value) == (10.0, 8.0)
    assert drivers_of(found, result) == ["Parts row 3 removed"]


def test_a_name_that_means_other_cells_is_the_driver():
    sheets = SHEETS | {"Costs": changed(COSTS, "monthly", content="={usage}+fixed")}
    old, new = model(sheets, names=("fixed",)), model(sheets, names=("fixed",))
    new.defined_names["fixed"].attr_text = "'Inputs'!$C$4"
    found = diff(book(old), book(new))
    (result,) = found.results
    assert drivers_of(found, result) == ["name fixed"]


def test_more_inputs_than_anybody_reads_one_by_one_are_told_by_line():
    old = {"Inputs": INPUTS, "Costs": COSTS}
    new = {"Inputs": tuple(line._replace(content=line.content + 1) for line in INPUTS), "Costs": COSTS}
    found = difference(new, old, columns=12)
    assert len(found.inputs) == 48
    assert [driver.text for driver in found.drivers] == [
        f"{line.label}, 12 cells from Inputs!C{row}" for row, line in enumerate(INPUTS, 2)
    ]


def test_results_of_one_line_are_one_result():
    (result,) = difference(inputs(fixed=51), columns=6).results
    assert (result.spot.where, result.cells) == ("Summary!C2", 6)


def test_named_results_and_sheets_of_outputs_come_first():
    found = difference(inputs(fixed=51), names=("monthly",))
    assert [(result.spot.where, result.important) for result in found.results] == [
        ("Summary!C2", True),
        ("Costs!C3", True),
    ]


def test_what_others_read_is_no_result():
    assert [result.spot.sheet for result in difference(inputs(fixed=51)).results] == ["Summary"]


@pytest.mark.parametrize("volatile", ["=NOW()+{fixed}", "=RAND()+{fixed}"])
def test_what_depends_on_the_clock_or_on_chance_is_not_compared(volatile):
    summary = (Line("answer", "Now", "x", volatile),)
    found = difference(inputs(fixed=51) | {"Summary": summary}, SHEETS | {"Summary": summary})
    assert [result.spot.label for result in found.results] == ["Yearly cost"]


def test_what_cannot_be_calculated_here_is_counted_and_not_compared():
    summary = (Line("cube", "Cube", "x", '=CUBEVALUE("x","y")+{fixed}'), *SHEETS["Summary"])
    found = difference(inputs(fixed=51) | {"Summary": summary}, SHEETS | {"Summary": summary})
    assert [result.spot.label for result in found.results] == ["Cost of a year"]
    assert found.counts.unknown == 1


def test_cells_that_now_show_an_error():
    found = difference(inputs(tokens="many"), columns=2)
    assert [(error.error, error.cells) for error in found.new_errors] == [("#VALUE!", 6), ("#VALUE!", 2)]
    assert [(result.old_value, result.new_value) for result in found.results] == [(4_200.0, "#VALUE!")]


def test_a_calculation_in_another_order_is_the_same_result():
    old = SHEETS | {"Summary": (Line("answer", "Answer", "x", "=0.1+0.2+0.3"),)}
    assert difference(old | {"Summary": (Line("answer", "Answer", "x", "=0.3+0.2+0.1"),)}, old).results == ()


def test_both_books_are_as_before(tmp_path):
    paths = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    model().save(paths[0])
    model(inputs(requests=1, price=9)).save(paths[1])
    before = [path.read_bytes() for path in paths]
    assert diff(*paths).changed
    assert [path.read_bytes() for path in paths] == before
