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


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_no_secret_is_known(path: Path) -> None:
    used = [step["uses"] for step in _steps(path) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)
    assert "secrets." not in path.read_text()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_step_is_shell(path: Path) -> None:
    for script in (step["run"] for step in _steps(path) if "run" in step):
        told = re.sub(r"\$\{\{.*?\}\}", "highest", script)
        assert subprocess.run(["bash", "-n", "-c", told], capture_output=True, check=False).stderr == b""


@pytest.mark.parametrize(("tag", "code"), [(f"v{xlcost.__version__}", 0), ("v99.0.0", 1)])
def test_a_tag_that_is_not_the_version_is_not_released(tag: str, code: int) -> None:
    (script,) = [
        step["run"] for step in _steps(ROOT / ".github/workflows/release.yml") if "The tag" in step.get("name", "")
    ]
    told = script.replace("python -c", f"{sys.executable} -c")
    environment = {"PATH": "/usr/bin:/bin", "GITHUB_REF_NAME": tag}
    assert subprocess.run(["bash", "-c", told], cwd=ROOT, env=environment, check=False).returncode == code
