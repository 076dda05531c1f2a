"""What `xlcost check` finds in fourteen workbooks of somebody who had read no rule, and how much of it is true.

    python benchmarks/check_held_out.py

The workbooks of benchmarks/held_out were made as people make them, seven with mistakes that mistakes.csv lists, and
saved by LibreOffice. They were checked once, after the last rule was mended, and each finding judged by one reader
(judged.csv); that first reading is what docs/check.md quotes. Whoever mends a rule by them makes their figures worth
less, and says so.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.workbook.addresses import parse_address
from xlcost.workbook.reader import open_book

_FOLDER = Path(__file__).with_name("held_out")


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Prints each finding with its judgement, then the rates."""
    judged = {(row["workbook"], row["rule"], row["where"]): row["true"] for row in _rows("judged.csv")}
    found: set[tuple[str, str, int, int]] = set()
    by_rule: Counter[tuple[str, str]] = Counter()
    for path in sorted(_FOLDER.glob("*.xlsx")):
        for finding in check_book(open_book(path), Settings(profile="audit")).findings:
            print(path.stem, finding.rule, finding.where, finding.message[:90])
            by_rule[finding.rule, judged.get((path.stem, finding.rule, finding.where), "not read")] += 1
            found |= {(path.stem, finding.sheet or "", *at) for area in finding.areas for at in area.cells()}
    mistakes = [(row["workbook"], row["sheet"], *parse_address(row["cell"])) for row in _rows("mistakes.csv")]
    print({f"{rule} {judgement}": count for (rule, judgement), count in sorted(by_rule.items())})
    print(f"{sum(mistake in found for mistake in mistakes)} of {len(mistakes)} mistakes found")


if __name__ == "__main__":
    main()
