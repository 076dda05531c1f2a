"""The types of the public functions, as mypy and pyright read them: single values and columns, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.stubs import PATH, stubs

HERE = Path(__file__).parent
TOP = HERE.parents[1]
USES, MISUSES = HERE / "uses.py", HERE / "misuses.py"


def _said(command: list[str]) -> str:
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def by_mypy() -> set[tuple[str, int]]:
    """The lines with an error, by file; nothing is cached: CI's own run of mypy must not find what this one left."""
    options = ["--strict", "--no-error-summary", "--hide-error-context", "--disable-error-code=no-untyped-call"]
    options.append("--no-incremental")
    said = _said([sys.executable, "-m", "mypy", *options, str(USES), str(MISUSES)])
    return {(Path(file).name, int(line)) for file, line in re.findall(r"^(\S+?):(\d+): error", said, re.MULTILINE)}


def by_pyright() -> set[tuple[str, int]]:
    """The lines with an error, by file."""
    checker = Path(sys.executable).parent / "basedpyright"
    said = json.loads(
        _said(
            [str(checker), "--pythonpath", sys.executable, "--outputjson", "--level", "error", str(USES), str(MISUSES)]
        )
    )
    found = [each for each in said["generalDiagnostics"] if each["severity"] == "error"]
    return {(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in found}


def test_the_stub_is_that_of_the_register() -> None:
    assert PATH.read_text(encoding="utf-8") == stubs(), "run python -m tools.stubs"


@pytest.mark.parametrize("checker", [by_mypy, by_pyright])
def test_uses_are_right_and_every_misuse_is_found(checker: Callable[[], set[tuple[str, int]]]) -> None:
    lines = MISUSES.read_text(encoding="utf-8").splitlines()
    wrong = {(MISUSES.name, number) for number, line in enumerate(lines, 1) if line.startswith("xlcost.")}
    assert len(wrong) > 5
    assert checker() == wrong
