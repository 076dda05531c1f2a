"""A price table in a worksheet range, read as a catalogue of its own.

The first row names the columns: ``model``, ``input`` and ``output``, and any of ``COLUMNS``. Upper and lower case,
spaces, hyphens and underscores are all one, and so is a unit in brackets behind a name. Columns of other names are
ignored, unless they look like prices, tokens, currency or fees: those are refused by name, because a price that is
ignored is a wrong bill. A blank cell, or one of "n/a", is a price that is not published; an error value is never taken
for a blank.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf, isfinite
from numbers import Real
from typing import Any, Final

from xlcost.errors import ERROR_TEXTS, BadArgument, ErrorInArgument
from xlcost.numbertext import number_in_text, spelled
from xlcost.prices.catalogue import Catalogue, LineKey
from xlcost.prices.deployments import deployments_in, is_deployment_map
from xlcost.prices.lines import FEES, STANDARD, FeeLine, PriceLine
from xlcost.prices.package import package_catalogue

Grid = Sequence[Sequence[object]]

_REQUIRED: Final = ("model", "input", "output")
_TEXTS: Final = frozenset({"provider", "model", "tier", "source", "date_basis"})
_DATES: Final = frozenset({"effective_from", "effective_to", "checked_on"})
#: The columns that say which line this is: an error value there leaves no line that it could belong to.
_IDENTITY: Final = frozenset({"provider", "model", "tier", "effective_from", "effective_to", "above_tokens"})

#: The columns that mean something.
COLUMNS: Final = (*PriceLine._fields, *FEES)
#: Columns that say something about a line and change no bill.
REMARKS: Final = ("unit", "status")
#: A column of another name that has one of these in it is taken for a price, and refused.
PRICE_WORDS: Final = (
    "input", "output", "cache", "batch", "token", "price", "cost", "usd", "eur", "currency", "fee", "rate", "train",
    "tuning", "host", "storage", "search", "long", "context", "above", "tier", "flex", "priority", "discount", "audio",
    "image", "reasoning", "thinking", "minimum", "surcharge", "markup", "per_",
)  # fmt: skip

#: Excel's day 0. Serial 60 is a day that never was, 29 February 1900; nobody prices tokens before March 1900.
_DAY_0: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = 61
_LAST_SERIAL: Final = 2_958_465

#: Price tables of one workbook, and of the workbooks that a server or a test has at hand at a time.
_KEPT: Final = 16

_NUMBERS: Final = frozenset({int, float})

_cache: OrderedDict[bytes, Catalogue] = OrderedDict()


def worksheet_catalogue(grid: Grid) -> Catalogue:
    """The catalogue in a range: rows of cells, the header first.

    Cells are None or "" (blank), numbers, texts, dates (as date, Excel serial or ISO text) or error texts. A model's
    rows hold from their ``effective_from``, or since ever where it is blank. Without an ``as_of`` the catalogue
    answers as on the newest ``checked_on`` date in the table, else on the newest ``effective_from``: a day that the
    table itself names, so that neither the clock nor a new version of xlcost changes the answer.

    A range with the two columns ``deployment`` and ``model``, and without prices, is a map of names of one's own
    (xlcost.prices.deployments): the package's catalogue with these names, as of its own snapshot.

    The same content gives the same catalogue object, so that each cell of a column that passes the range is cheap.

    Raises:
        BadArgument: no such column, no row, or a cell of the wrong type; says which row and column, and what to do.
        ErrorInArgument: an error value where a model, provider or date belongs. Elsewhere only the lookup of that
            row raises it.
    """
    key = _content(grid)
    catalogue = _cache.get(key)
    if catalogue is None:
        catalogue = _cache[key] = _read(grid, key)
        if len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return catalogue


def _read(grid: Grid, key: bytes) -> Catalogue:
    if grid and is_deployment_map(grid[0]):
        return package_catalogue().with_deployments(deployments_in(grid))
    return _build(grid, hashlib.sha256(key).hexdigest()[:12])


def _content(grid: Grid) -> bytes:
    """The content of a range as a cheap key, in which True and 1 differ, as they do for the checks."""
    cells: Any = grid
    with suppress(ValueError):
        return marshal.dumps(cells, 2)  # version 2 writes equal content as equal bytes: no references
    with suppress(ValueError):  # a date means what its ISO text means
        plain = [[cell.isoformat() if isinstance(cell, date) else cell for cell in line] for line in cells]
        return marshal.dumps(plain, 2)
    return repr(grid).encode()  # numbers of other libraries


def _build(grid: Grid, digest: str) -> Catalogue:
    if len(grid) < 2:
        raise BadArgument("the price range has no rows below its header; include the header and the price rows")
    columns = _columns(grid[0])
    lines: list[PriceLine] = []
    fees: list[FeeLine] = []
    errors: dict[LineKey, tuple[str, str]] = {}
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in enumerate(grid[1:], start=2):
        if all(_is_blank(cell) or _is_blank_as_zero(cell) for cell in cells):
            continue
        line, charges, error = _line(cells, columns, number)
        key = (line.provider, line.model, line.tier, line.effective_from, line.above_tokens)
        identity = (line.provider.casefold(), line.model.casefold(), *key[2:])
        if identity in seen:
            raise BadArgument(
                f"rows {seen[identity]} and {number} of the price range are both {_called(line)}"
                f" from {line.effective_from or 'the beginning'}; delete one or give it another effective_from"
            )
        seen[identity] = number
        lines.append(line)
        fees += charges
        if error is not None:
            errors[key] = error
    if not lines:
        raise BadArgument("the price range has no prices below its header; include the price rows")
    return Catalogue(lines, _until_the_next_line(fees, lines), snapshot=_own_date(lines), digest=digest, errors=errors)


def _columns(header: Sequence[object]) -> dict[int, str]:
    """The known columns by their position."""
    columns: dict[int, str] = {}
    for position, cell in enumerate(header):
        if isinstance(cell, str) and cell in ERROR_TEXTS:
            raise ErrorInArgument(cell, f"the header of column {position + 1} of the price range")
        name = _name(cell)
        if name not in COLUMNS:
            if name not in REMARKS and any(word in name for word in PRICE_WORDS):
                raise BadArgument(_unknown(str(cell), name))
            continue
        if name in columns.values():
            raise BadArgument(f"the price range has two columns named {name}; rename or delete one")
        columns[position] = name
    missing = [name for name in _REQUIRED if name not in columns.values()]
    if missing:
        body = any(cell.__class__ in _NUMBERS for cell in header)
        hint = "; it begins with prices: of a table give the header too, as in PriceTable[#All]" if body else ""
        raise BadArgument(f"the price range has no column {' and no column '.join(missing)} in its first row{hint}")
    return columns


def _unknown(written: str, name: str) -> str:
    """Why a column is refused that looks like a price: it would be left out of every bill."""
    from difflib import get_close_matches

    hints = [hint for word, hint in _HINTS.items() if word in name]
    near = hints or [f"the nearest is {get_close_matches(name, COLUMNS, n=1, cutoff=0.0)[0]}"]
    return (
        f"the price range has a column {written.strip()[:40]!r}, which is no price that xlcost knows; {near[0]}; "
        "rename it or leave it out of the range"
    )


#: What a column is called here that has such a word in its name.
_HINTS: Final = {
    "batch": "batch prices are a row of their own with the tier batch",
    "flex": "flex prices are a row of their own with the tier flex",
    "priority": "priority prices are a row of their own with the tier priority",
    "long": "prices of long requests are a row of their own with above_tokens",
    "context": "prices of long requests are a row of their own with above_tokens",
    "cached": "the nearest is cache_read",
    "currency": "prices are in USD",
    "eur": "prices are in USD",
}


def _name(cell: object) -> str:
    text = str(cell or "").partition("(")[0].strip().casefold()
    return re.sub(r"[\s_-]+", "_", text)


def _line(
    cells: Sequence[object], columns: dict[int, str], number: int
) -> tuple[PriceLine, list[FeeLine], tuple[str, str] | None]:
    """The price line and fees in a row, and the first error value among its prices, with the place where it stands."""
    fields, error = _fields(cells, columns, number)
    usd = {fee: fields.pop(fee) for fee in FEES if fee in fields}
    fields["tier"] = fields.get("tier", "").casefold() or STANDARD
    line = PriceLine(**fields)
    if not line.model:
        raise BadArgument(f"row {number} of the price range has no model; name one or clear the row")
    if line.effective_from and line.effective_to and line.effective_to <= line.effective_from:
        raise BadArgument(f"row {number} of the price range ends on {line.effective_to}, before it starts")
    seller, slash, model = line.model.partition("/")
    if slash and line.provider.casefold() in ("", seller.strip().casefold()):
        line = line._replace(provider=line.provider or seller.strip(), model=model.strip())
    if line.above_tokens == 0.0:  # what older builds of Excel pass for a blank cell
        line = line._replace(above_tokens=None)
    if line.above_tokens is not None and any(price is not None for price in usd.values()):
        raise BadArgument(
            f"row {number} of the price range has {next(iter(usd))} beside above_tokens; fees belong to the model's "
            "row without above_tokens"
        )
    fees = [
        FeeLine(*line[:3], fee, FEES[fee], price, line.effective_from, line.effective_to, *line[-3:])
        for fee, price in usd.items()
        if price is not None
    ]
    return line, fees, error


def _fields(
    cells: Sequence[object], columns: dict[int, str], number: int
) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """What stands in the known columns of a row, and the first error value among its prices."""
    fields: dict[str, Any] = {"provider": "", "model": ""}
    error: tuple[str, str] | None = None
    for position, name in columns.items():
        cell = cells[position] if position < len(cells) else None
        if cell is None:
            continue
        if cell.__class__ is str and cell in ERROR_TEXTS:
            where = _where(number, name)
            if name in _IDENTITY:
                raise ErrorInArgument(str(cell), where)
            error = error or (str(cell), where)
        elif name in _TEXTS:
            fields[name] = "" if _is_blank_as_zero(cell) else str(cell).strip()
        elif name in _DATES:
            fields[name] = _date(cell, number, name)
        elif cell.__class__ is float and 0.0 <= cell < inf:  # nearly every cell
            fields[name] = cell
        else:
            fields[name] = _price(cell, number, name)
    return fields, error


def _called(line: PriceLine) -> str:
    above = f" above {spelled(line.above_tokens)} tokens" if line.above_tokens else ""
    return f"{line.model}{'' if line.tier == STANDARD else '@' + line.tier}{above}"


def _until_the_next_line(fees: Sequence[FeeLine], lines: Sequence[PriceLine]) -> list[FeeLine]:
    """The fees, each ended where the next row of its model and tier begins, whether that names the fee or not."""
    starts: dict[tuple[str, ...], list[date]] = {}
    for line in lines:
        if line.above_tokens is None:
            starts.setdefault(line[:3], []).append(line.effective_from or date.min)
    ended = []
    for fee in fees:
        later = [day for day in starts[fee[:3]] if day > (fee.effective_from or date.min)]
        ends = [*later, *([fee.effective_to] if fee.effective_to else [])]
        ended.append(fee._replace(effective_to=min(ends, default=None)))
    return ended


def _where(number: int, name: str) -> str:
    return f"row {number} of the price range, column {name}"


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in ("", "n/a"))


def _is_blank_as_zero(cell: object) -> bool:
    """Whether a cell is 0, which older builds of Excel pass for a blank one; of a price that cannot be told."""
    return cell.__class__ in _NUMBERS and cell == 0


def _price(cell: object, number: int, name: str) -> float | None:
    if _is_blank(cell):
        return None
    price = number_in_text(cell) if isinstance(cell, str) else _as_float(cell)
    if price is None:
        what = "a text" if isinstance(cell, str) else f"a {type(cell).__name__}"
        raise BadArgument(
            f"{_where(number, name)}: {cell!s:.40} is {what} where a price belongs; type a number or clear the cell"
        )
    if not isfinite(price) or price < 0:
        raise BadArgument(
            f"{_where(number, name)}: a price cannot be {spelled(price)}; type a number of at least 0 or clear the cell"
        )
    return price


def _as_float(cell: object) -> float | None:
    """A number of whatever class: currency cells arrive from Excel as Decimal. Infinite where it is beyond floats."""
    if isinstance(cell, bool) or not isinstance(cell, Real | Decimal):
        return None
    try:
        return float(cell)
    except (OverflowError, ValueError):
        return inf


def _date(cell: object, number: int, name: str) -> date | None:
    if _is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    serial = _as_float(cell)
    if serial == 0:  # what a formula gives for a blank cell
        return None
    if serial is not None and _FIRST_SERIAL <= serial < _LAST_SERIAL + 1:
        return _DAY_0 + timedelta(days=int(serial))
    if isinstance(cell, str):
        with suppress(ValueError):
            return datetime.fromisoformat(cell.strip()).date()
    raise BadArgument(
        f"{_where(number, name)}: {cell!s:.40} is no date; type one as a date or as YYYY-MM-DD, or clear the cell"
    )


def _own_date(lines: list[PriceLine]) -> date:
    checked = [line.checked_on for line in lines if line.checked_on]
    begun = [line.effective_from for line in lines if line.effective_from]
    return max(checked or begun, default=date.min)
