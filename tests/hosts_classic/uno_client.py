"""Run by the system's Python, which has LibreOffice's UNO: does one job in a running office; JSON in, JSON out.

A job: ``pipe`` names the office; ``document`` is opened with its macros; ``probe`` is the Basic body of a function
``Probe`` that is run in the document's VBA library; ``store`` saves the document as [path, filter]. Without a document
the office ends.
"""

import contextlib
import json
import os
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

ALWAYS_EXECUTE_NO_WARN = 4


def main() -> None:
    job = json.load(sys.stdin)
    desktop = _desktop(job["pipe"])
    if "document" not in job:
        with contextlib.suppress(DisposedException):  # the office may close the line before it answers
            desktop.terminate()
        return
    options = (_property("Hidden", True), _property("MacroExecutionMode", ALWAYS_EXECUTE_NO_WARN))
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["document"]), "_blank", 0, options)
    try:
        json.dump(_done(document, job), sys.stdout)
    finally:
        document.close(True)


def _done(document, job):
    library = document.BasicLibraries.getByName("VBAProject")
    result = {"modules": {name: library.getByName(name) for name in library.ElementNames}}
    if "probe" in job:
        library.insertByName("ProbeModule", f"Option VBASupport 1\nFunction Probe()\n{job['probe']}\nEnd Function\n")
        place = "vnd.sun.star.script:VBAProject.ProbeModule.Probe?language=Basic&location=document"
        result["probe"] = document.ScriptProvider.getScript(place).invoke((), (), ())[0]
    if "store" in job:
        path, filter_name = job["store"]
        document.storeToURL(uno.systemPathToFileUrl(path), (_property("FilterName", filter_name),))
    return result


def _desktop(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + 60
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:  # the office is still starting
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def _property(name, value):
    given = PropertyValue()
    given.Name, given.Value = name, value
    return given


main()
sys.stdout.flush()
os._exit(0)  # UNO's threads may outlive Python's own ending, which then crashes now and then, after the work is done
