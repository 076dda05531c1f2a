"""The page about CI and the pre-commit hooks: every command and example is run as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from xlcost.check.config import settings_from
from xlcost.check.rules import all_rules
from xlcost.cli.app import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
pytest_plugins = ["pytester"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def recipes() -> list[Any]:
    return [yaml.safe_load(block) for block in blocks("yaml")]


def commands(recipe: Any) -> Iterator[str]:
    """The shell lines in a recipe that call xlcost, wherever they stand."""
    if isinstance(recipe, dict):
        for value in recipe.values():
            yield from commands(value)
    elif isinstance(recipe, list):
        for value in recipe:
            yield from commands(value)
    elif isinstance(recipe, str) and recipe.startswith("xlcost "):
        yield recipe


@pytest.fixture(scope="module")
def repository(tmp_path_factory, article_book):
    """A repository with the template in models/ and a branch main at its origin."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "models").mkdir()
    shutil.copyfile(article_book, folder / "models" / "model.xlsx")
    for arguments in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false", "commit", "-qm", "x"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of a recipe in a shell where xlcost is on the PATH."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    summary = str(folder / "summary.md")
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": summary},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [command for recipe in recipes() for command in commands(recipe)])
def test_a_command_of_the_page_runs(repository, command):
    done = run(command, repository)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_a_recipe_hands_on_is_what_its_commands_write():
    github, gitlab, _ = recipes()
    steps = github["jobs"]["check"]["steps"]
    (upload,) = [step["with"]["sarif_file"] for step in steps if "sarif_file" in step.get("with", {})]
    assert any(f"--format sarif -o {upload}" in line for line in commands(github))
    artifacts = gitlab["workbooks"]["artifacts"]
    lines = list(commands(gitlab))
    assert any(f"--format junit -o {artifacts['reports']['junit']}" in line for line in lines)
    assert any(f"--format html -o {artifacts['paths'][0]}" in line for line in lines)


def test_the_settings_and_the_waiver_are_valid():
    settings, waiver = (tomllib.loads(block) for block in blocks("toml"))
    assert settings_from(settings["check"], "ci.md").fail_on == "error"
    assert set(waiver["waiver"][0]) == {"rule", "address", "reason", "name", "expires"}
    assert waiver["waiver"][0]["rule"] in all_rules()


def test_the_pytest_example_passes(pytester, repository, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    shutil.copytree(repository / "models", pytester.path / "models")
    pytester.makepyfile(*blocks("python"))
    result = pytester.runpytest_subprocess("-p", "xlcost.pytest_plugin", "-q", "-W", "error")
    result.assert_outcomes(passed=5)


def test_the_hooks_of_the_page_are_those_of_the_repository():
    assert [hook["id"] for hook in recipes()[2]["repos"][0]["hooks"]] == [hook["id"] for hook in HOOKS]


def test_the_links_of_the_page_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists()


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_for_workbooks(hook):
    assert (hook["language"], hook["require_serial"]) == ("python", True)  # check itself works in parallel
    assert shlex.split(hook["entry"])[0] == "xlcost"
    assert shlex.split(hook["entry"])[1] in COMMANDS
    files, exclude = re.compile(hook["files"]), re.compile(hook["exclude"])
    for name in ("model.xlsx", "models/a b.xlsm", "template.xltx"):
        assert files.search(name)
        assert not exclude.search(name)
    assert not files.search("notes.xlsx.md")
    assert exclude.search("models/~$model.xlsx")  # Excel's lock file


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_on_the_files_that_pre_commit_appends(repository, hook):
    done = run(f"{hook['entry']} models/model.xlsx", repository)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_check_hook_blocks_a_commit_with_an_error(repository, tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert run(f"{HOOKS[0]['entry']} {tmp_path / 'broken.xlsx'}", repository).returncode != 0
