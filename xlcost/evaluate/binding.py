"""Our functions as an engine calls them, also where a workbook defines them itself.

An engine would have to write a LAMBDA of the native edition out at each call, thousands of times over. These are known,
though, and the conformance tests prove each to give what our function gives for the same price table. So a name whose
text, and that of every name it rests on, is what ``xlcost.formulas`` writes is calculated by the function. Any other
LAMBDA is left to the engine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, Final, NamedTuple

from xlcost.errors import ERROR_TEXTS, XlcostError
from xlcost.formula.tree import NameUse, Node
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Book
from xlcost.workbook.tokens import FormulaError, tokenize

_UNREADABLE: Final = (
    "a price range holds an error, a text among its numbers, or something else that the workbook's LAMBDAs may read "
    "otherwise than xlcost does; clear such cells"
)
_PRICE_LIST: Final = "MODEL_PRICES"  # it reads price_table without having an argument for it
_RANKING: Final = "COST_RANKING"
_TIE: Final = 1e-12
_ORDER: Final = "Excel may put names with hyphens, other signs or capitals in another order than xlcost does"


class BoundFunction(NamedTuple):
    """A function that the engine calls with Excel values (the contract of ``xlcost.functions.call``).

    ``tables`` are the positions of arguments that are whole tables, such as price ranges; ``read_table`` turns one into
    what ``call`` takes in its place, once however many cells use it. Both may raise ``GivesUp``.
    """

    call: Callable[[Sequence[Any]], Any]
    min_args: int
    max_args: int
    tables: frozenset[int] = frozenset()
    read_table: Callable[[list[list[Any]]], Any] = lambda rows: rows


class GivesUp(Exception):
    """A call whose value in Excel is not known here, or a table that cannot be read as it would be there.

    ``source`` is the range with the table, where there is one: sheet and area.
    """

    def __init__(self, why: str, source: tuple[str, Area] | None = None) -> None:
        super().__init__(why)
        self.source = source


def our_functions() -> Mapping[str, BoundFunction]:
    """The registry of xlcost.functions; price ranges are read once, not once for each cell that uses them."""
    from xlcost.functions import FUNCTIONS, call

    return {
        name: BoundFunction(
            call=partial(call, name),
            min_args=function.min_args,
            max_args=function.max_args,
            tables=frozenset(position for position, argument in enumerate(function.arguments) if argument.is_table),
            read_table=_price_table,
        )
        for name, function in FUNCTIONS.items()
    }


def our_name(name: str, ours: Collection[str]) -> str | None:
    """Our function meant by a call, whatever add-in prefix a file gave it; None if it is none of ours."""
    if name in ours:
        return name
    for namespace in ("XLCOST_", "XLCOST."):
        if name.startswith(namespace) and name.removeprefix(namespace) in ours:
            return name.removeprefix(namespace)
    return None


def _price_table(rows: list[list[Any]]) -> Any:
    """A price range as a catalogue; one that cannot be read stays a range, so that each call says what is wrong."""
    from xlcost.prices.worksheet import worksheet_catalogue

    try:
        return worksheet_catalogue(rows)
    except (XlcostError, ValueError, TypeError):
        return rows


class NamedFunction(NamedTuple):
    """A function of the workbook's own: what is put before the arguments of a call, and what calculates it."""

    leading: tuple[Node, ...]
    bound: BoundFunction


def named_functions(book: Book, functions: Mapping[str, BoundFunction]) -> Mapping[str, NamedFunction]:
    """Those of our functions (as bound) that the workbook defines as the LAMBDAs we write, by name in capitals."""
    lambdas = {name.name.upper() for name in book.names if name.formula.upper().startswith("LAMBDA(")}
    ours = lambdas & functions.keys()
    if not ours:
        return {}
    return {name: _named(name, functions[name]) for name in ours & _sound(book)}


def _sound(book: Book) -> set[str]:
    """The names whose text is ours, and so is that of every name in it."""
    from xlcost.formulas import PRICE_TABLE

    hidden = {name.name.upper() for name in book.names if name.scope is not None}  # a sheet's own name comes first
    price_table = book.name(PRICE_TABLE)
    sound = {PRICE_TABLE.upper()} if price_table is not None else set()
    sound -= hidden
    for name, (text, uses) in _known().items():
        found = book.name(name)
        if found is not None and name not in hidden and uses <= sound and _essence(found.formula) == text:
            sound.add(name)
    return sound


@lru_cache(maxsize=1)
def _known() -> Mapping[str, tuple[tuple[str, ...] | None, frozenset[str]]]:
    """Name -> its text as ``_essence`` gives it, and the names that it uses; each after those."""
    from xlcost.formulas import PRICE_TABLE, named_lambdas

    known: dict[str, tuple[tuple[str, ...] | None, frozenset[str]]] = {}
    for name, helper in named_lambdas().items():
        words = {text.removesuffix("(").upper() for text in _essence(helper.formula) or ()}
        known[name] = _essence(helper.formula), frozenset(words & {*known, PRICE_TABLE.upper()})
    return known


def _essence(formula: str) -> tuple[str, ...] | None:
    """A formula without what Excel may change when it saves it: spaces, and the case of names; None for no formula.

    No space in our formulas is an operator.
    """
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return None
    return tuple(text if kind == "string" else text.upper() for kind, text in tokens if kind != "space")


def _named(name: str, bound: BoundFunction) -> NamedFunction:
    """The function with the workbook's price table, if it reads prices, as one argument more, the first."""
    from xlcost.formulas import PRICE_TABLE

    if name == _PRICE_LIST:
        calculate: Callable[[Sequence[Any]], Any] = _model_prices
    elif name == _RANKING:
        calculate = partial(_ranking, bound)
    elif bound.tables:
        calculate = partial(_with_table, bound)
    else:
        return NamedFunction((), bound)
    with_table = BoundFunction(
        calculate,
        bound.min_args + 1,
        bound.max_args + 1,
        frozenset({0, *(position + 1 for position in bound.tables)}),
        _catalogue,
    )
    return NamedFunction((NameUse(None, PRICE_TABLE),), with_table)


def _with_table(bound: BoundFunction, args: Sequence[Any]) -> Any:
    own, *given = args
    return bound.call(with_own_prices(bound, own, given))


def with_own_prices(bound: BoundFunction, own: Any, given: Sequence[Any]) -> list[Any]:
    """A function's arguments with the workbook's price table where its own argument for prices is blank.

    Raises:
        GivesUp: the table that counts is one that a LAMBDA may read otherwise.
    """
    complete = [*given, *[None] * (bound.max_args - len(given))]
    for position in bound.tables:
        complete[position] = _prices(complete[position], own)
    return complete


def _prices(given: Any, own: Any) -> Any:
    if isinstance(given, list) and len(given) == 1 and len(given[0]) == 1:
        given = given[0][0]
    chosen = own if given is None or given == "" else given
    return _catalogue(chosen) if isinstance(chosen, list) else chosen


def _model_prices(args: Sequence[Any]) -> Any:
    """MODEL_PRICES of the workbook's price table, the first value."""
    from xlcost.functions import FUNCTIONS
    from xlcost.functions.calling import coerced, unwrap_single_cells
    from xlcost.functions.pricing import price_list

    own, *given = args
    prices = _prices(None, own)
    function = FUNCTIONS[_PRICE_LIST]
    try:
        search, as_of = coerced(function, unwrap_single_cells(function, given))
    except XlcostError as error:
        return error.excel
    listed = price_list(search, as_of, prices)
    names = [f"{provider}/{model}" for model, provider, *_ in listed[1:]]
    if not all(one == other or _surely_before(one, other) for one, other in pairwise(names)):
        raise GivesUp(_ORDER)
    return listed


def _ranking(bound: BoundFunction, args: Sequence[Any]) -> Any:
    """COST_RANKING, if it is sure in which order Excel has those that cost the same."""
    ranked = _with_table(bound, args)
    rows = ranked[1:] if isinstance(ranked, list) else []
    for (_, model, provider, cost), (_, next_model, next_provider, next_cost) in pairwise(rows):
        names = (model, next_model) if provider == next_provider else (provider, next_provider)
        if math.isclose(cost, next_cost, rel_tol=_TIE) and not _surely_before(*names):
            raise GivesUp(_ORDER)
    return ranked


def _surely_before(one: str, other: str) -> bool:
    """Whether a name sorts before another by any rule: Excel passes over hyphens and case, and orders signs itself."""
    first, second = (re.sub("[-']", "", name.casefold()) for name in (one, other))
    for left, right in zip(first, second):
        if left != right:
            return left < right and left.isalnum() and right.isalnum() and (left + right).isascii()
    return len(first) < len(second)


def _catalogue(rows: list[list[Any]]) -> Any:
    """A price range as a catalogue, if it is one that a LAMBDA reads alike."""
    from xlcost.prices.worksheet import worksheet_catalogue

    if any(isinstance(cell, str) and (cell in ERROR_TEXTS or cell.isspace()) for row in rows for cell in row):
        raise GivesUp(_UNREADABLE)
    try:
        catalogue = worksheet_catalogue(rows)
    except (XlcostError, ValueError, TypeError):
        raise GivesUp(_UNREADABLE) from None
    if not _is_plain({(line.provider, line.model) for line in catalogue.lines}):
        raise GivesUp(_UNREADABLE)
    return catalogue


def _is_plain(names: Collection[tuple[str, str]]) -> bool:
    """Whether providers and models are named so that a LAMBDA finds the same rows.

    It knows no seller before others in rows without a provider.
    """
    spellings = {(provider.casefold(), model.casefold()) for provider, model in names}
    alone = {model for provider, model in spellings if not provider}
    return len(spellings) == len(names) and not any(provider and model in alone for provider, model in spellings)
