"""Formulas spelled as a host knows them, in the XML of sheets, tables and the workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape, unescape

#: What XML may write for the quotes in a formula.
QUOTES: Final = {"&quot;": '"', "&apos;": "'"}

_FORMULA: Final = re.compile(
    rb"(<((?:[A-Za-z_][\w.-]*:)?(?:f|calculatedColumnFormula|definedName))(?:\s[^<>]*)?(?<!/)>)([^<]*)(</\2\s*>)"
)


def respelled(xml: bytes, spell: Callable[[str], str]) -> bytes:
    """A part's XML with each formula that ``spell`` changes; all other bytes, and what is not UTF-8, as they were."""

    def changed(found: re.Match[bytes]) -> bytes:
        opening, _, text, closing = found.groups()
        try:
            formula = unescape(text.decode("utf-8"), QUOTES)
        except UnicodeDecodeError:
            return found.group()
        spelled = spell(formula)
        return found.group() if spelled == formula else opening + escape(spelled).encode("utf-8") + closing

    return _FORMULA.sub(changed, xml)
