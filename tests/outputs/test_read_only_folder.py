"""In a folder that may not be written to, every command that writes says so in one line and leaves everything as it is.

Root may write anywhere by a right of its own (CAP_DAC_OVERRIDE), which the commands run without here.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_full_disk import CALLS, material  # noqa: F401 - a fixture

_DROP_FROM_BOUNDING_SET, _DAC_OVERRIDE = 24, 1

#: Runs each command line in turn, and prints what each answered.
SCRIPT = """
import contextlib, io, json, sys
from xlcost.cli.app import main
answers = {}
for call, line in json.loads(sys.argv[1]).items():
    sys.argv = ["xlcost", *line]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            answers[call] = (stop.code, out.getvalue(), err.getvalue())
print(json.dumps(answers))
"""


def _as_anybody() -> None:
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, _DAC_OVERRIDE, 0, 0, 0):
        raise OSError


def _run(folder: Path, temporary: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(temporary)},
        preexec_fn=_as_anybody,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(material: Path, tmp_path_factory: pytest.TempPathFactory, article_book: str) -> Path:  # noqa: F811
    folder = shutil.copytree(material, tmp_path_factory.mktemp("read-only") / "here")
    shutil.copy(article_book, folder / "full.xlsx")
    folder.chmod(0o555)
    return folder


@pytest.fixture(scope="module")
def answers(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str, str]]:
    temporary = tmp_path_factory.mktemp("temporary")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    lines = {call: line for call, (_, line) in CALLS.items()}
    done = _run(folder, temporary, SCRIPT, json.dumps(lines))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, done.stderr
    assert list(temporary.iterdir()) == []
    return json.loads(done.stdout)


def test_the_folder_may_really_not_be_written_to(folder: Path, tmp_path: Path) -> None:
    done = _run(folder, tmp_path, "open('new.txt', 'w')")
    assert "PermissionError" in done.stderr
    assert not (folder / "new.txt").exists()


@pytest.mark.parametrize("call", CALLS)
def test_one_line_says_so(answers: dict[str, tuple[int, str, str]], call: str) -> None:
    code, out, err = answers[call]
    assert (code, out, err.count("\n")) == (2, "", 1), (out, err)
    assert "cannot be written (Permission denied)" in err
