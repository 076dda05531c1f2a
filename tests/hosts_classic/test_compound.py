"""MS-CFB: what we write, olefile reads back whole; the directory is a sound red-black tree; damage is refused."""

import contextlib
import io
import struct

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.errors import BadArgument, BadFile
from xlcost.hosts.classic.compound import MINI_CUTOFF, SECTOR, Storage, read_compound, write_compound

NO_ENTRY = 0xFFFFFFFF
END_OF_CHAIN = 0xFFFFFFFE

edges = [0, 1, 63, 64, 65, 511, 512, 513, MINI_CUTOFF - 1, MINI_CUTOFF, MINI_CUTOFF + 1, 9 * SECTOR, 70_000]
contents = st.builds(lambda size, fill: bytes([fill]) * size, st.sampled_from(edges), st.integers(0, 255))
names = st.text("aAbZ_19\xe9\xdf\u4e2d\U0001f600", min_size=1, max_size=15)


def storages(children: st.SearchStrategy) -> st.SearchStrategy[Storage]:
    by_name = st.dictionaries(names, children, max_size=9)
    return by_name.filter(lambda found: len({name.upper() for name in found}) == len(found)).map(Storage)


trees = storages(contents | storages(contents))


@given(trees)
def test_olefile_reads_back_what_we_write(root: Storage) -> None:
    with _opened(write_compound(root)) as ole:
        assert ole.parsing_issues == []
        assert _streams_of(ole) == _streams(root)


@given(trees)
def test_a_tree_survives_writing_and_reading(root: Storage) -> None:
    assert read_compound(write_compound(root)) == root


@given(trees)
def test_every_sector_belongs_to_one_chain(root: Storage) -> None:
    data = write_compound(root)
    with _opened(data) as ole:
        # Each sector is the continuation of one other, the beginning of a chain, or a table's own.
        continuations = [number for number in ole.fat if number < END_OF_CHAIN - 2]
        assert len(continuations) == len(set(continuations))
        used = [number for number in ole.fat if number != 0xFFFFFFFF]
        assert len(used) == len(data) // SECTOR - 1


@given(trees)
def test_the_directory_is_a_red_black_tree_in_order(root: Storage) -> None:
    with _opened(write_compound(root)) as ole:
        for entry in ole.direntries:
            if entry is not None and entry.sid_child != NO_ENTRY:
                assert ole.direntries[entry.sid_child].color == 1
                _black_height(ole, entry.sid_child)
                order = list(_in_order(ole, entry.sid_child))
                assert order == sorted(order)


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 8, 100])
def test_directories_of_any_size(count: int) -> None:
    root = Storage({f"stream {number}": bytes([number]) * number for number in range(count)})
    with _opened(write_compound(root)) as ole:
        _black_height(ole, ole.root.sid_child)
        assert _streams_of(ole) == _streams(root)


@pytest.mark.parametrize("fat_sectors", [1, 2, 109, 110, 110 + 127])
def test_files_of_many_sectors(fat_sectors: int) -> None:
    size = (fat_sectors * SECTOR // 4 - fat_sectors - 6) * SECTOR
    root = Storage({"large": bytes(range(256)) * (size // 256), "small": b"end"})
    written = write_compound(root)
    assert struct.unpack_from("<I", written, 44) == (fat_sectors,)
    with _opened(written) as ole:
        assert ole.parsing_issues == []
        assert _streams_of(ole) == _streams(root)


def test_the_class_of_a_storage_is_kept() -> None:
    form = Storage({"f": b"x"}, clsid=bytes(range(16)))
    root = Storage({"UserForm1": form}, clsid=bytes(range(16, 32)))
    assert read_compound(write_compound(root)) == root


def test_the_same_tree_gives_the_same_bytes_in_whatever_order_it_was_built() -> None:
    one = Storage({"a": b"1", "b": b"2", "VBA": Storage({"dir": b"3", "x": b"4"})})
    other = Storage({"VBA": Storage({"x": b"4", "dir": b"3"}), "b": b"2", "a": b"1"})
    assert write_compound(one) == write_compound(other)


def test_xlwings_project_survives(standalone: bytes) -> None:
    with _opened(standalone) as before, _opened(write_compound(read_compound(standalone))) as after:
        assert _streams_of(after) == _streams_of(before)


@pytest.mark.parametrize("name", ["", "a" * 32, "\U0001f600" * 16, "a/b", "a\\b", "a:b", "a!b"])
def test_a_name_that_no_stream_can_have_is_refused(name: str) -> None:
    with pytest.raises(BadArgument, match="cannot name a stream"):
        write_compound(Storage({name: b""}))


def test_names_that_differ_only_in_case_are_refused() -> None:
    with pytest.raises(BadArgument, match="only in case"):
        write_compound(Storage({"Module1": b"", "MODULE1": b""}))


@pytest.mark.parametrize("cut", [0, 10, 511, 512, 5_000, 40_000])
def test_a_file_cut_short_is_refused(standalone: bytes, cut: int) -> None:
    with pytest.raises(BadFile, match="not a sound compound file"):
        read_compound(standalone[:cut])


@given(position=st.integers(0, 54_000), value=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(standalone: bytes, position: int, value: int) -> None:
    damaged = bytearray(standalone)
    damaged[position] = value
    with contextlib.suppress(BadFile):
        assert isinstance(read_compound(bytes(damaged)), Storage)


def _opened(data: bytes) -> olefile.OleFileIO:
    return olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE)


def _streams(storage: Storage, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], bytes]:
    found = {}
    for name, child in storage.children.items():
        found |= _streams(child, (*path, name)) if isinstance(child, Storage) else {(*path, name): child}
    return found


def _streams_of(ole: olefile.OleFileIO) -> dict[tuple[str, ...], bytes]:
    return {tuple(path): ole.openstream(path).read() for path in ole.listdir()}


def _black_height(ole: olefile.OleFileIO, row: int) -> int:
    """Black rows on every way down from a row; fails where two ways differ or a red row has a red child."""
    if row == NO_ENTRY:
        return 0
    entry = ole.direntries[row]
    below = [child for child in (entry.sid_left, entry.sid_right) if child != NO_ENTRY]
    if entry.color == 0:
        assert all(ole.direntries[child].color == 1 for child in below)
    left, right = _black_height(ole, entry.sid_left), _black_height(ole, entry.sid_right)
    assert left == right
    return left + entry.color


def _in_order(ole: olefile.OleFileIO, row: int):
    if row != NO_ENTRY:
        entry = ole.direntries[row]
        yield from _in_order(ole, entry.sid_left)
        upper = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in entry.name)
        yield len(entry.name.encode("utf-16-le")), upper.encode("utf-16-be")
        yield from _in_order(ole, entry.sid_right)
