"""Render every sheet of a workbook to PNG, to look at it as a person would: LibreOffice to PDF, pdftoppm to pictures.

Usage: python workbook/render.py WORKBOOK.xlsx OUTPUT_FOLDER [DPI]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path


def render(workbook: Path, folder: Path, dpi: int = 100) -> list[Path]:
    """One picture a printed page, numbered in order."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        pdf = to_pdf(workbook, Path(scratch))
        subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(folder / "page")], check=True, timeout=180)
    return sorted(folder.glob("page-*.png"))


def to_pdf(workbook: Path, folder: Path) -> Path:
    """The workbook as LibreOffice prints it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return folder / f"{workbook.stem}.pdf"


if __name__ == "__main__":
    for picture in render(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 100):
        print(picture)
