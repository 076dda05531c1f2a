"""``xlcost check``: the rules applied to workbooks, for people and for CI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import spared

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlcost.check.settings import Settings

_FORMATS = ("text", "json", "sarif", "junit", "html")
_PROFILES = ("auto", "audit", "house")
_SEVERITIES = ("error", "warning", "info", "never")
_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1)
@click.option("--format", "kind", type=click.Choice(_FORMATS), default="text", show_default=True, help="Of the report.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the report to a file.")
@click.option("--fail-on", type=click.Choice(_SEVERITIES), help="Gravity from which findings give exit code 1.")
@click.option("--profile", type=click.Choice(_PROFILES), help="Rules for anybody's book, or for ours.")
@click.option("--select", metavar="CODES", help="Only these rules: F01,U or all that begin so.")
@click.option("--ignore", metavar="CODES", help="Not these rules.")
@click.option("--json", "kind", flag_value="json", help="The same as --format json.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings; default: xlcost.toml or pyproject.toml.")
@click.option("--today", is_flag=True, help="Judge prices by today: too old, changed or off sale since the model date.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at a time; default: all processors.")
@click.option("--rules", is_flag=True, help="Print what every rule asks, and why, and stop.")
@bounded()
def check(
    files: tuple[Path, ...],
    kind: str,
    output: Path | None,
    fail_on: str | None,
    profile: str | None,
    select: str | None,
    ignore: str | None,
    config: Path | None,
    today: bool,
    jobs: int | None,
    rules: bool,
) -> None:
    """Give workbooks, or folders of them; waivers are read from <workbook>.waivers.toml and a sheet called Waivers.

    Exit code 0: clean; 1: findings that count; 2: a file could not be read.

    Example: xlcost check models/ --format html -o report.html
    """
    if rules:
        from xlcost.check.reference import reference_page

        click.echo(reference_page(), nl=False)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.")
    from xlcost.atomic import write_text
    from xlcost.check.many import check_files
    from xlcost.check.report import exit_code
    from xlcost.check.reports import rendered
    from xlcost.report.texts import harmless

    settings = replace(_settings(config, fail_on, profile, select, ignore), today=date.today() if today else None)
    paths = list(dict.fromkeys(_workbooks(files)))
    target = spared(output, *paths)
    with _progress(len(paths)) as done:
        reports = check_files(paths, settings, jobs, done)
    for report in reports:
        if report.unreadable:
            click.echo(f"xlcost: {harmless(report.unreadable)}", err=True)
    text = rendered(kind, reports, settings.fail_on)
    if target is not None:
        write_text(target, text + "\n")
    elif text:
        click.echo(text)
    raise SystemExit(exit_code(reports, settings.fail_on))


def _settings(
    config: Path | None, fail_on: str | None, profile: str | None, select: str | None, ignore: str | None
) -> Settings:
    """What the file says, with what the command line says in its place."""
    from xlcost.check.config import find_settings, read_settings

    settings = read_settings(config) if config is not None else find_settings(Path.cwd())
    return replace(
        settings,
        fail_on=fail_on or settings.fail_on,
        profile=profile or settings.profile,
        select=settings.select if select is None else _codes("--select", select),
        ignore=settings.ignore if ignore is None else _codes("--ignore", ignore),
    )


def _codes(option: str, text: str) -> tuple[str, ...]:
    """F01,U -> ("F01", "U"); a code that no rule begins with is a typing slip."""
    from xlcost.check.rules import known_codes

    try:
        return known_codes((text,))
    except ValueError as reason:
        raise click.UsageError(f"{option}: {reason}.") from None


def _workbooks(files: Sequence[Path]) -> Iterator[Path]:
    """The files, and the workbooks in the folders; Excel's lock files are none."""
    for path in files:
        if not path.is_dir():
            yield path
            continue
        inside = [
            at for at in sorted(path.rglob("*")) if at.suffix.lower() in _SUFFIXES and not at.name.startswith("~$")
        ]
        if not inside:
            raise click.UsageError(f"there is no workbook in {path}.")
        yield from inside


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr where a person sees it and there is more than one file."""
    import sys

    if total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=total)
        yield lambda: bar.advance(task)
