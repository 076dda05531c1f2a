"""Safe XML: no document types, no entities, no network, bounded depth; every failure is a ``BadFile``.

lxml is imported where a part is parsed: in a browser, which has none, workbooks are only written.
And the texts that parts hold: shared strings, rich text, escaped characters.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.workbook.package import Package

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"

#: Encodings in which the bytes below say what they seem to say; OPC itself allows only the first two.
_ENCODINGS: Final = frozenset({"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_DECLARED: Final = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")

#: No entities and no DTD defeat entity tricks; ``huge_tree=False`` keeps libxml2's own depth limit of 256.
_OPTIONS: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

Element = Any  # lxml ships no types of its own


def parse_part(package: Package, name: str) -> Element:
    """The root element of a part."""
    from lxml import etree

    data = _checked_part(package, name)
    try:
        return etree.fromstring(data, etree.XMLParser(**_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as reason:
        raise damaged(package, name, str(reason)) from None


def iterate_part(package: Package, name: str, *tags: str) -> Iterator[Element]:
    """Each element with one of the tags as soon as it is complete; at the end, the root.

    The caller clears what it has used, so that memory stays bounded however long the part is.
    """
    from lxml import etree

    data = _checked_part(package, name)
    try:
        walk = etree.iterparse(io.BytesIO(data), events=("end",), tag=tags, **_OPTIONS)
        for _, element in walk:
            yield element
        yield walk.root
    except (etree.XMLSyntaxError, ValueError) as reason:
        raise damaged(package, name, str(reason)) from None


def damaged(package: Package, part: str, reason: str) -> BadFile:
    """The refusal of a part whose content makes no sense."""
    reason = " ".join(reason.split())
    return BadFile(f"{package.path}: {part} is damaged ({reason}); open the workbook in Excel, let it repair, and save")


def local(element: Element) -> str:
    """The tag without its namespace: strict and transitional workbooks differ in nothing else that matters here."""
    return str(element.tag).rpartition("}")[2]


def _checked_part(package: Package, name: str) -> bytes:
    stored = package.parts.find(name)
    if stored is None:
        raise BadFile(
            f"{package.path}: the part {name} is missing; open the workbook in Excel, let it repair, and save"
        )
    data = package.parts[stored]
    declared = _DECLARED.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")[:300])
    if declared and declared.group(1).decode("ascii").lower() not in _ENCODINGS:
        raise damaged(package, name, "an encoding that workbooks never use")
    if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        raise BadFile(f"{package.path}: {name} holds a document type, which workbooks never have; refused as hostile")
    return data


_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_shared_strings(package: Package, part: str | None) -> list[str]:
    """The texts, by index; rich text without its runs, phonetic hints left out."""
    if part is None or package.parts.find(part) is None:
        return []
    strings = []
    for item in iterate_part(package, part, "{*}si"):
        if local(item) == "si":
            strings.append(rich_text(item))
            item.clear()
    return strings


def rich_text(item: Element) -> str:
    """The plain text of an si or is element."""
    texts = []
    for child in item:
        kind = local(child)
        if kind == "t":
            texts.append(child.text or "")
        elif kind == "r":
            texts += [part.text or "" for part in child if local(part) == "t"]
    return unescape("".join(texts))


def unescape(text: str) -> str:
    """Characters that XML cannot hold are saved as _x000D_; halves of one (_xD83D__xDE00_) are joined, or none."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
