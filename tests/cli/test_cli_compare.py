"""xlcost compare: the article's answer, other inputs, the JSON that others rely on."""

from __future__ import annotations

import json

import pytest


def answer(outcome):
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def alternatives(outcome):
    return {one["key"]: one for one in answer(outcome)["alternatives"]}


def test_the_article(xlcost):
    result = answer(xlcost("compare", "--case", "article", "--json"))
    a, b, c = result["alternatives"]
    assert a["month_1"] == 450.0
    assert c["payback_first"] is None
    assert (b["kind"], c["kind"]) == ("prompt", "finetune")
    assert result["advice"]["text"] == "Prompt"
    low = alternatives(xlcost("compare", "--case", "article", "--set", "scenario=Low", "--json"))
    high = alternatives(xlcost("compare", "--case", "article", "--set", "scenario=High", "--json"))
    assert (low["C"]["month_1"], high["C"]["month_1"]) == (pytest.approx(2_040.0), pytest.approx(5_040.0))


def test_the_json_is_exactly_what_is_agreed(xlcost):
    result = answer(xlcost("compare", "--json"))
    assert list(result) == ["case", "currency", "horizon_months", "advice", "alternatives"]
    assert list(result["advice"]) == ["text", "alternative", "why"]
    keys = "key kind model month_1 month_last upfront horizon_cost present_cost saving payback_first payback_last "
    keys += "cost_per_request cost_per_good_answer available_until gates"
    assert all(list(one) == keys.split() for one in result["alternatives"])
    gates = [gate for one in result["alternatives"] for gate in one["gates"]]
    assert all(list(gate) == ["gate", "value", "threshold", "passed", "why"] for gate in gates)
    assert [one["key"] for one in result["alternatives"]] == ["A", "B", "C", "D"]


@pytest.mark.parametrize("case", ["current", "quality", "article"])
def test_the_page_fits_a_terminal(xlcost, case):
    outcome = xlcost("compare", "--case", case)
    assert outcome.code == 0
    assert max(len(line.rstrip()) for line in outcome.out.splitlines()) <= 80
    assert "$" not in outcome.out


def test_no_text_of_a_file_acts_on_the_terminal(xlcost, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "[/b] \\u009b31m[red]x"\na_model = "gpt-5.4"\nd_model = "L[/]\\u009b2J [blue]"\nd_gpu_hour = 2\n',
        "utf-8",
    )
    outcome = xlcost("compare", "--inputs", str(path))
    assert outcome.code == 0
    assert "\x9b" not in outcome.out
    assert "[/b]" in outcome.out
    assert "[blue]" in outcome.out


def test_the_article_as_people_read_it(xlcost):
    lines = [line.split() for line in xlcost("compare", "--case", "article").out.splitlines()]
    assert ["Tokens,", "month", "1", "450", "37.50", "540"] in lines
    assert ["in", "scenario", "Low", "450", "37.50", "2,040"] in lines
    assert ["in", "scenario", "High", "450", "37.50", "5,040"] in lines
    assert ["Up", "front", "0", "0", "4,000"] in lines
    assert ["Pays", "back", "in", "month", "1", "never"] in lines


def test_inputs_from_the_command_line(xlcost):
    settings = ("--set", "requests=200k", "--set", "a_cached_share=50%")
    assert alternatives(xlcost("compare", "--case", "article", *settings, "--json"))["A"]["month_1"] == 630.0


def test_an_own_file_has_nothing_of_another_case(xlcost, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('a_model = "gpt-5.4"\nrequests = "50k"\n', encoding="utf-8")
    result = answer(xlcost("compare", "--inputs", str(path), "--json"))
    assert result["case"] == "mine"
    assert [one["key"] for one in result["alternatives"]] == ["A"]
    both = alternatives(xlcost("compare", "--case", "article", "--inputs", str(path), "--json"))
    assert sorted(both) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "reqests=3"], "nearest: requests"),
        (["--set", "requests=-3"], "requests must be"),
        (["--set", "requests"], "NAME=VALUE"),
        (["--set", "a_model=claude-opus-5-6"], "claude-opus-5-5"),
        (["--case", "artcle"], "there are current, quality, article"),
        (["--inputs", "nowhere.toml"], "no such file"),
    ],
)
def test_what_is_refused(xlcost, arguments, says):
    outcome = xlcost("compare", *arguments)
    assert outcome.code == 2
    assert says in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1
