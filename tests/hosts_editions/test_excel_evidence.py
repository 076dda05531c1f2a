"""The evidence kit on copies: as Excel saves them (made up, from what Excel is known to write), altered, and LibreOffice's."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from shipped_books import shipped_book

from xlcost.calculate.engines.libreoffice import convert
from xlcost.cli.excel import evidence
from xlcost.errors import BadFile
from xlcost.hosts.classic.compound import Storage, read_compound, write_compound
from xlcost.hosts.editions import EDITIONS
from xlcost.hosts.excelproof import QUESTIONS, proven_builds, record
from xlcost.hosts.savedcopy import edition_of, excel_of, judged, named_original, shipped_original
from xlcost.workbook.reader import open_book

Change = Callable[[dict[str, bytes]], None]


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def written(parts: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def as_excel_saves(parts: dict[str, bytes], application: str = "Microsoft Excel") -> None:
    """What Excel leaves in a copy: its name and build, its spelling of formulas, compiled macros."""
    parts["docProps/app.xml"] = re.sub(
        rb"<Application>.*?</Application>(<AppVersion>.*?</AppVersion>)?",
        f"<Application>{application}</Application><AppVersion>16.0300</AppVersion>".encode(),
        parts["docProps/app.xml"],
    )
    version = b'<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="29231"/>'
    parts["xl/workbook.xml"] = re.sub(rb"(<workbook\b[^>]*>)", rb"\1" + version, parts["xl/workbook.xml"], count=1)
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = re.sub(rb"<f>([A-Z]+)\(", rb"<f> \1( ", parts[name])
    if "xl/vbaProject.bin" in parts:
        root = read_compound(parts["xl/vbaProject.bin"])
        vba = root.children["VBA"]
        assert isinstance(vba, Storage)
        compiled = Storage({**vba.children, "_VBA_PROJECT": bytes(3000)}, vba.clsid)
        parts["xl/vbaProject.bin"] = write_compound(Storage({**root.children, "VBA": compiled}, root.clsid))


@pytest.fixture(scope="module")
def plain(article_book: Path) -> bytes:
    return article_book.read_bytes()


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_copy_as_excel_saves_it_is_proven(edition: str, tmp_path: Path) -> None:
    parts = parts_of(shipped_book("article", edition))
    as_excel_saves(parts)
    copy = written(parts, tmp_path / f"copy{EDITIONS[edition].suffix}")
    done = CliRunner().invoke(evidence, [str(copy), "-o", str(tmp_path / "record.json")])
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "record.json").read_text())
    assert (found["verdict"], found["edition"], found["case"]) == ("proven", edition, "article")
    assert found["excel"] == {
        "application": "Microsoft Excel", "version": "16.0300", "build": "29231", "host": "Windows",
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(found)


def test_an_excel_that_passes_0_for_an_empty_cell_is_proven_and_told(tmp_path: Path) -> None:
    parts = parts_of(shipped_book("article", "lite"))
    as_excel_saves(parts)
    _replaced("xl/worksheets/", rb"<v>a blank</v>", b"<v>0, as older Excels do: fill in every input</v>")(parts)
    copy = written(parts, tmp_path / "copy.xlsx")
    done = CliRunner().invoke(evidence, [str(copy), "-o", str(tmp_path / "record.json")])
    assert done.exit_code == 0, done.output
    (values,) = (c for c in json.loads((tmp_path / "record.json").read_text())["checks"] if c["name"] == "values")
    assert values["ok"]
    assert "a blank -> 0, as older Excels do" in values["found"]


@pytest.mark.parametrize(
    ("application", "host"),
    [("Microsoft Macintosh Excel", "Mac"), ("Microsoft Excel Online", "web"), ("LibreOffice/25.2", "")],
)
def test_the_kind_of_excel_is_told(plain: bytes, tmp_path: Path, application: str, host: str) -> None:
    parts = parts_of(plain)
    as_excel_saves(parts, application)
    assert excel_of(open_book(written(parts, tmp_path / "copy.xlsx"))).host == host


def _replaced(part: str, old: bytes, new: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        name = next(name for name in sorted(parts) if name.startswith(part) and re.search(old, parts[name]))
        parts[name] = re.sub(old, new, parts[name], count=1)

    return change


def _dropped(part: str) -> Change:
    return lambda parts: [parts.pop(name) for name in list(parts) if name.startswith(part)] and None


def _uncompiled(parts: dict[str, bytes]) -> None:
    root = read_compound(parts["xl/vbaProject.bin"])
    vba = root.children["VBA"]
    assert isinstance(vba, Storage)
    bare = Storage({**vba.children, "_VBA_PROJECT": bytes(7)}, vba.clsid)
    parts["xl/vbaProject.bin"] = write_compound(Storage({**root.children, "VBA": bare}, root.clsid))


#: What went wrong -> the edition, how, and the check that says so.
WRONG: dict[str, tuple[str, Change, str]] = {
    "another value": ("template", _replaced("xl/worksheets/", rb"</f><v>\d[\d.]+</v>", b"</f><v>7.5</v>"), "values"),
    "another formula": ("template", _replaced("xl/worksheets/", rb"</f><v>", b"+0</f><v>"), "formulas"),
    "a function that Excel does not know": (
        "native",
        _replaced("xl/worksheets/", rb"<f( [^>]*)?>PROMPT_COST\(", rb"<f\1>_xludf.PROMPT_COST("),
        "nothing unknown to Excel",
    ),
    "a reference to nothing": (
        "template",
        _replaced("xl/workbook.xml", rb"(<definedName [^>]*>)[^<]*<", rb"\1#REF!<"),
        "nothing unknown to Excel",
    ),
    "a name gone": ("template", _replaced("xl/workbook.xml", rb"<definedName .*?</definedName>", b""), "names"),
    "a validation gone": ("template", _replaced("xl/worksheets/", rb"<dataValidation .*?</dataValidation>", b""), "validations"),
    "a conditional format gone": (
        "template",
        _replaced("xl/worksheets/", rb"<conditionalFormatting .*?</conditionalFormatting>", b""),
        "conditional formats",
    ),
    "charts gone": ("template", _dropped("xl/drawings/_rels/"), "charts"),
    "a sheet hidden": (
        "template",
        _replaced("xl/workbook.xml", rb'(<sheet [^>]*?)state="visible"', rb'\1state="hidden"'),
        "sheets"),
    "macros that no Excel compiled": ("classic", _uncompiled, "macros compiled"),
    "the add-in's part changed": (
        "lite",
        _replaced("xl/webextensions/webextension1.xml", rb'name="main.py" value="', b'name="main.py" value="x'),
        "functions carried",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_went_wrong_is_said(wrong: str, tmp_path: Path) -> None:
    edition, change, name = WRONG[wrong]
    parts = parts_of(shipped_book("article", edition))
    as_excel_saves(parts)
    change(parts)
    copy = written(parts, tmp_path / f"copy{EDITIONS[edition].suffix}")
    original = tmp_path / f"original{EDITIONS[edition].suffix}"
    original.write_bytes(shipped_book("article", edition))
    done = CliRunner().invoke(evidence, [str(copy), "--original", str(original), "-o", str(tmp_path / "record.json")])
    assert (done.exit_code, done.output.splitlines()[-1].endswith("not proven")) == (1, True)
    checks = json.loads((tmp_path / "record.json").read_text())["checks"]
    assert name in [check["name"] for check in checks if not check["ok"]]


def test_a_copy_that_libreoffice_saved_is_no_proof_of_excel(article_book: Path, tmp_path: Path) -> None:
    (copy,) = convert([article_book], tmp_path, "xlsx")
    failed = {check.name for check in judged(named_original(article_book), open_book(copy)) if not check.ok}
    assert "saved by Excel" in failed


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_is_told_by_what_it_carries(edition: str, tmp_path: Path) -> None:
    path = tmp_path / f"book{EDITIONS[edition].suffix}"
    path.write_bytes(shipped_book("article", edition))
    assert edition_of(open_book(path)) == edition


def test_a_workbook_of_somebody_else_needs_its_original(tmp_path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(BadFile, match="name its original by --original"):
        shipped_original(open_book(tmp_path / "other.xlsx"))


def _record(article_book: Path, answers: dict[str, str]) -> dict[str, Any]:
    original = named_original(article_book)
    return record(original, original.book, judged(original, original.book), answers)


def test_answers_are_kept_and_strange_ones_refused(article_book: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text('about = "16.0.1"\nfollows = "yes"\n')
    done = CliRunner().invoke(evidence, [str(article_book), "--answers", str(tmp_path / "answers.toml"), "--json"])
    assert json.loads(done.output)["answers"] == {**dict.fromkeys(QUESTIONS, ""), "about": "16.0.1", "follows": "yes"}
    (tmp_path / "answers.toml").write_text('name = "Ann"\n')
    done = CliRunner().invoke(evidence, [str(article_book), "--answers", str(tmp_path / "answers.toml")])
    assert "there is no question 'name'" in str(done.exception)


def test_the_table_is_made_of_the_records(article_book: Path, tmp_path: Path) -> None:
    assert "be the first" in proven_builds(tmp_path)[0]
    found = _record(article_book, {})
    (tmp_path / "one.json").write_text(json.dumps(found))
    (tmp_path / "again.json").write_text(json.dumps(found))
    assert len(proven_builds(tmp_path)) == 3
    assert proven_builds(tmp_path)[2].endswith("| not proven |")


def test_a_record_changed_by_hand_is_refused(article_book: Path, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({**_record(article_book, {}), "verdict": "proven"}))
    with pytest.raises(BadFile, match="was changed after it was written"):
        proven_builds(tmp_path)
    (tmp_path / "one.json").write_text("[]")
    with pytest.raises(BadFile, match="is no record"):
        proven_builds(tmp_path)
