"""xlwings' own Server and Lite call path on ``xlcost.udfs``. A program, not a test.

Reads ``{"calls": [[name, [argument, ...]], ...]}`` from stdin and prints ``{"results": [...], "meta": {...}}``. An
argument is null where omitted, else rows of cells, as Office.js sends them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

os.environ["XLWINGS_ON_SERVER"] = "true"  # before xlwings is imported: it decides then which decorators it has
os.environ["XLWINGS_LICENSE_KEY"] = "noncommercial"  # tests only; xlwings Lite and Server bring their own


def main() -> None:
    import xlwings as xw
    from xlwings.server import custom_functions_call, custom_functions_meta

    import xlcost.udfs as module

    def result(name: str, args: list[object]) -> object:
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
        return asyncio.run(custom_functions_call(data, module))

    calls = json.load(sys.stdin)["calls"]
    answer = {"results": [result(*call) for call in calls], "meta": custom_functions_meta(module)}
    sys.__stdout__.write("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
