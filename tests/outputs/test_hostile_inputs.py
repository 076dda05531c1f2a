"""Files given beside others (prices, deployments, rates, maps, inputs, use cases, settings): refused in one line, or used.

Whatever is in them: no text, no end of a line, no end of nesting, no numbers. Nothing is written.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from raw_package import formula_sheet, write_book
from test_hostile_commands import USAGE

from xlcost.errors import BadArgument, OutOfDomain, XlcostError
from xlcost.functions import call

#: How each kind of file is given; FILE stands for it. The ending says how it is read.
GIVEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "prices": ("x.csv", ("usage", "price", "usage.csv", "--prices", "FILE", "--csv", "out.csv")),
    "rates": ("x.csv", ("usage", "price", "usage.csv", "--rates", "FILE", "--csv", "out.csv")),
    "deployments": ("x.csv", ("usage", "price", "usage.csv", "--deployments", "FILE", "--csv", "out.csv")),
    "deployments for all": ("x.csv", ("--deployments", "FILE", "prices", "search", "gpt-4.1")),
    "deployments in TOML": ("x.toml", ("usage", "price", "usage.csv", "--deployments", "FILE", "--csv", "out.csv")),
    "map": ("x.toml", ("usage", "price", "usage.csv", "--map", "FILE", "--csv", "out.csv")),
    "inputs": ("x.toml", ("compare", "--inputs", "FILE")),
    "inputs of a simulation": ("x.toml", ("simulate", "--inputs", "FILE", "--runs", "100")),
    "use cases": ("x.csv", ("new", "out.xlsx", "--template", "portfolio", "--cases", "FILE")),
    "settings": ("x.toml", ("check", "book.xlsx", "--select", "F01", "--config", "FILE", "-o", "out.txt")),
    "scenarios": ("x.csv", ("run", "book.xlsx", "--scenarios", "FILE", "--get", "S1!A2", "-o", "out.csv")),
    "results": ("x.csv", ("evidence", "FILE")),
}  # fmt: skip
#: What is no file of any of these kinds.
NO_FILES: dict[str, bytes] = {
    "empty": b"",
    "no text": b"\xff\xfe\x00\x01" * 500,
    "UTF-16": "provider,model,input,output\nopenai,gpt-4.1,1,2\n".encode("utf-16"),
    "zeros": b"\0" * 5_000,
    "packed": gzip.compress(b"a" * 5_000_000),
    "nested": b"a = " + b"[" * 100_000 + b"]" * 100_000 + b"\n",
    "nested tables": b"a = " + b"{b=" * 50_000 + b"1" + b"}" * 50_000 + b"\n",
    "dotted": b".".join([b"a"] * 50_000) + b" = 1\n",
    "huge line": b'a = "' + b"x" * 900_000,
    "huge field": b"model," + b"x" * 900_000 + b"\n1,2\n",
    "many columns": b",".join(b"c%d" % number for number in range(100_000)) + b"\n" + b"," * 99_999 + b"\n",
    "many keys": b"".join(b"k%d = 1\n" % number for number in range(50_000)),
    "many digits": b"a = " + b"9" * 50_000 + b"\n",
    "quotes": b'"""' * 100_000,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "usage.csv").write_text(USAGE)
    write_book(tmp_path / "book.xlsx", formula_sheet({"A1": 1, "A2": "=A1*2"}))
    return tmp_path


@pytest.mark.parametrize("given", GIVEN)
def test_what_is_no_such_file_is_refused_in_a_line(folder: Path, xlcost: Callable[..., Any], given: str) -> None:
    name, line = GIVEN[given]
    for kind, content in NO_FILES.items():
        (folder / name).write_bytes(content)
        before = sorted(path.name for path in folder.iterdir())
        if kind == "empty" and given in EMPTY_IS_FINE:
            continue
        code, _, err = xlcost(*(name if part == "FILE" else part for part in line))
        assert (code, err.count("\n")) == (2, 1), (kind, err[:500])
        assert err.startswith("xlcost: "), (kind, err[:500])
        assert len(err) < LONGEST_LINE, (kind, len(err))
        assert name in err, (kind, err[:300])
        assert sorted(path.name for path in folder.iterdir()) == before, kind


#: A file of settings or of inputs may say nothing.
EMPTY_IS_FINE = {"settings", "inputs", "inputs of a simulation"}
LONGEST_LINE = 2_020

HEADER = ["provider", "model", "tier", "input", "output", "effective_from"]
#: Numbers of a price, and whether it is one.
NUMBERS = {"nan": False, "inf": False, "-inf": False, "-1": False, "1e309": False, "1e308": True, "-0": True, "0": True,
           "1,5": False, "0x10": False, "1_000": False, "\u0661": False, "=1+1": False}  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_a_price_that_is_no_number_is_refused(folder: Path, xlcost: Callable[..., Any], number: str) -> None:
    (folder / "x.csv").write_text(f'provider,model,input,output\nopenai,gpt-4.1-mini-2025-04-14,"{number}",1\n')
    code, out, err = xlcost("usage", "price", "usage.csv", "--prices", "x.csv", "--json")
    assert code == (0 if NUMBERS[number] else 2), (out, err)
    assert "Infinity" not in out
    assert "NaN" not in out
    if not NUMBERS[number]:
        assert err.count("\n") == 1
        assert err.startswith("xlcost: x.csv: ")


@pytest.mark.parametrize("price", [math.nan, math.inf, -1.0, -math.inf, True, "=1", "many", "#REF!", [1], 10**400])
def test_a_price_in_a_range_that_is_no_number_is_an_error_in_the_cell(price: Any) -> None:
    shown = call("PROMPT_COST", ["m", 1, 1, 1, None, None, None, None, None, [HEADER, ["o", "m", "", price, 1, None]]])
    assert isinstance(shown, str), shown
    assert shown.startswith("#"), shown


def test_the_dearest_price_is_an_error_not_infinity() -> None:
    prices = [HEADER, ["o", "m", "", 1e308, 1e308, None]]
    assert call("PROMPT_COST", ["m", 10**9, 10**6, 10**6, None, None, None, None, None, prices]) == "#NUM!"


def test_a_range_as_large_as_a_sheet_holds_is_read_once() -> None:
    prices = [HEADER, *[["o", f"m{number}", "", 1, 1, None] for number in range(20_000)]]
    models = [[f"m{number}"] for number in range(0, 20_000, 100)]
    arguments = [models, 1_000_000, 1, 0, None, None, None, None, None, prices]
    assert call("PROMPT_COST", arguments) == [[1.0]] * len(models)


def test_what_refuses_is_ours() -> None:
    assert issubclass(BadArgument, XlcostError)
    assert issubclass(OutOfDomain, XlcostError)
