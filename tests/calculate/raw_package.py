"""Workbooks written part by part, so that a test can put anything into them."""

import io
import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
ROOT_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
METADATA = (
    f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR"/></metadataTypes>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def sheet_xml(rows: str, around: str = "") -> str:
    """A worksheet part with the given row elements."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetData>{rows}</sheetData>{around}</worksheet>'


def parts(*sheets: str, names: str = "", tables: tuple[str, ...] = (), **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets are called S1, S2...; tables belong to the first sheet."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    relations += f'<Relationship Id="meta" Type="{REL}/sheetMetadata" Target="metadata.xml"/>'
    result: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "xl/metadata.xml": METADATA,
    }
    for number, sheet in zip(numbers, sheets, strict=True):
        result[f"xl/worksheets/sheet{number}.xml"] = sheet
    if tables:
        targets = "".join(
            f'<Relationship Id="t{n}" Type="{REL}/table" Target="../tables/table{n}.xml"/>' for n in range(len(tables))
        )
        result["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}/relationships">{targets}</Relationships>'
        )
        result |= {f"xl/tables/table{n}.xml": table for n, table in enumerate(tables)}
    return result | more


def zipped(content: dict[str, str | bytes]) -> bytes:
    """The parts as a zip; without the time, or tests that are called by its bytes had other names in each process."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_book(path: Path, *sheets: str, names: str = "", tables: tuple[str, ...] = ()) -> Path:
    """Writes a workbook with the given sheet parts."""
    path.write_bytes(zipped(parts(*sheets, names=names, tables=tables)))
    return path


def formula_sheet(cells: dict[str, object]) -> str:
    """A worksheet part from values and formulas (texts that start with =), by address."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for place, value in cells.items():
        letters = place.rstrip("0123456789")
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters)))
        rows.setdefault(int(place[len(letters) :]), []).append((column, _cell(place, value)))
    return sheet_xml(
        "".join(
            f'<row r="{row}">{"".join(text for _, text in sorted(found))}</row>' for row, found in sorted(rows.items())
        )
    )


def _cell(place: str, value: object) -> str:
    if isinstance(value, tuple):  # an array formula: its range and text
        area, formula = value
        return f'<c r="{place}"><f t="array" ref="{area}">{_escaped(formula[1:])}</f></c>'
    if isinstance(value, str) and value.startswith("="):
        return f'<c r="{place}"><f>{_escaped(value[1:])}</f></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, str) and value.startswith("#"):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{_escaped(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def table_xml(name: str, ref: str, *columns: str, totals: int = 0) -> str:
    """A table part."""
    listed = "".join(f'<tableColumn id="{n}" name="{column}"/>' for n, column in enumerate(columns, 1))
    return (
        f'<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{ref}" totalsRowCount="{totals}">'
        f'<tableColumns count="{len(columns)}">{listed}</tableColumns></table>'
    )
