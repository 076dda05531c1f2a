"""A price table as a file, and small CSV files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.prices import Catalogue
from xlcost.prices.worksheet import worksheet_catalogue

_LARGEST: Final = 64 << 20


def read_prices(path: Path) -> Catalogue:
    """A price table in a CSV file, with the columns of a worksheet's.

    Raises:
        BadFile: no such file, or no text.
        BadArgument: it is no price table; says which cell.
    """
    return worksheet_catalogue([[_value(cell) for cell in row] for row in read_rows(path)])


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a small CSV file.

    Raises:
        BadFile: it cannot be read, is no text in UTF-8, or is empty.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as reason:
        raise BadFile(f"{path}: cannot be read ({reason.strerror})") from None
    if len(data) > _LARGEST:
        raise BadFile(f"{path}: larger than {_LARGEST >> 20} MB; refused")
    try:
        rows = [row for row in csv.reader(data.decode("utf-8-sig").splitlines(), strict=True) if any(row)]
    except UnicodeDecodeError:
        raise BadFile(f"{path}: is no text in UTF-8") from None
    except csv.Error as reason:
        raise BadFile(f"{path}: is no CSV ({reason})") from None
    if not rows:
        raise BadFile(f"{path}: is empty")
    return rows


def _value(cell: str) -> Any:
    text = cell.strip()
    try:
        return float(text)
    except ValueError:
        return text or None
