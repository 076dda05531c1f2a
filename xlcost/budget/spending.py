"""One budget a file: opened with it, looked at while it is worked on, and closed with it.

Whatever runs long says what it is at and looks (``at``, ``look``). Where the process is xlcost's own, process.py looks
five times a second besides, whatever runs, and ends what cannot be interrupted. Work that a small file can make large
is counted besides, block by block (``count``), so that a file which asks for too much of it is refused at the same
place on every machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from xlcost.budget.limits import DEFAULT, NONE, STEPS_A_SECOND, Limits, OverBudget, shown_bytes
from xlcost.budget.memory import memory_in_use

_SHOWN: Final = 3
#: The words for a file that takes too long, or too much.
TIME: Final = "takes more than the {:g} s allowed (see --time-limit)"
STEPS: Final = "takes more than the {:,.0f} steps of work in the {:g} s allowed (see --time-limit)"
MEMORY: Final = "needs more memory than the {} allowed (see --memory-limit)"
#: Seconds: asking the system for the memory in use takes longer than asking for the time.
_BETWEEN_WEIGHINGS: Final = 0.1


class Spending:
    """What one file has cost so far, and what was at work last."""

    def __init__(self, files: str, limits: Limits, times: float = 1.0) -> None:
        self.files = files
        self.limits = limits
        self.seconds = limits.seconds * times
        self.steps = 0
        self.most_steps = self.seconds * STEPS_A_SECOND if self.seconds else float("inf")
        self.part = "it was opened"
        self.end = time.monotonic() + self.seconds if self.seconds else float("inf")
        self.cell: tuple[str, int, int] | None = None
        self.over: OverBudget | None = None
        self.interrupted = False
        self._next_weighing = 0.0
        self._before = memory_in_use() if limits.bytes else 0  # what a program of the user's holds is not the file's

    def look(self) -> None:
        """Raises OverBudget where the budget is spent, KeyboardInterrupt where a user stopped it: again and again.

        A library that calls Python may take either for a failure of its own, and go on with a value for it.
        """
        if self.interrupted:
            raise KeyboardInterrupt
        if self.over is None:
            now = time.monotonic()
            if now > self.end:
                self.over = self.refusal(TIME.format(self.limits.seconds))
            elif self.limits.bytes and now > self._next_weighing:
                self._next_weighing = now + _BETWEEN_WEIGHINGS
                if memory_in_use() - self._before > self.limits.bytes:
                    self.over = self.out_of_memory()
        if self.over is not None:
            raise self.over

    def count(self, steps: int) -> None:
        """Adds steps of work, and looks where they are too many."""
        self.steps += steps
        if self.steps > self.most_steps:
            if self.over is None:
                self.over = self.refusal(STEPS.format(self.most_steps, self.limits.seconds))
            self.look()

    def refusal(self, why: str) -> OverBudget:
        """The line that says what was stopped, why, and where."""
        cell = "" if self.cell is None else f" at {self.cell[0]}!{_letters(self.cell[2])}{self.cell[1]}"
        return OverBudget(f"{self.files}: {why}; stopped while {self.part}{cell}")

    def out_of_memory(self) -> OverBudget:
        """The line for a file that needs too much memory."""
        limit = shown_bytes(self.limits.bytes) if self.limits.bytes else "there is"
        return self.refusal(MEMORY.format(limit))


_current: ContextVar[Spending | None] = ContextVar("spending", default=None)
_in_force: ContextVar[Limits] = ContextVar("limits", default=NONE)

#: Called with each budget that is opened or closed, or whose part changes: see process.py.
watchers: Final[list[Callable[[Spending | None], None]]] = []


def limits_in_force() -> Limits:
    """The limits for each file that is opened now; none, unless ``within`` set some."""
    return _in_force.get()


@contextmanager
def within(limits: Limits = DEFAULT) -> Iterator[None]:
    """Meanwhile each file may cost so much and no more.

    >>> from xlcost.budget import Limits, within
    >>> with within(Limits(seconds=10)):
    ...     report = check_workbook("model.xlsx")

    In a program of the user's own the clock is looked at between steps; what a library calculates in one go is only
    stopped where the command line runs it.
    """
    token = _in_force.set(limits)
    try:
        yield
    finally:
        _in_force.reset(token)


@contextmanager
def budget(*files: str | Path, times: float = 1.0) -> Iterator[None]:
    """The budget for files that are worked on together, of so many times the time; inside another one that goes on.

    Raises:
        OverBudget: they cost more than they may, be it that something inside went on all the same; or they are nested
            deeper than Python follows.
    """
    outer, limits = _current.get(), _in_force.get()
    if outer is not None or limits == NONE:
        yield
        return
    spending = Spending(_named(files), limits, times)
    token = _current.set(spending)
    try:
        _tell(spending)
        yield
        if spending.interrupted or spending.over is not None:
            spending.look()
    except MemoryError:
        raise spending.out_of_memory() from None
    except RecursionError:
        raise spending.refusal("is nested deeper than can be followed") from None
    except Exception as failure:
        if spending.interrupted:
            raise KeyboardInterrupt from None
        if spending.over is None or failure is spending.over:
            raise
        raise spending.over from None  # it was taken for another failure on its way
    finally:
        _current.reset(token)
        _tell(None)


def _named(files: Sequence[str | Path]) -> str:
    shown = [str(file) for file in files[:_SHOWN]]
    return " and ".join(shown) + (f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else "")


def at(part: str) -> None:
    """Says what is at work now, for the line about it, and looks."""
    spending = _current.get()
    if spending is not None:
        spending.part, spending.cell = part, None
        _tell(spending)
        spending.look()


def at_cell(sheet: str, row: int, column: int) -> None:
    """Says which cell is at work now; it costs next to nothing."""
    spending = _current.get()
    if spending is not None:
        spending.cell = (sheet, row, column)


def count(steps: int) -> None:
    """Adds a block of work: cells read or walked through, references, formulas asked."""
    spending = _current.get()
    if spending is not None:
        spending.count(steps)


def look() -> None:
    """Raises OverBudget where the budget of the file at work is spent."""
    spending = _current.get()
    if spending is not None:
        spending.look()


def seconds_left(most: float) -> float:
    """How many seconds the file at work still has, ``most`` at the most; for what stops itself."""
    spending = _current.get()
    return most if spending is None else max(0.001, min(most, spending.end - time.monotonic()))


def current() -> Spending | None:
    """The budget of the file at work, if there is one."""
    return _current.get()


def _letters(column: int) -> str:
    """A column's letters."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def _tell(spending: Spending | None) -> None:
    for watcher in watchers:
        watcher(spending)
