"""Finds the few programs that xlcost starts, where the user's search path has them and nowhere else.

Windows looks for a program in the current folder first, so that a git.exe beside a workbook would be taken for git; a
search path with a blank or a dot in it does the same elsewhere. What lies in a folder of files is never a program here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def find_program(name: str) -> Path | None:
    """The program of that name in the folders of the search path that are given in full; None if in none of them.

    On Windows only .exe and .com count: a batch file reads its arguments as commands.
    """
    names = [f"{name}.exe", f"{name}.com"] if sys.platform == "win32" else [name]
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for path in (Path(folder, name) for name in names):
            if path.is_absolute() and path.is_file() and os.access(path, os.X_OK):
                return path
    return None
