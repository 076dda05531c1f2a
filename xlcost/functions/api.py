"""The Python names of the functions, in one place: ``import xlcost`` hands these on when they are first used.

They are those of the register. Their types are in api.pyi, which ``python -m tools.stubs`` writes from it.
"""

from importlib import import_module

from xlcost.functions.records import FUNCTIONS

import_module("xlcost.functions")  # registers them all
__all__ = sorted(function.python_name for function in FUNCTIONS.values())  # noqa: PLE0605 - api.pyi lists them

for _function in FUNCTIONS.values():
    globals()[_function.python_name] = getattr(import_module(_function.body.__module__), _function.python_name)
