"""Every edition is made from the plain workbook, the same bytes each time, under the file name that Excel expects."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from shipped_books import shipped_book

from xlcost.cli.new import new
from xlcost.errors import BadArgument
from xlcost.hosts.editions import EDITIONS

#: The part by which each edition is known.
MARKS = {
    "template": "xl/workbook.xml",
    "lite": "xl/webextensions/webextension1.xml",
    "server": "xl/metadata.xml",
    "classic": "xl/vbaProject.bin",
    "native": "xl/metadata.xml",
}


@pytest.fixture(scope="module")
def plain(article_book: Path) -> bytes:
    return article_book.read_bytes()


def names(workbook: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(workbook)).namelist())


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_adds_its_part(edition: str, plain: bytes) -> None:
    made = EDITIONS[edition].make(plain)
    assert MARKS[edition] in names(made)
    assert made == shipped_book("article", edition)


def test_the_template_is_the_plain_workbook(plain: bytes) -> None:
    assert EDITIONS["template"].make(plain) == plain


def test_the_command_writes_the_edition_asked_for(tmp_path: Path, plain: bytes) -> None:
    target = tmp_path / "budget.xlsx"
    done = CliRunner().invoke(new, [str(target), "--edition", "lite", "--case", "article"])
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == EDITIONS["lite"].make(plain)


def test_a_name_that_excel_would_refuse_is_refused_first(tmp_path: Path) -> None:
    done = CliRunner().invoke(new, [str(tmp_path / "budget.xlsx"), "--edition", "classic"])
    assert isinstance(done.exception, BadArgument)
    assert str(done.exception).endswith("the classic edition is a .xlsm file; name it budget.xlsm")
    assert list(tmp_path.iterdir()) == []
