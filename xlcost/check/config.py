"""Settings from a file: ``[check]`` in xlcost.toml, or ``[tool.xlcost.check]`` in pyproject.toml."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from xlcost.check.profiles import BY_BOOK, CHOICES
from xlcost.check.registry import Severity
from xlcost.check.rules import known_codes
from xlcost.check.settings import Settings
from xlcost.errors import BadFile
from xlcost.toml import nearest_settings, settings_table, table_name

FAIL_ON: Final = (*(level.value for level in Severity), "never")
_TABLE: Final = "check"
_DEFAULTS: Final = Settings()
_KEYS: Final = {field.name.replace("_", "-"): field.name for field in fields(Settings) if field.name != "today"}


def find_settings(start: Path) -> Settings:
    """The settings of the nearest file that has any, from a folder upwards; the defaults where none has.

    Raises:
        BadFile: such a file cannot be read, or says something that is no setting.
    """
    found = nearest_settings(start, _TABLE)
    return _DEFAULTS if found is None else settings_from(found[0], str(found[1]))


def read_settings(path: Path) -> Settings:
    """The settings of a given file.

    Raises:
        BadFile: it cannot be read, has no settings, or says something that is no setting.
    """
    table = settings_table(path, _TABLE)
    if table is None:
        raise BadFile(f"{path}: there is no table {table_name(path, _TABLE)}; add one")
    return settings_from(table, str(path))


def settings_from(table: Mapping[str, Any], where: str) -> Settings:
    """Settings from key-value pairs whose keys are the field names with hyphens."""
    given: dict[str, Any] = {}
    for key, value in table.items():
        name = _KEYS.get(key)
        if name is None:
            raise BadFile(f"{where}: there is no setting {key}{_near(key, _KEYS)}")
        given[name] = _checked(key, value, getattr(_DEFAULTS, name), where)
    if given.get("fail_on", "error") not in FAIL_ON:
        raise BadFile(f"{where}: fail-on must be one of {', '.join(FAIL_ON)}")
    if given.get("profile", BY_BOOK) not in CHOICES:
        raise BadFile(f"{where}: profile must be one of {', '.join(CHOICES)}")
    try:
        return Settings(**given | {key: known_codes(given[key]) for key in ("select", "ignore") if key in given})
    except ValueError as reason:
        raise BadFile(f"{where}: {reason}") from None


def _near(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"


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
