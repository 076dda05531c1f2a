"""The bounds within which a file is read: whatever lies beyond them is refused before it can cost time or memory.

They are far above any workbook a person made (Excel itself fails first) and far below what hurts this machine.
"""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1 << 20

#: The file on disk, compressed.
MAX_FILE_BYTES: Final = 128 * MEGABYTE
#: Entries of the zip directory.
MAX_ENTRIES: Final = 10_000
#: One part, uncompressed.
MAX_PART_BYTES: Final = 256 * MEGABYTE
#: All parts together, uncompressed.
MAX_TOTAL_BYTES: Final = 512 * MEGABYTE
#: Uncompressed size over compressed size of one part; deflate's own ceiling is 1032, real sheets stay below 100.
MAX_RATIO: Final = 400
#: Parts smaller than this are exempt from the ratio: a run of spaces is no bomb.
RATIO_FREE_BYTES: Final = 4 * MEGABYTE

#: Excel's grid.
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
#: Cells with content, in all sheets together; and cells that array formulas fill, each counted as often as it is.
MAX_CELLS: Final = 3_000_000
#: Cells that array formulas may fill beyond as many as the file has: Excel saves a value for each, so that a file with
#: fewer was made to cost much.
MAX_UNSAVED_CELLS: Final = 100_000
#: Cells that one array formula may fill.
MAX_ARRAY_CELLS: Final = 1_000_000
#: Sheets, defined names, tables: each.
MAX_RECORDS: Final = 100_000
#: Characters of one formula (Excel's own limit) and levels of nesting that are followed (Excel allows 64 of functions).
MAX_FORMULA_LENGTH: Final = 8_192
MAX_FORMULA_DEPTH: Final = 100
#: Levels of the tree of a formula: A1+A2+A3 has two. Everything that walks through trees relies on it.
MAX_TREE_DEPTH: Final = 150

#: Time that the engine may spend on one full calculation, in milliseconds.
MAX_EVALUATION_MS: Final = 120_000

#: Characters of one text in a cell (Excel's own limit), of all texts of a workbook together, each as often as it stands
#: in a cell, and of all formulas, copies of shared ones written out.
MAX_TEXT: Final = 32_767
MAX_TEXTS: Final = 256 * MEGABYTE
MAX_FORMULA_TEXTS: Final = 256 * MEGABYTE
#: Cells and ranges that all formulas of a workbook name, each as often as it is named.
MAX_REFERENCES: Final = 10_000_000
