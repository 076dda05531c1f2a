"""A map from names of one's own to models: two columns, ``deployment`` and ``model``.

Azure calls a model by the name of its deployment, gateways by names that somebody made up. Such a name says nothing of
the model, so no rule resolves it; whoever chose it says what it means, in a worksheet range, a CSV or a TOML file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xlcost.errors import ERROR_TEXTS, BadArgument, BadFile, ErrorInArgument

#: The columns of a map.
COLUMNS: Final = ("deployment", "model")

_MAX_BYTES: Final = 1 << 20


def is_deployment_map(header: Iterable[object]) -> bool:
    """Whether a range whose first row is this is a map of deployments and not a table of prices."""
    names = {str(cell or "").strip().casefold() for cell in header}
    return set(COLUMNS) <= names and not names & {"input", "output"}


def deployments_in(grid: Sequence[Sequence[object]], what: str = "the deployment map") -> dict[str, str]:
    """The model of each deployment in a range of two columns, the header first; other columns are a reader's notes.

    Raises:
        BadArgument: no such column, a row with one of the two cells alone, or a deployment with two models.
        ErrorInArgument: an error value in one of the two columns.
    """
    header = [str(cell or "").strip().casefold() for cell in grid[0]] if grid else []
    for column in COLUMNS:
        if header.count(column) != 1:
            raise BadArgument(f"{what} needs one column named {column} in its first row")
    positions = [header.index(column) for column in COLUMNS]
    found: dict[str, str] = {}
    for number, line in enumerate(grid[1:], start=2):
        deployment, model = (_text(line, position, f"{what}, row {number}") for position in positions)
        if not deployment and not model:
            continue
        if not deployment or not model:
            missing = COLUMNS[0] if not deployment else COLUMNS[1]
            raise BadArgument(f"{what}: row {number} has no {missing}; fill it in or clear the row")
        known = found.setdefault(deployment.casefold(), model)
        if known.casefold() != model.casefold():
            raise BadArgument(f"{what}: row {number} says {deployment} is {model}, a row above {known}; delete one")
    return found


def read_deployments(path: Path) -> dict[str, str]:
    """The model of each deployment in a CSV file of two columns, or in a TOML file, at its top or in ``[deployments]``.

    Raises:
        BadFile: it cannot be read, or is no such map; the text says where.
    """
    if path.suffix.casefold() == ".toml":
        from xlcost.toml import read_toml  # hosts that carry the functions alone have no files to read

        content = read_toml(path)
        return _checked(content.get("deployments", content), path)
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise BadFile(f"{path}: larger than {_MAX_BYTES >> 20} MB, which no map of deployments is; refused")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except OSError as reason:
        raise BadFile(f"{path}: cannot be read ({reason.strerror})") from None
    except (UnicodeDecodeError, csv.Error) as reason:
        raise BadFile(f"{path}: not a CSV file in UTF-8 ({reason})") from None
    try:
        return deployments_in([row for row in rows if row], str(path))
    except (BadArgument, ErrorInArgument) as reason:
        raise BadFile(str(reason)) from None


def _checked(content: Any, path: Path) -> dict[str, str]:
    if not isinstance(content, Mapping) or not content:
        raise BadFile(f'{path}: no map of deployments; write [deployments] and lines like my-gpt = "azure/gpt-4.1"')
    for deployment, model in content.items():
        if not isinstance(model, str) or not model.strip():
            raise BadFile(f'{path}: {deployment} is no text; write the model, such as "azure/gpt-4.1"')
    return {deployment.strip().casefold(): model.strip() for deployment, model in content.items()}


def _text(line: Sequence[object], position: int, where: str) -> str:
    cell = line[position] if position < len(line) else None
    text = str(cell if cell is not None else "").strip()
    if text in ERROR_TEXTS:
        raise ErrorInArgument(text, where)
    return text
