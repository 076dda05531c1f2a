"""Runs commands of xlcost in this process and prints, as JSON, what they started: a program of test_nothing_started.py.

Arguments: a file of JSON, a list of command lines. An audit hook cannot be taken away again, hence a process of its own.
"""

from __future__ import annotations

import _posixsubprocess
import contextlib
import io
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

STARTS = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork", "os.forkpty", "pty.spawn")
#: What reaches for the network.
CALLS_OUT = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "urllib.Request")
#: Where files may be written: the folder of the command (a temporary one) and the temporary folder itself.
FREE = (tempfile.gettempdir(), "/dev/", "/proc/self/")
#: What may be read besides: Python and its packages, and what the system tells all programs.
READ = (
    *FREE,
    *(os.path.realpath(path) for path in {sys.prefix, sys.base_prefix, Path(__file__).parents[2]}),
    "/proc/",
    "/sys/",
    "/usr/share/zoneinfo",
    "/etc/mime.types",
)
started: list[str] = []
outside: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CALLS_OUT:
        outside.append(f"{event} {arguments[1:]!r}")
    if event == "open" and isinstance(arguments[0], str) and isinstance(arguments[2], int):
        path = os.path.realpath(arguments[0])
        writes = arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if not path.startswith(FREE if writes else READ) and "__pycache__" not in path:
            outside.append(f"{'writes' if writes else 'reads'} {path}")
    if event in STARTS:
        started.append(f"{event} {arguments!r}")
    if event == "subprocess.Popen":
        started.append(str(arguments[0]))


def watched_fork(arguments: Any, executables: Any, *rest: Any) -> int:
    """What subprocess and multiprocessing come down to; the second tells the audit hooks nothing."""
    started.extend(sorted({str(arguments[0], "utf-8") if isinstance(arguments[0], bytes) else arguments[0]}))
    return fork(arguments, executables, *rest)


fork = _posixsubprocess.fork_exec
_posixsubprocess.fork_exec = watched_fork
sys.addaudithook(watch)


def on_windows() -> None:
    """The doctor on a stand-in for Windows, whose drive C: is this machine's file system."""
    from xlcost.hosts.classic import doctor, machine

    def here(path: str) -> str:
        return path.removeprefix("C:").replace("\\", "/")

    this = machine.this_machine()
    windows = replace(
        this,
        platform="win32",
        registry=lambda key, name: r"C:\Office\excel.exe" if "excel.exe" in key else None,
        read=lambda path: this.read(here(path)),
        exists=lambda path: this.exists(here(path)),
        names=lambda folder: this.names(here(folder)),
    )
    doctor.this_machine = lambda: windows


def main() -> None:
    from xlcost.cli import main as command_line

    on_windows()
    report = []
    for line in json.loads(Path(sys.argv[1]).read_text()):
        sys.argv = ["xlcost", *line]
        started.clear()
        outside.clear()
        said, code = io.StringIO(), 0
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                command_line()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        report.append(
            {
                "line": line,
                "code": code,
                "said": said.getvalue()[-20_000:],
                "started": [*started],
                "outside": [*outside],
            }
        )
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
