"""The page about xlcost check says what is so: figures, settings, keys, bounds."""

import json
import re
from collections import Counter
from pathlib import Path

from planted_faults import FAULTS, LATE

from xlcost import toml
from xlcost.check import waivers
from xlcost.check.config import settings_from
from xlcost.check.registry import Severity
from xlcost.check.report import Finding, Report, Waived
from xlcost.check.reports import FORMATS, rendered
from xlcost.check.settings import Settings
from xlcost.outline import series

PAGE = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")


def rows(heading):
    """The cells of the table in a section, without its header."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_faults_quoted_are_those_planted():
    planted = Counter(fault.book for fault in (*FAULTS, *LATE))
    assert {book: int(number) for book, number, _, _ in rows("What it finds")} == planted, (
        "docs/check.md, What it finds: the first column of numbers counts the planted faults"
    )


def test_every_setting_is_there_with_its_default():
    table = {key.strip("`"): default for key, default, _ in rows("Settings")}
    written = {
        key: json.loads(f"[{default}]")
        if "," in default
        else []
        if default in {"all", "none"}
        else json.loads(default.strip("`"))
        for key, default in table.items()
    }
    assert settings_from(written, "page") == Settings()
    of_the_command_line = {"today"}
    assert set(table) == {field.replace("_", "-") for field in Settings.__dataclass_fields__} - of_the_command_line


def test_every_format_is_there():
    assert {kind.strip("`") for kind, _ in rows("Formats")} == set(FORMATS)


def test_every_key_of_the_json_is_there():
    finding = Finding("F01", Severity.ERROR, None, None, "m", "mend")
    report = Report("a", (finding,), (Waived(finding, "r", "n", "e"),))
    document = json.loads(rendered("json", (report,), "error"))
    (file,) = document["files"]
    keys = {*document, *file, *file["findings"][0], *file["waived"][0]}
    assert keys <= set(re.findall(r"`(\w+)`", PAGE))


def test_the_example_of_a_waiver_is_a_good_one():
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
    (entry,) = toml.tomllib.loads(example)["waiver"]
    assert isinstance(waivers._waivers(entry, "page"), list)


def test_the_page_says_how_much_is_remembered():
    assert f"up to {series.MOST_CELLS:,} cells are remembered" in " ".join(PAGE.split())
