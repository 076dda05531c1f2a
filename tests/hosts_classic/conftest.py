"""What the tests of the classic edition share: oletools as the independent reader, xlwings' own workbooks."""

from __future__ import annotations

import importlib.util
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


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
