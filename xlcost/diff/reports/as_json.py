"""The comparison for programs: one JSON object; places are ``Sheet!A1``, dates ISO texts, formulas without "="."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlcost.diff.records import (
    Difference,
    Driver,
    FormulaChange,
    LineChange,
    PriceChange,
    ResultChange,
    ValueChange,
)
from xlcost.diff.wording import line_title
from xlcost.inert import json_text
from xlcost.outline.captions import Spot, area_text
from xlcost.workbook.places import shown


def render(difference: Difference, limit: int | None) -> str:
    """Everything, whatever the limit."""
    del limit
    return json_text(as_dict(difference))


def as_dict(difference: Difference) -> dict[str, Any]:
    """The comparison in plain dicts, lists, numbers and texts, but for dates."""
    sections: dict[str, tuple[Callable[[Any], dict[str, Any]], tuple[Any, ...]]] = {
        "sheets": (lambda change: change._asdict(), difference.sheets),
        "lines": (_line, difference.lines),
        "inputs": (_value, difference.inputs),
        "prices": (_price, difference.prices),
        "formulas": (_formula, difference.formulas),
        "settings": (lambda change: change._asdict(), difference.settings),
        "texts": (_value, difference.texts),
        "new_errors": (
            lambda change: {
                "areas": [area_text(change.sheet, area) for area in change.areas],
                "error": change.error,
                "cells": change.cells,
            },
            difference.new_errors,
        ),
        "drivers": (_driver, difference.drivers),
        "results": (_result, difference.results),
    }
    return {
        "old": difference.old,
        "new": difference.new,
        "changed": difference.changed,
        "counts": difference.counts._asdict(),
        "decision": difference.decision._asdict() if difference.decision else None,
        "not_compared": difference.not_compared or None,
        **{name: [plain(change) for change in changes] for name, (plain, changes) in sections.items()},
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {"where": spot.where, "label": spot.label, "header": spot.header, "unit": spot.unit}


def _value(change: ValueChange) -> dict[str, Any]:
    return {
        **_spot(change.spot),
        "old_where": change.old.where if change.old else None,
        "old": change.old_value,
        "new": change.new_value,
    }


def _formula(change: FormulaChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        **_spot(change.spot),
        "areas": [area_text(change.spot.sheet, area) for area in change.areas],
        "cells": change.cells,
        "old_r1c1": change.old,
        "new_r1c1": change.new,
        "old_a1": change.old_a1,
        "new_a1": change.new_a1,
        "old_value": change.old_value,
        "new_value": change.new_value,
    }


def _line(change: LineChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "axis": change.axis,
        "sheet": change.sheet,
        "first": change.first,
        "last": change.last,
        "moved_to": change.moved_to,
        "title": line_title(change),
        "contents": dict(change.contents),
    }


def _price(change: PriceChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "provider": change.provider,
        "model": change.model,
        "where": change.where,
        "unit": change.unit,
        "fields": {item.name: {"old": item.old, "new": item.new} for item in change.fields},
        "old_source": change.old_source or None,
        "new_source": change.new_source or None,
    }


def _driver(driver: Driver) -> dict[str, Any]:
    places = driver.new_places or driver.old_places
    return {"kind": driver.kind, "text": driver.text, "first_cell": shown(places[0]) if places else None}


def _result(result: ResultChange) -> dict[str, Any]:
    return {
        **_spot(result.spot),
        "cells": result.cells,
        "important": result.important,
        "old": result.old_value,
        "new": result.new_value,
        "drivers": list(result.drivers),
        "effects": [{"drivers": list(effect.drivers), "alone": effect.alone} for effect in result.effects],
        "together": result.together,
    }
