"""xlwings' settings as its VBA finds them: the workbook's sheet, then a file beside it, then the user's file."""

from __future__ import annotations

import csv
import ntpath
import re
from collections.abc import Iterable, Mapping
from typing import Final

from xlcost.hosts.classic.machine import Machine

#: Where the settings of a user and of a folder are.
USER_FILE: Final = r"%USERPROFILE%\.xlwings\xlwings.conf"
FOLDER_FILE: Final = "xlwings.conf"

#: The first layer that has a setting decides, even where it leaves the value blank.
Layers = tuple[Mapping[str, str], ...]


def setting_layers(machine: Machine, sheet: Mapping[str, str], folder: str | None) -> Layers:
    """The layers of settings for a workbook with that settings sheet in that folder (None: no workbook)."""
    files = [expanded(USER_FILE, machine)]
    if folder:
        files.insert(0, ntpath.join(folder, FOLDER_FILE))
    return (sheet, *(_in_file(machine.read(file) or "") for file in files))


def setting(layers: Layers, machine: Machine, name: str, default: str) -> str:
    """A setting by its name in capitals, with the environment's variables filled in."""
    value = next((layer[name] for layer in layers if name in layer), default)
    return expanded(value, machine)


def expanded(text: str, machine: Machine) -> str:
    """The text with ``%VARIABLES%`` filled in; one that is not set stays as it is."""
    known = {name.upper(): value for name, value in machine.environment.items()}
    return re.sub(r"%([^%]+)%", lambda found: known.get(found.group(1).upper(), found.group()), text)


def interpreter_setting(layers: Layers, machine: Machine) -> str:
    """The interpreter that the VBA starts: a path, or the bare name of a program to search for."""
    named = setting(layers, machine, "INTERPRETER_WIN", "") or setting(layers, machine, "INTERPRETER", "pythonw")
    conda, environment = (setting(layers, machine, name, "") for name in ("CONDA PATH", "CONDA ENV"))
    if named not in ("python", "pythonw") or not (conda and environment):
        return named
    if environment == "base":
        return ntpath.join(conda, f"{named}.exe")
    inside = environment if "\\" in environment else ntpath.join(conda, "envs", environment)
    return ntpath.join(inside, f"{named}.exe")


def _in_file(text: str) -> dict[str, str]:
    rows: Iterable[list[str]] = csv.reader(text.splitlines())
    return {row[0].upper(): row[1] for row in rows if len(row) > 1}
