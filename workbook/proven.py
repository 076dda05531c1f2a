"""Brings the site's table of proven builds of Excel up to date with workbook/evidence: python workbook/proven.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from xlcost.hosts.excelproof import proven_builds

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "excel" / "index.md"
EVIDENCE: Final = ROOT / "workbook" / "evidence"
_TABLE: Final = re.compile(r"(<!-- proven: .*? -->\n).*?(<!-- /proven -->)", re.DOTALL)


def with_proven_builds(text: str) -> str:
    """The page with the table as the records have it."""
    table = "\n".join(proven_builds(EVIDENCE)).replace("](workbook/", "](../../workbook/")
    return _TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)


if __name__ == "__main__":
    PAGE.write_text(with_proven_builds(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
