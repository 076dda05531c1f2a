"""The catalogue that ships in the package."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from xlcost.prices.catalogue import Catalogue
from xlcost.prices.files import (
    ALIASES,
    APPEND_ONLY,
    DATA,
    PRICES,
    RELEASES,
    RETIREMENTS,
    read_aliases,
    read_releases,
    read_retirements,
    read_rows,
    retired,
)


@cache
def package_catalogue() -> Catalogue:
    """The price catalogue of this version of xlcost, loaded once a process."""
    return load(DATA)


def load(directory: Path) -> Catalogue:
    """The catalogue in a data folder; its snapshot is that of the newest release."""
    digest = hashlib.sha256()
    for name in APPEND_ONLY:
        digest.update((directory / name).read_bytes())
    return Catalogue(
        rows=retired(read_rows(directory / PRICES), read_retirements(directory / RETIREMENTS)),
        snapshot=read_releases(directory / RELEASES)[-1].snapshot,
        digest=digest.hexdigest()[:12],
        aliases=read_aliases(directory / ALIASES),
    )
