"""What was changed by hand: told once, in the words of the sheet, and never because other cells shifted."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.styles import NamedStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from small_models import COSTS, INPUTS, SHEETS, Line, book, changed, model, with_line, without

from xlcost.diff.comparing import diff
from xlcost.diff.wording import line_title


def difference(old=None, new=None, *, both=None, **options):
    """What changed between two sets of sheets, or by an edit of the new workbook; ``both`` edits old and new."""
    edit = options.pop("edit", None)

    def edited(work):
        for change in (both, edit):
            if change is not None:
                change(work)

    return diff(book(model(old, edit=both, **options)), book(model(new, edit=edited, **options)))


def kinds(difference):
    """The sections that have anything to tell of what was changed by hand."""
    names = ("sheets", "lines", "inputs", "prices", "formulas", "settings", "texts")
    return {name for name in names if getattr(difference, name)}


def sheets(**lines):
    return SHEETS | lines


def test_the_same_workbook_has_not_changed():
    found = difference()
    assert not found.changed
    assert found.counts.moved == 0


def test_the_same_content_in_another_file_has_not_changed():
    def another_file(work):
        work.properties.creator = "Somebody else"

    assert not difference(edit=another_file).changed


def test_a_changed_input_has_label_unit_and_both_values():
    found = difference(new=sheets(Inputs=changed(INPUTS, "requests", content=200_000)))
    assert kinds(found) == {"inputs"}
    (change,) = found.inputs
    assert (change.spot.where, change.spot.label, change.spot.unit) == ("Inputs!C2", "Requests", "requests per month")
    assert (change.old_value, change.new_value) == (100_000.0, 200_000.0)


def test_a_date_is_told_as_a_date():
    def dated(day):
        return sheets(
            Inputs=(*INPUTS, Line("day", "Day", "date", day)), Summary=(Line("a", "Next", "date", "={day}+1"),)
        )

    (change,) = difference(dated(date(2025, 6, 9)), dated(date(2025, 7, 1))).inputs
    assert (change.old_value, change.new_value) == (date(2025, 6, 9), date(2025, 7, 1))


def test_an_input_typed_into_a_blank_cell_was_added():
    line = Line("extra", "Extra", "USD", None)
    old = sheets(Inputs=(*INPUTS, line), Summary=(Line("answer", "Answer", "USD", "={yearly}+{extra}"),))
    found = difference(old, old | {"Inputs": (*INPUTS, line._replace(content=5))})
    (change,) = found.inputs
    assert (change.old, change.old_value, change.new_value) == (None, None, 5.0)
    assert change.spot.label == "Extra"


def test_a_text_that_nobody_reads_is_no_input():
    found = difference(new=sheets(Inputs=changed(INPUTS, "requests", label="Prompts")))
    assert kinds(found) == {"texts"}
    assert [(text.old_value, text.new_value) for text in found.texts] == [("Requests", "Prompts")]


def test_a_text_marked_as_an_input_is_one():
    line = Line("model", "Model", "choice", "a")

    def marked(work):
        style = NamedStyle("Input")
        for row in range(2, 7):
            work["Inputs"].cell(row, 3).style = style

    old = sheets(Inputs=(*INPUTS, line))
    assert kinds(difference(old, old | {"Inputs": (*INPUTS, line._replace(content="b"))}, both=marked)) == {"inputs"}


def test_a_changed_formula_is_told_once_with_where_it_runs():
    found = difference(new=sheets(Costs=changed(COSTS, "yearly", content="={monthly}*13")), columns=4)
    assert kinds(found) == {"formulas"}
    (change,) = found.formulas
    assert (change.kind, change.old, change.new) == ("changed", "R[-1]C*12", "R[-1]C*13")
    assert ([str(area) for area in change.areas], change.cells) == (["C4:F4"], 4)
    assert (change.old_a1, change.new_a1) == ("C3*12", "C3*13")
    assert (change.old_value, change.new_value) == (350.0 * 12, 350.0 * 13)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(999, "overwritten"), (None, "removed"), ("={monthly}*$C$3", "changed"), ("={monthly}", "changed")],
)
def test_how_a_formula_changed(content, kind):
    (change,) = difference(new=sheets(Costs=changed(COSTS, "yearly", content=content))).formulas
    assert change.kind == kind


def test_a_formula_in_place_of_a_value_is_calculated_now():
    found = difference(new=sheets(Inputs=changed(INPUTS, "fixed", content="={tokens}/20")))
    assert [(change.kind, change.old_value, change.new) for change in found.formulas] == [
        ("calculated", 50.0, "R[-2]C/20")
    ]


def test_spaces_and_capitals_are_no_change():
    assert not difference(new=sheets(Costs=changed(COSTS, "monthly", content="= {usage} + {fixed}"))).changed


def test_a_lost_dollar_sign_is_a_change():
    old = sheets(Costs=changed(COSTS, "yearly", content="=$C$3*12"))
    assert kinds(difference(old, sheets(Costs=changed(COSTS, "yearly", content="=C3*12")))) == {"formulas"}


@pytest.mark.parametrize("after", ["requests", "tokens", "price"])
def test_an_inserted_row_is_one_change(after):
    line = Line("retries", "Retries", "share", 0.02)
    found = difference(new=sheets(Inputs=with_line(INPUTS, after, line)), columns=3, names=("requests", "fixed"))
    assert kinds(found) == {"lines"}
    (change,) = found.lines
    assert (change.kind, change.axis, change.sheet, change.labels[0]) == ("inserted", "row", "Inputs", "Retries")
    assert not found.results


def test_a_removed_row_is_one_change_and_the_formula_that_read_it():
    found = difference(
        new=sheets(Inputs=without(INPUTS, "fixed"), Costs=changed(COSTS, "monthly", content="={usage}")),
    )
    assert kinds(found) == {"lines", "formulas"}
    assert [(change.kind, change.labels[0]) for change in found.lines] == [("removed", "Fixed cost")]


def test_rows_inserted_together_are_one_change():
    lines = with_line(with_line(INPUTS, "price", Line("b", "Second", "x", 2)), "price", Line("a", "First", "x", 1))
    (change,) = difference(new=sheets(Inputs=lines)).lines
    assert (change.first, change.last, change.labels) == (5, 6, ("First", "Second"))


def test_a_moved_row_changes_no_formula():
    moved = (*without(INPUTS, "requests"), INPUTS[0])
    found = difference(new=sheets(Inputs=moved))
    assert kinds(found) == {"lines"}
    assert [(change.kind, change.first, change.moved_to) for change in found.lines] == [("moved", 2, 5)]


def test_rows_moved_together_are_one_change():
    old = {"Parts": tuple(Line(f"part{n}", f"Part {n}", "USD", n) for n in range(1, 9))}
    new = {"Parts": (*old["Parts"][:1], *old["Parts"][4:], *old["Parts"][1:4])}
    (change,) = difference(old, new).lines
    assert (change.kind, change.first, change.last, change.moved_to) == ("moved", 3, 5, 7)
    assert line_title(change) == "Parts rows 3 to 5 moved to 7-9: Part 2, Part 3, Part 4 (9 constants)"


def test_an_inserted_column_is_one_change():
    found = difference(
        new=None,
        columns=3,
        edit=lambda work: [insert_column(work[name], 3) for name in work.sheetnames],
    )
    assert {(change.axis, change.kind) for change in found.lines} == {("column", "inserted")}
    assert kinds(found) == {"lines"}


def insert_column(sheet, before):
    """As Excel does it: the formulas follow, all sheets having the same columns."""
    from openpyxl.formula.translate import Translator

    for row in list(sheet.iter_rows(min_col=before)):
        for cell in reversed(row):
            value = cell.value
            if isinstance(value, str) and value.startswith("="):
                value = Translator(value, cell.coordinate).translate_formula(row_delta=0, col_delta=1)
            sheet.cell(cell.row, cell.column + 1, value)
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, before, "Source" if row == 1 else f"source {row}")


def test_a_range_that_grew_with_an_inserted_row_is_the_same_range():
    lines = (*(Line(f"part{n}", f"Part {n}", "USD", n) for n in range(1, 5)),)
    old = {"Parts": (*lines, Line("sum", "Sum", "USD", "=SUM({part1}:{part4})"))}
    new = {"Parts": (*with_line(lines, "part2", Line("extra", "Extra", "USD", 9)), old["Parts"][-1])}
    found = difference(old, new)
    assert kinds(found) == {"lines"}


def test_a_formula_that_reads_another_row_than_before_has_changed_though_its_text_has_not():
    new_line = Line("other", "Other price", "USD per Mtok", 4)
    old = sheets(Costs=(Line("usage", "Usage", "USD", "=Inputs!C4*2"),), Summary=())
    found = difference(old, old | {"Inputs": with_line(INPUTS, "tokens", new_line)})
    assert kinds(found) == {"lines", "formulas"}
    assert {change.old == change.new for change in found.formulas} == {True}


def test_sheets_that_came_went_or_have_another_name():
    new = {"Input data": INPUTS, "Costs": COSTS, "Notes": (Line("a", "A note", "", "x"),)}
    found = difference(new=new)
    assert [(change.kind, change.name, change.new_name) for change in found.sheets] == [
        ("removed", "Summary", None),
        ("added", "Notes", None),
        ("renamed", "Inputs", "Input data"),
    ]
    assert kinds(found) == {"sheets"}


def test_a_name_that_means_other_cells():
    def points_elsewhere(work):
        work.defined_names["fixed"].attr_text = "'Inputs'!$C$4"

    found = difference(names=("fixed", "requests"), edit=points_elsewhere)
    assert [(change.subject, change.old, change.new) for change in found.settings] == [
        ("name fixed", "'Inputs'!$C$5", "'Inputs'!$C$4")
    ]


def test_a_name_that_moved_with_its_cell_is_the_same():
    new = sheets(Inputs=with_line(INPUTS, "requests", Line("x", "New", "", 1)))
    assert difference(new=new, names=("fixed",)).settings == ()


def validated(operator, bound, cells="C2:C5"):
    def add(work):
        rule = DataValidation(type="decimal", operator=operator, formula1=bound)
        rule.add(cells)
        work["Inputs"].add_data_validation(rule)

    return add


def test_a_validation_that_asks_something_else():
    old, new = model(edit=validated("greaterThanOrEqual", "0")), model(edit=validated("greaterThan", "0", "C2:C4"))
    assert [(change.subject, change.old, change.new) for change in diff(book(old), book(new)).settings] == [
        ("validation of Inputs!C2:C4", "decimal >= 0", "decimal > 0"),
        ("validation of Inputs!C5", "decimal >= 0", ""),
    ]


@pytest.mark.parametrize(
    ("edit", "subject", "old", "new"),
    [
        (lambda work: setattr(work.calculation, "calcMode", "manual"), "calculation", "auto", "manual"),
        (lambda work: setattr(work.calculation, "iterate", True), "iterative calculation", "no", "yes"),
        (lambda work: setattr(work["Costs"], "sheet_state", "hidden"), "visibility of Costs", "visible", "hidden"),
        (lambda work: setattr(work["Costs"].protection, "sheet", True), "protection of Costs", "no", "yes"),
        (lambda work: setattr(work["Costs"].row_dimensions[2], "hidden", True), "hidden rows of Costs", "none", "1"),
    ],
)
def test_a_setting_of_the_workbook(edit, subject, old, new):
    assert difference(edit=edit).settings == ((subject, old, new),)


def test_the_cells_that_an_array_formula_fills_are_no_inputs():
    def filled(work):
        work["Costs"]["E2"] = ArrayFormula("E2:E4", "=Inputs!C2:C4*2")

    new = sheets(Inputs=changed(INPUTS, "requests", content=7))
    assert kinds(difference(new=new, both=filled)) == {"inputs"}


def test_formulas_that_are_none_are_compared_as_text():
    def broken(text):
        return sheets(Costs=changed(COSTS, "yearly", content=text))

    assert not difference(broken("=1+"), broken("=1+")).changed
    assert kinds(difference(broken("=1+"), broken("=2+"))) == {"formulas"}


def test_long_sheets_without_labels_are_matched_by_what_they_hold():
    def column(*, extra):
        def fill(work):
            sheet = work.create_sheet("Data")
            values = [n * n % 997 for n in range(3_000)]
            for row, value in enumerate([*values[:1_500], *([5.5] if extra else []), *values[1_500:]], 1):
                sheet.cell(row, 1, value)
                sheet.cell(row, 2, f"=A{row}*2")

        return fill

    found = diff(book(model(edit=column(extra=False))), book(model(edit=column(extra=True))))
    assert kinds(found) == {"lines"}
    assert [(change.first, change.last) for change in found.lines] == [(1501, 1501)]
