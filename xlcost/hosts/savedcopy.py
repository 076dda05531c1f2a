"""Judges a copy of a workbook of ours that Excel has saved: whether Excel took everything in it as it was meant.

What Excel writes back shows what it read: a function it does not know comes back as ``_xludf.``, a damaged part is
gone, a macro that compiled has left its code. So a copy proves something about Excel where Excel itself is not at hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.calculate.crosscheck import cells_by_host
from xlcost.errors import BadFile
from xlcost.formula.unique import read_formulas
from xlcost.hosts.classic.compound import Storage, read_compound
from xlcost.hosts.classic.edition import VBA_PART
from xlcost.hosts.classic.project import read_project
from xlcost.hosts.classic.vba import MODULE_NAME
from xlcost.hosts.customfunctions import PREFIX
from xlcost.hosts.editions import EDITIONS
from xlcost.hosts.lite.parts import WEB_EXTENSION
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import open_book, read_book, workbook_part
from xlcost.workbook.records import Book, CellValue, Place, Sheet
from xlcost.workbook.tokens import FormulaError, tokenize
from xlcost.workbook.xml import local, parse_part

#: How far a number may be from ours: Excel adds in another order.
_RELATIVE: Final = 1e-9
_CRUMB: Final = 1e-9
#: What is left of ``_VBA_PROJECT`` where no Excel has compiled the macros.
_NOT_COMPILED: Final = 7
_SHOWN: Final = 5
_FILE_PREFIXES: Final = re.compile(r"_?_xl(?:fn|ws|pm|op)\.|_xldudf_")
_PLAIN_SHEET: Final = re.compile(r"'([A-Za-z_][\w.]*)'!")
#: Application in app.xml -> the kind of Excel.
_HOSTS: Final = {
    "Microsoft Excel": "Windows",
    "Microsoft Macintosh Excel": "Mac",
    "Microsoft Excel Online": "web",
}


class Check(NamedTuple):
    """One thing looked at, whether it is as it should be, and what was found."""

    name: str
    ok: bool
    found: str


class Excel(NamedTuple):
    """Which Excel saved a file, as far as the file says."""

    application: str
    version: str
    build: str
    host: str


class Original(NamedTuple):
    """What the copy was made from."""

    case: str
    edition: str
    book: Book


def edition_of(book: Book) -> str:
    """Which edition a workbook is, by what it carries."""
    parts = book.package.parts
    if VBA_PART in parts:
        return "classic"
    if parts.find(WEB_EXTENSION) or any("webextension" in name for name in parts):
        return "lite"
    if any(name.name.upper() == "PROMPT_COST" for name in book.names):
        return "native"
    main = {name: parts[name] for name in (sheet.part for sheet in book.sheets)}
    return "server" if any(PREFIX.encode() in xml for xml in main.values()) else "template"


def shipped_original(saved: Book) -> Original:
    """The workbook that ``xlcost new`` makes of the same case and edition.

    Raises:
        BadFile: the copy's title is that of no shipped case.
    """
    from xlcost.decision.case import CASE_NAMES, shipped_case
    from xlcost.template.build import build

    title = saved.properties.get("title", "").removeprefix("xlcost: ")
    case = next((name for name in CASE_NAMES if shipped_case(name).title == title), None)
    if case is None:
        raise BadFile(f"{saved.package.path}: is no copy of a case that xlcost ships; name its original by --original")
    edition = edition_of(saved)
    made = EDITIONS[edition].make(build(shipped_case(case)))
    return Original(case, edition, read_book(package_from_bytes(made, f"{case}-{edition}")))


def named_original(path: Path) -> Original:
    """A workbook as the original.

    Raises:
        BadFile: it cannot be read.
    """
    book = open_book(path)
    return Original(book.properties.get("title", "").removeprefix("xlcost: "), edition_of(book), book)


def excel_of(book: Book) -> Excel:
    """Which Excel saved a workbook; a name that is none of Excel's has no host."""
    application = book.properties.get("Application", "")
    version = next(
        (each for each in parse_part(book.package, workbook_part(book.package)) if _is(each, "fileVersion")), None
    )
    build = version.get("rupBuild", "") if version is not None and version.get("appName") == "xl" else ""
    return Excel(application, book.properties.get("AppVersion", ""), build, _HOSTS.get(application, ""))


def _is(element: object, name: str) -> bool:
    return local(element) == name


def judged(original: Original, saved: Book) -> list[Check]:
    """Everything that is looked at, in the order in which it is shown."""
    book = original.book
    excel = excel_of(saved)
    checks = [
        Check("saved by Excel", bool(excel.host and excel.build), _excel_said(excel)),
        _same("sheets", [(s.name, s.state) for s in book.sheets], [(s.name, s.state) for s in saved.sheets]),
        _same("names", *(_names(each) for each in (book, saved))),
        _same("tables", *(_tables(each) for each in (book, saved))),
        _same("validations", *(_on_sheets(each, _validations) for each in (book, saved))),
        _same("conditional formats", *(_on_sheets(each, _rules) for each in (book, saved))),
        _same("charts", *(_on_sheets(each, lambda sheet: [sheet.charts]) for each in (book, saved))),
        _unknown_functions(saved),
        _same("formulas", *(_formulas(each) for each in (book, saved))),
        _values(book, saved),
    ]
    if original.edition == "classic":
        checks += _macros(book, saved)
    if original.edition == "lite":
        ours, theirs = (_carried(each) for each in (book, saved))
        checks.append(
            Check("functions carried", ours == theirs, "as they were" if ours == theirs else "gone or changed")
        )
    return checks


def _excel_said(excel: Excel) -> str:
    if not excel.host:
        return f"by {excel.application or 'a program that does not say its name'}"
    return f"{excel.application} {excel.version}, build {excel.build or 'not said'}"


def _same(what: str, ours: list[tuple[object, ...]], theirs: list[tuple[object, ...]]) -> Check:
    """Whether two lists hold the same, in whatever order."""
    gone, new = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    if not gone and not new:
        return Check(what, True, f"{len(ours)}, as they were")
    parts = [f"{word} {_listed(list(items))}" for word, items in (("gone", gone), ("new", new)) if items]
    return Check(what, False, "; ".join(parts))


def _listed(items: list[tuple[object, ...]]) -> str:
    shown = ", ".join(" ".join(map(str, item))[:80] for item in items[:_SHOWN])
    return shown + (f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else "")


def _names(book: Book) -> list[tuple[object, ...]]:
    # a filter's range is written by Excel whether or not a file names it
    return [(n.name, n.scope or "", _spelled(n.formula)) for n in book.names if not n.name.startswith("_xlnm._Filter")]


def _tables(book: Book) -> list[tuple[object, ...]]:
    return [(each.name, each.sheet, each.area, *(column.name for column in each.columns)) for each in book.tables]


def _on_sheets(book: Book, of: Callable[[Sheet], list[object]]) -> list[tuple[object, ...]]:
    return [(sheet.name, item) for sheet in book.sheets for item in of(sheet)]


def _validations(sheet: Sheet) -> list[object]:
    return [
        (area, each.kind, _spelled(each.formula1 or ""), _spelled(each.formula2 or ""))
        for each in sheet.validations
        for area in each.areas
    ]


def _rules(sheet: Sheet) -> list[object]:
    return [
        (area, each.kind, *map(_spelled, each.formulas)) for each in sheet.conditional_formats for area in each.areas
    ]


def _formulas(book: Book) -> list[tuple[object, ...]]:
    return [(f"{sheet.name}!{c.address}", _spelled(c.formula or "")) for sheet in book.sheets for c in sheet.formulas]


def _spelled(formula: str) -> str:
    """A formula without what Excel may write otherwise and mean the same: spaces, prefixes, quotes, small letters."""
    try:
        tokens = tokenize(formula.removeprefix("="))
    except FormulaError:
        return formula
    return "".join(_token(kind, text) for kind, text in tokens if kind != "space")


def _token(kind: str, text: str) -> str:
    if kind in {"call", "name"}:
        return _FILE_PREFIXES.sub("", text).upper()
    if kind == "number":
        return f"{float(text):.15g}"
    return _PLAIN_SHEET.sub(r"\1!", text).upper() if kind in {"prefix", "cell", "columns"} else text


def _unknown_functions(saved: Book) -> Check:
    """Formulas in which Excel found something that it does not know, or that is no longer there."""
    texts = [(name.name, name.formula) for name in saved.names]
    texts += [(f"{sheet.name}!{cell.address}", cell.formula or "") for sheet in saved.sheets for cell in sheet.formulas]
    raw = {sheet.name for sheet in saved.sheets if b"_xludf." in saved.package.parts[sheet.part]}
    bad = [where for where, formula in texts if "_xludf." in formula or "#REF!" in formula]
    found = [*bad, *(f"_xludf. on {name}" for name in sorted(raw))]
    return Check(
        "nothing unknown to Excel", not found, _listed([(each,) for each in found]) or "no _xludf. and no #REF!"
    )


def _values(book: Book, saved: Book) -> Check:
    by_host = cells_by_host(read_formulas(book))
    found = dict(_differing(book, saved))
    differing = [what for place, what in found.items() if place not in by_host]
    count = sum(len(sheet.cells) for sheet in book.sheets)
    if not differing:
        hands_on_0 = (
            f"; but for what this Excel hands on for an empty cell: {_listed([(each,) for each in found.values()])}"
        )
        return Check("values", True, f"{count} cells, as they were{hands_on_0 if found else ''}")
    return Check("values", False, f"{len(differing)} of {count} differ: {_listed([(each,) for each in differing])}")


def _differing(book: Book, saved: Book) -> Iterator[tuple[Place, str]]:
    for sheet in book.sheets:
        other = saved.sheets_by_name.get(sheet.name.lower())
        for key in sorted({*sheet.cells, *(other.cells if other else ())}):
            ours, theirs = (each.cells.get(key) if each else None for each in (sheet, other))
            mine, yours = (None if cell is None else cell.value for cell in (ours, theirs))
            if not _alike(mine, yours):
                address = (ours or theirs).address  # type: ignore[union-attr]
                yield (sheet.name, *key), f"{sheet.name}!{address} {_short(mine)} -> {_short(yours)}"


def _alike(mine: CellValue, yours: CellValue) -> bool:
    if isinstance(mine, float | int) and isinstance(yours, float | int) and bool not in (type(mine), type(yours)):
        return math.isclose(mine, yours, rel_tol=_RELATIVE, abs_tol=_CRUMB)
    return (mine or None) == (yours or None) and type(mine or None) is type(yours or None)


def _short(value: CellValue) -> str:
    return "blank" if value in (None, "") else str(value)[:40]


def _macros(book: Book, saved: Book) -> Iterator[Check]:
    if VBA_PART not in saved.package.parts:
        yield Check("macros", False, "gone")
        return
    project = saved.package.parts[VBA_PART]
    ours, theirs = (_sources(each) for each in (book, saved))
    yield Check("macros", ours == theirs, "as they were" if ours == theirs else "another text")
    size = len(_stream(read_compound(project), "VBA", "_VBA_PROJECT"))
    compiled = size > _NOT_COMPILED
    yield Check("macros compiled", compiled, f"{size} bytes of compiled code" if compiled else "no Excel compiled them")


def _sources(book: Book) -> str:
    modules = {module.name: module.source for module in read_project(book.package.parts[VBA_PART]).modules}
    return "\n".join(line.rstrip() for line in modules.get(MODULE_NAME, "").splitlines()).strip()


def _stream(storage: Storage, *path: str) -> bytes:
    found: Storage | bytes = storage
    for name in path:
        children = found.children if isinstance(found, Storage) else {}
        found = next((child for key, child in children.items() if key.upper() == name.upper()), b"")
    return found if isinstance(found, bytes) else b""


def _carried(book: Book) -> list[tuple[str, str]]:
    """Name and text of what the add-in's part carries; Lite itself may add to it."""
    ours = {"main.py", "requirements.txt"}
    part = next((name for name in book.package.parts if "webextensions/webextension" in name), None)
    if part is None:
        return []
    properties = (each for each in parse_part(book.package, part).iter() if _is(each, "property"))
    return sorted((each.get("name", ""), each.get("value", "")) for each in properties if each.get("name") in ours)
