"""Files of test results, whatever tool wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xlcost.errors import BadFile
from xlcost.evals.answers import Answers, Source, together
from xlcost.evals.logs import read_log
from xlcost.evals.tables import read_table
from xlcost.report.texts import harmless

_LARGEST: Final = 256 * 2**20
_LONGEST_NAME: Final = 60
_ZIP: Final = b"PK\x03\x04"


def read_results(paths: Sequence[Path], pass_at: float | None = None) -> Answers:
    """The results in some files together; an alternative may have a column, or a file of its own.

    Args:
        paths: CSV or TSV tables, or the logs of promptfoo, OpenAI evals or Inspect.
        pass_at: the score from which a case is passed; without one a score must be 1 or 0.

    Raises:
        BadFile: a file that cannot be read, or is none of these; says where, and what to do.
    """
    return together(_read(path, pass_at) for path in paths)


def _read(path: Path, pass_at: float | None) -> Answers:
    name = harmless(path.name, _LONGEST_NAME)
    content = _content(path, name)
    if content.startswith(_ZIP):
        how = (
            "make JSON of it with inspect log convert --to json"
            if path.suffix.lower() == ".eval"
            else "of a workbook, save the sheet with the results as CSV UTF-8"
        )
        raise BadFile(f"{name}: a packed file; {how}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"{name}: not in UTF-8; save it as CSV UTF-8, or as the JSON that the test tool wrote") from None
    read = read_log if text.lstrip()[:1] in ("{", "[") else read_table
    return Answers(read(text, name, pass_at), (Source(name, hashlib.sha256(content).hexdigest()),))


def _content(path: Path, name: str) -> bytes:
    if not path.is_file():
        raise BadFile(f"{name}: there is no such file")
    size = path.stat().st_size
    if size > _LARGEST:
        raise BadFile(f"{name}: {size / 2**20:,.0f} MB are more than {_LARGEST / 2**20:,.0f} MB of test results")
    return path.read_bytes()
