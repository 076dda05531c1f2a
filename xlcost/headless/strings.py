"""The shared strings of a workbook."""

from __future__ import annotations

import re
from typing import Final

from xlcost.headless.package import Package
from xlcost.headless.xml import Element, iterate_part, local

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
