"""Rebuilding the catalogue from the sources that are installed: ``pip install '.[refresh]'``.

Only what the source packages bundle is read: nothing is downloaded. Published rows never change; a refresh adds.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tools.prices.candidates import build
from tools.prices.publishing import Difference, Refused, difference, problems, publish
from xlcost.errors import XlcostError
from xlcost.prices.files import DATA

__all__ = ["Difference", "Refused", "problems", "publish", "refresh"]

_MODULES: Final = {
    "genai_prices": "genai-prices",
    "model_prices": "model-prices",
    "azure_genai_prices": "azure-genai-prices",
}


def refresh(directory: Path = DATA) -> Difference:
    """What the installed sources and the curated files would add to the published catalogue. Writes nothing.

    Raises:
        XlcostError: a source package is not installed.
    """
    missing = [name for module, name in _MODULES.items() if find_spec(module) is None]
    if missing:
        raise XlcostError(f"not installed: {', '.join(missing)}; install '.[refresh]'")
    return difference(build(directory), directory)
