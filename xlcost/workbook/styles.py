"""Cell styles: number format, protection, named style, font and fill, resolved to one record an index."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xlcost.workbook.numbers import real, whole
from xlcost.workbook.package import Package
from xlcost.workbook.xml import Element, damaged, local, parse_part

#: Number formats that files name by number only.
BUILTIN_FORMATS: Final = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}

_NOT_DATE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|General', re.IGNORECASE)
_DATE: Final = re.compile(r"[ymdhs]", re.IGNORECASE)


def red_below_zero(digits: str, unit: str = "") -> str:
    """A number format with amounts below zero in red, such as ``digits`` ``#,##0.00``, and ``unit`` behind them.

    What rounds to nothing has neither sign nor colour: two sections, one for each sign, show a red -0.00 for the -1e-13
    that a sum of floats leaves. In Excel a section that only numbers below zero reach writes no sign of its own.
    """
    decimals = digits.partition(".")[2]
    unit = f'"{unit}"' if unit else ""
    nothing = f"0.{decimals}" if decimals else "0"
    least = f"{0.5 * 10 ** -len(decimals):f}".rstrip("0")
    return f"[>=0]{digits}{unit};[Red][<=-{least}]-{digits}{unit};{nothing}{unit}"


class Style(NamedTuple):
    """How a cell looks and whether it is locked."""

    number_format: str = "General"
    locked: bool = True
    hidden: bool = False  # the formula is hidden when the sheet is protected
    named: str = "Normal"  # the cell style: Input, Calculation, Output...
    font: str = "Calibri"
    font_size: float = 11.0
    bold: bool = False
    italic: bool = False
    font_color: str | None = None  # "FF0000FF" (ARGB), "theme:4" or "indexed:12"
    fill_color: str | None = None
    wrapped: bool = False

    @property
    def is_date(self) -> bool:
        """Whether a number shows as a date or time."""
        return bool(_DATE.search(_NOT_DATE.sub("", self.number_format)))


def read_styles(package: Package, part: str | None) -> tuple[Style, ...]:
    """One record for each cell format; a workbook without a styles part has one, the default."""
    if part is None:
        return (Style(),)
    root = parse_part(package, part)
    groups = {local(child): child for child in root if isinstance(child.tag, str)}
    try:
        return _resolved(groups) or (Style(),)
    except (ValueError, IndexError) as reason:
        raise damaged(package, part, str(reason)) from None


def _resolved(groups: dict[str, Element]) -> tuple[Style, ...]:
    formats = dict(BUILTIN_FORMATS)
    for item in groups.get("numFmts", ()):
        formats[whole(item.get("numFmtId", "0"))] = item.get("formatCode", "General")
    fonts = [_font(item) for item in groups.get("fonts", ())]
    fills = [_fill(item) for item in groups.get("fills", ())]
    names = {whole(item.get("xfId", "0")): item.get("name", "") for item in groups.get("cellStyles", ())}
    styles = []
    for xf in groups.get("cellXfs", ()):
        parts = {local(child): child for child in xf}
        protection = parts.get("protection")
        alignment = parts.get("alignment")
        font_index, fill_index = whole(xf.get("fontId", "0")), whole(xf.get("fillId", "0"))
        looks = fonts[font_index] if font_index < len(fonts) else Style()
        styles.append(
            looks._replace(
                number_format=formats.get(whole(xf.get("numFmtId", "0")), "General"),
                locked=protection is None or is_true(protection.get("locked"), default=True),
                hidden=protection is not None and is_true(protection.get("hidden")),
                named=names.get(whole(xf.get("xfId", "0")), "Normal"),
                fill_color=fills[fill_index] if fill_index < len(fills) else None,
                wrapped=alignment is not None and is_true(alignment.get("wrapText")),
            )
        )
    return tuple(styles)


def is_true(text: str | None, *, default: bool = False) -> bool:
    """An XML boolean attribute."""
    return default if text is None else text.strip().lower() in {"1", "true", "on"}


def _font(item: Element) -> Style:
    children = {local(child): child for child in item}
    name, size = children.get("name"), children.get("sz")
    return Style(
        font="Calibri" if name is None else name.get("val", "Calibri"),
        font_size=11.0 if size is None else real(size.get("val", "11")),
        bold="b" in children and is_true(children["b"].get("val"), default=True),
        italic="i" in children and is_true(children["i"].get("val"), default=True),
        font_color=_color(children.get("color")),
    )


def _fill(item: Element) -> str | None:
    for pattern in item:
        if local(pattern) == "patternFill" and pattern.get("patternType", "none") != "none":
            for child in pattern:
                if local(child) == "fgColor":
                    return _color(child)
    return None


def _color(item: Element | None) -> str | None:
    if item is None:
        return None
    if item.get("rgb"):
        return str(item.get("rgb"))
    for kind in ("theme", "indexed"):
        if item.get(kind) is not None:
            return f"{kind}:{item.get(kind)}"
    return None
