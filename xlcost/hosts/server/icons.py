"""The add-in's icons: three bars, the last one shorter, on a plain ground. Drawn here: no picture is carried."""

from __future__ import annotations

import struct
import zlib
from typing import Final

SIZES: Final = (16, 32, 64, 80)

_GROUND: Final = bytes((31, 78, 121))
_BAR: Final = bytes((255, 255, 255))
_LAST_BAR: Final = bytes((112, 200, 150))
#: Left and right edge and top of each bar, and its colour, as shares of the icon; all stand on the same line.
_BARS: Final = ((0.16, 0.34, 0.40, _BAR), (0.41, 0.59, 0.20, _BAR), (0.66, 0.84, 0.55, _LAST_BAR))
_FLOOR: Final = 0.84


def icon(size: int) -> bytes:
    """The icon as a PNG of so many pixels each way."""
    rows = b"".join(b"\0" + b"".join(_colour(x, y, size) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)  # 8 bits a channel, red green blue
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _colour(x: int, y: int, size: int) -> bytes:
    across, down = (x + 0.5) / size, (y + 0.5) / size
    for left, right, top, colour in _BARS:
        if left <= across <= right and top <= down <= _FLOOR:
            return colour
    return _GROUND


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
