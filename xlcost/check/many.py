"""Checks many files on all processors; whatever one file does, the others are checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from xlcost.check.report import Report
from xlcost.check.run import check_file
from xlcost.check.settings import Settings
from xlcost.outline.series import Series

#: Files fewer than this are checked here: starting processes would take longer.
_WORTH_PROCESSES = 4


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
    from xlcost.check.processes import in_processes  # what it needs takes a thirtieth of a check of one file to load

    for path, report in in_processes(list(dict.fromkeys(paths)), settings, jobs):
        reports[path] = report
        done()
    return tuple(reports[path] for path in paths)
