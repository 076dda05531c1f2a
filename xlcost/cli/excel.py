"""``xlcost excel``: what keeps the functions from working in Excel, and a server that brings them to everybody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from xlcost.cli.common import json_option, print_json

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.group()
def excel() -> None:
    """For Excel: find what is wrong with an installation, or set up a server for everybody in the organisation."""


@excel.command()
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
@json_option
def doctor(workbook: Path | None, as_json: bool) -> None:
    """Explain, in plain words, what is wrong with an installation and how to mend it.

    With WORKBOOK it looks at that file too. Exit code 1 where something fails. It changes nothing.

    Example: xlcost excel doctor model.xlsm
    """
    from xlcost.hosts.classic.doctor import doctor as examine

    findings = examine(workbook)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.status]}  {finding.what}")
            for text in filter(None, (finding.why, finding.mend)):
                click.echo(click.wrap_text(text, width=80, initial_indent="      ", subsequent_indent="      "))
    raise SystemExit(1 if any(finding.status == "fail" for finding in findings) else 0)


@excel.command()
@click.argument("folder", type=click.Path(path_type=Path))
def server(folder: Path) -> None:
    """Write the project of a server that calculates the functions for everybody's Excel, or renew one.

    It is a project for xlwings Server, whose commercial use needs a paid licence. FOLDER is new or empty; in a project
    written earlier only the functions and prices are replaced. What to do then stands in its README.md.

    Example: xlcost excel server xlcost-server
    """
    from xlcost.hosts.server.project import write_server

    done = write_server(folder)
    if done.version_before is None:
        click.echo(f"{folder}: a server's project; read {folder / 'README.md'}, licence first, then fill in .env")
    else:
        kept = f"; {len(done.kept)} files were left as they are" if done.kept else ""
        click.echo(f"{folder}: the functions renewed, {done.version_before} before{kept}")
