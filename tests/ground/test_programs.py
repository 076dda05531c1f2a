"""Programs are found where the search path has them, and never in the current folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from xlcost.programs import find_program


def _program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("folder", ["", ".", "bin"])
def test_the_current_folder_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    _program(tmp_path / folder, "git")
    monkeypatch.chdir(tmp_path)
    installed = _program(tmp_path / "installed", "git")
    monkeypatch.setenv("PATH", os.pathsep.join([folder, str(tmp_path / "installed")]))
    assert find_program("git") == installed


def test_on_windows_a_batch_file_is_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("git", "git.bat", "git.cmd", "git.exe"):
        _program(tmp_path / "installed", name)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PATH", str(tmp_path / "installed"))
    assert find_program("git") == tmp_path / "installed" / "git.exe"
    assert find_program("soffice") is None


def test_what_cannot_be_run_is_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "git").chmod(0o644)
    (tmp_path / "soffice").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (find_program("git"), find_program("soffice")) == (None, None)
