"""What the add-in's parts are called in LibreOffice; the component and the files that describe it must agree on it."""

from __future__ import annotations

from typing import Final

#: The extension, as ``unopkg`` knows it.
IDENTIFIER: Final = "org.xlcost.addin"
#: The UNO service; also the node under ``AddInInfo`` in CalcAddIns.xcu.
SERVICE: Final = "org.xlcost.AddIn"
#: The UNO interface that declares the functions, in the module ``org.xlcost``.
INTERFACE: Final = "XFunctions"


def camel_case(name: str) -> str:
    """``input_tokens`` as UNO spells it: ``inputTokens`` (its identifiers have no underscores)."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
