"""A workbook as it was in another revision of its git repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from xlcost.diff.comparing import diff
from xlcost.diff.records import Difference, SheetChange
from xlcost.errors import BadFile
from xlcost.programs import find_program
from xlcost.workbook.limits import MAX_FILE_BYTES
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import open_book, read_book
from xlcost.workbook.records import Book

#: Seconds that git may take to answer.
_PATIENCE: Final = 60
#: A repository's own settings may name programs, to fetch what is missing or to ask for a password: git starts none.
_NOTHING_ELSE_STARTED: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}


def diff_with_revision(path: Path, revision: str) -> Difference:
    """What changed in a workbook since a git revision; of one that the revision does not have, that it is new.

    Raises:
        BadFile: no git, no repository, no such revision, or a file that cannot be read.
    """
    old = version_in_git(path, revision)
    new = open_book(path)
    if old is None:
        counted = [(sheet.name, len(sheet.formulas), len(sheet.cells) - len(sheet.formulas)) for sheet in new.sheets]
        added = tuple(SheetChange("added", name, None, formulas, rest) for name, formulas, rest in counted)
        return Difference(old=f"{revision} (no such file)", new=str(path), sheets=added)
    return diff(old, new)


def version_in_git(path: Path, revision: str) -> Book | None:
    """The workbook at a path as a revision has it; None where that revision has no such file.

    Raises:
        BadFile: no git, no repository, no such revision, or a file that cannot be read.
    """
    if revision.startswith("-"):
        raise BadFile(f"{revision!r} is not a revision; write one as HEAD, main or v1.2")
    commit = _git(path, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise BadFile(f"{path}: its git repository has no revision {revision!r}")
    name = _git(path, "rev-parse", "--verify", "--quiet", f"{commit.decode().strip()}:./{path.name}")
    if name is None:
        return None
    blob = name.decode().strip()
    size = _git(path, "cat-file", "-s", blob)
    if size is None:
        raise BadFile(f"{path}: its version in {revision} was not fetched with the repository; run git fetch --refetch")
    if int(size) > MAX_FILE_BYTES:
        raise BadFile(f"{path}: its version in {revision} is larger than {MAX_FILE_BYTES >> 20} MB")
    return read_book(package_from_bytes(_git(path, "cat-file", "blob", blob) or b"", Path(f"{revision}:{path.name}")))


def _git(path: Path, *arguments: str) -> bytes | None:
    """What git says in the folder of a file; None where it says no."""
    if not path.exists():
        raise BadFile(f"{path}: no such file; check the path")
    git = find_program("git")
    if git is None:
        raise BadFile("git is not installed, so there is no other revision to compare with")
    command = [str(git), "-c", "core.fsmonitor=false", "-C", str(path.absolute().parent), *arguments]
    environment = {**os.environ, **_NOTHING_ELSE_STARTED}
    try:
        run = subprocess.run(  # noqa: S603 - git where the user's PATH has it, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PATIENCE, env=environment
        )
    except subprocess.TimeoutExpired:
        raise BadFile(f"{path}: git did not answer within {_PATIENCE} seconds") from None
    if b"not a git repository" in run.stderr:
        raise BadFile(f"{path}: not in a git repository, so there is no other revision to compare with")
    return run.stdout if run.returncode == 0 else None
