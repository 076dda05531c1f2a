"""Number formats of dates and times."""

from __future__ import annotations

from typing import Final

from xlcost.calculate.replacements.coercion import Failed
from xlcost.calculate.replacements.days import civil
from xlcost.calculate.replacements.formatpieces import Piece, Section

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
_LAST_DAY: Final = 2_958_466


def shown_date(section: Section, value: float) -> str:
    """A day number, or a part of a day, in a format of dates and times."""
    if not 0 <= value < _LAST_DAY:
        raise Failed("Value")
    pieces = section.pieces
    if any(piece.kind == "digit" for piece in pieces):
        raise Failed("Value")
    decimals = max((len(piece.text) - 1 for piece in pieces if piece.kind == "subsecond"), default=0)
    unit = 10**decimals
    ticks = int(value * 86_400 * unit + 0.5 + 1e-9)
    if not any(piece.kind in {"subsecond"} or piece.text.startswith("s") for piece in pieces) and decimals == 0:
        ticks = int(value * 86_400 + 1e-6)
    seconds, fraction = divmod(ticks, unit)
    day, second_of_day = divmod(seconds, 86_400)
    twelve = any(piece.kind == "half" for piece in pieces)
    out = []
    for position, piece in enumerate(pieces):
        if piece.kind == "date":
            out.append(_date_part(pieces, position, day, second_of_day, twelve=twelve))
        elif piece.kind == "elapsed":
            size = {"h": 3600, "m": 60, "s": 1}[piece.text[0]]
            out.append(str(seconds // size).rjust(len(piece.text), "0"))
        elif piece.kind == "half":
            afternoon = second_of_day >= 43_200
            first, _, second = piece.text.partition("/")  # A/P as it is written, AM/PM always in capitals
            shown = second if afternoon else first
            out.append(shown.upper() if len(shown) > 1 else shown)
        elif piece.kind == "subsecond":
            out.append(f".{fraction:0{decimals}d}")
        else:
            out.append(piece.text)
    return "".join(out)


def _date_part(pieces: tuple[Piece, ...], position: int, day: int, second: int, *, twelve: bool) -> str:
    letter, width = pieces[position].text[0], len(pieces[position].text)
    if letter == "m" and _is_minute(pieces, position):
        return _wide(second // 60 % 60, width)
    if letter == "h":
        hour = second // 3600
        return _wide((hour % 12 or 12) if twelve else hour, width)
    if letter == "s":
        return _wide(second % 60, width)
    year, month, day_of_month = civil(day)
    if letter == "y":
        return f"{year:04d}" if width > 2 else f"{year % 100:02d}"
    if letter == "m":
        name = _MONTHS[month - 1]
        return {3: name[:3], 4: name, 5: name[0]}.get(width) or (name if width > 5 else _wide(month, width))
    name = _DAYS[(day - 1) % 7]
    return name[:3] if width == 3 else name if width > 3 else _wide(day_of_month, width)


def _wide(number: int, width: int) -> str:
    return f"{number:02d}" if width > 1 else str(number)


def _is_minute(pieces: tuple[Piece, ...], position: int) -> bool:
    """M means minutes after hours or before seconds."""
    times = [at for at, piece in enumerate(pieces) if piece.kind in {"date", "elapsed"}]
    index = times.index(position)
    before = pieces[times[index - 1]].text[0] if index else ""
    after = pieces[times[index + 1]].text[0] if index + 1 < len(times) else ""
    return before == "h" or after == "s"
