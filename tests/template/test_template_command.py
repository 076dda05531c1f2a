"""``xlcost new``: a file whole or not at all, and one line for whatever is wrong."""

from __future__ import annotations

import json

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


@pytest.mark.parametrize(
    "inputs",
    [
        'a_model = "gpt-5.4"',
        'a_model = "gpt-5.4"\nb_model = "gpt-5.4-mini"\nrequests = { low = "100k", base = "250k", high = "400k" }',
        'a_model = "gpt-5.4"\nc_model = "aws-bedrock/ft:amazon.nova-2-lite-v1:0"\nhorizon_months = 60\n'
        'c_training_model = "aws-bedrock/amazon.nova-2-lite-v1:0"\ncurrency = "EUR"\nexchange_rate = 0.9',
        'a_model = "openai/gpt-4.1"\nb_model = "gpt-5.4-mini"\na_successor = "gpt-5.4"',
    ],
    ids=["A alone, nothing varies", "two ways", "five years in EUR", "a model that goes off sale"],
)
def test_check_finds_nothing_in_the_workbook_of_an_own_case(run, tmp_path, inputs):
    (tmp_path / "mine.toml").write_text(inputs)
    result, _ = run("book.xlsx", "--inputs", "mine.toml")
    assert result.output == "book.xlsx: mine\nmaster check: OK\n"
    report = json.loads(CliRunner().invoke(cli, ["check", "book.xlsx", "--json"]).output)
    assert [found["rule"] + " " + found["message"] for found in report["files"][0]["findings"]] == []


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
