"""Cells that changed, put together as a person would tell of them: inputs, texts, formulas, rows, columns, sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xlcost.diff.correspondence import Correspondence, SheetPair
from xlcost.diff.matching import content
from xlcost.diff.records import (
    FormulaChange,
    FormulaKind,
    ValueChange,
)
from xlcost.diff.sameness import Sameness
from xlcost.diff.sides import Side
from xlcost.diff.values import same
from xlcost.outline.captions import content_of, spot
from xlcost.outline.model import Model
from xlcost.outline.roles import CHECKS, DATA, INPUTS
from xlcost.workbook.addresses import rectangles
from xlcost.workbook.records import BOOL, NUMBER, TEXT, Cell, Place


class Pair(NamedTuple):
    """A cell in both workbooks; the cell is None where it is blank, or has no counterpart."""

    old_place: Place
    new_place: Place
    old: Cell | None
    new: Cell | None


class CellChanges(NamedTuple):
    """The changes of cells by kind."""

    inputs: tuple[ValueChange, ...]
    texts: tuple[ValueChange, ...]
    formulas: tuple[FormulaChange, ...]


def cell_changes(old: Side, new: Side, correspondence: Correspondence, sameness: Sameness) -> CellChanges:
    """Typed values and formulas that changed in cells that both workbooks have."""
    inputs: list[ValueChange] = []
    texts: list[ValueChange] = []
    formulas: dict[tuple[object, ...], list[Pair]] = {}
    for pair in _pairs(old.model, new.model, correspondence):
        if pair.old_place in old.apart or pair.new_place in new.apart:
            continue
        kind = _formula_kind(pair)
        if kind is not None:
            if kind != "changed" or not sameness.formulas(pair.old_place, pair.new_place):
                formulas.setdefault(_alike(old.model, new.model, kind, pair), []).append(pair)
        elif not same(pair.old and pair.old.value, pair.new and pair.new.value):
            change = _value_change(old.model, new.model, pair)
            (inputs if _is_input(old.model, new.model, pair) else texts).append(change)
    return CellChanges(
        tuple(inputs),
        tuple(texts),
        tuple(_formula_change(old, new, pairs) for pairs in formulas.values()),
    )


def _pairs(old: Model, new: Model, correspondence: Correspondence) -> Iterator[Pair]:
    """The cells with content in either workbook that have a place in both, sheet by sheet and row by row."""
    for pair in correspondence.sheets:
        before = {(cell.row, cell.column): cell for cell in content(old, old.sheet(pair.old))}
        after = {(cell.row, cell.column): cell for cell in content(new, new.sheet(pair.new))}
        found = [*_forward(pair, before, after), *_backward(pair, before, after)]
        yield from sorted(found, key=lambda pair: pair.new_place)


def _forward(
    pair: SheetPair, before: dict[tuple[int, int], Cell], after: dict[tuple[int, int], Cell]
) -> Iterator[Pair]:
    for (row, column), cell in before.items():
        there = pair.rows.other(row), pair.columns.other(column)
        if there[0] is not None and there[1] is not None:
            at = (there[0], there[1])
            yield Pair((pair.old, row, column), (pair.new, *at), cell, after.get(at))


def _backward(
    pair: SheetPair, before: dict[tuple[int, int], Cell], after: dict[tuple[int, int], Cell]
) -> Iterator[Pair]:
    """The cells that were blank before."""
    back = pair.back
    for (row, column), cell in after.items():
        here = back.rows.other(row), back.columns.other(column)
        if here[0] is not None and here[1] is not None and (here[0], here[1]) not in before:
            yield Pair((pair.old, here[0], here[1]), (pair.new, row, column), None, cell)


def _formula_kind(pair: Pair) -> FormulaKind | None:
    was, is_now = pair.old, pair.new
    if was is not None and was.formula is not None:
        if is_now is None:
            return "removed"
        return "changed" if is_now.formula is not None else "overwritten"
    if is_now is not None and is_now.formula is not None:
        return "added" if was is None else "calculated"
    return None


def _alike(old: Model, new: Model, kind: FormulaKind, pair: Pair) -> tuple[object, ...]:
    """What formula changes have in common that are told of as one."""
    values = (pair.new_place,) if kind in {"overwritten", "calculated"} else ()
    return (kind, pair.new_place[0], _r1c1(old, pair.old_place), _r1c1(new, pair.new_place), *values)


def _r1c1(model: Model, place: Place) -> str | None:
    formula = model.formulas.at.get(place)
    if formula is not None:
        return formula.r1c1
    cell = model.cell(place)
    return None if cell is None else cell.formula


def _formula_change(old: Side, new: Side, pairs: list[Pair]) -> FormulaChange:
    first = pairs[0]
    kind = _formula_kind(first)
    assert kind is not None  # noqa: S101 - only formula changes are gathered
    gone = kind == "removed"
    places = [pair.old_place if gone else pair.new_place for pair in pairs]
    return FormulaChange(
        kind=kind,
        spot=spot(old.model if gone else new.model, places[0]),
        areas=rectangles(place[1:] for place in places),
        cells=len(pairs),
        old=_r1c1(old.model, first.old_place),
        new=_r1c1(new.model, first.new_place),
        old_a1=first.old and first.old.formula,
        new_a1=first.new and first.new.formula,
        old_value=content_of(old.model, first.old_place) if old.calculates(first.old_place) else None,
        new_value=content_of(new.model, first.new_place) if new.calculates(first.new_place) else None,
    )


def _value_change(old: Model, new: Model, pair: Pair) -> ValueChange:
    return ValueChange(
        old=None if pair.old is None else spot(old, pair.old_place),
        new=None if pair.new is None else spot(new, pair.new_place),
        old_value=content_of(old, pair.old_place),
        new_value=content_of(new, pair.new_place),
    )


def _is_input(old: Model, new: Model, pair: Pair) -> bool:
    """Whether the model works with the cell: a number or flag that is read, a text that selects or is so marked.

    Where inputs are marked, what only checks and remarks read is a record of another run, such as a simulation's.
    """
    sides = ((old, pair.old_place, pair.old), (new, pair.new_place, pair.new))
    return any(
        cell is not None
        and (
            (cell.kind in {NUMBER, BOOL} and model.graph.is_read(place) and not _is_record(model, place))
            or model.looks_like_input(cell)
            or (cell.kind == TEXT and model.selects(place))
        )
        for model, place, cell in sides
    )


def _is_record(model: Model, place: Place) -> bool:
    if model.input_style != "Input" or model.roles[place[0]] in {INPUTS, DATA}:
        return False
    return all(
        model.roles[reader[0]] == CHECKS or (isinstance(model.value(reader), str) and not model.graph.is_read(reader))
        for reader in model.graph.readers(place)
    )
