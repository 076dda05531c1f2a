"""What the tests of the classic edition share: oletools as the independent reader, xlwings' own workbooks."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from office import python_with_uno

from xlcost.calculate.engines.libreoffice import find_soffice

MACROS_MAY_RUN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session")
def olevba() -> Any:
    """The olevba module of oletools, whose import warns that it uses pyparsing's old names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oletools import olevba

    return olevba


@pytest.fixture(scope="session")
def unpack(olevba: Any) -> Callable[[bytes], bytes]:
    """MS-OVBA decompression by oletools."""
    return lambda container: bytes(olevba.decompress_stream(bytearray(container)))


@pytest.fixture(scope="session")
def xlwings_folder() -> Path:
    """Where xlwings is installed, with the workbooks that it ships (importing it is not needed to find it)."""
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@pytest.fixture(scope="session")
def standalone(xlwings_folder: Path) -> bytes:
    """The VBA project of xlwings' own standalone workbook."""
    with zipfile.ZipFile(xlwings_folder / "quickstart_standalone.xlsm") as package:
        return package.read("xl/vbaProject.bin")


@pytest.fixture(scope="session")
def macro_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., dict[str, Any]]]:
    """A running LibreOffice that does jobs (see uno_client.py), with a profile of its own that lets macros run."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(MACROS_MAY_RUN, encoding="utf-8")
    pipe = f"xlcost-macros-{os.getpid()}"
    command = [str(find_soffice()), "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
    command.append(f"-env:UserInstallation={profile.as_uri()}")
    client = [python_with_uno(), str(Path(__file__).with_name("uno_client.py"))]

    def do(**job: Any) -> dict[str, Any]:
        done = subprocess.run(
            client, input=json.dumps({"pipe": pipe, **job}), capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "{}")

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield do
        finally:
            do()
            running.wait(timeout=60)
