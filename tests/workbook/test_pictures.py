"""The pictures of README and site are pages of the kept template, and a script draws them anew."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "workbook"
sys.path.insert(0, str(FOLDER))

from pictures import PICTURES, draw  # noqa: E402  a script beside the workbooks


def size(path):
    """Width and height of a PNG file."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return struct.unpack(">II", head[16:])


def test_the_pictures_are_drawn_as_they_are_kept(tmp_path):
    """Only in size: another version of LibreOffice or of the fonts draws other pixels."""
    drawn = {path.name: size(path) for path in draw(FOLDER / "xlcost-template.xlsx", tmp_path)}
    assert drawn == {path.name: size(path) for path in (FOLDER / "pictures").iterdir()}


def test_the_first_page_of_the_site_shows_every_picture():
    text = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    assert all(f"](../workbook/pictures/{name})" in text for name in PICTURES)
