"""Rules about what a reader sees: labels, units, sources, signs, styles, number formats."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from xlcost.check.places import cell_area, hits_at
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.outline import words
from xlcost.outline.layout import Block, Layout, Line
from xlcost.outline.model import Model
from xlcost.outline.roles import CALCULATION, CHECKS, INPUTS, OUTPUT
from xlcost.workbook.addresses import Area, column_letters
from xlcost.workbook.records import BOOL, NUMBER, TEXT, Cell, Place, Sheet

_LINED = frozenset({INPUTS, CALCULATION, OUTPUT, CHECKS})


def _lined(model: Model) -> Iterator[tuple[Sheet, Layout]]:
    """The sheets that consist of lines."""
    for name, layout in model.layouts.items():
        if model.roles[name] in _LINED:
            yield model.sheet(name), layout


def _row_area(line: Line) -> Area:
    return Area(line.row, line.label_column, line.row, line.values[-1].column)


#: How cash flow statements say that a line is an outflow.
_MINUS = ("(-)", "(\u2212)", "- ", "less:", "Less:", "Less ")


@rule(
    "L01",
    Severity.WARNING,
    "A unique label on every line",
    why="Two lines with one label are taken for each other, and a line without one for a mistake.",
    mend="Say in the label what sets the line apart.",
    risk="Low in models. Compared within a section, with the other texts of the row; lists under headers are left out.",
    source="FAST 3.05",
    profile=Profile.HOUSE,
)
def labels_are_unique(model: Model) -> Iterator[Hit]:
    """Repeated labels in a section, and rows of values among lines that have none."""
    for sheet, layout in _lined(model):
        for block in layout.blocks:
            first: dict[tuple[str, ...], Line] = {}
            above = 0
            for line in () if block.records else block.lines:
                if line.row != above + 1:
                    first.clear()  # a heading stands between: another section
                above = line.row
                key = _said(model, layout, line)
                if key in first:
                    label = line.label[:60]
                    yield Hit(
                        f'the label "{label}" is also in row {first[key].row}',
                        sheet.name,
                        cell_area(line.row, line.label_column),
                    )
                first.setdefault(key, line)
            yield from _without_label(model, sheet, layout, block)


def _said(model: Model, layout: Layout, line: Line) -> tuple[str, ...]:
    """The label, and whatever else the row says in words: a list without headers tells its rows apart by all of it."""
    apart = {line.label_column, layout.unit_column, layout.note_column}
    cells = model.grid(layout.sheet.name).rows[line.row]
    texts = [str(cell.value) for cell in cells if cell.kind == TEXT and not cell.formula and cell.column not in apart]
    return tuple(" ".join(text.lower().split()) for text in (line.label, *texts))


def _without_label(model: Model, sheet: Sheet, layout: Layout, block: Block) -> Iterator[Hit]:
    labelled = {line.row for line in block.lines}
    axes = {axis.line for axis in layout.axes if axis.along_row}
    columns = {cell.column for line in block.lines for cell in line.values}
    for row in block.rows:
        if row in labelled or row in axes or block.records or _has_number_for_label(sheet, layout, row):
            continue
        values = [
            cell
            for column in columns
            if (cell := sheet.cells.get((row, column))) is not None
            and (cell.formula is not None or cell.kind == NUMBER)
            and not isinstance(model.value((sheet.name, row, column)), str)
        ]
        if values:
            yield Hit("values without a label", sheet.name, cell_area(row, min(cell.column for cell in values)))


def _has_number_for_label(sheet: Sheet, layout: Layout, row: int) -> bool:
    """Whether the row is one of a grid, such as a sensitivity, whose rows are headed by numbers."""
    heading = sheet.cells.get((row, layout.label_column or 0))
    return heading is not None and heading.kind == NUMBER


@rule(
    "L02",
    Severity.WARNING,
    "A unit on every line",
    why="Tokens, thousands of tokens and dollars per million tokens look alike; a factor of 1,000 is the usual slip.",
    mend="Write the unit in the unit column, such as USD per month; for a list, in the header.",
    risk="High in models of others: titles over tables, and units written in unusual ways (Ea_Wm2), count as lines.",
    source="FAST 3.05-04",
    profile=Profile.HOUSE,
)
def every_line_has_a_unit(model: Model) -> Iterator[Hit]:
    """Where lines of a block give units, all must; where none does, the sheet is reported once."""
    for sheet, layout in _lined(model):
        bare: list[Line] = []
        for block in layout.blocks:
            if block.records:
                yield from _bare_columns(model, sheet, layout, block)
                continue
            for line in block.lines:
                if not _has_number(model, sheet, line):
                    continue
                if block.has_units and line.unit is None and not words.label_carries_unit(line.label):
                    yield Hit(f'the line "{line.label[:60]}" has no unit', sheet.name, _row_area(line))
                elif line.unit is None and not _carries_unit(model, layout, line):
                    bare.append(line)
        if len(bare) > 3:
            yield Hit(f"{len(bare)} lines have no unit, the first in row {bare[0].row}", sheet.name)
        else:
            for line in bare:
                yield Hit(f'the line "{line.label[:60]}" has no unit', sheet.name, _row_area(line))


def _has_number(model: Model, sheet: Sheet, line: Line) -> bool:
    values = (model.value((sheet.name, cell.row, cell.column)) for cell in line.values)
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _carries_unit(model: Model, layout: Layout, line: Line) -> bool:
    if words.label_carries_unit(line.label):
        return True
    if any(words.format_carries_unit(model.style(cell).number_format) for cell in line.values):
        return True
    headers = [layout.headers(cell.row, cell.column) for cell in line.values]
    return all(header and words.header_carries_unit(header) for header in headers)


def _bare_columns(model: Model, sheet: Sheet, layout: Layout, block: Block) -> Iterator[Hit]:
    columns: dict[int, list[Cell]] = defaultdict(list)
    for line in block.lines:
        for cell in line.values:
            columns[cell.column].append(cell)
    for column, cells in sorted(columns.items()):
        values = [model.value((sheet.name, cell.row, cell.column)) for cell in cells]
        numbers = [
            cell
            for cell, value in zip(cells, values, strict=True)
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        ]
        if len(numbers) < len(cells) * 0.5 or len(cells) < 3:
            continue
        header = layout.headers(cells[0].row, column)
        by_line = sum(line.unit is not None for line in block.lines) >= len(block.lines) * 0.5
        if (
            by_line
            or words.header_carries_unit(header)
            or any(words.format_carries_unit(model.style(cell).number_format) for cell in numbers)
        ):
            continue
        name = f'the column "{header[:40]}"' if header else f"column {column_letters(column)}"
        yield Hit(f"{name} has no unit", sheet.name, Area(cells[0].row, column, cells[-1].row, column))


@rule(
    "L03",
    Severity.WARNING,
    "A source or note on every input",
    why="A number without a source cannot be checked, and nobody dares to change it.",
    mend="Write where the number comes from, or who assumed it, in the note column.",
    risk="Low. Price tables have a rule of their own (P01).",
    source="FAST 2.04-02",
    profile=Profile.HOUSE,
)
def every_input_has_a_source(model: Model) -> Iterator[Hit]:
    """Lines of input sheets without a text in the note column."""
    for sheet, layout in _lined(model):
        if model.roles[sheet.name] != INPUTS:
            continue
        rows = {row for _, row, _ in model.inputs_by_sheet.get(sheet.name, ())}
        lines = [line for block in layout.blocks if not block.records for line in block.lines if line.row in rows]
        if lines and layout.note_column is None:
            yield Hit("there is no column for sources or notes", sheet.name)
            continue
        for line in lines:
            if not (line.note or "").strip():
                yield Hit(f'the input "{line.label[:60]}" has no source or note', sheet.name, _row_area(line))


@rule(
    "L04",
    Severity.WARNING,
    "Sign convention: costs are positive",
    why="A cost entered with the other sign is subtracted where it should be added.",
    mend="Enter costs as positive amounts, and subtract them in the formula.",
    risk="Medium. Savings, differences and net amounts may be negative; the label decides.",
    source="ICAEW Financial Modelling Code",
    profile=Profile.HOUSE,
)
def costs_are_positive(model: Model) -> Iterator[Hit]:
    """Negative numbers on lines called costs."""
    messages = {}
    for sheet, layout in _lined(model):
        for block in layout.blocks:
            for line in () if block.records else block.lines:
                if not words.is_cost_label(line.label) or line.label.lstrip().startswith(_MINUS):
                    continue
                for cell in line.values:
                    value = model.value((sheet.name, cell.row, cell.column))
                    if isinstance(value, float) and value < 0 and _is_of_the_line(layout, cell):
                        messages[sheet.name, cell.row, cell.column] = f'"{line.label[:60]}" is negative'
    yield from hits_at(messages)


@rule(
    "L05",
    Severity.WARNING,
    "Input style on inputs and nowhere else",
    why="People change what looks like an input: an unmarked one is forgotten, a marked formula is overwritten.",
    mend="Home > Cell Styles > Input for inputs; Calculation or Normal for formulas.",
    risk="Low. The style named Input counts, or blue font where a workbook uses that instead.",
    source="ICAEW Financial Modelling Code",
    profile=Profile.HOUSE,
)
def inputs_look_like_inputs(model: Model) -> Iterator[Hit]:
    """Marked formulas, and unmarked inputs on input sheets."""
    if model.input_style is None:
        if any(model.roles[sheet] == INPUTS for sheet, _, _ in model.inputs):
            yield Hit("inputs are not marked by a style or colour")
        return
    messages: dict[Place, str] = {}
    for sheet in model.book.sheets:
        for cell in sheet.formulas:
            if model.looks_like_input(cell) and not _is_caption(model, sheet, cell):
                messages[sheet.name, cell.row, cell.column] = "a formula that looks like an input"
    for place in model.inputs:
        typed = model.cell(place)
        unmarked = typed is not None and typed.kind in {NUMBER, BOOL} and not model.looks_like_input(typed)
        if unmarked and model.roles[place[0]] == INPUTS and not _in_list(model, place):
            messages[place] = "an input that does not look like one"
    yield from hits_at(messages)


def _is_caption(model: Model, sheet: Sheet, cell: Cell) -> bool:
    """Blue headings and links are no inputs; only numbers count where the colour decides."""
    value = model.value((sheet.name, cell.row, cell.column))
    return model.input_style == "blue" and not isinstance(value, (int, float))


def _in_list(model: Model, place: Place) -> bool:
    sheet, row, column = place
    tables = (model.book.tables_by_name[name.lower()] for name in model.sheet(sheet).tables)
    if any(table.area.holds(row, column) for table in tables):
        return True
    return any(block.records and row in block.rows for block in model.layouts[sheet].blocks)


@rule(
    "L06",
    Severity.WARNING,
    "One number format per row, with currency",
    why="A row that changes format changes meaning for the reader: a month in thousands, a percentage among amounts.",
    mend="Format the whole row alike; show the currency in the format or the unit, and let them agree.",
    risk="Low. Cells of one formula are compared, at least three of them; decimals do not matter.",
    profile=Profile.HOUSE,
)
def formats_are_alike(model: Model) -> Iterator[Hit]:
    """Along a row the format of most cells; against the unit the currency and the per cent sign."""
    messages: dict[Place, str] = {}
    for sheet, layout in _lined(model):
        for block in layout.blocks:
            if block.records:
                continue
            of_columns = _column_meanings(model, sheet, block)
            for line in block.lines:
                for cell, message in _format_faults(model, sheet, layout, line, of_columns):
                    messages[sheet.name, cell.row, cell.column] = message
    yield from hits_at(messages)


def _column_meanings(model: Model, sheet: Sheet, block: Block) -> dict[int, frozenset[str]]:
    """What the number formats of most numbers of a column mean, in tables whose columns differ by that."""
    columns: dict[int, Counter[frozenset[str]]] = defaultdict(Counter)
    for line in block.lines:
        for cell in line.values:
            if _is_number(model, sheet, cell):
                columns[cell.column][words.format_meaning(model.style(cell).number_format)] += 1
    usual = {}
    for column, meanings in columns.items():
        meaning, count = meanings.most_common(1)[0]
        if count >= 3 and count > meanings.total() / 2:
            usual[column] = meaning
    return usual if len(set(usual.values())) > 1 else {}


def _format_faults(
    model: Model, sheet: Sheet, layout: Layout, line: Line, of_columns: Mapping[int, frozenset[str]]
) -> Iterator[tuple[Cell, str]]:
    """Within the line, cells of one formula (or all constants) are compared; each with the line's unit."""
    formats = [model.style(cell).number_format for cell in line.values]
    contradict = bool(line.unit) and any(_contradiction(line.unit or "", own) for own in set(formats))
    if not contradict and len(set(map(words.format_meaning, formats))) == 1:
        return
    at = model.formulas.by_sheet.get(sheet.name, {})
    formulas = [at.get((cell.row, cell.column)) for cell in line.values]
    keys = ["" if formula is None else formula.r1c1 for formula in formulas]
    if not contradict and len(set(zip(keys, formats, strict=True))) == len(set(keys)):
        return
    alike: dict[str, list[Cell]] = defaultdict(list)
    for cell, key in zip(line.values, keys, strict=True):
        if _is_number(model, sheet, cell):
            alike[key].append(cell)
    for cells in alike.values():
        usual, count = Counter(model.style(cell).number_format for cell in cells).most_common(1)[0]
        for cell in cells:
            own = model.style(cell).number_format
            meaning = words.format_meaning(own)
            differs = meaning not in {words.format_meaning(usual), of_columns.get(cell.column)}
            if count >= 3 and count > len(cells) / 2 and differs:
                yield cell, f"the number format {own} differs from the row's {usual}"
            elif line.unit and _is_of_the_line(layout, cell) and (fault := _contradiction(line.unit, own)):
                yield cell, fault


def _is_of_the_line(layout: Layout, cell: Cell) -> bool:
    """Whether label and unit of the line speak of the cell: no header over it says that it is something else."""
    header = layout.headers(cell.row, cell.column)
    return not header or bool(words.PERIOD.match(header) or words.VALUE_HEADER.match(header))


def _is_number(model: Model, sheet: Sheet, cell: Cell) -> bool:
    value = model.value((sheet.name, cell.row, cell.column))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _contradiction(unit: str, number_format: str) -> str | None:
    in_unit, in_format = words.currencies(unit), words.currencies(number_format)
    if in_unit and in_format and not in_unit & in_format:
        return f"the unit says {', '.join(sorted(in_unit))}, the number format {', '.join(sorted(in_format))}"
    if in_unit and "%" in number_format and "%" not in unit:
        return f"the unit says {unit[:30]}, the number format per cent"
    return None


@rule(
    "L07",
    Severity.WARNING,
    "No merged cell in a working area",
    why="Merged cells break sorting, filling and selecting, and a formula in one of them is found in no column.",
    mend="Unmerge, and use Centre Across Selection.",
    risk="Low. Merged titles above the first line, and texts outside the lines, are left alone.",
    profile=Profile.HOUSE,
)
def no_merged_cells(model: Model) -> Iterator[Hit]:
    """Merged areas that touch a line or a list."""
    for name, layout in model.layouts.items():
        rows = sorted(row for block in layout.blocks for row in block.rows)
        for area in model.sheet(name).merged:
            touched = bisect_left(rows, area.top) < bisect_right(rows, area.bottom)
            if touched and area.size > 1:
                yield Hit("merged cells among the lines", name, area)
