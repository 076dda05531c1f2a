"""The process that a command runs in, and the one that watches over it and can end it.

The command line runs its commands in a worker: a fork, where there is one (a few milliseconds), else a second Python.
The worker looks at the clock and its memory five times a second, whatever Python code runs; that raises OverBudget,
and everything is put in order as after any error. What no look can interrupt, a library at work in one long call, is
ended two seconds later by a thread of faulthandler's, which needs no leave of Python's. Then the process that waits
starts another worker, which refuses that file at once and goes on with the others.
"""

from __future__ import annotations

import _thread
import faulthandler
import json
import mmap
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from xlcost.budget import spending
from xlcost.budget.limits import Limits, OverBudget, shown_bytes
from xlcost.budget.memory import limit_memory, memory_of
from xlcost.budget.spending import MEMORY, TIME, Spending

#: Seconds between looks, from one raise to the next where code goes on all the same, and until the process is ended.
_TICK: Final = 0.2
_AGAIN: Final = 1.0
_GRACE: Final = 2.0
#: Beyond the limit, which is looked at, the process that waits ends the worker; far beyond, the system refuses memory:
#: what a library only reserves, formualizer 19 GB for a cell in a sheet's last corner, is not used.
_SLACK: Final = 128 << 20
_RESERVED: Final = 32 << 30
_SLATE_BYTES: Final = 4096
#: Tells a second Python that it is a worker; has what it needs to know, in JSON.
_MARK: Final = "XLCOST_WORKER"
_ENDED: Final = 2
_FORCED: Final = 3  # so many Ctrl-C end the worker at once


class Slate:
    """Memory that the two processes share: the files at work, and what is done with them."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    def write(self, files: str, part: str) -> None:
        """Says what is at work; two empty texts where nothing is."""
        data = f"{files}\n{part}".encode("utf-8", "backslashreplace")[: _SLATE_BYTES - 1]
        self._memory[: len(data) + 1] = data + b"\0"

    def read(self) -> tuple[str, str]:
        """The files at work, and the part."""
        files, _, part = self._memory[:].partition(b"\0")[0].decode("utf-8", "replace").partition("\n")
        return files, part


class _State(NamedTuple):
    """What a worker was told: where to say what is at work, and the line for each file that ended one before it."""

    slate: Slate | None
    stopped: Mapping[str, str]


def guarded(limits: Limits) -> None:
    """Returns in a worker, in which these limits are kept; the process that called waits for it and ends as it ends."""
    told = os.environ.pop(_MARK, None)
    if told is not None:
        known = json.loads(told)
        with Path(known["slate"]).open("r+b") as file:
            tempfile.tempdir = str(Path(known["slate"]).parent)
            keep(limits, Slate(mmap.mmap(file.fileno(), _SLATE_BYTES)), known["stopped"])
    elif hasattr(os, "fork"):
        forked(limits)
    else:
        spawned(limits)


def forked(limits: Limits) -> None:
    """``guarded`` by a fork of this process, which has loaded little."""
    stopped: dict[str, str] = {}
    while True:
        slate = Slate(mmap.mmap(-1, _SLATE_BYTES))
        folder = _temporary_folder()
        sys.stdout.flush()
        sys.stderr.flush()
        alive, end = os.pipe()  # its end is the worker's, which closes it however it ends
        worker = os.fork()
        if worker == 0:
            os.close(alive)
            tempfile.tempdir = folder
            keep(limits, slate, stopped)
            return
        os.close(end)
        with _signals_passed_on(lambda number, worker=worker: os.kill(worker, number)):  # type: ignore[misc]
            why = ""
            while limits.bytes and not select.select([alive], [], [], _TICK / 2)[0]:
                if memory_of(worker) > limits.bytes + _SLACK:  # it did not look in time
                    os.kill(worker, signal.SIGKILL)
                    why = MEMORY.format(shown_bytes(limits.bytes))
            _, status = os.waitpid(worker, 0)
        os.close(alive)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        code = os.waitstatus_to_exitcode(status)
        _end_or_note(code, slate, why or _reason(code, limits), stopped)


def _temporary_folder() -> str | None:
    """Where a worker keeps temporary files: whatever it was doing when it was ended, none of them is left."""
    try:
        return tempfile.mkdtemp(prefix="xlcost-")
    except OSError:  # a full or read-only disk concerns only the commands that write there, which say so themselves
        return None


def spawned(limits: Limits) -> None:
    """``guarded`` by a second Python with the same command line, where nothing can be forked."""
    stopped: dict[str, str] = {}
    while True:
        with tempfile.TemporaryDirectory(prefix="xlcost-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, "slate")
            path.write_bytes(bytes(_SLATE_BYTES))
            told = json.dumps({"slate": str(path), "stopped": stopped})
            command = [sys.executable, "-c", "from xlcost.cli import program; program()", *sys.argv[1:]]
            environment = {**os.environ, _MARK: told}
            with (
                subprocess.Popen(command, env=environment) as worker,  # noqa: S603 - our own Python
                _signals_passed_on(worker.send_signal),
            ):
                code = worker.wait()
            with path.open("r+b") as file, mmap.mmap(file.fileno(), _SLATE_BYTES) as memory:
                slate = Slate(memory)
                _end_or_note(code, slate, _reason(code, limits), stopped)


def _end_or_note(code: int, slate: Slate, why: str, stopped: dict[str, str]) -> None:
    """Ends as the worker did, unless it was ended while a file was at work: that is noted for the next one."""
    files, part = slate.read()
    if not files and code >= 0:
        raise SystemExit(code)
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if not files or files in stopped:
        raise OverBudget(f"{files or 'xlcost'}: {why}")
    stopped[files] = f"{files}: {why}; stopped while {part}"


def _reason(code: int, limits: Limits) -> str:
    """Why a worker ended with a file at work: by its own hand when it could not be interrupted, or by force."""
    if code == 1:
        return TIME.format(limits.seconds)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"exit code {code}"
    return f"ended the process that read it ({name}), perhaps for want of memory (see --memory-limit)"


class _signals_passed_on:  # noqa: N801 - a context manager
    """Meanwhile signals to this process go to the worker, which puts things in order and ends; then so does this."""

    def __init__(self, send: Callable[[int], None]) -> None:
        self._send = send
        self._interrupted = 0
        self._before: dict[int, signal.Handlers | Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> None:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._pass_on)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._interrupted += 1
        try:
            if self._interrupted >= _FORCED:
                number = getattr(signal, "SIGKILL", signal.SIGTERM)
            self._send(number)
        except OSError:
            pass  # it has ended


def keep(limits: Limits, slate: Slate | None = None, stopped: Mapping[str, str] | None = None) -> None:
    """Makes this process a worker: from now on it keeps the limits of every budget that is opened in it."""
    worker = _Worker(_State(slate, stopped or {}))
    if slate is not None:
        _silence_libraries()
    spending.watchers.append(worker.told)
    signal.signal(signal.SIGINT, worker.interrupted)
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, worker.interrupted)
    if limits.bytes:
        limit_memory(limits.bytes + _RESERVED)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, worker.tick)
    else:
        threading.Thread(target=worker.look_for_ever, daemon=True).start()


def _look_every(seconds: float) -> None:
    """Has the system ask for a look so often; 0 for no more."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds, seconds)


def _silence_libraries() -> None:
    """What libraries write to standard error when they fail goes nowhere: the line about the file says it.

    Python's own standard error is another descriptor from here on. What is raised in Python code that a library calls,
    as a look does it in Formulon's, Python writes there too where the library cannot pass it on; the next look raises
    it again.
    """
    sys.unraisablehook = lambda told: None
    ours = os.dup(sys.stderr.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    before = sys.stderr
    sys.stderr = open(  # noqa: SIM115, PTH123 - as long as the process lives
        ours, "w", encoding=before.encoding, errors="backslashreplace", buffering=1
    )


class _Worker:
    """Looks at what is at work."""

    def __init__(self, state: _State) -> None:
        self._state = state
        self._at_work: Spending | None = None
        self._parent = os.getppid()
        self._raised = 0.0
        self._was_interrupted = False
        self._nowhere = open(os.devnull, "w")  # noqa: SIM115, PTH123 - faulthandler's, as long as the process lives

    def told(self, at_work: Spending | None) -> None:
        """A budget is opened or closed, or has come to another part."""
        slate, stopped = self._state
        opened = at_work is not None and at_work is not self._at_work
        self._at_work = at_work
        if slate is not None:
            slate.write("" if at_work is None else at_work.files, "" if at_work is None else at_work.part)
        if at_work is None:
            _look_every(0)  # or a look would end Python, which takes its handlers away before it ends
            faulthandler.cancel_dump_traceback_later()
        elif opened:
            if at_work.files in stopped:
                at_work.over = OverBudget(stopped[at_work.files])
                raise at_work.over
            _look_every(_TICK)
            if at_work.seconds:
                faulthandler.dump_traceback_later(at_work.seconds + _GRACE, exit=True, file=self._nowhere)

    def tick(self, number: int, frame: FrameType | None) -> None:
        """Raises OverBudget in whatever Python code runs; ends where nobody waits for the process any more."""
        del number, frame
        if os.getppid() != self._parent:
            os._exit(_ENDED)
        at_work = self._at_work
        if at_work is not None and time.monotonic() > self._raised + _AGAIN:
            try:
                at_work.look()
            except (OverBudget, KeyboardInterrupt):
                self._raised = time.monotonic()
                raise

    def look_for_ever(self) -> None:
        """The same where there are no timers: a thread, which interrupts the main one."""
        while True:
            time.sleep(_TICK)
            at_work = self._at_work
            if at_work is None or time.monotonic() <= self._raised + _AGAIN:
                continue
            try:
                at_work.look()
            except (OverBudget, KeyboardInterrupt):
                _thread.interrupt_main(signal.SIGINT)

    def interrupted(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C, SIGTERM or the thread: raised once, so that nothing interrupts what puts things in order."""
        at_work = self._at_work
        if at_work is not None and (at_work.interrupted or at_work.over is not None):
            self.tick(number, frame)
        elif not self._was_interrupted:
            self._was_interrupted = True
            if at_work is not None:
                at_work.interrupted = True
                self._raised = time.monotonic()
            raise KeyboardInterrupt
