"""Finds the checks of a model: the master check, the checks it gathers, and where it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xlcost.formula.graph import PlaceIndex
from xlcost.formula.references import sources
from xlcost.formula.tree import NameUse
from xlcost.outline.model import Model
from xlcost.outline.roles import CHECKS
from xlcost.workbook.addresses import Area, cells_in
from xlcost.workbook.records import BLANK, TEXT, Place

_MASTER_NAME: Final = re.compile(
    r"(master|overall|model|global|all|total)_?checks?(_?(ok|result|status|total))?", re.IGNORECASE
)
_MASTER_LABEL: Final = re.compile(
    r"\b(master|overall|model|global|total)\b.{0,12}\bchecks?\b|\ball checks\b", re.IGNORECASE
)
_CHECK_LABEL: Final = re.compile(r"\bchecks?\b", re.IGNORECASE)


class Controls(NamedTuple):
    """The checks of a workbook."""

    master: Place
    checks: tuple[Place, ...]  # what the master gathers, through sums of checks, down to the single ones
    shown: frozenset[Place]  # cells that show the master check, the master itself included
    passing: float | None  # the value of a check that passes; None where nothing tells


def controls_of(model: Model) -> Controls | None:
    """The master check and what it gathers; None where there is no master check."""
    return model.remembered(_find_controls)


def is_status(model: Model, place: Place) -> bool:
    """Whether a cell is the master check, or only shows it."""
    controls = controls_of(model)
    return controls is not None and place in controls.shown


def _area(row: int, column: int) -> Area:
    return Area(row, column, row, column)


def _find_controls(model: Model) -> Controls | None:
    master = _master(model)
    if master is None:
        return None
    checks = tuple(dict.fromkeys(_gathered(model, master, set())))
    return Controls(master, checks, _showing(model, master), _passing_value(model, master, checks))


def _master(model: Model) -> Place | None:
    for name in model.book.names:
        if _MASTER_NAME.fullmatch(name.name):
            for source in sources(model.book, NameUse(None, name.name), name.scope or model.book.sheets[0].name, 1, 1):
                place = (source.sheet, source.area.top, source.area.left)
                if source.area.size == 1 and place in model.formulas.at:
                    return place
    candidates = [
        (name, line.row, cell.column)
        for name, layout in model.layouts.items()
        for line in layout.lines
        if _MASTER_LABEL.search(line.label) and len(line.label) < 60
        for cell in line.values[:1]
        if cell.formula is not None
    ]
    return next(
        (place for place in candidates if model.roles[place[0]] == CHECKS), candidates[0] if candidates else None
    )


def _gathered(model: Model, place: Place, seen: set[Place]) -> Iterator[Place]:
    """The single checks that a gathering cell reads."""
    if place in seen:
        return
    seen.add(place)
    for sheet, area, _ in model.graph.reads.get(place, ()):
        for at in _filled(model, sheet, area):
            if area.size == 1 and at not in model.formulas.at and not is_flag(model, at):
                continue  # a tolerance, or the number of checks
            if at in model.formulas.at and _gathers(model, at):
                yield from _gathered(model, at, seen)
            else:
                yield at


def _filled(model: Model, sheet: str, area: Area) -> list[Place]:
    cells = model.sheet(sheet).cells
    return [
        (sheet, *at)
        for at in sorted(cells_in(cells, area))
        if cells[at].formula is not None or cells[at].kind not in {TEXT, BLANK}
    ]


def _gathers(model: Model, place: Place) -> bool:
    """Whether a cell sums up checks, rather than being one: it reads a range of flags."""
    for sheet, area, _ in model.graph.reads.get(place, ()):
        if area.size > 1:
            filled = [at for at in _filled(model, sheet, area) if at in model.formulas.at]
            if len(filled) > 1 and all(is_flag(model, at) for at in filled):
                return True
    return False


def is_flag(model: Model, place: Place) -> bool:
    """Whether a cell's value is 0, 1, TRUE or FALSE."""
    return model.value(place) in {0, 1}  # True == 1 and False == 0


def _showing(model: Model, master: Place) -> frozenset[Place]:
    """Cells that depend on nothing but the master check, and texts in which it appears."""
    shown = {master}
    waiting = [master]
    while waiting:
        for place in model.graph.read_by.get((waiting[-1][0], _area(*waiting.pop()[1:])), ()):
            if place not in shown and _shows(model, place, shown):
                shown.add(place)
                waiting.append(place)
    return frozenset(shown)


def _shows(model: Model, place: Place, shown: set[Place]) -> bool:
    """Whether a cell that reads a shown one shows it too; all that it reads must be shown, or it must be a text."""
    read = model.graph.reads[place]
    alone = all(area.size == 1 and (sheet, area.top, area.left) in shown for sheet, area, _ in read)
    return alone or model.shows_text(place)


def _passing_value(model: Model, master: Place, checks: tuple[Place, ...]) -> float | None:
    """1 or 0: by the number format of the checks, by how they are gathered, or by what most of them say."""
    for place in (master, *checks):
        cell = model.cell(place)
        sections = model.style(cell).number_format.split(";") if cell is not None else []
        if len(sections) >= 3 and '"' in sections[0] + sections[2]:
            good = re.search(r"ok|pass|true|yes", sections[0], re.IGNORECASE)
            bad = re.search(r"ok|pass|true|yes", sections[2], re.IGNORECASE)
            if good or bad:
                return 1.0 if good else 0.0
    calls = {call.name for call in model.formulas.at[master].calls}
    if calls & {"MIN", "PRODUCT", "AND"}:
        return 1.0
    values = [model.value(place) for place in checks]
    ones, zeros = sum(value == 1 for value in values), sum(value == 0 for value in values)
    return None if ones == zeros else float(ones > zeros)


def candidates(model: Model, controls: Controls) -> Iterator[Place]:
    """Flags on check sheets that stand and look as checks do, and flags on lines called checks."""
    looks = {(place[0], place[2], cell.style) for place in controls.checks if (cell := model.cell(place)) is not None}
    checks = PlaceIndex(controls.checks)
    for name, layout in model.layouts.items():
        on_check_sheet = model.roles[name] == CHECKS
        for line in layout.lines:
            called = len(line.values) == 1 and _CHECK_LABEL.search(line.label)
            if not called and not on_check_sheet:
                continue
            for cell in line.values:
                place = (name, cell.row, cell.column)
                looks_like_one = cell.formula is not None and (called or (name, cell.column, cell.style) in looks)
                if looks_like_one and is_flag(model, place) and not _reads_any(model, place, checks):
                    yield place


def _reads_any(model: Model, place: Place, checks: PlaceIndex) -> bool:
    """Whether a cell counts or gathers checks, so that it is none itself."""
    return any(True for sheet, area, _ in model.graph.reads[place] for _ in checks.inside(sheet, area))
