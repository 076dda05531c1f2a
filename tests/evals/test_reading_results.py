"""Test results of every shape are read as the same answers; what is not understood is refused with its place."""

from __future__ import annotations

import hashlib
import json

import pytest
from samples import inspect_log, openai_evals, promptfoo, table

from xlcost.errors import BadFile
from xlcost.evals.reading import read_results

PASSED = {"prompt": [True, False, True, None], "tuned": [True, True, True, False]}


def written(tmp_path, *texts, suffix=".csv"):
    paths = []
    for number, text in enumerate(texts):
        path = tmp_path / f"results{number}{suffix}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(path)
    return paths


def verdicts(tmp_path, *texts, pass_at=None):
    answers = read_results(written(tmp_path, *texts), pass_at)
    return {name: list(answers.passed[name].values()) for name in answers.names}


def refusal(tmp_path, *texts, pass_at=None):
    with pytest.raises(BadFile) as raised:
        read_results(written(tmp_path, *texts), pass_at)
    text = str(raised.value)
    assert "\n" not in text
    assert len(text) < 300
    return text


def test_a_table(tmp_path):
    assert verdicts(tmp_path, table(PASSED)) == PASSED


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(tmp_path, separator):
    assert verdicts(tmp_path, table(PASSED).replace(",", separator)) == PASSED


@pytest.mark.parametrize(
    ("good", "bad"),
    [("pass", "fail"), ("PASSED", "Failed"), ("1", "0"), ("1.0", "0.0"), ("true", "FALSE"), ("yes", "no")],
)
def test_every_word_for_a_result(tmp_path, good, bad):
    assert verdicts(tmp_path, f"case,a,b\nq1, {good} ,{bad}\n") == {"a": [True], "b": [False]}


@pytest.mark.parametrize("blank", ["", "n/a", "NA", "error", "-"])
def test_no_answer(tmp_path, blank):
    assert verdicts(tmp_path, f"case,a,b\nq1,{blank},1\n") == {"a": [None], "b": [True]}


def test_scores_pass_from_a_score(tmp_path):
    text = "case,a,b\nq1,0.8,79%\nq2,1,0\nq3,,8e-1\n"
    assert verdicts(tmp_path, text, pass_at=0.8) == {"a": [True, True, None], "b": [False, False, True]}


def test_excels_byte_order_mark_blank_lines_and_short_rows(tmp_path):
    assert verdicts(tmp_path, "\ufeffcase,a,b\r\nq1,1\r\n\r\nq2,1,0\r\n") == {"a": [True, True], "b": [None, False]}


def test_promptfoo(tmp_path):
    assert verdicts(tmp_path, promptfoo(PASSED)) == PASSED


@pytest.mark.parametrize("version", [2, 3])
def test_promptfoo_of_other_versions(tmp_path, version):
    assert verdicts(tmp_path, promptfoo(PASSED, provider_as_record=False, version=version)) == PASSED


def test_promptfoo_with_two_prompts_of_one_provider(tmp_path):
    log = json.loads(promptfoo(PASSED))
    for result in log["results"]["results"]:
        result["provider"] = {"id": "openai:gpt-4.1"}
    assert list(verdicts(tmp_path, json.dumps(log))) == ["openai:gpt-4.1, prompt 1", "openai:gpt-4.1, prompt 2"]


def test_promptfoo_scores(tmp_path):
    log = json.loads(promptfoo({"a": [True, True], "b": [True, True]}))
    for number, result in enumerate(log["results"]["results"]):
        result["score"] = number / 4
    assert verdicts(tmp_path, json.dumps(log), pass_at=0.5) == {"a": [False, False], "b": [True, True]}


def test_openai_evals_a_file_a_model(tmp_path):
    texts = openai_evals("gpt-4.1", [True, False, True]), openai_evals("ft:gpt-4.1-mini", [True, True, True])
    assert verdicts(tmp_path, *texts) == {"gpt-4.1": [True, False, True], "ft:gpt-4.1-mini": [True, True, True]}


def test_openai_evals_with_scores_as_metrics(tmp_path):
    lines = [
        {"spec": {"completion_fns": ["gpt-4.1"]}},
        {"sample_id": "q.0", "type": "metrics", "data": {"choice": "B", "score": 0.75}},
        {"sample_id": "q.1", "type": "metrics", "data": {"choice": "D", "score": 0.25}},
    ]
    assert verdicts(tmp_path, "\n".join(map(json.dumps, lines)), pass_at=0.5) == {"gpt-4.1": [True, False]}


def test_inspect_a_file_a_model(tmp_path):
    texts = inspect_log("openai/gpt-4.1", ["C", "I", None]), inspect_log("openai/ft:mini", ["C", 1, True])
    assert verdicts(tmp_path, *texts) == {"openai/gpt-4.1": [True, False, None], "openai/ft:mini": [True, True, True]}


def test_inspect_epochs_are_cases_of_their_own(tmp_path):
    (path,) = written(tmp_path, inspect_log("m", ["C", "N"], epochs=2))
    assert read_results([path]).passed["m"] == {
        "1, epoch 1": True,
        "2, epoch 1": False,
        "1, epoch 2": True,
        "2, epoch 2": False,
    }


def test_partial_credit_needs_a_score_to_pass(tmp_path):
    log = inspect_log("m", ["C", "P"])
    assert "0.5 is a score; say from which one a case is passed" in refusal(tmp_path, log)
    assert verdicts(tmp_path, log, pass_at=0.5) == {"m": [True, True]}


def test_one_name_in_two_files_gets_its_files_name(tmp_path):
    log = openai_evals("gpt-4.1", [True])
    assert list(verdicts(tmp_path, log, log)) == ["gpt-4.1 (results0.csv)", "gpt-4.1 (results1.csv)"]


def test_each_file_is_known_by_its_hash(tmp_path):
    (path,) = written(tmp_path, table(PASSED))
    (source,) = read_results([path]).sources
    assert source.name == "results0.csv"
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


REFUSED = {
    "nothing": ("", "empty; the first row names the alternatives"),
    "one column": ("case\nq1\n", "the first row names no alternative"),
    "no cases": ("case,a\n", "no test case below the header"),
    "a nameless column": ("case,,b\nq1,1,0\n", "column 2 has no name"),
    "a column twice": ("case,a,A\nq1,1,0\n", "two columns are named a; rename one"),
    "a nameless case": ("case,a\n ,1\n", "row 2 has no test case in its first column"),
    "a case twice": ("case,a\nq1,1\nq2,0\nq1,0\n", "q1 is in rows 2 and 4; give each test case one row"),
    "a word that is no result": ("case,a\nq1,perhaps\n", "row 2, column a: 'perhaps' is no result; write pass or fail"),
    "a score": ("case,a\nq1,0.7\n", "row 2, column a: 0.7 is a score; .* --pass-at 0.8"),
    "a decimal comma": ("case;a\nq1;0,7\n", "row 2, column a: '0,7' is no result"),
    "too many cells": ("case,a\nq1,1,1\n", "row 2 has 3 cells, the header 2"),
    "an open quote": ('case,a\nq1,"1\n', "no table of results"),
    "not UTF-8": ("case,é\nq1,1\n".encode("latin-1"), "not in UTF-8; save it as CSV UTF-8"),
    "UTF-16": ("case,a\nq1,1\n".encode("utf-16"), "not in UTF-8"),
    "a workbook": (b"PK\x03\x04\xff\xfe\x00", "a packed file; of a workbook, save the sheet with the results as CSV"),
    "a NUL": ("case,a\nq1,\0\n", "is no result|no table of results"),
    "too many columns": ("case," + ",".join(f"a{n}" for n in range(51)) + "\n", "51 columns are more than 50"),
    "other JSON": ("[1, 2]", "no results of promptfoo, OpenAI evals or Inspect, and no CSV"),
    "broken JSON": ('{"results": {', "no results of promptfoo, OpenAI evals or Inspect"),
    "deep JSON": ('{"a":' * 100_000, "no results of promptfoo, OpenAI evals or Inspect"),
    "empty JSON": ("{}", "the log has no result of a test case"),
    "promptfoo without results": ('{"results": {"results": []}}', "the log has no result of a test case"),
    "promptfoo without success": ('{"results": {"results": [{"provider": "m"}]}}', "result 1 does not say whether"),
    "a sample twice": (
        inspect_log("m", ["C"]).replace('"samples": [', '"samples": [{"id": 1, "epoch": 1, "scores": null}, '),
        "twice",
    ),
    "two scorers": (
        inspect_log("m", ["C"]).replace('{"match": {', '{"other": {"value": 1}, "match": {'),
        "has 2 scores, and one result is needed",
    ),
    "a score in words": (inspect_log("m", ["good"]), "'good' is neither correct nor a score"),
    "a score that is no number": (inspect_log("m", [float("nan")]), "a score that is no number"),
    "a number of many digits": (inspect_log("m", [7]).replace("7", "7" * 400), "is a score; say from which one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_understood_is_refused_in_one_line(tmp_path, case):
    import re

    text, why = REFUSED[case]
    assert re.search(why, refusal(tmp_path, text))


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadFile, match="there is no such file"):
            read_results([path])


def test_a_packed_log_of_inspect_is_told_how_to_become_json(tmp_path):
    path = tmp_path / "2026-11-29_math.eval"
    path.write_bytes(b"PK\x03\x04\x14\x00")
    with pytest.raises(BadFile, match=r"math\.eval: a packed file; make JSON of it with inspect log convert --to json"):
        read_results([path])
