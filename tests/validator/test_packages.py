"""Every edition and case before Microsoft's own validator, in all versions of Office, and before the traps it passes over."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shipped_books import CASE_NAMES, shipped_book
from traps import traps

from xlcost.hosts.editions import EDITIONS
from xlcost.portfolio.book import build, portfolio
from xlcost.portfolio.cases import example
from xlcost.prices import package_catalogue
from xlcost.scenarios.runs import write_table

VERSIONS = ("Office2007", "Office2010", "Office2013", "Office2016", "Office2019", "Office2021", "Microsoft365")
#: What is validated: every edition of the first case, and the others as the template.
BOOKS = [*((CASE_NAMES[0], edition) for edition in EDITIONS), *((case, "template") for case in CASE_NAMES[1:])]
CLI = Path(__file__).parent / "node_modules" / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"

Plant = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    folder = tmp_path_factory.mktemp("validated")

    def made(case: str, edition: str) -> Path:
        path = folder / f"{case}-{edition}{EDITIONS[edition].suffix}"
        if not path.exists():
            path.write_bytes(shipped_book(case, edition))
        return path

    return made


def found_by_the_validator(path: Path, version: str = VERSIONS[-1]) -> list[str]:
    done = subprocess.run(
        ["node", CLI, path, "--officeVersion", version], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode in (0, 1), f"{done.stderr}\n(was npm ci run in tests/validator?)"
    errors: list[dict[str, Any]] = json.loads(done.stdout)["errors"]
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in errors]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("case", "edition"), BOOKS, ids=["-".join(book) for book in BOOKS])
def test_the_validator_has_nothing_to_say(
    book: Callable[[str, str], Path], case: str, edition: str, version: str
) -> None:
    assert found_by_the_validator(book(case, edition), version) == []


@pytest.mark.parametrize(("case", "edition"), BOOKS, ids=["-".join(book) for book in BOOKS])
def test_no_trap_is_left(book: Callable[[str, str], Path], case: str, edition: str) -> None:
    assert traps(book(case, edition).read_bytes()) == []


def _portfolio(path: Path) -> None:
    path.write_bytes(build(portfolio(example(), package_catalogue())))


def _runs(path: Path) -> None:
    write_table([["run", "requests", "=no formula"], ["1", 2.5, "text"]], path)


@pytest.mark.parametrize("write", [_portfolio, _runs], ids=["portfolio", "runs"])
def test_what_else_is_written_is_valid_too(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx")
    assert found_by_the_validator(tmp_path / "book.xlsx") == []


def _replaced(part: str, old: bytes, new: bytes) -> Plant:
    def plant(parts: dict[str, bytes]) -> None:
        name = next(name for name in sorted(parts) if name.startswith(part) and old in parts[name])
        parts[name] = parts[name].replace(old, new, 1)

    return plant


#: Fault -> how it is planted in the native edition, and by whom it is found.
FAULTS: dict[str, tuple[Plant, str]] = {
    "font children out of order": (
        _replaced("xl/styles.xml", b"<font><b ", b'<font><name val="Calibri"/><b '),
        "validator",
    ),
    "an unknown element": (_replaced("xl/worksheets/sheet", b"<sheetData>", b"<sheetDatum/><sheetData>"), "validator"),
    "a sheet without its part": (_replaced("xl/_rels/", b"sheet3.xml", b"sheet99.xml"), "validator"),
    "a number that is none": (_replaced("xl/worksheets/sheet", b' min="1"', b' min="one"'), "validator"),
    "a validation formula with =": (_replaced("xl/worksheets/sheet", b"<formula1>", b"<formula1>="), "traps"),
    "a small exponent": (_replaced("xl/worksheets/sheet", b"</f><v>", b"*1e-05</f><v>"), "traps"),
    "a text that is shown as another": (
        _replaced("xl/worksheets/sheet", b"</t></is>", b"_x0041_</t></is>"),
        "traps",
    ),
    "a prompt that is too long": (
        _replaced("xl/worksheets/sheet", b' promptTitle="', b' promptTitle="' + b"x" * 33),
        "traps",
    ),
    "a look that is not there": (_replaced("xl/worksheets/sheet", b'dxfId="', b'dxfId="9'), "traps"),
    "a number format that is not there": (
        _replaced("xl/styles.xml", b'<xf numFmtId="0"', b'<xf numFmtId="999"'),
        "traps",
    ),
    "a currency format": (_replaced("xl/styles.xml", b'formatCode="', b'formatCode="$#,##0;'), "traps"),
    "a name twice": (
        _replaced(
            "xl/workbook.xml", b"</definedNames>", b'<definedName name="token_price">1</definedName></definedNames>'
        ),
        "traps",
    ),
    "a name like a cell": (
        _replaced("xl/workbook.xml", b"</definedNames>", b'<definedName name="ab12">1</definedName></definedNames>'),
        "traps",
    ),
    "an area with commas": (
        _replaced("xl/worksheets/sheet", b'<conditionalFormatting sqref="', b'<conditionalFormatting sqref="A1,'),
        "traps",
    ),
    "metadata without an array": (
        _replaced("xl/worksheets/sheet", b' cm="1"><f t="array"', b' cm="1"><f t="normal"'),
        "traps",
    ),
    "a formula without its value": (_replaced("xl/worksheets/sheet", b"</f><v>0</v>", b"</f>"), "traps"),
    "a new function without its prefix": (_replaced("xl/workbook.xml", b"_xlfn.LET(", b"LET("), "traps"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(book: Callable[[str, str], Path], tmp_path: Path, fault: str) -> None:
    plant, finder = FAULTS[fault]
    with zipfile.ZipFile(book(CASE_NAMES[0], "native")) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    plant(parts)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    faulty = tmp_path / "faulty.xlsx"
    faulty.write_bytes(data.getvalue())
    found = found_by_the_validator(faulty) if finder == "validator" else traps(data.getvalue())
    assert found
