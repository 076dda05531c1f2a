"""Python programs in Pyodide in Node, from the folder tests/pyodide (after ``npm ci`` in it)."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("pyodide")
_TIME_LIMIT = 300.0


def in_pyodide(package: str, program: str, request: Any, folders: dict[str, Path]) -> Any:
    """The answer of a program in tests/pyodide; ``package`` names a Pyodide in its package.json."""
    mounts = [f"{name}={folder}" for name, folder in folders.items()]
    done = subprocess.run(
        ["node", str(_FOLDER / "run.mjs"), package, str(_FOLDER / program), *mounts],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIME_LIMIT,
    )
    said = "\n".join(line[:300] for line in done.stderr.splitlines()[-40:])  # Pyodide shows a minified line of itself
    assert done.returncode == 0, f"{said}\n(was npm ci run in tests/pyodide?)"
    return json.loads(done.stdout)


def xlwings_folder() -> Path:
    """The installed xlwings, whose Python files run in Pyodide too."""
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
