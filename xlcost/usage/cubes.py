"""Sums kept: a Parquet cube for each source file, under the SHA-256 of its content: a re-run reads new files only."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from xlcost.atomic import unwritten, write_text, written_atomically
from xlcost.errors import BadFile
from xlcost.usage import files
from xlcost.usage.engine import Counted, Group, copy_out
from xlcost.usage.files import UsageFile
from xlcost.usage.grouping import Selection
from xlcost.usage.sources import FORMATS
from xlcost.usage.sources.columns import literal
from xlcost.usage.sources.format import Format

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Raised with every change of what a format's rows come to, so that no old sum answers for a new rule.
VERSION: Final = 1

_NUMBERS: Final = (
    "above", "rows", "requests", "input", "cache_read", "cache_write", "cache_write_1h", "output", "web_searches",
    "max_input",
)  # fmt: skip
_TEXTS: Final = (
    "source", "grain", "day", "month", "model", "tier", "context", "reading", "meter", "currency", "labels", "problem",
    "billed",
)  # fmt: skip


class Cubes:
    """A folder of cubes for one way of asking."""

    def __init__(self, folder: Path, asked: Selection, named: Format | None) -> None:
        """``asked`` and ``named`` are part of a cube's name: another question has another answer."""
        if folder.exists() and not folder.is_dir():
            raise BadFile(f"{folder}: is no folder for cubes")
        self._folder = folder
        told = repr((VERSION, asked, None if named is None else (named.name, named.documented, named.columns)))
        self._question = hashlib.sha256(told.encode()).hexdigest()[:12]

    def known(self, connection: DuckDBPyConnection, file: UsageFile) -> Counted | None:
        """What a file came to when it was last read, or None."""
        path = self._path(file)
        about = path.with_suffix(".json")
        if not (path.is_file() and about.is_file()):
            return None
        try:
            told = json.loads(about.read_text(encoding="utf-8"))
            names = (*_TEXTS, *_NUMBERS)
            found = connection.execute(f"SELECT {', '.join(names)} FROM READ_PARQUET({literal(str(path.absolute()))})")
            groups = [_group(dict(zip(names, row, strict=True)), file.name) for row in found.fetchall()]
            return Counted(file, FORMATS[told["format"]], groups, told["dropped"], known=True)
        except Exception as reason:  # noqa: BLE001  # whatever a damaged cube does, it is no answer
            raise BadFile(f"{path}: is a damaged cube ({reason}); delete it") from None

    def keep(self, connection: DuckDBPyConnection, counted: Counted) -> None:
        """Write a file's sums."""
        if counted.format.name not in FORMATS:
            return
        try:  # now, and not before a file is read: a refused run makes no folder
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as reason:
            raise unwritten(self._folder, reason) from None
        path = self._path(counted.file)
        columns = ", ".join([*(f"{name}: 'VARCHAR'" for name in _TEXTS), *(f"{name}: 'BIGINT'" for name in _NUMBERS)])
        with TemporaryDirectory() as folder, written_atomically(path) as temporary:
            lines = Path(folder) / "groups.jsonl"
            lines.write_text("\n".join(json.dumps(_written(group)) for group in counted.groups), encoding="utf-8")
            copy_out(
                connection,
                f"SELECT * FROM READ_JSON({literal(str(lines))}, format='newline_delimited', columns={{{columns}}})",
                temporary,
                path,
            )
        told = {"format": counted.format.name, "file": counted.file.name, "dropped": counted.dropped}
        write_text(path.with_suffix(".json"), json.dumps(told))

    def _path(self, file: UsageFile) -> Path:
        return self._folder / f"{files.sha256(file.path)}-{self._question}.parquet"


def _written(group: Group) -> dict[str, Any]:
    numbers = {name: getattr(group, name) for name in _NUMBERS}
    texts = {name: str(getattr(group, name)) for name in _TEXTS if name not in ("labels", "billed")}
    billed = None if group.billed is None else str(group.billed)
    return {**texts, "labels": json.dumps(group.labels), "billed": billed, **numbers}


def _group(cells: dict[str, Any], file: str) -> Group:
    billed = cells.pop("billed")
    return Group(
        **{
            **cells,
            "file": file,
            "day": date.fromisoformat(cells["day"]),
            "labels": tuple(json.loads(cells["labels"])),
            "billed": None if billed is None else Decimal(billed),
        }
    )
