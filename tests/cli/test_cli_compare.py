"""xlcost compare: the article's answer, other inputs, and the second shipped case."""

from __future__ import annotations

import json

import pytest


def scenarios(outcome) -> dict[str, dict[str, object]]:
    assert outcome.code == 0, outcome.err
    return {result["scenario"]: result for result in json.loads(outcome.out)["scenarios"]}


def test_the_article(xlcost):
    answer = scenarios(xlcost("compare", "--json"))
    for result in answer.values():
        assert result["prompting"] == pytest.approx(450.0, rel=1e-12)
        assert result["tuned_inference"] == pytest.approx(540.0, rel=1e-12)
        assert result["dataset_usd"] == 4_000.0
        assert result["breakeven_months"]["value"] is None
        assert "more than prompting" in result["breakeven_months"]["why_never"]
        assert result["inference_price_ratio"]["value"] == pytest.approx(1 / 1.2)
        assert result["advice"] == "Prompt"
    assert answer["Low"]["finetuning"] == pytest.approx(2_040.0)
    assert answer["High"]["finetuning"] == pytest.approx(5_040.0)


def test_the_article_as_people_read_it(xlcost):
    lines = [line.split() for line in xlcost("compare").out.splitlines()]
    assert ["Prompting,", "per", "month", "450.00", "450.00", "450.00"] in lines
    assert ["Fine-tuned", "inference,", "per", "month", "540.00", "540.00", "540.00"] in lines
    assert ["Break-even,", "months", "never", "never", "never"] in lines
    assert max(len(line) for line in xlcost("compare").out.splitlines()) <= 80


def test_the_other_case_pays_back(xlcost):
    base = scenarios(xlcost("compare", "--case", "smaller-model", "--json"))["Base"]
    assert 0 < base["breakeven_months"]["value"] < 12
    assert base["advice"] == "Fine-tune"


def test_inputs_from_the_command_line(xlcost):
    base = scenarios(xlcost("compare", "--set", "requests=200k", "--set", "token_uplift=0%", "--json"))["Base"]
    assert base["prompting"] == pytest.approx(900.0)
    assert base["tuned_inference"] == pytest.approx(900.0)


def test_inputs_from_a_file(xlcost, tmp_path):
    (tmp_path / "mine.toml").write_text("requests = 50_000\n", encoding="utf-8")
    base = scenarios(xlcost("compare", "--inputs", str(tmp_path / "mine.toml"), "--json"))["Base"]
    assert base["prompting"] == pytest.approx(225.0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "reqests=3"], "nearest: requests"),
        (["--set", "requests=-3"], "requests must be"),
        (["--set", "requests"], "NAME=VALUE"),
        (["--case", "articel"], "there are article, smaller-model"),
        (["--set", "prompt_model=gtp-4o"], "gpt-4o"),
        (["--inputs", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_a_wrong_input_is_one_line(xlcost, arguments, says):
    outcome = xlcost("compare", *arguments)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
