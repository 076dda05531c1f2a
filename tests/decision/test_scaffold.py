"""The file of inputs that --show-inputs writes, and the schema of such files."""

from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest

from xlcost.decision.case import CASE_NAMES, neutral_case, read_case, shipped_case, with_inputs
from xlcost.decision.inputs import INPUTS
from xlcost.decision.scaffold import inputs_schema, inputs_toml


@pytest.mark.parametrize("case", [neutral_case(), *map(shipped_case, CASE_NAMES)], ids=["neutral", *CASE_NAMES])
def test_it_reads_as_the_case_it_was_made_from(case, tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(inputs_toml(case), "utf-8")
    again = read_case(path)
    assert dict(again.values) == dict(case.values)
    assert (again.description, again.owner) == (case.description, case.owner)
    assert {key: note for key, note in again.notes.items() if case.notes[key]} == {
        key: note for key, note in case.notes.items() if note
    }


def test_every_key_has_label_unit_meaning_and_default_above_it():
    lines = inputs_toml(neutral_case()).splitlines()
    for key, declared in INPUTS.items():
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key} = "))
        first = next(number for number in range(at, 0, -1) if not lines[number])
        comment = " ".join(line.removeprefix("# ") for line in lines[first + 1 : at])
        assert comment.startswith(f"{declared.label} [{declared.unit}]. {declared.help}"), key
        assert "Default: " in comment


def test_a_hostile_note_stays_a_note(tmp_path):
    case = with_inputs(neutral_case(), {"requests": {"value": 1, "note": 'x"\\ }\x7f # = 5 é'}}, "test")
    assert tomllib.loads(inputs_toml(case))["requests"]["note"] == 'x"\\ }\x7f # = 5 é'


def test_the_schema_takes_the_shipped_cases_and_names_every_key():
    schema = inputs_schema()
    assert set(INPUTS) < set(schema["properties"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for case in (neutral_case(), *map(shipped_case, CASE_NAMES)):
        plain = json.loads(json.dumps(tomllib.loads(inputs_toml(case)), default=str))
        assert list(validator.iter_errors(plain)) == []
    for wrong in ({"reqests": 1}, {"requests": -1}, {"stable": "x"}, {"range_requests": 2}, {"volumes": [1] * 61}):
        assert list(validator.iter_errors(wrong)) != [], wrong
