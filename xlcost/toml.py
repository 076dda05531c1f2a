"""TOML files of any origin: inputs, settings, waivers. Read within bounds, refused in one line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadFile

#: Bytes of a file, and parts of one dotted key: tomllib's memory grows with the square of the latter.
MAX_BYTES: Final = 1 << 20
MAX_KEY_PARTS: Final = 32

_TEXTS_AND_COMMENTS: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''" + r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*""", re.DOTALL
)
_KEY_PIECES: Final = re.compile(r"\.|[^.\s=\[\]{},]+|[\n=\[\]{},]")


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        BadFile: no such file, no TOML, or beyond the bounds; the text says where.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadFile(f"{path}: no such file; check the path") from None
    except OSError as reason:
        raise BadFile(f"{path}: cannot be read ({reason.strerror})") from None
    if len(data) > MAX_BYTES:
        raise BadFile(f"{path}: larger than {MAX_BYTES >> 20} MB, which no file of settings is; refused")
    try:
        text = data.decode("utf-8-sig")
        _refuse_long_keys(text, path)
        return tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadFile(f"{path}: not a TOML file (no text in UTF-8); save it as UTF-8") from None
    except RecursionError:
        raise BadFile(f"{path}: nested too deeply for a file of settings; refused") from None
    except ValueError as reason:  # a TOMLDecodeError, or a number of thousands of digits
        raise BadFile(f"{path}: not a TOML file ({reason})") from None


def _refuse_long_keys(text: str, path: Path) -> None:
    parts = 0
    for piece in _KEY_PIECES.findall(_TEXTS_AND_COMMENTS.sub('""', text)):
        if piece == ".":
            parts += 1
            if parts > MAX_KEY_PARTS:
                raise BadFile(f"{path}: a key of more than {MAX_KEY_PARTS} parts; refused as hostile")
        elif piece in "\n=[]{},":
            parts = 0
