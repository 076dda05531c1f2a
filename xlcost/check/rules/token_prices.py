"""P04 to P08: what is wrong with token prices in anybody's workbook, whether or not it calls our functions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from xlcost.check.places import cell_area, hits_at, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.rules.prices import is_negotiated, model_date
from xlcost.check.subject import Subject
from xlcost.errors import XlcostError
from xlcost.formula.tree import Binary, Node
from xlcost.formula.trees import is_operand
from xlcost.numbertext import spelled
from xlcost.outline.captions import spot
from xlcost.outline.decided import needs_decision
from xlcost.outline.model import Model
from xlcost.outline.price_table import PriceTable, as_date, price_tables
from xlcost.prices import PRICES, package_catalogue
from xlcost.prices.events import REMOVED
from xlcost.workbook.records import TEXT, Place

#: Prices per million, per thousand and per single token, as factors to the published price per million.
_LOTS: Final = {1.0: "per million tokens", 1e-3: "per thousand tokens", 1e-6: "per token"}
_CLOSE: Final = 1e-6
_INPUT_TOKENS: Final = re.compile(r"\b(input|prompt)\b.*\btokens?\b|\btokens? in\b", re.IGNORECASE)
_CACHED_TOKENS: Final = re.compile(r"\bcach\w*\b.*\btokens?\b|\btokens?\b.*\bcach\w*\b", re.IGNORECASE)
_OUTPUT_PRICE: Final = re.compile(
    r"\b(output|completion)\b.*\b(price|rate|cost|usd|\$)|\b(price|rate|cost|usd)\b.*\boutput\b", re.IGNORECASE
)
#: How a model is written in a cell: letters, digits and marks, at least one letter and one digit or slash.
_MODEL: Final = re.compile(r"(?=.*[a-z])(?=.*[0-9/])[a-z0-9][a-z0-9./:@_-]{3,80}", re.IGNORECASE)
_IS_SHARE: Final = re.compile(r"%|share|ratio|rate|price|cost|usd|\$", re.IGNORECASE)


class _Row:
    """One row of a price table with a model that the catalogue knows: its prices, and every price ever published."""

    def __init__(self, model: Model, table: PriceTable, row: int) -> None:
        self.table, self.row = table, row
        self.of_table = (table.sheet, table.header_row)
        cells = {name: model.value((table.sheet, row, column)) for name, column in table.columns.items()}
        self.name = str(cells["model"]).strip()
        self.begins = as_date(cells.get("effective_from"))
        provider = str(cells.get("provider") or "").strip()
        self.named = f"{provider}/{self.name}" if provider and not self.name.startswith(f"{provider}/") else self.name
        self.own = {
            kind: float(value)
            for kind in ("input", "output")
            if isinstance(value := cells.get(kind), (int, float)) and not isinstance(value, bool) and value > 0
        }

    def published(self, kind: str) -> set[float]:
        """Every price of a kind that the model has had, of every lot and tier."""
        try:
            cards = package_catalogue().cards_of(self.named)
        except XlcostError:
            return set()
        lines = [line for card in cards for line in (*card.lines, *card.batch_lines)]
        return {price for line in lines if (price := getattr(line, kind)) is not None}

    def at(self, kind: str) -> Place:
        """Where its price of a kind stands."""
        return self.table.sheet, self.row, self.table.columns[kind]

    def lots_of(self, kind: str) -> set[float]:
        """The lots for which its price is a published one."""
        prices = self.published(kind)
        return {
            lot for lot in _LOTS if any(math.isclose(self.own[kind], price * lot, rel_tol=_CLOSE) for price in prices)
        }


def _rows(model: Model) -> tuple[_Row, ...]:
    """The rows with prices of one's own hand: not marked as negotiated, of models that the catalogue knows."""
    return tuple(
        found
        for table in price_tables(model)
        for row in table.rows
        if not is_negotiated(model, table, row) and (found := _Row(model, table, row)).own and found.published("input")
    )


def _typed_prices(model: Subject) -> str | None:
    """Skipped where our functions are called, whose price table P03 compares, and where there is no price table."""
    if model.calls_our_functions:
        return "P03 compares the prices of this workbook"
    return None if model.remembered(_rows) else "it has no table of token prices"


def _lot_of_table(rows: tuple[_Row, ...]) -> dict[tuple[str, int], float]:
    """For what lot each table gives prices: as most of them are published."""
    counted: dict[tuple[str, int], Counter[float]] = {}
    for row in rows:
        for kind in row.own:
            counted.setdefault(row.of_table, Counter()).update(row.lots_of(kind))
    return {table: counts.most_common(1)[0][0] for table, counts in counted.items() if counts}


@rule(
    "P04",
    Severity.ERROR,
    "Token prices are all for the same number of tokens",
    why="One price per thousand tokens among prices per million is wrong by a factor of 1,000, and looks like a price.",
    mend="Write every price for the same number of tokens, and say in the header for how many.",
    risk="Low. Only prices that are published ones, for another lot than most of their table, are reported.",
    example="gpt-4o 2.5, gpt-4o-mini 0.00015; put right: 0.15.",
    need=_typed_prices,
)
def prices_share_a_lot(model: Model) -> Iterator[Hit]:
    """Prices that are published ones when taken for another lot; input and output in each other's place."""
    rows = model.remembered(_rows)
    lots = _lot_of_table(rows)
    messages: dict[Place, str] = {}
    for row in rows:
        usual = lots.get(row.of_table)
        for kind in row.own:
            own = row.lots_of(kind)
            if usual is not None and own and usual not in own:
                lot = _LOTS[min(own)]
                messages[row.at(kind)] = (
                    f"{row.name}: {spelled(row.own[kind])} is a price {lot}, the others are {_LOTS[usual]}"
                )
    yield from hits_at(messages)


@rule(
    "P05",
    Severity.ERROR,
    "No more cached tokens than input tokens",
    why="Cached tokens are a part of the input tokens; more of them make the cost of fresh input negative.",
    mend="Enter the cached part of the input tokens; or say in the label that they come on top.",
    risk="Low. Lines whose labels say input tokens and cached tokens, in one block and column.",
    example="Input tokens 1,000, cached tokens 1,200; put right: 800.",
)
def cached_tokens_are_a_part(model: Model) -> Iterator[Hit]:
    """Lines of cached tokens above the line of input tokens in the same block."""
    messages: dict[Place, str] = {}
    for name, layout in model.layouts.items():
        for block in layout.blocks:
            of_input = [line for line in block.lines if _counts(line.label, _INPUT_TOKENS)]
            cached = [line for line in block.lines if _counts(line.label, _CACHED_TOKENS)]
            of_input = [line for line in of_input if line not in cached]
            for line in cached if len(of_input) == 1 else ():
                for cell in line.values:
                    whole, part = (model.value((name, row, cell.column)) for row in (of_input[0].row, cell.row))
                    if _is_number(whole) and _is_number(part) and float(part) > float(whole) > 0:  # type: ignore[arg-type]
                        input_row = of_input[0].row
                        message = f"{part:,g} cached of {whole:,g} input tokens (row {input_row})"
                        messages[name, cell.row, cell.column] = message
    yield from hits_at(messages)


def _counts(label: str, pattern: re.Pattern[str]) -> bool:
    """Whether a label is a number of such tokens, not a share or price of them."""
    return bool(pattern.search(label)) and not _IS_SHARE.search(label) and len(label) < 80


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@rule(
    "P06",
    Severity.ERROR,
    "Input tokens are priced as input",
    why="Output costs four to eight times as much as input, and the two prices stand beside each other.",
    mend="Multiply input tokens by the price of input, output tokens by the price of output.",
    risk="Low. Only a product of two cells whose labels or headers say input tokens and output price.",
    example="=B1*B3 with input tokens in B1 and the output price in B3; put right: =B1*B2.",
)
def input_is_priced_as_input(model: Model) -> Iterator[Hit]:
    """Products of input tokens and an output price."""
    messages: dict[Place, str] = {}
    names: dict[Place, str] = {}
    for unique in model.formulas.uniques:
        for node in unique.formula.nodes:
            if not (isinstance(node, Binary) and node.operator == "*"):
                continue
            called = [
                found for one in _factors(node) if (found := _called(model, one, unique.first, names)) is not None
            ]
            tokens = next((at for at, name in called if _counts(name, _INPUT_TOKENS)), None)
            price = next((at for at, name in called if _OUTPUT_PRICE.search(name)), None)
            if tokens is not None and price is not None:
                there = shown(price, unique.sheet)
                message = f"multiplies input tokens ({shown(tokens, unique.sheet)}) by the output price ({there})"
                messages.update(dict.fromkeys(unique.places, message))
    yield from hits_at(messages)


def _factors(node: Node) -> Iterator[Node]:
    """The cells that a product multiplies; what is divided by counts too."""
    if isinstance(node, Binary) and node.operator == "*":
        yield from _factors(node.left)
        yield from _factors(node.right)
    elif isinstance(node, Binary) and node.operator == "/":
        yield from _factors(node.left)
    elif is_operand(node):
        yield node


def _called(model: Model, node: object, place: Place, names: dict[Place, str]) -> tuple[Place, str] | None:
    """The single cell that an operand is, and its label and header; ``names`` are those already known."""
    read = model.formulas.sources_of_part(node, place)  # type: ignore[arg-type]
    if len(read) != 1 or read[0].area.size != 1:
        return None
    at = (read[0].sheet, read[0].area.top, read[0].area.left)
    if at not in names:
        called = spot(model, at)
        names[at] = f"{called.label} {called.header}".strip()
    return at, names[at]


@rule(
    "P07",
    Severity.WARNING,
    "A typed token price is one that was published",
    why="A price that no maker ever asked for is a typing slip, or a discount that nobody wrote down.",
    mend="Correct the price, or write negotiated beside it and name the contract.",
    risk="Medium: discounts that are not marked are reported, and resellers that the catalogue does not know.",
    example="gpt-4o input 25; put right: 2.5.",
    need=_typed_prices,
)
def typed_prices_were_published(model: Model) -> Iterator[Hit]:
    """Prices of known models that were published on no day; those for another lot are left to P04."""
    messages: dict[Place, str] = {}
    for row in model.remembered(_rows):
        for kind, value in row.own.items():
            prices = row.published(kind)
            if prices and not row.lots_of(kind):
                other = next((name for name in PRICES if name != kind and _has(row.published(name), value)), None)
                known = ", ".join(spelled(price) for price in sorted(prices)[:3])
                why = f"that is the price of {other}" if other else f"published were {known}"
                messages[row.at(kind)] = f"{row.name} {kind} {spelled(value)}: {why}"
    yield from hits_at(messages)


def _has(prices: set[float], value: float) -> bool:
    return any(math.isclose(value, price, rel_tol=_CLOSE) for price in prices)


#: With --today: a model that goes off sale within so many days is told of.
_SOON: Final = 90


def _named_models(model: Subject) -> str | None:
    """Skipped where a decision is in the workbook, whose models D02 follows, and where no model is named."""
    if needs_decision(model) is None:
        return "D02 follows the models of its decision"
    return None if model.remembered(_models) else "it names no model in a price table or for a function of ours"


def _models(model: Model) -> tuple[tuple[Place, str], ...]:
    """Where models stand: in tables of typed prices; where our functions are called, in cells that formulas read."""
    if not model.calls_our_functions:
        return tuple((row.at("model"), row.named) for row in model.remembered(_rows))
    of_prices = {table.sheet for table in price_tables(model)}
    return tuple(
        ((sheet.name, cell.row, cell.column), str(cell.value))
        for sheet in model.book.sheets
        if sheet.name not in of_prices
        for cell in sheet.cells.values()
        if cell.kind == TEXT and cell.formula is None and _MODEL.fullmatch(str(cell.value))
        if model.graph.is_read((sheet.name, cell.row, cell.column))
    )


@rule(
    "P08",
    Severity.WARNING,
    "Every model that is priced can still be had",
    why="A model that its maker switched off answers no request; the plan prices something nobody can buy.",
    mend="Plan with its successor, or say that the figures are of the past.",
    risk="Low. Models whose end is known, by the model date, --today, or the day of the price data.",
    example="gpt-4.5-preview in a plan of 2026; put right: gpt-5.1.",
    need=_named_models,
)
def models_can_be_had(model: Subject) -> Iterator[Hit]:
    """Models off sale on the day for which the workbook is made; with --today also those that go within 90 days."""
    catalogue = package_catalogue()
    when: date = model.today or model_date(model) or catalogue.snapshot
    for place, name in model.remembered(_models):
        try:
            until, events = catalogue.available_until(name), catalogue.events_of(name)
        except XlcostError:
            continue
        message = ""
        if until is not None and until <= when:
            message = f"{name} could be had until {until}"
        elif until is not None and model.today is not None and (until - when).days <= _SOON:
            message = f"{name} can be had until {until}, {(until - when).days} days from {when}"
        elif until is None and (gone := [event for event in events if event.event == REMOVED]):
            days = [event.date for event in gone if event.date is not None]
            if not days:
                message = f"{name} is no longer sold, since a day that is not known"
            elif min(days) <= when:
                message = f"{name} is no longer on its maker's list since {min(days)}"
        if message:
            yield Hit(message, place[0], cell_area(*place[1:]))
