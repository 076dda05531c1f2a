"""A headless LibreOffice at work on files: in a private profile, within a time limit, and without running macros."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xlcost.budget import at
from xlcost.errors import BadFile
from xlcost.programs import find_program

#: Seconds within which LibreOffice must answer for one workbook.
TIME_LIMIT: Final = 120.0

_USUAL_PLACES: Final = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)

#: Recalculate every loaded .xlsx, ask nothing, follow no link, run no macro.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""


_VERSION: Final = re.compile(r"LibreOffice ([0-9.]+)")


class LibreOfficeMissing(BadFile):
    """LibreOffice was asked for and is not installed."""


def office_environment() -> dict[str, str]:
    """The environment variables for LibreOffice's programs, without those by which its Python would find another one.

    It looks for its library beside the first ``python3`` on the PATH, which in a virtual environment is ours; then none
    of its Python components load, and our add-in is not there. What it leaves when it is ended lies where ours does.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), tempfile.gettempdir())
    return kept | {"PATH": os.defpath} if os.name == "posix" else kept


def find_soffice() -> Path:
    """Where LibreOffice is.

    Raises:
        LibreOfficeMissing: nowhere on the PATH nor in the usual places.
    """
    for place in (find_program("soffice"), find_program("libreoffice"), *_USUAL_PLACES):
        if place and Path(place).exists():
            return Path(place)
    raise LibreOfficeMissing(
        "LibreOffice is not installed (no soffice on the PATH or in the usual places); install 25.2 or newer"
    )


def office_version() -> str:
    """Which LibreOffice is there, such as ``LibreOffice 25.2.3.2``.

    Raises:
        LibreOfficeMissing: none is.
    """
    found = _VERSION.search(_run([str(find_soffice()), "--version"], TIME_LIMIT))
    return f"LibreOffice {found.group(1)}" if found else "LibreOffice"


def convert(
    sources: Sequence[Path],
    folder: Path,
    target: str,
    *,
    extra_arguments: Sequence[str] = (),
    time_limit: float = TIME_LIMIT,
) -> list[Path]:
    """Lets LibreOffice load the files, recalculate them, and save each in ``folder`` as ``target`` (xlsx, pdf).

    Raises:
        BadFile: LibreOffice missing, too slow, or unable to read one of them.
    """
    with _profile() as profile:
        command = [
            str(find_soffice()),
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={profile.as_uri()}",
            *extra_arguments,
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            *map(str, sources),
        ]
        said = _run(command, time_limit)
    results = [folder / f"{source.stem}.{target}" for source in sources]
    for source, result in zip(sources, results, strict=True):
        if not result.exists():
            raise BadFile(f"{source}: LibreOffice could not load it ({said.strip()[-200:] or 'it gave no reason'})")
    return results


@contextmanager
def _profile() -> Iterator[Path]:
    """A profile of its own, so that a running LibreOffice neither disturbs nor is disturbed."""
    with tempfile.TemporaryDirectory(prefix="xlcost-profile-") as folder:
        user = Path(folder) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        yield Path(folder)


def _run(command: Sequence[str], time_limit: float) -> str:
    """Runs soffice; past the time limit it and the processes that it started are ended."""
    with subprocess.Popen(  # noqa: S603 - a fixed program and our own arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=os.name == "posix",
        env=office_environment(),
    ) as process:
        try:
            at("LibreOffice calculated")
            said, _ = process.communicate(timeout=time_limit)
        except subprocess.TimeoutExpired:
            _end(process)
            raise BadFile(f"LibreOffice took longer than {time_limit:.0f} s and was ended") from None
        except BaseException:
            _end(process)  # or it would go on in a session of its own
            raise
    return said.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
