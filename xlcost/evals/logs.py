"""Results as the logs of test tools: promptfoo's JSON, OpenAI evals' JSON lines, Inspect's JSON.

Read are only the documented fields that say what was asked of whom and whether it passed. promptfoo (output version 3
and before): ``results.results`` with provider, prompt, test and ``success``. OpenAI evals: the ``spec`` line names the
model, each event of type ``match`` or ``metrics`` is a case. Inspect: ``eval.model``, and ``samples`` with their
``scores``, in which C is correct, I incorrect, P partial and N no answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.evals.tables import passed_at
from xlcost.report.texts import harmless

Passed = dict[str, dict[str, bool | None]]

#: promptfoo's reason for a failure that was no answer at all.
_ERROR: Final = 2
_LETTERS: Final = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
_LONGEST_NAME: Final = 80


def read_log(text: str, name: str, pass_at: float | None) -> Passed:
    """Alternative -> case -> whether it passed, of a test tool's log.

    Raises:
        BadFile: no log of a tool that is known here, or one without results.
    """
    whole = _parsed(text)
    if isinstance(whole, Mapping) and isinstance(whole.get("samples"), list):
        found = _inspect(whole, name, pass_at)
    elif isinstance(whole, Mapping) and (results := _promptfoo_results(whole)) is not None:
        found = _promptfoo(results, name, pass_at)
    else:
        lines = [_parsed(line) for line in text.splitlines() if line.strip()]
        if not lines or not all(isinstance(line, Mapping) for line in lines):
            raise BadFile(f"{name}: no results of promptfoo, OpenAI evals or Inspect, and no CSV; see --help")
        found = _openai_evals(lines, name, pass_at)
    if not any(found.values()):
        raise BadFile(f"{name}: the log has no result of a test case")
    return found


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a whole number of too many digits is a ValueError too
        return None


def _promptfoo_results(whole: Mapping[str, Any]) -> list[Any] | None:
    results = whole.get("results")
    if isinstance(results, Mapping):
        results = results.get("results")
    return results if isinstance(results, list) else None


def _promptfoo(results: Iterable[Any], name: str, pass_at: float | None) -> Passed:
    rows = [row for row in results if isinstance(row, Mapping)]
    prompts = {_number(row, "promptIdx") for row in rows}
    providers = {_provider(row) for row in rows}
    found: Passed = {}
    for number, row in enumerate(rows, start=1):
        of_prompt = f", prompt {_number(row, 'promptIdx') + 1}"
        alternative = f"{_provider(row)}{of_prompt if len(prompts) > len(providers) else ''}"
        where = f"{name}: result {number}"
        _put(found, alternative, _promptfoo_case(row, number), _promptfoo_verdict(row, where, pass_at), where)
    return found


def _provider(row: Mapping[str, Any]) -> str:
    provider = row.get("provider")
    if isinstance(provider, Mapping):
        provider = provider.get("label") or provider.get("id")
    return harmless(str(provider or "unnamed"), _LONGEST_NAME)


def _number(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    return value if isinstance(value, int) else 0


def _promptfoo_case(row: Mapping[str, Any], number: int) -> str:
    if isinstance(row.get("testIdx"), int):
        return f"test {row['testIdx'] + 1}"
    variables = row.get("vars")
    return json.dumps(variables, sort_keys=True) if isinstance(variables, Mapping) and variables else f"test {number}"


def _promptfoo_verdict(row: Mapping[str, Any], where: str, pass_at: float | None) -> bool | None:
    if row.get("failureReason") == _ERROR or (row.get("error") and row.get("response") is None):
        return None
    score = row.get("score")
    if pass_at is not None and isinstance(score, int | float):
        return passed_at(score, where, pass_at)
    success = row.get("success")
    if not isinstance(success, bool):
        raise BadFile(f"{where} does not say whether it was a success")
    return success


def _openai_evals(lines: Iterable[Mapping[str, Any]], name: str, pass_at: float | None) -> Passed:
    alternative, cases = "", {}
    for number, line in enumerate(lines, start=1):
        where = f"{name}: line {number}"
        spec, data = line.get("spec"), line.get("data")
        if isinstance(spec, Mapping):
            models = spec.get("completion_fns") or [spec.get("model_name")]
            alternative = str(models[0] if isinstance(models, list) and models else "")
        if line.get("type") not in ("match", "metrics") or not isinstance(data, Mapping):
            continue
        verdict = data.get("correct", data.get("score", data.get("accuracy")))
        if verdict is None and line["type"] == "metrics":
            continue
        case = str(line.get("sample_id", number))
        if case in cases and line["type"] == "metrics":
            continue  # of a case that was matched, metrics only say more
        cases[case] = _verdict(verdict, where, pass_at)
    return {harmless(alternative, _LONGEST_NAME) or name: cases}


def _inspect(log: Mapping[str, Any], name: str, pass_at: float | None) -> Passed:
    about = log.get("eval")
    alternative = str(about.get("model") or "") if isinstance(about, Mapping) else ""
    samples = [sample for sample in log["samples"] if isinstance(sample, Mapping)]
    several = len({sample.get("epoch") for sample in samples}) > 1
    found: Passed = {}
    for number, sample in enumerate(samples, start=1):
        where = f"{name}: sample {number}"
        epoch = f", epoch {sample.get('epoch')}" if several else ""
        case = f"{sample.get('id', number)}{epoch}"
        scores = sample.get("scores")
        values = list(scores.values()) if isinstance(scores, Mapping) else []
        if len(values) > 1:
            raise BadFile(f"{where} has {len(values)} scores, and one result is needed; score with one scorer")
        value = values[0].get("value") if values and isinstance(values[0], Mapping) else None
        verdict = (
            None
            if value is None
            else _verdict(_LETTERS.get(value, value) if isinstance(value, str) else value, where, pass_at)
        )
        _put(found, harmless(alternative, _LONGEST_NAME) or name, case, verdict, where)
    return found


def _verdict(value: Any, where: str, pass_at: float | None) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return passed_at(value, where, pass_at)
    raise BadFile(f"{where}: {harmless(str(value), 40)!r} is neither correct nor a score")


def _put(found: Passed, alternative: str, case: str, verdict: bool | None, where: str) -> None:
    cases = found.setdefault(alternative, {})
    if case in cases:
        raise BadFile(f"{where}: {harmless(alternative, 40)} has {harmless(case, 40)} twice; repeat no test case")
    cases[case] = verdict
