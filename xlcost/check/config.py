"""Settings from a file: ``[check]`` in xlcost.toml, or ``[tool.xlcost.check]`` in pyproject.toml."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from xlcost.check.registry import Severity
from xlcost.check.settings import Settings
from xlcost.errors import BadFile

FAIL_ON: Final = (*(level.value for level in Severity), "never")
_DEFAULTS: Final = Settings()
_KEYS: Final = {field.name.replace("_", "-"): field.name for field in fields(Settings)}


def find_settings(start: Path) -> Settings:
    """The settings of the nearest file that has any, from a folder upwards; the defaults where none has.

    Raises:
        BadFile: such a file cannot be read, or says something that is no setting.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        for name in ("xlcost.toml", "pyproject.toml"):
            path = folder / name
            if path.is_file():
                table = _table(path)
                if table is not None:
                    return settings_from(table, str(path))
    return _DEFAULTS


def read_settings(path: Path) -> Settings:
    """The settings of a given file.

    Raises:
        BadFile: it cannot be read, has no settings, or says something that is no setting.
    """
    table = _table(path)
    if table is None:
        raise BadFile(f"{path}: there is no table [check] or [tool.xlcost.check]; add one")
    return settings_from(table, str(path))


def settings_from(table: Mapping[str, Any], where: str) -> Settings:
    """Settings from key-value pairs whose keys are the field names with hyphens."""
    given: dict[str, Any] = {}
    for key, value in table.items():
        name = _KEYS.get(key)
        if name is None:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"; {near[0]} is meant?" if near else f"; there are {', '.join(_KEYS)}"
            raise BadFile(f"{where}: there is no setting {key}{hint}")
        given[name] = _checked(key, value, getattr(_DEFAULTS, name), where)
    if given.get("fail_on", "error") not in FAIL_ON:
        raise BadFile(f"{where}: fail-on must be one of {', '.join(FAIL_ON)}")
    return Settings(**given)


def _table(path: Path) -> Mapping[str, Any] | None:
    try:
        with path.open("rb") as stream:
            content = tomllib.load(stream)
    except FileNotFoundError:
        raise BadFile(f"{path}: no such file; check the path") from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise BadFile(f"{path}: cannot be read as TOML ({reason})") from None
    inner = content.get("tool", {}).get("xlcost", {}) if path.name == "pyproject.toml" else content
    table = inner.get("check") if isinstance(inner, dict) else None
    return table if isinstance(table, dict) else None


def _checked(key: str, value: Any, default: Any, where: str) -> Any:
    """The value in the type of the default."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(default, tuple):
        items = [value] if isinstance(value, str) else value
        wanted = (int, float) if key == "allowed-numbers" else (str,)
        if isinstance(items, list) and all(isinstance(item, wanted) and not isinstance(item, bool) for item in items):
            return tuple(items)
        raise BadFile(f"{where}: {key} must be a list of {'numbers' if key == 'allowed-numbers' else 'texts'}")
    if isinstance(default, str) and isinstance(value, str):
        return value
    if isinstance(default, (int, float)) and number and value >= 0:
        return value
    raise BadFile(f"{where}: {key} must be {'a text' if isinstance(default, str) else 'a number of at least 0'}")
