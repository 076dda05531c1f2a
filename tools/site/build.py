"""Sphinx, with every warning an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


def build(folder: Path) -> None:
    """Builds the site into a folder.

    Raises:
        subprocess.CalledProcessError: Sphinx warned of something; it has said what.
    """
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    subprocess.run([*command, "-d", folder.with_name(f"{folder.name}-doctrees"), ROOT / "docs", folder], check=True)
