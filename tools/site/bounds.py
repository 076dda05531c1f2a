"""The table of bounds in SECURITY.md, from the places where each is declared: ``python -m tools.site.bounds``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tools.site.tables import with_table
from xlcost import toml
from xlcost.budget.limits import DEFAULT, STEPS_A_SECOND, shown_bytes
from xlcost.budget.process import _GRACE, _TICK
from xlcost.calculate import walks
from xlcost.calculate.engines.protocol import MAX_READ
from xlcost.check import waivers
from xlcost.evals import reading
from xlcost.functions import broadcasting
from xlcost.prices import deployments
from xlcost.scenarios import runs
from xlcost.usage import complaints, files, inputs, records
from xlcost.workbook import limits

PAGE: Final = Path(__file__).parents[2] / "SECURITY.md"


def bounds() -> list[tuple[str, str]]:
    """What is bounded, and by how much."""
    size = shown_bytes
    return [
        ("**a file, from opening to report**: time (`--time-limit`)", f"{DEFAULT.seconds:g} s"),
        ("memory (`--memory-limit`)", size(DEFAULT.bytes)),
        ("steps of work, for each second of that time: cells read and walked through, characters, references", f"{STEPS_A_SECOND:,}"),
        ("looks at time and memory; until what cannot be interrupted is ended", f"every {_TICK:g} s; {_GRACE:g} s later"),
        ("**a workbook**: packed; one part, all parts unpacked", _sizes(limits.MAX_FILE_BYTES, limits.MAX_PART_BYTES, limits.MAX_TOTAL_BYTES)),
        ("unpacked over packed size of a part; number of parts", f"{limits.MAX_RATIO}; {limits.MAX_ENTRIES:,}"),
        ("cells with content, those of all array formulas, of one", f"{limits.MAX_CELLS:,}; as many; {limits.MAX_ARRAY_CELLS:,}"),
        ("cells that array formulas fill beyond as many as the file has", f"{limits.MAX_UNSAVED_CELLS:,}"),
        ("sheets, names, tables, each", f"{limits.MAX_RECORDS:,}"),
        ("a formula: characters, levels of brackets, operators in a row", f"{limits.MAX_FORMULA_LENGTH:,}; {limits.MAX_FORMULA_DEPTH}; {limits.MAX_TREE_DEPTH}"),
        ("cells that a formula reads, within what its sheets use", f"{MAX_READ:,}"),
        ("cells that all formulas read in columns that nothing uses; cells on circles, each with each that it reads", f"{walks.MAX_BLANK:,}; {walks.MAX_PAIRS:,}"),
        ("cells and ranges that all formulas name, each as often as it is named", f"{limits.MAX_REFERENCES:,}"),
        ("a text in a cell; all texts, each as often as it stands; all formulas, copies written out", f"{limits.MAX_TEXT:,}; {size(limits.MAX_TEXTS)}; as much"),
        ("one calculation", f"{limits.MAX_EVALUATION_MS // 1000} s"),
        ("results of one call of our functions: rows, columns, cells", f"{broadcasting._MOST_ROWS:,}; {broadcasting._MOST_COLUMNS:,}; {broadcasting._MOST_CELLS:,}"),
        ("**settings, inputs, waivers** (TOML): size; parts of a key", f"{size(toml.MAX_BYTES)}; {toml.MAX_KEY_PARTS}"),
        ("waivers of a workbook", f"{waivers._MOST:,}"),
        ("scenarios: size, runs, values in all", f"{size(runs.MAX_BYTES)}; {runs.MAX_RUNS:,}; {runs.MAX_SETTINGS:,}"),
        ("test results; names of deployments; a price table", _sizes(reading._LARGEST, deployments._MAX_BYTES, inputs._LARGEST)),
        ("**a usage log**: each 100 MB has the time of a file; a line of CSV, a record of JSON", _sizes(complaints.LONGEST_LINE, records._LONGEST)),
        ("columns of a log or table", f"{files.MOST_COLUMNS:,}"),
        ("one JSON document; unpacked over packed size beyond a gigabyte", f"{size(records._LARGEST_DOCUMENT)}; {files._MOST_TIMES}"),
    ]  # fmt: skip


def _sizes(*sizes: int) -> str:
    return ", ".join(map(shown_bytes, sizes))


def page_with_bounds(page: str) -> str:
    """The page with the table as it is declared now."""
    return with_table(page, "bounds", [("bound", ""), *bounds()])


if __name__ == "__main__":
    PAGE.write_text(page_with_bounds(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
