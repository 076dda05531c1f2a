"""The README and the site's pages are run: their commands, their output, their Python, their figures.

After a change that you have looked at, write the outputs anew: python tests/readme/test_readme.py
"""

from __future__ import annotations

import doctest
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from scene import set_scene

from xlcost.hosts.excelproof import QUESTIONS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)\n```", re.DOTALL)
PYTHON = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
#: Of the site, the pages with commands whose output is shown, or whose commands are to be copied.
SHOWN = [ROOT / "docs" / name for name in ("command-line.md", "decide.md", "workbooks.md")]
COPIED = [ROOT / "docs" / name for name in ("actuals.md", "check.md", "decide.md", "evidence.md", "start.md")]
#: What sets up an environment; the README's first command is run on a fresh copy below.
SETTING_UP = "python3 -m venv"


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in a shell with a terminal of 80 columns; ``xlcost`` is this installation's."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def as_run(block: str, folder: Path) -> str:
    """A console block with each command's output as it is now."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_printed(command, folder)}" for command in commands)


def _printed(command: str, folder: Path) -> str:
    assert command.startswith("xlcost ")
    done = run(command, folder)
    return "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).rstrip().splitlines())


def console_blocks() -> list[tuple[Path, str]]:
    return [(page, block) for page in SHOWN for block in CONSOLE.findall(page.read_text(encoding="utf-8"))]


def lines_to_copy() -> list[str]:
    """The commands of the site, each with its continued lines."""
    blocks = [block for page in COPIED for block in SHELL.findall(page.read_text(encoding="utf-8"))]
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return list(dict.fromkeys(line for line in lines if not line.startswith(SETTING_UP)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands run, with the files that they name."""
    where = tmp_path_factory.mktemp("readme")
    set_scene(where)
    return where


@pytest.mark.parametrize(("page", "block"), console_blocks(), ids=lambda one: getattr(one, "stem", None))
def test_a_command_prints_what_the_page_shows(page, block, folder):
    assert block == as_run(block, folder)


@pytest.mark.parametrize("line", lines_to_copy())
def test_a_command_to_copy_runs(line, folder):
    assert line.startswith("xlcost ")
    done = run(line, folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page):
    blocks = PYTHON.findall(page.read_text(encoding="utf-8"))
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    out: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=out.append).failed == 0, "".join(out)


def test_the_table_of_proven_builds_is_made_of_the_records():
    proven = runpy.run_path(str(ROOT / "workbook" / "proven.py"))
    text = proven["PAGE"].read_text(encoding="utf-8")
    assert text == proven["with_proven_builds"](text)


def test_the_volunteer_is_asked_every_question():
    answers = tomllib.loads((ROOT / "workbook" / "evidence" / "answers.toml").read_text(encoding="utf-8"))
    assert answers == dict.fromkeys(QUESTIONS, "")


def test_the_readme_is_one_screen_and_its_links_and_picture_are_there():
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if not target.startswith("https://")]
    assert len(targets) > 15
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_ci_runs_the_test_command_of_the_readme():
    _, test_command = SHELL.findall(README.read_text(encoding="utf-8"))
    assert test_command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_first_command_does_the_main_job_on_a_fresh_copy(tmp_path):
    main_job, _ = SHELL.findall(README.read_text(encoding="utf-8"))
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
        set_scene(where)
        for page in SHOWN:
            text = page.read_text(encoding="utf-8")
            page.write_text(
                CONSOLE.sub(lambda found: f"```console\n{as_run(found[1], where)}```", text), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
