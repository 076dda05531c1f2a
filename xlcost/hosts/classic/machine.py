"""What the doctor may ask of a machine, as one small object, so that its reasoning runs anywhere on made-up answers.

Every answer is read: there is no way to start a program here, since it may be a workbook that names it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlcost.programs import find_program

#: More than any settings file holds; what a file is named as may be anything.
_LONGEST_TEXT: Final = 1 << 20


@dataclass(frozen=True)
class Machine:
    """A machine that can be asked; each answer is None where there is nothing."""

    platform: str  # as sys.platform
    environment: Mapping[str, str]
    registry: Callable[[str, str], str | int | None]  # key beginning with HKLM or HKCU, value name
    read: Callable[[str], str | None]  # a small text file
    exists: Callable[[str], bool]
    find_program: Callable[[str], str | None]  # on the search path
    names: Callable[[str], Sequence[str]]  # what a folder holds; nothing where there is no such folder


def this_machine() -> Machine:
    """The machine that this program runs on."""
    return Machine(
        platform=sys.platform,
        environment=os.environ,
        registry=_registry,
        read=_read,
        exists=lambda path: Path(path).exists(),
        find_program=_find_program,
        names=_names,
    )


def _registry(key: str, name: str) -> str | int | None:
    if sys.platform == "win32":
        import winreg

        hive, _, path = key.partition("\\")
        root = winreg.HKEY_LOCAL_MACHINE if hive == "HKLM" else winreg.HKEY_CURRENT_USER
        try:
            with winreg.OpenKey(root, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                value = winreg.QueryValueEx(opened, name)[0]
        except OSError:
            return None
        return value if isinstance(value, str | int) else None
    return None


def _read(path: str) -> str | None:
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST_TEXT)
    except (OSError, ValueError):
        return None


def _find_program(name: str) -> str | None:
    found = find_program(name.removesuffix(".exe"))
    return str(found) if found else None


def _names(folder: str) -> list[str]:
    try:
        return sorted(entry.name for entry in Path(folder).iterdir())
    except (OSError, ValueError):
        return []
