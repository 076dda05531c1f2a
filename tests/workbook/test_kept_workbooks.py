"""The workbooks kept in the repository are what a fresh build makes, and the folder's README names each of them."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from xlcost.check.run import check_file
from xlcost.check.settings import Settings

FOLDER = Path(__file__).parents[2] / "workbook"
sys.path.insert(0, str(FOLDER))

from rebuild import FILES, fresh  # noqa: E402  a script beside the workbooks


def parts(file):
    """Name and content of each part: another zlib packs the same parts into other bytes."""
    with zipfile.ZipFile(file) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


@pytest.mark.parametrize("name", FILES)
def test_a_kept_workbook_is_a_fresh_build(name):
    """After a change you have looked at: python workbook/rebuild.py."""
    assert parts(io.BytesIO(fresh(name))) == parts(FOLDER / name)


def test_every_kept_workbook_is_built_here_and_explained():
    kept = {path.name for path in FOLDER.glob("*.xls*")}
    assert kept == FILES.keys()
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(name in text for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_in_a_kept_workbook_there_is_nothing_to_mend(name):
    """Every edition is calculated whole, by its add-in's functions or its LAMBDAs; macros are what classic is for."""
    report = check_file(FOLDER / name, Settings(ignore=("S10",)))
    assert (report.findings, report.failed, report.facts["not_evaluated"]) == ((), {}, 0)
