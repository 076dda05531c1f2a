"""Mutated packages either work or are refused with BadFile: nothing else, and no hang.

Mutations are drawn from fixed seeds, so that a failure can be repeated.
"""

import random
import struct
from collections.abc import Callable

import pytest
from raw_package import formula_sheet, parts, table_xml, zipped

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import patched_parts
from xlcost.errors import BadFile
from xlcost.workbook.package import package_bytes, package_from_bytes
from xlcost.workbook.reader import read_book

ROUNDS = 60

SHEET = formula_sheet(
    {
        "A1": "model", "B1": "cost", "A2": "a", "B2": 1.5, "A3": "b", "B3": True, "A4": "#N/A", "B4": "<&>",
        "C1": "=SUM(B2:B3)*2", "C2": "=T1[[#This Row],[cost]]", "C3": "=IF(B3,Rate,INDEX(A:B,2,2))",
        "C4": ("C4:C5", "=B2:B3*2"), "D1": "='S1'!A1&\"x\"", "D2": "=SUM((B2,B3),S1:S2!B2)", "D3": "=A1:A3",
    }
)  # fmt: skip
GOOD = parts(
    SHEET,
    SHEET,
    names='<definedName name="Rate">S1!$B$2</definedName>',
    tables=(table_xml("T1", "A1:B4", "model", "cost"),),
)
WORDS = [b"<", b">", b"&", b'"', b"A1", b"1048577", b"-1", b"(", b")", b"[", b"]", b"'", b"!", b":", b"#REF!", b"{", b"t",
         b"1e309", b"SUM(", b"INDIRECT(", b"OFFSET(A1,", b"XFD1048576", b"\x00", b"\xff", b"REPT(\"x\",32767)", b"@", b"#"]  # fmt: skip


def survives(data: bytes) -> None:
    try:
        package = package_from_bytes(data, "fuzzed.xlsx")
        result = recalculate(read_book(package), functions={})
        package_bytes(package, patched_parts(result))
    except BadFile as refused:
        assert "\n" not in str(refused)


def mutated_bytes(chance: random.Random) -> bytes:
    data = bytearray(zipped(GOOD))
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def mutated_length(chance: random.Random) -> bytes:
    data = zipped(GOOD)
    start, end = sorted(chance.sample(range(len(data)), 2))
    return chance.choice([data[:start], data[:start] + data[end:], data + data[start:end], data[:end] + data[start:]])


def mutated_directory(chance: random.Random) -> bytes:
    data = bytearray(zipped(GOOD))
    entry = data.index(b"PK\x01\x02")
    for _ in range(chance.randrange(len(GOOD))):
        entry = data.index(b"PK\x01\x02", entry + 4)
    offset, form = chance.choice([(8, "<H"), (10, "<H"), (20, "<I"), (24, "<I"), (28, "<H"), (30, "<H"), (42, "<I")])
    struct.pack_into(form, data, entry + offset, chance.choice([0, 1, 255, 65_535]))
    return bytes(data)


def mutated_xml(chance: random.Random) -> bytes:
    name = chance.choice(list(GOOD))
    content = GOOD[name]
    text = bytearray(content.encode() if isinstance(content, str) else content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        text[at : at + chance.choice([0, 0, 1, 5])] = chance.choice(WORDS)
    return zipped(GOOD | {name: bytes(text)})


def mutated_tags(chance: random.Random) -> bytes:
    name = chance.choice(list(GOOD))
    content = GOOD[name]
    pieces = (content if isinstance(content, str) else content.decode()).split("<")
    one, other = chance.sample(range(1, len(pieces)), 2) if len(pieces) > 3 else (1, 1)
    pieces[one], pieces[other] = pieces[other], chance.choice([pieces[one], pieces[other]])
    return zipped(GOOD | {name: "<".join(pieces)})


def mutated_formula(chance: random.Random) -> bytes:
    formula = list("=" + chance.choice(["SUM(A1:B2)*2", "IF(B3,Rate,T1[cost])", 'INDEX(A:B,2,2)&"x"', "-A1%^2"]))
    for _ in range(chance.randint(1, 5)):
        formula.insert(chance.randint(1, len(formula)), chance.choice(WORDS).decode("latin-1"))
    text = "".join(sign for sign in formula if sign >= " ")
    return zipped(GOOD | {"xl/worksheets/sheet2.xml": formula_sheet({"A1": 1, "B1": text, "C1": "=B1+1"})})


MUTATIONS = [mutated_bytes, mutated_length, mutated_directory, mutated_xml, mutated_tags, mutated_formula]


@pytest.mark.parametrize("mutate", MUTATIONS)
@pytest.mark.parametrize("seed", range(3))
def test_mutated_packages_work_or_are_refused(mutate: Callable[[random.Random], bytes], seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        survives(mutate(chance))


def test_the_package_that_is_mutated_is_sound() -> None:
    result = recalculate(read_book(package_from_bytes(zipped(GOOD), "good.xlsx")), functions={})
    assert result.values["S1", 1, 3] == 3.0
    assert not [cell for cell in result.not_evaluated if cell.column == 3]
