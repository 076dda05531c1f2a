"""The page "Try it" in a real browser: the article's figures, another input, the workbook; nobody else is asked."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from xlcost.check.registry import Severity
from xlcost.check.run import check_file
from xlcost.check.settings import Settings
from xlcost.workbooks import open_workbook

#: Seconds for Python to start in the browser on a busy machine.
PATIENCE = 240


class Form:
    """The page, as a person uses it."""

    def __init__(self, page, address, folder):
        self.page, self.folder = page, folder
        page.listen()
        page.download_to(folder)
        page.open(f"{address}/try.html")
        self.wait_for("document.getElementById('try').dataset.ready === 'yes'")

    def wait_for(self, condition):
        until = time.monotonic() + PATIENCE
        while not self.page.run(condition):
            assert time.monotonic() < until, self.page.run("document.getElementById('try').innerText")
            time.sleep(0.1)

    def type(self, key, value):
        """Types into a field and waits for the answer to all that is typed."""
        self.page.run(f"""{{
            const field = document.querySelector('#try-form [name={key}]');
            field.value = {value!r};
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }}""")
        self.wait_for(f"(document.getElementById('try').dataset.answered ?? '').includes('\"{key}\":\"{value}\"')")

    def row(self, title):
        """The cells of a row of the table."""
        return self.page.run(f"""Array.from(document.querySelectorAll('#try-table tr'))
            .filter((row) => row.cells[0].innerText === {title!r})
            .flatMap((row) => Array.from(row.cells).slice(1).map((cell) => cell.innerText))""")

    def says(self):
        return self.page.run("document.getElementById('try-state').innerText")


@pytest.fixture(scope="module")
def form(chromium, address, tmp_path_factory):
    return Form(chromium.page(), address, tmp_path_factory.mktemp("downloads"))


def test_the_articles_case_and_another_input_and_the_workbook(form, address):
    """In one go: Python starts once, and what is typed stays."""
    assert form.row("Tokens, month 1")[::2] == ["450", "540"]
    assert form.row("Month 1 in all") == ["450", "37.50", "3,540"]
    assert form.row("Pays back in month")[2] == "never"
    assert form.page.run("document.getElementById('try-advice').innerText") == "Advice: Prompt, A"
    assert form.page.run("document.querySelectorAll('#try-chart polyline').length") == 3
    assert form.page.run("document.querySelectorAll('#try-months tbody tr').length") == 12

    form.type("requests", "200k")
    assert form.row("Tokens, month 1")[::2] == ["900", "1,080"]

    form.type("requests", "many")
    assert "requests must be a number" in form.says()
    form.type("requests", "200k")
    assert form.says() == "Advice: Prompt, A"

    form.page.run("document.getElementById('try-download').click()")
    path = form.folder / "xlcost.xlsx"
    form.wait_for("document.getElementById('try-state').innerText.includes('xlcost.xlsx')")
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.1)
    _is_sound(path)

    asked = form.page.asked_for()
    assert any(url.endswith("pyodide.mjs") for url in asked)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def _is_sound(path: Path) -> None:
    report = check_file(path, Settings())
    assert [found for found in report.findings if found.severity == Severity.ERROR] == []
    assert (report.failed, report.facts["not_evaluated"]) == ({}, 0)
    book = open_workbook(path)
    assert book["baseline_month_1"] == 900
    assert book["requests"] == 200_000


def test_opened_as_a_file_it_says_what_it_needs(chromium, site):
    page = chromium.page()
    page.open((site / "try.html").as_uri())
    assert "python -m http.server" in page.run("document.getElementById('try').innerText")


def test_it_is_usable_at_the_width_of_a_phone(form):
    form.page.as_wide_as(390)
    assert form.page.run("document.documentElement.scrollWidth") <= 390
    form.type("requests", "300k")
    letters = "document.querySelector('#try-chart text').getBoundingClientRect().height"
    assert form.page.run(letters) >= 12
