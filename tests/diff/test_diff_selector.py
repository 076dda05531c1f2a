"""A scenario that formulas look for is an input, and what moves with it is put down to it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xlcost.diff.comparing import diff
from xlcost.diff.reports import as_text


def scenarios(path: Path, chosen: str) -> Path:
    work = openpyxl.Workbook()
    sheet = work.active
    for row in (
        ["Scenario", chosen, None, "Scenario", "Price, USD"],
        ["Price, USD", "=INDEX(E2:E4,MATCH(B1,D2:D4,0))", None, "Base", 79],
        ["Users", 200, None, "High", 82],
        ["Revenue, USD", "=B2*B3", None, "Low", 75],
        ["Shown", '="Scenario: "&B1'],
    ):
        sheet.append(row)
    work.save(path)
    return path


@pytest.mark.parametrize("chosen", ["Low", "High"])
def test_a_scenario_that_is_looked_for_is_an_input(tmp_path: Path, chosen: str) -> None:
    found = diff(scenarios(tmp_path / "old.xlsx", "Base"), scenarios(tmp_path / "new.xlsx", chosen))
    assert [(change.spot.where, change.new_value) for change in found.inputs] == [("Sheet!B1", chosen)]
    assert found.texts == ()
    assert [driver.kind for driver in found.drivers] == ["input"]
    assert all(result.drivers == (0,) for result in found.results)


def test_one_change_is_one_sentence_and_a_scenario_is_no_header(tmp_path: Path) -> None:
    said = whole = as_text.render(
        diff(scenarios(tmp_path / "old.xlsx", "Base"), scenarios(tmp_path / "new.xlsx", "Low")), 9
    )
    said = " ".join(said.split("\n\n")[0].split())
    assert "Most moved: Sheet!B4 Revenue, USD 15,800 -> 15,000 (-5.06%), by the one change, Sheet!B1 Scenario" in said
    assert "Base -> Low. 3 of 3 formula cells" in said
    assert "Inputs" not in whole
