"""Runs every case on every route and prints the matrix: python tests/conformance/matrix.py [--cases] [--write].

A program, not a test. Exit code 1 where a route gives something that nobody knows of. ``--write`` runs nothing: it
brings MATRIX.md up to date with the cases and the known differences, to which test_routes.py holds every route.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
PAGE: Final = _HERE / "MATRIX.md"
if __name__ == "__main__":  # under pytest these are on the path already
    sys.path[:0] = [str(_HERE), str(_HERE.parent)]

import click  # noqa: E402 - after the path
from agreement import RELATIVE  # noqa: E402
from cases import CASES  # noqa: E402
from known_differences import KNOWN, known_cases  # noqa: E402
from routes import ROUTES, Route  # noqa: E402
from written_cases import Case  # noqa: E402

from xlcost.functions import FUNCTIONS  # noqa: E402

#: Route key -> the cases in which it gives something else.
Differing = Mapping[str, Collection[str]]


def known() -> dict[str, set[str]]:
    """What a run finds where nothing unknown happens."""
    return {key: known_cases(key, CASES) for key in ROUTES}


def page(differing: Differing) -> str:
    """The summary as Markdown: functions by routes, and every difference with its reason."""
    lines = [
        "# Conformance: the same cells give the same values on every route",
        "",
        f"{len(CASES)} cases, from `cases.py`: every function and argument, blanks, errors, dates, ranges and the edges of "
        f"every domain. What each must give comes from `reference.py`, which computes in decimal arithmetic and knows no "
        f"xlcost code. Agreement means equal texts, errors and truth values, and numbers within {RELATIVE:.0e} of the "
        "reference; workbook routes give each case twice, with arguments in cells and typed into the formula. Written by "
        "`python tests/conformance/matrix.py --write`.",
        "",
        "A cell says how many cases agree, of how many where not all do; - where none applies.",
        "",
        "| function | cases | " + " | ".join(route.name for route in ROUTES.values()) + " |",
        "| --- | ---: |" + " ---: |" * len(ROUTES),
    ]
    for function in [*FUNCTIONS, "all"]:
        cases = [case for case in CASES if function in (case.function, "all")]
        cells = [_count(cases, route, differing[key]) for key, route in ROUTES.items()]
        lines.append(f"| {function} | {len(cases)} | " + " | ".join(cells) + " |")
    lines += ["", "## What does not apply", ""]
    lines += [f"- {route.name}: {route.why_not}." for route in ROUTES.values() if route.why_not]
    lines += ["", "## Known differences", ""]
    for key, differences in KNOWN.items():
        for difference in differences:
            ids = sorted(known_cases(key, CASES, difference))
            some = "; ".join(ids[:3]) + (f"; and {len(ids) - 3} more" if len(ids) > 3 else "")
            lines.append(
                f"- {ROUTES[key].name}, {len(ids)} {'case' if len(ids) == 1 else 'cases'}: {difference.reason} ({some})."
            )
    return "\n".join(lines) + "\n"


def _count(cases: list[Case], route: Route, differing: Collection[str]) -> str:
    applying = [case for case in cases if route.applies(case)]
    agreeing = sum(case.id not in differing for case in applying)
    if not applying:
        return "-"
    return str(agreeing) if agreeing == len(applying) else f"{agreeing} of {len(applying)}"


def _mark(case: Case, key: str, differing: Differing) -> str:
    if not ROUTES[key].applies(case):
        return "."
    if case.id not in differing[key]:
        return "="
    return "~" if case.id in known_cases(key, CASES) else "X"


@click.command()
@click.option("--cases", "shows_cases", is_flag=True, help="Print a line a case: = agrees, ~ known, X unknown, . n/a.")
@click.option("--write", "writes", is_flag=True, help="Bring MATRIX.md up to date, without a run.")
def main(shows_cases: bool, writes: bool) -> None:
    """Run every case on every route and print the matrix."""
    if writes:
        PAGE.write_text(page(known()), encoding="utf-8")
        return
    differing: dict[str, dict[str, object]] = {}
    for key, route in ROUTES.items():
        began = time.perf_counter()
        differing[key] = dict(route.disagreements(CASES))
        click.echo(f"{route.name}: {len(differing[key])} differ, {time.perf_counter() - began:.1f} s", err=True)
    if shows_cases:
        for case in CASES:
            click.echo(" ".join(_mark(case, key, differing) for key in ROUTES) + f"  {case.id}")
    click.echo(page(differing))
    unknown = [
        f"{ROUTES[key].name}: {case} gives {found}"
        for key, cases in differing.items()
        for case, found in cases.items()
        if case not in known_cases(key, CASES)
    ]
    for line in unknown:
        click.echo(line, err=True)
    if unknown:
        sys.exit(1)


if __name__ == "__main__":
    main()
