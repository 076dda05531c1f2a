"""The evidence rule: what a workbook's saved values prove of its formulas, and what is never guessed.

Engines that are wrong on purpose; values that prove nothing. Models of finance are in test_evidence_models.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from evidence_books import EMBEDDED, book_by, cells, judged
from raw_package import formula_sheet

from xlcost.calculate.certified import recalculate_with
from xlcost.calculate.comparing import agree
from xlcost.calculate.engines.formualizer import FORMUALIZER, Formualizer
from xlcost.calculate.engines.libreoffice import LIBREOFFICE
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.evidence import certify, saved_by
from xlcost.evaluate.binding import our_functions
from xlcost.scenarios.model import WhatIf, open_model
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

# Whose values are evidence


@pytest.mark.parametrize(
    ("application", "version", "source"),
    [
        ("Microsoft Excel", "16.0300", "Excel"),
        ("Microsoft Macintosh Excel", "14.0300", "Excel"),
        ("Microsoft Excel Online", "16.0300", "Excel"),
        ("Microsoft Excel Compatible / Openpyxl 3.1.5", "3.1", None),
        ("Apache POI", "5.2", None),
    ],
)
def test_only_a_program_that_calculates_gives_evidence(
    tmp_path: Path, application: str, version: str, source: str | None
) -> None:
    path = book_by(application, tmp_path, cells("A1 2", "B1 =A1*2 4"), version=version)
    assert saved_by(open_book(path)) == source


def test_a_file_that_asks_to_be_calculated_gives_none(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 2", "B1 =A1*2 4"))
    asking = open_book(path).package
    from xlcost.workbook.package import package_bytes

    xml = asking.parts["xl/workbook.xml"].replace(b"</workbook>", b'<calcPr fullCalcOnLoad="1"/></workbook>')
    path.write_bytes(package_bytes(asking, {"xl/workbook.xml": xml}))
    assert saved_by(open_book(path)) is None


def test_values_older_than_their_inputs_prove_nothing_and_are_replaced(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 7", "B1 =A1*2 0", "C1 =SQRT(B1+2) 99"))
    assert certify(open_book(path), EMBEDDED, our_functions()) is None
    result = recalculate_with(EMBEDDED, path)
    assert (result.values["S1", 1, 2], result.values["S1", 1, 3]) == (14, 4)
    assert open_model(path)["S1!C1"] == 4


#: What is left of 1e5, and what goes on from it: Excel has another rest than engines, and all of it is alike.
RESTS = cells(
    "A1 100000",
    "B1 =ROUND(A1*1.1,9)-A1-A1*0.1 0.0000000000087",
    "C1 =B1+A2-A2 0.0000000000087",
    "D1 =C1*2 0.0000000000174",
    "E1 =D1+D1+C1 0.0000000000435",
    "A2 =A1*2 200000",
    "A3 7.3322888843923",
    "B3 =SQRT(A3*A3) 7.33228888439226",
    "C3 =A3*2-B3*2 0",
)


def test_what_is_left_of_numbers_that_cancel_is_no_sign_of_age(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, RESTS)
    rests = {place for place in judged(path).graph.reads if place[1] == 1}
    result = recalculate_with((FORMUALIZER,), path)
    assert result.certificates is not None
    assert rests - {("S1", 1, 2)} <= result.certificates.certified.keys()
    assert result.values["S1", 1, 5] == 4.35e-11  # as Excel has it


def test_a_text_that_another_region_reads_as_a_number_is_no_sign_of_age(tmp_path: Path) -> None:
    sheet = cells("A1 1,5", "B1 =A1*2 3", "C1 =SQRT(B1+1) 2", "D1 =C1+1 3")
    found = judged(book_by("Microsoft Excel", tmp_path, sheet))
    assert ("S1", 1, 2) not in found.certified
    assert {("S1", 1, 3), ("S1", 1, 4)} <= found.certified.keys()


def test_a_text_that_is_only_repeated_tells_the_age_too(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 -", "B1 =A1 none", "C1 =SQRT(4) 2"))
    assert certify(open_book(path), EMBEDDED, our_functions()) is None


# Engines that are wrong


class Wrong(Formualizer):
    """An engine that gives one function's results a little too high, or has none."""

    without = False

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        found: dict[Place, Answer] = dict(super().read(places))
        for place, answer in found.items():
            cell = self._book.sheets_by_name[place[0].lower()].cells.get(place[1:])
            if cell is not None and cell.formula and "SQRT" in cell.formula and isinstance(answer, float):
                found[place] = NoAnswer("no roots here") if self.without else answer + 1e-6
        return found


class Without(Wrong):
    """One that has no roots."""

    without = True


SHEET = cells("A1 4", "A2 9", "A3 16", "B1 =SQRT(A1) 2", "B2 =SQRT(A2) 3", "B3 =SQRT(A3) 4", "C1 =SUM(B1:B3) 9")


def test_what_an_engine_gets_otherwise_is_said_and_kept_with_all_copies(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, SHEET)
    wrong = Engine("wrong", Wrong)
    found = judged(path, wrong)
    assert found.different == {("S1", row, 2): pytest.approx(row + 1 + 1e-6) for row in (1, 2, 3)}
    assert found.certified == {("S1", 1, 3): "wrong"}  # from Excel's own values for what it reads
    result = recalculate_with((wrong,), path)
    assert result.not_evaluated[0].reason == "it is calculated as 2.000001, and Excel saved 2"
    assert [result.values["S1", row, 2] for row in (1, 2, 3)] == [2, 3, 4]


def test_one_copy_contradicted_leaves_none_certified(tmp_path: Path) -> None:
    sheet = cells("A1 4", "A2 9", "B1 =SQRT(A1) 2", "B2 =SQRT(A2) 3.5")
    found = judged(book_by("Microsoft Excel", tmp_path, sheet), FORMUALIZER)
    assert found.different == {("S1", 2, 2): 3}
    assert found.kept == {("S1", 1, 2): "a copy of its formula is calculated otherwise than it was saved"}


def test_another_engine_answers_for_what_the_first_has_not(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, SHEET)
    found = judged(path, Engine("without", Without), FORMUALIZER)
    assert (found.kept, found.different) == ({}, {})
    assert found.certified == {("S1", row, 2): "formualizer" for row in (1, 2, 3)} | {("S1", 1, 3): "without"}


def test_a_model_asks_the_next_engine_where_the_first_is_not_proved(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 4", "B1 =BAHTTEXT(A1) 2", "A2 9", "B2 =SQRT(A2) 3"))

    class Knows(Formualizer):
        """An engine that has the function."""

        given: CellValue = 4.0

        def set(self, place: Place, value: CellValue) -> None:
            super().set(place, value)
            if place == ("S1", 1, 1):
                self.given = value

        def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
            value = self.given
            return {place: float(value) / 2 if place == ("S1", 1, 2) else 3.0 for place in places}  # type: ignore[arg-type]

    model = WhatIf(open_book(path), (FORMUALIZER, Engine("knows", Knows)))
    model["S1!A1"] = 10
    assert model["S1!B1"] == 5
    model["S1!A2"] = 16
    assert model["S1!B2"] == 4


def test_libreoffice_proves_by_the_same_rule(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 4", "B1 =SQRT(A1) 2", "C1 =MYUDF(A1) 7", "D1 =C1+B1 9"))
    found = judged(path, LIBREOFFICE)
    assert found.certified == {("S1", 1, 2): "libreoffice", ("S1", 1, 4): "libreoffice"}
    assert list(found.kept) == [("S1", 1, 3)]


def test_engines_agree_where_nothing_was_saved(tmp_path: Path) -> None:
    from raw_package import write_book

    path = write_book(tmp_path / "plain.xlsx", formula_sheet({"A1": 4, "B1": "=SQRT(A1)"}))
    twice = (Engine("without", Without), Engine("one", Formualizer), Engine("other", Formualizer))
    result = recalculate_with(twice, path)
    assert (result.not_evaluated, result.values["S1", 1, 2]) == ((), 2)
    alone = recalculate_with(twice[:1], path)
    assert [cell.reason for cell in alone.not_evaluated] == ["no roots here"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1.0, 1.0 + 1e-10, True),
        (1.0, 1.0 + 1e-8, False),
        (0.0, 1e-12, True),
        (None, "", True),
        (None, 0.0, True),
        ("", 0.0, False),
        ("a", "A", False),
        ("#N/A", "#N/A", True),
        (NoAnswer("why"), 1.0, False),
    ],
)
def test_what_counts_as_the_same(one: Answer, other: CellValue, alike: bool) -> None:
    assert agree(one, other) is alike


def test_nothing_of_a_book_is_changed_by_judging_it(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, SHEET)
    book: Book = open_book(path)
    before = path.read_bytes()
    recalculate_with(EMBEDDED, book)
    assert path.read_bytes() == before


def test_a_trace_follows_what_excel_saved_where_nothing_else_is_proved(tmp_path: Path) -> None:
    from xlcost.explain.tracing import trace

    sheet = cells("A1 4", "A2 9", "B1 =SQRT(A1) 2", "B2 =SQRT(A2) 3.5", "C1 =B1+B2 5.5", "D1 =NO.SUCH(A1) 7")
    root = trace(book_by("Microsoft Excel", tmp_path, sheet), "S1!C1").root
    assert root.value == 5.5
    assert [step.value for step in root.steps] == [2, 3.5]
    assert "Excel saved" in root.steps[1].note


def test_copies_are_each_judged_by_their_own_values(tmp_path: Path) -> None:
    from xlcost.outline.series import Series

    series = Series()
    found = []
    for number, (first, root) in enumerate(((4, 2), (25, 5), (36, 7))):
        folder = tmp_path / str(number)
        folder.mkdir()
        sheet = cells(f"A1 {first}", "A2 9", f"B1 =SQRT(A1) {root}", "B2 =SQRT(A2) 3", f"C1 =B1+B2 {root + 3}")
        result = series.recalculate(series.open(book_by("Microsoft Excel", folder, sheet)))
        found.append((result.values["S1", 1, 2], result.values["S1", 1, 3], len(result.not_evaluated)))
    assert found == [(2, 5, 0), (5, 8, 0), (7, 10, 2)]
