"""The web-extension parts through which a workbook tells Excel to open xlwings Lite, and Lite what to run.

The structure is that of files which Lite wrote (add-in version 1.0.0.0-18; the elements are those of [MS-OWEXML]): the
add-in's settings are properties whose values are JSON. Left out on purpose is ``xlwingsWorkbookId``, by which newer
versions know a workbook: no two workbooks of ours may share it, and Lite gives each its own.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

WEB_EXTENSION: Final = "xl/webextensions/webextension1.xml"
TASK_PANES: Final = "xl/webextensions/taskpanes.xml"
TASK_PANES_RELATIONS: Final = "xl/webextensions/_rels/taskpanes.xml.rels"

CONTENT_TYPES: Final = {
    WEB_EXTENSION: "application/vnd.ms-office.webextension+xml",
    TASK_PANES: "application/vnd.ms-office.webextensiontaskpanes+xml",
}
TASK_PANES_RELATION: Final = "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes"
_WEB_EXTENSION_RELATION: Final = "http://schemas.microsoft.com/office/2011/relationships/webextension"

#: xlwings Lite in Microsoft's store.
STORE_ID: Final = "wa200008175"
#: The extension that says: this add-in has custom functions in the workbook.
CUSTOM_FUNCTIONS: Final = "{D87F86FE-615C-45B5-9D79-34F1136793EB}"
#: The versions that those files name. A workbook says for which Pyodide its code is; ours is tried on this and a newer.
PYODIDE_VERSION: Final = "0.27.5"
ADD_IN_VERSION: Final = "1.0.0.0-18"

#: What newer versions note in a workbook whose pane is to open with it (once it was trusted, opened and saved).
OPENS_BY_ITSELF: Final = {"startupBehavior": "taskpane"}

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def lite_parts(main_py: str, requirements: str) -> dict[str, bytes]:
    """Part name -> content: the web extension with the program, and the task pane that opens it."""
    properties = {
        "main.py": main_py,
        "requirements.txt": requirements,
        "pyodideVersion": PYODIDE_VERSION,
        "addinVersion": ADD_IN_VERSION,
        "xlwingsSettingsWorkbook": OPENS_BY_ITSELF,
    }
    return {
        WEB_EXTENSION: _web_extension(properties).encode("utf-8"),
        TASK_PANES: _task_panes().encode("utf-8"),
        TASK_PANES_RELATIONS: _task_panes_relations().encode("utf-8"),
    }


def _web_extension(properties: Mapping[str, object]) -> str:
    values = {name: json.dumps(value, ensure_ascii=False) for name, value in properties.items()}
    shown = "".join(f"<we:property name={quoteattr(n)} value={quoteattr(v)}/>" for n, v in values.items())
    reference = f'<we:reference id="{STORE_ID}" version="1.0.0.0" store="en-US" storeType="OMEX"/>'
    alternate = f'<we:reference id="{STORE_ID}" version="1.0.0.0" store="{STORE_ID}" storeType="OMEX"/>'
    return (
        f'{_XML}<we:webextension xmlns:we="http://schemas.microsoft.com/office/webextensions/webextension/2010/11"'
        f' id="{{{_instance(values).upper()}}}">{reference}'
        f"<we:alternateReferences>{alternate}</we:alternateReferences>"
        f"<we:properties>{shown}</we:properties><we:bindings/>"
        f'<we:snapshot xmlns:r="{_OFFICE_RELATIONSHIPS}"/>'
        '<we:extLst><a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        f' uri="{CUSTOM_FUNCTIONS}"><we:containsCustomFunctions/></a:ext></we:extLst></we:webextension>'
    )


def _instance(values: Mapping[str, str]) -> str:
    """The identifier that Excel gives each insertion of an add-in; here from the content, so that builds repeat."""
    content = json.dumps(values, sort_keys=True).encode("utf-8")
    return str(uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=4))


def _task_panes() -> str:
    return (
        f'{_XML}<wetp:taskpanes xmlns:wetp="http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11">'
        '<wetp:taskpane dockstate="right" visibility="1" width="350" row="0">'
        f'<wetp:webextensionref xmlns:r="{_OFFICE_RELATIONSHIPS}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
    )


def _task_panes_relations() -> str:
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_WEB_EXTENSION_RELATION}" Target="webextension1.xml"/></Relationships>'
    )
