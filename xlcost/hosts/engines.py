"""Which engines answer to which name: what ``--engine`` takes. An engine is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xlcost.calculate.engines.protocol import Engine


def _formualizer() -> Sequence[Engine]:
    from xlcost.calculate.certified import EMBEDDED

    return EMBEDDED


def _libreoffice() -> Sequence[Engine]:
    from xlcost.hosts.libreoffice.recalculating import WITH_ADD_IN

    return (WITH_ADD_IN,)


def _formulon() -> Sequence[Engine]:
    from xlcost.calculate.engines.formulon import FORMULON

    return (FORMULON,)


def _auto() -> Sequence[Engine]:
    """The embedded ones; for what they leave open LibreOffice, where it is installed."""
    from xlcost.calculate.engines.libreoffice import LibreOfficeMissing, find_soffice

    try:
        find_soffice()
    except LibreOfficeMissing:
        return _formualizer()
    return (*_formualizer(), *_libreoffice())


AUTO: Final = "auto"
LIBREOFFICE: Final = "libreoffice"

#: Name -> the engines to be asked, in turn.
ENGINES: Final[Mapping[str, Callable[[], Sequence[Engine]]]] = {
    AUTO: _auto,
    "formualizer": _formualizer,
    LIBREOFFICE: _libreoffice,
    "formulon": _formulon,
}
