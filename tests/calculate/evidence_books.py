"""Workbooks that say which program saved them, and what their saved values prove."""

from __future__ import annotations

from pathlib import Path

from finance_models import APP
from raw_package import parts, sheet_xml, zipped

from xlcost.calculate.certificates import Certificates
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.protocol import Engine
from xlcost.calculate.evidence import certify
from xlcost.evaluate.binding import our_functions
from xlcost.workbook.reader import open_book

EMBEDDED = (FORMUALIZER, FORMULON)


def book_by(application: str, folder: Path, *sheets: str, names: str = "", version: str = "16.0300") -> Path:
    """A workbook with raw sheets that says which program saved it."""
    content = parts(*sheets, names=names)
    content["docProps/app.xml"] = APP.replace("Microsoft Excel", application).replace("16.0300", version)
    content["_rels/.rels"] = str(content["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'extended-properties" Target="docProps/app.xml"/></Relationships>',
    )
    path = folder / "book.xlsx"
    path.write_bytes(zipped(content))
    return path


def cells(*texts: str) -> str:
    """A sheet of raw cells, each written ``A1 value`` or ``A1 =formula value``."""
    rows: dict[int, str] = {}
    for text in texts:
        place, _, rest = text.partition(" ")
        row = int(place.lstrip("ABCDEFGH"))
        formula, value = rest.rsplit(" ", 1) if rest.startswith("=") else ("", rest)
        kind = "" if value.replace(".", "").replace("-", "").isdigit() else ' t="str"'
        shown = f"<f>{formula[1:].replace('&', '&amp;').replace('<', '&lt;')}</f>" if formula else ""
        rows[row] = rows.get(row, "") + f'<c r="{place}"{kind}>{shown}<v>{value}</v></c>'
    return sheet_xml("".join(f'<row r="{row}">{xml}</row>' for row, xml in sorted(rows.items())))


def judged(path: Path, *engines: Engine) -> Certificates:
    found = certify(open_book(path), engines or EMBEDDED, our_functions())
    assert found is not None
    return found
