"""The server that ``xlcost excel server`` writes, running on 127.0.0.1."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from office_calls import Recorded


class Server:
    """A running server: its port and processes."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def answers(self, calls: list[Recorded]) -> list[Any]:
        """What the server gives for each call, over one connection."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            return [self._answer(connection, asked) for asked in calls]

    def _answer(self, connection: http.client.HTTPConnection, asked: Recorded) -> Any:
        body = {
            "func_name": asked.name, "args": asked.arguments, "version": "", "client": "Office.js", "runtime": "1.4",
            "date_format": None, "caller_address": None, "culture_info_name": "en-US",
        }  # fmt: skip
        connection.request(
            "POST", "/xlwings/custom-functions-call", json.dumps(body), {"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (asked.name, answer.status, content[:500])
        return json.loads(content)["result"]

    def memory(self) -> int:
        """What all processes of the server hold, in bytes."""
        members = [
            path for path in Path("/proc").glob("[0-9]*")
            if (path / "stat").exists() and _group(path) == self.process.pid
        ]  # fmt: skip
        return sum(int((path / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") for path in members)


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rsplit(")", 1)[1].split()[2])
    except OSError:  # it has just ended
        return 0


@contextmanager
def running_server(project: Path, workers: int = 1, **settings: str) -> Iterator[Server]:
    """The server as its Dockerfile starts it, but on 127.0.0.1 and with the noncommercial key."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"], "XLWINGS_PROJECT_DIR": str(project), "XLWINGS_LICENSE_KEY": "noncommercial",
        "HOME": str(project.parent), **settings,
    }  # fmt: skip
    log = project.parent / f"log-{port}.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
             "--no-access-log", "xlwings_server.main:main_app"],
            cwd=project, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    server = Server(port, process)
    try:
        _wait_until_it_answers(server, log)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait_until_it_answers(server: Server, log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            if server.get("/")[0] == 200:
                return
        except OSError:
            pass
        assert server.process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def in_parallel(server: Server, calls: list[Recorded], times: int) -> list[list[Any]]:
    """The answers of so many recalculations at the same time."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(server.answers, [calls] * times))
