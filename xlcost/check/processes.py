"""Checks files in several processes; whatever one file does to its process, the others are checked."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from xlcost.budget import Limits, limits_in_force, within
from xlcost.budget.limits import NONE
from xlcost.budget.process import keep
from xlcost.check.report import Report
from xlcost.check.run import check_file
from xlcost.check.settings import Settings
from xlcost.outline.series import Series

#: What a process of its own remembers of the files that it has checked.
_OF_THIS_PROCESS: Final = Series()
#: More objects than a remembered workbook has: there may be cycles among them.
_MUCH: Final = 500_000
#: Files that a process may have been given when the pool broke: the one at work and those that wait for it.
_SUSPECTS: Final = 2


def in_processes(paths: Sequence[Path], settings: Settings, jobs: int) -> Iterator[tuple[Path, Report]]:
    """The reports, each with its path, as they are finished; in so many processes at a time."""
    finished: set[Path] = set()
    with _pool(jobs) as pool:
        waiting: dict[Future[Report], Path] = {
            pool.submit(_checked, path, settings, limits_in_force()): path for path in paths
        }
        for future in as_completed(waiting):
            path = waiting[future]
            try:
                report = future.result()
            except BrokenProcessPool:
                continue
            finished.add(path)
            yield path, report
    left = [path for path in paths if path not in finished]  # if a file ended its process, and with it the pool
    suspects = left[: _SUSPECTS * jobs]  # begun in their order
    for path in suspects:
        yield path, _alone(path, settings)
    if left[len(suspects) :]:
        yield from in_processes(left[len(suspects) :], settings, jobs)


def _alone(path: Path, settings: Settings) -> Report:
    """One file in a process of its own, which may die."""
    with _pool(1) as pool:
        try:
            return pool.submit(_checked, path, settings, limits_in_force()).result()
        except BrokenProcessPool:
            return Report(
                str(path),
                unreadable=f"{path}: checking it ended the process, or could not be stopped within the time and memory "
                "allowed (see --time-limit); the file is refused as hostile",
            )


def _pool(jobs: int) -> ProcessPoolExecutor:
    """Fresh processes, not forks: the engine's threads would not survive one."""
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare, initargs=(limits_in_force(),)
    )


def _prepare(limits: Limits) -> None:
    """The limits hold in each process for itself.

    Cycles are looked for between files: while one is checked, nothing is done with, and looking takes its time.
    """
    if limits != NONE:
        keep(limits)
    gc.disable()
    gc.freeze()


def _checked(path: Path, settings: Settings, limits: Limits) -> Report:
    with within(limits):
        report = check_file(path, settings, series=_OF_THIS_PROCESS)
    if gc.get_count()[0] > _MUCH:
        gc.collect()
    return report
