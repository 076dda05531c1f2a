"""Comparisons of workbooks that have little in common: still told apart, in few runs, and short to read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from small_models import Line, book, model

from xlcost.diff import effects
from xlcost.diff.comparing import diff
from xlcost.diff.records import Driver, PriceChange
from xlcost.diff.reports import rendered

MANY = 200
#: Which of the many inputs do something; the others are multiplied by nothing.
TELLING = {3: 5, 90: 7, 199: 1}


def many(offset, telling=None):
    telling = TELLING if telling is None else telling
    lines = [Line(f"line{at}", f"Line {at}", "USD", at + offset) for at in range(MANY)]
    weights = [Line(f"weight{at}", f"Weight {at}", "times", telling.get(at, 0)) for at in range(MANY)]
    total = Line("sum", "Sum", "USD", f"=SUMPRODUCT({{line0}}:{{line{MANY - 1}}},{{weight0}}:{{weight{MANY - 1}}})")
    return {"Inputs": (*lines, *weights), "Summary": (total,)}


@pytest.fixture
def runs(monkeypatch):
    """How many recalculations were asked for."""
    asked = []
    original = effects._with

    def counted(*arguments):
        asked.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(effects, "_with", counted)
    return asked


def test_of_many_inputs_those_that_do_something_are_found_in_few_runs(runs):
    found = diff(book(model(many(0))), book(model(many(1))))
    (result,) = found.results
    assert result.drivers == tuple(range(MANY))
    alone = {effect.drivers[0]: effect.alone - result.old_value for effect in result.effects}
    assert {at: by for at, by in alone.items() if by} == TELLING
    assert set(alone) == set(range(MANY)), "all are told apart"
    assert len(runs) < 60


def test_inputs_of_which_each_does_something_take_one_run_each(runs):
    telling = dict.fromkeys(range(40), 2)
    old, new = many(0, telling), many(0, telling)
    new["Inputs"] = tuple(
        line._replace(content=line.content + 1) if line.key in {f"line{at}" for at in range(40)} else line
        for line in new["Inputs"]
    )
    (result,) = diff(book(model(old)), book(model(new))).results
    assert [effect.alone - result.old_value for effect in result.effects] == [2] * 40
    assert len(runs) == 40


def test_the_heading_lists_by_letter_what_the_results_name():
    text = rendered("text", diff(book(model(many(0))), book(model(many(1)))), 12)
    told = text[text.index("Results moved") :].splitlines()
    assert told[0] == f"Results moved by {MANY} changes"
    assert told[1:5] == [
        "  a  Line 3 3 -> 4",
        "  b  Line 90 90 -> 91",
        "  c  Line 199 199 -> 200",
        f"  and {MANY - 3} more",
    ]
    assert told[-1].split() == ["a", "+5,", "b", "+7,", "c", "+1"]


def test_the_page_folds_away_the_changes_that_no_result_names():
    page = rendered("html", diff(book(model(many(0))), book(model(many(1)))), 12)
    assert f"<summary>and {MANY - 3} other changes</summary>" in page
    assert page.count('<span class="driver">') == 3


def test_results_that_depend_on_many_changes_stand_under_one_heading():
    def two(offset):
        sheets = many(offset)
        half = Line("half", "Half", "USD", "=SUMPRODUCT({line0}:{line98},{weight0}:{weight98})")
        return sheets | {"Summary": (*sheets["Summary"], half)}

    text = rendered("text", diff(book(model(two(0))), book(model(two(1)))), 12)
    assert text.count("Results moved by") == 1
    assert "Half" in text


def test_a_share_that_changes_do_together_is_a_percentage():
    def shares(one, other):
        product = Line("both", "Both", "share", "={one}*{other}")
        return {
            "Inputs": (Line("one", "One", "share", one), Line("other", "Other", "share", other)),
            "Summary": (product,),
        }

    def percent(work):
        work["Summary"]["C2"].number_format = "0%"

    old, new = (book(model(shares(*values), edit=percent)) for values in ((0.0, 0.0), (0.5, 0.5)))
    assert "a +0%, b +0%, together +25%" in rendered("text", diff(old, new), 12)


def test_price_rows_that_came_by_the_dozen_are_one_line():
    found = diff(book(model(many(0))), book(model(many(1))))
    prices = tuple(PriceChange("added", "openai", f"m{at}", f"Prices!A{at}", "", (), "", "") for at in range(30))
    text = rendered("text", replace(found, prices=prices), 12)
    assert "  30 rows added: openai/m0, openai/m1, openai/m2 and 27 more (--all shows them)" in text
    assert "openai/m17 added" in rendered("text", replace(found, prices=prices), None)


def test_price_rows_that_came_by_the_dozen_are_one_driver():
    from xlcost.diff.drivers import price_drivers

    changes = [PriceChange("added", "openai", f"m{at}", f"Prices!A{at}", "", (), "", "") for at in range(30)]
    changes += [PriceChange("changed", "openai", "other", "Prices!A99", "", (), "", "")]
    assert list(price_drivers(changes)) == [
        Driver("price", "price of openai/other"),
        Driver("price", "30 price rows added"),
    ]


def test_a_validation_of_the_own_cell_is_the_same_where_rows_were_inserted():
    def checked(lines):
        def add(work):
            rule = DataValidation(type="custom", formula1="ISNUMBER(C2)")
            rule.add(f"C2:C{1 + len(lines)}")
            work["Inputs"].add_data_validation(rule)

        return book(model({"Inputs": lines}, edit=add))

    lines = tuple(Line(f"line{at}", f"Line {at}", "USD", at) for at in range(6))
    new = Line("new", "New", "USD", 7)
    found = diff(checked(lines), checked((new, *lines)))
    assert [change.first for change in found.lines] == [2]
    assert found.settings == ()


def test_a_column_whose_heading_is_a_formula_is_the_same_with_other_content():
    def filled(*values):
        def add(work):
            sheet = work["Inputs"]
            sheet["E1"] = '="D: "&A2'
            for row, value in enumerate(values, 2):
                sheet.cell(row, 5, value)

        return book(model(edit=add))

    found = diff(filled("n/a", "n/a", "n/a", "n/a"), filled(4.0, 3.0, 2.0, 1.0))
    assert found.lines == ()
    assert {change.spot.where for change in (*found.inputs, *found.texts)} == {f"Inputs!E{row}" for row in range(2, 6)}


def sentence(one, other, third):
    parts = tuple(Line(key, key.title(), "", text) for key, text in zip("xyz", (one, other, third), strict=True))
    text = '="This sentence is too long to be told in passing, as it names "&{x}&" and "&{y}&IF({z}>9,"!","")'
    return {"Inputs": parts, "Summary": (Line("both", "Both", "", text),)}


def test_texts_that_formulas_read_move_results_too():
    found = diff(book(model(sentence("a", "b", 1))), book(model(sentence("c", "b", 1))))
    (result,) = found.results
    assert [found.drivers[index].text for index in result.drivers] == ["X a -> c"]


def test_changes_that_do_the_same_to_a_text_are_said_in_one_breath():
    found = diff(book(model(sentence("a", "b", 1))), book(model(sentence("c", "d", 2))))
    text = rendered("text", found, 12)
    assert "  a  Z 1 -> 2\n  b  X a -> c\n  c  Y b -> d\n" in text
    assert "a alone changes nothing; b, c change it" in text


def test_many_changes_that_cannot_be_made_alone_are_listed_all_the_same():
    def chained(weight):
        lines = [Line("line0", "Line 0", "USD", 1)]
        lines += [Line(f"line{at}", f"Line {at}", "USD", f"={{line{at - 1}}}*{weight + at}") for at in range(1, 12)]
        return {"Inputs": tuple(lines), "Summary": (Line("sum", "Sum", "USD", "={line11}"),)}

    told = rendered("text", diff(book(model(chained(1))), book(model(chained(2)))), 12)
    told = told[told.index("Results moved") :]
    assert "  a  formula of Line 1 (Inputs!C3)\n" in told
    assert "  h  formula of Line 8 (Inputs!C10)\n  and 3 more\n" in told


def test_a_check_is_no_headline_where_a_figure_moved():
    def checked(share):
        figures = (
            Line("sales", "Sales", "USD", "={units}*{share}"),
            Line("check", "Check", "USD", "={units}*99*{share}"),
        )
        return {
            "Inputs": (Line("units", "Units", "pieces", 100), Line("share", "Share", "USD", share)),
            "Costs": figures,
        }

    text = rendered("text", diff(book(model(checked(2))), book(model(checked(3)))), 12)
    assert "Most moved: Costs!C2 Sales 200 -> 300" in text


def _recorded(requests, simulated, *, marked):
    sheets = {
        "Inputs": (Line("requests", "Requests", "pieces", requests), Line("price", "Price", "USD", 3)),
        "Calc": (
            Line("cost", "Cost", "USD", "={requests}*{price}"),
            Line("run", "Cost when simulated", "USD", simulated),
        ),
        "Checks": (Line("check", "Within reach", "1 is so", "=IF(ABS({cost}-{run})<9999,1,0)"),),
    }

    def mark(work):
        for cell in ("C2", "C3") if marked else ():
            work["Inputs"][cell].style = "Input"

    return book(model(sheets, edit=mark))


@pytest.mark.parametrize(("marked", "inputs"), [(True, 1), (False, 2)])
def test_a_number_that_only_checks_read_is_no_input_where_inputs_are_marked(marked, inputs):
    found = diff(_recorded(100, 290, marked=marked), _recorded(200, 610, marked=marked))
    assert len(found.inputs) == inputs
    assert len(found.texts) == 2 - inputs
