"""What LibreOffice loads: the UNO component whose methods are the registered functions.

Lies at the top of the extension, beside the folder ``lib`` that holds the package; nothing but LibreOffice imports it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from org.xlcost import XFunctions

# First on the path: an xlcost that is installed in LibreOffice's Python may be another version.
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))  # noqa: PTH118, PTH120 - runs before anything else

from xlcost.functions import FUNCTIONS, Function
from xlcost.hosts.libreoffice.cells import cells
from xlcost.hosts.libreoffice.names import SERVICE, camel_case

_SERVICES = (SERVICE, "com.sun.star.sheet.AddIn")


class AddIn(unohelper.Base, XFunctions, XServiceInfo):  # type: ignore[misc]  # UNO's classes are made at run time
    """The add-in; its other methods are added below, one a function."""

    def __init__(self, context: Any, *arguments: Any) -> None:
        self.context = context

    def getImplementationName(self) -> str:  # noqa: N802 - UNO's name
        """Part of XServiceInfo."""
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802 - UNO's name
        """Part of XServiceInfo."""
        return name in _SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802 - UNO's name
        """Part of XServiceInfo."""
        return _SERVICES


def _method(function: Function) -> Callable[..., Any]:
    def method(_: AddIn, *args: Any) -> Any:
        return cells(function.name, args)

    return method


for _function in FUNCTIONS.values():
    setattr(AddIn, camel_case(_function.python_name), _method(_function))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(AddIn, SERVICE, _SERVICES)
