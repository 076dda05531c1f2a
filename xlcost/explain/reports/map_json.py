"""A map for programs: one JSON object; places are ``Sheet!A1``, dates ISO texts, formulas without "="."""

from __future__ import annotations

from typing import Any

from xlcost.explain.records import Loose, Map
from xlcost.inert import json_text
from xlcost.outline.captions import area_text
from xlcost.workbook.places import shown


def render(found: Map, limit: int | None) -> str:
    """Everything, whatever the limit."""
    del limit
    return json_text(as_dict(found))


def as_dict(found: Map) -> dict[str, Any]:
    """The map in plain dicts, lists, numbers and texts, but for dates."""
    return {
        "workbook": found.path,
        "sheets": [
            {**sheet._asdict(), "used": str(sheet.used), "inputs": [str(area) for area in sheet.inputs]}
            for sheet in found.sheets
        ],
        "flows": [flow._asdict() for flow in found.flows],
        "inputs_without_effect": list(map(_loose, found.inputs_without_effect)),
        "outputs_without_input": list(map(_loose, found.outputs_without_input)),
        "circles": [[shown(place) for place in circle] for circle in found.circles],
        "links": list(found.links),
        "unreadable": [one._asdict() for one in found.unreadable],
        "hidden": found.hidden,
        "not_calculated": found.not_calculated,
        "formulas": [
            {
                "sheet": formula.spot.sheet,
                "areas": [str(area) for area in formula.areas],
                "cells": formula.cells,
                "name": formula.spot.name,
                "formula": formula.a1,
                "r1c1": formula.r1c1,
                "reads": list(formula.reads),
                "value": formula.value,
            }
            for formula in found.formulas
        ],
    }


def _loose(one: Loose) -> dict[str, Any]:
    return {
        "where": area_text(one.spot.sheet, one.area),
        "name": one.spot.name,
        "cells": one.cells,
        "value": one.value,
        "why": one.why,
    }
