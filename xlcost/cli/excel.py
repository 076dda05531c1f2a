"""``xlcost excel doctor``: what keeps the functions from working in classic Excel."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from xlcost.cli.common import json_option, print_json

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.group()
def excel() -> None:
    """For classic Excel on Windows, where xlwings connects the workbook with Python."""


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
