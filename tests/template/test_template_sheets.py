"""The conventions: what may be typed into and what not, how each sheet prints, and what a screen reader finds."""

from __future__ import annotations

import math
import re
import zipfile
from itertools import pairwise

import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries

from xlcost.decision.case import shipped_case
from xlcost.decision.inputs import INPUTS
from xlcost.template import render, styles
from xlcost.template.sheets import changelog, evidence
from xlcost.template.sheets.inputs import rule_of

SHEETS = [
    "Summary",
    "Inputs",
    "Volumes",
    "Prices",
    "Alternatives",
    "Timeline",
    "Decision",
    "Evidence",
    "Sensitivity",
    "Cases",
    "Risk",
    "Models",
    "Audit",
    "Change log",
    "Waivers",
    "Functions",
    "xlwings.conf",
]

#: Sheets that take several pages side by side.
PAGES_WIDE = {"Prices": 2, "Cases": 2}  # Timeline: a page for each year of the horizon


def cells(page):
    return [cell for row in page.iter_rows() for cell in row if cell.value is not None]


def test_the_sheets_are_in_the_order_of_reading(formulas):
    assert formulas.sheetnames == SHEETS
    assert {page.sheet_state for page in formulas} == {"visible"}


def test_every_input_has_a_name(formulas):
    named = {key for key, declared in INPUTS.items() if declared.shape != "range"}
    assert named <= set(formulas.defined_names)


def test_every_name_is_used(formulas):
    text = " ".join(str(cell.value) for page in formulas for cell in cells(page) if str(cell.value).startswith("="))
    inputs = set(INPUTS)
    written = re.compile("risk_(?!bin)|tests_source")  # by xlcost simulate and xlcost evidence, for people to read
    names = [name for name in formulas.defined_names if name not in inputs and not written.search(name)]
    assert not [name for name in names if not re.search(rf"\b{name}\b", text)]


def test_every_input_is_validated_with_a_helpful_message(formulas):
    blanks = {render._cut(rule_of(one).prompt, 255) for one in INPUTS.values() if one.blank}
    blanks |= {changelog._WORDS.prompt, changelog._DAY.prompt, evidence._SOURCE.prompt}
    for sheet in ("Inputs", "Prices", "Volumes", "Evidence", "Change log"):
        page = formulas[sheet]
        unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
        ruled = set()
        for rule in page.data_validations.dataValidation:
            assert rule.showErrorMessage
            assert rule.showInputMessage
            assert rule.error
            assert rule.prompt
            assert bool(rule.allow_blank) == (rule.prompt in blanks)
            for text, longest in ((rule.promptTitle, 32), (rule.prompt, 255), (rule.error, 225)):
                assert len(text) <= longest
            assert rule.prompt.endswith(".")  # whole, not cut
            for area in rule.sqref.ranges:
                ruled.update(page.cell(row, column).coordinate for row, column in area.cells)
        assert unlocked
        assert unlocked == ruled


def test_inputs_are_unlocked_and_the_rest_is_not(formulas):
    for page in formulas:
        if page.title == "xlwings.conf":
            continue
        assert page.protection.sheet
        assert page.protection.password is None
        for cell in cells(page):
            typed = cell.style.startswith("Input")
            assert cell.protection.locked != typed, f"{page.title}!{cell.coordinate}"


def test_no_cell_of_inputs_is_a_formula_but_the_live_column(formulas):
    calculated = {cell.column_letter for cell in cells(formulas["Inputs"]) if str(cell.value).startswith("=")}
    assert calculated == {"A", "B", "C"}  # A is the status line, B a currency


def test_every_sheet_shows_the_master_check(formulas):
    for name in SHEETS[:-1]:
        assert "master_check" in formulas[name]["A3"].value


def test_the_lines_from_which_the_mail_is_made_are_on_no_paper(formulas):
    page = formulas["Decision"]
    last = int(page.print_area.rpartition("$")[2])
    rows = {cell.value: cell.row for cell in page["A"]}
    assert rows["In words"] < last < rows["The lines of the answer"]
    whole = formulas["Alternatives"]
    assert int(whole.print_area.rpartition("$")[2]) == whole.max_row


def test_workings_of_other_sheets_on_the_timeline_are_on_no_paper(formulas):
    page = formulas["Timeline"]
    rows = {cell.value: cell.row for cell in page["A"]}
    assert int(page.print_area.rpartition("$")[2]) == rows["For the chart of the sheet Summary"] - 1


def test_the_ranking_of_models_is_printed_once_on_a_page_of_its_own(formulas):
    """Beside the list its header stood once more on each page, above nothing."""
    page = formulas["Models"]
    models, ranking = (area.rpartition("!")[2].replace("$", "") for area in page.print_area.split(","))
    headers = {cell.value: cell.column_letter for cell in page[5]}
    assert models == f"A1:M{page.max_row}"
    assert ranking.startswith(f"{headers['Rank']}1:{headers['Difference, USD']}")
    (chart,) = page._charts
    begin, *_, last_row = range_boundaries(ranking)
    heights = [page.row_dimensions[row].height or 16 for row in range(chart.anchor._from.row + 1, last_row + 1)]
    assert chart.anchor._from.col + 1 > begin
    assert sum(heights) * 12_700 > chart.anchor.ext.height
    assert page["O1"].value == "The cheapest models"


def test_every_sheet_is_set_up_for_paper(formulas, any_book):
    months = shipped_case(any_book.stem).values["horizon_months"][0]
    for name in SHEETS[:-1]:
        page = formulas[name]
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.paperSize == int(page.PAPERSIZE_A4)
        wide = math.ceil(months / 12) if name == "Timeline" else PAGES_WIDE.get(name, 1)
        assert page.page_setup.fitToWidth == wide
        assert bool(page.print_title_cols) == (wide > 1)
        assert page.print_area
        assert page.print_title_rows
        assert page.freeze_panes
        assert "master check" in page.oddFooter.left.text
        assert "Page &P of &N" in page.oddFooter.right.text
        assert page.oddHeader.left.text == "&A"


def test_no_cell_is_merged_and_no_row_or_column_hidden(formulas):
    for page in formulas:
        assert not page.merged_cells.ranges
        assert not [dimension for dimension in page.row_dimensions.values() if dimension.hidden]
        assert not [dimension for dimension in page.column_dimensions.values() if dimension.hidden]


def test_no_formula_is_volatile_or_an_array(formulas):
    for page in formulas:
        for cell in cells(page):
            assert isinstance(cell.value, str | int | float | bool) or hasattr(cell.value, "year")
            if isinstance(cell.value, str) and cell.value.startswith("="):
                assert not re.search(r"\b(OFFSET|INDIRECT|NOW|TODAY|RAND\w*|NPV|INFO|CELL)\(", cell.value)


def test_one_font_is_used(formulas):
    fonts = {cell.font.name for page in formulas if page.title != "xlwings.conf" for cell in cells(page)}
    assert fonts == {"Calibri"}


def test_the_prices_are_a_real_table(formulas):
    table = formulas["Prices"].tables["PriceTable"]
    reference = formulas.defined_names["price_table"].attr_text.replace("$", "").removeprefix("Prices!")
    assert table.ref == reference


def test_every_chart_has_title_axes_and_words_for_those_who_cannot_see_it(any_book):
    with zipfile.ZipFile(any_book) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
        drawings = "".join(archive.read(name).decode() for name in archive.namelist() if "drawings/drawing" in name)
    assert len(charts) == 5
    frames = re.findall(r'cNvPr id="\d+" name="Chart \d+" descr="([^"]+)"', drawings)
    assert len(frames) == 5
    assert all(len(text) > 80 for text in frames)
    for chart in charts:
        assert '<delete val="1"' not in chart
        assert "<title>" in chart


def test_axes_of_money_name_the_currency_of_a_cell(any_book):
    """So that they follow an input; what the cell says when the book is made is saved for programs that do not look."""
    pages = openpyxl.load_workbook(any_book, data_only=True)
    with zipfile.ZipFile(any_book) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    linked = re.findall(
        r"<title><tx><strRef><f>(\w+)!\$(\w+)\$(\d+)</f><strCache><ptCount val=\"1\"/><pt idx=\"0\"><v>([^<]+)</v>",
        "".join(charts).replace(" />", "/>"),
    )
    assert len(linked) == 3
    for sheet, column, row, saved in linked:
        assert saved.endswith(", USD")
        assert pages[sheet][f"{column}{row}"].value == saved


def test_the_chart_of_the_tests_is_as_wide_as_their_intervals(any_book):
    """Its error bars alone would not widen the axis: bars that nobody sees go from one end to the other."""
    with zipfile.ZipFile(any_book) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    chart = next(text for text in charts if "<errBars>" in text)
    labels = {cell.row: cell.value for cell in openpyxl.load_workbook(any_book)["Evidence"]["A"]}
    rows = [labels[int(row)] for row in re.findall(r"<val><numRef><f>'Evidence'!\$D\$(\d+):\$F\$\d+", chart)]
    assert rows == ["In the chart: gain", "Gain, from", "Gain, to"]
    assert chart.count("<a:noFill ") == 2


def test_each_row_of_the_timeline_has_one_formula(formulas):
    page = formulas["Timeline"]
    rows = 0
    for first, *others in page.iter_rows(min_row=6, min_col=5):
        if first.value is not None:
            rows += 1
            for cell in others:
                assert cell.value == Translator(first.value, first.coordinate).translate_formula(cell.coordinate)
    assert rows > 60


def test_the_grid_has_a_heat_map(formulas):
    page = formulas["Sensitivity"]
    (scale,) = [rule.colorScale for area in page.conditional_formatting for rule in area.rules if rule.colorScale]
    assert [stop.type for stop in scale.cfvo] == ["min", "num", "max"]
    (area,) = [area for area in page.conditional_formatting if any(rule.colorScale for rule in area.rules)]
    rows, columns = zip(*[(cell[0].row, len(cell)) for cell in page[str(area.sqref)]], strict=True)
    assert (len(rows), set(columns)) == (8, {8})


def lightness(colour):
    """Perceived lightness, 0 to 100: what is left of a colour on a grey print."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16


def test_neighbouring_colours_differ_on_a_grey_print():
    ends = [lightness(styles.HIGH_END_COLOUR), lightness(styles.LOW_END_COLOUR)]
    lines = [lightness(colour) for colour in styles.WAY_COLOURS]
    for row in (ends, lines):
        assert all(abs(one - next_one) > 10 for one, next_one in pairwise(row))


def test_colour_is_never_the_only_signal(formulas):
    audit = formulas["Audit"]
    assert {cell.number_format for cell in cells(audit) if cell.style == "Check Cell"} == {'"OK";;"FAILED"'}


def test_the_lines_differ_in_more_than_colour(any_book):
    with zipfile.ZipFile(any_book) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    (lines,) = [chart for chart in charts if "scatterChart" in chart]
    assert all(f'prstDash val="{dash}"' in lines for dash in styles.WAY_DASHES)
    assert len(set(styles.WAY_DASHES)) == len(styles.WAY_DASHES) == 4


def test_the_version_of_the_change_log_is_that_of_the_workbook(formulas):
    page = formulas["Change log"]
    rows = {cell.value: cell.row for cell in reversed(page["A"]) if cell.value is not None}  # the first of each
    assert page[f"A{rows['Change log'] + 2}"].value == page[f"C{rows['Version']}"].value


def test_owner_status_and_changes_are_open_to_reviewers(formulas):
    page = formulas["Change log"]
    rows = {cell.value: cell.row for cell in page["A"] if cell.value is not None}
    for cell in (f"C{rows['Owner']}", f"C{rows['Status']}", f"D{rows['Change log'] + 3}"):
        assert not page[cell].protection.locked


def test_the_settings_of_xlwings_are_not_printed(formulas):
    page = formulas["xlwings.conf"]
    area = page.print_area.rpartition("!")[2].replace("$", "").partition(":")[0]
    assert page[area].value is None


def test_xlwings_finds_its_module(formulas):
    assert [cell.value for cell in formulas["xlwings.conf"][1][:2]] == ["UDF MODULES", "xlcost.udfs"]


def test_the_document_has_a_title_and_no_person(formulas):
    assert formulas.properties.title.startswith("xlcost: ")
    assert formulas.properties.creator == formulas.properties.lastModifiedBy == "xlcost"


def test_a_printed_page_repeats_only_a_header_that_holds_for_it(formulas):
    assert formulas["Functions"].print_title_rows == "$1:$4"  # many tables: the first one's header is wrong below it
    assert formulas["Prices"].print_title_rows == formulas["Models"].print_title_rows == "$1:$5"
    assert formulas["Timeline"].print_title_rows == "$1:$7"
    assert formulas["Audit"].print_title_rows == "$1:$11"
    assert formulas["Inputs"].print_title_rows == "$1:$4"
    assert [cell.value for cell in formulas["Inputs"][4]][1:6] == ["Unit", "Live", "Low", "Base", "High"]


def test_no_format_names_a_currency_that_excel_would_round(formulas):
    """Classic xlwings reads cells in currency formats with four decimals."""
    formats = {cell.number_format for page in formulas for cell in cells(page)}
    assert not [form for form in formats if "$" in form]


def test_no_sentence_depends_on_the_language_of_the_office(formulas):
    text = " ".join(str(cell.value) for page in formulas for cell in cells(page) if str(cell.value).startswith("="))
    assert not re.search(r"\bTEXT\(", text)


def test_no_result_of_an_example_has_more_than_six_decimals(any_book):
    pages = [openpyxl.load_workbook(any_book, data_only=only)["Functions"] for only in (False, True)]
    digits = {
        cell.coordinate: float(f"{shown.value:.15g}")
        for row, values in zip(*pages, strict=True)
        for cell, shown in zip(row, values, strict=True)
        if isinstance(shown.value, float) and cell.number_format == "General"
    }
    long = {place for place, number in digits.items() if round(number, 6) != number}
    assert long == set()


def test_the_months_of_what_is_not_considered_are_pale_from_their_first_row(formulas):
    page = formulas["Timeline"]
    pale = {row for area in page.conditional_formatting for each in area.cells.ranges for row in (each.min_row,)}
    heads = [row for row in range(1, page.max_row) if "(not considered)" in str(page.cell(row, 1).value)]
    assert len(heads) == 4
    assert {row + 1 for row in heads[1:]} <= pale
