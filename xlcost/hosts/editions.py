"""The editions of the workbook: the same cells, and what each host needs so that their functions are calculated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.errors import BadArgument


class Edition(NamedTuple):
    """What an edition is for, how its files end, and how it is made from the bytes of the plain workbook."""

    summary: str
    suffix: str
    make: Callable[[bytes], bytes]


def _plain(workbook: bytes) -> bytes:
    return workbook


def _lite(workbook: bytes) -> bytes:
    from xlcost.hosts.lite import add_lite

    return add_lite(workbook)


def _server(workbook: bytes) -> bytes:
    from xlcost.hosts.customfunctions import custom_functions_edition
    from xlcost.workbook.package import package_from_bytes

    return custom_functions_edition(package_from_bytes(workbook, "the workbook"))


def _classic(workbook: bytes) -> bytes:
    from xlcost.hosts.classic.edition import classic_edition, standalone_project
    from xlcost.workbook.package import package_from_bytes

    return classic_edition(package_from_bytes(workbook, "the workbook"), standalone_project())


def _native(workbook: bytes) -> bytes:
    from xlcost.hosts.native.edition import add_native

    return add_native(workbook)


#: Every edition, by the name that the command line and the files in workbook/ use.
EDITIONS: Final = {
    "template": Edition("functions come from LibreOffice, xlwings' own add-in or xlcost recalc", ".xlsx", _plain),
    "lite": Edition("functions inside, for the free add-in xlwings Lite", ".xlsx", _lite),
    "server": Edition("for a company's own xlwings Server, which xlcost excel server sets up", ".xlsx", _server),
    "classic": Edition("macros inside, for Excel for Windows with Python", ".xlsm", _classic),
    "native": Edition("functions as named LAMBDAs, for Excel 365 or 2024 alone", ".xlsx", _native),
}


def check_suffix(path: Path, edition: str) -> None:
    """Refuses a file name by which Excel would refuse the file.

    Raises:
        BadArgument: the name ends in another way than files of this edition do; it says how.
    """
    suffix = EDITIONS[edition].suffix
    if path.suffix.lower() != suffix:
        raise BadArgument(f"{path}: the {edition} edition is a {suffix} file; name it {path.with_suffix(suffix).name}")
