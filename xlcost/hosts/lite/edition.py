"""Makes the Lite edition of a workbook: its functions inside it, its formulas as Excel saves custom functions."""

from __future__ import annotations

from xlcost.hosts.customfunctions import Addition, custom_functions_edition, refuse_second
from xlcost.hosts.lite import parts
from xlcost.hosts.lite.program import REQUIREMENTS, main_py
from xlcost.workbook.package import package_from_bytes


def add_lite(workbook: bytes) -> bytes:
    """The .xlsx with xlwings Lite's parts added; parts without our functions in a formula keep every byte.

    Raises:
        BadFile: no workbook, or one that carries an Office add-in or cell metadata already.
    """
    package = package_from_bytes(workbook, "workbook")
    refuse_second(package, "", parts.TASK_PANES_RELATION, "an Office add-in")
    carried = parts.lite_parts(main_py(), REQUIREMENTS)
    panes = Addition(
        parts.TASK_PANES,
        carried.pop(parts.TASK_PANES),
        parts.CONTENT_TYPES[parts.TASK_PANES],
        "rIdXlwingsLite",
        parts.TASK_PANES_RELATION,
    )
    others = [Addition(name, content, parts.CONTENT_TYPES.get(name)) for name, content in carried.items()]
    return custom_functions_edition(package, [panes, *others])
