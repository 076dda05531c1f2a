"""xlcost update: list prices as the newest snapshot has them; inputs, negotiated rows and everything else stay."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from shipped_books import CASE_NAMES, shipped_book

from xlcost.errors import BadFile
from xlcost.price_update import update_workbook, updated
from xlcost.prices import package_catalogue
from xlcost.scenarios.model import open_model
from xlcost.workbook.reader import open_book

HEADER = ["model", "provider", "tier", "input", "output", "status", "effective_from", "effective_to", "checked_on",
          "source"]  # fmt: skip
DAY = date(2026, 10, 26)
CARD = package_catalogue()


def row(model, **more):
    """A row of the table as the catalogue has it, but for what is said to differ."""
    provider, _, name = model.partition("/")
    line = CARD.card(model, DAY).base
    known = {**line._asdict(), "provider": provider, "model": name, "status": "list", **more}
    return [known[column] for column in HEADER]


@pytest.fixture
def made(tmp_path):
    """A workbook with a price table, an input and a result, and its path."""

    def make(*rows, empty=2, inputs=()):
        work = openpyxl.Workbook()
        sheet = work.active
        sheet.title = "Prices"
        sheet.append(HEADER)
        for cells in rows:
            sheet.append(cells)
        end = sheet.max_row + empty
        work.create_sheet("Model")
        cells = work["Model"]
        cells["A1"], cells["B1"] = "model date", DAY
        cells["A2"], cells["B2"] = "requests", 100_000
        cells["A3"], cells["B3"] = "cost", '=PROMPT_COST("gpt-4.1",B2,1000,100,,,,,B1,prices)'
        for number, text in enumerate(inputs, 4):
            cells[f"A{number}"], cells[f"B{number}"] = "in use", text
        for name, place in (("prices", f"Prices!$A$1:$J${end}"), ("model_date", "Model!$B$1")):
            work.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=place)
        path = tmp_path / "book.xlsx"
        work.save(path)
        return path

    return make


def rows_of(path):
    return [list(cells) for cells in openpyxl.load_workbook(path)["Prices"].iter_rows(min_row=2, values_only=True)]


def test_a_list_price_becomes_that_of_the_snapshot_and_the_results_follow(made, tmp_path):
    book = made(row("openai/gpt-4.1", input=99.0, source="an old list"))
    update_workbook(book, tmp_path / "new.xlsx")
    assert rows_of(tmp_path / "new.xlsx")[0][3:5] == [2, 8]
    assert rows_of(tmp_path / "new.xlsx")[0][9] == CARD.card("gpt-4.1", DAY).base.source
    assert open_model(tmp_path / "new.xlsx")["Model!B3"] == pytest.approx(100_000 * (1_000 * 2 + 100 * 8) / 1e6)
    assert rows_of(book)[0][3] == 99  # the old file is as it was


def test_negotiated_rows_formulas_and_unknown_models_stay(made, tmp_path):
    unknown = [*row("openai/gpt-4.1"), None]
    unknown[0] = "our-own"
    book = made(
        row("openai/gpt-4.1", input=1.5, status="negotiated"), row("openai/o3", output="=2*4"), unknown[:-1]
    )  # fmt: skip
    update = update_workbook(book, tmp_path / "new.xlsx")
    first, second, third = rows_of(tmp_path / "new.xlsx")[:3]
    assert first[3] == 1.5
    assert second[4] == "=2*4"
    assert third[0] == "our-own"
    assert (update.negotiated, update.unknown) == (1, ("openai/our-own",))


def test_later_prices_of_models_in_use_go_into_empty_rows(made, tmp_path):
    later = [line for line in CARD.model_lines("gemini-3.8-flash")[0] if line.tier == "standard"][-1]
    book = made(row("google/gemini-3.8-flash", effective_to=None), inputs=["gemini-3.8-flash"])
    update = update_workbook(book, tmp_path / "new.xlsx")
    old, new, *_ = rows_of(tmp_path / "new.xlsx")
    assert update.added == 1
    assert old[7].date() == new[6].date() == later.effective_from  # shown as the days beside them
    assert new[:3] == ["gemini-3.8-flash", "google", "standard"]
    assert new[3] == later.input
    without = update_workbook(made(row("google/gemini-3.8-flash")), tmp_path / "other.xlsx")
    assert without.added == 0


def test_want_of_room_is_said(made, tmp_path):
    book = made(row("google/gemini-3.8-flash", effective_to=None), empty=0, inputs=["gemini-3.8-flash"])
    assert update_workbook(book, tmp_path / "new.xlsx").left_out == 1


def test_updating_twice_changes_nothing(made, tmp_path):
    update_workbook(made(row("openai/gpt-4.1", input=99.0)), tmp_path / "new.xlsx")
    assert not update_workbook(tmp_path / "new.xlsx", tmp_path / "again.xlsx").cells
    assert (tmp_path / "new.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_a_workbook_without_prices_is_refused_and_nothing_is_written(tmp_path):
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    with pytest.raises(BadFile, match="no price table"):
        update_workbook(tmp_path / "book.xlsx", tmp_path / "new.xlsx")
    assert not (tmp_path / "new.xlsx").exists()


def test_the_command_prints_what_changed_and_what_it_moved(xlcost, made, tmp_path):
    book = made(row("openai/gpt-4.1", input=99.0))
    outcome = xlcost("update", str(book), "-o", str(tmp_path / "new.xlsx"))
    assert outcome.code == 0
    assert "1 price row held against the snapshot of" in outcome.out
    assert "99 -> 2" in outcome.out
    assert "Results moved by price of openai/gpt-4.1" in outcome.out
    answer = json.loads(xlcost("update", str(tmp_path / "new.xlsx"), "--json").out)
    assert (answer["cells"], answer["rows"]) == (0, 1)


def test_a_file_that_is_no_workbook_is_one_line(xlcost, tmp_path):
    (tmp_path / "book.xlsx").write_text("no workbook")
    outcome = xlcost("update", str(tmp_path / "book.xlsx"))
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert (tmp_path / "book.xlsx").read_text() == "no workbook"


# --- tables that somebody else has made -------------------------------------------------------------------------------


@pytest.fixture
def foreign(tmp_path):
    """A workbook with gpt-4.1 at an old price, and what its sheet of prices is after an update."""

    def update(header, *cells, look=None):
        work = openpyxl.Workbook()
        sheet = work.active
        sheet.title = "Our prices"
        sheet.append(header)
        sheet.append(cells)
        for column, number_format in (look or {}).items():
            sheet[f"{column}2"].number_format = number_format
        path = tmp_path / "theirs.xlsx"
        work.save(path)
        update_workbook(path, tmp_path / "new.xlsx")
        return openpyxl.load_workbook(tmp_path / "new.xlsx").active

    return update


NAMES = ["Model", "Input", "Output", "Effective from", "Effective to", "Checked on"]
NOW = CARD.card("gpt-4.1", CARD.snapshot).base


def test_days_written_as_texts_stay_texts(foreign):
    sheet = foreign(NAMES, "gpt-4.1", 9.0, 8.0, NOW.effective_from.isoformat(), None, "2025-01-01")
    assert sheet["F2"].value == NOW.checked_on.isoformat()


def test_a_price_that_nobody_publishes_stays_not_available_and_is_no_blank(foreign):
    """Which older Excels and LibreOffice hand to the functions as 0: a free price."""
    sheet = foreign(["Model", "Input", "Output", "Cache write", "Storage month"], "gpt-4.1", 9.0, 8.0, 5.0, "n/a")
    assert (sheet["D2"].value, sheet["E2"].value) == ("n/a", "n/a")


def test_a_day_number_shows_as_a_day_where_another_cell_says_how(foreign):
    sheet = foreign(NAMES, "gpt-4.1", 9.0, 8.0, NOW.effective_from, None, None, look={"D": "dd.mm.yyyy"})
    assert sheet["F2"].value.date() == NOW.checked_on
    assert sheet["F2"].number_format == "dd.mm.yyyy"


def test_without_a_format_for_days_a_day_is_a_text(foreign):
    sheet = foreign(NAMES, "gpt-4.1", 9.0, 8.0, None, None, None)
    assert (sheet["D2"].value, sheet["F2"].value) == (NOW.effective_from.isoformat(), NOW.checked_on.isoformat())


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (["Model", "Input (USD per 1K tokens)", "Output"], ["gpt-4.1", 0.002, 0.008]),
        (["Model", "Input (EUR per Mtok)", "Output"], ["gpt-4.1", 1.9, 7.5]),
        (["Model", "Input", "Output", "Unit"], ["gpt-4.1", 0.002, 0.008, "per 1,000 tokens"]),
        (["Model", "Input", "Output", "Currency"], ["gpt-4.1", 1.9, 7.5, "EUR"]),
        (["Model", "Input", "Output"], ["gpt-4.1", 0.002, 0.008]),
    ],
)
def test_prices_in_another_unit_are_never_replaced(foreign, tmp_path, header, cells):
    with pytest.raises(BadFile, match=r"USD per million tokens|in another unit"):
        foreign(header, *cells)
    assert not (tmp_path / "new.xlsx").exists()


def test_a_table_that_says_million_tokens_is_ours(foreign):
    assert (
        foreign(["Model", "Input (USD/1,000,000 tokens)", "Output (USD per 1M tokens)"], "gpt-4.1", 9.0, 8.0)[
            "B2"
        ].value
        == 2
    )


@pytest.mark.parametrize("case", CASE_NAMES)
def test_a_book_of_ours_is_up_to_date_and_has_room_for_later_lines(case, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(shipped_book(case))
    told = updated(open_book(path))
    written = openpyxl.load_workbook(path)["Prices"]
    assert told.added > 0
    assert told.left_out == 0
    assert {written.cell(row, 1).value for _, row, _ in told.cells} == {None}
