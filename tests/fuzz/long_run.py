"""The fuzzer by hand: ``python tests/fuzz/long_run.py [MINUTES] [TARGET...]`` prints each seed that ends in a fault.

A seed that is found goes into FOUND of test_fuzz.py, or its input, made small, into a test of the part.
"""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

_TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(_TESTS.parent), *(str(_TESTS / folder) for folder in ("fuzz", "calculate"))]

from targets import TARGETS, attack  # noqa: E402 - found by the line above


def say(*what: object) -> None:
    """At once, for whoever waits."""
    sys.stdout.write(" ".join(map(str, what)) + "\n")
    sys.stdout.flush()


def main() -> None:
    end = time.monotonic() + 60 * float(sys.argv[1] if len(sys.argv) > 1 else 10)
    names = sys.argv[2:] or list(TARGETS)
    known: set[str] = set()
    seed = 1_000
    while time.monotonic() < end:
        for name in names:
            with TemporaryDirectory() as folder:
                start = time.monotonic()
                try:
                    attack(name, seed, Path(folder))
                except Exception as fault:  # noqa: BLE001 - whatever it is, it is a fault
                    where = traceback.extract_tb(fault.__traceback__)[-1]
                    key = f"{type(fault).__name__} {where.filename}:{where.lineno} {str(fault)[:60]}"
                    if key not in known:
                        known.add(key)
                        say(name, seed, key, str(fault)[:300])
                if time.monotonic() - start > 10:
                    say(name, seed, f"slow: {time.monotonic() - start:.0f} s")
        seed += 1
    say(f"{seed - 1_000} seeds of {', '.join(names)}")


if __name__ == "__main__":
    main()
