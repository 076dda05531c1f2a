"""Checks many files on all processors; whatever one file does, the others are checked."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
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
#: Files fewer than this are checked here: starting processes would take longer.
_WORTH_PROCESSES = 4
#: Files that a process may have been given when the pool broke: the one at work and those that wait for it.
_SUSPECTS: Final = 2


def check_files(
    paths: Sequence[Path], settings: Settings, jobs: int | None = None, done: Callable[[], None] = lambda: None
) -> tuple[Report, ...]:
    """The reports in the order of the paths; ``done`` is called as each file is finished.

    Args:
        paths: workbooks.
        settings: the same for all.
        jobs: processes at a time; by default as many as there are processors.
        done: for a progress bar.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(paths))
    reports: dict[Path, Report] = {}
    if jobs < 2 or len(paths) < _WORTH_PROCESSES:
        series = Series()
        for path in paths:
            reports[path] = check_file(path, settings, series=series)
            done()
        return tuple(reports[path] for path in paths)
    for path, report in _in_processes(list(dict.fromkeys(paths)), settings, jobs):
        reports[path] = report
        done()
    return tuple(reports[path] for path in paths)


def _in_processes(paths: Sequence[Path], settings: Settings, jobs: int) -> Iterator[tuple[Path, Report]]:
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
        yield from _in_processes(left[len(suspects) :], settings, jobs)


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
