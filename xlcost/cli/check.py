"""``xlcost check``: the rules applied to workbooks, for people and for CI."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
def check(files: tuple[Path, ...]) -> None:
    """Exit code 0: clean; 1: findings that count; 2: a file could not be read.

    Example: xlcost check model.xlsx
    """
    from xlcost.check.report import exit_code
    from xlcost.check.reports import rendered
    from xlcost.check.run import check_file

    reports = tuple(check_file(path) for path in files)
    for report in reports:
        if report.unreadable:
            click.echo(f"xlcost: {report.unreadable}", err=True)
    text = rendered("text", reports)
    if text:
        click.echo(text)
    raise SystemExit(exit_code(reports, "error"))
