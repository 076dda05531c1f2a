"""What the doctor finds on made-up machines and in made-up workbooks; a healthy one has nothing to mend."""

from __future__ import annotations

import io
import ntpath
import sys
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from openpyxl import Workbook

from xlcost.errors import BadFile
from xlcost.hosts.classic.doctor import Finding, doctor, examine
from xlcost.hosts.classic.edition import classic_edition
from xlcost.hosts.classic.inspection import Inspection, inspect_workbook
from xlcost.hosts.classic.interpreter import read_interpreter
from xlcost.hosts.classic.machine import Machine, this_machine
from xlcost.hosts.classic.project import read_project
from xlcost.hosts.classic.settings import interpreter_setting, setting, setting_layers
from xlcost.workbook.package import package_from_bytes

EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"

PYTHON = r"C:\Python312\pythonw.exe"
USER_SETTINGS = r"C:\Users\Ann\.xlwings\xlwings.conf"


@pytest.fixture(scope="module")
def version(standalone: bytes) -> str:
    """The version of the installed xlwings' VBA."""
    return _inspected(modules={"xlwings": _source_of(standalone)}).xlwings_version or ""


@pytest.fixture
def healthy(version: str) -> Callable[..., Machine]:
    """A machine on which all is well, but for what a test changes."""

    def make(
        registry: Mapping[tuple[str, str], str | int] | None = None,
        texts: Mapping[str, str] | None = None,
        missing: tuple[str, ...] = (),
        on_path: str | None = PYTHON,
        platform: str = "win32",
        environment: Mapping[str, str] | None = None,
        library: str = "python312.dll",
        **packages: str | None,
    ) -> Machine:
        values: dict[tuple[str, str], str | int] = {(EXCEL, ""): r"C:\Program Files\Microsoft Office\EXCEL.EXE"}
        values |= registry or {}
        files = {PYTHON, rf"C:\Python312\xlwings64-{version}.dll", rf"C:\Python312\xlwings32-{version}.dll"}
        installed = {"xlcost": "1.0", "xlwings": version, "pywin32": "311"} | packages
        folders = {
            r"C:\Python312": ["python.exe", "python3.dll", library, "pythonw.exe"],
            r"C:\Python312\Lib\site-packages": [f"{name}-{v}.dist-info" for name, v in installed.items() if v],
        }
        return Machine(
            platform=platform,
            environment={"USERPROFILE": r"C:\Users\Ann"} | dict(environment or {}),
            registry=lambda key, name: values.get((key, name)),
            read=(texts or {}).get,
            exists=lambda path: path in files and not any(part in path for part in missing),
            find_program=lambda name: on_path,
            names=lambda folder: folders.get(folder, ()),
        )

    return make


@pytest.fixture(scope="module")
def classic(standalone: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of the classic edition."""
    path = tmp_path_factory.mktemp("doctor") / "classic.xlsm"
    path.write_bytes(classic_edition(_package(Workbook()), standalone))
    return path


def test_a_healthy_machine_has_nothing_to_mend(healthy: Callable[..., Machine], classic: Path) -> None:
    findings = doctor(classic, healthy())
    assert {finding.status for finding in findings} == {"ok"}
    assert [finding.what for finding in findings] == [
        "Functions in classic.xlsm",
        "Sheet xlwings.conf",
        "Excel",
        "Macros",
        "Place of the file",
        "Python",
        "xlwings versions",
        "xlwings library",
    ]


def test_without_a_workbook_the_machine_is_looked_at(healthy: Callable[..., Machine]) -> None:
    assert [finding.what for finding in doctor(None, healthy())] == ["Excel", "Macros", "Python", "xlwings library"]


@pytest.mark.parametrize(
    ("changed", "what", "status", "said"),
    [
        ({"registry": {(EXCEL, ""): ""}}, "Excel", "fail", "No desktop Excel"),
        ({"registry": {(EXCEL, ""): r"C:\Program Files\WindowsApps\EXCEL.EXE"}}, "Excel", "fail", "Microsoft Store"),
        ({"registry": {(SECURITY, "VBAWarnings"): 4}}, "Macros", "fail", "In the Trust Center it is set that all"),
        ({"registry": {(SECURITY, "VBAWarnings"): 2}}, "Macros", "ok", "Enable Content"),
        ({"registry": {(POLICY, "VBAWarnings"): 3}}, "Macros", "fail", "Your organisation has set that only signed"),
        ({"on_path": None}, "Python", "fail", "There is no pythonw on the search path"),
        ({"on_path": r"C:\Gone\pythonw.exe"}, "Python", "fail", "There is no pythonw on the search path"),
        ({"library": "other.dll"}, "Python", "fail", "does not stand where a Python's files are"),
        ({"library": "python310.dll"}, "Python version", "fail", "It is Python 3.10, and xlcost needs 3.11 or newer"),
        ({"xlcost": None}, "xlcost", "fail", "not installed for the Python that Excel starts"),
        ({"xlwings": None}, "xlwings", "fail", "not installed"),
        ({"pywin32": None}, "pywin32", "fail", "not installed"),
        ({"xlwings": "0.30.1"}, "xlwings versions", "fail", "but Python has 0.30.1; they must be the same"),
        ({"missing": (".dll",)}, "xlwings library", "fail", "64-bit Excel needs xlwings64-"),
        (
            {"registry": {(CLICK_TO_RUN, "Platform"): "x86"}, "missing": ("xlwings64",)},
            "xlwings library",
            "ok",
            "Excel has 32 bits; Python, a process of its own, may have others",
        ),
        (
            {"texts": {USER_SETTINGS: '"INTERPRETER_WIN","D:\\py\\python.exe"\n'}},
            "Python",
            "fail",
            r"There is no D:\py\python.exe at that place",
        ),
        ({"texts": {USER_SETTINGS: '"DEBUG UDFS","True"\n'}}, "Debug UDFs", "fail", "a developer starts by hand"),
        ({"platform": "darwin"}, "Windows", "fail", "on Windows only, and this is macOS"),
        ({"platform": "linux"}, "Windows", "fail", "on Windows only, and this is linux"),
    ],
)
def test_one_thing_wrong_is_found_and_named(
    healthy: Callable[..., Machine], classic: Path, changed: dict[str, Any], what: str, status: str, said: str
) -> None:
    found = _about(what, doctor(classic, healthy(**changed)))
    assert found.status == status
    assert said in found.why


def test_a_python_from_the_store_is_found(healthy: Callable[..., Machine], classic: Path) -> None:
    store = r"C:\Users\Ann\AppData\Local\Microsoft\WindowsApps\python.exe"
    machine = healthy(on_path=store)
    there = Machine(**{**vars(machine), "exists": lambda path: True})
    assert "Microsoft Store" in _about("Python", doctor(classic, there)).why


def test_every_fault_says_how_to_mend_it(healthy: Callable[..., Machine], classic: Path, tmp_path: Path) -> None:
    poor = healthy(
        registry={(EXCEL, ""): "", (POLICY, "VBAWarnings"): 4}, xlcost=None, xlwings="0.1", missing=(".dll",)
    )
    plain = tmp_path / "plain.xlsx"
    Workbook().save(plain)
    findings = [*doctor(classic, poor), *doctor(plain, poor), *doctor(plain, healthy(platform="linux"))]
    assert all(bool(finding.mend) == (finding.status != "ok") for finding in findings)
    assert sum(finding.status == "fail" for finding in findings) > 8


def test_pip_is_run_by_the_interpreter_that_excel_starts(healthy: Callable[..., Machine], classic: Path) -> None:
    mend = _about("xlcost", doctor(classic, healthy(xlcost=None))).mend
    assert mend == r'"C:\Python312\python.exe" -m pip install xlcost'


def test_a_library_one_folder_up_serves_a_virtual_environment(
    healthy: Callable[..., Machine], classic: Path, version: str
) -> None:
    settings = {r"C:\venv\pyvenv.cfg": "home = C:\\Python312\nversion = 3.12.4\n"}
    machine = healthy(on_path=r"C:\venv\Scripts\pythonw.exe", texts=settings)
    files = {r"C:\venv\Scripts\pythonw.exe", rf"C:\venv\xlwings64-{version}.dll"}
    packages = ["xlcost-1.0.dist-info", f"xlwings-{version}.dist-info", "pywin32-311.dist-info", "bin"]
    folders = {r"C:\venv\Lib\site-packages": packages}
    venv = Machine(**{**vars(machine), "exists": files.__contains__, "names": lambda folder: folders.get(folder, ())})
    assert {finding.status for finding in doctor(classic, venv)} == {"ok"}


@pytest.mark.parametrize(("shared", "found"), [("true", True), ("false", False)])
def test_a_virtual_environment_may_share_the_packages_of_its_python(
    healthy: Callable[..., Machine], shared: str, found: bool
) -> None:
    settings = f"home = C:\\Python312\ninclude-system-site-packages = {shared}\nversion_info = 3.13.0\n"
    inside = read_interpreter(r"C:\venv\Scripts\python.exe", healthy({}, {r"C:\venv\pyvenv.cfg": settings}))
    assert inside is not None
    assert (inside.version, "xlcost" in inside.packages) == ((3, 13), found)


def test_packages_of_the_user_count(healthy: Callable[..., Machine]) -> None:
    machine = healthy(environment={"APPDATA": r"C:\Users\Ann\Roaming"}, xlcost=None)
    folder = r"C:\Users\Ann\Roaming\Python\Python312\site-packages"
    own = Machine(**{**vars(machine), "names": lambda f: ["XLCost-2.0.dist-info"] if f == folder else machine.names(f)})
    inside = read_interpreter(PYTHON, own)
    assert inside is not None
    assert inside.packages["xlcost"] == "2.0"


@pytest.mark.parametrize("place", ["sheet", "beside"])
@pytest.mark.parametrize("name", ["Interpreter_Win", "Interpreter"])
def test_a_program_named_by_a_file_is_reported(healthy: Callable[..., Machine], place: str, name: str) -> None:
    evil = r"D:\offers\python.exe"
    sheet = {"UDF MODULES": "xlcost.udfs"} | ({name.upper(): evil} if place == "sheet" else {})
    beside = ntpath.join("D:\\models", "xlwings.conf")
    machine = healthy(texts={beside: f'"{name}","{evil}"\n'} if place == "beside" else {})
    inspected = _inspected(path=PureWindowsPath(r"D:\models\model.xlsm"), settings=sheet)
    findings = examine(inspected, machine)
    named = _about("Python named by the file", findings)
    assert (named.status, evil in named.why, "not started" in named.why) == ("warn", True, True)
    assert _about("Python", findings).status == "fail"


@pytest.mark.parametrize(
    "evil",
    [
        r"\\10.0.0.9\share\python.exe",
        "//offers/py/python.exe",
        r"\\.\pipe\python.exe",
        r"\??\UNC\offers\python.exe",
    ],
)
def test_a_program_on_another_machine_is_not_even_looked_at(healthy: Callable[..., Machine], evil: str) -> None:
    looked: list[str] = []

    def look(path: str) -> None:
        looked.append(path)

    watched = Machine(**{**vars(healthy()), "exists": look, "read": look, "names": look, "find_program": look})
    inspected = _inspected(settings={"UDF MODULES": "xlcost.udfs", "INTERPRETER_WIN": evil})
    assert "not even looked at" in _about("Python named by the file", examine(inspected, watched)).why
    assert not [path for path in looked if "xlwings.conf" not in path and "Zone" not in path]


def test_the_users_own_setting_is_nobody_elses(healthy: Callable[..., Machine]) -> None:
    machine = healthy(texts={USER_SETTINGS: f'"INTERPRETER_WIN","{PYTHON}"\n'})
    sheet = {"UDF MODULES": "xlcost.udfs", "INTERPRETER_WIN": PYTHON}
    assert "Python named by the file" not in {f.what for f in examine(_inspected(settings=sheet), machine)}


def test_the_download_mark_is_found(healthy: Callable[..., Machine], classic: Path) -> None:
    marked = healthy(texts={f"{classic}:Zone.Identifier": "[ZoneTransfer]\nZoneId=3\n"})
    found = _about("Download mark", doctor(classic, marked))
    assert found.status == "fail"
    assert "Unblock" in found.mend


@pytest.mark.parametrize(("folder_on_path", "status"), [("true", "warn"), ("false", "ok")])
def test_onedrive_matters_only_while_the_folder_is_on_the_path(
    healthy: Callable[..., Machine], folder_on_path: str, status: str
) -> None:
    inspected = _inspected(
        path=PureWindowsPath(r"C:\Users\Ann\OneDrive\model.xlsm"),
        settings={"UDF MODULES": "xlcost.udfs", "ADD_WORKBOOK_TO_PYTHONPATH": folder_on_path},
    )
    machine = healthy(environment={"OneDrive": r"C:\Users\Ann\OneDrive"})
    (found,) = (f for f in examine(inspected, machine) if f.what in {"OneDrive", "Place of the file"})
    assert found.status == status


def test_the_trust_setting_is_asked_for_only_where_functions_must_be_imported(
    healthy: Callable[..., Machine], classic: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.xlsx"
    Workbook().save(plain)
    trust = "Trust access to the VBA project object model"
    assert trust not in [finding.what for finding in doctor(classic, healthy())]
    assert _about(trust, doctor(plain, healthy())).status == "warn"
    assert trust not in [f.what for f in doctor(plain, healthy(registry={(SECURITY, "AccessVBOM"): 1}))]


@pytest.mark.parametrize(
    ("modules", "status", "said"),
    [
        ({"xlwings_udfs": "", "XlcostFunctions": ""}, "fail", "there twice"),
        ({"xlwings_udfs": ""}, "warn", "which SUM passes over"),
        ({}, "fail", "no VBA with the functions"),
    ],
)
def test_the_functions_in_the_workbook(
    healthy: Callable[..., Machine], modules: dict[str, str], status: str, said: str
) -> None:
    found = _about("Functions in model.xlsm", examine(_inspected(modules=modules), healthy()))
    assert found.status == status
    assert said in found.why


@pytest.mark.parametrize(
    ("sheet", "rows", "status", "said"),
    [
        ("Other", [], "warn", "no such sheet"),
        ("_xlwings.conf", [], "warn", "leading underscore"),
        ("xlwings.conf", [("UDF Modules", None)], "warn", "UDF MODULES is blank"),
        ("xlwings.conf", [("UDF Modules", "mine")], "warn", "UDF MODULES is mine"),
        ("xlwings.conf", [("udf modules", "xlcost.udfs")], "ok", "It names xlcost.udfs"),
        ("xlwings.conf", [("UDF Modules", "mine;xlcost.udfs")], "ok", "It names xlcost.udfs"),
        ("xlwings.conf", [("UDF Modules", "xlcost.udfs"), ("UDF MODULES", "xlcost.udfs")], "fail", "there twice"),
        (
            "xlwings.conf",
            [("UDF Modules", "xlcost.udfs"), (None, None), ("Conda Env", "x")],
            "warn",
            "CONDA ENV stands",
        ),
    ],
)
def test_the_settings_sheet(
    healthy: Callable[..., Machine], tmp_path: Path, sheet: str, rows: list[Any], status: str, said: str
) -> None:
    book = Workbook()
    made = book.create_sheet(sheet)
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            made.cell(row, column, value)
    book.save(tmp_path / "book.xlsx")
    found = _about("Sheet xlwings.conf", doctor(tmp_path / "book.xlsx", healthy()))
    assert (found.status, said in found.why) == (status, True)


def test_a_workbook_that_is_none_is_refused(healthy: Callable[..., Machine], tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dear Ann")
    with pytest.raises(BadFile):
        doctor(tmp_path / "letter.xlsx", healthy())


def test_the_workbook_is_looked_at_on_any_system(healthy: Callable[..., Machine], classic: Path) -> None:
    whats = [finding.what for finding in doctor(classic, healthy(platform="linux"))]
    assert whats == ["Functions in classic.xlsm", "Sheet xlwings.conf", "Windows"]


def test_the_version_of_the_vba_is_read_from_the_workbook(classic: Path, version: str, xlwings_folder: Path) -> None:
    assert inspect_workbook(classic).xlwings_version == version
    assert (xlwings_folder.parent / f"xlwings-{version}.dist-info").is_dir()


def test_a_setting_in_the_sheet_decides_before_the_files(healthy: Callable[..., Machine]) -> None:
    beside = ntpath.join("D:\\models", "xlwings.conf")
    machine = healthy(
        texts={beside: '"A","folder"\n"B","folder"\n', USER_SETTINGS: '"A","user"\n"B","user"\n"C","user"'}
    )
    layers = setting_layers(machine, {"A": "sheet"}, "D:\\models")
    assert [setting(layers, machine, name, "default") for name in "ABCD"] == ["sheet", "folder", "user", "default"]


def test_a_blank_setting_decides_too(healthy: Callable[..., Machine]) -> None:
    machine = healthy(texts={USER_SETTINGS: '"A","user"\n'})
    assert setting(setting_layers(machine, {"A": ""}, None), machine, "A", "default") == ""


def test_settings_have_the_variables_of_the_environment_filled_in(healthy: Callable[..., Machine]) -> None:
    machine = healthy(environment={"LocalAppData": r"C:\Local"})
    assert setting(({"A": r"%LOCALAPPDATA%\py %UNKNOWN%"},), machine, "A", "") == r"C:\Local\py %UNKNOWN%"


@pytest.mark.parametrize(
    ("sheet", "interpreter"),
    [
        ({}, "pythonw"),
        ({"INTERPRETER_WIN": r"C:\py\python.exe"}, r"C:\py\python.exe"),
        ({"INTERPRETER": "python"}, "python"),
        ({"INTERPRETER_WIN": "", "INTERPRETER": r"C:\py\python.exe"}, r"C:\py\python.exe"),
        ({"CONDA PATH": r"C:\conda", "CONDA ENV": "base"}, r"C:\conda\pythonw.exe"),
        ({"CONDA PATH": r"C:\conda", "CONDA ENV": "costs"}, r"C:\conda\envs\costs\pythonw.exe"),
        ({"CONDA PATH": r"C:\conda", "CONDA ENV": r"D:\env"}, r"D:\env\pythonw.exe"),
        ({"CONDA PATH": r"C:\conda"}, "pythonw"),
    ],
)
def test_the_interpreter_is_found_as_xlwings_finds_it(
    healthy: Callable[..., Machine], sheet: dict[str, str], interpreter: str
) -> None:
    assert interpreter_setting((sheet,), healthy()) == interpreter


def test_this_machine_answers() -> None:
    machine = this_machine()
    assert machine.platform == sys.platform
    assert machine.exists(__file__)
    assert machine.read(__file__)
    assert machine.read(f"{__file__}.gone") is None
    assert Path(__file__).name in machine.names(str(Path(__file__).parent))
    assert machine.names(__file__) == []
    assert machine.find_program("git") or machine.find_program("sh")
    assert machine.find_program("no-such-program-at-all") is None


def _about(what: str, findings: list[Finding]) -> Finding:
    (found,) = (finding for finding in findings if finding.what == what)
    return found


def _inspected(**given: Any) -> Inspection:
    facts = {"path": Path("model.xlsm"), "modules": {"XlcostFunctions": ""}, "settings": {"UDF MODULES": "xlcost.udfs"}}
    return Inspection(**{**facts, "repeated": (), "cut_off": (), "switched_off": False, **given})


def _source_of(standalone: bytes) -> str:
    return next(module.source for module in read_project(standalone).modules if module.name == "xlwings")


def _package(book: Workbook) -> Any:
    buffer = io.BytesIO()
    book.save(buffer)
    return package_from_bytes(buffer.getvalue(), "book.xlsx")
