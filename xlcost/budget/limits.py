"""The two limits that a user sets, how people write them, and where a file of settings has them."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadArgument, BadFile
from xlcost.toml import nearest_settings, table_name

_UNITS: Final = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_SIZE: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?) *([A-Za-z]{0,3})")
_TIME: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) *(s|min|h|)")
_SECONDS: Final = {"": 1, "s": 1, "min": 60, "h": 3600}
#: The least memory in which Python and the libraries fit.
_LEAST_BYTES: Final = 64 << 20

#: Steps of xlcost's own work for each second that a file may take. A good file takes 350,000 to 850,000 a second, so
#: that the clock comes first for it; walks without an end take millions.
STEPS_A_SECOND: Final = 1_000_000

#: The table of settings that holds them.
_TABLE: Final = "limits"


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
    found = nearest_settings(start, _TABLE)
    return DEFAULT if found is None else limits_from(found[0], f"{found[1]}: {table_name(found[1], _TABLE)}")


def limits_from(table: Mapping[str, Any], where: str) -> Limits:
    """Limits from the keys time and memory.

    Raises:
        BadFile: another key, or a value that is no limit.
    """
    for key in table.keys() - {"time", "memory"}:
        near = difflib.get_close_matches(key, ("time", "memory"), n=1)
        raise BadFile(f"{where} has no {key}; {f'did you mean {near[0]}?' if near else 'time and memory'}")
    try:
        return Limits(
            parse_seconds(table.get("time", DEFAULT.seconds)), parse_bytes(table.get("memory", DEFAULT.bytes))
        )
    except BadArgument as reason:
        raise BadFile(f"{where} {reason}") from None
