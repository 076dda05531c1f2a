"""Whatever is not a sound workbook ends with one line that says what is wrong, before it costs time or memory."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from raw_package import MAIN, formula_sheet, parts, sheet_xml, zipped

from xlcost.errors import BadFile
from xlcost.workbook import limits
from xlcost.workbook.reader import open_book

GOOD = parts(formula_sheet({"A1": 1, "A2": "=A1*2"}))


def refusal(tmp_path: Path, data: bytes, name: str = "book.xlsx") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        open_book(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message.removeprefix(f"{path}: ")


def test_a_sound_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(zipped(GOOD))
    assert open_book(path).sheets[0].cells[2, 1].formula == "A1*2"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"month,cost\n1,450\n", "plain text"),
        (b"<?xml version='1.0'?><Workbook/>", "plain XML"),
        (b"<html><table></table></html>", "a web page"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "an old .xls workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office"),
        (b"\0\1\2\3" * 100, "not an .xlsx"),
        (zipped({"xl/workbook.bin": b"x"}), "a binary workbook (.xlsb)"),
        (zipped({"mimetype": "x", "content.xml": "<x/>"}), "an OpenDocument file (.ods)"),
        (zipped({"word/document.xml": "<x/>"}), "a Word document"),
        (zipped({"readme.txt": "hello"}), "[Content_Types].xml is missing"),
        (zipped(GOOD)[:-40], "damaged or cut off"),
        (zipped(GOOD)[:300], "damaged or cut off"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refusal(tmp_path, data)


def test_a_missing_file_and_a_folder_are_no_workbooks(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file"):
        open_book(tmp_path / "none.xlsx")
    with pytest.raises(BadFile, match="folder"):
        open_book(tmp_path)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl/../../evil.xml", "C:/evil.xml", "xl\\..\\..\\e"])
def test_part_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert "points outside the file" in refusal(tmp_path, zipped(GOOD | {name: "x"}))


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    assert "twice" in refusal(tmp_path, zipped(GOOD | {"XL/Workbook.xml": GOOD["xl/workbook.xml"]}))


def test_a_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    bomb = zipped(GOOD | {"xl/worksheets/sheet1.xml": b" " * (limits.RATIO_FREE_BYTES + 1)})
    assert "zip bomb" in refusal(tmp_path, bomb)


def test_a_part_beyond_the_bound_is_refused_without_unpacking(tmp_path: Path) -> None:
    data = bytearray(zipped(GOOD))
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, limits.MAX_PART_BYTES + 1)
    assert "unpacks to more than" in refusal(tmp_path, bytes(data))


def test_a_part_that_unpacks_to_more_than_it_declares_is_damaged(tmp_path: Path) -> None:
    data = bytearray(zipped(GOOD))
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 10)  # the first part: the content types are read only in part
    entry = data.index(b"PK\x01\x02", entry + 4)
    struct.pack_into("<I", data, entry + 24, 10)
    assert "damaged" in refusal(tmp_path, bytes(data))


def test_parts_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """The zip bomb without repetition: many entries of the directory over one and the same data."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"0" * 100_000) + packer.flush()
    data = bytearray(zipped(GOOD)[: zipped(GOOD).index(b"PK\x01\x02")])
    start = len(data)
    data += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(packed), 100_000, 1, 0) + b"x" + packed
    directory = len(data)
    count = 2_000
    for number in range(count):
        name = f"{number}".encode()
        data += struct.pack(
            "<4s6H3I5H2I",
            b"PK\x01\x02", 20, 20, 0, 8, 0, 33, 0, len(packed), 100_000, len(name), 0, 0, 0, 0, 0, start,
        ) + name  # fmt: skip
    data += struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(data) - directory, directory, 0)
    assert "overlap" in refusal(tmp_path, bytes(data))


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    crowd = {f"p{number}": b"" for number in range(limits.MAX_ENTRIES)}
    assert "parts" in refusal(tmp_path, zipped(GOOD | crowd))


def arrays(*areas: str) -> str:
    """A sheet with an array formula over each area, one a row."""
    return sheet_xml(
        "".join(
            f'<row r="{row}"><c r="A{row}"><f t="array" ref="{area}">1</f></c></row>'
            for row, area in enumerate(areas, 1)
        )
    )


def test_an_array_formula_over_too_many_cells_is_refused(tmp_path: Path) -> None:
    assert "an array formula over 1,000,002 cells" in refusal(tmp_path, zipped(parts(arrays("A1:B500001"))))


def test_array_formulas_that_fill_the_same_cells_again_and_again_are_refused(tmp_path: Path) -> None:
    """Each is within its bound; a thousand of them in ten kilobytes would be calculated for half an hour."""
    sheet = arrays("A1:B500000", "A2:B500001")
    reason = refusal(tmp_path, zipped(parts(sheet, sheet)))
    assert "array formulas over more than 3,000,000 cells in all" in reason


def test_array_formulas_over_many_cells_that_the_file_has_not_are_refused(tmp_path: Path) -> None:
    """Excel saves each cell that they fill; two kilobytes over a million took 20 s and 800 MB."""
    reason = refusal(tmp_path, zipped(parts(arrays("A1:B100000"))))
    assert "array formulas over 200,000 cells, in a file of 1" in reason
    (tmp_path / "few.xlsx").write_bytes(zipped(parts(arrays("A1:B50000"))))
    assert open_book(tmp_path / "few.xlsx").sheets[0].used.rows == 50_000


def test_the_bound_on_cells_holds_for_all_sheets_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    monkeypatch.setattr("xlcost.workbook.reader.MAX_CELLS", 5)
    assert "more than 5 cells in all sheets together" in refusal(tmp_path, zipped(parts(sheet, sheet, sheet)))
    (tmp_path / "two.xlsx").write_bytes(zipped(parts(sheet, sheet)))
    assert len(open_book(tmp_path / "two.xlsx").sheets) == 2


def test_the_bound_on_cells_holds_within_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = sheet_xml("".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 7)))
    monkeypatch.setattr("xlcost.workbook.sheet_reader.MAX_CELLS", 5)
    assert "more than 5 cells" in refusal(tmp_path, zipped(parts(sheet)))


def test_a_part_encrypted_by_the_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(GOOD))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)
    assert "encrypted" in refusal(tmp_path, bytes(data))


@pytest.mark.parametrize(
    ("offset", "forged", "says"),
    [(6, 99, "zip file version 9.9"), (8, 0x20, "compressed patched data"), (8, 0x40, "strong encryption")],
)
def test_a_zip_of_a_kind_that_nobody_reads_is_refused_with_the_reason(
    tmp_path: Path, offset: int, forged: int, says: str
) -> None:
    data = bytearray(zipped(GOOD))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/workbook.xml"))
    struct.pack_into("<H", data, entry + offset, forged)
    assert says in refusal(tmp_path, bytes(data))


def test_an_unusual_compression_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", "x")
    assert "compressed in a way" in refusal(tmp_path, buffer.getvalue())


XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize("doctype", [XXE, LAUGHS, '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path: Path, doctype: str, encoding: str) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{sheet_xml("")}'
    assert "document type" in refusal(tmp_path, zipped(GOOD | {"xl/worksheets/sheet1.xml": sheet.encode(encoding)}))


def test_an_encoding_that_could_hide_a_document_type_is_refused(tmp_path: Path) -> None:
    sheet = f'<?xml version="1.0" encoding="UTF-7"?>{sheet_xml("")}'
    assert "encoding" in refusal(tmp_path, zipped(GOOD | {"xl/worksheets/sheet1.xml": sheet}))


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    deep = f'<worksheet xmlns="{MAIN}">' + "<a>" * 100_000 + "</a>" * 100_000 + "</worksheet>"
    assert "damaged" in refusal(tmp_path, zipped(GOOD | {"xl/worksheets/sheet1.xml": deep}))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="99999999999999999999"/>',
        '<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>',
        '<row r="1"><c r="A1"><f t="array" ref="A1:B9999999">1</f></c></row>',
    ],
)
def test_gigantic_dimensions_are_refused(tmp_path: Path, rows: str) -> None:
    assert "damaged" in refusal(tmp_path, zipped(parts(sheet_xml(rows))))


def test_cells_at_the_far_corner_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(
        zipped(parts(sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', '<x ref="A1:XFD1048576"/>')))
    )
    assert list(open_book(path).sheets[0].cells) == [(1_048_576, 16_384)]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="x"/>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>one</v></c></row>',
        '<row r="1"><c r="A1"><v>nan</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="odd"><v>7</v></c></row>',
        '<row r="1"><c r="A1" s="x"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><f t="shared" si="0"/><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>',
    ],
)
def test_cells_that_make_no_sense_are_damage(tmp_path: Path, rows: str) -> None:
    assert "damaged" in refusal(tmp_path, zipped(parts(sheet_xml(rows))))


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"])
def test_missing_parts_are_named(tmp_path: Path, missing: str) -> None:
    assert refusal(tmp_path, zipped({name: data for name, data in GOOD.items() if name != missing}))


def test_a_sheet_without_its_part_is_named(tmp_path: Path) -> None:
    rest = {name: data for name, data in GOOD.items() if "sheet1" not in name}
    assert "'S1' has no part" in refusal(tmp_path, zipped(rest))


def test_a_workbook_without_a_sheet_is_none(tmp_path: Path) -> None:
    assert "damaged (no sheet)" in refusal(tmp_path, zipped(parts()))


def test_broken_xml_names_the_part(tmp_path: Path) -> None:
    assert "xl/workbook.xml is damaged" in refusal(tmp_path, zipped(GOOD | {"xl/workbook.xml": "<workbook><sheets>"}))
