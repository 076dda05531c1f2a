"""Waivers: findings that somebody takes responsibility for, with a reason, a name and an end.

They stand in ``<workbook>.waivers.toml`` beside the workbook, or on a sheet called Waivers:

    [[waiver]]
    rule = "F12"
    address = "Tariff!D8:D19"       # a cell or area, a whole sheet (Tariff), or "workbook"
    reason = "The brackets need an approximate match; sorted by check C14."
    name = "Ada Lovelace"
    expires = 2027-06-30
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlcost.check.report import Finding, Waived
from xlcost.check.rules import all_rules
from xlcost.check.rules.waiving import EXPIRED, INCOMPLETE, UNUSED
from xlcost.errors import BadFile
from xlcost.outline.price_table import as_date
from xlcost.toml import read_toml
from xlcost.workbook.addresses import Area, parse_area
from xlcost.workbook.records import Book, Sheet

_FIELDS: Final = ("rule", "address", "reason", "name", "expires")
_SUFFIX: Final = ".waivers.toml"
_WORKBOOK: Final = frozenset({"", "*", "workbook"})
#: More waivers than this are none: nobody reviews them.
_MOST: Final = 2_000


class Waiver(NamedTuple):
    """One waiver; ``origin`` says where it is written."""

    rule: str
    sheet: str | None
    area: Area | None
    reason: str
    name: str
    expires: date
    origin: str

    @property
    def where(self) -> str:
        """The address as written in messages."""
        if self.sheet is None:
            return "workbook"
        return self.sheet if self.area is None else f"{self.sheet}!{self.area}"

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is the one that is waived."""
        if finding.rule != self.rule:
            return False
        if self.sheet is None:
            return finding.sheet is None
        if finding.sheet is None or finding.sheet.lower() != self.sheet.lower():
            return False
        if self.area is None:
            return True
        inside = finding.area
        return (
            inside is not None
            and self.area.holds(inside.top, inside.left)
            and self.area.holds(inside.bottom, inside.right)
        )


class Waivers(NamedTuple):
    """All waivers of a workbook, and what is wrong with those that do not count."""

    good: tuple[Waiver, ...] = ()
    faults: tuple[Finding, ...] = ()


def read_waivers(book: Book) -> Waivers:
    """The waivers beside a workbook and on its sheet Waivers.

    Raises:
        BadFile: the file beside it is no TOML, or has no list of waivers.
    """
    good: list[Waiver] = []
    faults: list[Finding] = []
    for origin, sheet, area, entry in (*_beside(book.package.path), *_on_sheet(book.sheets_by_name.get("waivers"))):
        outcome = _waivers(entry, origin)
        if not isinstance(outcome, str):
            good += outcome
        else:
            faults.append(
                Finding(
                    INCOMPLETE.code,
                    INCOMPLETE.severity,
                    sheet,
                    area,
                    outcome,
                    INCOMPLETE.mend,
                    areas=() if area is None else (area,),
                )
            )
    return Waivers(tuple(good), tuple(faults))


def apply_waivers(
    findings: Iterable[Finding], waivers: Waivers, judged: Collection[str], today: date
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """What remains, the findings about waivers among them, and what is waived.

    Args:
        findings: what the rules found.
        waivers: of the workbook.
        judged: the rules that were applied; of the others nobody knows whether a waiver waives something.
        today: a waiver counts until the end of the day on which it expires.
    """
    remaining: list[Finding] = []
    waived: list[Waived] = []
    used: set[Waiver] = set()
    for finding in findings:
        covering = [waiver for waiver in waivers.good if waiver.covers(finding)]
        used.update(covering)
        valid = next((waiver for waiver in covering if waiver.expires >= today), None)
        if valid is None:
            remaining.append(finding)
        else:
            waived.append(Waived(finding, valid.reason, valid.name, valid.expires.isoformat()))
    about = _about([waiver for waiver in waivers.good if waiver.rule in judged], used, today)
    return (*remaining, *waivers.faults, *about), tuple(waived)


def _about(waivers: Sequence[Waiver], used: set[Waiver], today: date) -> Iterator[Finding]:
    for waiver in waivers:
        what = f"the waiver of {waiver.rule} at {waiver.where} ({waiver.name}, {waiver.origin})"
        if waiver not in used:
            yield Finding(UNUSED.code, UNUSED.severity, None, None, f"{what} waives nothing", UNUSED.mend)
        elif waiver.expires < today:
            message = f"{what} expired on {waiver.expires}"
            yield Finding(EXPIRED.code, EXPIRED.severity, None, None, message, EXPIRED.mend)


_Entry = tuple[str, str | None, Area | None, Mapping[str, Any]]


def _beside(workbook: Path) -> Iterator[_Entry]:
    path = workbook.with_suffix("").with_name(workbook.with_suffix("").name + _SUFFIX)
    if not path.is_file():
        return
    content = read_toml(path)
    unknown = next((key for key in content if key != "waiver"), None)
    entries = content.get("waiver", [])
    if unknown is not None or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        found = f", not as {unknown}" if unknown is not None else ""
        raise BadFile(f"{path}: waivers must be written as [[waiver]] tables{found}")
    if len(entries) > _MOST:
        raise BadFile(f"{path}: more than {_MOST:,} waivers; mend the workbook instead")
    for number, entry in enumerate(entries, start=1):
        yield f"waiver {number} of {path.name}", None, None, entry


def _on_sheet(sheet: Sheet | None) -> Iterator[_Entry]:
    """The rows below a header row that names the fields."""
    if sheet is None:
        return
    rows: dict[int, dict[int, Any]] = {}
    for cell in sheet.cells.values():
        if cell.value not in {None, ""}:
            rows.setdefault(cell.row, {})[cell.column] = cell.value
    columns: dict[str, int] = {}
    for row, cells in sorted(rows.items()):
        if not columns:
            named = {str(value).strip().lower(): column for column, value in cells.items()}
            if {"rule", "address"} <= named.keys():
                columns = {field: named[field] for field in _FIELDS if field in named}
            continue
        entry = {field: cells[column] for field, column in columns.items() if column in cells}
        if entry:
            yield f"{sheet.name} row {row}", sheet.name, Area(row, min(cells), row, max(cells)), entry


def _addresses(text: str) -> list[str]:
    """One reason may hold at several addresses; a comma between apostrophes is part of a sheet's name."""
    parts = text.split("'")
    outside = [(len(parts) - 1 - number) % 2 == 0 for number in range(len(parts))]
    return "'".join(part.replace(",", "\0") if out else part for part, out in zip(parts, outside)).split("\0")


def _waivers(entry: Mapping[str, Any], origin: str) -> list[Waiver] | str:
    """The waiver at each of its addresses, or what is wrong with it."""
    unknown = next((key for key in entry if key not in _FIELDS), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown, _FIELDS, n=1)
        return f"{origin}: there is no field {unknown[:40]}; {f'{near[0]} is meant?' if near else 'delete it'}"
    missing = [field for field in _FIELDS if str(entry.get(field, "")).strip() == ""]
    if missing:
        return f"{origin} has no {', '.join(missing)}"
    code = str(entry["rule"]).strip().upper()
    if code not in all_rules():
        return f"{origin}: there is no rule {code[:40]}"
    expires = _date(entry["expires"])
    if expires is None:
        return f"{origin}: expires must be a date such as 2027-06-30"
    reason, name = str(entry["reason"]).strip(), str(entry["name"]).strip()
    found = []
    for address in _addresses(str(entry["address"])):
        place = _place(address)
        if place is None:
            return f"{origin}: {address[:60]!r} is no address; write Sheet!A1:B2, Sheet or workbook"
        found.append(Waiver(code, *place, reason, name, expires, origin))
    return found


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else as_date(value)


def _place(text: str) -> tuple[str | None, Area | None] | None:
    if text.strip().lower() in _WORKBOOK:
        return None, None
    sheet, mark, area = text.strip().rpartition("!")
    if not mark:
        sheet, area = area, ""
    if sheet.startswith("'") and sheet.endswith("'") and len(sheet) > 1:
        sheet = sheet[1:-1].replace("''", "'")
    try:
        return sheet, parse_area(area.replace("$", "")) if area else None
    except ValueError:
        return None
