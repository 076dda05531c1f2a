"""A module added to xlwings' own VBA projects: read back by olevba and olefile, all else unchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import olefile
import pytest

from xlcost.errors import BadArgument, BadFile
from xlcost.hosts.classic.compound import Storage, read_compound, write_compound
from xlcost.hosts.classic.compression import decompress
from xlcost.hosts.classic.project import add_module, read_project, with_module, without_module, write_project

SOURCE = "Public Function TWICE(x)\n    TWICE = 2 * x ' \xe4\xf6\xfc \u20ac\nEnd Function\n"
WORKBOOKS = ["quickstart_standalone.xlsm", "quickstart.xlsm", "quickstart_addin.xlam", "quickstart_addin_ribbon.xlam"]

Sources = Callable[[bytes], dict[str, str]]


@pytest.fixture
def sources(olevba: Any) -> Sources:
    """Module sources as olevba reads them."""

    def read(vba_project: bytes) -> dict[str, str]:
        parser = olevba.VBA_Parser("vbaProject.bin", data=vba_project)
        found = {path: code for _, path, _, code in parser.extract_all_macros()}
        parser.close()
        return found

    return read


@pytest.fixture(params=WORKBOOKS)
def shipped(xlwings_folder: Path, request: pytest.FixtureRequest) -> bytes:
    """The VBA project of each workbook that xlwings ships."""
    with zipfile.ZipFile(xlwings_folder / request.param) as package:
        return package.read("xl/vbaProject.bin")


@pytest.fixture(scope="module")
def extended(standalone: bytes) -> bytes:
    return add_module(standalone, "XlcostFunctions", SOURCE)


def test_olevba_finds_the_module_and_the_others_unchanged(sources: Sources, shipped: bytes) -> None:
    after = sources(add_module(shipped, "XlcostFunctions", SOURCE))
    added = after.pop("VBA/XlcostFunctions")
    assert added == 'Attribute VB_Name = "XlcostFunctions"\r\n' + SOURCE.replace("\n", "\r\n")
    assert after == sources(shipped)


def test_olevba_finds_xlwings_own_code(sources: Sources, extended: bytes) -> None:
    assert "Function XLPy()" in sources(extended)["VBA/xlwings"]


def test_olefile_finds_no_defect(shipped: bytes) -> None:
    written = add_module(shipped, "XlcostFunctions", SOURCE)
    with olefile.OleFileIO(io.BytesIO(written), raise_defects=olefile.DEFECT_UNSURE) as ole:
        assert ole.parsing_issues == []


def test_a_project_survives_reading_and_writing(shipped: bytes) -> None:
    project = read_project(shipped)
    again = read_project(write_project(project))
    assert (again.modules, again.properties, again.records) == _without_offsets(project)


def test_the_project_and_the_name_table_list_the_module_last(extended: bytes) -> None:
    root = read_compound(extended)
    items, _, rest = _text(root, "PROJECT").partition("Name=")
    assert items.splitlines()[-1] == "Module=XlcostFunctions"
    assert rest.split()[-5:] == ["XlcostFunctions=0,", "0,", "0,", "0,", "C"]
    assert _stream(root, "PROJECTwm").endswith(
        b"XlcostFunctions\0" + "XlcostFunctions".encode("utf-16-le") + b"\0\0" + b"\0\0"
    )


def test_no_compiled_code_is_left_so_that_office_compiles_the_sources(extended: bytes) -> None:
    vba = read_compound(extended).children["VBA"]
    assert isinstance(vba, Storage)
    assert vba.children["_VBA_PROJECT"] == bytes.fromhex("cc61ffff000100")
    for module in read_project(extended).modules:
        # The source begins the stream: nothing stands before it.
        assert decompress(_stream(vba, module.name)).startswith(b'Attribute VB_Name = "')


def test_the_caches_that_excel_leaves_are_dropped(standalone: bytes) -> None:
    root = read_compound(standalone)
    vba = root.children["VBA"]
    assert isinstance(vba, Storage)
    caches = {"__SRP_0": b"compiled", "_VBA_PROJECT": b"\xcc\x61\xb2\x00\x00\x01\x00" + b"\x07" * 900}
    with_caches = write_compound(Storage({**root.children, "VBA": Storage({**vba.children, **caches})}))
    assert add_module(with_caches, "M", "") == add_module(standalone, "M", "")


def test_streams_that_are_no_modules_are_kept(standalone: bytes) -> None:
    root = read_compound(standalone)
    form = Storage({"f": b"designer", "o": b""}, clsid=bytes(range(16)))
    project = write_compound(Storage({**root.children, "UserForm1": form}))
    assert read_compound(add_module(project, "M", "")).children["UserForm1"] == form


def test_the_same_project_gives_the_same_bytes(standalone: bytes, extended: bytes) -> None:
    assert add_module(standalone, "XlcostFunctions", SOURCE) == extended


@pytest.mark.parametrize("source", ["Sub A()\nEnd Sub", "Sub A()\r\nEnd Sub\r\n", "Sub A()\rEnd Sub"])
def test_lines_end_as_vba_wants_them(standalone: bytes, source: str) -> None:
    module = read_project(add_module(standalone, "M", source)).modules[-1]
    assert module.source == 'Attribute VB_Name = "M"\r\nSub A()\r\nEnd Sub\r\n'


def test_a_source_that_has_its_header_keeps_it(standalone: bytes) -> None:
    source = 'Attribute VB_Name = "M"\r\nSub A()\r\nEnd Sub\r\n'
    assert read_project(add_module(standalone, "M", source)).modules[-1].source == source


def test_a_source_of_another_name_is_refused(standalone: bytes) -> None:
    with pytest.raises(BadArgument, match="calls itself N, not M"):
        add_module(standalone, "M", 'Attribute VB_Name = "N"\n')


@pytest.mark.parametrize("name", ["", "1st", "a b", "a" * 32, "stra\xdfe", "_x"])
def test_a_name_that_vba_would_not_take_is_refused(standalone: bytes, name: str) -> None:
    with pytest.raises(BadArgument, match="cannot name a VBA module"):
        add_module(standalone, name, "")


def test_a_name_that_is_taken_is_refused(standalone: bytes) -> None:
    with pytest.raises(BadArgument, match="already has a module XLWINGS"):
        add_module(standalone, "XLWINGS", "")


def test_a_character_outside_the_code_page_is_refused_and_named(standalone: bytes) -> None:
    with pytest.raises(BadArgument, match="module M: '\u2265' is not in the project's code page cp1252"):
        add_module(standalone, "M", "' x \u2265 0")


def test_a_document_module_is_listed_as_one(standalone: bytes) -> None:
    written = write_project(with_module(read_project(standalone), "document", "Sheet3", ""))
    assert "Document=Sheet3/&H00000000\r\n" in _text(read_compound(written), "PROJECT")


def test_a_module_is_removed_with_every_mention(sources: Sources, standalone: bytes) -> None:
    written = write_project(without_module(read_project(standalone), "Module1"))
    root = read_compound(written)
    assert sources(standalone).keys() - sources(written).keys() == {"VBA/Module1"}
    assert "Module1" not in _text(root, "PROJECT")
    assert b"Module1" not in _stream(root, "PROJECTwm")


def test_a_removed_module_leaves_another_whose_name_begins_alike(standalone: bytes) -> None:
    project = with_module(read_project(standalone), "standard", "Module10", "")
    left = without_module(project, "Module1").properties
    assert "Module=Module10\r\n" in left
    assert "Module10=0, 0, 0, 0, C" in left


@pytest.mark.parametrize("missing", ["VBA", "PROJECT"])
def test_a_compound_file_without_a_project_is_refused(standalone: bytes, missing: str) -> None:
    children = dict(read_compound(standalone).children)
    del children[missing]
    with pytest.raises(BadFile, match=f"no (storage|stream) {missing}"):
        read_project(write_compound(Storage(children)))


def _without_offsets(project: Any) -> tuple[Any, ...]:
    """A project as it is after writing: every source at the beginning of its stream."""
    modules = tuple(
        type(module)(
            module.name,
            module.source,
            tuple(record._replace(data=bytes(4)) if record.number == 0x31 else record for record in module.records),
        )
        for module in project.modules
    )
    return modules, project.properties, project.records


def _stream(storage: Storage, name: str) -> bytes:
    stream = storage.children[name]
    assert isinstance(stream, bytes)
    return stream


def _text(storage: Storage, name: str) -> str:
    return _stream(storage, name).decode("cp1252")
