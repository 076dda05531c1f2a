"""What the fuzzer attacks: each target makes an input from a seed and uses it as a command would.

An input is refused with one line (XlcostError), or it works; anything else is a fault. The same seed makes the same
input, so ``python -m tests.fuzz TARGET SEED`` repeats one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from raw_package import formula_sheet, parts, zipped
from test_fuzzed_files import MUTATIONS

from xlcost.check.run import check_book
from xlcost.decision.case import read_case
from xlcost.errors import XlcostError
from xlcost.evals.judging import judge
from xlcost.evals.reading import read_results
from xlcost.explain.mapping import map_workbook
from xlcost.functions import call
from xlcost.portfolio.cases import read_cases
from xlcost.prices.deployments import read_deployments
from xlcost.usage.exchange import read_rates
from xlcost.usage.inputs import read_prices, read_rows
from xlcost.usage.run import Options, price_files
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book

SAMPLES = Path(__file__).parent.parent / "usage" / "samples"
CORPUS = Path(__file__).parent / "corpus"

#: What breaks readers: numbers at the edges, signs that mean something somewhere, texts that are no text.
PIECES = [
    b"9007199254740993", b"1e309", b"-1", b"NaN", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"''", b"\\", b"\n", b"\r",
    b",,,,", b"{", b"}", b"[[[[", b"]", b":", b"=cmd|' /C calc'!A0", b"\xe2\x80\xae", b"\x1b[31m", b"../../x", b"null",
    b"true", b"2026-13-45", b"9" * 400, b"a" * 5000, b"\xed\xa0\x80", b"%", b";", b"\t", b"0x10", b"1_000", b"#N/A",
]  # fmt: skip
FUNCTIONS = [
    "SUM",
    "IF",
    "INDEX",
    "MATCH",
    "VLOOKUP",
    "XLOOKUP",
    "SUMIFS",
    "COUNTIF",
    "SUMPRODUCT",
    "TEXT",
    "VALUE",
    "LEFT",
    "MID",
    "SEARCH",
    "SUBSTITUTE",
    "REPT",
    "TEXTJOIN",
    "ROUND",
    "IRR",
    "NPV",
    "XNPV",
    "PMT",
    "RATE",
    "DATE",
    "EDATE",
    "EOMONTH",
    "OFFSET",
    "INDIRECT",
    "TRANSPOSE",
    "SEQUENCE",
    "FILTER",
    "SORT",
    "UNIQUE",
    "LET",
    "LAMBDA",
    "MAP",
    "ROW",
    "COLUMN",
    "ADDRESS",
    "CHOOSE",
    "IFERROR",
    "ISERROR",
    "AGGREGATE",
    "SUBTOTAL",
    "MMULT",
    "BASE",
    "DECIMAL",
    "ROMAN",
    "FACT",
    "COMBIN",
    "PROMPT_COST",
    "TOKEN_PRICE",
    "BREAKEVEN_MONTHS",
    "MODEL_PRICES",
    "COST_FORECAST",
    "EVIDENCE",
]
OPERANDS = ["A1", "A1:B9", "$B$2", "B:B", "1:1", "S2!A1", "Rate", "T1[cost]", "1", "-1E+308", "0", '"x"', '"*a*"', "TRUE",
            "#N/A", "", "{1,2;3,4}", "1048577", '"2026-02-30"', "A1#", "@A1:A9", "XFD1048576", "99999999999"]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "^", "&", "=", "<>", "<", ":", ",", " ", "%", "-"]


def package(chance: random.Random, folder: Path) -> None:
    """A mutated workbook, mapped and checked, which recalculates it."""
    del folder
    book = read_book(package_from_bytes(chance.choice(MUTATIONS)(chance), "fuzzed.xlsx"))
    assert check_book(book).failed == {}
    map_workbook(book)


def formula(chance: random.Random, folder: Path) -> None:
    """Formulas grown from functions and operands that they were not made for."""
    del folder
    cells: dict[str, object] = {"A1": 1, "A2": "text", "A3": "#N/A", "B1": 2.5, "B2": True, "B9": -3}
    cells |= {f"D{row}": f"={grown(chance, 3)}" for row in range(1, 6)}
    content: dict[str, str | bytes] = parts(formula_sheet(cells), formula_sheet({"A1": 7}), **_names())
    book = read_book(package_from_bytes(zipped(content), "fuzzed.xlsx"))
    assert check_book(book).failed == {}


def _names() -> dict[str, Any]:
    return {"names": '<definedName name="Rate">S1!$B$1</definedName>'}


def grown(chance: random.Random, depth: int) -> str:
    """A formula as deep at the most."""
    kind = chance.random()
    if depth == 0 or kind < 0.3:
        return chance.choice(OPERANDS)
    if kind < 0.6:
        return f"{grown(chance, depth - 1)}{chance.choice(OPERATORS)}{grown(chance, depth - 1)}"
    arguments = ",".join(grown(chance, depth - 1) for _ in range(chance.randint(0, 5)))
    return f"{chance.choice(FUNCTIONS)}({arguments})"


def usage(chance: random.Random, folder: Path) -> None:
    """A mutated export of usage."""
    sample = chance.choice(sorted(SAMPLES.glob("*_*.*")))
    path = folder / sample.name
    path.write_bytes(mutated(chance, sample.read_bytes()))
    price_files([str(path)], Options())


def results(chance: random.Random, folder: Path) -> None:
    """Mutated test results."""
    kinds: dict[str, bytes] = {
        "r.csv": b"case,prompt,tuned\n" + b"".join(b"%d,%d,1\n" % (n, n % 2) for n in range(20)),
        "r.json": json.dumps(
            {"results": {"results": [{"provider": {"id": "p"}, "success": True, "score": 1, "vars": {"q": "x"}}] * 3}}
        ).encode(),
        "r.jsonl": b'{"run_id":"a","event_id":0,"sample_id":"s.0","type":"match","data":{"correct":true}}\n' * 3,
    }
    name = chance.choice(sorted(kinds))
    path = folder / name
    path.write_bytes(mutated(chance, kinds[name]))
    judge(read_results([path], chance.choice([None, 0.5])), "", 0.0, 0.95)


def inputs(chance: random.Random, folder: Path) -> None:
    """Mutated files of inputs: TOML, use cases, names of deployments."""
    reader: Callable[[Path], object]
    reader, content = chance.choice(
        [
            (read_case, b'title = "x"\nrequests = 1000\n[a]\nmodel = "gpt-4.1"\n'),
            (read_case, b"requests = { low = 1, base = 2, high = 3 }\nmonths = 12\n"),
            (read_deployments, b'[deployments]\nmine = "gpt-4.1"\n'),
            (read_cases, b"use_case,requests,model\nbot,1000,gpt-4.1\n"),
        ]
    )
    path = folder / ("x.csv" if reader is read_cases else "x.toml")
    path.write_bytes(mutated(chance, content))
    reader(path)


def prices(chance: random.Random, folder: Path) -> None:
    """Mutated files given beside usage: prices, rates of exchange, names of deployments; and a price range in a cell."""
    path = folder / "x.csv"
    content = b"provider,model,tier,above_tokens,input,output,effective_from\n" + b"".join(
        b"o,m%d,,%s,%d,2.5,2026-0%d-01\n" % (row % 3, b"1000" if row % 2 else b"", row, 1 + row % 9)
        for row in range(12)
    )
    rates = b"currency,month,usd\nEUR,2026-01,1.1\nEUR,2026-02,1.2\n"
    reader, given = chance.choice(
        [(read_prices, content), (read_rates, rates), (read_deployments, b"deployment,model\na,m1\n")]
    )
    path.write_bytes(mutated(chance, given))
    if reader is read_prices and chance.random() < 0.5:
        grid = [[cell or None for cell in row] for row in read_rows(path)]
        shown = call("PROMPT_COST", ["m1", 1, 1, 1, None, None, None, None, None, grid])
        assert isinstance(shown, str | float | int | list), shown
        return
    reader(path)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """The same with pieces put in, left out, doubled or cut off."""
    text = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            text[at : at + chance.choice([0, 1, 8])] = chance.choice(PIECES)
        elif kind == 1:
            del text[at : at + chance.randint(1, 40)]
        elif kind == 2:
            text[at:at] = text[at : at + 60] * chance.randint(1, 20)
        elif kind == 3 and chance.random() < 0.3:
            del text[at:]
        elif text:
            text[at % len(text)] = chance.randrange(256)
    return bytes(text)


TARGETS: dict[str, Callable[[random.Random, Path], None]] = {
    target.__name__: target for target in (package, formula, usage, results, inputs, prices)
}


def attack(name: str, seed: int, folder: Path) -> None:
    """One input made and used; whatever is not refused in one line is raised."""
    try:
        TARGETS[name](random.Random(f"{name} {seed}"), folder)
    except XlcostError as refused:
        assert "\n" not in str(refused), str(refused)
