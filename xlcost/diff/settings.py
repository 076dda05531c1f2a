"""Names, validations and settings of the workbook that changed, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Final, NamedTuple

from xlcost.diff.correspondence import Correspondence, SheetPair
from xlcost.diff.records import SettingChange
from xlcost.diff.sameness import Sameness
from xlcost.outline.captions import area_text
from xlcost.outline.validated import by_cell
from xlcost.workbook.addresses import rectangles
from xlcost.workbook.records import Book, Name, Place, Sheet, Validation

_WITH_OPERATOR: Final = frozenset({"whole", "decimal", "date", "time", "textLength"})
_OPERATORS: Final[Mapping[str, str]] = {
    "between": "between {} and {}",
    "notBetween": "not between {} and {}",
    "equal": "= {}",
    "notEqual": "<> {}",
    "lessThan": "< {}",
    "lessThanOrEqual": "<= {}",
    "greaterThan": "> {}",
    "greaterThanOrEqual": ">= {}",
}
_TWO_SIDED: Final = frozenset({"between", "notBetween"})
_YES: Final = {True: "yes", False: "no"}


def setting_changes(
    old: Book, new: Book, correspondence: Correspondence, sameness: Sameness
) -> Iterator[SettingChange]:
    """Whatever changed that is no cell."""
    yield from _name_changes(old, new, sameness)
    for pair in correspondence.sheets:
        before, after = old.sheets_by_name[pair.old.lower()], new.sheets_by_name[pair.new.lower()]
        yield from _apart(_of_sheet(before, pair.new), _of_sheet(after, pair.new))
        yield from _validation_changes(before, after, pair, sameness)
    yield from _apart(_of_workbook(old), _of_workbook(new))


def changed_names(old: Book, new: Book, sameness: Sameness) -> Iterator[tuple[Name | None, Name | None]]:
    """The defined names that only one workbook has, or that mean something else; those of Excel itself left out."""
    before, after = old.names_by_scope, new.names_by_scope
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if not key[1].startswith("_xlnm.") and (one is None or other is None or not sameness.names(one, other)):
            yield one, other


def _name_changes(old: Book, new: Book, sameness: Sameness) -> Iterator[SettingChange]:
    for one, other in changed_names(old, new, sameness):
        name = other or one
        if name is not None:
            scope = f" of {name.scope}" if name.scope else ""
            yield SettingChange(f"name {name.name}{scope}", one.formula if one else "", other.formula if other else "")


def _apart(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[SettingChange]:
    for subject in dict.fromkeys([*before, *after]):
        old, new = before.get(subject, ""), after.get(subject, "")
        if old != new:
            yield SettingChange(subject, old, new)


def _of_workbook(book: Book) -> dict[str, str]:
    calculation = book.calculation
    tables = {f"table {table.name}": ", ".join(column.name for column in table.columns) for table in book.tables}
    return {
        "calculation": calculation.mode,
        "iterative calculation": _YES[calculation.iterate],
        "dates count from 1904": _YES[calculation.date1904],
        "macros": _YES[book.has_macros],
        "links to other workbooks": ", ".join(book.external_links),
        **{f"columns of {subject}": columns for subject, columns in tables.items()},
    }


def _of_sheet(sheet: Sheet, name: str) -> dict[str, str]:
    return {
        f"visibility of {name}": sheet.state,
        f"protection of {name}": _YES[sheet.protected],
        f"hidden rows of {name}": _counted(sheet.hidden_rows),
        f"hidden columns of {name}": _counted(sheet.hidden_columns),
        f"charts of {name}": str(sheet.charts),
    }


def _counted(hidden: frozenset[int]) -> str:
    return str(len(hidden)) if hidden else "none"


class _Check(NamedTuple):
    """What a validation asks of a cell; its formulas are written for the first cell of its areas."""

    kind: str
    operator: str
    formulas: tuple[str, ...]
    origin: Place

    @property
    def text(self) -> str:
        """The rule in words."""
        bounds = (*self.formulas, "", "")
        if self.kind in _WITH_OPERATOR:
            return f"{self.kind} {_OPERATORS.get(self.operator, '{} {}').format(*bounds)}"
        return f"{self.kind} {bounds[0]}".strip()


def _validation_changes(old: Sheet, new: Sheet, pair: SheetPair, sameness: Sameness) -> Iterator[SettingChange]:
    """Told of in areas of the new sheet; cells that only one workbook has need no line of their own."""
    before, after = _by_cell(old), _by_cell(new)
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (row, column), was in before.items():
        there = pair.rows.other(row), pair.columns.other(column)
        if there[0] is not None and there[1] is not None:
            now = after.pop((there[0], there[1]), None)
            seen = (old.name, row, column), (new.name, there[0], there[1])
            if now is None or not _alike(was, now, sameness, seen):
                groups.setdefault((was.text, now.text if now else ""), []).append((there[0], there[1]))
    back = pair.back
    for (row, column), now in after.items():
        if back.rows.other(row) is not None and back.columns.other(column) is not None:
            groups.setdefault(("", now.text), []).append((row, column))
    for (text, new_text), cells in groups.items():
        for area in rectangles(cells):
            yield SettingChange(f"validation of {area_text(new.name, area)}", text, new_text)


def _alike(one: _Check, other: _Check, sameness: Sameness, seen: tuple[Place, Place]) -> bool:
    """Whether two rules ask the same of a cell: both are seen from it, for its row may have moved in their areas."""
    return one[:2] == other[:2] and all(
        sameness.texts(was, one.origin, now, other.origin, seen)
        for was, now in zip_longest(one.formulas, other.formulas, fillvalue="")
    )


def _by_cell(sheet: Sheet) -> dict[tuple[int, int], _Check]:
    """The rule of each cell in the file that has one."""
    checks: dict[int, _Check] = {}  # by the validation itself, which may have 50,000 areas
    found: dict[tuple[int, int], _Check] = {}
    for cell, validation in by_cell(sheet, sheet.validations).items():
        if id(validation) not in checks:
            checks[id(validation)] = _check(sheet, validation)
        found[cell] = checks[id(validation)]
    return found


def _check(sheet: Sheet, validation: Validation) -> _Check:
    """Without what programs write although it means nothing: operators of lists, second bounds of one-sided rules."""
    first = min(validation.areas)
    operator = validation.operator if validation.kind in _WITH_OPERATOR else ""
    bounds = (validation.formula1, validation.formula2 if operator in _TWO_SIDED else None)
    formulas = tuple(text.removeprefix("=") for text in bounds if text)
    return _Check(validation.kind, operator, formulas, (sheet.name, first.top, first.left))
