"""What engines make of the workbooks of a folder, against the values that they were saved with.

    python benchmarks/excel_agreement.py FOLDER [--engine NAME] [--list 40]

Two tables. *Blind*: each engine calculates a copy in which a text stands for every saved value of a formula, so that
none can score by handing values back; a cell is *equal* (within 1e-9 of its size; what is found by iteration within
what Excel promises for it), *kept* where the engine has no answer or rests on one that it has not, or *different*.
*Rule*: what the evidence rule makes of it: certified, kept, different; nothing different is ever written. A book is
whole when every cell is equal, or certified. Cells that depend on the clock, chance or the machine are left out, and
workbooks whose saved values are no evidence.
"""

from __future__ import annotations

import argparse
import collections
from collections.abc import Iterator, Mapping
from pathlib import Path

from xlcost.calculate.certified import calculated_by, recalculate_with
from xlcost.calculate.comparing import agree
from xlcost.calculate.engines.protocol import Engine, without_values
from xlcost.calculate.evidence import saved_by
from xlcost.calculate.results import Recalculation
from xlcost.errors import BadFile
from xlcost.evaluate.binding import our_functions
from xlcost.formula.graph import read_graph
from xlcost.formula.reach import affected
from xlcost.formula.signatures import VOLATILE
from xlcost.formula.unique import calls, cells_saying, read_formulas
from xlcost.hosts.engines import ENGINES
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import open_book, read_book
from xlcost.workbook.records import Book, CellValue, Place

KINDS = ("equal", "kept", "different")
BY_STEPS = ("IRR(", "XIRR(", "RATE(", "YIELD(")


def books_in(folder: Path) -> Iterator[Book]:
    """The workbooks with formulas whose saved values are evidence."""
    for path in sorted(folder.rglob("*.xls[xm]")):
        try:
            book = open_book(path)
        except BadFile as reason:
            print(f"left out: {reason}")
            continue
        if any(sheet.formulas for sheet in book.sheets):
            if saved_by(book) is None:
                print(f"left out: {path}: its saved values are no evidence")
            else:
                yield book


def stable(book: Book) -> dict[Place, CellValue]:
    """The saved values of the formula cells that always come out the same."""
    formulas = read_formulas(book)
    chance = set(cells_saying(formulas, calls(*VOLATILE)))
    unstable = chance | affected(read_graph(formulas), chance).keys()
    return {
        (sheet.name, cell.row, cell.column): cell.value
        for sheet in book.sheets
        for cell in sheet.formulas
        if cell.value is not None and (sheet.name, cell.row, cell.column) not in unstable
    }


def blind(engine: Engine, book: Book) -> Recalculation | None:
    """The workbook calculated by one engine from a copy without saved values; None where it fails."""
    copy = read_book(package_from_bytes(without_values(book), book.package.path))
    try:
        return calculated_by(engine, copy, our_functions())
    except BadFile as reason:
        print(f"{engine.name} fails: {reason}")
        return None


def judged(result: Recalculation | None, wanted: Mapping[Place, CellValue], book: Book) -> dict[Place, str]:
    """What became of each cell."""
    if result is None:
        return dict.fromkeys(wanted, "kept")
    kept = {cell[:3] for cell in result.not_evaluated}
    found = {}
    for place, value in wanted.items():
        formula = book.sheets_by_name[place[0].lower()].cells[place[1:]].formula or ""
        tolerance = (1e-7 if any(name in formula for name in BY_STEPS) else 1e-9, 1e-9)
        same = place not in kept and agree(result.values.get(place), value, tolerance)
        found[place] = "kept" if place in kept else "equal" if same else "different"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=list(ENGINES), default="auto")
    parser.add_argument("--list", type=int, default=40, help="how many cells and reasons to show")
    options = parser.parse_args()
    engines = ENGINES[options.engine]()
    counts: dict[str, collections.Counter[str]] = {}
    whole: collections.Counter[str] = collections.Counter()
    shown: list[str] = []
    reasons: collections.Counter[str] = collections.Counter()
    books = list(books_in(options.folder))
    for book in books:
        wanted = stable(book)
        verdicts = {engine.name: judged(blind(engine, book), wanted, book) for engine in engines}
        result = recalculate_with(engines, book)
        rule = judged(result, wanted, book)
        if result.certificates is None:
            print(f"{book.package.path.name}: its saved values are older than what they rest on")
        for cell in result.not_evaluated:
            reasons[cell.reason] += cell[:3] in wanted
        for name, verdict in (verdicts | {f"rule, {options.engine}": rule}).items():
            counts.setdefault(name, collections.Counter()).update(verdict.values())
            whole[name] += set(verdict.values()) <= {"equal"}
            shown += [
                f"{book.package.path.name} {place}: different by {name}"
                for place, kind in verdict.items()
                if kind == "different"
            ]
    print(f"{len(books)} workbooks, {sum(next(iter(counts.values()), {}).values()):,} formula cells")
    print(f"{'':26}" + "".join(f"{kind:>20}" for kind in KINDS) + f"{'whole books':>14}")
    for name, found in counts.items():
        total = sum(found.values())
        cells = "".join(f"{found[kind]:11,} {found[kind] / total:7.2%}" for kind in KINDS)
        print(f"{name:26}{cells}{whole[name]:14}")
    for reason, number in reasons.most_common(options.list):
        if number:
            print(f"{number:7} kept: {reason[:150]}")
    for line in shown[: options.list]:
        print(line)


if __name__ == "__main__":
    main()
