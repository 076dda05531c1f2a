"""A LibreOffice that runs for the whole test session, with our add-in, driven over a pipe of this machine.

UNO's Python module belongs to LibreOffice's own Python, so ``office_driver.py`` runs there and answers JSON lines.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlcost.calculate.engines.libreoffice import find_soffice, office_environment
from xlcost.hosts.libreoffice.extension import unpack_extension

_DRIVER = Path(__file__).with_name("office_driver.py")


class Office:
    """Asks the driver; every method is one request and one answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def values(self, workbook: Path, changes: list[tuple[str, str, Any]] | None = None) -> dict[str, dict[str, Any]]:
        """Sheet -> address -> value of every formula cell, recalculated; ``changes`` (sheet, address, value) first."""
        answer: dict[str, dict[str, Any]] = self._ask("values", str(workbook), changes or [])
        return answer

    def evaluate(self, formulas: list[str], cells: dict[str, Any] | None = None) -> list[Any]:
        """What each formula shows on a sheet that holds ``cells``; an error is its text, an array formula is rows."""
        answer: list[Any] = self._ask("evaluate", formulas, cells or {})
        return answer

    def describe(self, name: str) -> dict[str, Any]:
        """What the function wizard shows for a function."""
        answer: dict[str, Any] = self._ask("describe", name)
        return answer

    def seconds_for(self, formula: str, rows: int) -> float:
        """How long it takes to calculate a column of ``rows`` cells with this formula ({row} is the row number)."""
        answer: float = self._ask("seconds_for", formula, rows)
        return answer

    def _ask(self, method: str, *arguments: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([method, *arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "LibreOffice is gone"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["result"]


@contextmanager
def running_office(folder: Path) -> Iterator[Office]:
    """LibreOffice with a profile of its own and the add-in as a bundled extension."""
    unpack_extension(folder / "extensions" / "xlcost")
    command = [
        python_with_uno(),
        str(_DRIVER),
        str(find_soffice()),
        (folder / "profile").as_uri(),
        (folder / "extensions").as_uri(),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=office_environment(),
    ) as process:
        try:
            yield Office(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()  # the driver ends LibreOffice and then itself
            process.wait(60)


def python_with_uno() -> str:
    """LibreOffice's Python: the system's on Linux distributions, else the one beside soffice."""
    beside = find_soffice().resolve().parent
    for place in ("/usr/bin/python3", str(beside / "python"), str(beside / "python.exe"), shutil.which("python3")):
        if place and os.access(place, os.X_OK):
            tried = subprocess.run([place, "-c", "import uno"], capture_output=True, check=False)
            if tried.returncode == 0:
                return place
    raise AssertionError("no Python with LibreOffice's uno module; on Debian install python3-uno")
