"""What the doctor may ask of a machine, as one small object, so that its reasoning runs anywhere on made-up answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

#: Printed by the interpreter that is asked about itself. It imports nothing that could fail or take long.
_ABOUT_ITSELF: Final = """\
import importlib.metadata, importlib.util, json, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({
    "version": list(sys.version_info[:2]), "bits": 64 if sys.maxsize > 2**32 else 32,
    "xlcost": version("xlcost"), "xlwings": version("xlwings"),
    "pywin32": importlib.util.find_spec("pythoncom") is not None,
}))
"""
_PATIENCE: Final = 60  # seconds that an interpreter may take to answer


class Interpreter(NamedTuple):
    """What a Python interpreter says about itself; a package that is not installed has no version."""

    version: tuple[int, int]
    bits: int
    xlcost: str | None
    xlwings: str | None
    pywin32: bool


@dataclass(frozen=True)
class Machine:
    """A machine that can be asked; each answer is None where there is nothing."""

    platform: str  # as sys.platform
    environment: Mapping[str, str]
    registry: Callable[[str, str], str | int | None]  # key beginning with HKLM or HKCU, value name
    read: Callable[[str], str | None]  # a small text file
    exists: Callable[[str], bool]
    find_program: Callable[[str], str | None]  # on the search path
    ask_interpreter: Callable[[str], Interpreter | None]


def this_machine() -> Machine:
    """The machine that this program runs on."""
    return Machine(
        platform=sys.platform,
        environment=os.environ,
        registry=_registry,
        read=_read,
        exists=lambda path: Path(path).exists(),
        find_program=shutil.which,
        ask_interpreter=_ask_interpreter,
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
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _ask_interpreter(path: str) -> Interpreter | None:
    try:
        asked = subprocess.run(  # noqa: S603  Excel itself would start this interpreter
            [path, "-c", _ABOUT_ITSELF], capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
        said = json.loads(asked.stdout)
        return Interpreter(**{**said, "version": tuple(said["version"])})
    except (OSError, subprocess.SubprocessError, ValueError, TypeError, KeyError):
        return None
