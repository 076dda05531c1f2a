"""Which engines answer to which name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlcost.calculate.certified import EMBEDDED
from xlcost.calculate.engines.formulon import FORMULON, is_installed
from xlcost.calculate.engines.protocol import Engine
from xlcost.calculate.libreoffice import LibreOfficeMissing, find_soffice
from xlcost.hosts.libreoffice.recalculating import WITH_ADD_IN

AUTO: Final = "auto"
FORMUALIZER: Final = "formualizer"
LIBREOFFICE: Final = "libreoffice"
FORMULON_NAME: Final = "formulon"
NAMES: Final = (AUTO, FORMUALIZER, LIBREOFFICE, FORMULON_NAME)


def engines_named(name: str) -> Sequence[Engine]:
    """The engines to be asked, in turn; ``auto`` has an installed second one for what it leaves open."""
    if name == LIBREOFFICE:
        return (WITH_ADD_IN,)
    if name == FORMULON_NAME:
        return (FORMULON,)
    return (*EMBEDDED, *_installed()) if name == AUTO else EMBEDDED


def _installed() -> Sequence[Engine]:
    """LibreOffice, else Formulon, which takes ten seconds to start."""
    try:
        find_soffice()
    except LibreOfficeMissing:
        return (FORMULON,) if is_installed() else ()
    return (WITH_ADD_IN,)
