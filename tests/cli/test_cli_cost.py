"""xlcost cost and prices: the answer, for people and for programs, and one line for whatever is wrong."""

from __future__ import annotations

import json

import pytest

ARTICLE = (
    *("cost", "claude-3-5-sonnet-20241022", "--requests", "100k"),
    *("--input-tokens", "1k", "--output-tokens", "100", "--as-of", "2025-06-09"),
)


def test_the_article_in_the_terminal(xlcost):
    outcome = xlcost(*ARTICLE)
    assert outcome.code == 0
    assert ["Total", "450.00"] in [line.split() for line in outcome.out.splitlines()]
    assert "100,000 requests x (1,000 x 3 + 100 x 15)" in outcome.out


def test_json_has_every_part_and_the_reason(xlcost):
    answer = json.loads(xlcost(*ARTICLE, "--cached-share", "80%", "--json").out)
    assert answer["usd_per_month"]["Total"] == pytest.approx(234.0)
    assert answer["cached_share"] == 0.8
    assert "claude-3-5-sonnet-20241022" in answer["why"]


@pytest.mark.parametrize(
    ("written", "number"),
    [("100k", 1e5), ("1.5M", 1.5e6), ("2,000", 2e3), ("20%", 0.2), ("1e3", 1e3), ("2B", 2e9), ("1_000", 1e3)],
)
def test_numbers_as_people_write_them(written, number):
    from xlcost.cli.common import QUANTITY

    assert QUANTITY.convert(written, None, None) == pytest.approx(number)


@pytest.mark.parametrize("written", ["", "k", "1z", "1.2.3", "12,34", "one", "--5", "NaN", "inf"])
def test_what_is_no_number_is_refused_with_an_example(xlcost, written):
    outcome = xlcost("cost", "gpt-4o", f"--requests={written}", "--input-tokens", "1", "--output-tokens", "1")
    assert outcome.code == 2
    assert "write it like 250000, 250k, 1.5M or 20%" in outcome.err


REFUSED = {
    "a misspelt command names the near one": (["cots"], "Did you mean 'cost'?"),
    "a misspelt model names the near ones": (
        ["cost", "gpt-4o-minni", "--requests", "1", "--input-tokens", "1", "--output-tokens", "1"],
        "gpt-4o-mini",
    ),
    "a missing option": (["cost", "gpt-4o"], "--requests"),
    "an unknown option": (["version", "--colour"], "--colour"),
    "a number outside its domain": (
        ["cost", "gpt-4o", "--requests", "-1", "--input-tokens", "1", "--output-tokens", "1"],
        "requests must be at least 0",
    ),
    "a malformed date": (["prices", "gpt-4o", "--as-of", "June"], "2025-06-09"),
    "a search that finds nothing": (["prices", "gtp-4o"], "nearest: "),
    "a workbook that is not there": (["recalc", "nowhere.xlsx", "-o", "out.xlsx"], "nowhere.xlsx"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_one_line_and_exit_code_2(xlcost, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments, says = REFUSED[case]
    outcome = xlcost(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("xlcost: ")
    assert says in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_prices_of_a_model_on_a_date(xlcost):
    rows = json.loads(xlcost("prices", "openai/o3", "--as-of", "2025-06-09", "--json").out)
    found = [(row["tier"], row["input"], row["output"]) for row in rows if row["model"] == "o3"]
    assert found[:2] == [("standard", 10.0, 40.0), ("batch", 5.0, 20.0)]


def test_prices_table_fits_80_columns(xlcost):
    outcome = xlcost("prices", "anthropic")
    assert outcome.code == 0
    assert max(len(line.rstrip()) for line in outcome.out.splitlines()) <= 80


def test_prices_says_how_many_it_left_out(xlcost):
    assert "more; say more words, or --all" in xlcost("prices").out
    assert "more; say" not in xlcost("prices", "--all").out


def test_version_is_the_text_of_the_cell(xlcost):
    import xlcost as package

    assert xlcost("version").out.strip() == package.xlcost_version()
    assert json.loads(xlcost("version", "--json").out)["xlcost"] == package.__version__


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_call_xlcost(xlcost, shell):
    outcome = xlcost("completion", shell)
    assert outcome.code == 0
    assert "_XLCOST_COMPLETE" in outcome.out


def test_help_lists_every_command(xlcost):
    from xlcost.cli.app import COMMANDS

    listed = xlcost("--help").out
    for name, entry in COMMANDS.items():
        assert f"  {name} " in listed
        assert entry.summary in listed


def test_every_command_has_help_that_starts_with_its_line(xlcost):
    from xlcost.cli.app import COMMANDS

    for name, entry in COMMANDS.items():
        outcome = xlcost(name, "--help")
        assert outcome.code == 0
        assert entry.summary in outcome.out
        assert max(map(len, outcome.out.splitlines())) <= 80


def test_every_price_of_every_day_is_written_to_a_file(xlcost, tmp_path):
    outcome = xlcost("prices", "--export", str(tmp_path / "prices.csv"))
    assert outcome.code == 0
    assert outcome.out.endswith(" rows\n")
    assert (tmp_path / "prices.csv").read_text().startswith("provider,model,tier,effective_from,effective_to,")
    assert xlcost("prices", "--export", str(tmp_path / "prices.txt")).code == 2
    assert xlcost("prices", "o3", "--export", str(tmp_path / "prices.csv")).code == 2
