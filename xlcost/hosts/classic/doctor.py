"""Explains, in plain words, what keeps a workbook's functions from reaching Python in classic Excel.

It follows the same way as xlwings' VBA does: which interpreter do the settings name, is xlwings' library beside it,
are the versions the same. It changes nothing and starts nothing: a workbook, or a file beside it, may name any program
as its interpreter, and such a name is reported.
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from xlcost.hosts.classic.edition import FOLDER_ON_PATH, SETTINGS_SHEET
from xlcost.hosts.classic.inspection import Inspection, inspect_workbook
from xlcost.hosts.classic.interpreter import Interpreter, read_interpreter
from xlcost.hosts.classic.machine import Machine, this_machine
from xlcost.hosts.classic.settings import FOLDER_FILE, Layers, interpreter_setting, setting, setting_layers
from xlcost.hosts.classic.vba import MODULE_NAME, UDF_MODULE

Status = Literal["ok", "warn", "fail"]

_OTHER_EDITIONS: Final = (
    "use xlcost new --edition native (Excel 365 or 2024), --edition lite (xlwings Lite) or LibreOffice"
)
#: Where programs from the Microsoft Store live, closed to the libraries of others.
_STORE: Final = "\\windowsapps\\"
_EXCEL_PATH: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CLICK_TO_RUN: Final = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_SECURITY: Final = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
_POLICY: Final = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
#: Values of VBAWarnings that leave no way to allow a macro.
_MACROS_OFF: Final = {3: "only signed macros may run", 4: "all macros are off"}
_FROM_THE_INTERNET: Final = ("ZoneId=3", "ZoneId=4")
#: What xlwings' Import Functions button makes.
_IMPORTED_MODULE: Final = "xlwings_udfs"
_OLDEST_PYTHON: Final = (3, 11)
_ON_A_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
#: xlwings' own command writes the path of the Python that runs it into the user's settings.
_SET_INTERPRETER: Final = (
    "Then, with the Python that has xlcost, run at a command prompt: xlwings config create --force. "
    f"Or add to the sheet {SETTINGS_SHEET} a row Interpreter_Win with the full path of its python.exe."
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, why it matters, and how to mend it (nothing to mend when it is well)."""

    status: Status
    what: str
    why: str
    mend: str = ""


def doctor(workbook: str | Path | None = None, machine: Machine | None = None) -> list[Finding]:
    """Look at this machine and, if one is named, at a workbook.

    Raises:
        BadFile: the workbook is no sound one.
    """
    return examine(inspect_workbook(workbook) if workbook else None, machine or this_machine())


def examine(inspection: Inspection | None, machine: Machine) -> list[Finding]:
    """The same for a workbook already inspected (None: no workbook) and a machine real or made up."""
    findings = list(_workbook(inspection)) if inspection else []
    if machine.platform != "win32":
        return [*findings, _not_windows(machine)]
    folder = str(inspection.path.parent) if inspection else None
    layers = setting_layers(machine, (inspection and inspection.settings) or {}, folder)
    findings += _excel(machine)
    findings += _macros(machine)
    if inspection:
        findings += _place(inspection, layers, machine)
    findings += _python(inspection, layers, machine)
    return findings


def _not_windows(machine: Machine) -> Finding:
    system = {"darwin": "macOS"}.get(machine.platform, machine.platform)
    why = f"Excel calls Python functions through xlwings on Windows only, and this is {system}."
    return Finding("fail", "Windows", why, _OTHER_EDITIONS)


def _workbook(inspection: Inspection) -> Iterator[Finding]:
    modules, name = inspection.modules, inspection.path.name
    if MODULE_NAME in modules and _IMPORTED_MODULE in modules:
        yield Finding(
            "fail",
            f"Functions in {name}",
            f"Every function is there twice, in the modules {MODULE_NAME} and {_IMPORTED_MODULE}; Excel runs neither.",
            f"In the VBA editor (Alt+F11) remove the module {_IMPORTED_MODULE}. Import Functions is not needed here.",
        )
    elif MODULE_NAME in modules:
        yield Finding("ok", f"Functions in {name}", f"The VBA module {MODULE_NAME} is there.")
    elif _IMPORTED_MODULE in modules:
        yield Finding(
            "warn",
            f"Functions in {name}",
            "They were imported by xlwings, whose wrappers show an error as a text, which SUM passes over.",
            "Make the workbook with: xlcost new --edition classic",
        )
    else:
        yield Finding(
            "fail",
            f"Functions in {name}",
            "The workbook has no VBA with the functions, so that Excel shows #NAME? unless an add-in has them.",
            "Make the workbook with: xlcost new --edition classic",
        )
    yield from _settings_sheet(inspection)


def _settings_sheet(inspection: Inspection) -> Iterator[Finding]:
    what = f"Sheet {SETTINGS_SHEET}"
    if inspection.settings is None:
        yield Finding(
            "warn",
            what,
            "It is named with a leading underscore, so that xlwings passes over it."
            if inspection.switched_off
            else "The workbook has no such sheet, so that only the settings of the user count.",
            f"Rename _{SETTINGS_SHEET} to {SETTINGS_SHEET}."
            if inspection.switched_off
            else f"Add a sheet {SETTINGS_SHEET} with UDF MODULES in A1 and {UDF_MODULE} in B1.",
        )
        return
    if inspection.repeated:
        why = f"{', '.join(inspection.repeated)} is there twice, at which xlwings' VBA stops."
        yield Finding("fail", what, why, "Delete one of the two rows.")
    if inspection.cut_off:
        why = f"{', '.join(inspection.cut_off)} stands below a blank row and is not read."
        yield Finding("warn", what, why, "Delete the blank row.")
    modules = inspection.settings.get("UDF MODULES", "")
    if UDF_MODULE not in modules.split(";"):
        yield Finding(
            "warn",
            what,
            f"UDF MODULES is {modules or 'blank'}, so that Import Functions would not find the functions.",
            f"Write {UDF_MODULE} beside UDF MODULES.",
        )
    elif not inspection.repeated and not inspection.cut_off:
        yield Finding("ok", what, f"It names {UDF_MODULE}.")


def _excel_path(machine: Machine) -> str:
    return str(machine.registry(f"HKLM\\{_EXCEL_PATH}", "") or machine.registry(f"HKCU\\{_EXCEL_PATH}", "") or "")


def _excel_bits(machine: Machine) -> int:
    small = machine.registry(_CLICK_TO_RUN, "Platform") == "x86" or "(x86)" in _excel_path(machine)
    return 32 if small else 64


def _excel(machine: Machine) -> Iterator[Finding]:
    path = _excel_path(machine)
    if not path:
        yield Finding("fail", "Excel", "No desktop Excel is installed on this machine.", _OTHER_EDITIONS)
    elif _STORE in path.lower():
        yield Finding(
            "fail",
            "Excel",
            f"{path} comes from the Microsoft Store, which closes it off from libraries such as xlwings'.",
            "Uninstall it and install Microsoft 365 from office.com (the same licence), or " + _OTHER_EDITIONS,
        )
    else:
        yield Finding("ok", "Excel", f"It is installed: {path}.")


def _macros(machine: Machine) -> Iterator[Finding]:
    for key, by in ((_POLICY, "Your organisation has set that"), (_SECURITY, "In the Trust Center it is set that")):
        level = machine.registry(key, "VBAWarnings")
        if isinstance(level, int) and level in _MACROS_OFF:
            mend = (
                "Ask your administrator for a trusted location, or " + _OTHER_EDITIONS
                if key == _POLICY
                else "In Excel: File, Options, Trust Center, Settings, Macro Settings: disable with notification."
            )
            yield Finding("fail", "Macros", f"{by} {_MACROS_OFF[level]}.", mend)
            return
    yield Finding("ok", "Macros", "They may run once you press Enable Content.")


def _place(inspection: Inspection, layers: Layers, machine: Machine) -> Iterator[Finding]:
    path = str(inspection.path)
    mark = machine.read(f"{path}:Zone.Identifier") or ""
    if any(zone in mark for zone in _FROM_THE_INTERNET):
        yield Finding(
            "fail",
            "Download mark",
            "Windows has marked the file as come from the internet, so that Excel blocks its macros.",
            "In the Explorer: right-click the file, Properties, tick Unblock, OK; then open it again.",
        )
    clouds = [machine.environment.get(name, "") for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")]
    in_cloud = any(cloud and path.lower().startswith(cloud.lower() + "\\") for cloud in clouds)
    if in_cloud and setting(layers, machine, FOLDER_ON_PATH, "true").lower() == "true":
        yield Finding(
            "warn",
            "OneDrive",
            "Excel gives files there an internet address, which xlwings often cannot turn into a folder.",
            f"In the sheet {SETTINGS_SHEET} add a row: {FOLDER_ON_PATH}, false. Or move the file out of OneDrive.",
        )
    else:
        yield Finding("ok", "Place of the file", f"{ntpath.dirname(path) or path} is no obstacle.")
    if MODULE_NAME not in inspection.modules and machine.registry(_SECURITY, "AccessVBOM") != 1:
        yield Finding(
            "warn",
            "Trust access to the VBA project object model",
            "It is off, and xlwings' Import Functions button needs it. The classic edition does not.",
            "In Excel: File, Options, Trust Center, Settings, Macro Settings: tick that box; or use that edition.",
        )


def _python(inspection: Inspection | None, layers: Layers, machine: Machine) -> Iterator[Finding]:
    if setting(layers, machine, "DEBUG UDFS", "false").lower() == "true":
        why = "The setting Debug UDFs is on, so that Excel waits for a Python that a developer starts by hand."
        yield Finding("fail", "Debug UDFs", why, "Turn it off in the sheet or on xlwings' ribbon.")
    named = interpreter_setting(layers, machine)
    by_file = inspection is not None and named != interpreter_setting(layers[-1:], machine)
    if by_file:
        yield _named_by_file(named)
        if _is_elsewhere(named):
            return
    searched = ntpath.dirname(named) == ""
    path = machine.find_program(named) if searched else named
    where = "on the search path" if searched else "at that place"
    if path is None or not machine.exists(path):
        yield Finding(
            "fail", "Python", f"There is no {named} {where}.", f"Install Python from python.org. {_SET_INTERPRETER}"
        )
        return
    if _STORE in path.lower():
        why = f"{path} comes from the Microsoft Store, which closes it off, or only leads to the Store."
        yield Finding("fail", "Python", why, f"Install Python from python.org. {_SET_INTERPRETER}")
        return
    inside = read_interpreter(path, machine)
    if inside is None:
        why = f"{path} does not stand where a Python's files are, so that it is none, or only leads to one."
        yield Finding("fail", "Python", why, f"Name the python.exe itself. {_SET_INTERPRETER}")
        return
    yield Finding("ok", "Python", f"Excel starts {path}.")
    yield from _inside_python(path, inside, inspection, machine)


def _named_by_file(named: str) -> Finding:
    elsewhere = " Not being on a drive of this machine, it was not even looked at, which may sign you in there."
    return Finding(
        "warn",
        "Python named by the file",
        f"The sheet {SETTINGS_SHEET}, or the file {FOLDER_FILE} beside the workbook, names {named}, and Excel starts "
        f"it as soon as macros may run. It was not started here.{elsewhere if _is_elsewhere(named) else ''}",
        "Keep it only if you know that program; else delete the row there, and your own setting counts.",
    )


def _is_elsewhere(path: str) -> bool:
    """Whether Windows may ask another machine, or a device, for what is at a path: all but names and drive letters."""
    return ntpath.dirname(path) != "" and not _ON_A_DRIVE.match(path)


def _inside_python(
    path: str, inside: Interpreter, inspection: Inspection | None, machine: Machine
) -> Iterator[Finding]:
    console = ntpath.join(ntpath.dirname(path), ntpath.basename(path).replace("pythonw", "python"))
    pip = f'"{console}" -m pip install'
    if inside.version < _OLDEST_PYTHON:
        has, needs = ("{}.{}".format(*version) for version in (inside.version, _OLDEST_PYTHON))
        why = f"It is Python {has}, and xlcost needs {needs} or newer."
        yield Finding("fail", "Python version", why, f"Install a newer Python from python.org. {_SET_INTERPRETER}")
    for package in ("xlcost", "xlwings", "pywin32"):
        if package not in inside.packages:
            why = f"{package} is not installed for the Python that Excel starts."
            yield Finding("fail", package, why, f"{pip} {package}")
    xlwings = inside.packages.get("xlwings")
    yield from _versions(inspection.xlwings_version if inspection else None, xlwings, pip)
    yield from _library(path, (inspection and inspection.xlwings_version) or xlwings, pip, machine)


def _versions(in_workbook: str | None, in_python: str | None, pip: str) -> Iterator[Finding]:
    if not in_workbook or not in_python:
        return
    if in_workbook == in_python:
        yield Finding("ok", "xlwings versions", f"The workbook and Python both have {in_python}.")
    else:
        yield Finding(
            "fail",
            "xlwings versions",
            f"The workbook's VBA is that of {in_workbook}, but Python has {in_python}; they must be the same.",
            f"{pip} xlwings=={in_workbook}, or make the workbook anew with: xlcost new --edition classic",
        )


def _library(path: str, version: str | None, pip: str, machine: Machine) -> Iterator[Finding]:
    """Where the VBA looks for xlwings' library: beside the interpreter, or one folder up (virtual environments)."""
    if version is None:
        return
    excel_bits = _excel_bits(machine)
    name = f"xlwings{excel_bits}-{version}.dll"
    folder = ntpath.dirname(path)
    if any(machine.exists(ntpath.join(place, name)) for place in (folder, ntpath.dirname(folder))):
        yield Finding(
            "ok",
            "xlwings library",
            f"{name} is beside Python. Excel has {excel_bits} bits; Python, a process of its own, may have others.",
        )
    else:
        why = f"{excel_bits}-bit Excel needs {name} in {folder} or one folder up."
        yield Finding("fail", "xlwings library", why, f"{pip} --force-reinstall xlwings=={version}")
