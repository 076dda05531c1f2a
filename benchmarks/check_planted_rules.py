"""How many faults of the fourteen rules about meaning `xlcost check --profile audit` finds, planted by a seed.

    python benchmarks/check_planted_rules.py [--seeds 2000-2099] [--missed]

Each seed plants each kind of fault (F24 to F30, L08, L09, P04 to P08) once, at a place and in words that it chooses,
into one of the models of tests/calculate, which no author of a rule laid out. A repeated period and a lost anchor
change the model's own cells; for the others the seed writes lines of the kind that people write, among several layouts
and phrasings. A fault is found when the rule that claims its kind says something new of a cell that was changed. Prints
the rate by kind, and how many any rule at all found. Rules were tuned on seeds below 1000.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

import openpyxl
from check_corpus import MODELS, clean, findings
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.errors import XlcostError
from xlcost.prices import package_catalogue
from xlcost.workbook.addresses import parse_address

_DAY = date(2026, 11, 28)
_FREE = 40  # rows below which none of the models has anything


class Outcome(NamedTuple):
    """A planted fault: whether its own rule, and whether any rule found it."""

    kind: str
    model: str
    where: str
    found: bool
    by_any: bool


def formulas(book: openpyxl.Workbook) -> list[Cell]:
    return [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]


def beside(cell: Cell, columns: int) -> Cell | None:
    return cell.offset(column=columns) if cell.column + columns >= 1 else None


def write(sheet: Worksheet, row: int, *values: object) -> list[Cell]:
    """A line below everything, from column A on."""
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column).value = value  # type: ignore[assignment]
    return [sheet.cell(row, column) for column in range(1, len(values) + 1)]


def repeated_period(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A period says letter for letter what the one before says."""
    cells = formulas(book)
    chance.shuffle(cells)
    for cell in cells:
        before = beside(cell, -1)
        if before is None or not str(before.value).startswith("="):
            continue
        moved = Translator(str(before.value), before.coordinate).translate_formula(cell.coordinate)
        own = rf"(?<![A-Z$]){letters(before.column - 1) if before.column > 1 else '#'}{before.row}(?!\d)"
        if moved == cell.value and moved != before.value and re.search(own, str(before.value)):
            cell.value = before.value
            return [cell]
    return []


def lost_anchor(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A row or column of copies whose fixed cell slides away."""
    cells = [cell for cell in formulas(book) if re.search(r"\$[A-Z]+\$\d+", str(cell.value))]
    chance.shuffle(cells)
    for first in cells:
        for down, right in ((1, 0), (0, 1)):
            run = [first]
            while True:
                there = run[-1].offset(down, right)
                if Translator(str(first.value), first.coordinate).translate_formula(there.coordinate) != there.value:
                    break
                run.append(there)
            if len(run) >= 4:
                loose = re.sub(r"\$([A-Z]+)\$(\d+)", r"\1\2", str(first.value), count=1)
                for cell in run:
                    cell.value = Translator(loose, first.coordinate).translate_formula(cell.coordinate)
                return run[1:]
    return []


def amounts(book: openpyxl.Workbook, chance: random.Random, fewest: int) -> tuple[Worksheet, int, int, int] | None:
    """A random column of numbers or formulas: sheet, column, first and last row."""
    found = []
    for sheet in book.worksheets:
        for column in range(1, sheet.max_column + 1):
            rows = [
                row
                for row in range(1, sheet.max_row + 1)
                if isinstance(value := sheet.cell(row, column).value, (int, float)) or str(value).startswith("=")
            ]
            runs = [rows[at:] for at in range(len(rows)) if at == 0 or rows[at - 1] != rows[at] - 1]
            for run in runs:
                last = next((row for row, after in zip(run, [*run[1:], 0], strict=True) if after != row + 1), run[-1])
                if last - run[0] + 1 >= fewest:
                    found.append((sheet, column, run[0], last))
    return chance.choice(found) if found else None


def uneven_statistics(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """An average and a deviation over ranges that differ by a cell or two."""
    picked = amounts(book, chance, 6)
    if picked is None:
        return []
    sheet, column, first, last = picked
    short = chance.choice([1, 2])
    name = letters(column)
    ranges = [f"{name}{first}:{name}{last}", f"{name}{first}:{name}{last - short}"]
    chance.shuffle(ranges)
    one, two = chance.choice([("AVERAGE", "STDEV"), ("AVERAGE", "STDEV.S"), ("MEDIAN", "STDEV")])
    if chance.random() < 0.5:
        return write(sheet, _FREE, "Coefficient of variation", f"={two}({ranges[0]})/{one}({ranges[1]})")[1:]
    row = write(sheet, _FREE, "Mean", f"={one}({ranges[0]})")
    return row[1:] + write(sheet, _FREE + 1, "Deviation", f"={two}({ranges[1]})")[1:]


def unsorted_keys(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """An approximate look-up in a list out of order."""
    sheet = chance.choice(book.worksheets)
    keys = sorted(chance.sample(range(1, 500), chance.randint(4, 9)))
    while keys == sorted(keys):
        at = chance.randrange(len(keys) - 1)
        keys[at], keys[at + 1] = keys[at + 1], keys[at]
    for row, key in enumerate(keys, start=_FREE + 3):
        write(sheet, row, "Bracket", key, chance.uniform(0, 1))
    last = _FREE + 2 + len(keys)
    wanted = chance.randint(1, 500)
    formula = chance.choice(
        [
            f"=VLOOKUP({wanted},B{_FREE + 3}:C{last},2)",
            f"=VLOOKUP({wanted},$B${_FREE + 3}:$C${last},2,TRUE)",
            f"=INDEX(C{_FREE + 3}:C{last},MATCH({wanted},B{_FREE + 3}:B{last},1))",
            f"=LOOKUP({wanted},B{_FREE + 3}:B{last},C{_FREE + 3}:C{last})",
        ]
    )
    return [
        *write(sheet, _FREE, "Rate that applies", formula)[1:],
        *(sheet.cell(row, 2) for row in range(_FREE + 3, last + 1)),
    ]


def short_total(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A total that leaves out the amount right above it, or the first of the list."""
    sheet = chance.choice(book.worksheets)
    count = chance.randint(3, 7)
    words = chance.sample(["Rent", "Power", "Wages", "Travel", "Insurance", "Licences", "Repairs", "Advice"], count)
    periods = chance.randint(1, 5)
    for row, word in enumerate(words, start=_FREE + 1):
        write(sheet, row, word, *(chance.randint(10, 900) for _ in range(periods)))
    first, last = _FREE + 1, _FREE + count
    first, last = chance.choice([(first, last - 1), (first + 1, last)])
    totals = [f"=SUM({letters(2 + at)}{first}:{letters(2 + at)}{last})" for at in range(periods)]
    return write(sheet, _FREE + 1 + count, chance.choice(["Total", "Total costs", "Sum", "Costs"]), *totals)[1:]


def plug(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A difference added by hand, so that the check shows nothing."""
    sheet = chance.choice(book.worksheets)
    missing = round(chance.uniform(5, 900), chance.choice([0, 1, 2]))
    assets = [chance.randint(1000, 9000) for _ in range(3)]
    for row, value in enumerate(assets, start=_FREE):
        write(sheet, row, f"Asset {row}", value)
    total = write(sheet, _FREE + 3, "Total assets", f"=SUM(B{_FREE}:B{_FREE + 2}){chance.choice('+-')}{missing:g}")
    sign = 1 if "+" in str(total[1].value) else -1
    write(sheet, _FREE + 4, "Equity and debt", sum(assets) + sign * missing)
    label = chance.choice(["Balance check", "Difference", "Check", "Control: assets less liabilities"])
    write(
        sheet, _FREE + 5, label, chance.choice([f"=B{_FREE + 3}-B{_FREE + 4}", f"=ROUND(B{_FREE + 4}-B{_FREE + 3},2)"])
    )
    return total[1:]


def text_date(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A date written by TEXT."""
    code = chance.choice(["dd.mm.yyyy", "mmm yy", "yyyy-mm-dd", "d mmmm yyyy", "mmmm", "yyyy"])
    lead = chance.choice(['"As of "&', '"Plan "&', ""])
    return write(chance.choice(book.worksheets), _FREE, "Title", f'={lead}TEXT(B1,"{code}")')[1:]


def mixed_units(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """Amounts of two units added, or plain tokens times a price per million."""
    sheet = chance.choice(book.worksheets)
    money = chance.choice(["Fees (USD)", "Fees, USD", "Hosting, USD per month", "Licences [EUR]", "Support, $"])
    tokens = chance.choice(["Usage (tokens)", "Traffic, tokens", "Volume, tokens per month"])
    price = chance.choice(["Price, USD per million tokens", "Price (USD/Mtok)", "Rate, USD per 1M tokens"])
    year = chance.choice(["Rent, USD per year", "Audit (USD per year)"])
    one, two, operator = chance.choice(
        [(money, tokens, "+"), (tokens, money, "-"), (tokens, price, "*"), ("Wages, USD per month", year, "+")]
    )
    write(sheet, _FREE, one, chance.randint(100, 900))
    write(sheet, _FREE + 1, two, chance.randint(2, 90))
    return write(sheet, _FREE + 2, "Result", f"=B{_FREE}{operator}B{_FREE + 1}")[1:]


def added_deduction(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A line called a deduction that its total adds."""
    sheet = chance.choice(book.worksheets)
    lead = chance.choice(["Less: {}", "less {}", "Minus {}", "(-) {}", "Deduct {}"])
    write(sheet, _FREE, "Gross sales", chance.randint(1000, 9000))
    line = write(
        sheet, _FREE + 1, lead.format(chance.choice(["returns", "discounts", "rebates"])), chance.randint(5, 90)
    )
    total = chance.choice([f"=SUM(B{_FREE}:B{_FREE + 1})", f"=B{_FREE}+B{_FREE + 1}"])
    return line[1:] + write(sheet, _FREE + 2, "Net sales", total)[1:]


@cache
def priced() -> tuple[tuple[str, float, float], ...]:
    """Models that can be had, with their prices of today."""
    catalogue = package_catalogue()
    found = []
    for line in catalogue.lines:
        name = f"{line.provider}/{line.model}"
        begun = line.effective_from is None or line.effective_from <= _DAY
        ended = line.effective_to is not None and line.effective_to < _DAY
        plain = line.tier == "standard" and line.above_tokens is None and line.input and line.output
        if plain and begun and not ended and re.search(r"\d", line.model) and not gone(name):
            found.append((line.model, float(line.input), float(line.output)))
    return tuple(dict.fromkeys(found))


def gone(name: str) -> bool:
    try:
        end = package_catalogue().available_until(name)
    except XlcostError:
        return False
    return end is not None and end <= _DAY


@cache
def retired() -> tuple[str, ...]:
    """Models that no longer can be had."""
    names = dict.fromkeys((line.provider, line.model) for line in package_catalogue().lines if line.input)
    return tuple(model for provider, model in names if re.search(r"\d", model) and gone(f"{provider}/{model}"))


_HEADERS = (
    ("Model", "Input", "Output"),
    ("Model", "Input price (USD per million tokens)", "Output price (USD per million tokens)"),
    ("LLM", "Input USD/Mtok", "Output USD/Mtok"),
    ("Model name", "Prompt price, USD per 1M tokens", "Completion price, USD per 1M tokens"),
    ("Model", "Input $/1M", "Output $/1M"),
)


def table(book: openpyxl.Workbook, chance: random.Random) -> list[list[Cell]]:
    """A table of token prices typed by hand, right in every row."""
    sheet = book.create_sheet(chance.choice(["LLM", "Token prices", "Rates"]))
    top = chance.randint(1, 4)
    write(sheet, top, *chance.choice(_HEADERS))
    models = chance.sample(priced(), chance.randint(4, 8))
    return [write(sheet, row, *values) for row, values in enumerate(models, start=top + 1)]


def other_lot(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A price per thousand tokens among prices per million."""
    row = chance.choice(table(book, chance))
    for cell in row[1:]:
        cell.value = round(float(cell.value) / 1000, 9)  # type: ignore[arg-type]
    return row[1:]


def slipped_price(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A price that nobody ever asked for."""
    cell = chance.choice(chance.choice(table(book, chance))[1:])
    cell.value = round(float(cell.value) * chance.choice([10, 0.1, 1.3, 0.7, 2.7]), 6)  # type: ignore[arg-type]
    return [cell]


def retired_model(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """A model that was switched off."""
    cell = chance.choice(table(book, chance))[0]
    cell.value = chance.choice(retired())
    return [cell]


def too_much_cached(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """More cached tokens than input tokens."""
    sheet = chance.choice(book.worksheets)
    tokens = chance.randint(500, 5000)
    write(
        sheet,
        _FREE,
        chance.choice(["Input tokens", "Prompt tokens per call", "Tokens in", "Input tokens a request"]),
        tokens,
    )
    label = chance.choice(["Cached tokens", "Cached input tokens", "of which cached tokens", "Tokens from cache"])
    return write(sheet, _FREE + 1, label, tokens + chance.randint(1, 900))[1:]


def wrong_price(book: openpyxl.Workbook, chance: random.Random) -> list[Cell]:
    """Input tokens times the price of output."""
    sheet = chance.choice(book.worksheets)
    write(
        sheet, _FREE, chance.choice(["Input tokens", "Prompt tokens", "Input tokens a month"]), chance.randint(100, 900)
    )
    write(
        sheet,
        _FREE + 1,
        chance.choice(["Output price, USD per Mtok", "Price of output tokens", "Output rate (USD/Mtok)"]),
        10,
    )
    million = chance.choice(["/1000000", "/10^6", "/1000000*1000"])
    return write(sheet, _FREE + 2, "Cost of input", f"=B{_FREE}*B{_FREE + 1}{million}")[1:]


KINDS: dict[str, Callable[[openpyxl.Workbook, random.Random], list[Cell]]] = {
    "F24": repeated_period,
    "F25": lost_anchor,
    "F26": uneven_statistics,
    "F27": unsorted_keys,
    "F28": short_total,
    "F29": plug,
    "F30": text_date,
    "L08": mixed_units,
    "L09": added_deduction,
    "P04": other_lot,
    "P05": too_much_cached,
    "P06": wrong_price,
    "P07": slipped_price,
    "P08": retired_model,
}


def planted(seed: int, kind: str) -> Outcome | None:
    """The fault of a seed; None where the model has no place for that kind."""
    chance = random.Random(f"{seed} {kind}")
    name = chance.choice(sorted(MODELS))
    book = MODELS[name]()
    changed = KINDS[kind](book, chance)
    if not changed:
        return None
    new = [found for found in findings(book) if found not in clean(name)]
    cells = [(cell.parent.title, *parse_address(cell.coordinate)) for cell in changed]
    hits = {
        found.rule
        for found in new
        for sheet, row, column in cells
        if found.sheet == sheet and any(area.holds(row, column) for area in found.areas)
    }
    told = ", ".join(f"{cell.parent.title}!{cell.coordinate} {cell.value}" for cell in changed[:2])
    return Outcome(kind, name, told, kind in hits, bool(hits))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="2000-2029")
    parser.add_argument("--missed", action="store_true", help="list what its rule did not find")
    options = parser.parse_args()
    first, last = map(int, options.seeds.split("-"))
    outcomes = [one for seed in range(first, last + 1) for kind in KINDS if (one := planted(seed, kind)) is not None]
    for one in outcomes if options.missed else ():
        if not one.found:
            print(f"missed  {one.kind}  {one.model:17} {one.where[:100]}{'  (by another rule)' if one.by_any else ''}")
    total = Counter(one.kind for one in outcomes)
    own = Counter(one.kind for one in outcomes if one.found)
    some = Counter(one.kind for one in outcomes if one.by_any)
    print(f"{'rule':6} {'planted':>8} {'found':>6} {'rate':>6} {'by any rule':>12}  fault")
    for kind, plant in KINDS.items():
        if total[kind]:
            words = (plant.__doc__ or "").strip()
            print(f"{kind:6} {total[kind]:8} {own[kind]:6} {own[kind] / total[kind]:6.0%} {some[kind]:12}  {words}")
    print(f"{'all':6} {total.total():8} {own.total():6} {own.total() / max(1, total.total()):6.0%} {some.total():12}")


if __name__ == "__main__":
    main()
