"""The carried package runs on Python 3.10, which LibreOffice 25.2 brings with it on Windows and macOS.

That Python is Pyodide's here; the package itself asks for 3.11, but the part that the add-in carries must do with less.
"""

from __future__ import annotations

from pathlib import Path

from pyodide_runner import in_pyodide

from xlcost.functions import FUNCTIONS, call
from xlcost.hosts.libreoffice.extension import unpack_extension


def test_every_worked_example_gives_the_same_on_python_310(tmp_path: Path) -> None:
    unpack_extension(tmp_path)
    calls = [
        [name, [function.example.arguments.get(argument.name) for argument in function.arguments]]
        for name, function in FUNCTIONS.items()
    ]
    answer = in_pyodide("pyodide-0.22", "carried_functions.py", calls, {"carried": tmp_path / "lib"})
    assert answer["python"] == [3, 10]
    assert answer["results"] == [call(name, args) for name, args in calls]
