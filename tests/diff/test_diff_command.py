"""xlcost diff as people and CI call it: exit codes, refusals in one line, git revisions."""

from __future__ import annotations

import json
import subprocess

import pytest
from small_models import INPUTS, SHEETS, changed, model


@pytest.fixture
def files(tmp_path, monkeypatch):
    """old.xlsx, new.xlsx with another input, same.xlsx and a file that is none, in the current folder."""
    monkeypatch.chdir(tmp_path)
    model().save("old.xlsx")
    model().save("same.xlsx")
    model(SHEETS | {"Inputs": changed(INPUTS, "requests", content=200_000)}).save("new.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return tmp_path


@pytest.fixture
def repository(files):
    """old.xlsx and broken.xlsx as model.xlsx and broken.xlsx in git, model.xlsx since changed."""
    git(files, "init", "-q")
    (files / "models").mkdir()
    (files / "old.xlsx").rename(files / "models" / "model.xlsx")
    git(files, "add", ".")
    git(files, "commit", "-qm", "x")
    (files / "new.xlsx").rename(files / "models" / "model.xlsx")
    return files


def git(folder, *arguments):
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(("new", "code"), [("same.xlsx", 0), ("new.xlsx", 1), ("broken.xlsx", 2), ("none.xlsx", 2)])
def test_exit_codes(xlcost, files, new, code):
    outcome = xlcost("diff", "old.xlsx", new)
    assert outcome.code == code
    assert outcome.err.count("\n") == (1 if code == 2 else 0)


def test_changes_can_be_shown_without_failing(xlcost, files):
    outcome = xlcost("diff", "old.xlsx", "new.xlsx", "--exit-zero")
    assert (outcome.code, "100,000 -> 200,000" in outcome.out) == (0, True)
    assert xlcost("diff", "old.xlsx", "broken.xlsx", "--exit-zero").code == 2


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_json_for_programs(xlcost, files, option):
    assert json.loads(xlcost("diff", "old.xlsx", "new.xlsx", *option).out)["inputs"][0]["new"] == 200_000.0


def test_a_page_in_a_file(xlcost, files):
    outcome = xlcost("diff", "old.xlsx", "new.xlsx", "--format", "html", "-o", "report.html")
    assert (outcome.code, outcome.out) == (1, "")
    assert (files / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("arguments", [["old.xlsx"], ["old.xlsx", "new.xlsx", "same.xlsx"]])
def test_two_workbooks_are_needed(xlcost, files, arguments):
    outcome = xlcost("diff", *arguments)
    assert outcome.code == 2
    assert "give two workbooks, the old one first" in outcome.err


def test_what_changed_since_a_revision(xlcost, repository):
    outcome = xlcost("diff", "--against", "HEAD", "models/model.xlsx")
    assert outcome.code == 1
    assert outcome.out.startswith(
        "HEAD:model.xlsx -> models/model.xlsx\nHeadline: Summary!C2 Cost of a year 4,200 -> 7,800"
    )


def test_a_workbook_that_the_revision_does_not_have_is_new(xlcost, repository):
    model().save("fresh.xlsx")
    outcome = xlcost("diff", "--against", "HEAD", "fresh.xlsx", "same.xlsx", "broken.xlsx")
    assert outcome.code == 2
    assert "HEAD (no such file) -> fresh.xlsx" in outcome.out
    assert "HEAD:same.xlsx -> same.xlsx\nNo change." in outcome.out
    assert outcome.err.startswith("xlcost: HEAD:broken.xlsx: ")


@pytest.mark.parametrize(
    ("revision", "says"), [("v9", "has no revision 'v9'"), ("--all", "is not a revision"), ("", "has no revision")]
)
def test_an_unknown_revision_is_refused(xlcost, repository, revision, says):
    outcome = xlcost("diff", f"--against={revision}", "models/model.xlsx")
    assert (outcome.code, says in outcome.err) == (2, True)


def test_without_a_repository_there_is_no_revision(xlcost, files, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(files.parent))
    outcome = xlcost("diff", "--against", "HEAD", "old.xlsx")
    assert outcome.code == 2
    assert "not in a git repository" in outcome.err
