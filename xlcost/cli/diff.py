"""``xlcost diff``: what changed between two workbooks, and what moved because of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import spared

if TYPE_CHECKING:
    from xlcost.diff.records import Difference

_FORMATS = ("text", "json", "html")


@click.command()
@click.argument("workbooks", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="OLD NEW")
@click.option("--against", metavar="REVISION", help="Compare the workbooks with their versions in git.")
@click.option("--format", "kind", type=click.Choice(_FORMATS), default="text", show_default=True, help="Of the report.")
@click.option("--json", "kind", flag_value="json", help="The same as --format json.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the report to a file.")
@click.option("--all", "everything", is_flag=True, help="Show every change, however many there are.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although there are changes: to show, not to block.")
@bounded("workbooks")
def diff(
    workbooks: tuple[Path, ...],
    against: str | None,
    kind: str,
    output: Path | None,
    everything: bool,
    exit_zero: bool,
) -> None:
    """Inputs, prices with their dates, formulas, rows, names and settings; then the results that moved, and by what.

    Both workbooks are recalculated, neither is touched. Formulas are compared by the cells they mean, so an inserted
    row is one change and not a hundred. Exit code 0: the same; 1: changed; 2: a file could not be read.

    Example: xlcost diff old.xlsx new.xlsx

    Example: xlcost diff --against HEAD model.xlsx
    """
    from xlcost.atomic import write_text
    from xlcost.diff.reports import LIMIT, rendered

    pairs = list(_of_two(workbooks) if against is None else _with_revision(workbooks, against))
    if len(pairs) > 1 and (kind != "text" or output is not None):
        raise click.UsageError("--format, --json and --output are for one pair of workbooks.")
    target = spared(output, *workbooks)
    codes = [0]
    for number, pair in enumerate(pairs):
        difference = _difference(pair)
        if difference is None:
            codes.append(2)
            continue
        codes.append(int(difference.changed))
        text = rendered(kind, difference, None if everything else LIMIT)
        if target is not None:
            write_text(target, text + "\n")
        else:
            click.echo(("\n" if number else "") + text)
    code = max(codes)
    raise SystemExit(0 if exit_zero and code == 1 else code)


Pair = Callable[[], "Difference"]


def _of_two(workbooks: tuple[Path, ...]) -> Iterator[Pair]:
    if len(workbooks) != 2:
        raise click.UsageError("give two workbooks, the old one first; or --against a git revision.")
    from xlcost.diff.comparing import diff as compared

    yield lambda: compared(*workbooks)


def _with_revision(workbooks: tuple[Path, ...], revision: str) -> Iterator[Pair]:
    from xlcost.diff.versions import diff_with_revision

    for path in workbooks:
        yield lambda path=path: diff_with_revision(path, revision)  # type: ignore[misc]


def _difference(pair: Pair) -> Difference | None:
    """The comparison; a workbook that cannot be read is one line, and does not stop the others."""
    from xlcost.errors import XlcostError
    from xlcost.report.texts import harmless

    try:
        return pair()
    except (XlcostError, OSError) as reason:
        click.echo(f"xlcost: {harmless(str(reason))}", err=True)
        return None
