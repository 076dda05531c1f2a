"""The flow between sheets as a drawing: inputs at the left, results at the right, thick arrows where much is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log10
from typing import Final, NamedTuple

from xlcost.explain.records import Flow, Map, MappedSheet
from xlcost.quantities import plural
from xlcost.report.templates import text_in_picture

_WIDTH: Final = 1000
_BOX: Final = (118, 40)  # width and height
_GAP: Final = 34  # between boxes of a column
_LONGEST_NAME: Final = 16
_LEAST_APART: Final = 60  # between columns of boxes
#: More arrows than this are a black area, and take minutes: the strongest are drawn.
_MOST_ARROWS: Final = 300


class _Box(NamedTuple):
    sheet: MappedSheet
    x: float
    y: float


def flow_picture(found: Map) -> Iterator[str]:
    """The sheets that give figures to others or take some; nothing where there are none.

    A sheet stands right of all that it reads. What is read against that direction is drawn dashed.
    """
    flows = [flow for flow in found.flows if flow.figures]
    if len(flows) > _MOST_ARROWS:
        flows = sorted(flows, key=lambda flow: -flow.figures)[:_MOST_ARROWS]
    if not flows:
        return
    forward = _forward(flows)
    taking_part = {name for flow in flows for name in (flow.giver, flow.reader)}
    columns = _columns([sheet for sheet in found.sheets if sheet.name in taking_part], forward)
    boxes = dict(_placed(columns))
    width = max(box.x for box in boxes.values()) + _BOX[0] + 2
    height = max(box.y for box in boxes.values()) + _BOX[1] + 2
    yield f'<svg class="flow" viewBox="-1 -1 {width:.0f} {height + 1:.0f}" role="img">'
    for flow in sorted(flows, key=lambda flow: flow.figures):
        yield _arrow(flow, boxes[flow.giver], boxes[flow.reader], is_forward=flow in forward)
    for box in boxes.values():
        yield from _box(box)
    yield "</svg>"


def _forward(flows: Sequence[Flow]) -> set[Flow]:
    """The flows that make no ring, the strongest first."""
    followers: dict[str, set[str]] = defaultdict(set)
    kept = set()
    for flow in sorted(flows, key=lambda flow: -flow.figures):
        if not _leads_to(flow.reader, flow.giver, followers):
            followers[flow.giver].add(flow.reader)
            kept.add(flow)
    return kept


def _leads_to(start: str, end: str, followers: Mapping[str, set[str]]) -> bool:
    pending, seen = [start], {start}
    while pending:
        sheet = pending.pop()
        if sheet == end:
            return True
        fresh = followers.get(sheet, set()) - seen
        seen |= fresh
        pending.extend(fresh)
    return False


def _columns(sheets: Sequence[MappedSheet], forward: set[Flow]) -> list[list[MappedSheet]]:
    """The sheets by the longest way that leads to them."""
    depth = dict.fromkeys((sheet.name for sheet in sheets), 0)
    for _ in sheets:
        for flow in forward:
            depth[flow.reader] = max(depth[flow.reader], depth[flow.giver] + 1)
    columns: list[list[MappedSheet]] = [[] for _ in range(max(depth.values()) + 1)]
    for sheet in sheets:
        columns[depth[sheet.name]].append(sheet)
    return columns


def _placed(columns: Sequence[Sequence[MappedSheet]]) -> Iterator[tuple[str, _Box]]:
    step = _BOX[1] + _GAP
    tallest = max(map(len, columns)) * step
    apart = max(_BOX[0] + _LEAST_APART, (_WIDTH - _BOX[0]) / max(len(columns) - 1, 1)) if len(columns) > 1 else 0
    for number, column in enumerate(columns):
        top = (tallest - len(column) * step) / 2 + (number % 2) * _GAP / 2
        for row, sheet in enumerate(column):
            yield sheet.name, _Box(sheet, number * apart, top + row * step)


def _arrow(flow: Flow, giver: _Box, reader: _Box, *, is_forward: bool) -> str:
    x1, y1 = giver.x + _BOX[0], giver.y + _BOX[1] / 2
    x2, y2 = reader.x, reader.y + _BOX[1] / 2
    bend = max(abs(x2 - x1) / 2, 40)
    said = f"{flow.reader} reads {flow.giver} in {plural(flow.figures, 'formula cell')}"
    return (
        f'<path class="{"forward" if is_forward else "back"}" stroke-width="{1 + 1.2 * log10(flow.figures):.1f}" '
        f'd="M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}">'
        f"<title>{text_in_picture(said)}</title></path>"
    )


def _box(box: _Box) -> Iterator[str]:
    name = box.sheet.name
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    middle = box.x + _BOX[0] / 2
    inputs = sum(area.size for area in box.sheet.inputs)
    count = plural(box.sheet.formulas, "formula") if box.sheet.formulas > 1 else plural(inputs, "input")
    yield (
        f'<g class="{box.sheet.role}"><title>{text_in_picture(name)}</title>'
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{_BOX[0]}" height="{_BOX[1]}" rx="7"/>'
        f'<text x="{middle:.0f}" y="{box.y + 17:.0f}">{text_in_picture(short)}</text>'
        f'<text class="small" x="{middle:.0f}" y="{box.y + 32:.0f}">{count}</text></g>'
    )
