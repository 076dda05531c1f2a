"""The README is run: its commands, their output, its Python, its tables and its links.

After a change that you have looked at, write the outputs anew: python tests/readme/test_readme.py
"""

from __future__ import annotations

import doctest
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from xlcost.functions.reference import overview
from xlcost.hosts.excelproof import QUESTIONS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)\n```", re.DOTALL)
FUNCTIONS = re.compile(r"(<!-- functions: .*? -->\n).*?(<!-- /functions -->)", re.DOTALL)


def text() -> str:
    return README.read_text(encoding="utf-8")


def run(command: str, folder: Path) -> str:
    """What a command prints in a terminal of 80 columns; ``xlcost`` is this installation's."""
    words = shlex.split(command)
    assert words[0] == "xlcost"
    scripts = Path(sys.executable).parent
    done = subprocess.run(
        [scripts / "xlcost", *words[1:]],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def as_run(block: str, folder: Path) -> str:
    """A console block with each command's output as it is now."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    shown = [f"$ {command}\n{_trimmed(run(command, folder))}" for command in commands]
    return "\n".join(shown)


def _trimmed(output: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in output.rstrip().splitlines())


def console_blocks() -> list[str]:
    return CONSOLE.findall(text())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands run: with the template in it, as after the README's first command."""
    where = tmp_path_factory.mktemp("readme")
    assert "model.xlsx" in run("xlcost new model.xlsx", where)
    return where


@pytest.mark.parametrize("number", range(len(console_blocks())))
def test_a_command_prints_what_the_readme_shows(number, folder):
    block = console_blocks()[number]
    assert block == as_run(block, folder)


def test_the_python_examples_run():
    parser = doctest.DocTestParser()
    blocks = re.findall(r"```pycon\n(.*?)```", text(), re.DOTALL)
    assert blocks
    for block in blocks:
        result = doctest.DocTestRunner().run(parser.get_doctest(block, {}, "README", str(README), 0))
        assert result.failed == 0
        assert result.attempted > 0


def test_the_table_of_functions_is_the_register():
    assert text() == FUNCTIONS.sub(lambda found: f"{found[1]}{overview()}\n{found[2]}", text())


def test_the_table_of_proven_builds_is_made_of_the_records():
    found = runpy.run_path(str(ROOT / "workbook" / "proven.py"))["with_proven_builds"](text())
    assert text() == found


def test_the_volunteer_is_asked_every_question():
    answers = tomllib.loads((ROOT / "workbook" / "evidence" / "answers.toml").read_text(encoding="utf-8"))
    assert answers == dict.fromkeys(QUESTIONS, "")


def test_every_link_and_picture_is_there():
    targets = re.findall(r"\]\(([^)#]+)\)", text())
    assert targets
    for target in targets:
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_ci_runs_the_test_command_of_the_readme():
    _, test_command = SHELL.findall(text())
    assert test_command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_first_command_does_the_main_job_on_a_fresh_copy(tmp_path):
    main_job, _ = SHELL.findall(text())
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL", "PYTHON"))}
    done = subprocess.run(
        ["sh", "-c", main_job],
        cwd=tmp_path,
        env={**environment, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for figure in (" 450 ", " 540 ", " 2,040 ", " 5,040 ", " never "):
        assert figure in done.stdout
    assert (tmp_path / "model.xlsx").exists()


def main() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch)
        run("xlcost new model.xlsx", where)
        fresh = CONSOLE.sub(lambda found: f"```console\n{as_run(found[1], where)}```", text())
    fresh = FUNCTIONS.sub(lambda found: f"{found[1]}{overview()}\n{found[2]}", fresh)
    README.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
