"""Files are written whole or not at all: to a temporary file beside the target, which then takes its place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xlcost.budget import look
from xlcost.errors import BadFile

_ANYONE_MAY_WRITE: Final = 0o222


@contextmanager
def written_atomically(path: Path) -> Iterator[Path]:
    """A new file to write to, which becomes ``path`` when the block ends well and vanishes when it does not.

    The file has the permissions of any new file; where ``path`` exists, it keeps its own. Where ``path`` is a symbolic
    link, the file that it points to is written.

    Raises:
        BadFile: nothing can be written there, or what is there is write-protected or no file: a folder, a device.
    """
    try:
        target = path.resolve()
        if path.exists() and not path.is_file():
            raise BadFile(f"{path}: cannot be written, for it is no file")
        if path.exists() and not path.stat().st_mode & _ANYONE_MAY_WRITE:
            raise BadFile(f"{path}: is write-protected; write to another file or lift the protection")
        temporary = target.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        temporary.touch(exist_ok=False)
    except (OSError, ValueError) as reason:  # a zero byte in a name is a ValueError
        raise unwritten(path, reason) from None
    try:
        yield temporary
        _put_in_place(temporary, target)
    except BaseException as failure:
        temporary.unlink(missing_ok=True)
        if isinstance(failure, OSError) and not isinstance(failure, BrokenPipeError):
            raise unwritten(path, failure) from None
        raise


def unwritten(path: Path, reason: Exception) -> BadFile:
    """The line for a file of which nothing was written: a full disk, a folder that may not be written to.

    Libraries have errors of their own for it, which are named in their first line.
    """
    known = isinstance(reason, OSError) and reason.errno is not None
    why = os.strerror(reason.errno) if known else (str(reason).splitlines() or [type(reason).__name__])[0]  # type: ignore[attr-defined]
    return BadFile(f"{path}: cannot be written ({why})")


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all; what UTF-8 cannot hold, as in names of files, is escaped.

    Raises:
        BadFile: see ``written_atomically``.
    """
    with written_atomically(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")


def _put_in_place(temporary: Path, path: Path) -> None:
    look()  # nothing is written of a file that cost more than it may
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())  # or a crash of the machine could leave an empty file under the final name
    temporary.replace(path)
