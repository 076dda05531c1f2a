"""A headless LibreOffice, where it is installed: in a private profile, within a time limit, and without running macros.

It converts files; and it is an engine, which opens a workbook and recalculates all of it: values are read from a copy.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xlcost.budget import at, limits_in_force, look, seconds_left
from xlcost.budget.memory import what_starts_has
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.errors import ERROR_TEXTS, BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.programs import find_program
from xlcost.workbook.limits import MAX_TEXT
from xlcost.workbook.package import package_bytes
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import ERROR, Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet, without_formulas

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
    """Runs soffice; past the time limit, or the time of the file, it and the processes that it started are ended.

    It has as much memory as a file may take.
    """
    with what_starts_has(limits_in_force().bytes):
        started = subprocess.Popen(  # noqa: S603 - a fixed program and our own arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=os.name == "posix",
            env=office_environment(),
        )
    with started as process:
        try:
            at("LibreOffice calculated")
            said, _ = process.communicate(timeout=seconds_left(time_limit))
        except subprocess.TimeoutExpired:
            _end(process)
            look()
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


#: What LibreOffice is to be given for a workbook of which some parts are changed.
Prepared = Callable[[Book, Mapping[str, bytes]], bytes]

_NAME: Final = "#NAME?"


def as_it_is(book: Book, changed: Mapping[str, bytes]) -> bytes:
    """The workbook's file with the changed parts."""
    return package_bytes(book.package, changed) if changed else book.package.data


class Office:
    """A workbook that LibreOffice calculates, wholly each time."""

    def __init__(self, book: Book, prepared: Prepared, extra_arguments: Sequence[str] = ()) -> None:
        self._book, self._prepared, self._extra_arguments = book, prepared, extra_arguments
        self._set: dict[Place, CellValue] = {}
        self._calculated: Book | None = None

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Ours come with the add-in, or not at all."""

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell; where other cells share its formula's text it is left as it is."""
        self._set[place] = value
        self._calculated = None

    def recalculate(self) -> None:
        """Calculates everything; for what it raises see ``Session``."""
        changed: dict[str, bytes] = {}
        for sheet in self._book.sheets:
            values = {place[1:]: value for place, value in self._set.items() if place[0] == sheet.name}
            if values:
                plain = without_formulas(self._book.package.parts[sheet.part], values)
                changed[sheet.part] = patched_sheet(plain, values)
        data = self._prepared(self._book, changed)
        self._calculated = calculated(self._book, data, self._extra_arguments)

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        if self._calculated is None:
            self.recalculate()
        assert self._calculated is not None  # noqa: S101 - for the type checker
        return {place: answer(self._book, self._calculated, place) for place in places}

    def spilled(self, place: Place) -> None:
        """Nothing: it fills no cells that the file does not say."""

    def close(self) -> None:
        """Lets go of the workbook."""
        self._calculated = None


LIBREOFFICE = Engine("libreoffice", lambda book: Office(book, as_it_is))


def calculated(book: Book, data: bytes, extra_arguments: Sequence[str] = (), time_limit: float = TIME_LIMIT) -> Book:
    """The workbook as LibreOffice saves it, recalculated; ``data`` is what it is given of it.

    Raises:
        BadFile: LibreOffice is missing, too slow, or unable to read the workbook.
    """
    with tempfile.TemporaryDirectory(prefix="xlcost-") as folder:
        copy, results = Path(folder) / "workbook.xlsx", Path(folder) / "results"
        copy.write_bytes(data)
        results.mkdir()
        try:
            (saved,) = convert([copy], results, "xlsx", extra_arguments=extra_arguments, time_limit=time_limit)
            return open_book(saved)
        except BadFile as reason:
            if str(copy) not in str(reason):
                raise
            raise BadFile(str(reason).replace(str(copy), str(book.package.path))) from None


def answer(book: Book, saved: Book, place: Place) -> Answer:
    """What LibreOffice has for a cell, or why it is nothing that Excel could show."""
    theirs = saved.sheets_by_name.get(place[0].lower())
    found = None if theirs is None else theirs.cells.get(place[1:])
    before = book.cell(place)
    if found is None:
        calculated_there = before is not None and before.formula is not None
        return NoAnswer("LibreOffice gives it no value") if calculated_there else None
    if found.kind == ERROR and found.value == _NAME and (before is None or before.value != _NAME):
        return NoAnswer("LibreOffice does not know a function or a name in it")
    if found.kind == ERROR and found.value not in ERROR_TEXTS:
        return NoAnswer(f"LibreOffice gives {found.value}")
    if isinstance(found.value, str) and len(found.value) > MAX_TEXT:
        return NoAnswer("its text is longer than Excel allows")
    return found.value
