"""The text of the VBA wrappers: the same calls as xlwings' own, within the limits of VBA and of Excel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xlcost.errors import ERROR_TEXTS
from xlcost.functions import FUNCTIONS, Function
from xlcost.hosts.classic.vba import ERROR_NUMBERS, wrapper_module

#: What xlwings' Import Functions button writes for xlcost.udfs; that it is so is tested in tests/udfs.
XLWINGS_OWN = (Path(__file__).parents[1] / "udfs" / "xlwings_udfs.bas").read_text(encoding="utf-8")
SOURCE = wrapper_module()
LONGEST_LINE = 1023
MOST_CONTINUATIONS = 24

#: Names that VBA keeps for itself, or that mean something else inside the module.
WORDS_OF_VBA = """
addressof alias and any as boolean byref byte byval call case cbool cdate cdbl close const currency date debug
declare defbool dim do double each else elseif empty end enum eqv erase error event exit false for friend function
get global gosub goto if imp implements in input integer is let lib like line lock long loop lset me mid mod new
next not nothing null object on open option optional or paramarray preserve print private property public put
raiseevent redim rem resume return rset seek select set single static step stop string sub then time to true type
unlock until variant wend while width with write xor python shown tryagain tellonce oneline ismac errorortext
describe array application thisworkbook xlpy err taken inuse cut
"""


def function_named(name: str, source: str) -> re.Match[str]:
    found = re.search(rf"^(?:Public )?Function {name}\((.*?)\)(?: As Variant)?\n.*?^End Function", source, re.M | re.S)
    assert found is not None
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrapper_takes_what_xlwings_own_takes(name: str) -> None:
    assert function_named(name, SOURCE).group(1) == function_named(name, XLWINGS_OWN).group(1)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrapper_calls_python_as_xlwings_own_does(name: str) -> None:
    ours = re.search(r"Python(\.CallUDF\(.*\))\)\n", function_named(name, SOURCE).group())
    assert ours is not None
    handed = re.sub(r"Taken\((Array\(.*?\))\)", r"\1", ours.group(1))
    assert f"{name} = XLPy{handed}\n" in function_named(name, XLWINGS_OWN).group()


def test_every_error_text_has_its_number() -> None:
    assert ERROR_NUMBERS.keys() == ERROR_TEXTS


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_no_argument_is_called_by_a_word_of_vba(function: Function) -> None:
    assert not {argument.name.lower() for argument in function.arguments} & set(WORDS_OF_VBA.split())


def test_lines_are_as_long_as_vba_takes_them() -> None:
    assert max(map(len, SOURCE.splitlines())) <= LONGEST_LINE


def test_statements_have_as_many_lines_as_vba_takes() -> None:
    runs = re.findall(r"(?:^.* _\n)+", SOURCE, re.M)
    assert max(run.count("\n") for run in runs) <= MOST_CONTINUATIONS


def test_texts_are_as_long_as_excel_takes_them() -> None:
    assert max(map(len, re.findall(r'"(?:[^"\n]|"")*"', SOURCE))) <= 255 + 2


def test_the_source_fits_the_code_page_of_xlwings_project() -> None:
    assert SOURCE.encode("cp1252").decode("cp1252") == SOURCE


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_excel_is_told_what_the_registry_says(function: Function) -> None:
    described = re.search(rf'^    Describe "{function.name}", (.*?)\)$', SOURCE, re.M | re.S)
    assert described is not None
    texts = [text.replace('""', '"') for text in re.findall(r'"((?:[^"\n]|"")*)"', described.group(1))]
    assert texts == [function.summary, *(argument.help for argument in function.arguments)]


def test_a_quotation_mark_in_a_text_is_doubled() -> None:
    assert 'Such as ""PROMPT_COST"".' in SOURCE
