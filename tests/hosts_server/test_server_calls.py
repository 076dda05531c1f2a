"""The server that ``xlcost excel server`` writes, running: every function cell of both books gets its value."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from chromium import Chromium
from office_calls import Recorded, as_shown, differences
from running_server import Server, in_parallel, running_server
from shipped_books import CASE_NAMES

from xlcost.errors import ERROR_TEXTS
from xlcost.functions import FUNCTIONS

#: The Excel that real office.js finds itself in: on the web, with everything it asks for supported.
STAND_IN_FOR_EXCEL = """
Office.onReady = async () => ({ host: "Excel", platform: "OfficeOnline" });
getWorkbookName = async () => "book.xlsx";
runtime = "1.4";
Office.context = { requirements: { isSetSupported: () => true } };
xlwings.getCultureInfoName = async () => "en-US";
xlwings.getDateFormat = async () => "m/d/yyyy";
"""
ON_THE_WEB = "?_host_Info=Excel$Web$16.01$en-US$telemetry$isDialog$$0"
CALL = """
Promise.all(CALLS.map(([name, args]) => CustomFunctions._association.mappings[name](...args, {address: "Sheet1!A1"})))
"""


@pytest.mark.parametrize("book", CASE_NAMES)
def test_every_function_cell_gets_its_value_over_http(
    server: Server, calls: dict[str, list[Recorded]], book: str
) -> None:
    assert len(calls[book]) > 50
    assert differences(calls[book], server.answers(calls[book])) == []


@pytest.mark.parametrize("book", CASE_NAMES)
def test_every_function_cell_gets_its_value_through_office_js(
    server: Server, chromium: Chromium, calls: dict[str, list[Recorded]], book: str
) -> None:
    page = chromium.page()
    page.open(f"http://127.0.0.1:{server.port}/taskpane.html{ON_THE_WEB}")
    page.run(STAND_IN_FOR_EXCEL)
    assert sorted(page.run("Object.keys(CustomFunctions._association.mappings)")) == sorted(FUNCTIONS)
    asked = json.dumps([[call.name, call.arguments] for call in calls[book]])
    assert differences(calls[book], page.run(CALL.replace("CALLS", asked))) == []


def test_the_task_pane_says_connected_with_version_and_prices(server: Server, chromium: Chromium) -> None:
    page = chromium.page()
    page.open(f"http://127.0.0.1:{server.port}/taskpane.html{ON_THE_WEB}")
    said = page.run(
        "new Promise(done => setInterval(() => { const t = document.getElementById('xlcost-status').textContent;"
        " if (!t.startsWith('Asking')) done(t) }, 50))"
    )
    (version,) = server.answers([Recorded("XLCOST_VERSION", [], None)])
    assert said == f"Connected: {version[0][0]}."


def test_the_task_pane_says_so_where_the_server_refuses(project: Path, chromium: Chromium) -> None:
    with running_server(project, XLWINGS_AUTH_PROVIDERS='["custom"]') as closed:
        page = chromium.page()
        page.open(f"http://127.0.0.1:{closed.port}/taskpane.html{ON_THE_WEB}")
        said = page.run(
            "new Promise(done => setInterval(() => { const t = document.getElementById('xlcost-status').textContent;"
            " if (!t.startsWith('Asking')) done(t) }, 50))"
        )
    assert said.startswith("Not connected: ")
    assert said.endswith("Tell whoever runs the server.")


@pytest.mark.parametrize("error", sorted(ERROR_TEXTS))
def test_errors_of_every_kind_leave_as_errors(server: Server, error: str) -> None:
    left_out = [None] * (FUNCTIONS["BREAKEVEN_MONTHS"].max_args - 3)
    (answer,) = server.answers([Recorded("BREAKEVEN_MONTHS", [[[error]], [[1500]], [[900]], *left_out], None)])
    known = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
    assert as_shown(answer) == [[error if error in known else "#VALUE!"]]


def test_the_functions_are_those_of_the_folder(server: Server, project: Path) -> None:
    """And not those of the xlcost that happens to be installed beside."""
    (before,) = server.answers([Recorded("XLCOST_VERSION", [], None)])
    version = project / "xlcost" / "__init__.py"
    text = version.read_text()
    version.write_text(text.replace('__version__ = "', '__version__ = "99.'))
    try:
        with running_server(project) as other:
            (after,) = other.answers([Recorded("XLCOST_VERSION", [], None)])
    finally:
        version.write_text(text)
    assert after[0][0] == before[0][0].replace("xlcost ", "xlcost 99.")


def test_the_manifest_is_ours(server: Server, project: Path) -> None:
    status, manifest = server.get("/manifest")
    assert status == 200
    root = ElementTree.fromstring(manifest)
    office = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
    settings = (project / "pyproject.toml").read_text()
    assert f'manifest_id_prod = "{root.findtext(office + "Id")}"' in settings
    assert root.find(office + "DisplayName").attrib["DefaultValue"] == "xlcost"  # type: ignore[union-attr]
    text = manifest.decode()
    assert "Namespace" not in text.replace("xmlns", "")
    assert "hello" not in text.lower()
    for url in (root.find(office + "IconUrl"), root.find(office + "HighResolutionIconUrl")):
        assert url is not None
        address = url.attrib["DefaultValue"].removeprefix("https://xlcost.example.com")
        status, icon = server.get(address)
        assert (status, icon[:8]) == (200, b"\x89PNG\r\n\x1a\n")


def test_no_namespace_stands_before_the_functions(server: Server) -> None:
    status, meta = server.get("/xlwings/custom-functions-meta.json")
    assert status == 200
    assert sorted(entry["name"] for entry in json.loads(meta)["functions"]) == sorted(FUNCTIONS)


def test_the_health_check_tells_a_server_that_answers(server: Server, project: Path) -> None:
    def health(port: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "health.py", str(port)], cwd=project, capture_output=True, text=True, check=False
        )

    well, ill = health(server.port), health(1)
    assert (well.returncode, well.stdout) == (0, f"port {server.port}: {len(FUNCTIONS)} functions\n")
    assert (ill.returncode, "no answer" in ill.stderr) == (1, True)


def test_fifty_people_recalculate_at_the_same_time(
    project: Path, calls: dict[str, list[Recorded]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every answer is right, and memory does not grow with the work: the figures are printed, none is a limit."""
    import time

    book = calls["article"]
    with running_server(project, workers=2) as server:
        in_parallel(server, book, 4)
        before = server.memory()
        started = time.perf_counter()
        answers: list[Any] = in_parallel(server, book, 50)
        seconds = time.perf_counter() - started
        after = server.memory()
    assert [differences(book, each) for each in answers] == [[]] * 50
    assert after < before * 1.25 + 16e6
    with capsys.disabled():
        sys.stdout.write(
            f"\n50 recalculations of {len(book)} calls each, 2 workers: {seconds:.1f} s, "
            f"{50 * len(book) / seconds:.0f} calls a second, {seconds / 50:.2f} s a workbook; "
            f"memory {before / 1e6:.0f} -> {after / 1e6:.0f} MB\n"
        )
