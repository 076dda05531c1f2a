"""The ratio table of a benchmark run, for the terminal and for the README.

    python -m pytest benchmarks --benchmark-json=speed.json
    python benchmarks/ratios.py speed.json [--write README.md]

Every time is the best round, scaled to the work of xlcost's round where a contestant did less of it. With ``--write``
the Markdown table is put between the README's markers.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, NamedTuple

BEGIN, END = "<!-- speed: written by benchmarks/ratios.py, do not edit -->", "<!-- /speed -->"
WIDTH = 80
NOTE = (
    "The libraries that price one call at a time priced 20,000 of the rows; their time is scaled to the million. "
    "tokencost multiplies two counts by two prices: no date, cache, batch, retries or checks. "
    "Cold processes find their bytecode, as installed packages do."
)

#: What each group of benchmarks is, in the order of product.md, and the seconds in which xlcost has to do it.
WORK = {
    "price usage rows, per row": ("price 1,000,000 usage rows", 1 / 8),
    "one PROMPT_COST call": ("one PROMPT_COST call", 15e-6),
    "recalculate 10,000 PROMPT_COST cells": ("recalculate 10,000 PROMPT_COST cells", 0.25),
    "recalculate 100,000 plain formulas, file to file": ("recalculate 100,000 plain formulas, file to file", 2.0),
    "list 20,000 cells below a refused one": ("list 20,000 cells below a refused one", 5.0),
    "generate the template, cold process": ("generate the template, cold", 1.2),
    "check the template, cold process": ("check the template, cold", 1.5),
    "check 100 copies of the template": ("check 100 copies of the template", 20.0),
    "check 100 copies that Excel saved": ("check 100 copies that Excel saved", 20.0),
    "check 100 templates filled in differently": ("check 100 templates filled in differently", 20.0),
    "check a model of 50,000 formulas": ("check a model of 50,000 formulas", 15.0),
    "xlcost --help, cold process": ("xlcost --help, cold", 0.15),
    "import, cold process": ("import, cold", 0.15),
    "decision: 10,000 scenarios, 36 months, 4 alternatives": ("compare 10,000 scenarios", 1.0),
    "decision: one comparison, 36 months, 4 alternatives": ("compare one case", 0.1),
    "decision: simulate, 10,000 runs, 36 months, 4 alternatives, draws and percentiles": ("simulate 10,000 runs", 1.0),
    "decision: what flips the advice, 36 months, 4 alternatives": ("find what flips the advice", 1.0),
}


class Result(NamedTuple):
    """How long a contestant takes for xlcost's amount of work."""

    who: str
    seconds: float

    @property
    def ours(self) -> bool:
        return self.who.startswith("xlcost")


class Group(NamedTuple):
    """One piece of work, who did it, fastest first, and the time to beat."""

    work: str
    bar: float
    ours: Result
    others: list[Result]


def groups(run: dict[str, Any]) -> list[Group]:
    """The results of a run by piece of work; those that were not run are not there."""
    found = []
    for name, (work, bar) in WORK.items():
        marks = [mark for mark in run["benchmarks"] if mark["group"] == name]
        if not marks:
            continue
        (ours,) = [mark for mark in marks if mark["extra_info"]["who"] == "xlcost"]
        results = sorted((_result(mark, ours["extra_info"]["units"]) for mark in marks), key=lambda each: each.seconds)
        found.append(
            Group(work, bar, _result(ours, ours["extra_info"]["units"]), [r for r in results if r.who != "xlcost"])
        )
    return found


def _result(mark: dict[str, Any], units: int) -> Result:
    info = mark["extra_info"]
    return Result(info["who"], info.get("seconds", mark["stats"]["min"]) * units / info["units"])


def spelled(seconds: float) -> str:
    """A time as people read it."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.1f} us"
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def times(ours: Result, other: Result) -> str:
    """How many times as long as xlcost another takes."""
    ratio = other.seconds / ours.seconds
    return f"{ratio:,.0f} x" if ratio >= 10 else f"{ratio:.1f} x"


def table(found: list[Group], machine: str) -> str:
    """The results for a terminal of 80 columns."""
    lines = [machine[:WIDTH]]
    for group in found:
        verdict = "reached" if group.ours.seconds <= group.bar else "MISSED"
        lines += ["", f"{group.work:43}{spelled(group.ours.seconds):>12}   bar {spelled(group.bar)}, {verdict}"]
        lines += [f"  {each.who:41}{spelled(each.seconds):>12}{times(group.ours, each):>10}" for each in group.others]
    return "\n".join(lines)


def markdown(found: list[Group], machine: str) -> str:
    """The results for the README: xlcost against every other library or program."""
    lines = [BEGIN, "| work | xlcost | others, and how many times as long they take |", "| --- | --- | --- |"]
    for group in found:
        rivals = [each for each in group.others if not each.ours and each.who != "Python alone"]
        shown = ", ".join(f"{each.who} {spelled(each.seconds)} ({times(group.ours, each)})" for each in rivals)
        lines.append(f"| {group.work} | {spelled(group.ours.seconds)} | {shown or 'none does it'} |")
    return "\n".join([*lines, "", f"Best rounds of one run on {machine}. {NOTE}", END])


def written(readme: str, text: str) -> str:
    """The README with the table between its markers."""
    before, _, rest = readme.partition(BEGIN)
    _, marker, after = rest.partition(END)
    if not marker:
        raise SystemExit(f"the README has no {BEGIN} ... {END}")
    return before + text + after


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="what pytest wrote with --benchmark-json")
    parser.add_argument("--write", type=Path, metavar="README", help="put the table between the markers of this file")
    options = parser.parse_args()
    run = json.loads(options.results.read_text(encoding="utf-8"))
    cpu, python = run["machine_info"]["cpu"], run["machine_info"]["python_version"]
    machine = f"{cpu['brand_raw']}, {cpu['count']} cores, Python {python}"
    found = groups(run)
    print(table(found, machine))
    text = markdown(found, machine)
    if options.write:
        options.write.write_text(written(options.write.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(f"\n{text}")


if __name__ == "__main__":
    main()
