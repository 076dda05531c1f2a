"""The .oxt file: complete, made from the registry, the same bytes each time, enough to compute on its own."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from xlcost import __version__
from xlcost.functions import FUNCTIONS
from xlcost.hosts.libreoffice import declarations
from xlcost.hosts.libreoffice.extension import build_extension, unpack_extension
from xlcost.hosts.libreoffice.names import IDENTIFIER, SERVICE

OOR = "{http://openoffice.org/2001/registry}"


@pytest.fixture(scope="module")
def extension() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build_extension()))


def test_the_same_bytes_each_time() -> None:
    assert build_extension() == build_extension()


def test_the_file_is_sound_and_small(extension: zipfile.ZipFile) -> None:
    assert extension.testzip() is None
    assert len(build_extension()) < 500_000


def test_the_manifest_names_files_that_are_there(extension: zipfile.ZipFile) -> None:
    root = etree.fromstring(extension.read("META-INF/manifest.xml"))
    named = {path for entry in root for name, path in entry.items() if name.endswith("full-path")}
    assert named == {"XFunctions.idl", "component.py", "CalcAddIns.xcu"}
    assert named < set(extension.namelist())


def test_the_description_gives_identifier_and_version(extension: zipfile.ZipFile) -> None:
    root = etree.fromstring(extension.read("description.xml"))
    values = {etree.QName(item).localname: item.get("value") for item in root}
    assert values["identifier"] == IDENTIFIER
    assert values["version"] == __version__


def test_only_the_package_the_functions_need_is_inside(extension: zipfile.ZipFile) -> None:
    folders = {re.match(r"lib/xlcost/([^/]+)/", name)[1] for name in extension.namelist() if name.count("/") > 2}  # type: ignore[index]
    assert folders == {"costs", "functions", "prices", "hosts"}
    assert not [name for name in extension.namelist() if "__pycache__" in name or "refresh" in name]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_interface_has_every_function_with_its_arguments(function) -> None:
    (words,) = re.findall(
        r"(?:any|>) (\w+)\(([^)]*)\);", declarations.interface().split("\n")[2 + list(FUNCTIONS).index(function.name)]
    )
    method, parameters = words
    assert re.sub(r"(?<!^)([A-Z]|\d+)", r"_\1", method).lower() == function.python_name
    assert parameters.count("[in] any ") == function.max_args


def test_the_wizard_texts_are_the_registers() -> None:
    root = etree.fromstring(declarations.function_texts().encode())
    (service,) = root[0]
    assert service.get(f"{OOR}name") == SERVICE
    nodes = list(service[0])
    for function, node in zip(FUNCTIONS.values(), nodes, strict=True):
        texts = {item.get(f"{OOR}name"): item[0].text for item in node if item.tag == "prop"}
        assert texts["DisplayName"] == texts["CompatibilityName"] == function.name
        assert texts["Description"].startswith(function.summary)
        (parameters,) = node.findall("node")
        shown = [tuple(prop[0].text for prop in parameter) for parameter in parameters]
        assert shown == [(argument.name, argument.help) for argument in function.arguments]


def test_every_worked_example_runs_on_the_files_inside_alone(tmp_path: Path) -> None:
    unpack_extension(tmp_path)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from xlcost.functions import FUNCTIONS\n"
        "from xlcost.hosts.libreoffice.cells import cells\n"
        "for name, function in FUNCTIONS.items():\n"
        "    shown = cells(name, [function.example.arguments.get(a.name) for a in function.arguments])\n"
        "    first = shown[0][0] if isinstance(shown, tuple) else shown\n"
        "    assert first == first, name  # an error is a NaN\n"
        "assert not {'numpy', 'pandas', 'openpyxl', 'lxml'} & sys.modules.keys()\n"
    )
    # -I and -S: neither the current folder nor any installed package is on the path
    subprocess.run([sys.executable, "-I", "-S", "-c", program, str(tmp_path / "lib")], check=True)
