"""Just enough of pywin32 and Excel for xlwings' own Windows code to run without either. A program, not a test.

Reads one JSON object from stdin: ``{"calls": [[name, [argument, ...]], ...], "wrappers": bool}``, drives
``xlwings.udfs.call_udf`` and ``import_udfs`` on ``xlcost.udfs``, and prints their results as JSON. An argument is a
JSON value typed into the formula, ``{"missing": true}`` for an omitted one, ``{"range": rows}`` for cells as xlwings'
own wrappers hand them on (a Range, whose Value is read), or ``{"value2": rows}`` for cells as ours do. In the rows
``{"error": "#N/A"}``, ``{"date": "2025-06-09"}`` and ``{"currency": 0.00045}`` stand for what Excel passes over COM.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import decimal
import json
import sys
import types
from pathlib import Path
from typing import Any

MISSING = -2147352572
RANGE_IID = "{00020846-0000-0000-C000-000000000046}"


class _Anything(types.ModuleType):
    """A module that has whatever is asked of it; only imports touch it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


_named = types.SimpleNamespace


class ComRange:
    """What COM gives for a range argument: a dispatch object that says it is a Range, and its values."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self.Value = rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))
        self.Row = self.Column = 1
        self.Rows, self.Columns = _named(Count=len(rows)), _named(Count=len(rows[0]))
        self.Worksheet = _named(Parent=_named(Application=_named(Hwnd=0)))
        attributes = _named(iid=RANGE_IID)
        described = _named(GetTypeAttr=lambda: attributes)
        self._oleobj_ = _named(GetTypeInfo=lambda: described)


class Workbook:
    """The workbook that import_udfs writes its module into; it keeps the text and the registrations."""

    Name = "model.xlsm"

    def __init__(self) -> None:
        self.module = ""
        self.registered: list[dict[str, Any]] = []
        self.Worksheets: list[Any] = []  # xlwings looks for sheets with Python code in them
        components = _Components(self)
        self.VBProject = _named(VBComponents=components)
        self.Application = _named(Version="16.0", MacroOptions=self._macro_options)

    def _macro_options(self, macro: str, **options: Any) -> None:
        self.registered.append({"macro": macro, **{key: value for key, value in options.items() if value is not None}})


class _Components:
    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook

    def __call__(self, name: str) -> str:
        return name

    def Remove(self, component: str) -> None:
        raise sys.modules["pywintypes"].com_error(f"{component} is not there yet")

    def Import(self, path: str) -> None:
        self._workbook.module = Path(path).read_text(encoding="utf-8")


def install() -> Any:
    """Put the stand-ins in place and give back xlwings with its Windows decorators."""
    for name in ("win32api", "win32con", "win32gui", "win32process", "win32timezone", "win32com"):
        sys.modules[name] = _Anything(name)
    pythoncom = _Anything("pythoncom")
    pythoncom.CoInitialize = lambda: None
    pywintypes = _Anything("pywintypes")
    pywintypes.TimeType = dt.datetime
    pywintypes.IID = str
    pywintypes.com_error = type("com_error", (Exception,), {})
    client = _Anything("win32com.client")
    client.Dispatch = lambda thing, **_: thing
    sys.modules |= {"pythoncom": pythoncom, "pywintypes": pywintypes, "win32com.client": client}
    sys.modules["win32com"].client = client
    sys.modules["win32process"].GetWindowThreadProcessId = lambda hwnd: (0, 0)
    pythoncom.__file__ = "pythoncom"
    ctypes.PyDLL = lambda path: _named(PyCom_PyObjectFromIUnknown=_named())
    ctypes.windll = _named()
    ctypes.oledll = _named(ole32=_named(CLSIDFromString=lambda *_: 0))
    import xlwings as xw
    import xlwings._xlwindows
    import xlwings.udfs

    server = types.ModuleType("xlwings.com_server")
    server.loop = None
    sys.modules["xlwings.com_server"] = server
    xw._xlwindows = xlwings._xlwindows
    xw.engines.add(xw.Engine(impl=xlwings._xlwindows.engine))
    xw.engines.active = xw.engines["excel"]
    xw.func, xw.arg = xlwings.udfs.xlfunc, xlwings.udfs.xlarg
    return xw


#: Excel's numbers of its errors, to which COM adds this.
FIRST_ERROR = -2146828288
ERRORS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042,
    "#GETTING_DATA": 2043, "#SPILL!": 2045, "#CONNECT!": 2046, "#BLOCKED!": 2047, "#UNKNOWN!": 2048, "#FIELD!": 2049,
    "#CALC!": 2050, "#BUSY!": 2051, "#PYTHON!": 2222,
}  # fmt: skip


def over_com(value: Any, value2: bool = False) -> Any:
    """A cell's Value, or its Value2, as COM carries it: a variant of type VT_CY comes as a Decimal of four places."""
    if isinstance(value, dict):
        if "error" in value:
            return FIRST_ERROR + ERRORS[value["error"]]
        if "currency" in value:
            number = float(value["currency"])
            return number if value2 else decimal.Decimal(str(number)).quantize(decimal.Decimal("0.0001"))
        moment = dt.datetime.fromisoformat(value["date"])
        return (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1) if value2 else moment.replace(tzinfo=dt.UTC)
    return float(value) if type(value) is int else value


def argument(value: Any) -> Any:
    if isinstance(value, dict) and value.get("missing"):
        return MISSING
    if isinstance(value, dict) and "range" in value:
        return ComRange([[over_com(cell) for cell in row] for row in value["range"]])
    if isinstance(value, dict) and "value2" in value:
        rows = tuple(tuple(over_com(cell, value2=True) for cell in row) for row in value["value2"])
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows
    return over_com(value)


def main() -> None:
    asked = json.load(sys.stdin)
    install()
    from xlwings.udfs import call_udf, import_udfs

    caller = ComRange([[None]])
    answer: dict[str, Any] = {
        "results": [
            call_udf("xlcost.udfs", name, tuple(map(argument, args)), None, caller)
            for name, args in asked.get("calls", [])
        ]
    }
    if asked.get("wrappers"):
        workbook = Workbook()
        import_udfs("xlcost.udfs", workbook)
        answer |= {"module": workbook.module, "registered": workbook.registered}
    sys.__stdout__.write("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
