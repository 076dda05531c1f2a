"""Draw the README's pictures of the template anew: python workbook/pictures.py (after looking at every sheet).

Needs LibreOffice and poppler. The pictures are printed pages without their margins, headers and footers.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from render import to_pdf

_FOLDER = Path(__file__).parent
#: Picture -> the sheet whose first page it shows, and what it shows of that: left, top, width and height in inches.
PICTURES = {
    "summary.png": ("Summary", (1.3, 0.45, 9.1, 5.9)),
    "inputs.png": ("Inputs", (0.33, 0.45, 10.4, 4.45)),
    "audit.png": ("Audit", (0.33, 0.5, 11.03, 7.1)),
}
#: More than the site has for it, so that it can be looked at closely.
_WIDTH = 1200


def draw(workbook: Path, folder: Path) -> list[Path]:
    """One file a picture, in ``folder``."""
    with tempfile.TemporaryDirectory() as scratch:
        pdf = to_pdf(workbook, Path(scratch))
        texts = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout.split("\f")
        first_lines = [text.strip().partition("\n")[0] for text in texts]
        return [
            _page(pdf, first_lines.index(sheet) + 1, shown, folder / name) for name, (sheet, shown) in PICTURES.items()
        ]


def _page(pdf: Path, number: int, shown: tuple[float, float, float, float], path: Path) -> Path:
    dpi = round(_WIDTH / shown[2])
    x, y, width, height = (str(round(inches * dpi)) for inches in shown)
    only = ["-singlefile", "-f", str(number), "-r", str(dpi), "-x", x, "-y", y, "-W", width, "-H", height]
    subprocess.run(["pdftoppm", "-png", *only, pdf, path.with_suffix("")], check=True, timeout=60)
    return path


if __name__ == "__main__":
    for picture in draw(_FOLDER / "xlcost-template.xlsx", _FOLDER / "pictures"):
        print(picture)
