"""Pricing a log of any size against the bare scan of its columns: CPU seconds, wall seconds, peak memory.

    python benchmarks/usage_at_size.py --rows 100_000_000             # Parquet: the goal is 2.2 times the scan's CPU
    python benchmarks/usage_at_size.py --rows 10_000_000 --kind csv

Each measurement is a process of its own, so that peak memory is its own. Nothing is timed in the tests.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))


def scan(path: Path) -> None:
    """Read every value of every column, and no more."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "768MB"})
    connection.execute("SET enable_progress_bar = false")
    source = f"READ_PARQUET('{path}')" if path.suffix == ".parquet" else f"READ_CSV('{path}')"
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    connection.execute(f"SELECT {', '.join(f'MAX({name})' for name in names)} FROM {source}").fetchall()


def price(path: Path) -> None:
    """Price the log, every check included."""
    import xlcost.usage

    report = xlcost.usage.price(path, unpriced="allow")
    print(f"  {float(report.total):,.2f} USD, {report.rows:,} rows", file=sys.stderr)


def measured(what: str, path: Path) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak megabytes of one process."""
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    script = (
        f"import resource, usage_at_size as u; from pathlib import Path; u.{what}(Path({str(path)!r})); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent, check=True, stdout=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start, int(done.stdout) / 1024


if __name__ == "__main__":
    from usage_rows import write

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=lambda text: int(text.replace("_", "")), default=10_000_000)
    parser.add_argument("--kind", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    with TemporaryDirectory() as folder:
        log = Path(folder) / f"log.{told.kind}"
        write(told.rows, log)
        print(f"{told.rows:,} rows, {log.stat().st_size / 1e6:,.0f} MB of {told.kind}")
        best = {}
        for what in ("scan", "price"):
            rounds = [measured(what, log) for _ in range(told.rounds)]
            best[what] = min(rounds)
            cpu, wall, memory = best[what]
            print(f"{what:6} {cpu:7.2f} s CPU {wall:7.2f} s {memory:6.0f} MB  (best of {told.rounds} by CPU)")
        print(f"price / scan: {best['price'][0] / best['scan'][0]:.2f} times the CPU")
