"""The record of a copy that Excel saved: small, without anything personal, and with a digest over all of it.

Somebody with Excel sends it in; a table of the builds of Excel with which xlcost was seen to work is made from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xlcost import __version__
from xlcost.errors import BadFile
from xlcost.hosts.savedcopy import Check, Original, excel_of
from xlcost.workbook.records import Book

FORMAT: Final = 1
#: What a person saw, which no file tells: key -> question.
QUESTIONS: Final = {
    "about": "File > Account > About Excel (Mac: Excel > About): the whole line with version and build",
    "on_opening": "Did Excel say anything on opening (repair, protected view, macros)? Its words, or: nothing",
    "summary_line": "What does the last line of the sheet Summary say, and what the last of Functions?",
    "follows": "Type another number into a blue cell on Inputs: do the results change, without #NAME? or #BUSY!?",
    "wrong": "Is anything cut off, misplaced or odd to look at? What, or: nothing",
}


def record(original: Original, saved: Book, checks: Sequence[Check], answers: Mapping[str, str]) -> dict[str, Any]:
    """The record as JSON holds it: who saved the copy, of what, what was found, and the answers."""
    excel = excel_of(saved)
    content: dict[str, Any] = {
        "format": FORMAT,
        "verdict": verdict(checks),
        "excel": excel._asdict(),
        "case": original.case,
        "edition": original.edition,
        "xlcost": __version__,
        "saved_on": saved.properties.get("modified", "")[:10],
        "copy_sha256": hashlib.sha256(saved.package.data).hexdigest(),
        "original_sha256": hashlib.sha256(original.book.package.data).hexdigest(),
        "checks": [check._asdict() for check in checks],
        "answers": {key: answers.get(key, "") for key in QUESTIONS},
    }
    return {**content, "digest": digest(content)}


def verdict(checks: Sequence[Check]) -> str:
    """In one word: whether all is as it should be."""
    return "proven" if all(check.ok for check in checks) else "not proven"


def digest(content: Mapping[str, Any]) -> str:
    """The digest of a record without its own; whoever changes a word after the judgement must change it too."""
    plain = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def read_answers(path: Path) -> dict[str, str]:
    """The answers in a TOML file.

    Raises:
        BadFile: it cannot be read, or has other keys.
    """
    from xlcost.toml import read_toml

    found = read_toml(path)
    if strange := set(found) - QUESTIONS.keys():
        raise BadFile(f"{path}: there is no question {min(strange)!r}; there are {', '.join(QUESTIONS)}")
    return {key: str(value).strip() for key, value in found.items()}


def proven_builds(folder: Path) -> list[str]:
    """The table of all records in a folder, as lines of Markdown.

    Raises:
        BadFile: a record is none, or was changed after it was written.
    """
    rows = sorted({_row(path) for path in sorted(folder.glob("*.json"))})
    if not rows:
        return [
            "Nobody has sent a copy saved by Excel yet: [be the first](workbook/evidence/README.md) in twenty minutes."
        ]
    header = ["| Excel | edition | case | xlcost | saved on | verdict |", "| --- | --- | --- | --- | --- | --- |"]
    return [*header, *("| " + " | ".join(row) + " |" for row in rows)]


def _row(path: Path) -> tuple[str, ...]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        excel = found["excel"]
        said = f"{excel['host']} {excel['version']}, build {excel['build']}"
        row = (said, found["edition"], found["case"], found["xlcost"], found["saved_on"], found["verdict"])
        sound = found["format"] == FORMAT and found["digest"] == digest(found)
    except (OSError, ValueError, KeyError, TypeError):
        raise BadFile(f"{path}: is no record of xlcost excel evidence") from None
    if not sound:
        raise BadFile(f"{path}: was changed after it was written; write it anew with xlcost excel evidence")
    return tuple(str(cell).replace("|", "/") for cell in row)
