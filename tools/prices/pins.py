"""The versions of the sources that the tests are pinned to, in pyproject.toml: those that the data were read from."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import Final

from xlcost.atomic import written_atomically

PACKAGES: Final = ("genai-prices", "model-prices", "azure-genai-prices")


def pin(pyproject: Path) -> None:
    """Pin the tests to the installed versions: a newer release must not break the comparison with the data."""
    text = pyproject.read_text(encoding="utf-8")
    for name in PACKAGES:
        text = re.sub(rf'"{name}==[^"]+"', f'"{name}=={version(name)}"', text)
    with written_atomically(pyproject) as temporary:
        temporary.write_text(text, encoding="utf-8")
