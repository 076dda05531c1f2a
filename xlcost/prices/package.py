"""The catalogue that ships in the package."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from xlcost.prices.catalogue import Catalogue
from xlcost.prices.events import sold_fees, sold_lines
from xlcost.prices.files import (
    ALIASES,
    ANSWERING,
    DATA,
    EVENTS,
    FEES,
    PRICES,
    RELEASES,
    read_aliases,
    read_events,
    read_fees,
    read_lines,
    read_releases,
)


@cache
def package_catalogue() -> Catalogue:
    """The price catalogue of this version of xlcost, loaded once a process."""
    return load(DATA)


def load(directory: Path) -> Catalogue:
    """The catalogue in a data folder; its snapshot is that of the newest release."""
    digest = hashlib.sha256()
    for name in ANSWERING:
        digest.update((directory / name).read_bytes())
    events = read_events(directory / EVENTS)
    return Catalogue(
        sold_lines(read_lines(directory / PRICES), events),
        sold_fees(read_fees(directory / FEES), events),
        snapshot=read_releases(directory / RELEASES)[-1].snapshot,
        digest=digest.hexdigest()[:12],
        aliases=read_aliases(directory / ALIASES),
        events=events,
    )
