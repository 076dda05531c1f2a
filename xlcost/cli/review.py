"""``xlcost review``: one page for the reviewer of a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import spared

if TYPE_CHECKING:
    from xlcost.review.dossier import Dossier


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--since", type=click.Path(path_type=Path), help="The version reviewed before: what changed is told.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="An .html or .pdf; default: beside the workbook.")
@bounded("workbook", "since")
def review(workbook: Path, since: Path | None, output: Path | None) -> None:
    """Verdict, the gravest findings, how the sheets hang together, what changed, a block to sign.

    The page names the SHA-256 of the workbook, of the price data and of the findings; that of the page itself is
    printed. A .pdf is made by LibreOffice. Exit code 0: no error found; 1: errors; 2: a file could not be read.

    Example: xlcost review model.xlsx --since last-quarter.xlsx -o review.pdf
    """
    import hashlib

    from xlcost.atomic import write_text
    from xlcost.check.config import find_settings
    from xlcost.check.registry import Severity
    from xlcost.check.report import verdict
    from xlcost.report.texts import harmless
    from xlcost.review.dossier import review as reviewed
    from xlcost.review.page import render

    target = output or workbook.with_name(f"{workbook.stem}-review.html")
    if target.suffix.lower() not in {".html", ".pdf"}:
        raise click.UsageError(f"{target.name}: write an .html or a .pdf.")
    read = (workbook,) if since is None else (workbook, since)
    spared(target, *read)
    dossier = reviewed(workbook, since, find_settings(Path.cwd()))
    if target.suffix.lower() == ".pdf":
        written = _printed(dossier, target)
    else:
        write_text(target, render(dossier) + "\n")
        written = target.read_bytes()
    click.echo(f"{harmless(str(target))}: {verdict((dossier.report,))[1]}")
    click.echo(f"SHA-256 {hashlib.sha256(written).hexdigest()}")
    raise SystemExit(int(dossier.report.counts[Severity.ERROR] > 0))


def _printed(dossier: Dossier, target: Path) -> bytes:
    """LibreOffice prints the page; nothing is written where it cannot."""
    from tempfile import TemporaryDirectory

    from xlcost.atomic import written_atomically
    from xlcost.calculate.engines.libreoffice import convert
    from xlcost.review.sheet import write_sheet

    with TemporaryDirectory() as folder:
        source = Path(folder) / "review.xlsx"
        write_sheet(dossier, source)
        (printed,) = convert([source], Path(folder), "pdf")
        content = printed.read_bytes()
    with written_atomically(target) as place:
        place.write_bytes(content)
    return content
