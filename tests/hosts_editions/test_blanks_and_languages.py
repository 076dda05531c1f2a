"""The shipped workbooks on hosts that pass something else for an empty cell, and in other languages of LibreOffice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from office_calls import values_with_blanks_as
from shipped_books import CASE_NAMES, shipped_book

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines import libreoffice
from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice
from xlcost.workbook.reader import open_book

#: The part of LibreOffice's profile that says in which language numbers and dates are written.
LANGUAGE = """<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item>
</oor:items>"""


@pytest.fixture(scope="module", params=CASE_NAMES)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / f"{request.param}.xlsx"
    path.write_bytes(shipped_book(request.param))
    return path


@pytest.mark.parametrize("blank", [0, ""], ids=["0", "an empty text"])
def test_no_value_changes_where_a_host_passes_something_for_an_empty_cell(book: Path, blank: Any) -> None:
    plain, other = recalculate(book).values, values_with_blanks_as(blank, book)
    changed = {(value, other[place]) for place, value in plain.items() if other[place] != value}
    # but for the line at the end of Functions that tells which kind of Excel this is
    assert changed == ({("a blank", "0, as older Excels do: fill in every input")} if blank == 0 else set())


def test_no_text_or_number_depends_on_the_language(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = libreoffice._PROFILE
    values = {}
    for language in ("en-US", "de-DE", "fr-FR"):
        monkeypatch.setattr(libreoffice, "_PROFILE", profile.replace("</oor:items>", LANGUAGE.format(language)))
        values[language] = recalculate_in_libreoffice(open_book(book)).values
    english = values["en-US"]
    assert len(english) > 500
    for language in ("de-DE", "fr-FR"):
        other = {
            place: (english[place], value)
            for place, value in values[language].items()
            if _without_separators(value) != _without_separators(english[place])
        }
        assert other == {}


def _without_separators(value: Any) -> Any:
    """A text without what parts the digits of its numbers, for which each language has a sign of its own."""
    return re.sub(r"(?<=\d)[.,\s\u2019'](?=\d)", "", value) if isinstance(value, str) else value


def test_the_language_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above would hold of a setting that nothing reads: here TEXT with a decimal tells German."""
    from openpyxl import Workbook

    made = Workbook()
    made.active["A1"] = '=TEXT(1.5,"0.0")'
    made.save(tmp_path / "text.xlsx")
    profile = libreoffice._PROFILE
    monkeypatch.setattr(libreoffice, "_PROFILE", profile.replace("</oor:items>", LANGUAGE.format("de-DE")))
    assert recalculate_in_libreoffice(open_book(tmp_path / "text.xlsx")).values["Sheet", 1, 1] != "1.5"
