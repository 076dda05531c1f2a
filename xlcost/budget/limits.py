"""The two limits that a user sets, how people write them, and where a file of settings has them."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadArgument, BadFile
from xlcost.toml import read_toml

_UNITS: Final = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_SIZE: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?) *([A-Za-z]{0,3})")
_TIME: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) *(s|min|h|)")
_SECONDS: Final = {"": 1, "s": 1, "min": 60, "h": 3600}
#: The least memory in which Python and the libraries fit.
_LEAST_BYTES: Final = 64 << 20

#: Where limits stand in a folder; the first file that has any is taken.
_FILES: Final = ("xlcost.toml", "pyproject.toml")
TABLE: Final = "limits"


class OverBudget(BadFile):
    """A file that costs more time or memory than it may; nothing of it was written."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    Args:
        seconds: by the clock, from opening the file to the report; 0 is no limit.
        bytes: of memory; 0 is no limit.
    """

    seconds: float = 60.0
    bytes: int = 4 << 30


DEFAULT: Final = Limits()
NONE: Final = Limits(0.0, 0)


def parse_seconds(written: object) -> float:
    """Seconds from 90, "90", "90 s", "5 min" or "1 h"; 0 is no limit.

    Raises:
        BadArgument: it is none of these.
    """
    found = _TIME.fullmatch(_text(written))
    if found is None:
        raise BadArgument(f"{written!r} is no time; write it like 60, 90s, 5min or 1h, and 0 for no limit")
    return float(found[1]) * _SECONDS[found[2]]


def parse_bytes(written: object) -> int:
    """Bytes from "4 GB" or "512MB"; 0 is no limit.

    Raises:
        BadArgument: it is no size, or one in which nothing runs.
    """
    found = _SIZE.fullmatch(_text(written))
    unit = None if found is None else _UNITS.get(found[2].upper().replace("IB", "B"))
    if found is None or unit is None:
        raise BadArgument(f"{written!r} is no size; write it like 4GB or 512MB, and 0 for no limit")
    size = int(float(found[1]) * unit)
    if 0 < size < _LEAST_BYTES:
        raise BadArgument(f"{written!r} is too little to run in; {shown_bytes(_LEAST_BYTES)} is the least")
    return size


def _text(written: object) -> str:
    number = isinstance(written, (int, float)) and not isinstance(written, bool) and math.isfinite(written)
    return f"{written:.15g}" if number else written.strip() if isinstance(written, str) else ""


def shown_bytes(size: int) -> str:
    """A size as people write it."""
    name, unit = next((name, unit) for name, unit in reversed(_UNITS.items()) if size >= unit and name)
    return f"{size / unit:.4g} {name}"


def find_limits(start: Path) -> Limits:
    """The limits that the nearest xlcost.toml or pyproject.toml sets, from a folder upwards; else the defaults.

    Raises:
        BadFile: such a file cannot be read, or sets something that is no limit.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        for name in _FILES:
            path = folder / name
            table = _table(path) if path.is_file() else None
            if table is not None:
                return limits_from(table, str(path))
    return DEFAULT


def _table(path: Path) -> Any:
    content: Any = read_toml(path)
    for step in ("tool", "xlcost") if path.name == "pyproject.toml" else ():
        content = content.get(step, {}) if isinstance(content, dict) else {}
    return content.get(TABLE) if isinstance(content, dict) else None


def limits_from(table: Any, where: str) -> Limits:
    """Limits from the keys time and memory.

    Raises:
        BadFile: another key, or a value that is no limit.
    """
    if not isinstance(table, dict):
        raise BadFile(f"{where}: {TABLE} must be a table")
    for key in table.keys() - {"time", "memory"}:
        near = difflib.get_close_matches(key, ("time", "memory"), n=1)
        raise BadFile(f"{where}: [{TABLE}] has no {key}; {f'did you mean {near[0]}?' if near else 'time and memory'}")
    try:
        return Limits(
            parse_seconds(table.get("time", DEFAULT.seconds)), parse_bytes(table.get("memory", DEFAULT.bytes))
        )
    except BadArgument as reason:
        raise BadFile(f"{where}: [{TABLE}] {reason}") from None
