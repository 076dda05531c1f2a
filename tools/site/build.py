"""Sphinx, with every warning an error, and what the page "Try it" runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.site.assets import bring_assets

ROOT: Final = Path(__file__).parents[2]


def build(folder: Path) -> None:
    """Builds the site into a folder.

    Raises:
        subprocess.CalledProcessError: Sphinx warned of something; it has said what.
    """
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    subprocess.run([*command, "-d", folder.with_name(f"{folder.name}-doctrees"), ROOT / "docs", folder], check=True)
    bring_assets(folder / "_static" / "try")
