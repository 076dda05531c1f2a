"""Which files are meant, what each is (CSV, JSON, Parquet; gz, zst), and whether it is whole."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, NamedTuple, cast

from xlcost.errors import BadFile
from xlcost.usage.sources.columns import named_shortly

Kind = Literal["csv", "json", "parquet", "table"]
Packing = Literal["", "gzip", "zstd"]

_SUFFIXES: Final[dict[str, Kind]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_PACKED: Final[dict[str, Packing]] = {".gz": "gzip", ".zst": "zstd"}
_MAGIC: Final[dict[bytes, Packing]] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_WILD: Final = frozenset("*?[")
_HEADER_BYTES: Final = 1 << 20
_PIECE: Final = 1 << 20
#: A packed file that unpacks to more than so many times its size, and to more than a gigabyte, is a bomb: logs stay
#: below a hundred times.
_MOST_TIMES: Final = 400
_MOST_BYTES: Final = 1 << 30
#: Columns of a file or table: the engine holds thousands of rows of every one at a time.
MOST_COLUMNS: Final = 5_000


class UsageFile(NamedTuple):
    """One file of usage: where it is, what people call it, what it holds and how it is packed."""

    path: Path
    name: str
    kind: Kind
    packing: Packing = ""


def expanded(written: Sequence[str], stdin: Path) -> list[UsageFile]:
    """The files that paths, patterns, folders and - (standard input, put into ``stdin``) mean.

    Raises:
        BadFile: nothing is there, a file is given twice, or its kind cannot be told.
    """
    found: dict[Path, UsageFile] = {}
    contents: dict[int, list[UsageFile]] = {}
    for name in written:
        for path in _paths(name, stdin):
            place = path.resolve()
            if place in found:
                raise BadFile(f"{path}: given twice")
            file = found[place] = _looked_at(path, "standard input" if path == stdin else str(path))
            contents.setdefault(path.stat().st_size, []).append(file)
    if not found:
        raise BadFile("no usage files")
    _refuse_copies(contents)
    return list(found.values())


def _paths(written: str, stdin: Path) -> list[Path]:
    if written == "-":
        with stdin.open("wb") as copy:
            while piece := sys.stdin.buffer.read(_PIECE):
                copy.write(piece)
        return [stdin]
    path = Path(written)
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.is_file() and _known(each))
        if not inside:
            raise BadFile(f"{written}: no CSV, JSON or Parquet files in this folder")
        return inside
    if path.is_file():
        return [path]
    if not path.exists() and _WILD & set(written):
        matched = sorted(Path(each) for each in glob(written, recursive=True) if Path(each).is_file())  # noqa: PTH207
        if matched:
            return matched
        raise BadFile(f"{written}: no file matches")
    raise BadFile(f"{written}: no such file; check the path")


def _known(path: Path) -> bool:
    packed = path.suffix.lower() in _PACKED
    return (Path(path.stem) if packed else path).suffix.lower() in _SUFFIXES and not path.name.startswith(".")


def _looked_at(path: Path, name: str) -> UsageFile:
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as reason:
        raise BadFile(f"{name}: cannot be read ({reason.strerror})") from None
    if not start:
        raise BadFile(f"{name}: is empty")
    packing: Packing = next((packing for magic, packing in _MAGIC.items() if start.startswith(magic)), "")
    if not packing and path.suffix.lower() in _PACKED:
        raise BadFile(f"{name}: is not packed as its name says ({path.suffix})")
    if start == b"PAR1":
        return UsageFile(path, name, "parquet")
    inner = Path(path.stem) if packing else path
    kind = _SUFFIXES.get(inner.suffix.lower())
    if kind == "parquet":
        raise BadFile(f"{name}: is no Parquet file")
    file = UsageFile(path, name, kind or "csv", packing)
    if packing:
        _refuse_broken(file)
    if kind is None:
        first = start_of(file).lstrip()[:1]
        file = file._replace(kind="json" if first in (b"{", b"[") else "csv")
    return file


def _refuse_copies(contents: dict[int, list[UsageFile]]) -> None:
    for alike in contents.values():
        seen: dict[str, str] = {}
        for file in alike if len(alike) > 1 else ():
            digest = sha256(file.path)
            if digest in seen:
                raise BadFile(f"{file.name}: is the same file as {seen[digest]}; an export read twice counts twice")
            seen[digest] = file.name


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def start_of(file: UsageFile, size: int = _HEADER_BYTES) -> bytes:
    """The first bytes of a file, unpacked."""
    with unpacked(file) as stream:
        return stream.read(size)


def unpacked(file: UsageFile) -> BinaryIO:
    """A file's bytes, unpacked as they are read.

    Raises:
        BadFile: it is packed with zstd and Python cannot unpack that.
    """
    if file.packing == "gzip":
        return cast("BinaryIO", gzip.open(file.path, "rb"))
    if file.packing == "zstd":
        try:
            import zstandard
        except ImportError:
            raise BadFile(f"{file.name}: to read zst files, install zstandard (pip install 'xlcost[usage]')") from None
        return cast("BinaryIO", zstandard.open(file.path, "rb"))
    return file.path.open("rb")


def lines(file: UsageFile, longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers from 1.

    Raises:
        BadFile: a line is longer than ``longest`` bytes, which no log's is.
    """
    with unpacked(file) as stream:
        number = 0
        while line := stream.readline(longest + 1):
            number += 1
            if len(line) > longest:
                raise BadFile(f"{file.name}:{number}: a line of more than {longest >> 20} MB; refused")
            yield number, line


def _refuse_broken(file: UsageFile) -> None:
    """Unpack a file once, keeping nothing: a truncated one must not pass as a shorter one, a bomb not as a log."""
    limit = max(_MOST_TIMES * file.path.stat().st_size, _MOST_BYTES)
    size = 0
    try:
        with unpacked(file) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise BadFile(f"{file.name}: unpacks to more than {_MOST_TIMES} times its size; refused as a bomb")
    except EOFError:
        raise BadFile(f"{file.name}: the file is cut off; fetch it again") from None
    except (OSError, zlib.error, ValueError) as reason:
        raise BadFile(f"{file.name}: cannot be unpacked ({reason})") from None
    except Exception as reason:
        if type(reason).__name__ != "ZstdError":
            raise
        raise BadFile(f"{file.name}: cannot be unpacked, it is damaged or cut off ({reason})") from None
    if file.packing == "zstd" and not _ends_whole(file):
        raise BadFile(f"{file.name}: the file is cut off; fetch it again")


def _ends_whole(file: UsageFile) -> bool:
    """Whether a zstd file's last frame has its last block: readers take a cut-off file for a short one.

    Walks the headers of frames and blocks (RFC 8878, section 3.1) and unpacks nothing.
    """
    size = file.path.stat().st_size
    with file.path.open("rb") as stream:
        while stream.tell() < size:
            magic = stream.read(4)
            if len(magic) == 4 and magic[1:] == b"\x2a\x4d\x18":  # a frame to be skipped says its length
                stream.seek(int.from_bytes(stream.read(4), "little"), io.SEEK_CUR)
                continue
            if magic != b"\x28\xb5\x2f\xfd":
                return False
            flags = stream.read(1)
            if not flags:
                return False
            single, content = flags[0] >> 5 & 1, flags[0] >> 6
            skipped = (1 - single) + (0, 1, 2, 4)[flags[0] & 3] + ((single, 2, 4, 8)[content])
            stream.seek(skipped, io.SEEK_CUR)
            last = False
            while not last:
                block = stream.read(3)
                if len(block) < 3:
                    return False
                number = int.from_bytes(block, "little")
                last = bool(number & 1)
                stream.seek(1 if number >> 1 & 3 == 1 else number >> 3, io.SEEK_CUR)
            stream.seek(4 if flags[0] & 4 else 0, io.SEEK_CUR)
        return stream.tell() == size


class Header(NamedTuple):
    """The columns of a CSV file and what separates them."""

    names: list[str]
    separator: str


def refuse_many_columns(count: int, where: str) -> None:
    """Refuse what has more columns than any export.

    Raises:
        BadFile: there are more than ``MOST_COLUMNS``.
    """
    if count > MOST_COLUMNS:
        raise BadFile(
            f"{where}: has {count:,} columns, and {MOST_COLUMNS:,} are read; leave out those that say nothing of usage"
        )


def header(file: UsageFile) -> Header:
    """The first line of a CSV file.

    Raises:
        BadFile: it is no text in UTF-8, or names a column twice.
    """
    start = start_of(file)
    if b"\x00" in start:
        raise BadFile(f"{file.name}: is no CSV text in UTF-8 (it has zero bytes; UTF-16?); save it as UTF-8")
    text = start.decode("utf-8-sig", errors="replace")
    first = text.splitlines()[0] if text.splitlines() else ""
    separator = max(",;\t", key=first.count)
    try:
        names = [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=separator), [])]
    except csv.Error as reason:
        raise BadFile(f"{file.name}:1: is no CSV header ({reason})") from None
    refuse_many_columns(len(names), f"{file.name}:1")
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name)
    if twice:
        raise BadFile(f"{file.name}:1: has more than one column {named_shortly(twice)}")
    if not any(names):
        raise BadFile(f"{file.name}:1: has no column names")
    return Header([name or f"column {place + 1}" for place, name in enumerate(names)], separator)


def line_of_row(file: UsageFile, row: int, separator: str) -> int:
    """The line on which a CSV file's data row begins, both counted from 1, the header on line 1."""
    with io.TextIOWrapper(unpacked(file), encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader: Any = csv.reader(stream, delimiter=separator)
        before = 0
        seen = -1
        for cells in reader:
            if cells:
                seen += 1
                if seen == row:
                    return before + 1
            before = reader.line_num
    return row + 1
