"""What prompting a large language model costs, what fine-tuning one costs, and when fine-tuning pays back.

The functions of the Excel workbook under their Python names, which raise instead of showing error values::

    >>> import xlcost
    >>> xlcost.prompt_cost("claude-3-5-sonnet-20241022", 100_000, 1_000, 100, as_of="2025-06-09")
    450.0

Beside them: ``compare`` answers a whole case, ``price_usage`` prices real requests; ``xlcost.workbooks`` recalculates,
checks and sets workbooks, ``xlcost.usage`` reads exports and bills, ``xlcost.prices`` has the price list,
``xlcost.errors`` what is raised. The site's page on Python shows them; CONTRIBUTING.md says what is in which package.

Money is USD, prices are per million tokens, costs are per month unless a docstring says otherwise. Names load when
they are first used: importing this package loads no pandas, NumPy or openpyxl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from xlcost.decision.comparison import compare as compare
    from xlcost.functions.api import *  # noqa: F403
    from xlcost.usage import price_usage as price_usage
else:
    #: What is public beside the functions, and where it lives.
    _BESIDE_FUNCTIONS = {"compare": "xlcost.decision.comparison", "price_usage": "xlcost.usage"}

    def __getattr__(name: str):
        """Load a public name when it is first used."""
        from importlib import import_module

        if name == "__all__":  # what help(xlcost) shows
            return [public for public in __dir__() if public != "__version__"]
        if name in _BESIDE_FUNCTIONS:
            value = getattr(import_module(_BESIDE_FUNCTIONS[name]), name)
        elif name in __dir__():
            value = getattr(import_module("xlcost.functions.api"), name)
        else:
            raise AttributeError(f"module 'xlcost' has no attribute {name!r}")
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """Every public name, loaded or not."""
        from importlib import import_module

        return sorted(["__version__", *_BESIDE_FUNCTIONS, *import_module("xlcost.functions.api").__all__])
