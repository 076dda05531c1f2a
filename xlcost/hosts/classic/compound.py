"""Compound files (MS-CFB version 3), the small file system in which a VBA project is kept: read and written whole.

Reading is olefile's work. It cannot change a stream's size, and no sound library with a free licence can, so writing is
ours: always from the whole tree and in one fixed layout, so that the same tree gives the same bytes.
"""

from __future__ import annotations

import io
import struct
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from xlcost.errors import BadArgument, BadFile

if TYPE_CHECKING:
    from olefile import OleFileIO

SECTOR: Final = 512
MINI_SECTOR: Final = 64
#: A stream shorter than this lives in mini sectors, inside the root's own stream.
MINI_CUTOFF: Final = 4096
#: FAT sectors that the header lists by itself; further ones are listed in DIFAT sectors.
HEADER_LISTS: Final = 109

_FREE: Final = 0xFFFFFFFF
_END_OF_CHAIN: Final = 0xFFFFFFFE
_FAT_SECTOR: Final = 0xFFFFFFFD
_DIFAT_SECTOR: Final = 0xFFFFFFFC
_NO_ENTRY: Final = 0xFFFFFFFF
_NUMBERS: Final = SECTOR // 4  # sector numbers that a sector holds
_DIFAT_LISTS: Final = _NUMBERS - 1  # the last number of a DIFAT sector leads to the next one
_ROWS: Final = SECTOR // 128  # directory rows that a sector holds
_RED, _BLACK = 0, 1
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_LONGEST_NAME: Final = 31  # UTF-16 units


@dataclass(frozen=True)
class Storage:
    """A folder of a compound file: streams and further storages by name, and the class of what it holds."""

    children: Mapping[str, Storage | bytes]
    clsid: bytes = bytes(16)


@dataclass(frozen=True)
class _Entry:
    """One row of the directory; the links are row numbers."""

    name: str
    kind: int
    data: bytes = b""
    clsid: bytes = bytes(16)
    colour: int = _BLACK
    left: int = _NO_ENTRY
    right: int = _NO_ENTRY
    child: int = _NO_ENTRY


def read_compound(data: bytes) -> Storage:
    """Read a compound file into a tree.

    Raises:
        BadFile: it is not one, or it is damaged.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as ole:
            return _read_storage(ole, [])
    except Exception as error:
        raise BadFile(f"VBA project: not a sound compound file ({error})") from error


def write_compound(root: Storage) -> bytes:
    r"""Write a tree as a compound file; the same tree always gives the same bytes.

    Raises:
        BadArgument: a name is empty, longer than 31 characters, has one of ``/ \ : !``, or differs from another of the
            same storage only in case.
    """
    entries = _directory(root)
    small = {row: entry.data for row, entry in enumerate(entries) if 0 < len(entry.data) < MINI_CUTOFF}
    large = {row: entry.data for row, entry in enumerate(entries) if len(entry.data) >= MINI_CUTOFF}
    mini_stream = b"".join(_padded(data, MINI_SECTOR) for data in small.values())
    mini_fat = _packed(_links(small.values(), MINI_SECTOR))
    blank_directory = bytes(128 * len(entries))
    chains = [*large.values(), mini_stream, mini_fat, blank_directory]
    *large_at, mini_stream_at, mini_fat_at, directory_at = _starts(chains, SECTOR)

    entries[0] = replace(entries[0], data=mini_stream)
    starts = dict(zip(large, large_at, strict=True))
    starts |= dict(zip(small, _starts(small.values(), MINI_SECTOR), strict=True))
    starts[0] = mini_stream_at
    rows = [_row(entry, starts.get(number, _END_OF_CHAIN)) for number, entry in enumerate(entries)]
    chains[-1] = b"".join(rows + [_UNUSED_ROW] * (-len(rows) % _ROWS))

    fat, difat, listed = _allocation(chains)
    header = struct.pack(
        "<8s16s5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,  # minor version
        3,  # major version
        0xFFFE,  # byte order
        SECTOR.bit_length() - 1,
        MINI_SECTOR.bit_length() - 1,
        0,  # directory sectors: not counted in version 3
        len(fat) // SECTOR,
        directory_at,
        0,  # transactions
        MINI_CUTOFF,
        mini_fat_at,
        len(mini_fat) // SECTOR,
        listed[-1] + 1 if difat else _END_OF_CHAIN,  # the DIFAT sectors follow the FAT's
        len(difat) // SECTOR,
    )
    header += _packed(listed[:HEADER_LISTS], HEADER_LISTS)
    return header + b"".join(_padded(chain, SECTOR) for chain in chains) + fat + difat


def _read_storage(ole: OleFileIO, path: list[str]) -> Storage:
    inside = [place for place in ole.listdir(streams=True, storages=True) if place[:-1] == path]
    children = {
        place[-1]: ole.openstream(place).read() if ole.get_type(place) == _STREAM else _read_storage(ole, place)
        for place in inside
    }
    clsid = ole.getclsid(path) if path else ole.root.clsid
    return Storage(children, uuid.UUID(clsid).bytes_le if clsid else bytes(16))


def _directory(root: Storage) -> list[_Entry]:
    """The rows of the directory: the root first, then the children of each storage in order of their names."""
    entries = [_Entry("Root Entry", _ROOT, clsid=root.clsid)]
    _add_children(entries, 0, root)
    return entries


def _add_children(entries: list[_Entry], parent: int, storage: Storage) -> None:
    names = sorted(storage.children, key=_order)
    _check_names(names)
    first = len(entries)
    for name in names:
        child = storage.children[name]
        if isinstance(child, Storage):
            entries.append(_Entry(name, _STORAGE, clsid=child.clsid))
        else:
            entries.append(_Entry(name, _STREAM, data=child))
    top = _grow(entries, first, len(entries), _full_levels(len(names)))
    entries[parent] = replace(entries[parent], child=top)
    for number, name in enumerate(names, first):
        child = storage.children[name]
        if isinstance(child, Storage):
            _add_children(entries, number, child)


def _grow(entries: list[_Entry], start: int, stop: int, black_levels: int) -> int:
    """Link rows ``start`` to ``stop`` as a balanced search tree and give its top.

    Halving fills every level but the last. Red on that last level alone makes it a red-black tree: all ways down meet
    as many black rows.
    """
    if start == stop:
        return _NO_ENTRY
    middle = (start + stop) // 2
    entries[middle] = replace(
        entries[middle],
        colour=_BLACK if black_levels > 0 else _RED,
        left=_grow(entries, start, middle, black_levels - 1),
        right=_grow(entries, middle + 1, stop, black_levels - 1),
    )
    return middle


def _full_levels(count: int) -> int:
    """How many levels of a balanced tree of that many rows are full."""
    return (count + 1).bit_length() - 1


def _order(name: str) -> tuple[int, bytes]:
    """MS-CFB 2.6.4: shorter names first, then by UTF-16 units in upper case."""
    upper = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in name)
    return len(_utf16(name)), upper.encode("utf-16-be", "surrogatepass")


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if not 0 < len(_utf16(name)) // 2 <= _LONGEST_NAME or set(name) & set("/\\:!\0"):
            raise BadArgument(f"{name!r} cannot name a stream: 1 to 31 characters, none of / \\ : !")
    if len({_order(name) for name in names}) < len(names):
        raise BadArgument("two streams of one storage have names that differ only in case")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le", "surrogatepass")


def _row(entry: _Entry, start: int) -> bytes:
    name = _utf16(entry.name)
    return struct.pack(
        "<64sHBBIII16s4xQQIQ",
        name,
        len(name) + 2,
        entry.kind,
        entry.colour,
        entry.left,
        entry.right,
        entry.child,
        entry.clsid,
        0,  # created
        0,  # modified
        start,
        len(entry.data),
    )


_UNUSED_ROW: Final = struct.pack("<68xIII48x", _NO_ENTRY, _NO_ENTRY, _NO_ENTRY)


def _starts(chains: Collection[bytes], unit: int) -> Iterator[int]:
    """Where each chain begins when they follow one another; an empty one has no beginning."""
    position = 0
    for chain in chains:
        yield position if chain else _END_OF_CHAIN
        position += _sectors(chain, unit)


def _links(chains: Collection[bytes], unit: int) -> list[int]:
    """The allocation table of chains that follow one another: for each sector the one that continues it."""
    links: list[int] = []
    for chain in chains:
        count = _sectors(chain, unit)
        links += range(len(links) + 1, len(links) + count)
        links += [_END_OF_CHAIN] * bool(count)
    return links


def _allocation(chains: Collection[bytes]) -> tuple[bytes, bytes, list[int]]:
    """The FAT, the DIFAT, and the numbers of the FAT's sectors; the FAT covers itself and the DIFAT."""
    links = _links(chains, SECTOR)
    fat_count = difat_count = 0
    while fat_count * _NUMBERS < len(links) + fat_count + difat_count:
        fat_count += 1
        difat_count = -(-max(0, fat_count - HEADER_LISTS) // _DIFAT_LISTS)
    listed = list(range(len(links), len(links) + fat_count))
    fat = _packed(links + [_FAT_SECTOR] * fat_count + [_DIFAT_SECTOR] * difat_count)
    further = listed[HEADER_LISTS:]
    difat = b""
    for number in range(difat_count):
        following = listed[-1] + number + 2 if number + 1 < difat_count else _END_OF_CHAIN
        part = further[number * _DIFAT_LISTS : (number + 1) * _DIFAT_LISTS]
        difat += _packed(part, _DIFAT_LISTS) + struct.pack("<I", following)
    return fat, difat, listed


def _packed(numbers: Sequence[int], multiple: int = _NUMBERS) -> bytes:
    """Sector numbers as bytes, filled up with free ones."""
    filled = [*numbers, *[_FREE] * (-len(numbers) % multiple)]
    return struct.pack(f"<{len(filled)}I", *filled)


def _padded(data: bytes, unit: int) -> bytes:
    return data + bytes(-len(data) % unit)


def _sectors(data: bytes, unit: int) -> int:
    return -(-len(data) // unit)
