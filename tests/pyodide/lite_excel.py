"""In Pyodide: what xlwings Lite does with a workbook's main.py, by xlwings' own code (mounted at /site/xlwings).

Request: {"main.py": text, "calls": [[name, args], ...]}, arguments as Office.js sends them: null where omitted, else
rows of cells. Answer: the results as Office.js gets them, and the metadata that registers the functions.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import pyodide.ffi

os.environ["XLWINGS_ON_SERVER"] = "true"  # before xlwings is imported: it decides then which decorators it has
os.environ["XLWINGS_LICENSE_KEY"] = "noncommercial"  # tests only; xlwings Lite brings its own
sys.path[:0] = ["/site", "/workbook"]


async def main(request):
    import xlwings as xw
    from xlwings.server import custom_functions_call, custom_functions_meta

    asked = json.loads(request)
    Path("/workbook").mkdir()
    Path("/workbook/main.py").write_text(asked["main.py"])
    importlib.invalidate_caches()
    module = importlib.import_module("main")
    results = []
    for name, args in asked["calls"]:
        data = {
            "func_name": name,
            "args": args,
            "version": xw.__version__,
            "client": "Office.js",
            "date_format": "mm/dd/yyyy",
            "runtime": "1.4",
            "caller_address": None,
            "content_language": "en-US",
        }
        results.append(await custom_functions_call(data, module))
    return json.dumps(
        {
            "python": list(sys.version_info[:2]),
            "results": results,
            "meta": custom_functions_meta(module),
            "numpy": "numpy" in sys.modules,
            "has_js_null": hasattr(pyodide.ffi, "JsNull"),
        }
    )
