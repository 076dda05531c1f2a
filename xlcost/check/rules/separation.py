"""Rules about who stands where: inputs apart from calculations, columns alike, one time axis, one direction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from xlcost.check.places import hits_at, listed, shown
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.formula.tree import Binary, Call, walk
from xlcost.formula.unique import Formula
from xlcost.outline.controls import controls_of
from xlcost.outline.layout import Line
from xlcost.outline.model import Model
from xlcost.outline.roles import CALCULATION, CHECKS, INPUTS, OUTPUT
from xlcost.workbook.addresses import Area, column_letters
from xlcost.workbook.records import BOOL, NUMBER, Cell, Place, Sheet

#: Functions by which a formula on an input sheet may choose among inputs.
_CHOOSING = frozenset({"INDEX", "CHOOSE", "MATCH", "XLOOKUP", "XMATCH", "SWITCH", "IF", "OFFSET"})


@rule(
    "S02",
    Severity.WARNING,
    "Inputs, calculations, outputs on separate sheets; no formula on Inputs, no constant on calculation sheets",
    why="A number typed among formulas is overlooked when inputs are reviewed; a formula among inputs is overwritten.",
    mend="Move the number to the inputs sheet, with unit and source, and refer to it; the formula to a calculation.",
    risk="Medium: small models keep everything on one sheet. Formulas that only choose among inputs are allowed.",
    source="ICAEW Financial Modelling Code, UAE CB 7.7.2",
    profile=Profile.HOUSE,
)
def inputs_stand_apart(model: Model) -> Iterator[Hit]:
    """Formulas on input sheets, constants on the others."""
    for sheet in model.book.sheets:
        role = model.roles[sheet.name]
        if role == INPUTS:
            yield from _formulas_among_inputs(model, sheet)
        elif role in {CALCULATION, OUTPUT, CHECKS} and sheet.formulas:
            yield from _constants_among_formulas(model, sheet)


def _formulas_among_inputs(model: Model, sheet: Sheet) -> Iterator[Hit]:
    found = {}
    for cell in sheet.formulas:
        place = (sheet.name, cell.row, cell.column)
        formula = model.formulas.at.get(place)
        if formula is not None and not model.shows_text(place) and not chooses_only(formula):
            found[place] = "a calculation on an input sheet"
    yield from hits_at(found)


def chooses_only(formula: Formula) -> bool:
    """Whether a formula computes nothing but picks one of several cells."""
    nodes = list(walk(formula.tree))
    calls = [node for node in nodes if isinstance(node, Call)]
    arithmetic = any(isinstance(node, Binary) and node.operator in "+-*/^&" for node in nodes)
    return not arithmetic and all(call.name in _CHOOSING for call in calls)


def _constants_among_formulas(model: Model, sheet: Sheet) -> Iterator[Hit]:
    found = {
        place: "a typed number among the calculations"
        for place in model.inputs_by_sheet.get(sheet.name, ())
        if (cell := model.cell(place)) is not None and cell.kind in {NUMBER, BOOL}
    }
    found |= {
        (sheet.name, cell.row, cell.column): "a typed number among the calculations"
        for cell in _typed_over(model, sheet)
    }
    yield from hits_at(found)


def _typed_over(model: Model, sheet: Sheet) -> Iterator[Cell]:
    """Numbers that nothing reads but that stand as the value of a line, where formulas belong."""
    layout = model.layouts[sheet.name]
    for block in layout.blocks:
        if not block.records:
            for line in block.lines:
                yield from (
                    cell
                    for cell in line.values
                    if cell.formula is None and cell.kind == NUMBER and not _spilt(model, sheet, cell)
                )


def _spilt(model: Model, sheet: Sheet, cell: Cell) -> bool:
    return (sheet.name, cell.row, cell.column) in model.spilled


@rule(
    "S11",
    Severity.WARNING,
    "The same column purpose on every sheet",
    why="Where labels, units and values stand in the same columns everywhere, a slip into the wrong one is seen.",
    mend="Move the columns so that label, unit, value and note stand as on the other sheets.",
    risk="Medium. Sheets of another kind (lists, dashboards) are left out; only sheets of lines are compared.",
    source="FAST 2.01-01",
    profile=Profile.HOUSE,
)
def columns_mean_the_same(model: Model) -> Iterator[Hit]:
    """Label, unit and first value column of each sheet of lines against the most common ones."""
    columns: dict[str, dict[str, int]] = {}
    for name, layout in model.layouts.items():
        lines = [line for block in layout.blocks if not block.records for line in block.lines]
        if len(lines) < 3 or model.roles[name] not in {INPUTS, CALCULATION, OUTPUT} or layout.label_column is None:
            continue
        columns[name] = {"label": layout.label_column}
        if not any(axis.along_row for axis in layout.axes):  # months stand where the time axis says
            first = Counter(found for line in lines if (found := _first_value(line, layout.unit_column)))
            if first:
                columns[name]["value"] = first.most_common(1)[0][0]
        if layout.unit_column is not None and any(block.has_units for block in layout.blocks):
            columns[name]["unit"] = layout.unit_column
    if len(columns) < 2:
        return
    for purpose in ("label", "unit", "value"):
        used = {name: own[purpose] for name, own in columns.items() if purpose in own}
        usual, count = Counter(used.values()).most_common(1)[0] if used else (0, 0)
        for name, column in used.items():
            if column != usual and count >= 2:
                here, there = column_letters(column), column_letters(usual)
                yield Hit(f"the {purpose} column is {here}, on {count} other sheets {there}", name)


def _first_value(line: Line, unit_column: int | None) -> int:
    """The column of a line's first value; a unit made by a formula, such as that of a currency, is none."""
    return next((cell.column for cell in line.values if cell.column != unit_column), 0)


@rule(
    "S12",
    Severity.WARNING,
    "One time axis, in the frozen pane",
    why="A month must be in the same column on every sheet, and visible while one scrolls, or sums mix periods.",
    mend="Give every sheet the same time axis, starting in the same column, and freeze panes below it.",
    risk="Medium. Only axes of at least five periods above formulas count.",
    source="FAST 2.01-02",
    profile=Profile.HOUSE,
)
def one_time_axis(model: Model) -> Iterator[Hit]:
    """First column and length of the axes along rows, and whether they stay visible."""
    spans: dict[str, tuple[int, int]] = {}
    for name, layout in model.layouts.items():
        sheet = model.sheet(name)
        if not sheet.formulas:
            continue
        across = [axis for axis in layout.axes if axis.along_row and _has_formulas_below(sheet, axis.line, axis.first)]
        down = [axis for axis in layout.axes if not axis.along_row]
        if across:
            main = min(across, key=lambda axis: axis.line)
            spans[name] = (main.first, main.last)
            if sheet.frozen_at is None or sheet.frozen_at[0] <= main.line:
                area = Area(main.line, main.first, main.line, main.last)
                yield Hit("the time axis scrolls away: it is not in the frozen pane", name, area)
            for axis in across:
                if axis.first < main.first or axis.last > main.last:
                    area = Area(axis.line, axis.first, axis.line, axis.last)
                    yield Hit("this time axis differs from the one above it", name, area)
        elif down and (sheet.frozen_at is None or sheet.frozen_at[1] <= down[0].line) and down[0].line > 1:
            axis = down[0]
            yield Hit("the time axis scrolls away", name, Area(axis.first, axis.line, axis.last, axis.line))
    firsts = Counter(span[0] for span in spans.values())
    if len(firsts) > 1:
        usual = firsts.most_common(1)[0][0]
        for name, (first, _) in spans.items():
            if first != usual:
                message = f"time starts in column {column_letters(first)}, on other sheets in {column_letters(usual)}"
                yield Hit(message, name)


def _has_formulas_below(sheet: Sheet, row: int, column: int) -> bool:
    return any(cell.row > row and cell.column == column for cell in sheet.formulas)


@rule(
    "S13",
    Severity.WARNING,
    "Sheets depend in one direction",
    why="Where two sheets read each other, nobody can follow the calculation from inputs to results.",
    mend="Move the lines that read back to the sheet that follows, or to a sheet of their own.",
    risk="Medium. Texts and the master check shown on every sheet do not count.",
    source="FAST 2.01-04",
    profile=Profile.HOUSE,
)
def sheets_flow_one_way(model: Model) -> Iterator[Hit]:
    """Pairs of sheets that read each other, by whichever of the two directions is used less."""
    flows: dict[tuple[str, str], list[Place]] = defaultdict(list)
    controls = controls_of(model)
    status = controls.shown if controls is not None else frozenset()
    for place, elsewhere in model.graph.across_sheets.items():
        if place in status or model.shows_text(place):
            continue
        for sheet, area, _ in elsewhere:
            if (sheet, area.top, area.left) not in status:
                flows[sheet, place[0]].append(place)
    for (giver, reader), places in flows.items():
        back = flows.get((reader, giver))
        if back and (len(places), giver) < (len(back), reader):
            yield Hit(
                f"{reader} reads {giver} ({listed(shown(place, reader) for place in dict.fromkeys(places))}), "
                f"while {giver} reads {reader}",
                reader,
            )
    yield from _longer_rings(flows)


def _longer_rings(flows: dict[tuple[str, str], list[Place]]) -> Iterator[Hit]:
    """A ring of three or more sheets, none of whose pairs read each other."""
    followers: dict[str, list[str]] = defaultdict(list)
    for giver, reader in flows:
        if (reader, giver) not in flows:
            followers[giver].append(reader)
    state: dict[str, int] = {}
    for start in list(followers):
        if start not in state:
            ring = _ring_from(start, followers, state)
            if ring:
                yield Hit(f"sheets read each other in a ring: {' > '.join(ring)}", ring[0])


def _ring_from(start: str, followers: dict[str, list[str]], state: dict[str, int]) -> list[str]:
    path = [start]
    branches = [iter(followers[start])]
    state[start] = 1
    while path:
        for sheet in branches[-1]:
            if state.get(sheet) == 1:
                state.update(dict.fromkeys(path, 2))
                return [*path[path.index(sheet) :], sheet]
            if sheet not in state:
                state[sheet] = 1
                path.append(sheet)
                branches.append(iter(followers.get(sheet, ())))
                break
        else:
            state[path.pop()] = 2
            branches.pop()
    return []
