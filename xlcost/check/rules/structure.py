"""Rules about the workbook as a whole: cover, separation of sheets, nothing hidden, nothing outside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from xlcost.check.places import hits_at, hits_of, listed
from xlcost.check.profiles import profile_of
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.subject import Subject
from xlcost.formula.references import name_tree
from xlcost.formula.unique import external_books
from xlcost.numbertext import spelled
from xlcost.outline.model import Model, is_filled, needs_xlcost
from xlcost.outline.roles import COVER
from xlcost.workbook.addresses import Area, column_letters
from xlcost.workbook.numbers import one_of
from xlcost.workbook.records import Cell, Sheet

#: What a cover states: the words that announce it.
_STATEMENTS = {
    "purpose": r"purpose|objective|what (this|it) (workbook|model)|question",
    "owner": r"owner|author|prepared by|prepared|maintained by|contact|responsible",
    "version": r"version|revision",
    "status": r"status|draft|final|released",
    "date": r"date|as of|snapshot|issued",
}
_CHANGE_LOG = re.compile(r"(change|revision|version) ?(log|history|record)s?|changes|history", re.IGNORECASE)
_HIDING = re.compile(r";;;?")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*([a-z]+[0-9]*)?")


@rule(
    "S01",
    Severity.WARNING,
    "Cover states purpose, owner, version, status, date",
    why="A reader must know what the model is for, whose it is, and whether this copy is the valid one.",
    mend="Add the missing line to the Cover: a label and its value beside it.",
    risk="Low. A cover that says the same in unusual words is reported; use the usual ones.",
    source="ICAEW Financial Modelling Code",
    need=needs_xlcost,
    profile=Profile.HOUSE,
)
def cover_states_what_it_is(model: Model) -> Iterator[Hit]:
    """Each statement needs a label and something beside or below it."""
    cover = _cover(model)
    if cover is None:
        yield Hit("there is no Cover sheet", mend="Add a sheet Cover with purpose, owner, version, status and date.")
        return
    texts = {(cell.row, cell.column): text for cell in cover.cells.values() if (text := _text(model, cover, cell))}
    for statement, pattern in _STATEMENTS.items():
        announced = re.compile(rf"\b({pattern})\b", re.IGNORECASE)
        labels = [(at, text) for at, text in texts.items() if announced.search(text)]
        if not any(len(text) > 60 or _is_answered(texts, *at) for at, text in labels):
            yield Hit(f"the cover states no {statement}", cover.name)


def _cover(model: Model) -> Sheet | None:
    by_role = [sheet for sheet in model.book.sheets if model.roles[sheet.name] == COVER]
    return next((sheet for sheet in by_role if sheet.name.lower() == "cover"), by_role[0] if by_role else None)


def _text(model: Model, sheet: Sheet, cell: Cell) -> str:
    value = model.value((sheet.name, cell.row, cell.column)) if cell.formula is not None else cell.value
    if isinstance(value, float):
        return "a date" if model.style(cell).is_date else spelled(value)
    return "" if value is None else str(value).strip()


def _is_answered(texts: dict[tuple[int, int], str], row: int, column: int) -> bool:
    """Whether something stands to the right in the same row, or right below."""
    right = any(at_row == row and at_column > column for at_row, at_column in texts)
    return right or (row + 1, column) in texts


@rule(
    "S04",
    Severity.WARNING,
    "Change log not empty; its newest row equals the version",
    why="Without it nobody can say what changed between two copies, nor which of them this is.",
    mend="Add a row to the change log with version, date and what changed, and state the same version on the Cover.",
    risk="Low. Only the version number is compared, not the words.",
    source="ICAEW review guide",
    need=needs_xlcost,
    profile=Profile.HOUSE,
)
def change_log_is_kept(model: Model) -> Iterator[Hit]:
    """The version on the cover among the versions of the log's rows, and it is the newest."""
    cover = _cover(model)
    if cover is None:
        return
    texts = {(cell.row, cell.column): text for cell in cover.cells.values() if (text := _text(model, cover, cell))}
    log = next((at for at, text in texts.items() if len(text) < 40 and _CHANGE_LOG.fullmatch(text)), None)
    if log is None:
        yield Hit("there is no change log on the cover", cover.name)
        return
    entries = [
        found.group()
        for at in sorted(texts)
        if at[0] > log[0] and at[1] <= log[1] + 1 and (found := _VERSION.fullmatch(texts[at].lower().lstrip("v")))
    ]
    stated = _stated_version(texts, log[0])
    if not entries:
        yield Hit("the change log has no row", cover.name, Area(*log, *log))
    elif stated is None:
        yield Hit("the cover states no version number to compare the change log with", cover.name)
    elif max(entries, key=_ordinal) != stated:
        newest = max(entries, key=_ordinal)
        yield Hit(
            f"the cover says version {stated}, the newest row of the change log {newest}", cover.name, Area(*log, *log)
        )


def _stated_version(texts: dict[tuple[int, int], str], before_row: int) -> str | None:
    for (row, column), text in sorted(texts.items()):
        if row < before_row and re.fullmatch(r"(model |workbook )?(version|revision):?", text, re.IGNORECASE):
            for at in sorted(at for at in texts if (at[0] == row and at[1] > column) or at == (row + 1, column)):
                found = _VERSION.search(texts[at].lower())
                if found:
                    return found.group()
    return None


def _ordinal(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", version))


@rule(
    "S05",
    Severity.WARNING,
    "No hidden or very hidden sheet",
    why="What a reviewer cannot see cannot be reviewed; a very hidden sheet is not even in the Unhide list.",
    mend="Unhide the sheet (very hidden: in the VBA editor, set Visible to -1), or delete it.",
    risk="Low. In audit hidden sheets that no other sheet reads are left alone, for add-ins keep their settings there: "
    "the 10 that were found in workbooks of others were such.",
    source="ICAEW Financial Modelling Code",
    example="A very hidden sheet Calc2 that feeds the result; put right: visible.",
)
def no_hidden_sheet(model: Subject) -> Iterator[Hit]:
    """Hidden and very hidden sheets; in audit those that formulas of other sheets read."""
    in_house = profile_of(model) is Profile.HOUSE
    hidden = [sheet for sheet in model.book.sheets if sheet.state != "visible"]
    read = {source.sheet for found in model.graph.across_sheets.values() for source in found} if hidden else set()
    for sheet in hidden:
        if in_house or sheet.name in read:
            yield Hit(f"the sheet is {'very hidden' if sheet.state == 'veryHidden' else 'hidden'}", sheet.name)


@rule(
    "S06",
    Severity.WARNING,
    "No hidden row, column or value",
    why="Hidden rows, columns and values are numbers that totals count and readers do not see.",
    mend="Unhide them; group them (Data > Outline) where the sheet must stay short; give numbers a format that shows.",
    risk="Medium. Empty columns hidden to the right of a sheet are left alone; helper columns are reported.",
    source="PerfectXL",
    profile=Profile.HOUSE,
)
def no_hidden_row_or_column(model: Model) -> Iterator[Hit]:
    """Hidden rows and columns that hold something, and numbers whose format shows nothing."""
    hiding = {style.number_format for style in model.book.styles if _HIDING.fullmatch(style.number_format)}
    yield from hits_at(
        {
            (sheet.name, cell.row, cell.column): f"the number format {model.style(cell).number_format} hides the value"
            for sheet in model.book.sheets
            for cell in (sheet.cells.values() if hiding else ())
            if is_filled(cell) and model.style(cell).number_format in hiding
        }
    )
    for sheet in model.book.sheets:
        if not sheet.hidden_rows and not sheet.hidden_columns:
            continue
        filled = [cell for cell in sheet.cells.values() if is_filled(cell)]
        hidden_rows = sorted(sheet.hidden_rows.intersection(cell.row for cell in filled))
        hidden_columns = sorted(sheet.hidden_columns.intersection(cell.column for cell in filled))
        used = sheet.used
        for first, last in _stretches(hidden_rows):
            yield Hit(
                "hidden rows" if last > first else "hidden row", sheet.name, Area(first, used.left, last, used.right)
            )
        for first, last in _stretches(hidden_columns):
            letters = column_letters(first) if first == last else f"{column_letters(first)}:{column_letters(last)}"
            area = Area(used.top, first, used.bottom, last)
            yield Hit(f"hidden column{'s' if last > first else ''} {letters}", sheet.name, area)


def _stretches(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = previous = None
    for number in numbers:
        if previous is None or number != previous + 1:
            if start is not None and previous is not None:
                yield start, previous
            start = number
        previous = number
    if start is not None and previous is not None:
        yield start, previous


@rule(
    "S08",
    Severity.WARNING,
    "No external link",
    why="The linked workbook moves, changes or is missing, and the numbers change or stop without a trace.",
    mend="Bring the values in as inputs with their source, then Data > Edit Links > Break Link.",
    risk="Low.",
    source="FAST 1.03",
    example="=[Budget.xlsx]Sheet1!B4; put right: B4 as an input with its source.",
)
def no_external_link(model: Model) -> Iterator[Hit]:
    """Formulas and names that read other workbooks, and links that nothing uses any more."""
    targets = model.book.external_links
    used: set[str] = set()
    for unique in model.formulas.uniques:
        for book in unique.formula.external_books:
            used.add(book)
            yield from hits_of(unique, f"reads another workbook: {_target(book, targets)}")
    for name in model.book.names:
        tree = name_tree(name)
        for book in external_books(tree) if tree is not None else ():
            used.add(book)
            yield Hit(f"the name {name.name} refers to another workbook: {_target(book, targets)}")
    unused = [target for number, target in enumerate(targets, start=1) if str(number) not in used]
    if unused:
        yield Hit(f"the workbook keeps links to other workbooks that no formula uses: {listed(unused)}")


def _target(book: str, targets: tuple[str, ...]) -> str:
    at = one_of(book, len(targets))
    return book if at is None else targets[at]


@rule(
    "S10",
    Severity.WARNING,
    "No macro unless declared, by hash",
    why="A macro can change any number, and a changed macro looks like the old one.",
    mend="Save as .xlsx; or review the macros and declare their SHA-256 as declared-macros in the settings.",
    risk="Low.",
    source="ICAEW Financial Modelling Code",
    example="A vbaProject.bin that nobody declared; put right: saved as .xlsx.",
)
def macros_are_declared(model: Subject) -> Iterator[Hit]:
    """The VBA project, if its hash is not among the declared ones."""
    parts = model.book.package.parts
    for name in parts:
        if name.lower().endswith("vbaproject.bin"):
            digest = hashlib.sha256(parts[name]).hexdigest()
            if digest not in model.settings.declared_macros:
                yield Hit(f"the workbook has macros with the SHA-256 {digest}")
    for sheet in model.book.sheets:
        if sheet.kind == "macrosheet":
            yield Hit("this is an Excel 4 macro sheet", sheet.name)


@rule(
    "X01",
    Severity.INFO,
    "Document properties set; no personal path",
    why="Title and author identify a printout or a search result; a path tells strangers a user's name and drive.",
    mend="File > Info: fill in title and author; save the workbook from a neutral folder, or inspect the document.",
    risk="Low.",
    profile=Profile.HOUSE,
)
def properties_are_set(model: Model) -> Iterator[Hit]:
    """Title and author, and every place where a personal path may hide."""
    properties = model.book.properties
    for key, words in (("title", "title"), ("creator", "author")):
        if not properties.get(key, "").strip() or properties.get(key) == "openpyxl":
            yield Hit(f"the document property {words} is not set")
    for where, text in _path_places(model):
        found = _PERSONAL_PATH.search(text)
        if found:
            yield Hit(f"{where} holds a personal path: {found.group()[:80]}")


_PERSONAL_PATH = re.compile(
    r"([A-Za-z]:\\Users\\|/Users/|/home/|[A-Za-z]:/Users/|-my\.sharepoint\.com/personal/)[^\\/\"'<>|]{1,60}",
    re.IGNORECASE,
)


def _path_places(model: Model) -> Iterator[tuple[str, str]]:
    for key, value in model.book.properties.items():
        yield f"the document property {key}", value
    for target in model.book.external_links:
        yield "an external link", target
    for sheet in model.book.sheets:
        for link in sheet.links:
            yield f"a link on {sheet.name}", link.target
    parts = model.book.package.parts
    main = parts.find("xl/workbook.xml")
    if main is not None:
        found = re.search(rb'absPath[^>]*\surl="([^"]{0,300})"', parts[main])
        if found:
            yield "the saved location of the workbook", found.group(1).decode("utf-8", "replace")
