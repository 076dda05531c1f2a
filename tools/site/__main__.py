"""Builds the site: ``python -m tools.site [FOLDER]``, by default into build/site. Warnings are errors."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.site.build import build

ROOT = Path(__file__).parents[2]

if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site")
