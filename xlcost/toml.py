"""TOML files of any origin: inputs, settings, waivers. Read within bounds, refused in one line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile

#: Bytes of a file, and parts of one dotted key: tomllib's memory grows with the square of the latter.
MAX_BYTES: Final = 1 << 20
MAX_KEY_PARTS: Final = 32

_PROJECT: Final = "pyproject.toml"
#: Where settings may stand in a folder; the first that has a table has it all, the second is not looked at then.
_SETTINGS_FILES: Final = ("xlcost.toml", _PROJECT)
#: The tables of settings: in pyproject.toml they stand under [tool.xlcost].
_TABLES: Final = ("check", "limits")

_TEXTS_AND_COMMENTS: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''" + r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*""", re.DOTALL
)
_KEY_PIECES: Final = re.compile(r"\.|[^.\s=\[\]{},]+|[\n=\[\]{},]")


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        BadFile: no such file, no TOML, or beyond the bounds; the text says where.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadFile(f"{path}: no such file; check the path") from None
    except OSError as reason:
        raise BadFile(f"{path}: cannot be read ({reason.strerror})") from None
    if len(data) > MAX_BYTES:
        raise BadFile(f"{path}: larger than {MAX_BYTES >> 20} MB, which no file of settings is; refused")
    try:
        text = data.decode("utf-8-sig")
        _refuse_long_keys(text, path)
        return tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadFile(f"{path}: not a TOML file (no text in UTF-8); save it as UTF-8") from None
    except RecursionError:
        raise BadFile(f"{path}: nested too deeply for a file of settings; refused") from None
    except ValueError as reason:  # a TOMLDecodeError, or a number of thousands of digits
        raise BadFile(f"{path}: not a TOML file ({reason})") from None


def _refuse_long_keys(text: str, path: Path) -> None:
    parts = 0
    for piece in _KEY_PIECES.findall(_TEXTS_AND_COMMENTS.sub('""', text)):
        if piece == ".":
            parts += 1
            if parts > MAX_KEY_PARTS:
                raise BadFile(f"{path}: a key of more than {MAX_KEY_PARTS} parts; refused as hostile")
        elif piece in "\n=[]{},":
            parts = 0


def nearest_settings(start: Path, table: str) -> tuple[Mapping[str, Any], Path] | None:
    """A table of settings from the nearest file that has it, from a folder upwards, and that file.

    Raises:
        BadFile: such a file cannot be read, or holds what is no table of settings.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        for path in (folder / name for name in _SETTINGS_FILES):
            found = settings_table(path, table) if path.is_file() else None
            if found is not None:
                return found, path
    return None


def settings_table(path: Path, table: str) -> Mapping[str, Any] | None:
    """A table of the settings in a file; None where the file is there for something else.

    Raises:
        BadFile: it cannot be read, or holds what is no table of settings.
    """
    content: Any = read_toml(path)
    for depth, step in enumerate(("tool", "xlcost") if path.name == _PROJECT else (), start=1):
        content = content.get(step)
        if content is None:
            return None
        if not isinstance(content, dict):
            raise BadFile(f"{path}: {'.'.join(('tool', 'xlcost')[:depth])} must be a table")
    for key, value in content.items():
        if key in _TABLES and isinstance(value, dict):
            continue
        if key in _TABLES:
            raise BadFile(f"{path}: {table_name(path, key)} must be a table")
        known = [table_name(path, name) for name in _TABLES]
        if not isinstance(value, dict):
            raise BadFile(f"{path}: the setting {key} stands in no table; there are {' and '.join(known)}")
        near = [table_name(path, name) for name in difflib.get_close_matches(key, _TABLES, n=1)]
        hint = f"did you mean {near[0]}?" if near else f"there are {' and '.join(known)}"
        raise BadFile(f"{path}: there is no table {table_name(path, key)}; {hint}")
    found: Mapping[str, Any] | None = content.get(table)
    return found


def table_name(path: Path, table: str) -> str:
    """``[check]``, or ``[tool.xlcost.check]`` in pyproject.toml."""
    return f"[tool.xlcost.{table}]" if path.name == _PROJECT else f"[{table}]"
