"""Rebuilds a zip with some entries replaced, copying the compressed bytes of all others as they are.

The zipfile module cannot copy an entry without unpacking and packing it again, which is slow and changes the bytes.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.atomic import written_atomically
from xlcost.errors import BadFile

#: How tightly parts are packed: what is handed out once; what somebody waits for, in a third of the time and a
#: fiftieth larger; and not at all, for who reads it at once.
SMALL: Final = 8
QUICK: Final = 6
UNPACKED: Final = 0
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_DATA_DESCRIPTOR_FLAG: Final = 0x08
_UTF8_FLAG: Final = 0x800
_ZIP64_EXTRA: Final = 0x0001
_EXTRA_HEADER: Final = struct.Struct("<2H")
_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)


class _Entry(NamedTuple):
    """One entry as it will be written: the old one's attributes with old or new content."""

    info: zipfile.ZipInfo
    method: int
    crc: int
    size: int
    packed: bytes


def rebuild_zip(
    data: bytes, entries: Iterable[zipfile.ZipInfo], replaced: Mapping[str, bytes], *, level: int = SMALL
) -> bytes:
    """The bytes of a zip like ``data`` but for the replaced entries; names not in it yet come last, in given order.

    ``level`` is how tightly these are packed.
    """
    todo = dict(replaced)
    result: list[_Entry] = []
    for info in entries:
        content = todo.pop(info.filename.replace("\\", "/"), None)
        result.append(_copied(data, info) if content is None else _packed(info, content, level))
    for name, content in todo.items():
        info = zipfile.ZipInfo(name, _FIXED_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        result.append(_packed(info, content, level))
    return _assembled(result)


def write_zip(out: Path, data: bytes) -> None:
    """Writes a file whole or not at all.

    Raises:
        BadFile: nothing can be written there.
    """
    with written_atomically(out) as temporary:
        temporary.write_bytes(data)


def _copied(data: bytes, info: zipfile.ZipInfo) -> _Entry:
    start = info.header_offset
    if data[start : start + 4] != _LOCAL_MAGIC or start + _LOCAL.size > len(data):
        raise BadFile(f"the part {info.filename} is damaged; open the workbook in Excel, let it repair, and save")
    _, _, _, _, _, _, _, _, _, name_length, extra_length = _LOCAL.unpack_from(data, start)
    begin = start + _LOCAL.size + name_length + extra_length
    return _Entry(info, info.compress_type, info.CRC, info.file_size, data[begin : begin + info.compress_size])


def _packed(info: zipfile.ZipInfo, content: bytes, level: int) -> _Entry:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return _Entry(info, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), packed)


def _assembled(entries: list[_Entry]) -> bytes:
    out = bytearray()
    directory = bytearray()
    for info, method, crc, size, packed in entries:
        name, flags = _encoded_name(info)
        extra = _without_zip64(info.extra)
        year, month, day, hour, minute, second = info.date_time
        time = hour << 11 | minute << 5 | second // 2
        date = (year - 1980) << 9 | month << 5 | day
        common = (flags, method, time, date, crc, len(packed), size, len(name), len(extra))
        version = min(info.extract_version, 45) or 20
        directory += _CENTRAL.pack(
            b"PK\x01\x02",
            info.create_system << 8 | info.create_version,
            version,
            *common,
            len(info.comment),
            0,
            info.internal_attr,
            info.external_attr,
            len(out),
        )
        directory += name + extra + info.comment
        out += _LOCAL.pack(_LOCAL_MAGIC, version, *common) + name + extra + packed
    end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), len(out), 0)
    return bytes(out + directory + end)


def _encoded_name(info: zipfile.ZipInfo) -> tuple[bytes, int]:
    flags = info.flag_bits & ~_DATA_DESCRIPTOR_FLAG
    if flags & _UTF8_FLAG:
        return info.orig_filename.encode("utf-8"), flags
    try:
        return info.orig_filename.encode("cp437"), flags
    except UnicodeEncodeError:
        return info.orig_filename.encode("utf-8"), flags | _UTF8_FLAG


def _without_zip64(extra: bytes) -> bytes:
    """Sizes are written in the 32-bit fields (limits.py keeps them small), so a 64-bit record would contradict them."""
    kept = bytearray()
    position = 0
    while position + _EXTRA_HEADER.size <= len(extra):
        kind, length = _EXTRA_HEADER.unpack_from(extra, position)
        end = position + _EXTRA_HEADER.size + length
        if kind != _ZIP64_EXTRA:
            kept += extra[position:end]
        position = end
    return bytes(kept)
