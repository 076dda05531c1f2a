"""Collects what a reviewer files: verdict, gravest findings, map, changes, fingerprints of all it rests on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from xlcost.check.report import Report
from xlcost.check.reports import rendered
from xlcost.check.run import check_file
from xlcost.check.settings import Settings
from xlcost.diff.comparing import diff
from xlcost.diff.records import Difference
from xlcost.errors import BadFile
from xlcost.explain.mapping import map_workbook
from xlcost.explain.records import Map
from xlcost.workbook.reader import open_book

#: The price data of this package, in the order in which it is fingerprinted.
_PRICE_DATA: Final = ("prices.csv", "fees.csv", "events.csv", "aliases.csv")


@dataclass(frozen=True)
class Dossier:
    """One workbook under review; fingerprints are SHA-256 in hexadecimal."""

    report: Report
    map: Map
    difference: Difference | None  # from the version before, where there is one
    fingerprints: tuple[tuple[str, str], ...]  # what, and its fingerprint


def review(workbook: Path, since: Path | None = None, settings: Settings | None = None) -> Dossier:
    """Everything for the reviewer's page.

    Args:
        workbook: under review; it is recalculated, not touched.
        since: the version that was reviewed before.
        settings: of the check.

    Raises:
        BadFile: a file cannot be read, or must not be.
    """
    book = open_book(workbook)
    report = check_file(workbook, settings)
    if report.unreadable is not None:
        raise BadFile(report.unreadable)
    difference = None if since is None else diff(open_book(since), book)
    fingerprints = [("Workbook", _of_file(workbook))]
    if since is not None:
        fingerprints.append(("Version before", _of_file(since)))
    fingerprints += [("Prices of xlcost", fingerprint_of_prices()), ("Findings", fingerprint_of_findings(report))]
    return Dossier(report, map_workbook(book), difference, tuple(fingerprints))


def fingerprint_of_prices() -> str:
    """That of the price data in this package, one file after the other."""
    folder = files("xlcost.prices").joinpath("data")
    found = hashlib.sha256()
    for name in _PRICE_DATA:
        found.update(folder.joinpath(name).read_bytes())
    return found.hexdigest()


def fingerprint_of_findings(report: Report) -> str:
    """That of the report as JSON, without the time it took and the name of the file's folder."""
    document = json.loads(rendered("json", (report,), "error"))
    for one in document["files"]:
        del one["seconds"]
        one["path"] = Path(one["path"]).name
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
