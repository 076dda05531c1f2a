"""The fuzzer by hand: ``python tests/fuzz/long_run.py [MINUTES] [TARGET...]`` prints each seed that ends in a fault.

A seed that is found goes into FOUND of test_fuzz.py, or its input, made small, into a test of the part.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

_TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(_TESTS.parent), *(str(_TESTS / folder) for folder in ("fuzz", "calculate"))]

from targets import TARGETS, attack  # noqa: E402 - found by the line above

_MEMORY = 8 << 30
_SECONDS = 60


def say(*what: object) -> None:
    """At once, for whoever waits."""
    sys.stdout.write(" ".join(map(str, what)) + "\n")
    sys.stdout.flush()


def attacked(name: str, seed: int, folder: Path) -> str:
    """The fault that a seed ends in, if it is one; in a process that may end, of as much memory and time as a file has.

    A library inside one call, such as UNIQUE by columns over a whole column, is ended as the command line ends it.
    """
    listening, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(listening)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        try:
            attack(name, seed, folder)
        except MemoryError:
            pass  # as it is for a command: one line
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is a fault
            where = traceback.extract_tb(fault.__traceback__)[-1]
            said = f"{type(fault).__name__} {where.filename}:{where.lineno} {str(fault)[:300]}"
            os.write(telling, said.encode("utf-8", "backslashreplace"))
        os._exit(0)
    os.close(telling)
    with os.fdopen(listening, "rb") as told:
        said = told.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return said or (f"ended by {signal.Signals(-code).name}, perhaps by its bound" if code < 0 else "")


def main() -> None:
    end = time.monotonic() + 60 * float(sys.argv[1] if len(sys.argv) > 1 else 10)
    names = sys.argv[2:] or list(TARGETS)
    known: set[str] = set()
    seed = 1_000
    while time.monotonic() < end:
        for name in names:
            with TemporaryDirectory() as folder:
                start = time.monotonic()
                key = attacked(name, seed, Path(folder))
                if key and key not in known:
                    known.add(key)
                    say(name, seed, key)
                if time.monotonic() - start > 10:
                    say(name, seed, f"slow: {time.monotonic() - start:.0f} s")
        seed += 1
    say(f"{seed - 1_000} seeds of {', '.join(names)}")


if __name__ == "__main__":
    main()
