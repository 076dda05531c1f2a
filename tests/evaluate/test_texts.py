"""What TEXT makes of a text: a label is joined with a format more often than one would think."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xlcost.calculate.certified import recalculate


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=TEXT(A1,"#")', "Net debt"),
        ('="B. "&TEXT(A1,"0.0")&TEXT(" (in USD)","#")', "B. Net debt (in USD)"),
        ('=TEXT(A1,"#,##0;-#,##0;0")', "Net debt"),
    ],
)
def test_a_format_without_a_part_for_texts_leaves_them(tmp_path: Path, formula: str, expected: str) -> None:
    work = openpyxl.Workbook()
    work.active["A1"], work.active["B1"] = "Net debt", formula
    work.save(tmp_path / "book.xlsx")
    result = recalculate(tmp_path / "book.xlsx")
    assert (result.not_evaluated, result.values["Sheet", 1, 2]) == ((), expected)


@pytest.mark.parametrize("formula", ['=TEXT(A1,"0;0;0;[@]")', '=TEXT(A2,"0.00")'])
def test_what_a_format_says_of_texts_is_never_guessed(tmp_path: Path, formula: str) -> None:
    """A text that may be a number somewhere is not taken for itself."""
    work = openpyxl.Workbook()
    work.active["A1"], work.active["A2"], work.active["B1"] = "Net debt", "1.234,5", formula
    work.save(tmp_path / "book.xlsx")
    result = recalculate(tmp_path / "book.xlsx")
    assert result.not_evaluated or result.values["Sheet", 1, 2] == "[Net debt]"
