"""Puts the extension into the user's LibreOffice and takes it out again, through LibreOffice's own ``unopkg``."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

from xlcost.calculate.engines.libreoffice import LibreOfficeMissing, find_soffice, office_environment
from xlcost.errors import XlcostError
from xlcost.hosts.libreoffice.extension import build_extension
from xlcost.hosts.libreoffice.names import IDENTIFIER
from xlcost.programs import find_program

FILE_NAME: Final = "xlcost.oxt"
#: Seconds within which unopkg must answer.
TIME_LIMIT: Final = 120.0


_BY_HAND: Final = (
    f"build the file with 'xlcost libreoffice build' and add {FILE_NAME} in LibreOffice under Tools > Extensions"
)
#: What unopkg says -> what that means here.
_REFUSALS: Final = {
    "as root": "unopkg does not run as root; run this as the user who works in LibreOffice",
    "no such extension": "the extension is not installed for this user",
}


class InstallationFailed(XlcostError):
    """LibreOffice's extension tool is missing or refused; the text says what to do instead."""


def find_unopkg() -> Path:
    """Where LibreOffice's extension tool is: on the PATH or beside soffice.

    Raises:
        InstallationFailed: not there.
    """
    found = find_program("unopkg")
    if found:
        return found
    try:
        folder = find_soffice().resolve().parent
    except LibreOfficeMissing as reason:
        raise InstallationFailed(f"{reason}; or {_BY_HAND}") from None
    for name in ("unopkg", "unopkg.com", "unopkg.exe", "unopkg.bin"):
        if (folder / name).exists():
            return folder / name
    raise InstallationFailed(f"LibreOffice is in {folder}, but its tool unopkg is not; {_BY_HAND}")


def install() -> None:
    """Build the extension and add it for this user, in place of an earlier version.

    Raises:
        InstallationFailed: unopkg is missing or refuses.
    """
    unopkg = find_unopkg()
    with tempfile.TemporaryDirectory(prefix="xlcost-") as folder:
        extension = Path(folder) / FILE_NAME
        extension.write_bytes(build_extension())
        _run(unopkg, "add", "--force", "--suppress-license", str(extension))


def uninstall() -> None:
    """Remove the extension for this user.

    Raises:
        InstallationFailed: unopkg is missing or refuses, for instance because the extension is not installed.
    """
    _run(find_unopkg(), "remove", IDENTIFIER)


def _run(unopkg: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - LibreOffice's own tool and our own arguments, no shell
            [str(unopkg), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
            env=office_environment(),
        )
    except subprocess.TimeoutExpired:
        raise InstallationFailed(f"unopkg took longer than {TIME_LIMIT:.0f} s and was ended; {_BY_HAND}") from None
    if done.returncode != 0:
        said = " ".join(done.stdout.decode("utf-8", "replace").split())
        known = [meaning for words, meaning in _REFUSALS.items() if words in said]
        raise InstallationFailed(known[0] if known else f"unopkg {arguments[0]} failed: {said or 'no reason given'}")
