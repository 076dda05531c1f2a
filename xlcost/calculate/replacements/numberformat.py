"""Number formats: the text that a cell with a format such as ``#,##0.00;[Red](#,##0.00)`` or ``d mmm yyyy`` shows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xlcost.calculate.replacements.coercion import Failed, general
from xlcost.calculate.replacements.dateformat import shown_date
from xlcost.calculate.replacements.formatpieces import Piece, Section, parsed

_GENERAL_WIDTH: Final = 11


_GENERAL: Final = Section((Piece("general", "General"),), None)


def formatted(value: float | str, form: str) -> str:
    """A number or text in a number format.

    Raises:
        Failed: a format Excel refuses, or a date before 1900 or after 9999 (#VALUE!).
    """
    sections = parsed(form)
    if isinstance(value, str):
        if len(sections) > 3:
            return _text(sections[3], value)
        return _text(sections[-1], value) if sections[-1].kind == "text" else value
    section, negative_shown = _chosen(sections, value)
    if section.kind == "date":
        return shown_date(section, value)
    return _number(section, abs(value) if negative_shown else value)


def shows_date(form: str, value: float) -> bool:
    """Whether a number format shows this number as a date or time."""
    return _chosen(parsed(form), value)[0].kind == "date"


def shows_duration(form: str, value: float) -> bool:
    """Whether it shows a number of hours, minutes or seconds that run on beyond a day: ``[h]:mm``."""
    return any(piece.kind == "elapsed" for piece in _chosen(parsed(form), value)[0].pieces)


def _chosen(sections: tuple[Section, ...], value: float) -> tuple[Section, bool]:
    """The section for a number, and whether the sign is already said by the section."""
    if 1 < len(sections) < 4 and sections[-1].kind == "text":
        sections = sections[:-1]
    if len(sections) == 1 and sections[0].condition is not None and not _holds(sections[0].condition, value):
        return _GENERAL, False
    if any(section.condition for section in sections):
        for section in sections[:2]:
            if section.condition is None or _holds(section.condition, value):
                signed = section.condition is not None and value < 0 and section.condition[0].startswith("<")
                return section, signed and section.condition is not None and section.condition[1] <= 0
        return (sections[2] if len(sections) > 2 else sections[-1]), False
    if len(sections) > 1 and value < 0:
        return sections[1], True
    if len(sections) > 2 and value == 0:
        return sections[2], False
    return sections[0], False


def _holds(condition: tuple[str, float], value: float) -> bool:
    operator, limit = condition
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[operator]


def _text(section: Section, value: str) -> str:
    return "".join(value if piece.kind == "text" else piece.text for piece in section.pieces)


def _number(section: Section, value: float) -> str:
    pieces = section.pieces
    sign = "-" if value < 0 else ""
    if section.kind == "general":
        shown = _general(abs(value))
        return sign + "".join(shown if piece.kind == "general" else piece.text for piece in pieces)
    if section.kind in {"literal", "text"}:
        body = "".join(general(abs(value)) if piece.kind == "text" else piece.text for piece in pieces)
        return sign + body if pieces else ""
    digits = [position for position, piece in enumerate(pieces) if piece.kind == "digit"]
    slash = next((position for position, piece in enumerate(pieces) if piece.kind == "slash"), None)
    if any(piece.kind == "exponent" for piece in pieces) or (slash is not None and digits and digits[0] < slash):
        raise Failed("NImpl")  # exponents and fractions, which labels do not show
    amount = Decimal(f"{abs(value):.15g}" if abs(value) < 1e15 else repr(abs(value)))
    amount = amount.scaleb(2 * sum(piece.kind == "percent" for piece in pieces))
    shown, zero = _plain(pieces, amount)
    return ("" if zero else sign) + shown


def _general(value: float) -> str:
    """General as a cell shows it: eleven characters, else an exponent and six digits."""
    if value == 0:
        return "0"
    if (1e-4 <= value < 1e11) or (value >= 1e-9 and len(general(value)) <= _GENERAL_WIDTH and value < 1e11):
        room = _GENERAL_WIDTH - 1 - len(str(int(value)))
        shown = f"{value:.{max(room, 0)}f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    mantissa, _, power = f"{value:.5e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}E{power[0]}{power[1:].rjust(2, '0')}"


def _plain(pieces: tuple[Piece, ...], amount: Decimal) -> tuple[str, bool]:
    """Digits, point, thousands and everything between them; and whether all that is shown is 0."""
    first = next((position for position, piece in enumerate(pieces) if piece.kind in {"digit", "point"}), None)
    if first is None:
        return "".join(piece.text for piece in pieces), amount == 0
    last = max(position for position, piece in enumerate(pieces) if piece.kind == "digit")
    point = next((position for position, piece in enumerate(pieces) if piece.kind == "point"), None)
    end = (
        last
        if point is None
        else max(position for position in [*range(point), -1] if position < 0 or pieces[position].kind == "digit")
    )
    trailing = _commas_after(pieces, end if end >= 0 else first)
    if point is not None and last > point:
        trailing += _commas_after(pieces, last)
    grouped = any(piece.kind == "comma" for piece in pieces[first : end + 1])
    whole_form = [pieces[at].text for at in range(first, end + 1) if pieces[at].kind == "digit"]
    decimal_form = [] if point is None else [piece.text for piece in pieces[point:] if piece.kind == "digit"]
    amount = amount.scaleb(-3 * trailing)
    quantum = Decimal(1).scaleb(-len(decimal_form))
    with_places = amount.quantize(quantum, ROUND_HALF_UP) if amount.adjusted() < 300 else amount
    whole, _, decimals = f"{with_places:f}".partition(".")
    whole = whole.lstrip("0").rjust(len(whole_form) - (len(whole_form) - _zeros(whole_form)), "0")
    return _filled(pieces, first, point, whole, decimals, whole_form, decimal_form, grouped=grouped), with_places == 0


def _commas_after(pieces: tuple[Piece, ...], position: int) -> int:
    """How many commas follow a digit: each divides what is shown by 1,000."""
    count = 0
    while position + count + 1 < len(pieces) and pieces[position + count + 1].kind == "comma":
        count += 1
    return count


def _zeros(form: list[str]) -> int:
    """How many digits are shown at least: from the first 0 of the format on."""
    return len(form) - form.index("0") if "0" in form else 0


def _filled(
    pieces: tuple[Piece, ...],
    first: int,
    point: int | None,
    whole: str,
    decimals: str,
    whole_form: list[str],
    decimal_form: list[str],
    *,
    grouped: bool,
) -> str:
    out: list[str] = []
    places = len(whole_form)
    kept = len(decimals.rstrip("0"))
    seen_whole = seen_decimal = 0
    for position, piece in enumerate(pieces):
        if piece.kind == "comma" and position >= first:
            continue
        if piece.kind == "digit" and (point is None or position < point):
            out.append(_whole_digits(whole, places, seen_whole, piece.text, grouped=grouped))
            seen_whole += 1
        elif piece.kind == "digit":
            digit = decimals[seen_decimal] if seen_decimal < len(decimals) else "0"
            seen_decimal += 1
            if seen_decimal <= kept or "0" in decimal_form[seen_decimal - 1 :]:
                out.append(digit)
            else:
                out.append(" " if piece.text == "?" else "")
        elif piece.kind == "point" and position == point:
            out.append(("" if places else whole) + ".")
        elif piece.kind == "point":
            continue
        else:
            out.append(piece.text)
    return "".join(out)


def _whole_digits(whole: str, places: int, index: int, mark: str, *, grouped: bool) -> str:
    """What stands at one digit of the format: the first takes all digits that the others leave."""
    after = places - 1 - index
    if index == 0 and len(whole) > places:
        digits = whole[: len(whole) - after] if after else whole
    else:
        at = len(whole) - 1 - after
        digits = whole[at] if at >= 0 else " " if mark == "?" else ""
    if not grouped:
        return digits
    result = ""
    for position, digit in enumerate(digits):
        left = len(digits) - 1 - position + after
        result += digit + ("," if digit.isdigit() and left and left % 3 == 0 else "")
    return result
