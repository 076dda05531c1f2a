"""What a Python on Windows holds, told from its files alone: it is never started, since a workbook may have named it.

A python.exe stands beside its pythonXY.dll; that of a virtual environment stands in Scripts, below a pyvenv.cfg which
names the version and the Python it was made from. An installed package leaves a folder NAME-VERSION.dist-info.
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xlcost.hosts.classic.machine import Machine

_LIBRARY: Final = re.compile(r"python([0-9])([0-9]+)\.dll", re.IGNORECASE)
_VERSION: Final = re.compile(r"^version(?:_info)?\s*=\s*([0-9]+)\.([0-9]+)", re.MULTILINE)
_HOME: Final = re.compile(r"^home\s*=\s*(.+?)\s*$", re.MULTILINE)
_SYSTEM_PACKAGES: Final = re.compile(r"^include-system-site-packages\s*=\s*true\s*$", re.MULTILINE | re.IGNORECASE)


class Interpreter(NamedTuple):
    """A Python interpreter: its version, and the versions of its packages by their names in small letters."""

    version: tuple[int, int]
    packages: dict[str, str]


def read_interpreter(path: str, machine: Machine) -> Interpreter | None:
    """The interpreter at a path; None where the files around it are not those of a Python."""
    folder = ntpath.dirname(path)
    settings = machine.read(ntpath.join(ntpath.dirname(folder), "pyvenv.cfg"))
    version = _in_settings(settings) if settings else _beside(folder, machine)
    if version is None:
        return None
    packages: dict[str, str] = {}
    for place in _package_folders(folder, settings, version, machine):
        packages = _packages(place, machine) | packages
    return Interpreter(version, packages)


def _in_settings(settings: str) -> tuple[int, int] | None:
    found = _VERSION.search(settings)
    return (int(found.group(1)), int(found.group(2))) if found else None


def _beside(folder: str, machine: Machine) -> tuple[int, int] | None:
    found = next(filter(None, map(_LIBRARY.fullmatch, machine.names(folder))), None)
    return (int(found.group(1)), int(found.group(2))) if found else None


def _package_folders(folder: str, settings: str | None, version: tuple[int, int], machine: Machine) -> Iterator[str]:
    """Where Python looks for packages, in its order."""
    own = "Lib\\site-packages"
    if settings:
        yield ntpath.join(ntpath.dirname(folder), own)
        home = _HOME.search(settings)
        if home is None or not _SYSTEM_PACKAGES.search(settings):
            return
        folder = home.group(1)
    user = machine.environment.get("APPDATA")
    if user:
        yield ntpath.join(user, "Python", "Python{}{}".format(*version), "site-packages")
    yield ntpath.join(folder, own)


def _packages(folder: str, machine: Machine) -> dict[str, str]:
    parts = (name[: -len(".dist-info")].partition("-") for name in machine.names(folder) if name.endswith(".dist-info"))
    return {name.lower(): version for name, _, version in parts}
