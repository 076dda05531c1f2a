"""VBA projects (``vbaProject.bin``, MS-OVBA): read as modules with their sources, extended, and written back.

What is written holds sources alone: no compiled code and no cache, which MS-OVBA 2.3.4.1 forbids writers, and the
version 0xFFFF that makes Office compile the sources when it opens the file. The project that xlwings ships is in that
same form.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from xlcost.errors import BadArgument, BadFile
from xlcost.hosts.classic.compound import Storage, read_compound, write_compound
from xlcost.hosts.classic.compression import compress, decompress

#: What a module is: plain code, or the code behind a workbook or a sheet.
Kind = Literal["standard", "document"]

#: ``_VBA_PROJECT`` without a cache, as in the published example (MS-OVBA 3.1.1).
_NO_CACHE: Final = bytes.fromhex("cc61ffff000100")
_NAME: Final = re.compile(r"[A-Za-z]\w{0,30}", re.ASCII)
_HEADER: Final = re.compile(r'Attribute VB_Name = "([^"]*)"\r\n')
_ITEMS: Final = ("Document=", "Module=", "Class=", "BaseClass=", "Package=")

# Records of the dir stream (MS-OVBA 2.3.4.2).
_CODE_PAGE: Final = 0x0003
_VERSION: Final = 0x0009
_MODULE_COUNT: Final = 0x000F
_END_OF_DIR: Final = 0x0010
_PROJECT_COOKIE: Final = 0x0013
_MODULE_NAME: Final = 0x0019
_MODULE_NAME_UNICODE: Final = 0x0047
_STREAM_NAME: Final = 0x001A
_STREAM_NAME_UNICODE: Final = 0x0032
_DOC_STRING: Final = 0x001C
_DOC_STRING_UNICODE: Final = 0x0048
_OFFSET: Final = 0x0031
_HELP_CONTEXT: Final = 0x001E
_COOKIE: Final = 0x002C
_TYPE_STANDARD: Final = 0x0021
_TYPE_OTHER: Final = 0x0022
_END_OF_MODULE: Final = 0x002B


class Record(NamedTuple):
    """One record of the dir stream."""

    number: int
    data: bytes


@dataclass(frozen=True)
class Module:
    """A module: its name, its source with the attribute lines at its head, and its records in the dir stream."""

    name: str
    source: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Project:
    """A VBA project: its modules, and the rest as it was read."""

    modules: tuple[Module, ...]
    encoding: str  # of the project's code page
    properties: str  # the PROJECT stream
    records: tuple[Record, ...]  # of the dir stream, before the modules
    storage: Storage


def add_module(vba_project: bytes, name: str, source: str) -> bytes:
    """Add a standard module to a ``vbaProject.bin`` and give the new file.

    Args:
        vba_project: the bytes of the file.
        name: of the module: a letter, then up to 30 letters, digits and underscores.
        source: VBA text; line ends of any kind, with or without its ``Attribute VB_Name`` line.

    Raises:
        BadFile: the file is no sound VBA project.
        BadArgument: the name is malformed or taken, or the source has a character outside the project's code page.
    """
    return write_project(with_module(read_project(vba_project), "standard", name, source))


def read_project(vba_project: bytes) -> Project:
    """Read a ``vbaProject.bin``.

    Raises:
        BadFile: it is no sound VBA project.
    """
    root = read_compound(vba_project)
    vba = _storage(root, "VBA")
    records = list(_records(decompress(_stream(vba, "dir"))))
    numbers = [record.number for record in records]
    if _MODULE_COUNT not in numbers:
        raise BadFile("VBA project: its dir stream lists no modules")
    start = numbers.index(_MODULE_COUNT)
    encoding = _encoding(records)
    modules = tuple(_read_module(vba, chunk, encoding) for chunk in _module_records(records[start:]))
    properties = _stream(root, "PROJECT").decode(encoding, "surrogateescape")
    return Project(modules, encoding, properties, tuple(records[:start]), root)


def write_project(project: Project) -> bytes:
    """Write a project as a ``vbaProject.bin``, with sources and without compiled code; same project, same bytes.

    Raises:
        BadArgument: a source has a character outside the project's code page.
    """
    vba = _storage(project.storage, "VBA")
    streams: dict[str, Storage | bytes] = {
        _stream_name(module, project.encoding): compress(_encoded(module, project.encoding))
        for module in project.modules
    }
    streams |= {"dir": compress(_dir_stream(project)), "_VBA_PROJECT": _NO_CACHE}
    children: dict[str, Storage | bytes] = dict(project.storage.children)
    children |= {
        "VBA": Storage(streams, vba.clsid),
        "PROJECT": project.properties.encode(project.encoding, "surrogateescape"),
        "PROJECTwm": _names_in_both_forms(project),
    }
    return write_compound(Storage(children, project.storage.clsid))


def with_module(project: Project, kind: Kind, name: str, source: str) -> Project:
    """The project with one module more.

    Raises:
        BadArgument: the name is malformed or taken, or the source carries another name.
    """
    if not _NAME.fullmatch(name):
        raise BadArgument(f"{name!r} cannot name a VBA module: a letter, then up to 30 letters, digits, underscores")
    if name.lower() in {module.name.lower() for module in project.modules}:
        raise BadArgument(f"the VBA project already has a module {name}")
    module = Module(name, _with_header(name, source), tuple(_new_records(kind, name, project.encoding)))
    item = f"Document={name}/&H00000000" if kind == "document" else f"Module={name}"
    return replace(
        project,
        modules=(*project.modules, module),
        properties=_listed(project.properties, item, f"{name}=0, 0, 0, 0, C"),
    )


def without_module(project: Project, name: str) -> Project:
    """The project without one of its modules."""
    named = re.escape(name)
    gone = re.compile(rf"(?:Document|Module|Class|BaseClass)={named}(?:/.*)?|{named}=[0-9].*")
    return replace(
        project,
        modules=tuple(module for module in project.modules if module.name != name),
        properties="\r\n".join(line for line in project.properties.split("\r\n") if not gone.fullmatch(line)),
    )


def _listed(properties: str, item: str, window: str) -> str:
    """The PROJECT stream with one item more, and its place in the editor where such places are kept."""
    lines = properties.split("\r\n")
    last_item = max((number for number, line in enumerate(lines) if line.startswith(_ITEMS)), default=0)
    lines.insert(last_item + 1, item)
    if "[Workspace]" in lines:
        last_window = max(number for number, line in enumerate(lines) if line)
        lines.insert(last_window + 1, window)
    return "\r\n".join(lines)


def _with_header(name: str, source: str) -> str:
    text = "\r\n".join(source.splitlines()) + "\r\n"
    header = _HEADER.match(text)
    if header and header.group(1) != name:
        raise BadArgument(f"the source calls itself {header.group(1)}, not {name}")
    return text if header else f'Attribute VB_Name = "{name}"\r\n{text}'


def _encoded(module: Module, encoding: str) -> bytes:
    try:
        return module.source.encode(encoding, "surrogateescape")
    except UnicodeEncodeError as error:
        letter = module.source[error.start]
        raise BadArgument(f"module {module.name}: {letter!r} is not in the project's code page {encoding}") from None


def _new_records(kind: Kind, name: str, encoding: str) -> Iterator[Record]:
    ansi, unicode = name.encode(encoding), name.encode("utf-16-le")
    yield Record(_MODULE_NAME, ansi)
    yield Record(_MODULE_NAME_UNICODE, unicode)
    yield Record(_STREAM_NAME, ansi)
    yield Record(_STREAM_NAME_UNICODE, unicode)
    yield Record(_DOC_STRING, b"")
    yield Record(_DOC_STRING_UNICODE, b"")
    yield Record(_OFFSET, bytes(4))
    yield Record(_HELP_CONTEXT, bytes(4))
    yield Record(_COOKIE, b"\xff\xff")
    yield Record(_TYPE_STANDARD if kind == "standard" else _TYPE_OTHER, b"")
    yield Record(_END_OF_MODULE, b"")


def _dir_stream(project: Project) -> bytes:
    records = [*project.records, Record(_MODULE_COUNT, struct.pack("<H", len(project.modules)))]
    records.append(Record(_PROJECT_COOKIE, b"\xff\xff"))
    for module in project.modules:
        # Offset 0: the source begins the stream, as no compiled code comes before it.
        records += [
            Record(_OFFSET, bytes(4)) if number == _OFFSET else Record(number, data) for number, data in module.records
        ]
    records.append(Record(_END_OF_DIR, b""))
    return b"".join(map(_packed_record, records))


def _packed_record(record: Record) -> bytes:
    # The size that the version record states leaves its last two bytes out.
    size = 4 if record.number == _VERSION else len(record.data)
    return struct.pack("<HI", record.number, size) + record.data


def _records(stream: bytes) -> Iterator[Record]:
    position = 0
    while position + 6 <= len(stream):
        number, size = struct.unpack_from("<HI", stream, position)
        size += 2 * (number == _VERSION)
        position += 6
        if position + size > len(stream):
            raise BadFile("VBA project: its dir stream is cut short")
        yield Record(number, stream[position : position + size])
        position += size


def _module_records(records: list[Record]) -> Iterator[tuple[Record, ...]]:
    """The records of each module, from its name to its end; what stands between modules is not theirs."""
    current: list[Record] = []
    for record in records:
        if record.number == _MODULE_NAME or current:
            current.append(record)
        if record.number == _END_OF_MODULE:
            yield tuple(current)
            current = []


def _read_module(vba: Storage, records: tuple[Record, ...], encoding: str) -> Module:
    fields = {record.number: record.data for record in records}
    try:
        name = fields[_MODULE_NAME].decode(encoding)
        stream = fields[_STREAM_NAME].decode(encoding)
        (offset,) = struct.unpack("<I", fields[_OFFSET])
    except (KeyError, UnicodeDecodeError, struct.error) as error:
        raise BadFile(f"VBA project: its dir stream has a damaged module ({error})") from error
    source = decompress(_stream(vba, stream)[offset:]).decode(encoding, "surrogateescape")
    return Module(name, source, records)


def _stream_name(module: Module, encoding: str) -> str:
    return dict(module.records)[_STREAM_NAME].decode(encoding)


def _names_in_both_forms(project: Project) -> bytes:
    """The PROJECTwm stream: every module name in the code page and in Unicode."""
    pairs = (
        module.name.encode(project.encoding) + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
        for module in project.modules
    )
    return b"".join(pairs) + b"\0\0"


def _encoding(records: list[Record]) -> str:
    page = int.from_bytes(dict(records).get(_CODE_PAGE, b"\xe4\x04"), "little")
    encoding = "mac_roman" if page == 10000 else f"cp{page}"
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise BadFile(f"VBA project: unknown code page {page}") from None
    return encoding


def _storage(parent: Storage, name: str) -> Storage:
    child = _child(parent.children, name)
    if not isinstance(child, Storage):
        raise BadFile(f"VBA project: it has no storage {name}")
    return child


def _stream(parent: Storage, name: str) -> bytes:
    child = _child(parent.children, name)
    if not isinstance(child, bytes):
        raise BadFile(f"VBA project: it has no stream {name}")
    return child


def _child(children: Mapping[str, Storage | bytes], name: str) -> Storage | bytes | None:
    """A child by its name, which compound files compare without regard to case."""
    return next((child for stored, child in children.items() if stored.lower() == name.lower()), None)
