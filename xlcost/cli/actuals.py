"""``xlcost actuals``: real usage into a portfolio workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import busy, json_option, print_json, print_table, say, spared

if TYPE_CHECKING:
    from xlcost.portfolio.usage import Actual


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
    "--calibrate", metavar="YYYY-MM", help="Set the use cases to what this month measured, and show old and new."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here; default: the book itself.")
@click.option("--deployments", type=click.Path(path_type=Path), help="CSV or TOML: your names and their models.")
@click.option("--tz", default="UTC", show_default=True, help="Time zone of the month, like Europe/Berlin.")
@json_option
@bounded("book", "files")
def actuals(
    book: Path,
    files: tuple[str, ...],
    calibrate: str | None,
    output: Path | None,
    deployments: Path | None,
    tz: str,
    as_json: bool,
) -> None:
    """The months that the usage covers are replaced, other months and everything that is typed in the book stay.

    Example: xlcost actuals portfolio.xlsx --usage exports/ --calibrate 2026-10
    """
    from xlcost.atomic import written_atomically
    from xlcost.portfolio.book import build
    from xlcost.portfolio.refresh import read_portfolio, refreshed
    from xlcost.portfolio.usage import read_at
    from xlcost.prices import package_catalogue

    spared(output, *map(Path, files))
    old = read_portfolio(book)
    with busy("reading usage") as step:
        rows, hashes = read_usage(files, old.cases, deployments, tz, step)
        step("calculating the workbook")
        new, changes = refreshed(old, package_catalogue(), rows, hashes, read_at(), _month(calibrate))
        data = build(new)
    target = output or book
    with written_atomically(target) as temporary:
        temporary.write_bytes(data)
    if as_json:
        print_json(
            {
                "output": str(target),
                "rows": len(rows),
                "months": sorted({f"{row.month:%Y-%m}" for row in rows}),
                "changes": [change._asdict() for change in changes],
            }
        )
        return
    say(f"{target}: {len(rows)} rows of usage in {len({row.month for row in rows})} months")
    if calibrate is not None:
        print_table(
            f"Measured in {calibrate}",
            ["use case", "figure", "old", "new"],
            [[change.case, change.what, _shown(change.old), _shown(change.new)] for change in changes],
            numeric=[2, 3],
        )


def read_usage(
    files: tuple[str, ...], cases: Any, deployments: Path | None, tz: str, step: Any
) -> tuple[list[Actual], dict[str, str]]:
    """Usage files as rows of Actuals, and each file's SHA-256.

    Raises:
        BadFile: a file cannot be read, understood or trusted; says where.
        PriceUnavailable: rows have no price.
    """
    from xlcost.portfolio.usage import actuals as rows_of
    from xlcost.prices.deployments import read_deployments
    from xlcost.usage.files import sha256
    from xlcost.usage.run import Options, price_files

    told = None if deployments is None else read_deployments(deployments)
    options = Options(group_by=("month", "use_case", "model", "tier", "file"), deployments=told, tz=tz)
    report = price_files(files, options, step=step)
    report.refuse_unpriced()
    hashes = {source.file: sha256(Path(source.file)) for source in report.sources if Path(source.file).is_file()}
    return rows_of(report, cases), hashes


def _month(written: str | None) -> Any:
    from datetime import date

    if written is None:
        return None
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        raise click.UsageError(f"--calibrate takes a month like 2026-10, not {written!r}.") from None


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return "" if value is None else str(value)
