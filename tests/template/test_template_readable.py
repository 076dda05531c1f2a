"""Nothing is cut off, cramped or beyond the screen: shipped cases, one a hundred times as large, one of 60 months."""

from __future__ import annotations

import itertools
import math

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from text_widths import column_pixels, shown, text_pixels

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.template.build import build
from xlcost.template.styles import NAVY

#: 1366 pixels less the row numbers and the scroll bar.
LAPTOP = 1320
#: Sheets that scroll to the right, with their labels staying in view.
SCROLLED = {"Prices", "Timeline", "Cases", "Models"}
#: Sheets whose last column holds remarks.
NOTED = {"Inputs", "Alternatives", "Decision", "Evidence", "Risk", "Functions"}
EMU_PER_POINT = 12_700
HEADER = f"00{NAVY}"
#: What Excel gives a line of a font, as a share of the font's size.
LINE = 1.25


@pytest.fixture(scope="module")
def large_book(tmp_path_factory):
    """The article's case with ten million requests a month."""
    path = tmp_path_factory.mktemp("large") / "large.xlsx"
    path.write_bytes(build(with_inputs(shipped_case("article"), {"requests": 10_000_000}, "here")))
    return path


@pytest.fixture(scope="module")
def long_book(tmp_path_factory):
    """The current case over five years, all of which are printed."""
    path = tmp_path_factory.mktemp("long") / "long.xlsx"
    path.write_bytes(build(with_inputs(shipped_case("current"), {"horizon_months": 60}, "here")))
    return path


@pytest.fixture(scope="module", params=["article", "current", "large", "long"])
def read(request, books, large_book, long_book):
    """A workbook as openpyxl reads it, each page with its values."""
    path = {"large": large_book, "long": long_book}.get(request.param) or books[request.param]
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return [(page, values[page.title]) for page in formulas if page.title != "xlwings.conf"]


def filled(page, values):
    """The cells that show something, with what that is: a text, or a number in its format."""
    for row in page.iter_rows():
        for cell in row:
            value = values.cell(cell.row, cell.column).value
            if isinstance(value, str) and value:
                yield cell, value
            elif value is not None and not isinstance(value, bool | str):
                yield cell, shown(value, cell.number_format)


def room(page, values, cell):
    """Pixels of a cell and, for a text that stands to the left, of the empty ones of the printed page beside it."""
    pixels = column_pixels(page, cell.column_letter)
    if cell.alignment.horizontal in {None, "left", "general"}:
        areas = [range_boundaries(area.rpartition("!")[2].replace("$", "")) for area in page.print_area.split(",")]
        last = next((right for left, _, right, _ in areas if left <= cell.column <= right), cell.column)
        for column in range(cell.column + 1, last + 1):
            if page.cell(cell.row, column).value is not None or values.cell(cell.row, column).value is not None:
                break
            pixels += column_pixels(page, get_column_letter(column))
    return pixels


def test_no_text_is_cut_off(read):
    cut = [
        f"{page.title}!{cell.coordinate} {text}"
        for page, values in read
        for cell, text in filled(page, values)
        if not cell.alignment.wrap_text
        and not cell.alignment.textRotation
        and not cell.alignment.shrink_to_fit
        and isinstance(values[cell.coordinate].value, str)
        and text_pixels(text, cell.font, cell.alignment.indent) > room(page, values, cell)
    ]
    assert cut == []


def test_no_text_is_cut_off_on_the_pages_beside_the_first(read):
    """They repeat the columns that stay in view, but not those into which a longer text would run on."""
    for page, values in read:
        if page.print_title_cols:
            *_, last, _ = range_boundaries(f"{page.print_title_cols.replace('$', '').replace(':', '1:')}1")
            widths = [column_pixels(page, get_column_letter(column)) for column in range(1, last + 1)]
            for row in values.iter_rows(max_col=last):
                for at, (shown, cell) in enumerate(zip(row, page[row[0].row], strict=False)):
                    if isinstance(shown.value, str) and not cell.alignment.wrap_text:
                        assert text_pixels(shown.value, cell.font) <= sum(widths[at:]), f"{page.title} {shown.value}"


def test_no_number_turns_into_hashes(read):
    hashes = [
        f"{page.title}!{cell.coordinate} {text}"
        for page, values in read
        for cell, text in filled(page, values)
        if not isinstance(values[cell.coordinate].value, str)
        and text_pixels(text, cell.font) > column_pixels(page, cell.column_letter)
    ]
    assert hashes == []


def test_a_wrapped_text_has_a_row_high_enough(read):
    """Excel makes room for a text only while somebody types it."""
    for page, values in read:
        for cell, text in filled(page, values):
            if cell.alignment.wrap_text and isinstance(values[cell.coordinate].value, str):
                pixels, width = (
                    text_pixels(text, cell.font, cell.alignment.indent),
                    column_pixels(page, cell.column_letter),
                )
                lines = 1 if pixels <= width else math.ceil(pixels * 1.05 / width)
                height = page.row_dimensions[cell.row].height or page.sheet_format.defaultRowHeight
                assert lines * cell.font.sz * LINE <= height + 1, f"{page.title}!{cell.coordinate} {text}"


def test_every_sheet_fits_a_laptop_or_keeps_its_labels_in_view(read):
    for page, _ in read:
        widths = [column_pixels(page, get_column_letter(column)) for column in range(1, page.max_column + 1)]
        if page.title in SCROLLED:
            frozen = openpyxl.utils.cell.coordinate_from_string(page.freeze_panes)[0]
            assert sum(widths[: openpyxl.utils.column_index_from_string(frozen) - 1]) < LAPTOP / 2
        else:  # notes may run beyond the screen: labels, units and values do not
            noted = page.title in NOTED
            assert sum(widths[: len(widths) - noted]) <= LAPTOP, page.title


def test_every_sheet_opens_at_its_top_left_at_100_percent(read):
    for page, _ in read:
        view = page.sheet_view
        assert view.zoomScale == 100
        assert view.topLeftCell is None
        assert view.pane.topLeftCell == page.freeze_panes
        assert view.selection[-1].activeCell == "A1"
        assert not view.showGridLines


def test_charts_stand_on_empty_cells(read):
    assert sum(len(page._charts) for page, _ in read) == 5
    for page, values in read:
        for chart in page._charts:
            anchor = chart.anchor._from
            above = sum(page.row_dimensions[row].height or 16.0 for row in range(1, anchor.row + 1))
            bottom, row = above + chart.anchor.ext.height / EMU_PER_POINT, anchor.row
            while above < bottom:
                row += 1
                above += page.row_dimensions[row].height or 16.0
                covered = [values.cell(row, anchor.col + 1), values.cell(row, anchor.col + 2)]
                assert [cell.value for cell in covered if cell.value is not None] == [], f"{page.title} row {row}"


def test_no_letter_is_smaller_than_eight_points(read):
    """A page is as wide as its columns: what is small on the screen is smaller on paper."""
    small = {
        f"{page.title}!{cell.coordinate}"
        for page, values in read
        for cell, _ in filled(page, values)
        if cell.font.sz < 8
    }
    assert small == set()


def test_no_header_touches_the_one_beside_it(read):
    """One that stands to the right and one that stands to the left would read as one."""
    touching = [
        f"{page.title}!{cell.coordinate}"
        for page, _ in read
        for row in page.iter_rows(max_row=20)
        for cell, following in itertools.pairwise(row)
        if cell.value and following.value and {cell.fill.fgColor.rgb, following.fill.fgColor.rgb} == {HEADER}
        if cell.alignment.horizontal == "right" and following.alignment.horizontal == "left"
        if not following.alignment.indent
    ]
    assert touching == []


def test_no_band_of_headers_begins_with_nothing(read):
    bands = {f"{page.title}!A4" for page, _ in read if page["B4"].fill.fgColor.rgb == HEADER and not page["A4"].value}
    assert bands == set()


@pytest.mark.parametrize("sheet", ["Inputs", "Alternatives", "Decision"])
def test_no_page_is_nearly_empty(read, sheet):
    """The pages that a sheet asks for: each has two fifths at least of what the fullest has."""
    page = next(page for page, _ in read if page.title == sheet)
    ends = [*(each.id for each in page.row_breaks.brk), page.max_row]
    heights = [
        sum(page.row_dimensions[row].height or page.sheet_format.defaultRowHeight for row in range(first + 1, last + 1))
        for first, last in zip([4, *ends], ends)
    ]
    assert min(heights) >= 0.4 * max(heights), heights


def test_no_second_line_of_an_answer_is_a_lone_word(read):
    pages = {page.title: values for page, values in read}
    lines = [pages["Summary"].cell(row, 1).value for row in (6, 7)]
    assert lines[0]
    assert not lines[1] or len(lines[1]) > len(lines[0]) / 2, lines
