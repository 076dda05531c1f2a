"""``xlcost new``: a file whole or not at all, and one line for whatever is wrong."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from xlcost.cli.app import cli
from xlcost.decision.case import shipped_case
from xlcost.errors import XlcostError


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run xlcost new in an empty folder; gives what happened and the files that are there then."""
    monkeypatch.chdir(tmp_path)

    def new(*arguments):
        result = CliRunner().invoke(cli, ["new", *arguments])
        return result, sorted(path.name for path in tmp_path.iterdir())

    return new


def test_a_workbook_is_written(run, article_book, tmp_path):
    result, files = run("book.xlsx", "--case", "article")
    assert result.exit_code == 0
    assert files == ["book.xlsx"]
    assert (tmp_path / "book.xlsx").read_bytes() == article_book.read_bytes()
    title, check = result.output.splitlines()
    assert title == f"book.xlsx: {shipped_case('article').title}"
    assert check == "master check: OK"


def test_inputs_change_the_case(run, tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\nrequests = 5\na_model = "claude-opus-5-5"')
    result, _ = run("book.xlsx", "--inputs", "mine.toml")
    assert result.output == "book.xlsx: Mine\nmaster check: OK\n"


def test_a_failed_check_is_named_and_the_exit_code_is_1(run, tmp_path):
    (tmp_path / "mine.toml").write_text('a_model = "anthropic/claude-opus-5-5"\nmodel_date = 2027-09-01')
    result, files = run("book.xlsx", "--inputs", "mine.toml")
    assert result.exit_code == 1
    assert "master check: FAILED\n" in result.output
    assert "\n  A: days since the price of its model was checked: found 277, at most 180\n" in result.output
    assert "book.xlsx" in files


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("book.xlsx", "--case", "other"), "there is no case 'other'"),
        (("book.xlsx", "--inputs", "bad.toml"), "unknown input 'request'; nearest: requests"),
        (("book.xlsx", "--inputs", "broken.toml"), "not a TOML file"),
        (("missing/book.xlsx",), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(run, tmp_path, arguments, message):
    (tmp_path / "bad.toml").write_text("request = 5")
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe")
    result, files = run(*arguments)
    assert isinstance(result.exception, XlcostError)
    assert message in str(result.exception)
    assert files == ["bad.toml", "broken.toml"]


def test_an_existing_file_survives_a_refusal(run, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(b"mine")
    (tmp_path / "bad.toml").write_text("request = 5")
    run("book.xlsx", "--inputs", "bad.toml")
    assert (tmp_path / "book.xlsx").read_bytes() == b"mine"
