"""Functions that the engine lacks or gets wrong, in Python. They take and give engine values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple


class Replacement(NamedTuple):
    """A function that takes the place of the engine's own."""

    call: Callable[..., Any]
    min_args: int
    max_args: int


REPLACEMENTS: Final[Mapping[str, Replacement]] = {}
