"""The catalogue that ships in the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from xlcost.prices.names import family

#: The catalogue with the names of one's own that a command was given; None: without.
_mapped: Catalogue | None = None


def package_catalogue() -> Catalogue:
    """The price catalogue of this version of xlcost, loaded once a process."""
    return _shipped() if _mapped is None else _mapped


@contextmanager
def deployments_in_force(deployments: Mapping[str, str]) -> Iterator[None]:
    """Let names of one's own stand for models (xlcost.prices.deployments), for every look-up in this process.

    Raises:
        BadArgument: a name stands for a model that the catalogue does not have.
    """
    global _mapped  # noqa: PLW0603 - one command runs in a process
    _mapped = _shipped().with_deployments(deployments)
    try:
        yield
    finally:
        _mapped = None


@cache
def _shipped() -> Catalogue:
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
        family=family,
    )
