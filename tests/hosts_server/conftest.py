"""A server's project as the command writes it, the server itself, the calls of both books, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from office_calls import Recorded, recorded_calls
from running_server import Server, running_server
from shipped_books import CASE_NAMES, shipped_book

from xlcost.cli.excel import server as command


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command writes."""
    folder = tmp_path_factory.mktemp("server") / "xlcost-server"
    done = CliRunner().invoke(command, [str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def server(project: Path) -> Iterator[Server]:
    """A running server with one worker; its pane does not load itself anew, as it would where no Excel answers it."""
    with running_server(project, XLWINGS_TASKPANE_RELOAD_ATTEMPTS="0") as running:
        yield running


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Recorded]]:
    """Every distinct call of each shipped case's server edition."""
    found = {}
    for name in CASE_NAMES:
        path = tmp_path_factory.mktemp("books") / f"{name}.xlsx"
        path.write_bytes(shipped_book(name, "server"))
        found[name] = recorded_calls(path)
    return found
