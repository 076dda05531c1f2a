"""What a mutated package holds, if it can be read at all, is checked, compared, mapped and run without a fault of ours."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from raw_package import zipped
from test_fuzzed_files import GOOD, MUTATIONS

from xlcost.check.run import check_book
from xlcost.diff.comparing import diff
from xlcost.errors import XlcostError
from xlcost.scenarios.model import WhatIf
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.records import Book

ROUNDS = 25

Mutation = Callable[[random.Random], bytes]


def readable(mutate: Mutation, seed: int) -> list[Book]:
    """The mutated packages that are still workbooks."""
    chance = random.Random(seed)
    books = []
    for _ in range(ROUNDS):
        try:
            books.append(read_book(package_from_bytes(mutate(chance), Path("fuzzed.xlsx"))))
        except XlcostError:
            continue
    return books


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_no_rule_fails(mutate: Mutation) -> None:
    for book in readable(mutate, 10):
        assert check_book(book).failed == {}


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_the_comparison_with_the_sound_one_ends(mutate: Mutation) -> None:
    sound = read_book(package_from_bytes(zipped(GOOD), Path("good.xlsx")))
    for book in readable(mutate, 11):
        try:
            assert diff(sound, book).counts.formulas >= 0
        except XlcostError as refused:
            assert "\n" not in str(refused)


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_a_run_gives_values_or_says_why_not(mutate: Mutation) -> None:
    for book in readable(mutate, 12):
        try:
            assert len(list(WhatIf(book).runs([{"S1!B2": 2.0}], ["S1!C1"]))) == 1
        except XlcostError as refused:
            assert "\n" not in str(refused)
