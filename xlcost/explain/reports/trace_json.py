"""A trace for programs: one JSON object; places are ``Sheet!A1``, dates ISO texts, formulas without "="."""

from __future__ import annotations

from typing import Any

from xlcost.explain.records import Dependents, Step, Trace
from xlcost.inert import json_text
from xlcost.outline.captions import area_text


def render(trace: Trace) -> str:
    """The trace, and how many cells and ranges it follows."""
    return json_text({"workbook": trace.path, "cells": trace.cells, **as_dict(trace.root)})


def render_dependents(found: Dependents) -> str:
    """What a cell moves."""
    moved = [
        {
            "areas": [area_text(one.spot.sheet, area) for area in one.areas],
            "name": one.spot.name,
            "cells": one.cells,
            "direct": one.direct,
            "value": one.value,
        }
        for one in found.moved
    ]
    content = {
        "workbook": found.path,
        "where": found.spot.where,
        "name": found.spot.name,
        "value": found.value,
        "moved": moved,
        "hidden": found.hidden,
    }
    return json_text(content)


def as_dict(root: Step) -> dict[str, Any]:
    """A step and all below it, in plain dicts and lists, but for dates; made without recursion."""
    result = _alone(root)
    pending = [(root, result)]
    while pending:
        step, made = pending.pop()
        for child in step.steps:
            below = _alone(child)
            made.setdefault("steps", []).append(below)
            pending.append((child, below))
    return result


def _alone(step: Step) -> dict[str, Any]:
    """A step without those below it; what does not apply is left out."""
    content = {
        "where": area_text(step.spot.sheet, step.area),
        "kind": step.kind,
        "name": step.name,
        "through": step.through,
        "unit": step.spot.unit,
        "value": step.value,
        "formula": step.formula,
        "explanations": [explanation._asdict() for explanation in step.explanations],
        "range": step.facts and {key: value for key, value in step.facts._asdict().items() if value is not None},
        "alike": step.alike if step.alike > 1 else None,
        "repeated": step.repeated,
        "not_followed": step.not_followed,
        "note": step.note,
    }
    always = {"where", "kind"} if step.facts is not None else {"where", "kind", "value"}
    return {key: value for key, value in content.items() if value or key in always}
