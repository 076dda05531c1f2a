"""A price table as a file, and small CSV files."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile, XlcostError
from xlcost.prices import Catalogue
from xlcost.prices.worksheet import worksheet_catalogue

_LARGEST: Final = 64 << 20
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def read_prices(path: Path) -> Catalogue:
    """A price table in a CSV file, with the columns of a worksheet's.

    Raises:
        BadFile: no such file, no text, or no price table; says which cell.
    """
    rows = [[_value(cell) for cell in row] for row in read_rows(path)]
    try:
        return worksheet_catalogue(rows)
    except XlcostError as reason:
        raise BadFile(f"{path}: {reason}") from None


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
    """A number as spreadsheets write it; what Python alone takes for one, such as 1_000, is a text."""
    text = cell.strip()
    return float(text) if _NUMBER.fullmatch(text) else text or None
