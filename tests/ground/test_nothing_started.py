"""Whatever a file names, no command starts it: every command opens hostile workbooks under an audit hook.

Declared are LibreOffice, git and our own Python; each is started from where the user's search path has it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import click
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from test_hostile_commands import USAGE

from xlcost.cli.app import cli
from xlcost.programs import find_program

_HERE: Final = Path(__file__).parent
_BOOK: Final = "hostile.xlsx"
#: Names of programs and modules that lie beside the workbook and leave a mark when run.
_PROGRAMS: Final = ("git", "soffice", "libreoffice", "unopkg", "python", "pythonw", "python3", "python.exe", "xlcost")
_MODULES: Final = ("sitecustomize", "usercustomize", "xlwings", "openpyxl", "colorsys", "formualizer", "mine")
#: What the settings of a repository may name as a program.
_GIT_SETTINGS: Final = {
    "core.fsmonitor": "{trap}",
    "core.sshCommand": "{trap}",
    "core.askPass": "{trap}",
    "core.editor": "{trap}",
    "core.pager": "{trap}",
    "diff.external": "{trap}",
    "diff.book.textconv": "{trap}",
    "filter.book.smudge": "{trap}",
    "filter.book.clean": "{trap}",
    "credential.helper": "!{trap}",
    "core.hooksPath": "{folder}/hooks",
    "core.repositoryformatversion": "1",
    "extensions.partialClone": "origin",
    "remote.origin.promisor": "true",
    "remote.origin.url": "ssh://offers/books.git",
    "protocol.allow": "always",
    "protocol.ssh.allow": "always",
    "protocol.ext.allow": "always",
}
#: What works to its end, beside the hostile files.
_GOOD: Final = (
    ["usage", "price", "usage.csv", "--parquet", "out.parquet", "--focus", "out.csv"],
    ["evidence", "results.csv"],
    ["simulate", "--case", "article", "--runs", "100"],
    ["new", "portfolio.xlsx", "--template", "portfolio"],
    ["actuals", "portfolio.xlsx", "--usage", "usage.csv"],
    ["update", "portfolio.xlsx"],
    ["review", "portfolio.xlsx", "-o", "review.html"],
    ["new", "decision.xlsx", "--case", "article"],
    ["evidence", "results.csv", "--into", "decision.xlsx", "--as", "A=prompt", "--as", "C=tuned"],
)
#: Command lines that the tree of commands alone does not give.
_MORE: Final = (
    ["recalc", _BOOK, "--engine", "libreoffice", "-o", "out.xlsx"],
    ["recalc", _BOOK, "--cross-check"],
    ["diff", "--against", "HEAD", _BOOK],
    ["diff", "--against", "HEAD~1", _BOOK],
    ["check", ".", "--jobs", "2"],
    ["run", _BOOK, "--set", "Sheet!A1=2", "--get", "Sheet!A2"],
    ["diff", _BOOK, "second.xlsx"],
    *_GOOD,
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a hostile workbook, settings that name programs, and programs and modules that leave marks."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "marks").mkdir()
    for name in (*_PROGRAMS, "trap"):
        (folder / name).write_text(f'#!/bin/sh\ntouch "{folder}/marks/{name}"\nexit 1\n')
        (folder / name).chmod(0o755)
    (folder / "hooks").mkdir()
    (folder / "hooks" / "post-checkout").symlink_to(folder / "trap")
    for name in _MODULES:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'marks' / name)!r}, 'w').close()\n")
    (folder / "xlwings.conf").write_text(f'"INTERPRETER_WIN","{_on_windows(folder / "python.exe")}"\n')
    (folder / "xlcost.toml").write_text("[check]\n")
    (folder / "usage.csv").write_text(USAGE)
    (folder / "results.csv").write_text("case,prompt,tuned\n" + "".join(f"{case},{case % 2},1\n" for case in range(30)))
    _book(folder, folder / _BOOK)
    (folder / "second.xlsx").write_bytes((folder / _BOOK).read_bytes())
    _repository(folder)
    return folder


def _on_windows(path: Path) -> str:
    return "C:" + str(path).replace("/", "\\")


def _book(folder: Path, path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet"
    trap = folder / "trap"
    rows = [1, "=A1+1", f"=cmd|'/C {trap}'!A0", f'=WEBSERVICE("file://{trap}")', f"='file://{trap}'#$Sheet.A1"]
    rows += [f'=CALL("libc","system","C","{trap}")', f'=EXEC("{trap}")', f'=HYPERLINK("{trap}")', "=RUNS()"]
    for row, value in enumerate(rows, 1):
        sheet.cell(row, 1, value)
    sheet["B1"].hyperlink = f"file://{trap}"
    book.defined_names["RUNS"] = DefinedName("RUNS", attr_text=f'EXEC("{trap}")')
    book.defined_names["Auto_Open"] = DefinedName("Auto_Open", attr_text="Sheet!$A$1")
    settings = book.create_sheet("xlwings.conf")
    settings_rows = {
        "UDF MODULES": "mine",
        "PYTHONPATH": str(folder),
        "Interpreter": str(trap),
        "Interpreter_Win": _on_windows(trap),
        "Conda Path": str(folder),
        "Conda Env": "base",
    }
    for pair in settings_rows.items():
        settings.append(pair)
    book.save(path)


def _repository(folder: Path) -> None:
    """A repository whose last commit lacks the workbook's content, which it would have git fetch."""

    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "-q")
    (folder / ".gitattributes").write_text("*.xlsx diff=book filter=book\n")
    git("add", "-f", _BOOK, ".gitattributes")
    git("commit", "-qm", "x")
    kept = (folder / _BOOK).read_bytes()
    book = load_workbook(folder / _BOOK)
    book["Sheet"]["A1"] = 3
    book.save(folder / _BOOK)
    git("commit", "-qam", "y")
    blob = git("rev-parse", f"HEAD:{_BOOK}")
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (folder / _BOOK).write_bytes(kept)
    for name, value in _GIT_SETTINGS.items():
        git("config", name, value.format(trap=folder / "trap", folder=folder))


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _line(path: tuple[str, ...], command: click.Command) -> list[str]:
    """A command line with a file of the folder wherever the command takes one."""
    line = list(path)
    for parameter in command.params:
        takes_file = isinstance(parameter.type, click.Path | click.File)
        given = [_BOOK if takes_file else "Sheet!A2"]
        if isinstance(parameter, click.Argument):
            line += given
        elif parameter.required or (takes_file and not {"output", "report", "out"} & {parameter.name}):
            line += [parameter.opts[-1], *given]
    return line


def _lines() -> list[list[str]]:
    # what installs something into the user's LibreOffice opens no file
    opened = ((path, command) for path, command in _commands(cli) if path[0] != "libreoffice")
    return [*(_line(path, command) for path, command in opened), *_MORE]


@pytest.fixture(scope="module")
def report(hostile: Path) -> list[Mapping[str, Any]]:
    """What each command said and started in that folder."""
    lines = hostile.parent / "lines.json"
    lines.write_text(json.dumps(_lines()))
    python_path = os.pathsep.join(["", ".", os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, _HERE / "watched_commands.py", lines],
        cwd=hostile,
        env={**os.environ, "PATH": python_path, "HOME": str(hostile.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[Mapping[str, Any]] = json.loads(done.stdout)
    return found


def test_only_declared_programs_are_started(report: list[Mapping[str, Any]]) -> None:
    from xlcost.calculate.engines.libreoffice import find_soffice

    declared = {str(find_soffice()), str(find_program("git")), sys.executable}
    strange = {line: what for entry in report if (line := " ".join(entry["line"])) for what in entry["started"]}
    assert {line: what for line, what in strange.items() if what not in declared} == {}


def test_nothing_calls_out_and_no_file_is_written_elsewhere(report: list[Mapping[str, Any]]) -> None:
    assert {" ".join(entry["line"]): entry["outside"] for entry in report if entry["outside"]} == {}


def test_what_lies_beside_the_workbook_has_not_run(hostile: Path, report: list[Mapping[str, Any]]) -> None:
    assert report
    assert sorted(mark.name for mark in (hostile / "marks").iterdir()) == []


def test_good_files_are_worked_on_to_the_end(report: list[Mapping[str, Any]]) -> None:
    """Else the others would hold of commands that refuse everything."""
    failed = {
        " ".join(entry["line"]): entry["said"] for entry in report if entry["line"] in _GOOD and entry["code"] > 1
    }
    assert failed == {}


def test_every_command_ends_in_order(report: list[Mapping[str, Any]]) -> None:
    assert {" ".join(entry["line"]): entry["said"] for entry in report if "Traceback" in entry["said"]} == {}
    assert {entry["code"] for entry in report} <= {0, 1, 2}


def test_the_doctor_names_the_program(report: list[Mapping[str, Any]]) -> None:
    (found,) = (entry for entry in report if entry["line"][:2] == ["excel", "doctor"])
    assert "Python named by the file" in found["said"]
    assert found["started"] == []


def test_the_programs_that_are_declared_do_start(report: list[Mapping[str, Any]]) -> None:
    """Else the test above would hold of a hook that sees nothing."""
    started = {" ".join(entry["line"]): entry["started"] for entry in report}
    assert started[f"diff --against HEAD~1 {_BOOK}"]
    assert started[f"recalc {_BOOK} --cross-check"]


def test_the_workbook_is_hostile(hostile: Path) -> None:
    with ZipFile(hostile / _BOOK) as package:
        assert b"EXEC" in package.read("xl/workbook.xml")
    trap = subprocess.run([hostile / "trap"], check=False, cwd=hostile)
    assert trap.returncode == 1
    (hostile / "marks" / "trap").unlink()


def test_a_version_that_was_not_fetched_is_refused(report: list[Mapping[str, Any]]) -> None:
    (found,) = (entry for entry in report if entry["line"] == ["diff", "--against", "HEAD", _BOOK])
    assert (found["code"], found["said"].count("\n")) == (2, 1)
    assert "git fetch --refetch" in found["said"]
