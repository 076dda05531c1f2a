"""A workbook of one decision, its baseline set to what real usage measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from xlcost import __version__
from xlcost.decision.alternative_inputs import BASELINE, TITLES
from xlcost.decision.booked import NEEDED
from xlcost.decision.inputs import INPUTS
from xlcost.errors import BadFile
from xlcost.functions.coercion import serial
from xlcost.outline.decided import place_of, scenario_cells, values_of
from xlcost.outline.model import Model
from xlcost.portfolio.calibration import Change, Period, cost_of, measured, part_key, same
from xlcost.portfolio.cases import UseCase
from xlcost.portfolio.usage import Actual
from xlcost.prices import Catalogue
from xlcost.prices.lines import STANDARD
from xlcost.quantities import plural
from xlcost.workbook.records import Book, CellValue, Place

#: What a period measures: figures of a use case, which are inputs of the baseline too.
FIGURES: Final = (
    "input_tokens", "output_tokens", "cached_share", "cache_write_share", "cache_write_1h_share", "batch_share",
)  # fmt: skip
_LOG: Final = "Change log"
_LOG_HEADER: Final = ("Version", "Date", "By", "Change")
#: Characters of a file's name in a note, which is one line of the sheet; how many names a message has.
_LONGEST_NAME: Final = 32
_NAMED: Final = 5


class Calibrated(NamedTuple):
    """What a period measured of a book's baseline, and what that changes in the book."""

    changes: list[Change]
    cells: dict[Place, CellValue]  # what is to be written
    requests: int  # measured, repeats among them
    cost: Decimal  # measured, USD, without web searches
    searches: Decimal  # USD, beside it
    log_is_full: bool  # whether the sheet Change log has no empty line left


def is_decision(book: Book) -> bool:
    """Whether a workbook is one of a decision: it has cells named as the inputs are."""
    return all(book.name(name) is not None for name in NEEDED)


def calibrated(
    book: Book, rows: Sequence[Actual], catalogue: Catalogue, period: Period, today: date, use_case: str | None = None
) -> Calibrated:
    """What a period of usage makes of the baseline's tokens and shares; nothing is written yet.

    Low, Base and High take the same figure: what was measured has no range. How many requests there will be is a
    forecast, and how often one is sent again is in no export: both stay.

    Args:
        book: a workbook of one decision.
        rows: the usage.
        catalogue: the rate card.
        period: the months that count.
        today: the day that notes and the change log name.
        use_case: the use case that the book is about; needed where the usage has several.

    Raises:
        BadFile: the period has no usage, or usage that one row of inputs cannot stand for; says which.
        UnknownModel, AmbiguousModel: the rate card does not know the baseline's model.
    """
    model = Model(book)
    chosen = _of_one_use_case(rows, period, use_case)
    after = _as_one(chosen, model, catalogue, period)
    source = _source(chosen, period)
    changes, cells = list[Change](), dict[Place, CellValue]()
    for figure in FIGURES:
        key = f"{BASELINE}_{figure}"
        places, new = _places(model, key), getattr(after, figure)
        old = [model.value(place) for place in places]
        if all(same(new, value) for value in old):
            continue
        shown = " / ".join(dict.fromkeys(_shown(value, figure) for value in old))
        changes.append(Change(TITLES[BASELINE], INPUTS[key].label, old[0] if len(set(old)) == 1 else shown, new))
        cells.update(dict.fromkeys(places, new))
        sheet, row, column = places[-1]
        note = (sheet, row, column + 1)
        if len(places) > 1 and note not in model.formulas.reads and isinstance(model.value(note), str | None):
            cells[note] = f"Measured: {source}, read {today}. Before: {shown}."
    line = _log_line(model, f"Baseline measured: {source}; what it was before is in the notes of Inputs.", today)
    return Calibrated(
        changes,
        cells | (line or {}) if cells else {},
        sum(row.requests for row in chosen),
        cost_of(chosen, catalogue),
        sum((row.search_usd for row in chosen), Decimal(0)),
        line is None,
    )


def _of_one_use_case(rows: Sequence[Actual], period: Period, use_case: str | None) -> list[Actual]:
    in_period = period.of(rows)
    found = list(dict.fromkeys(row.case for row in in_period))
    names = ", ".join(found[:_NAMED]) + (f" and {len(found) - _NAMED} more" if len(found) > _NAMED else "")
    if use_case is None and len(found) > 1:
        raise BadFile(f"{len(found)} use cases in {period} ({names}): say which the book is about, --use-case NAME")
    chosen = [row for row in in_period if use_case is None or row.case.casefold() == use_case.casefold()]
    if not chosen:
        raise BadFile(f"no use case {use_case!r} in the usage of {period}; there are {names}")
    return chosen


def _as_one(rows: Sequence[Actual], model: Model, catalogue: Catalogue, period: Period) -> UseCase:
    """The rows as one use case on the baseline's model and tier, its averages priced as they were."""
    written = str(values_of(model, f"{BASELINE}_model")[0] or "")
    if not written:
        raise BadFile(f"{model.book.package.path}: the baseline has no model yet; choose one on Inputs first")
    name, tier = catalogue.named(written)
    keys = dict.fromkeys(part_key(row) for row in rows)
    others = [key for key in keys if key[:2] != (name, tier or STANDARD)]
    if others:
        used = ", ".join(dict.fromkeys(each if at == STANDARD else f"{each}@{at}" for each, at, _ in others[:_NAMED]))
        raise BadFile(
            f"the usage of {period} is of {used}, the baseline is {written}: its row holds one model in one tier; "
            "give usage of that alone, choose the model on Inputs, or make a portfolio, which has a row for each"
        )
    if len(keys) > 1:
        long = sum(row.requests for row in rows if row.line.above_tokens is not None)
        raise BadFile(
            f"{plural(long, 'request')} of {period} had the price of long ones and others not: averages of both "
            "would cost too little; make a portfolio, which has a row for each"
        )
    if any(row.remark for row in rows):
        raise BadFile(f"the usage of {period} does not say how many requests it counts, so none has a length")
    case = UseCase("baseline", model=name, tier=tier or STANDARD)
    return measured([replace(row, case=case.name) for row in rows], [case], catalogue, "")[0]


def _places(model: Model, key: str) -> list[Place]:
    """The cells that hold an input: its Low, Base and High, or the one that is named where there are none."""
    found = scenario_cells(model, key)
    place = place_of(model, key)
    if not found and place is None:
        raise BadFile(f"{model.book.package.path}: has no input {key}; bring the book to this version with xlcost new")
    return found or [(place[0], place[1].top, place[1].left)] if place else found


def _source(rows: Sequence[Actual], period: Period) -> str:
    files = list(dict.fromkeys(row.file.replace("\\", "/").rpartition("/")[2] for row in rows))
    more = f" and {plural(len(files) - 1, 'other file')}" if len(files) > 1 else ""
    return f"usage of {period}, {files[0][:_LONGEST_NAME]}{more}"


def _shown(value: Any, figure: str) -> str:
    if not isinstance(value, float):
        return "blank" if value is None else str(value)
    return f"{100 * value:.4g} %" if figure.endswith("share") else f"{value:,.1f}".removesuffix(".0")


def _log_line(model: Model, text: str, today: date) -> dict[Place, CellValue] | None:
    """The first empty line of the change log with one entry; none in a book without a log, None where it is full."""
    sheet = model.book.sheets_by_name.get(_LOG.lower())
    if sheet is None:
        return {}
    columns = range(1, len(_LOG_HEADER) + 1)
    told = {row: tuple(model.value((sheet.name, row, at)) for at in columns) for row in range(1, sheet.used.bottom + 1)}
    header = next((row for row, values in told.items() if values == _LOG_HEADER), None)
    if header is None:
        return {}
    for row in range(header + 1, sheet.used.bottom + 1):
        if all(value in (None, "") for value in told[row]):
            entry: tuple[CellValue, ...] = (__version__, serial(today), "xlcost actuals", text)
            return {(sheet.name, row, at): value for at, value in zip(columns, entry, strict=True)}
        if told[row][1:] == (None,) * 3:  # the heading of what stands below the log
            return None
    return None
