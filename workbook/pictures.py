"""Draw the README's pictures of the template anew: python workbook/pictures.py (after looking at every sheet).

Needs LibreOffice and poppler. The pictures are printed pages without their margins, headers and footers.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from render import to_pdf

_FOLDER = Path(__file__).parent
#: Picture -> the sheet whose first page it shows.
PICTURES = {"summary.png": "Summary", "inputs.png": "Inputs"}
_DPI = 84
#: What is shown of an A4 page in landscape, without its margins: left, top, width and height in inches.
_INSIDE = (0.33, 0.5, 11.03, 5.95)


def draw(workbook: Path, folder: Path) -> list[Path]:
    """One file a picture, in ``folder``."""
    with tempfile.TemporaryDirectory() as scratch:
        pdf = to_pdf(workbook, Path(scratch))
        texts = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout.split("\f")
        first_lines = [text.strip().partition("\n")[0] for text in texts]
        return [_page(pdf, first_lines.index(sheet) + 1, folder / name) for name, sheet in PICTURES.items()]


def _page(pdf: Path, number: int, path: Path) -> Path:
    x, y, width, height = (str(round(inches * _DPI)) for inches in _INSIDE)
    only = ["-singlefile", "-f", str(number), "-r", str(_DPI), "-x", x, "-y", y, "-W", width, "-H", height]
    subprocess.run(["pdftoppm", "-png", *only, pdf, path.with_suffix("")], check=True, timeout=60)
    return path


if __name__ == "__main__":
    for picture in draw(_FOLDER / "xlcost-template.xlsx", _FOLDER / "pictures"):
        print(picture)
