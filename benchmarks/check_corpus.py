"""How many faults `xlcost check --profile audit` finds in models that no author of a rule laid out.

    python benchmarks/check_corpus.py [--seeds 1000-1099] [--missed] [--fresh | --later]

The models are those of tests/calculate (three statements with a circle, a buyout, a rolling forecast, a budget, a Monte
Carlo), made to hold engines to their saved values. A seed chooses a model, a kind of fault and a place in it; the fault
is found when a finding that the clean model has not lies on a cell that was changed. Rules were tuned on seeds below
1000; quote what seeds from 1000 give. With --fresh the models are
those of benchmarks/fresh_models by which rules were mended once more, with --later those written after that. Prints
the rate by kind, and every finding on the clean models: those are to be judged by eye, for some of them are true.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.cell import Cell

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "calculate"))

from finance_models import MODELS as OLD
from fresh_models import EARLIER, LATER

from xlcost.check.report import Finding
from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.workbook.addresses import parse_address
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book

FRESH = {**EARLIER, **LATER}
AUDIT = Settings(profile="audit")
Models = dict[str, Callable[[], openpyxl.Workbook]]
MODELS: Models = {name: lambda make=make: make()[0] for name, make in OLD.items()}  # type: ignore[misc]
_REFERENCE = re.compile(r"(?<![A-Za-z$!'\d])([A-Z]{1,2})(\d+)(?![\d(:])")
_RANGE = re.compile(r"(\$?[A-Z]{1,2}\$?)(\d+):(\$?[A-Z]{1,2}\$?)(\d+)")


class Planted(NamedTuple):
    """A fault: the workbook with it, and the cell that was changed."""

    model: str
    kind: str
    sheet: str
    address: str
    was: str
    found: bool


def findings(book: openpyxl.Workbook) -> tuple[Finding, ...]:
    data = io.BytesIO()
    book.save(data)
    return check_book(read_book(package_from_bytes(data.getvalue(), "model.xlsx")), AUDIT).findings


@cache
def clean(name: str) -> tuple[Finding, ...]:
    return findings({**MODELS, **FRESH}[name]())


def typed_over(text: str, chance: random.Random) -> float | None:
    """A formula replaced by a number."""
    return round(chance.uniform(1, 1000), 2) if "TEXT(" not in text else None


def shifted_anchor(text: str, chance: random.Random) -> str | None:
    """A reference that points one row further than it did."""
    found = list(_REFERENCE.finditer(text))
    if not found:
        return None
    one = chance.choice(found)
    return f"{text[: one.start()]}{one[1]}{int(one[2]) + 1}{text[one.end() :]}"


def short_range(text: str, chance: random.Random) -> str | None:
    """A range that ends one row before it did."""
    found = [one for one in _RANGE.finditer(text) if int(one[4]) - int(one[2]) >= 2]
    if not found:
        return None
    one = chance.choice(found)
    return f"{text[: one.start()]}{one[1]}{one[2]}:{one[3]}{int(one[4]) - 1}{text[one.end() :]}"


def flipped_sign(text: str, chance: random.Random) -> str | None:
    """A plus between two operands that became a minus, or the other way."""
    found = list(re.finditer(r"(?<=[A-Z0-9)])[+-](?=[A-Z($])", text))
    if not found:
        return None
    one = chance.choice(found)
    return text[: one.start()] + ("-" if one[0] == "+" else "+") + text[one.end() :]


def slipped_unit(text: str, chance: random.Random) -> str | None:
    """A result a thousand times too large."""
    del chance
    return f"=({text[1:]})*1000" if "TEXT(" not in text else None


KINDS: dict[str, Callable[[str, random.Random], str | float | None]] = {
    "typed over": typed_over,
    "shifted anchor": shifted_anchor,
    "short range": short_range,
    "flipped sign": flipped_sign,
    "unit slip": slipped_unit,
}


def planted(seed: int, models: Models) -> Planted | None:
    """The fault of a seed; None where the model has no place for that kind."""
    chance = random.Random(seed)
    name, kind = chance.choice(sorted(models)), chance.choice(sorted(KINDS))
    book = models[name]()
    cells: list[Cell] = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    chance.shuffle(cells)
    for cell in cells:
        was = str(cell.value)
        now = KINDS[kind](was, chance)
        if now is not None and now != was:
            cell.value = now
            row, column = parse_address(cell.coordinate)
            new = [found for found in findings(book) if found not in clean(name)]
            hit = any(
                found.sheet == cell.parent.title and any(area.holds(row, column) for area in found.areas)
                for found in new
            )
            return Planted(name, kind, cell.parent.title, cell.coordinate, was, hit)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1000-1099")
    parser.add_argument("--missed", action="store_true", help="list what was not found")
    parser.add_argument("--fresh", action="store_true", help="the models of benchmarks/fresh_models")
    parser.add_argument("--later", action="store_true", help="those of them that were written after the mends")
    options = parser.parse_args()
    models = EARLIER if options.fresh else LATER if options.later else MODELS
    first, last = map(int, options.seeds.split("-"))
    outcomes = [one for seed in range(first, last + 1) if (one := planted(seed, models)) is not None]
    total, hits = Counter(one.kind for one in outcomes), Counter(one.kind for one in outcomes if one.found)
    for one in outcomes if options.missed else ():
        if not one.found:
            print(f"missed  {one.kind:15} {one.model:17} {one.sheet}!{one.address} was {one.was[:60]}")
    print(f"{'kind':15} {'planted':>8} {'found':>6} {'rate':>7}")
    for kind in KINDS:
        if total[kind]:
            print(f"{kind:15} {total[kind]:8} {hits[kind]:6} {hits[kind] / total[kind]:7.0%}")
    print(f"{'all':15} {total.total():8} {hits.total():6} {hits.total() / max(1, total.total()):7.0%}\n")
    for name in models:
        print(f"{name}: {len(clean(name))} findings on the clean model")
        for found in clean(name):
            print(f"    {found.rule}  {found.where}: {found.message[:90]}")


if __name__ == "__main__":
    main()
