"""The workbook as a package of parts: opened safely, written back with every untouched part byte-identical.

Every input is hostile until proved otherwise. What is refused, and the bounds, are in limits.py; each refusal is one
``BadFile`` line that says what is wrong, where, and how to mend it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlcost.errors import BadFile
from xlcost.workbook import limits
from xlcost.workbook.zipwriter import QUICK, SMALL, rebuild_zip, write_zip

CONTENT_TYPES: Final = "[Content_Types].xml"
_ENCRYPTED_FLAG: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What zipfile raises for a damaged, cut off or forged file; RuntimeError and its kin where a password is wanted, or
#: for a version, an encryption or a patch that it does not read. Each is passed on as BadFile, with zipfile's reason.
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


class Parts(Mapping[str, bytes]):
    """Part name -> bytes, decompressed when asked for and then kept; names as in the zip, with forward slashes."""

    def __init__(self, where: Path, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
        self._where = where
        self._archive = archive
        self._entries = entries
        self._lower = {name.lower(): name for name in entries}
        self._cache: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        data = self._cache.get(name)
        if data is None:
            data = self._cache[name] = self._read(name)
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def find(self, name: str) -> str | None:
        """The stored spelling of a part name: OPC compares part names without regard to case."""
        return self._lower.get(name.lstrip("/").lower())

    def _read(self, name: str) -> bytes:
        entry = self._entries[name]
        try:
            with self._archive.open(entry) as stream:
                return stream.read(entry.file_size + 1)
        except _ZIP_FAULTS as reason:
            raise BadFile(
                f"{self._where}: part {name} is damaged ({reason}); open the workbook in Excel, let it repair, and save"
            ) from None


@dataclass(frozen=True)
class Package:
    """One opened workbook file, wholly in memory, so that the file itself may be replaced while it is in use."""

    path: Path
    data: bytes
    entries: tuple[zipfile.ZipInfo, ...]
    parts: Parts

    def relationships_part(self, name: str) -> str | None:
        """The part that holds the relationships of part ``name``, if there is one ('' is the package itself)."""
        folder, base = posixpath.split(name)
        return self.parts.find(posixpath.join(folder, "_rels", f"{base}.rels"))


def open_package(path: str | Path) -> Package:
    """Opens an .xlsx or .xlsm (also .xltx, .xltm) of any origin.

    Raises:
        BadFile: not such a file, or damaged, encrypted, oversized or hostile; the text says which and how to mend it.
    """
    where = Path(path)
    return package_from_bytes(_read_file(where), where)


def package_from_bytes(data: bytes, where: str | Path) -> Package:
    """The same for a workbook already in memory; ``where`` names it in messages."""
    where = Path(where)
    if not data.startswith(b"PK"):
        raise BadFile(f"{where}: {explain_foreign_format(data)}")
    archive = _open_archive(data, where)
    entries = tuple(archive.infolist())
    named = _checked_names(entries, len(data), where)
    explanation = explain_foreign_package(named)
    if explanation:
        raise BadFile(f"{where}: {explanation}")
    package = Package(where, data, entries, Parts(where, archive, named))
    if package.parts.find(CONTENT_TYPES) is None:
        raise BadFile(f"{where}: the part {CONTENT_TYPES} is missing, so this is no workbook; save it again from Excel")
    return package


def unwritten(name: str) -> Package:
    """The package of a workbook that no file holds yet; messages call it by this name."""
    return Package(Path(name), b"", (), Parts(Path(name), zipfile.ZipFile(io.BytesIO(), "w"), {}))


def write_package(package: Package, replaced: Mapping[str, bytes], out: str | Path) -> None:
    """Writes the package to ``out`` with some parts replaced; parts not in the package yet are appended.

    Every other part keeps its compressed bytes, order, date and attributes. The file appears whole or not at all, and
    ``out`` may be the file that was opened.
    """
    write_zip(Path(out), package_bytes(package, replaced, level=QUICK))


def package_bytes(package: Package, replaced: Mapping[str, bytes], *, level: int = SMALL) -> bytes:
    """The bytes of the package with some parts replaced, packed as tightly as ``level`` says."""
    return rebuild_zip(package.data, package.entries, replaced, level=level)


def _read_file(where: Path) -> bytes:
    try:
        with where.open("rb") as stream:
            data = stream.read(limits.MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise BadFile(f"{where}: no such file; check the path") from None
    except IsADirectoryError:
        raise BadFile(f"{where}: this is a folder; name a workbook in it") from None
    except (OSError, ValueError) as reason:
        raise BadFile(f"{where}: cannot be read ({reason})") from None
    if len(data) > limits.MAX_FILE_BYTES:
        raise BadFile(
            f"{where}: larger than {limits.MAX_FILE_BYTES // limits.MEGABYTE} MB; remove pictures or split the workbook"
        )
    return data


def _open_archive(data: bytes, where: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_FAULTS as reason:
        raise BadFile(
            f"{where}: damaged or cut off ({reason}); copy the file again or let Excel repair and save it"
        ) from None


def _checked_names(entries: tuple[zipfile.ZipInfo, ...], file_size: int, where: Path) -> dict[str, zipfile.ZipInfo]:
    if len(entries) > limits.MAX_ENTRIES:
        raise BadFile(f"{where}: more than {limits.MAX_ENTRIES} parts; no workbook is like that, the file is refused")
    named: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        _refuse_hostile_name(name, where)
        _refuse_bomb(entry, where)
        if name.lower() in seen:
            raise BadFile(f"{where}: the part {name} is in the file twice; save it again from Excel")
        seen.add(name.lower())
        if not name.endswith("/"):
            named[name] = entry
    if sum(entry.file_size for entry in entries) > limits.MAX_TOTAL_BYTES:
        raise BadFile(
            f"{where}: unpacks to more than {limits.MAX_TOTAL_BYTES // limits.MEGABYTE} MB; refused as a zip bomb"
        )
    if sum(entry.compress_size for entry in entries) > file_size:
        raise BadFile(f"{where}: parts overlap in the zip; refused as a zip bomb")
    return named


def _refuse_hostile_name(name: str, where: Path) -> None:
    segments = name.split("/")
    if name.startswith("/") or ":" in segments[0] or ".." in segments or "\0" in name:
        raise BadFile(f"{where}: the part name {name!r} points outside the file; refused as hostile")


def _refuse_bomb(entry: zipfile.ZipInfo, where: Path) -> None:
    name = entry.filename
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise BadFile(f"{where}: the part {name} is encrypted; save the workbook without a password")
    if entry.compress_type not in _METHODS:
        raise BadFile(f"{where}: the part {name} is compressed in a way workbooks never use; save it again from Excel")
    if entry.file_size > limits.MAX_PART_BYTES:
        raise BadFile(
            f"{where}: the part {name} unpacks to more than {limits.MAX_PART_BYTES // limits.MEGABYTE} MB; refused"
        )
    if entry.file_size > limits.RATIO_FREE_BYTES and entry.file_size > limits.MAX_RATIO * max(entry.compress_size, 1):
        raise BadFile(f"{where}: the part {name} unpacks to {limits.MAX_RATIO}+ times its size; refused as a zip bomb")


_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE: Final = "open it in Excel or LibreOffice and save it as .xlsx"

#: First bytes of other formats people rename or mistake for a workbook.
_SIGNATURES: Final = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x09\x08", "an Excel workbook of the 1990s (BIFF)"),
)

#: Parts that only another kind of package has.
_FOREIGN_PARTS: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file (.ods)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Numbers document"),
)


def explain_foreign_format(data: bytes) -> str:
    """What a file that is no zip is, from its first bytes, and how to mend it."""
    if not data:
        return "the file is empty; copy it again"
    if data.startswith(_OLE2):
        return _explain_ole2(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return f"this is {kind}, not an .xlsx or .xlsm workbook; {_SAVE}"
    return _explain_text(data[:4096])


def _explain_text(data: bytes) -> str:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return f"this is a web page, not an .xlsx or .xlsm workbook; {_SAVE}"
    if head.startswith(b"<"):
        return f"this is a plain XML file, not an .xlsx or .xlsm workbook; {_SAVE}"
    if b"\0" not in data:
        return f"this is plain text (CSV, perhaps), not an .xlsx or .xlsm workbook; {_SAVE}"
    return "this is not an .xlsx or .xlsm workbook (no zip file), or its beginning is damaged; copy it again"


def explain_foreign_package(names: Container[str]) -> str | None:
    """What a zip that is no workbook is, from the parts it has; None when nothing speaks against a workbook."""
    for part, kind in _FOREIGN_PARTS:
        if part in names:
            return f"this is {kind}, not an .xlsx or .xlsm workbook; {_SAVE}"
    return None


def _explain_ole2(data: bytes) -> str:
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        return "the workbook is password-protected; open it in Excel, remove the password and save it"
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return f"this is an old .xls workbook, not an .xlsx or .xlsm; {_SAVE}"
    return f"this is an old Office (OLE2) file, not an .xlsx or .xlsm workbook; {_SAVE}"


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
