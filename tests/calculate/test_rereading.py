"""A sheet that is byte for byte that of the last workbook is not read again, unless what it refers to has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import MAIN, PACKAGE, REL, parts, sheet_xml, zipped

from xlcost.errors import BadFile
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.records import Book
from xlcost.workbook.sheet_reader import Known, Rereader

SHARED = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" cm="1"><f t="array" ref="B1">A1</f></c></row>')
LINKED = sheet_xml("", '<hyperlinks><hyperlink ref="A1" r:id="link"/></hyperlinks>')
OTHER = sheet_xml('<row r="1"><c r="A1"><v>2</v></c></row>')
RELATIONS = "xl/_rels/workbook.xml.rels"
METADATA = "xl/metadata.xml"


def content(shared: str = "one", target: str = "https://example.com/a") -> dict[str, str | bytes]:
    found = parts(SHARED, LINKED, OTHER)
    relations = str(found[RELATIONS])
    strings = f'<Relationship Id="s" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    link = f'<Relationship Id="link" Type="{REL}/hyperlink" TargetMode="External" Target="{target}"/>'
    return found | {
        RELATIONS: relations.replace("</Relationships>", strings),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{shared}</t></si></sst>',
        "xl/worksheets/_rels/sheet2.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>',
    }


def read(found: dict[str, str | bytes], known: dict[str, Known]) -> tuple[Book, dict[str, Known]]:
    reader = Rereader(known)
    return read_book(package_from_bytes(zipped(found), Path("book.xlsx")), reader), reader.known


def as_new(found: dict[str, str | bytes]) -> Book:
    return read_book(package_from_bytes(zipped(found), Path("book.xlsx")))


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({}, (False, False, False)),
        (content(shared="two"), (True, True, True)),
        (content(target="https://example.com/b"), (False, True, False)),
        ({METADATA: f'<metadata xmlns="{MAIN}"/>'}, (True, True, True)),
        ({"xl/worksheets/sheet3.xml": OTHER.replace("2", "3")}, (False, False, True)),
        ({"xl/worksheets/sheet3.xml": SHARED}, (False, False, True)),
        ({"xl/workbook.xml": str(content()["xl/workbook.xml"]).replace('"S3"', '"S9"')}, (False, False, True)),
        (
            {"xl/workbook.xml": str(content()["xl/workbook.xml"]).replace('"S1"', '"S1" state="hidden"')},
            (True, False, False),
        ),
    ],
)
def test_only_what_is_as_it_was_is_taken_over(changes: dict[str, str | bytes], again: tuple[bool, bool, bool]) -> None:
    first, known = read(content(), {})
    second, _ = read(content() | changes, known)
    assert second.sheets == as_new(content() | changes).sheets
    assert tuple(new is not old for old, new in zip(first.sheets, second.sheets, strict=True)) == again


def test_a_damaged_sheet_is_refused_after_a_good_one() -> None:
    _, known = read(content(), {})
    with pytest.raises(BadFile, match=r"sheet3\.xml is damaged"):
        read(content() | {"xl/worksheets/sheet3.xml": OTHER.replace("A1", "FOO")}, known)


def test_only_the_last_workbook_is_remembered() -> None:
    _, known = read(content(), {})
    _, known = read(parts(OTHER), known)
    assert set(known) == {"xl/worksheets/sheet1.xml"}
