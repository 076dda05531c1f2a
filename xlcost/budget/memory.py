"""How much memory this process uses, and a bound that the system keeps, where it keeps one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("peak", "now", "a", "b", "c", "d", "e", "f")),
        )

    def memory_of(process: int | str) -> int:
        """Not asked of other processes here."""
        del process
        return 0

    def memory_in_use() -> int:
        """Bytes of memory that this process uses."""
        counters = _Counters()
        counters.size = ctypes.sizeof(counters)
        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD)
        kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size)
        return int(counters.now)

    @contextmanager
    def what_starts_has(size: int) -> Iterator[None]:
        """Not kept here."""
        del size
        yield

    def limit_memory(size: int) -> None:
        """Windows keeps no such bound for a process by itself; ``memory_in_use`` is looked at instead."""
        del size

else:
    #: Bytes that starting a process may take.
    _SPARE = 64 << 20
    _PAGE = os.sysconf("SC_PAGE_SIZE")

    def memory_of(process: int | str) -> int:
        """Bytes of memory that a process uses; 0 where the system does not tell."""
        try:
            return int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * _PAGE
        except (OSError, ValueError, IndexError):
            return 0

    def memory_in_use() -> int:
        """Bytes of memory that this process uses; its peak, where the system tells no more."""
        found = memory_of("self")
        if not found:
            try:
                import resource
            except ImportError:  # a browser, which keeps its own bound
                return 0
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return peak if sys.platform == "darwin" else peak * 1024
        return found

    @contextmanager
    def what_starts_has(size: int) -> Iterator[None]:
        """Processes that are started meanwhile, and those that they start, have memory of so many bytes; 0: no bound.

        They inherit what this process has for a moment; so it is no less than what this process needs itself.
        """
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if size:
            resource.setrlimit(resource.RLIMIT_DATA, (max(size, memory_in_use() + _SPARE), hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

    def limit_memory(size: int) -> None:
        """Has the system refuse memory beyond so many bytes, which then is a MemoryError or ends the process."""
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))
