"""What the page "Try it" runs: Pyodide from its npm package, the wheel of xlcost, openpyxl as pip installed it."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_PYODIDE: Final = ROOT / "tests" / "pyodide" / "node_modules" / "pyodide"
_OF_PYODIDE: Final = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
_INSTALLED: Final = ("openpyxl", "et_xmlfile")


def bring_assets(folder: Path) -> None:
    """Puts everything that the page loads into ``folder``.

    Raises:
        SystemExit: Pyodide is not there.
    """
    if not _PYODIDE.exists():
        raise SystemExit("Pyodide is not there: npm install --prefix tests/pyodide")
    (folder / "pyodide").mkdir(parents=True, exist_ok=True)
    for name in _OF_PYODIDE:
        shutil.copyfile(_PYODIDE / name, folder / "pyodide" / name)
    packages = folder / "packages"
    packages.mkdir(exist_ok=True)
    archives = [_wheel(packages).name, *(_archive(name, packages).name for name in _INSTALLED)]
    (packages / "packages.json").write_text(json.dumps({"archives": archives}), encoding="utf-8")


def _wheel(folder: Path) -> Path:
    """The wheel that a release uploads."""
    with tempfile.TemporaryDirectory() as built:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built, str(ROOT)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(built).glob("*.whl")
        return Path(shutil.copy(wheel, folder))


def _archive(package: str, folder: Path) -> Path:
    """The Python files of an installed package, licence included."""
    path = folder / f"{package}-{importlib.metadata.version(package)}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in importlib.metadata.files(package) or ():
            if file.suffix == ".py" or ".dist-info" in file.parts[0]:
                archive.write(file.locate(), file.as_posix())
    return path
