"""A map as one self-contained page: nothing is loaded from elsewhere, and no script is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

from xlcost.explain.records import Map
from xlcost.explain.reports.flow_picture import flow_picture
from xlcost.explain.reports.map_text import doubts, summary
from xlcost.explain.reports.sheet_picture import colour, sheet_picture
from xlcost.outline.captions import area_text
from xlcost.report.templates import page_from, picture

_SHOWN_AREAS: Final = 4


def render(found: Map, limit: int | None) -> str:
    """One page; what goes beyond the limit is folded away, not left out."""
    name = PurePath(found.path).name
    return page_from(
        "explain/reports/map.html",
        title=f"Map of {name}",
        name=name,
        found=found,
        numbers={sheet.name: number for number, sheet in enumerate(found.sheets)},
        limit=limit,
        summary=summary(found),
        doubts=list(doubts(found, None)),
        flow=picture(flow_picture(found)),
        sheets=list(_sheets(found)),
        area_text=area_text,
        areas=_SHOWN_AREAS,
    )


def _sheets(found: Map) -> Iterator[Mapping[str, Any]]:
    """The sheets that have formulas or inputs, each with its picture and its formulas in the colours of that."""
    for number, sheet in enumerate(found.sheets):
        formulas = found.formulas_on.get(sheet.name, ())
        if formulas or sheet.inputs:
            yield {
                "number": number,
                "name": sheet.name,
                "cells": sheet.formulas,
                "picture": picture(sheet_picture(sheet, formulas)),
                "formulas": [(colour(place), formula) for place, formula in enumerate(formulas)],
            }
