"""The Excel functions: declared once, called the same way by every host.

``FUNCTIONS`` is the register, ``call`` evaluates one with cell values. Importing this package registers them all.
"""

from xlcost.functions.calling import call
from xlcost.functions.records import CATEGORY, DESCRIPTION_LIMIT, FUNCTIONS, Argument, Example, Function

# The order of these imports is the order in which people meet the functions.
from xlcost.functions import pricing, timing, prompting, finetuning, decisions, evidence, explaining  # isort: skip  # noqa: F401

__all__ = ["CATEGORY", "DESCRIPTION_LIMIT", "FUNCTIONS", "Argument", "Example", "Function", "call"]
