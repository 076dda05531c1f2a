"""How wide a text is in Excel at 100 %: advance widths of Calibri, and how Excel shows a number in the formats used."""

from __future__ import annotations

import re
from datetime import datetime

#: Advance widths of the characters from space to ~, in 2048ths of the font size.
_ADVANCES = [
    463, 667, 821, 1020, 1038, 1464, 1397, 452, 621, 621, 1020, 1020, 511, 627, 517, 791, 1038, 1038, 1038, 1038, 1038,
    1038, 1038, 1038, 1038, 1038, 548, 548, 1020, 1020, 1020, 949, 1831, 1185, 1114, 1092, 1260, 1000, 941, 1292, 1276,
    516, 653, 1064, 861, 1751, 1322, 1356, 1058, 1378, 1112, 941, 998, 1314, 1162, 1822, 1063, 998, 959, 628, 791, 628,
    1020, 1020, 596, 981, 1076, 866, 1076, 1019, 625, 964, 1076, 470, 490, 931, 470, 1636, 1076, 1080, 1076, 1076, 714,
    801, 686, 1076, 925, 1464, 887, 927, 809, 644, 943, 644, 1020,
]  # fmt: skip
_BOLD = 1.035
_PIXELS_PER_POINT = 96 / 72
_PADDING = 4
_INDENT = 9
_NUMBER = re.compile(r"[#0,]*0(?:\.([0#]+))?(%|E\+00)?")


def column_pixels(page, column):
    """The width of a column, given by its letter: seven pixels a digit of the default font, and five."""
    return int(page.column_dimensions[column].width * 7 + 5)


def text_pixels(text, font, indent=0):
    """The room that a text needs in its cell."""
    advances = sum(_ADVANCES[ord(char) - 32] if " " <= char <= "~" else 1100 for char in text)
    pixels = advances / 2048 * font.sz * _PIXELS_PER_POINT * (_BOLD if font.b else 1)
    return pixels + _PADDING + _INDENT * indent


def shown(value, number_format):
    """A number as its format shows it; nothing for General, which rounds to the room there is."""
    if isinstance(value, datetime):
        return "26 Oct 2026" if number_format.startswith("d ") else "Oct 26"
    if number_format == "General" or '"OK"' in number_format:
        return ""
    if '"yes"' in number_format:
        return "yes" if value else "no"
    if number_format.startswith("[<"):
        return f"{value:,.6f}" if abs(value) < 1 else f"{value:,.0f}"
    sections = [re.sub(r"^(\[Red\])?\[[<>]=[^]]*\]", r"\1", section) for section in number_format.split(";")]
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    before, after = (
        _literals(part) for part in (section[: _pattern(section).start()], section[_pattern(section).end() :])
    )
    sign = "-" if value < 0 and len(sections) == 1 else ""
    return f"{sign}{before}{_digits(abs(value), section)}{after}"


def _pattern(section):
    found = _NUMBER.search(re.sub(r'"[^"]*"', lambda quoted: "~" * len(quoted.group()), section))
    assert found is not None, section
    return found


def _literals(part):
    return re.sub(r'\[Red\]|"', "", part)


def _digits(value, section):
    pattern = _pattern(section)
    decimals = len(pattern.group(1) or "")
    if pattern.group(2) == "E+00":
        return f"{value:.{decimals}E}"
    if pattern.group(2) == "%":
        return f"{value * 100:.{decimals}f}%"
    return f"{value:{',' if ',' in pattern.group() else ''}.{decimals}f}"
