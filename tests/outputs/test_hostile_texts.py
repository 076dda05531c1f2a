"""One hostile workbook and one hostile log through every output: what they say is shown, and acts nowhere."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

ESCAPE = "\x1b[31m"
BIDI = "\u202e\u2066"
FORMULA = "=HYPERLINK(1,2)"
#: What a text begins with, or has in it, that something takes for more than a text.
TEXTS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "=cmd|'/C calc'!A0", f"red{BIDI}der", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "[click](javascript:alert(1))", "![x](http://192.0.2.1/x)", "| a | b |", "{{7*7}}",
    "${7*7}", "'; DROP TABLE x; --", "&lt;b&gt;", "]]>", "::error::mine",
]  # fmt: skip
#: What a formula that a text became would have in it.
ACTED_ON = ["cmd|", "alert(", "HYPERLINK(1,2)", "@SUM(1)"]
SHEET = "<b>&' =x"
OUT = ["out.csv", "out.xlsx", "out.html", "out.txt", "out.json", "out.md", "out.sarif", "out.xml", "out.parquet"]

BOOK_CALLS = {
    **{f"check {kind}": ("check", "bad.xlsx", "--format", kind, "-o", f"out.{end}")
       for kind, end in {"text": "txt", "json": "json", "sarif": "sarif", "junit": "xml", "html": "html"}.items()},
    **{f"diff {kind}": ("diff", "bad.xlsx", "worse.xlsx", "--all", "--format", kind, "-o", f"out.{end}")
       for kind, end in {"text": "txt", "json": "json", "html": "html"}.items()},
    **{f"map {kind}": ("map", "bad.xlsx", "--all", "--format", kind, "-o", f"out.{end}")
       for kind, end in {"text": "txt", "json": "json", "html": "html"}.items()},
    "review": ("review", "bad.xlsx", "--since", "worse.xlsx", "-o", "out.html"),
    "check on the terminal": ("check", "bad.xlsx"),
    "check as JSON": ("check", "bad.xlsx", "--json"),
    "diff on the terminal": ("diff", "bad.xlsx", "worse.xlsx"),
    "map on the terminal": ("map", "bad.xlsx"),
    "trace": ("trace", "bad.xlsx", f"{SHEET}!C1"),
    "trace as JSON": ("trace", "bad.xlsx", f"{SHEET}!C1", "--json"),
    "recalc csv": ("recalc", "bad.xlsx", "-o", "out.xlsx", "--report", "out.csv"),
    "recalc xlsx": ("recalc", "bad.xlsx", "-o", "other.xlsx", "--report", "out.xlsx"),
    "recalc as JSON": ("recalc", "bad.xlsx", "-o", "other.xlsx", "--json"),
    "run csv": ("run", "bad.xlsx", "--scenarios", "runs.csv", "--get", f"{SHEET}!C1", "-o", "out.csv"),
    "run xlsx": ("run", "bad.xlsx", "--scenarios", "runs.csv", "--get", f"{SHEET}!C1", "-o", "out.xlsx"),
    "run on the terminal": ("run", "bad.xlsx", "--set", f"{SHEET}!A1=-2+3", "--get", f"{SHEET}!C1"),
    "excel doctor": ("excel", "doctor", "bad.xlsx"),
    "diff against git": ("diff", "--against", "HEAD", "bad.xlsx", "--all", "--format", "html", "-o", "out.html"),
    "new": ("new", "out.xlsx", "--inputs", "inputs.toml"),
    "compare": ("compare", "--inputs", "inputs.toml"),
    "compare as JSON": ("compare", "--inputs", "inputs.toml", "--json"),
    "simulate": ("simulate", "--inputs", "inputs.toml", "--runs", "100"),
    "simulate as JSON": ("simulate", "--inputs", "inputs.toml", "--runs", "100", "--json"),
    "evidence into": ("evidence", "named.csv", "--into", "article.xlsx", "--as", "A==1+1", "--as", "C=<b>tuned"),
    "new of use cases": ("new", "out.xlsx", "--template", "portfolio", "--cases", "cases.csv"),
    "new of usage": ("new", "out.xlsx", "--template", "portfolio", "--usage", "labels.csv"),
    "actuals": ("actuals", "portfolio.xlsx", "--usage", "labels.csv", "--output", "out.xlsx"),
    "actuals as JSON": ("actuals", "portfolio.xlsx", "--usage", "labels.csv", "--output", "out.xlsx", "--json"),
    "update": ("update", "portfolio.xlsx", "--output", "out.xlsx", "--all"),
    "usage of their prices": ("usage", "price", "labels.csv", "--prices", "prices.csv", "--csv", "out.csv"),
    "usage parquet": ("usage", "price", "labels.csv", "--group-by", "model,use_case", "--parquet", "out.parquet"),
}  # fmt: skip
LOG_CALLS = {
    "usage csv": ("usage", "price", "log.csv", "--group-by", "model,team", "--allow-unpriced", "--csv", "out.csv"),
    "usage focus": ("usage", "price", "log.csv", "--group-by", "model,team", "--allow-unpriced", "--focus", "out.csv"),
    "usage on the terminal": ("usage", "price", "log.csv", "--group-by", "model,team", "--allow-unpriced"),
    "usage as JSON": ("usage", "price", "log.csv", "--group-by", "model,team", "--allow-unpriced", "--json"),
    "evidence": ("evidence", "results.csv"),
    "evidence as JSON": ("evidence", "results.csv", "--json"),
}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile-texts")
    for name, more in (("bad.xlsx", 0), ("worse.xlsx", 1)):
        book = Workbook()
        sheet = book.active
        sheet.title = SHEET
        for row, text in enumerate(TEXTS, 1):
            sheet.cell(row, 1, text).data_type = "s"
            sheet.cell(row, 2, row + more)
            sheet.cell(row, 3, f"=A{row}&B{row}")
            sheet.cell(row, 4, f"=B{row}*{17 + more}+UNKNOWN_{row}({row})")
        sheet.cell(40, 1, f"_x001B_{ESCAPE[1:]}").data_type = "s"
        sheet["B41"] = f'="{TEXTS[7]}"&"{TEXTS[9]}"'
        book.create_sheet("[x](javascript_1)"[:20].replace("[", "(").replace("]", ")"))
        book.defined_names["_xss"] = DefinedName("_xss", attr_text='"<script>alert(2)</script>"', comment=TEXTS[8])
        book.properties.title = TEXTS[7]
        book.properties.creator = f"{TEXTS[9]}{BIDI}"
        book.save(folder / name)
    with (folder / "runs.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[f"{SHEET}!A1"], *[[text] for text in TEXTS]])
    with (folder / "log.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_usage_header())
        rows.writerows(_usage_row(text) for text in TEXTS)
    with (folder / "results.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", *(text.replace("\t", " ") for text in TEXTS[:4]), ESCAPE + BIDI])
        rows.writerows([[number, 1, 0, 1, 1, number % 2] for number in range(20)])
    _more_material(folder)
    return folder


def _more_material(folder: Path) -> None:
    """Labels, names, notes and sources of files that are drawn into workbooks; a commit; a portfolio of them."""
    from xlcost.portfolio.book import build, portfolio
    from xlcost.portfolio.cases import read_cases
    from xlcost.prices import package_catalogue

    named = [f"{text}{BIDI}{number}" for number, text in enumerate(TEXTS)]
    with (folder / "labels.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_usage_header())
        rows.writerows([*_usage_row(f"{text}{ESCAPE}")[:8], "gpt-4.1", *_usage_row(text)[9:]] for text in named)
    with (folder / "cases.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "owner", "cost_centre", "model", "requests", "input_tokens", "output_tokens", "source"])
        rows.writerows([f"{text}{ESCAPE}", text, text, "gpt-4.1", 1000, 10, 10, text] for text in named)
    with (folder / "prices.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["provider", "model", "input", "output", "source"])
        rows.writerows([[f"{text}{ESCAPE}", text, 1, 2, text] for text in named])
        rows.writerow(["openai", "gpt-4.1", 1, 2, TEXTS[0]])
    with (folder / "named.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", "=1+1", "<b>tuned"])
        rows.writerows([number, number % 2, 1] for number in range(30))
    quoted = [json.dumps(text + BIDI) for text in ("=HYPERLINK(1,2)<script>alert(1)</script>", TEXTS[5] + TEXTS[8])]
    (folder / "inputs.toml").write_text(
        f'title = {quoted[0]}\nrequests = {{ low = 9, base = 99, high = 999, note = {quoted[1]} }}\na_model = "gpt-4.1"\n',
        encoding="utf-8",
    )
    told = portfolio(read_cases(folder / "cases.csv"), package_catalogue())
    (folder / "portfolio.xlsx").write_bytes(build(told))
    now = (folder / "bad.xlsx").read_bytes()
    shutil.copy(folder / "worse.xlsx", folder / "bad.xlsx")
    for arguments in (["init", "-q"], ["add", "-f", "bad.xlsx"], ["commit", "-qm", "x"]):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", folder, *identity, *arguments], check=True)
    (folder / "bad.xlsx").write_bytes(now)


def _usage_header() -> list[str]:
    return [
        "start_time", "end_time", "start_time_iso", "end_time_iso", "project_id", "num_model_requests", "user_id",
        "api_key_id", "model", "batch", "service_tier", "input_tokens", "output_tokens", "input_cached_tokens",
    ]  # fmt: skip


def _usage_row(text: str) -> list[object]:
    start, end = "2026-09-01T00:00:00+00:00", "2026-09-02T00:00:00+00:00"
    return [1788220800, 1788307200, start, end, text, 1, text, text, f"{text}{ESCAPE}", "FALSE", "default", 10, 10, 0]


@pytest.fixture
def folder(material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(material, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def acting(text: str) -> set[str]:
    """Characters that a terminal or browser acts on."""
    found = {char for char in text if unicodedata.category(char) in {"Cc", "Cf"}} - set("\n\u200c\u200d")
    return {f"U+{ord(char):04X}" for char in found}


class Seen(HTMLParser):
    """What a browser would run or fetch of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "srcset"}]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)


def harmless_page(text: str) -> None:
    seen = Seen()
    seen.feed(text)
    assert seen.handlers == []
    assert [where for where in seen.addresses if not where.startswith(("#", "data:"))] == []
    assert not any("alert(" in script for script in seen.scripts)
    assert acting(text) == set()


def harmless_table(rows: Iterator[list[str]]) -> None:
    starts = [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert starts == []


def _is_theirs(formula: str) -> bool:
    return formula.lstrip("=+") in {"1+1", "-1+1"} or any(text in formula for text in ACTED_ON)


def harmless_workbook(path: Path, *, is_table: bool) -> None:
    """A table has no formulas at all; our own books have none that a file wrote."""
    cells = [cell for sheet in load_workbook(path) for row in sheet for cell in row]
    formulas = [str(getattr(cell.value, "text", cell.value)) for cell in cells if cell.data_type == "f"]
    assert [formula for formula in formulas if is_table or _is_theirs(formula)] == []
    assert not any(ESCAPE[0] in str(cell.value) for cell in cells)


def look_at(path: Path, *, is_table: bool) -> None:
    if path.suffix == ".xlsx":
        harmless_workbook(path, is_table=is_table)
        return
    if path.suffix == ".parquet":
        return  # of which every text is data
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        harmless_table(csv.reader(io.StringIO(text)))
        assert "\x1b" not in text
    elif path.suffix == ".html":
        harmless_page(text)
    else:
        assert acting(text) == set()
    if path.suffix == ".xml":
        ElementTree.fromstring(text)


@pytest.mark.parametrize("call", [*BOOK_CALLS, *LOG_CALLS])
def test_what_files_say_acts_nowhere(folder: Path, xlcost, call: str, request: pytest.FixtureRequest) -> None:
    line = (BOOK_CALLS | LOG_CALLS)[call]
    if "article.xlsx" in line:  # drawn for who asks for it: it takes seconds
        shutil.copy(request.getfixturevalue("article_book"), folder / "article.xlsx")
    code, out, err = xlcost(*line)
    assert "Traceback" not in err
    assert code in {0, 1, 2}
    assert acting(out) == set(), out[:500]
    assert acting(err) == set(), err[:500]
    written = [folder / name for name in OUT if (folder / name).exists()]
    assert written or out or err
    for path in written:
        is_table = line[0] == "run" or "other.xlsx" in line
        if path.name != "out.xlsx" or line[:2] != ("recalc", "bad.xlsx") or is_table:  # else it is the hostile book
            look_at(path, is_table=is_table)
    if call in BOOK_CALLS and not re.search("doctor|run on", call):
        assert code < 2, err


NAME = f"out{ESCAPE}{BIDI}\n"
NAMED_CALLS = {
    **{f"check {kind}": ("check", f"{NAME}.xlsx", "--format", kind) for kind in ("text", "json", "sarif", "junit")},
    "map": ("map", f"{NAME}.xlsx", "-o", f"{NAME}.html", "--format", "html"),
    "diff": ("diff", f"{NAME}.xlsx", "worse.xlsx"),
    "recalc": ("recalc", f"{NAME}.xlsx", "-o", f"{NAME}2.xlsx"),
    "review": ("review", f"{NAME}.xlsx", "-o", f"{NAME}.html"),
    "usage price": ("usage", "price", f"{NAME}.csv", "--allow-unpriced", "--group-by", "file", "--csv", f"{NAME}2.csv"),
    "evidence": ("evidence", f"{NAME}3.csv"),
    "new": ("new", f"{NAME}.xlsx", "--template", "portfolio", "--cases", "cases.csv"),
    "prices": ("prices", "search", "--export", f"{NAME}.csv"),
    "doctor": ("excel", "doctor", f"{NAME}.xlsx"),
    "server": ("excel", "server", f"{NAME} folder"),
    "extension": ("libreoffice", "build", "-o", f"{NAME}.oxt"),
    "a file that is not there": ("check", f"{NAME}not.xlsx"),
    "a case that is not there": ("new", "new.xlsx", "--case", NAME),
}


@pytest.mark.parametrize("call", NAMED_CALLS)
def test_the_name_of_a_file_acts_nowhere(folder: Path, xlcost, call: str) -> None:
    shutil.copy(folder / "bad.xlsx", folder / f"{NAME}.xlsx")
    shutil.copy(folder / "log.csv", folder / f"{NAME}.csv")
    shutil.copy(folder / "results.csv", folder / f"{NAME}3.csv")
    code, out, err = xlcost(*NAMED_CALLS[call])
    assert code in {0, 1, 2}
    assert acting(out) == set(), out[:500]
    assert acting(err) == set(), err[:500]
    assert out or err or "-o" in NAMED_CALLS[call]
    page = folder / f"{NAME}.html"
    if page.exists():
        harmless_page(page.read_text(encoding="utf-8"))


def test_the_material_is_hostile(folder: Path) -> None:
    cells = [cell.value for row in load_workbook(folder / "bad.xlsx")[SHEET] for cell in row]
    assert {*TEXTS} <= {*cells}
    assert acting((folder / "log.csv").read_text()) >= {"U+202E", "U+001B"}
