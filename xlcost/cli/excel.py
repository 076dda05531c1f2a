"""``xlcost excel``: what keeps the functions from working in Excel, and a server that brings them to everybody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import json_option, print_json, say
from xlcost.quantities import plural

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.group()
def excel() -> None:
    """For Excel: find what is wrong with it, set up a server for everybody, prove that Excel takes the workbook."""


@excel.command()
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
@json_option
@bounded("workbook")
def doctor(workbook: Path | None, as_json: bool) -> None:
    """Explain, in plain words, what is wrong with an installation and how to mend it.

    With WORKBOOK it looks at that file too. Exit code 1 where something fails. It changes nothing.

    Example: xlcost excel doctor model.xlsm
    """
    from xlcost.hosts.classic.doctor import doctor as examine
    from xlcost.report.texts import harmless

    findings = examine(workbook)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.status]}  {harmless(finding.what)}")
            for text in filter(None, (finding.why, finding.mend)):
                click.echo(
                    click.wrap_text(harmless(text), width=80, initial_indent="      ", subsequent_indent="      ")
                )
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
        say(f"{folder}: a server's project; read {folder / 'README.md'}, licence first, then fill in .env")
    else:
        kept = f"; {plural(len(done.kept), 'file')} left as found" if done.kept else ""
        say(f"{folder}: the functions renewed, {done.version_before} before{kept}")


@excel.command()
@click.argument("saved", type=click.Path(path_type=Path))
@click.option("--original", type=click.Path(path_type=Path), help="What it is a copy of; default: the shipped case.")
@click.option("--answers", type=click.Path(path_type=Path), help="TOML with what was seen: see workbook/evidence.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the record, as JSON.")
@json_option
@bounded("saved", "original")
def evidence(saved: Path, original: Path | None, answers: Path | None, output: Path | None, as_json: bool) -> None:
    """Judge a copy that Excel has saved, and write the record by which others see that this Excel was proven.

    Excel opens a workbook of ours, calculates it (Ctrl+Alt+F9) and saves it as SAVED: what it writes back shows what it
    took. The record names no person and no path. Exit code 1 where something is not as it should be.

    Example: xlcost excel evidence copy.xlsx -o record.json
    """
    from xlcost.atomic import write_text
    from xlcost.hosts.excelproof import read_answers, record, verdict
    from xlcost.hosts.savedcopy import judged, named_original, shipped_original
    from xlcost.workbook.reader import open_book

    told = read_answers(answers) if answers else {}
    book = open_book(saved)
    made_from = named_original(original) if original else shipped_original(book)
    checks = judged(made_from, book)
    written = record(made_from, book, checks, told)
    if output is not None:
        from xlcost.inert import json_text

        write_text(output, json_text(written) + "\n")
    if as_json:
        print_json(written)
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}")
            click.echo(click.wrap_text(check.found, width=80, initial_indent="      ", subsequent_indent="      "))
        click.echo(f"{made_from.edition} edition of {made_from.case}: {verdict(checks)}")
    raise SystemExit(0 if verdict(checks) == "proven" else 1)
