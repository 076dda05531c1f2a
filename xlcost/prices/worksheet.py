"""A price table in a worksheet range, read as a catalogue of its own.

The first row names the columns: ``model``, ``input`` and ``output``, and any other field of a price row. Upper and
lower case, spaces, hyphens and underscores are all one; a unit in brackets behind a name is ignored, and so are
columns of other names. A blank cell is a price that is not published; an error value is never taken for a blank.
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
from xlcost.numbertext import number_in_text
from xlcost.prices.catalogue import Catalogue, RowKey
from xlcost.prices.row import PriceRow

Grid = Sequence[Sequence[object]]

_REQUIRED: Final = ("model", "input", "output")
_TEXTS: Final = frozenset({"provider", "model", "source", "date_basis"})
_DATES: Final = frozenset({"effective_from", "effective_to", "checked_on"})
#: The columns that say which row this is: an error value there leaves no row that it could belong to.
_IDENTITY: Final = frozenset({"provider", "model", "effective_from", "effective_to"})

#: Excel's day 0. Serial 60 is a day that never was, 29 February 1900; nobody prices tokens before March 1900.
_DAY_0: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = 61
_LAST_SERIAL: Final = 2_958_465

#: Price tables of one workbook, and of the workbooks that a server or a test has at hand at a time.
_KEPT: Final = 16

_cache: OrderedDict[bytes, Catalogue] = OrderedDict()


def worksheet_catalogue(grid: Grid) -> Catalogue:
    """The catalogue in a range: rows of cells, the header first.

    Cells are None or "" (blank), numbers, texts, dates (as date, Excel serial or ISO text) or error texts. A model's
    rows hold from their ``effective_from``, or since ever where it is blank. Without an ``as_of`` the catalogue
    answers as on the newest ``checked_on`` date in the table, else on the newest ``effective_from``: a day that the
    table itself names, so that neither the clock nor a new version of xlcost changes the answer.

    The same content gives the same catalogue object, so that each cell of a column that passes the range is cheap.

    Raises:
        BadArgument: no such column, no row, or a cell of the wrong type; says which row and column, and what to do.
        ErrorInArgument: an error value where a model, provider or date belongs. Elsewhere only the lookup of that
            row raises it.
    """
    key = _content(grid)
    catalogue = _cache.get(key)
    if catalogue is None:
        catalogue = _cache[key] = _build(grid, hashlib.sha256(key).hexdigest()[:12])
        if len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return catalogue


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
    rows: list[PriceRow] = []
    errors: dict[RowKey, tuple[str, str]] = {}
    seen: dict[RowKey, int] = {}
    for number, line in enumerate(grid[1:], start=2):
        if all(_is_blank(cell) for cell in line):
            continue
        row, error = _row(line, columns, number)
        key = (row.provider, row.model, row.effective_from)
        identity = (row.provider.casefold(), row.model.casefold(), row.effective_from)
        if identity in seen:
            raise BadArgument(
                f"rows {seen[identity]} and {number} of the price range are both {row.model}"
                f" from {row.effective_from or 'the beginning'}; delete one or give it another effective_from"
            )
        seen[identity] = number
        rows.append(row)
        if error is not None:
            errors[key] = error
    if not rows:
        raise BadArgument("the price range has no prices below its header; include the price rows")
    return Catalogue(rows, snapshot=_own_date(rows), digest=digest, errors=errors)


def _columns(header: Sequence[object]) -> dict[int, str]:
    """The known columns by their position."""
    columns: dict[int, str] = {}
    for position, cell in enumerate(header):
        if isinstance(cell, str) and cell in ERROR_TEXTS:
            raise ErrorInArgument(cell, f"the header of column {position + 1} of the price range")
        name = _name(cell)
        if name not in PriceRow._fields:
            continue
        if name in columns.values():
            raise BadArgument(f"the price range has two columns named {name}; rename or delete one")
        columns[position] = name
    missing = [name for name in _REQUIRED if name not in columns.values()]
    if missing:
        raise BadArgument(f"the price range has no column {' and no column '.join(missing)} in its first row")
    return columns


def _name(cell: object) -> str:
    text = str(cell or "").partition("(")[0].strip().casefold()
    return re.sub(r"[\s_-]+", "_", text)


def _row(line: Sequence[object], columns: dict[int, str], number: int) -> tuple[PriceRow, tuple[str, str] | None]:
    """The price row in a line, and the first error value among its prices, with the place where it stands."""
    fields: dict[str, Any] = {"provider": "", "model": ""}
    error: tuple[str, str] | None = None
    for position, name in columns.items():
        cell = line[position] if position < len(line) else None
        if cell is None:
            continue
        if cell.__class__ is str and cell in ERROR_TEXTS:
            where = _where(number, name)
            if name in _IDENTITY:
                raise ErrorInArgument(str(cell), where)
            error = error or (str(cell), where)
        elif name in _TEXTS:
            fields[name] = str(cell).strip()
        elif name in _DATES:
            fields[name] = _date(cell, number, name)
        elif cell.__class__ is float and 0.0 <= cell < inf:  # nearly every cell
            fields[name] = cell
        else:
            fields[name] = _price(cell, number, name)
    row = PriceRow(**fields)
    if not row.model:
        raise BadArgument(f"row {number} of the price range has no model; name one or clear the row")
    if row.effective_from and row.effective_to and row.effective_to <= row.effective_from:
        raise BadArgument(f"row {number} of the price range ends on {row.effective_to}, before it starts")
    if not row.provider and "/" in row.model:
        provider, _, model = row.model.partition("/")
        row = row._replace(provider=provider.strip(), model=model.strip())
    return row, error


def _where(number: int, name: str) -> str:
    return f"row {number} of the price range, column {name}"


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


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
            f"{_where(number, name)}: a price cannot be {price:g}; type a number of at least 0 or clear the cell"
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
    if serial is not None and _FIRST_SERIAL <= serial < _LAST_SERIAL + 1:
        return _DAY_0 + timedelta(days=int(serial))
    if isinstance(cell, str):
        with suppress(ValueError):
            return datetime.fromisoformat(cell.strip()).date()
    raise BadArgument(
        f"{_where(number, name)}: {cell!s:.40} is no date; type one as a date or as YYYY-MM-DD, or clear the cell"
    )


def _own_date(rows: list[PriceRow]) -> date:
    checked = [row.checked_on for row in rows if row.checked_on]
    begun = [row.effective_from for row in rows if row.effective_from]
    return max(checked or begun, default=date.min)
