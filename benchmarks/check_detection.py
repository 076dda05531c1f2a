"""How many planted faults `xlcost check` finds, and what it says of clean workbooks.

    python benchmarks/check_detection.py [--book forecast] [--others]

A fault counts as found when the rule that claims its kind reports it at its place. Prints the misses, the rate for each
workbook and the findings on the clean ones: those are the false alarms.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "check"))

from planting import BOOKS, clean_report, outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", choices=BOOKS, action="append", help="only this workbook")
    parser.add_argument("--others", action="store_true", help="also what else is reported of each fault")
    options = parser.parse_args()
    books = tuple(options.book or BOOKS)
    planted, found = Counter[str](), Counter[str]()
    for fault, hit, others in outcomes(books):
        planted[fault.book] += 1
        found[fault.book] += hit
        if not hit:
            print(f"missed  {fault.book:9} {fault.rule}  {fault.kind} ({fault.at or 'workbook'})")
        for other in others if options.others else ():
            print(f"  also  {fault.book:9} {other.rule}  {other.where}: {other.message[:90]}   [{fault.kind}]")
    print(f"\n{'workbook':10} {'planted':>8} {'found':>6} {'rate':>7} {'false alarms on the clean one':>31}")
    for book in books:
        alarms = len(clean_report(book).findings)
        print(f"{book:10} {planted[book]:8} {found[book]:6} {found[book] / planted[book]:7.1%} {alarms:31}")
    total = planted.total()
    print(f"{'all':10} {total:8} {found.total():6} {found.total() / total:7.1%}")


if __name__ == "__main__":
    main()
