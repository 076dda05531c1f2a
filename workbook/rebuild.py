"""Build every file of this folder anew: python workbook/rebuild.py (after reading what changed).

The classic edition carries the VBA of the xlwings that is installed where it is made; pyproject.toml pins the one that
the kept file was made with.
"""

from __future__ import annotations

from pathlib import Path

from xlcost.decision.case import shipped_case
from xlcost.hosts.editions import EDITIONS
from xlcost.template.build import build
from xlcost.workbook.zipwriter import write_zip

#: File -> case and edition.
FILES = {
    "xlcost-template.xlsx": ("current", "template"),
    "xlcost-article.xlsx": ("article", "template"),
    "xlcost-lite.xlsx": ("current", "lite"),
    "xlcost-classic.xlsm": ("current", "classic"),
    "xlcost-native.xlsx": ("current", "native"),
}


def fresh(name: str) -> bytes:
    """The bytes that a file of this folder should have."""
    case, edition = FILES[name]
    return EDITIONS[edition].make(build(shipped_case(case)))


if __name__ == "__main__":
    for name in FILES:
        write_zip(Path(__file__).parent / name, fresh(name))
        print(name)
