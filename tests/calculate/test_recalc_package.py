"""After a recalculation only cached values of formula cells differ; all else in the file is as it was, byte for byte."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils.cell import rows_from_range
from raw_package import MAIN, formula_sheet, parts, sheet_xml, zipped

from xlcost.calculate.certified import recalc_file
from xlcost.calculate.results import Recalculation
from xlcost.errors import BadFile
from xlcost.workbook.addresses import address
from xlcost.workbook.reader import open_book
from xlcost.workbook.writer import patched_sheet

WORKBOOKS = Path(__file__).parents[2] / "workbook"
SHEET = "xl/worksheets/sheet1.xml"


class Written(NamedTuple):
    """A workbook before and after, and what the recalculation said."""

    before: bytes
    after: bytes
    result: Recalculation


def recalculated(tmp_path: Path, data: bytes, suffix: str = ".xlsx") -> Written:
    source, target = tmp_path / f"before{suffix}", tmp_path / f"after{suffix}"
    source.write_bytes(data)
    result = recalc_file(source, target)
    assert source.read_bytes() == data
    return Written(data, target.read_bytes(), result)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def fresh_sheet(tmp_path: Path, sheet: str | bytes) -> str:
    """The text of a sheet after a workbook with this sheet was recalculated."""
    part = contents(recalculated(tmp_path, zipped(parts("") | {SHEET: sheet})).after)[SHEET]
    return part.decode("utf-16" if part.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8")


def fresh_cell(tmp_path: Path, cell: str) -> str:
    """A cell's XML after recalculation."""
    after = fresh_sheet(tmp_path, sheet_xml(f'<row r="1">{cell}</row>'))
    return after.partition('<row r="1">')[2].partition("</row>")[0]


def without_fresh(sheet: bytes) -> bytes:
    """A sheet without what may change: the value and the type of cells that have a formula or are filled by one."""
    root = etree.fromstring(sheet)
    filled = {
        address
        for formula in root.iter(f"{{{MAIN}}}f")
        if formula.get("t") == "array"
        for address in _addresses(formula.get("ref"))
    }
    for cell in root.iter(f"{{{MAIN}}}c"):
        if cell.find(f"{{{MAIN}}}f") is not None or cell.get("r") in filled:
            cell.attrib.pop("t", None)
            for value in cell.findall(f"{{{MAIN}}}v"):
                cell.remove(value)
    return etree.tostring(root, method="c14n2")


def _addresses(area: str) -> list[str]:
    cells = rows_from_range(area)
    return [address for row in cells for address in row]


def stale(workbook: str) -> bytes:
    """A kept workbook in which an input has changed but no value that follows from it."""
    path = WORKBOOKS / workbook
    book = open_book(path)
    (scenario,) = (name.formula for name in book.names if name.name == "scenario")
    sheet_name, _, address = scenario.replace("$", "").partition("!")
    part = book.sheets_by_name[sheet_name.strip("'").lower()].part
    changed = patched_sheet(book.package.parts[part], {(int(address[1:]), ord(address[0]) - ord("A") + 1): "High"})
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, changed if info.filename == part else old.read(info))
    return out.getvalue()


@pytest.fixture(scope="module", params=["xlcost-template.xlsx", "xlcost-classic.xlsm"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Workbooks with charts, validations, formats, comments, names; one with macros."""
    return recalculated(tmp_path_factory.mktemp("real"), stale(request.param), Path(request.param).suffix)


def test_only_sheets_change(real: Written) -> None:
    before, after = contents(real.before), contents(real.after)
    changed = {name for name in before if before[name] != after[name]}
    assert list(before) == list(after)
    assert len(changed) > 5
    assert all(name.startswith("xl/worksheets/sheet") for name in changed)


def test_in_a_sheet_only_values_and_types_of_formula_cells_change(real: Written) -> None:
    before, after = contents(real.before), contents(real.after)
    for name in before:
        if before[name] != after[name]:
            assert without_fresh(before[name]) == without_fresh(after[name]), name
            assert before[name].partition(b"<sheetData>")[0] == after[name].partition(b"<sheetData>")[0]
            assert before[name].partition(b"</sheetData>")[2] == after[name].partition(b"</sheetData>")[2]


def test_the_zip_keeps_order_times_and_attributes(real: Written) -> None:
    kept = [
        [
            (info.filename, info.date_time, info.external_attr, info.compress_type, info.create_system, info.comment)
            for info in zipfile.ZipFile(io.BytesIO(data)).infolist()
        ]
        for data in (real.before, real.after)
    ]
    assert kept[0] == kept[1]


def test_macros_keep_their_compressed_bytes(tmp_path: Path) -> None:
    written = recalculated(tmp_path, (WORKBOOKS / "xlcost-classic.xlsm").read_bytes(), ".xlsm")
    packed = [_packed(data, "xl/vbaProject.bin") for data in (written.before, written.after)]
    assert packed[0] == packed[1]
    assert open_book(tmp_path / "after.xlsm").has_macros


def _packed(data: bytes, name: str) -> bytes:
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(name)
    name_length, extra_length = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    return data[start : start + info.compress_size]


def test_recalculating_twice_changes_nothing_more(real: Written, tmp_path: Path) -> None:
    suffix = real.result.book.package.path.suffix
    assert recalculated(tmp_path, real.after, suffix).after == real.after


EXTRAS = {
    "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A2" i="1"/></calcChain>',
    "customXml/item1.xml": "<secret>  kept\r\n</secret>",
    "docProps/core.xml": "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/"
    "core-properties'><cp:lastModifiedBy>Ada</cp:lastModifiedBy></cp:coreProperties>",
    "docProps/custom.xml": "<Properties/>",
    "xl/comments1.xml": f'<comments xmlns="{MAIN}"/>',
    "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
    "xl/media/image1.png": b"\x89PNG\r\n\x1a\n not really",
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
    "_xmlsignatures/sig1.xml": "<Signature/>",
    "xl/unknown/part.xyz": b"\0\1\2",
}


def test_parts_that_nothing_here_knows_stay(tmp_path: Path) -> None:
    written = recalculated(tmp_path, zipped(parts(formula_sheet({"A1": 2, "A2": "=A1*2"})) | EXTRAS))
    before, after = contents(written.before), contents(written.after)
    assert {name for name in before if before[name] != after[name]} == {SHEET}


def test_what_nothing_here_knows_in_a_sheet_stays(tmp_path: Path) -> None:
    odd = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<!-- made by hand -->\n'
        f"<x:worksheet xmlns:x='{MAIN}' xmlns:q='urn:q' q:mark='1'>\n <x:sheetPr q:a=\"&amp;\"/>"
        "<x:sheetData  q:b='2' >\n  <x:row  r='1'  q:c='3'>"
        "<x:c r='A1' s='0'><x:v>3</x:v></x:c>\t"
        "<!-- <x:c r='B1'><x:v>9</x:v></x:c> -->"
        "<x:c  q:d='4' r='B1'  s='0' ><x:f ca='1'>A1*2</x:f>{}<x:extLst><q:e/></x:extLst></x:c>"
        "</x:row>\n</x:sheetData><?pi stays?><q:tail>  </q:tail></x:worksheet>\n"
    )
    assert fresh_sheet(tmp_path, odd.format("<x:v>5</x:v>")) == odd.format("").replace(
        "<x:extLst><q:e/></x:extLst></x:c>", "<x:extLst><q:e/></x:extLst><x:v>6</x:v></x:c>"
    )


def test_a_cell_whose_value_is_still_right_keeps_its_spelling(tmp_path: Path) -> None:
    cell = '<c r="A1" ><f>1/4</f><v>2.50E-1</v></c>'
    assert fresh_cell(tmp_path, cell) == cell


CELLS = {
    "a number": ("1/8", "", "<v>0.125</v>"),
    "a large number": ("1E300", "", "<v>1E+300</v>"),
    "a whole number": ("3*2", "", "<v>6</v>"),
    "a text": ('"a"&amp;"b"', ' t="str"', "<v>ab</v>"),
    "an empty text": ('""', ' t="str"', "<v></v>"),
    "TRUE": ("1=1", ' t="b"', "<v>1</v>"),
    "FALSE": ("1=2", ' t="b"', "<v>0</v>"),
    "an error": ("1/0", ' t="e"', "<v>#DIV/0!</v>"),
    "no number is there": ("NA()", ' t="e"', "<v>#N/A</v>"),
    "signs of XML": ('"&lt;&amp;&gt;]]&gt;"', ' t="str"', "<v>&lt;&amp;&gt;]]&gt;</v>"),
    "a bell": ("CHAR(7)", ' t="str"', "<v>_x0007_</v>"),
    "a line feed": ('"a"&amp;CHAR(10)&amp;"b"', ' t="str"', "<v>a\nb</v>"),
    "a carriage return": ("CHAR(13)", ' t="str"', "<v>_x000D_</v>"),
    "a text like an escape": ('"_x"&amp;"0041_"', ' t="str"', "<v>_x005F_x0041_</v>"),
    "an emoji": ("UNICHAR(128512)", ' t="str"', "<v>\N{GRINNING FACE}</v>"),
    "spaces at its ends": ('"  a "', ' t="str"', "<v>  a </v>"),
}


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("was", ["", "<v>7</v>"])
def test_a_value_is_saved_as_excel_saves_it(tmp_path: Path, kind: str, was: str) -> None:
    formula, type_, value = CELLS[kind]
    fresh = fresh_cell(tmp_path, f'<c r="A1" s="0"><f>{formula}</f>{was}</c>')
    assert fresh == f'<c r="A1" s="0"{type_}><f>{formula}</f>{value}</c>'


@pytest.mark.parametrize("was", [' t="str"', ' t="e"', ' t="b"', ' t="n"'])
def test_the_old_type_gives_way(tmp_path: Path, was: str) -> None:
    assert fresh_cell(tmp_path, f'<c r="A1"{was}><f>2+2</f><v>0</v></c>').replace(' t="n"', "") == (
        '<c r="A1"><f>2+2</f><v>4</v></c>'
    )


def test_an_inline_text_gives_way(tmp_path: Path) -> None:
    cell = '<c r="A1" t="inlineStr"><f>2+2</f><is><t>four</t></is></c>'
    assert fresh_cell(tmp_path, cell) == '<c r="A1"><f>2+2</f><v>4</v></c>'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "=cmd|' /C calc'!A0"])
def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path, start: str) -> None:
    quoted = (start + "1+1").replace("\t", '"&amp;CHAR(9)&amp;"')
    sheet = sheet_xml(f'<row r="1"><c r="A1"><f>"{quoted}"</f></c></row>')
    recalculated(tmp_path, zipped(parts(sheet)))
    (cell,) = open_book(tmp_path / "after.xlsx").sheets[0].formulas
    assert (cell.value, cell.kind) == (start + "1+1", "text")
    assert openpyxl.load_workbook(tmp_path / "after.xlsx")["S1"]["A1"].value == f"={cell.formula}"
    assert openpyxl.load_workbook(tmp_path / "after.xlsx", data_only=True)["S1"]["A1"].value == start + "1+1"


def test_the_longest_text_is_saved_whole_and_a_longer_one_is_an_error(tmp_path: Path) -> None:
    cells = '<c r="A1"><f>REPT("x",32767)</f></c><c r="B1"><f>REPT("x",32768)</f></c>'
    fresh = fresh_cell(tmp_path, cells)
    assert f"<v>{'x' * 32_767}</v>" in fresh
    assert fresh.endswith('<c r="B1" t="e"><f>REPT("x",32768)</f><v>#VALUE!</v></c>')


@pytest.mark.parametrize(("encoding", "saved"), [("ISO-8859-1", "&#8364;\xe4"), ("US-ASCII", "&#8364;&#228;")])
def test_a_sheet_keeps_its_encoding_whatever_a_text_holds(tmp_path: Path, encoding: str, saved: str) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?>' + sheet_xml(
        '<row r="1"><c r="A1"><f>UNICHAR(8364)&amp;UNICHAR(228)</f></c></row>'
    )
    written = recalculated(tmp_path, zipped(parts("") | {SHEET: sheet.encode(encoding)}))
    assert saved in contents(written.after)[SHEET].decode(encoding)
    (cell,) = open_book(tmp_path / "after.xlsx").sheets[0].formulas
    assert cell.value == "\N{EURO SIGN}\xe4"


def test_a_sheet_in_utf_16_stays_so(tmp_path: Path) -> None:
    sheet = '<?xml version="1.0" encoding="UTF-16"?>' + sheet_xml('<row r="1"><c r="A1"><f>UNICHAR(8364)</f></c></row>')
    assert "<v>\N{EURO SIGN}</v>" in fresh_sheet(tmp_path, sheet.encode("utf-16"))


def test_an_array_formula_fills_its_cells_in_their_places(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><f t="array" ref="C2:D3">{1,2;3,4}*A2</f></c><c r="E2"/></row>'
        '<row r="5"><c r="A5"><v>5</v></c></row>'
    )
    assert (
        '<c r="C2"><f t="array" ref="C2:D3">{1,2;3,4}*A2</f><v>1</v></c><c r="D2"><v>2</v></c><c r="E2"/></row>'
        '<row r="3"><c r="C3"><v>3</v></c><c r="D3"><v>4</v></c></row><row r="5">'
    ) in fresh_sheet(tmp_path, sheet_xml(rows))


def test_shared_formulas_stay_shared(tmp_path: Path) -> None:
    def sheet(*values: int) -> str:
        first = '<f t="shared" ref="B1:B3" si="0">A1*2</f>'
        copy = '<f t="shared" si="0"></f>'
        return sheet_xml(
            "".join(
                f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}">{copy if row > 1 else first}<v>{value}</v>'
                "</c></row>"
                for row, value in enumerate(values, 1)
            )
        )

    assert fresh_sheet(tmp_path, sheet(0, 0, 0)) == sheet(2, 4, 6)


KEPT = {
    "a function that nobody has": '<c r="A1"><f>NO.SUCH(1)</f><v>7</v></c>',
    "a what-if data table": '<c r="A1"><f t="dataTable" ref="A1:A2" dt2D="1" dtr="1" r1="C1" r2="D1"/><v>7</v></c>',
    "another workbook": '<c r="A1"><f>[1]Sheet1!A1</f><v>7</v></c>',
    "text that is no formula": '<c r="A1" t="str"><f>1+</f><v>seven</v></c>',
}


@pytest.mark.parametrize("what", KEPT)
def test_what_cannot_be_calculated_keeps_its_value_and_so_does_what_depends_on_it(tmp_path: Path, what: str) -> None:
    cells = KEPT[what] + '<c r="B1"><f>IFERROR(A1,0)</f><v>8</v></c><c r="C1"><f>1+1</f><v>0</v></c>'
    written = recalculated(tmp_path, zipped(parts(sheet_xml(f'<row r="1">{cells}</row>'))))
    assert cells.replace("<f>1+1</f><v>0</v>", "<f>1+1</f><v>2</v>") in contents(written.after)[SHEET].decode()
    assert [(cell.row, cell.column) for cell in written.result.not_evaluated][-1] == (1, 2)


# --- where it is written ----------------------------------------------------------------------------------------------

GOOD = zipped(parts(formula_sheet({"A1": 2, "A2": "=A1*2"})))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(GOOD)
    return path


def value(path: Path) -> Any:
    return open_book(path).sheets[0].cells[2, 1].value


def test_a_workbook_may_be_written_over_itself(book: Path) -> None:
    recalc_file(book, book)
    assert value(book) == 4.0
    assert [path.name for path in book.parent.iterdir()] == ["book.xlsx"]


def test_a_file_keeps_its_permissions(book: Path) -> None:
    book.chmod(0o640)
    recalc_file(book, book)
    assert book.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_stays_one_and_its_file_is_written(book: Path) -> None:
    link = book.with_name("link.xlsx")
    link.symlink_to("book.xlsx")
    recalc_file(link, link)
    assert link.is_symlink()
    assert value(book) == 4.0
    assert len(list(book.parent.iterdir())) == 2


def test_another_name_for_the_same_file_keeps_the_old_content(book: Path) -> None:
    other = book.with_name("other.xlsx")
    other.hardlink_to(book)
    recalc_file(book, book)
    assert (value(book), value(other)) == (4.0, None)


REFUSED = {
    "a folder": ("folder.xlsx", "is no file"),
    "a folder that is not there": ("none/out.xlsx", "cannot be written"),
    "a file for a folder": ("book.xlsx/out.xlsx", "cannot be written"),
    "a write-protected file": ("protected.xlsx", "write-protected"),
    "an ending that Excel would refuse": ("out.xlsm", "ending .xlsx"),
    "a name that is too long": ("x" * 300 + ".xlsx", "cannot be written"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_where_nothing_can_be_written_nothing_changes(book: Path, what: str) -> None:
    (book.parent / "folder.xlsx").mkdir()
    protected = book.with_name("protected.xlsx")
    protected.write_bytes(b"precious")
    protected.chmod(0o444)
    before = sorted(path.name for path in book.parent.iterdir())
    name, says = REFUSED[what]
    with pytest.raises(BadFile, match=says) as refusal:
        recalc_file(book, book.parent / name)
    assert "\n" not in str(refusal.value)
    assert sorted(path.name for path in book.parent.iterdir()) == before
    assert (book.read_bytes(), protected.read_bytes()) == (GOOD, b"precious")


def test_a_crash_while_writing_leaves_the_old_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises((BadFile, OSError), match="No space left"):
        recalc_file(book, book)
    assert book.read_bytes() == GOOD
    assert [path.name for path in book.parent.iterdir()] == ["book.xlsx"]


class Counted(int):
    """A row or column that counts how often it is compared with another."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) < int(other)


@pytest.mark.parametrize("along", ["rows", "columns"])
def test_the_work_grows_with_the_cells_and_not_with_their_square(along: str) -> None:
    count = 2_000
    if along == "rows":
        rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, count + 1))
        values = {(Counted(n), 1): 2.0 for n in range(1, count + 1)}
    else:
        cells = "".join(f'<c r="{address(1, n)}"><v>1</v></c>' for n in range(1, count + 1))
        rows = f'<row r="1">{cells}</row>'
        values = {(1, Counted(n)): 2.0 for n in range(1, count + 1)}
    Counted.compared = 0
    changed = patched_sheet(sheet_xml(rows).encode(), values)
    assert changed.count(b"<v>2</v>") == count
    assert Counted.compared < 10 * count
