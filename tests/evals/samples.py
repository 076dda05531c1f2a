"""Made-up results in the shapes that test tools write, with only the fields that are read and a few beside."""

from __future__ import annotations

import json


def promptfoo(passed, provider_as_record=True, version=3):
    """promptfoo's JSON: {provider: [True, False, None for an error, ...]}."""
    results = [
        {
            "promptIdx": column,
            **({"testIdx": number} if version >= 3 else {}),
            "provider": {"id": name, "label": ""} if provider_as_record else name,
            "prompt": {"raw": "Classify: {{mail}}", "label": "Classify: {{mail}}"},
            "vars": {"mail": f"mail {number}"},
            "response": None if verdict is None else {"output": "spam"},
            "error": "429 Too Many Requests" if verdict is None else None,
            "failureReason": 2 if verdict is None else 0 if verdict else 1,
            "success": bool(verdict),
            "score": 1 if verdict else 0,
            "latencyMs": 400,
        }
        for column, (name, verdicts) in enumerate(passed.items())
        for number, verdict in enumerate(verdicts)
    ]
    return json.dumps({"evalId": "eval-abc", "results": {"version": version, "results": results, "stats": {}}})


def openai_evals(model, correct):
    """OpenAI evals' JSON lines of one model: [True, False, ...]."""
    lines = [{"spec": {"completion_fns": [model], "eval_name": "mails.dev.v0", "base_eval": "mails"}}]
    for number, verdict in enumerate(correct):
        sample = {"run_id": "1", "event_id": 2 * number, "sample_id": f"mails.dev.{number}"}
        lines += [
            {**sample, "type": "sampling", "data": {"prompt": "...", "sampled": ["spam"]}},
            {**sample, "type": "match", "data": {"correct": verdict, "expected": "spam", "picked": "spam"}},
        ]
    lines.append({"final_report": {"accuracy": sum(correct) / len(correct)}})
    return "\n".join(map(json.dumps, lines)) + "\n"


def inspect_log(model, values, epochs=1):
    """Inspect's JSON of one model: ["C", "I", None for no score, ...]."""
    samples = [
        {
            "id": number,
            "epoch": epoch,
            "input": "...",
            "target": "spam",
            "scores": None if value is None else {"match": {"value": value, "answer": "spam"}},
        }
        for epoch in range(1, epochs + 1)
        for number, value in enumerate(values, start=1)
    ]
    return json.dumps(
        {"version": 2, "status": "success", "eval": {"task": "mails", "model": model}, "samples": samples}
    )


def table(passed):
    """A CSV: {alternative: [True, False, None, ...]}."""
    words = {True: "pass", False: "fail", None: ""}
    lines = [",".join(["case", *passed])]
    for number, verdicts in enumerate(zip(*passed.values(), strict=True), start=1):
        lines.append(",".join([f"q{number}", *(words[verdict] for verdict in verdicts)]))
    return "\n".join(lines) + "\n"
