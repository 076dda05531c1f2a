"""Files are written whole or not at all: to a temporary file beside the target, which then takes its place."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_atomically(path: Path) -> Iterator[Path]:
    """A new file to write to, which becomes ``path`` when the block ends well and vanishes when it does not.

    The file has the permissions of any new file; where ``path`` exists, it keeps its own.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    temporary.touch(exist_ok=False)
    try:
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        yield temporary
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
