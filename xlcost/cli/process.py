"""What a command may do to be quick where the process is its own: never where somebody's code has called it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class OwnProcess:
    """The object of the click context where ``main`` runs the command line, and nothing else runs in the process.

    ``may_end`` where the process is the command alone, as ``program`` starts it, and may be ended with it.
    """

    may_end: bool = False


@contextmanager
def one_command() -> Iterator[None]:
    """No search for reference cycles while a command runs, nor when Python ends.

    What a command makes lives until it ends, and the bounds of workbook/limits.py bound it; the search took a tenth of
    the time of ``xlcost new``.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
