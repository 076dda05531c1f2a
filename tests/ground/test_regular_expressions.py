"""No regular expression of ours goes back over what it has read again and again: their cost grows with the text.

A repetition within a repetition, and one within a look-ahead, is where that begins: (a+)+, ,(?=(..)*$). Each such pattern
is known here, with the reason why it is none; nothing is timed.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from re import _parser as parser  # the module that re itself compiles with

XLCOST = Path(__file__).parents[2] / "xlcost"
REPEATS = {"MAX_REPEAT", "MIN_REPEAT"}
MANY = 100
#: Patterns with a repetition in a repetition, by how they begin, and why each is linear all the same.
READ = {
    r"[0-9]+(\.[0-9]+)*([a-z]+[0-9]*)?": "each round begins with a point, which no digit is",
    r"[0-9]{1,3}(,[0-9]{3})+": "each round begins with a comma",
    r"([+-]?(?:\d+(?:[,_]\d{3})*|\d*)": "each round begins with a mark and has three digits",
    "^(source|sources|note|notes|": "each round begins with a space and a word that another space follows",
    "\n    (?P<space>": "what is repeated in a repetition begins with a character that ends the inner one",
}  # fmt: skip


def test_no_pattern_takes_the_digits_of_other_scripts_for_digits() -> None:
    r"""\d is 0 to 9 in every script, of which int() and float() make numbers; a file's digits are ours alone."""
    of_any_script = {"outline/words.py"}  # with re.ASCII below
    found = set()
    for path in sorted(XLCOST.rglob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if r"\d" in line.replace(r"[^\W\d]", "") and not re.search(r"\brb[\"']|ASCII", line):
                found.add(path.relative_to(XLCOST).as_posix())
    assert found == of_any_script


def patterns() -> Iterator[tuple[str, str]]:
    """Where each pattern stands that is written out whole, and the pattern; the parts of an f-string one by one."""
    for path in sorted(XLCOST.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re") or node.func.attr == "escape":
                continue
            text = node.args[0]
            where = f"{path.relative_to(XLCOST).as_posix()}:{node.lineno}"
            if isinstance(text, ast.Constant):
                given = text.value
                yield where, given.decode("latin-1") if isinstance(given, bytes) else given
            elif isinstance(text, ast.JoinedStr):
                whole = [str(part.value) if isinstance(part, ast.Constant) else "x" for part in text.values]
                yield where, "".join(whole)


def nested(pattern: Any, above: int = 0, *, ahead: bool = False) -> bool:
    """Whether a repetition without a small bound stands in another one, or in a look-ahead."""
    for operator, argument in pattern:
        name = str(operator)
        if name in REPEATS:
            _, most, part = argument
            unbounded = int(most) >= MANY
            if unbounded and (above or ahead) and not (ahead and not above and _is_one(part)):
                return True
            if nested(part, above + unbounded, ahead=ahead):
                return True
        elif name == "SUBPATTERN":
            if nested(argument[3], above, ahead=ahead):
                return True
        elif name == "BRANCH":
            if any(nested(branch, above, ahead=ahead) for branch in argument[1]):
                return True
        elif name in {"ASSERT", "ASSERT_NOT"} and nested(argument[1], above, ahead=True):
            return True
    return False


def _is_one(part: Any) -> bool:
    """Whether what is repeated is a single character: a run of spaces before something."""
    return len(part) == 1 and str(part[0][0]) in {"IN", "LITERAL", "NOT_LITERAL", "ANY", "CATEGORY"}


def is_nested(pattern: str) -> bool:
    return nested(parser.parse(pattern, re.VERBOSE if "\n" in pattern else 0))


def test_every_pattern_is_flat_or_known() -> None:
    strange = {where: text for where, text in patterns() if is_nested(text) and not text.startswith(tuple(READ))}
    assert strange == {}


def test_there_are_patterns_and_all_that_are_known_are_there() -> None:
    texts = [text for _, text in patterns()]
    assert len(texts) > 150
    assert [known for known in READ if not any(text.startswith(known) for text in texts)] == []


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(?:a|b*)*c", ",(?=(?:[^']*'[^']*')*[^']*$)", "(x+x+)+y", r"(\s*\w+\s*)*$"]
)
def test_what_goes_back_is_seen(pattern: str) -> None:
    assert is_nested(pattern)


@pytest.mark.parametrize("pattern", ["a+b", "(?:ab)+", r"(?<!\w)\d+\s*(?=\s*x)", "[a-z]{1,3}"])
def test_what_does_not_is_not(pattern: str) -> None:
    assert not is_nested(pattern)
