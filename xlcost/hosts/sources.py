"""The part of the package that computes the functions: what a host without an installed xlcost carries with it.

Pure Python, needs only the standard library (NumPy is used where it is there, for long columns). Tests run every
worked example from nothing but these files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlcost
from xlcost.prices.files import ANSWERING, RELEASES

_PACKAGE: Final = Path(xlcost.__file__).parent
_NEEDED: Final = (
    "__init__.py",
    "errors.py",
    "inert.py",  # an error reads its text through it
    "numbertext.py",
    "costs/*.py",
    "functions/*.py",
    "prices/*.py",
    *(f"prices/data/{name}" for name in (*ANSWERING, RELEASES)),
    "prices/data/licences/*",
)


def function_sources() -> dict[str, bytes]:
    """Path -> content of each file, as ``xlcost/costs/inference.py``, always in the same order."""
    return package_files(*_NEEDED)


def package_files(*patterns: str) -> dict[str, bytes]:
    """The files of the package that match, relative to the folder that holds it."""
    found = {path for pattern in patterns for path in _PACKAGE.glob(pattern)}
    return {f"xlcost/{path.relative_to(_PACKAGE).as_posix()}": path.read_bytes() for path in sorted(found)}
