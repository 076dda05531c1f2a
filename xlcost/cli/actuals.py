"""``xlcost actuals``: real usage into a portfolio workbook, or its measures into the workbook of one decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import busy, json_option, print_json, print_table, say, say_failed, spared
from xlcost.cli.usage_reading import options_of, reading_options
from xlcost.quantities import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlcost.portfolio.calibration import Change, Period
    from xlcost.portfolio.cases import UseCase
    from xlcost.portfolio.usage import Actual
    from xlcost.workbook.records import Book


@click.command()
@click.argument("book", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--usage",
    "files",
    multiple=True,
    required=True,
    metavar="FILES",
    help="Usage: a file, folder or pattern; may be repeated.",
)
@click.option(
    "--calibrate",
    metavar="PERIOD",
    help="Set the book to what a month, 2026-10, or months, 2026-07..2026-09, measured; show old and new.",
)
@click.option("--use-case", metavar="NAME", help="Which use case a book of one decision is about.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here; default: the book itself.")
@reading_options("prices")
@json_option
@bounded("book", "files")
def actuals(
    book: Path,
    files: tuple[str, ...],
    calibrate: str | None,
    use_case: str | None,
    output: Path | None,
    as_json: bool,
    **reading: Any,
) -> None:
    """The months that the usage covers are replaced, other months and everything that is typed in the book stay.

    A book of one decision has no actuals: --calibrate sets its baseline's tokens and shares, and nothing else.

    Example: xlcost actuals portfolio.xlsx --usage exports/ --calibrate 2026-10
    """
    from xlcost.atomic import written_atomically
    from xlcost.portfolio.baseline import is_decision
    from xlcost.portfolio.book import build_and_check
    from xlcost.portfolio.losses import refuse_losses
    from xlcost.portfolio.rates import as_rates
    from xlcost.portfolio.refresh import read_portfolio, refreshed
    from xlcost.prices import package_catalogue
    from xlcost.workbook.reader import open_book

    spared(output, *map(Path, files))
    period = _period(calibrate)
    opened = open_book(book)
    if is_decision(opened):
        _into_decision(opened, files, period, use_case, output or book, as_json, reading)
        return
    if use_case is not None:
        raise click.UsageError("--use-case is for a book of one decision: a portfolio holds them all.")
    old = read_portfolio(book)
    reading["rates"] = reading["rates"] or as_rates(old.rates)
    with busy("reading usage") as step:
        refuse_losses(opened, old, package_catalogue())
        rows, notes = read_usage(files, old.cases, step, **reading)
        step("calculating the workbook")
        new, changes = refreshed(old, package_catalogue(), rows, period)
        built = build_and_check(new)
    target = output or book
    with written_atomically(target) as temporary:
        temporary.write_bytes(built.data)
    if as_json:
        print_json(
            {
                "output": str(target),
                "rows": len(rows),
                "months": sorted({f"{row.month:%Y-%m}" for row in rows}),
                "changes": [change._asdict() for change in changes],
                "notes": notes,
                "failed_checks": built.failed,
            }
        )
        return
    say(f"{target}: {plural(len(rows), 'row')} of usage in {plural(len({row.month for row in rows}), 'month')}")
    if period is not None:
        _print_changes(period, changes)
    say_notes(notes)
    say_failed(built.failed)


def _into_decision(
    book: Book,
    files: tuple[str, ...],
    period: Period | None,
    use_case: str | None,
    target: Path,
    as_json: bool,
    reading: dict[str, Any],
) -> None:
    """Set the baseline of a book of one decision to what a period measured."""
    from datetime import UTC, datetime

    from xlcost.errors import BadFile
    from xlcost.portfolio.baseline import calibrated
    from xlcost.prices import package_catalogue
    from xlcost.scenarios.filling import fill_cells

    if period is None:
        raise BadFile(
            f"{book.package.path}: is a book of one decision, which keeps no actuals; --calibrate PERIOD sets its "
            "baseline to what that period measured"
        )
    with busy("reading usage") as step:
        rows, notes = read_usage(files, [], step, **reading)
        found = calibrated(book, rows, package_catalogue(), period, datetime.now(tz=UTC).date(), use_case)
        step("calculating the workbook")
        if found.cells or target != book.package.path:
            fill_cells(book, found.cells, target)
    if as_json:
        print_json(
            {
                "output": str(target),
                "rows": len(rows),
                "period": str(period),
                "changes": [change._asdict() for change in found.changes],
                "requests": found.requests,
                "cost_usd": float(found.cost),
                "notes": notes,
            }
        )
        return
    each = found.cost / max(found.requests, 1)
    say(f"{target}: {plural(found.requests, 'request')} of {period}, {found.cost:,.2f} USD, {each:,.6f} each")
    if found.changes:
        _print_changes(period, found.changes)
    else:
        say("The baseline on Inputs says so already; nothing is changed.")
    if found.searches:
        say(f"Web searches cost {found.searches:,.2f} USD beside it; Tool fees on Inputs stays as it is.")
    if found.log_is_full and found.cells:
        say("The sheet Change log has no empty line: it does not say so.")
    say_notes(notes)


def say_notes(notes: Sequence[str]) -> None:
    """What the reading of usage assumed or left out."""
    for note in notes:
        say(f"Note: {note}")


def _print_changes(period: Period, changes: Sequence[Change]) -> None:
    print_table(
        f"Measured in {period}",
        ["use case", "figure", "old", "new"],
        [[change.case, change.what, _shown(change.old), _shown(change.new)] for change in changes],
        numeric=[2, 3],
    )


def read_usage(
    files: tuple[str, ...], cases: Sequence[UseCase], step: Callable[[str], None], **reading: Any
) -> tuple[list[Actual], list[str]]:
    """Usage files as rows of Actuals, and what was assumed; ``reading`` is for ``options_of``.

    Raises:
        BadFile: a file cannot be read, understood or trusted, or is a bill, or there is no usage; says where.
        PriceUnavailable: rows have no price.
    """
    from xlcost.errors import BadFile
    from xlcost.portfolio.usage import actuals as rows_of
    from xlcost.usage.run import price_files

    options = options_of(("month", "use_case", "model", "tier", "file"), **reading)
    report = price_files(files, options, step=step)
    if report.basis == "billed":
        raise BadFile(
            f"{report.sources[0].file}: is a bill, which has no tokens to plan by; give the usage that it bills, and "
            "compare the two with xlcost usage reconcile"
        )
    report.refuse_unpriced()
    rows = rows_of(report, cases)
    if not rows:
        raise BadFile(f"{', '.join(files)}: no usage in it")
    dropped = [
        f"left out of {source.file}: {reason}: {count:,}"
        for source in report.sources
        for reason, count in source.dropped.items()
    ]
    return rows, [*report.notes, *dropped]


def _period(written: str | None) -> Period | None:
    from datetime import date

    from xlcost.portfolio.calibration import Period

    if written is None:
        return None
    first, dots, last = written.partition("..")
    try:
        period = Period(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last if dots else first}-01"))
    except ValueError:
        period = None
    if period is None or period.last < period.first:
        raise click.UsageError(f"--calibrate takes a month like 2026-10, or 2026-07..2026-09, not {written!r}.")
    return period


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return "" if value is None else str(value)
