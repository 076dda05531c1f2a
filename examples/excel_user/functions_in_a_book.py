"""A workbook of your own that calls the functions: python functions_in_a_book.py book.xlsx

Open it in an Excel in which the functions are connected, or calculate it here: the values are written into the file.
"""

import sys
from pathlib import Path

from openpyxl import Workbook

from xlcost.workbooks import open_workbook, recalc_workbook

ROWS = [
    ("Model", "gpt-4.1-mini"),
    ("Requests a month", 100_000),
    ("Input tokens of a request", 2_000),
    ("Output tokens of a request", 300),
    ("Prices of", "2026-06-01"),
    ("Prompting, USD a month", "=PROMPT_COST(B1,B2,B3,B4,,,,,B5)"),
    ("The same in batches, USD a month", "=PROMPT_COST(B1,B2,B3,B4,,,1,,B5)"),
    ("Months until 500 USD of work on batches are paid for", "=BREAKEVEN_MONTHS(500,B6,B7)"),
    ("Why", '=COST_EXPLAIN("PROMPT_COST",B1,B2,B3,B4,,,,,B5)'),
]


def main(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet.column_dimensions["A"].width = 52
    sheet.column_dimensions["B"].width = 20
    book.save(path)
    recalc_workbook(path, path)
    values = open_workbook(path)
    for number, (label, _) in enumerate(ROWS, 1):
        print(f"{label}: {values[f'Sheet!B{number}']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
