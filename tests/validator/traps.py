"""What Excel repairs or refuses and the Open XML SDK's validator passes over: the traps known to us, looked for in a package."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST_FORMULA = 8192
LONGEST_TEXT = 32_767
#: Lengths of a validation's texts.
LONGEST = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
LONGEST_LIST = 255
#: Functions newer than the file format, which a file names with a prefix.
NEW_FUNCTIONS = {
    "ANCHORARRAY", "ARRAYTOTEXT", "BYCOL", "BYROW", "CEILING.MATH", "CHOOSECOLS", "CHOOSEROWS", "CONCAT", "DAYS", "DROP",
    "EXPAND", "FILTER", "FLOOR.MATH", "HSTACK", "IFNA", "IFS", "ISOMITTED", "LAMBDA", "LET", "MAKEARRAY", "MAP", "MAXIFS",
    "MINIFS", "NORM.DIST", "NUMBERVALUE", "PERCENTILE.INC", "RANDARRAY", "REDUCE", "SCAN", "SEQUENCE", "SORT", "SORTBY",
    "STDEV.S", "SWITCH", "TAKE", "TEXTAFTER", "TEXTBEFORE", "TEXTJOIN", "TEXTSPLIT", "TOCOL", "TOROW", "UNIQUE", "VSTACK",
    "WRAPCOLS", "WRAPROWS", "XLOOKUP", "XMATCH", "XOR",
}  # fmt: skip
_CALL = re.compile(r"(?<![\w.])([A-Z][A-Z0-9.]*)\(")
_TEXTS_IN_FORMULA = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')
_SMALL_EXPONENT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?e[+-]?\d")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NAME = re.compile(r"[A-Za-z_\\][\w.\\?]{0,254}")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc][0-9]*")
_CURRENCY = {5, 6, 7, 8, 37, 38, 39, 40, 41, 42, 43, 44}
_BUILT_IN_FORMATS = {*range(50), *range(55, 82)}


def traps(workbook: bytes) -> list[str]:
    """Every trap found, as a sentence."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    trees = {name: etree.fromstring(data) for name, data in parts.items() if name.endswith(".xml") and data}
    sheets = {name: tree for name, tree in trees.items() if tree.tag == f"{MAIN}worksheet"}
    styles, book = trees["xl/styles.xml"], trees["xl/workbook.xml"]
    found = [*_of_styles(styles), *_of_names(book), *_of_sheet_names(book)]
    for name, sheet in sheets.items():
        texts = [*_of_cells(sheet, styles), *_of_validations(sheet), *_of_rules(sheet, styles)]
        found += [f"{name}: {text}" for text in texts]
    found += _of_tables(parts, trees, sheets)
    return found


def _of_styles(styles: Any) -> Iterator[str]:
    own = {int(each.get("numFmtId")) for each in styles.iter(f"{MAIN}numFmt")}
    counts = {
        "fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs",
    }  # fmt: skip
    for each in styles.iter(f"{MAIN}numFmt"):
        if re.search(r"\$(?!-)|\[\$[^-\]]", re.sub(r'"[^"]*"', "", each.get("formatCode"))):
            yield f"{each.get('formatCode')} is a currency format: xlwings' own wrappers read four decimals of it"
    for xf in styles.iter(f"{MAIN}xf"):
        if int(xf.get("numFmtId", 0)) in _CURRENCY:
            yield f"number format {xf.get('numFmtId')} is a currency format"
        if int(xf.get("numFmtId", 0)) not in own | _BUILT_IN_FORMATS:
            yield f"number format {xf.get('numFmtId')} is not defined"
        for attribute, group in counts.items():
            if xf.get(attribute) is not None and int(xf.get(attribute)) >= len(styles.find(f"{MAIN}{group}")):
                yield f"{attribute} {xf.get(attribute)} is not there"


def _of_names(book: Any) -> Iterator[str]:
    names = [(each.get("name"), each.get("localSheetId")) for each in book.iter(f"{MAIN}definedName")]
    for name, _ in names:
        if not name.startswith("_xlnm.") and (not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name)):
            yield f"{name} is no name"
    for (name, _), count in Counter((name.upper(), scope) for name, scope in names).items():
        if count > 1:
            yield f"the name {name} is there {count} times"
    for each in book.iter(f"{MAIN}definedName"):
        yield from (f"{each.get('name')}: {what}" for what in _of_formula(each.text or ""))


def _of_sheet_names(book: Any) -> Iterator[str]:
    names = [each.get("name") for each in book.iter(f"{MAIN}sheet")]
    for name in names:
        if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
            yield f"{name!r} is no name of a sheet"
    if len({name.upper() for name in names}) < len(names):
        yield "two sheets have one name"


def _of_cells(sheet: Any, styles: Any) -> Iterator[str]:
    looks = len(styles.find(f"{MAIN}cellXfs"))
    for cell in sheet.iter(f"{MAIN}c"):
        at, formula, value = cell.get("r"), cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if int(cell.get("s", 0)) >= looks:
            yield f"{at} has the style {cell.get('s')}, which is not there"
        if formula is not None and value is None:
            yield f"{at} has a formula and no value"
        if cell.get("cm") and (formula is None or formula.get("t") != "array"):
            yield f"{at} has cell metadata and no array formula"
        if formula is not None:
            yield from (f"{at}: {what}" for what in _of_formula(formula.text or ""))
        if value is not None and cell.get("t", "n") == "n" and "e" in (value.text or ""):
            yield f"{at} has a number with a small e"
        for text in cell.iter(f"{MAIN}t"):
            yield from (f"{at}: {what}" for what in _of_text(text.text or ""))


def _of_formula(formula: str) -> Iterator[str]:
    if formula.startswith("="):
        yield "a formula begins with ="
    if len(formula) > LONGEST_FORMULA:
        yield "a formula is too long"
    bare = _TEXTS_IN_FORMULA.sub('""', formula)
    if "_xludf." in bare:
        yield "a function that Excel did not know when it saved"
    if _SMALL_EXPONENT.search(bare):
        yield "a number with a small e in a formula"
    for name in _CALL.findall(bare):
        if name in NEW_FUNCTIONS:
            yield f"{name} without its prefix"


def _of_text(text: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        yield "a text is too long"
    for code in _ESCAPE.findall(text.replace("_x005F_x", "")):
        if int(code, 16) >= 0x20:
            yield f"_x{code}_ is shown as another character"


def _of_validations(sheet: Any) -> Iterator[str]:
    for validation in sheet.iter(f"{MAIN}dataValidation"):
        at = validation.get("sqref")
        if "," in at:
            yield f"{at} is parted by commas"
        for attribute, longest in LONGEST.items():
            text = validation.get(attribute, "")
            if len(text) > longest:
                yield f"{at}: {attribute} is longer than {longest}"
            yield from (f"{at}: {what}" for what in _of_text(text))
        for formula in validation:
            text = formula.text or ""
            yield from (f"{at}: {what}" for what in _of_formula(text))
            if validation.get("type") == "list" and text.startswith('"') and len(text) - 2 > LONGEST_LIST:
                yield f"{at}: the list is longer than {LONGEST_LIST}"


def _of_rules(sheet: Any, styles: Any) -> Iterator[str]:
    group = styles.find(f"{MAIN}dxfs")
    looks = 0 if group is None else len(group)
    for rules in sheet.iter(f"{MAIN}conditionalFormatting"):
        if "," in rules.get("sqref"):
            yield f"{rules.get('sqref')} is parted by commas"
        for rule in rules:
            if rule.get("dxfId") is not None and int(rule.get("dxfId")) >= looks:
                yield f"{rules.get('sqref')} has the look {rule.get('dxfId')}, which is not there"
            for formula in rule.iter(f"{MAIN}formula"):
                yield from (f"{rules.get('sqref')}: {what}" for what in _of_formula(formula.text or ""))


def _of_tables(parts: dict[str, bytes], trees: dict[str, Any], sheets: dict[str, Any]) -> Iterator[str]:
    strings = trees.get("xl/sharedStrings.xml")
    shared = [] if strings is None else ["".join(each.itertext(f"{MAIN}t")) for each in strings]
    for name, sheet in sheets.items():
        rels = parts.get(f"xl/worksheets/_rels/{name.rsplit('/', 1)[1]}.rels", b"")
        for target in re.findall(rb'Target="[^"]*?(tables/[^"]+)"', rels):
            table = trees[f"xl/{target.decode()}"]
            (first, last), row = _columns(table.get("ref")), int(re.search(r"\d+", table.get("ref")).group())  # type: ignore[union-attr]
            cells = {
                each.get("r"): _shown(each, shared) for line in sheet.iter(f"{MAIN}row") for each in line
                if int(line.get("r")) == row
            }  # fmt: skip
            headers = [cells.get(f"{_letters(column)}{row}", "") for column in range(first, last + 1)]
            columns = [each.get("name") for each in table.iter(f"{MAIN}tableColumn")]
            if headers != columns:
                yield f"{target.decode()}: the headers {headers} are not the columns {columns}"


def _columns(reference: str) -> tuple[int, int]:
    first, _, last = reference.partition(":")
    return tuple(_number(re.match(r"[A-Z]+", each).group()) for each in (first, last))  # type: ignore[return-value, union-attr]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _shown(cell: Any, shared: list[str]) -> str:
    value = cell.findtext(f"{MAIN}v") or ""
    return shared[int(value)] if cell.get("t") == "s" else "".join(cell.itertext(f"{MAIN}t")) or value
