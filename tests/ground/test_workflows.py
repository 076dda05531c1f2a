"""The workflows that only GitHub runs: well formed, pinned, without a secret, and their shell is shell."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import xlcost

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
RELEASE = ROOT / ".github" / "workflows" / "release.yml"


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_no_secret_is_known(path: Path) -> None:
    used = [step["uses"] for step in _steps(path) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)
    assert "secrets." not in path.read_text()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_for_issues_asks_what_it_was_written_to_ask(path: Path) -> None:
    """A comma in an unquoted label begins another key, and GitHub shows no form that has one."""
    form = yaml.safe_load(path.read_text())
    assert {"name", "description", "body"} <= set(form) <= {"name", "description", "labels", "title", "body"}
    for field in form["body"]:
        assert set(field) <= {"type", "id", "attributes", "validations"}
        assert set(field["attributes"]) <= {"label", "description", "placeholder", "value", "render", "options"}
        assert field["type"] == "markdown" or field["attributes"]["label"]


def test_an_action_is_the_same_everywhere() -> None:
    used = {step["uses"] for path in WORKFLOWS for step in _steps(path) if "uses" in step}
    assert len({action.partition("@")[0] for action in used}) == len(used)


def test_no_workflow_can_be_turned_against_the_repository() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", "--min-severity=medium", ".github"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_step_is_shell(path: Path) -> None:
    for script in (step["run"] for step in _steps(path) if "run" in step):
        told = re.sub(r"\$\{\{.*?\}\}", "highest", script)
        assert subprocess.run(["bash", "-n", "-c", told], capture_output=True, check=False).stderr == b""


def _named(beginning: str) -> str:
    """The shell of a step of the release."""
    (script,) = [step["run"] for step in _steps(RELEASE) if step.get("name", "").startswith(beginning)]
    return str(script)


def test_nothing_is_published_untested() -> None:
    jobs = yaml.safe_load(RELEASE.read_text())["jobs"]
    assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml"
    assert set(jobs["publish"]["needs"]) == {"tests", "build", "about"}


def test_the_words_of_a_release_are_the_newest_entry_of_the_changelog(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 0.2.0 (2027)\n\nNew.\n\n## 0.1.0 (2026)\n\nOld.\n")
    extract, _ = _named("A release with").splitlines()
    subprocess.run(["sh", "-c", extract], cwd=tmp_path, check=True)
    assert (tmp_path / "notes.md").read_text().strip() == "New."


@pytest.mark.parametrize(("tag", "code"), [(f"v{xlcost.__version__}", 0), ("v99.0.0", 1)])
def test_a_tag_that_is_not_the_version_is_not_released(tag: str, code: int) -> None:
    told = _named("The tag").replace("python -c", f"{sys.executable} -c")
    environment = {"PATH": "/usr/bin:/bin", "GITHUB_REF_NAME": tag}
    assert subprocess.run(["bash", "-c", told], cwd=ROOT, env=environment, check=False).returncode == code
