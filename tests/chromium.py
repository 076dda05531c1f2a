"""A headless Chromium that opens pages and runs JavaScript in them, spoken to over a pipe (DevTools protocol)."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
)  # fmt: skip


#: Seconds between two words of Chromium.
_PATIENCE = 60


class Page:
    """One open page."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session
        self._workers: list[str] = []

    def before_each_page(self, script: str) -> None:
        """Runs a script in every page before the page's own."""
        self._do("Page.addScriptToEvaluateOnNewDocument", source=script)

    def open(self, url: str) -> None:
        """Opens an address and waits until it and its scripts are loaded."""
        self._do("Page.navigate", url=url)
        self._browser.wait_for("Page.loadEventFired", self._session)

    def as_wide_as(self, pixels: int) -> None:
        """Gives the page this width, as a phone or a window has it."""
        self._do(
            "Emulation.setDeviceMetricsOverride", width=pixels, height=900, deviceScaleFactor=1, mobile=pixels < 600
        )

    def download_to(self, folder: Path) -> None:
        """Files that pages offer are written there without a question."""
        self._browser.do("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def asked_for(self) -> list[str]:
        """Every address that the page has asked for since ``listen``."""
        return [
            event["params"]["request"]["url"]
            for session in (self._session, *self._workers)
            for event in self._browser.events("Network.requestWillBeSent", session)
        ]

    def listen(self) -> None:
        """Begins to take down what the page and its workers ask for; a worker waits until it is listened to."""
        self._do("Network.enable")
        self._do("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)

    def _listen_to_workers(self) -> None:
        for event in self._browser.events("Target.attachedToTarget", self._session):
            worker = event["params"]["sessionId"]
            if worker not in self._workers:
                self._workers.append(worker)
                self._browser.do("Network.enable", worker)
                self._browser.do("Runtime.runIfWaitingForDebugger", worker)

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        self._listen_to_workers()
        answer = self._do("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise AssertionError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """What is seen, as a PNG."""
        import base64

        return base64.b64decode(self._do("Page.captureScreenshot", format="png")["data"])

    def _do(self, method: str, **parameters: Any) -> Any:
        return self._browser.do(method, self._session, **parameters)


class Chromium:
    """The browser's end of the pipe."""

    def __init__(self, read: int, write: int) -> None:
        self._read = os.fdopen(read, "rb", buffering=0)
        self._write = os.fdopen(write, "wb", buffering=0)
        self._buffer = b""
        self._count = 0
        self._events: list[dict[str, Any]] = []
        self._seen: list[dict[str, Any]] = []

    def do(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """The answer to a command."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        self._write.write(json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer["error"]
                return answer["result"]
            self._events.append(answer)

    def wait_for(self, event: str, session: str) -> None:
        """Waits for an event of a page, or finds it among those that came meanwhile."""
        while True:
            found = self._events.pop(0) if self._events else self._next()
            if found.get("method") == event and found.get("sessionId") == session:
                return

    def events(self, event: str, session: str) -> list[dict[str, Any]]:
        """The events of a kind that a page has sent, as far as they have been read."""
        return [found for found in self._seen if (found.get("method"), found.get("sessionId")) == (event, session)]

    def page(self) -> Page:
        """A new page."""
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.do("Page.enable", session)
        return Page(self, session)

    def close(self) -> None:
        """Closes this end of the pipe."""
        self._read.close()
        self._write.close()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            assert select.select([self._read], [], [], _PATIENCE)[0], "Chromium says nothing more"
            more = self._read.read(1 << 16)
            assert more, "Chromium has ended"
            self._buffer += more
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        if found.get("method") in {"Network.requestWillBeSent", "Target.attachedToTarget"}:
            self._seen.append(found)
        return found


@contextmanager
def running_chromium() -> Iterator[Chromium]:
    """A browser with a profile of its own, ended at the end of the block."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium is not installed: sh tests/system-parts.sh"
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *_SWITCHES, f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", *command],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        browser = Chromium(ours_in, ours_out)
        try:
            yield browser
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
            browser.close()
