"""xlcost new --show-inputs and --show-schema."""

from __future__ import annotations

import json
import tomllib

import pytest


def test_every_input_is_shown_and_the_file_is_taken_back(xlcost, tmp_path):
    shown = xlcost("new", "--show-inputs", "--case", "quality")
    assert shown.code == 0
    path = tmp_path / "mine.toml"
    path.write_text(shown.out, "utf-8")
    again = json.loads(xlcost("compare", "--inputs", str(path), "--json").out)
    assert again == json.loads(xlcost("compare", "--case", "quality", "--json").out)


def test_without_a_case_every_input_is_at_its_default(xlcost):
    given = tomllib.loads(xlcost("new", "--show-inputs").out)
    assert given["title"] == ""
    assert given["a_model"] == ""
    assert given["examples"] == 0


def test_the_schema_is_one(xlcost):
    assert json.loads(xlcost("new", "--show-schema").out)["properties"]["requests"]["title"] == "Requests"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument 'PATH'"),
        (["--show-inputs", "--case", "artcle"], "there are current, quality, article"),
    ],
)
def test_what_is_refused(xlcost, arguments, says):
    outcome = xlcost("new", *arguments)
    assert outcome.code == 2
    assert says in outcome.err
