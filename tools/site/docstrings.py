"""How the site shows the Excel functions' Python form: plain types, and each error on its own."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, Final

from xlcost.functions import FUNCTIONS

_ERROR: Final = re.compile(r"^(\s+)(#\S+): (.*)$")
_TIER: Final = re.compile(r"(?<![\w`/])([\w/]+@\w+)(?![\w`])")
_BODIES: Final = {function.python_name for function in FUNCTIONS.values()}


def is_excel_function(found: Callable[..., Any]) -> bool:
    """Whether it is the Python form of an Excel function."""
    return found.__module__.startswith("xlcost.functions.") and found.__name__ in _BODIES


def plain_signature(found: Callable[..., Any]) -> tuple[str, str]:
    """Parameters and result as a person writes them; Sphinx would show all that declares an argument."""
    signature = inspect.signature(found)
    parameters = str(signature.replace(return_annotation=inspect.Signature.empty))
    return _plain(parameters), _plain(inspect.formatannotation(signature.return_annotation))


def mark_up(lines: list[str]) -> None:
    """Marks errors of a cell, which would run together as a paragraph, and names with a tier, no addresses of mail."""
    for at, line in enumerate(lines):
        if found := _ERROR.match(line):
            indent, error, when = found.groups()
            end = ";" if at + 1 < len(lines) and _ERROR.match(lines[at + 1]) else "."
            lines[at] = f"{indent}``{error}``: {when}{end}"
        else:
            lines[at] = _TIER.sub(r"``\1``", line)


def _plain(text: str) -> str:
    return re.sub(r"\b(?:datetime|collections\.abc|typing)\.", "", text)
