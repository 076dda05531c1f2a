"""The conformance cases: what a cell with these arguments must show, wherever the functions run.

A case's arguments are Excel values in order (None is a blank cell or an omitted argument, a range is a list of rows,
an error is its text). Expected values come from ``reference``, which knows no xlcost code, or are written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from givens import BASE, SHORT
from reference import answer
from reference_arguments import ARGUMENTS, ERRORS, Number
from variations_of_decisions import DECISIONS
from variations_of_finetuning import FINETUNING
from variations_of_prompting import PROMPTING
from written_cases import WRITTEN, Case

from xlcost.functions import FUNCTIONS


def positional(function: str, named: Mapping[str, Any]) -> tuple[Any, ...]:
    """Arguments in order, None for what lies before the last one given."""
    names = [name for name, *_ in ARGUMENTS[function]]
    unknown = set(named) - set(names)
    assert not unknown, f"{function} has no {unknown}"
    last = max(names.index(name) for name in named)
    return tuple(named.get(name) for name in names[: last + 1])


def _case(function: str, what: str, named: Mapping[str, Any]) -> Case:
    arguments = positional(function, named)
    return Case(f"{function} {what}", function, arguments, answer(function, arguments))


def _varied() -> Iterator[Case]:
    for function, variations in {**PROMPTING, **FINETUNING, **DECISIONS}.items():
        for what, changes in variations.items():
            yield _case(function, what, {**BASE[function], **changes})


def _worked_examples() -> Iterator[Case]:
    """The registry's own worked examples, where their result is written down."""
    for function in FUNCTIONS.values():
        given, result = function.example.arguments, function.example.result
        if result is not None and function.name in ARGUMENTS:
            yield _case(function.name, "worked example", given)


def _blanks_and_errors() -> Iterator[Case]:
    """Every argument of every function blank, and being an error."""
    for function, takes in ARGUMENTS.items():
        for position, (name, *default) in enumerate(takes):
            required = len(default) == 1
            if (required or name in SHORT[function]) and (function, name) != ("COST_RANKING", "prices"):
                yield _case(function, f"{name} blank", {**SHORT[function], name: None})
            error = ERRORS[position % 7]
            yield _case(function, f"{name} is {error}", {**SHORT[function], name: error})


def _wrong_types() -> Iterator[Case]:
    """Every number as a text and as a boolean."""
    for function, takes in ARGUMENTS.items():
        for position, (name, kind, *_) in enumerate(takes):
            if isinstance(kind, Number):
                wrong = "many" if position % 2 else True
                yield _case(function, f"{name} is {wrong!r}", {**SHORT[function], name: wrong})


def _edges() -> Iterator[Case]:
    """Every number at the ends of the domain that the registry declares for it, and just outside."""
    for function in ARGUMENTS:
        for argument in FUNCTIONS[function].arguments:
            domain = getattr(argument.coerce, "domain", None)
            if domain is None:
                continue
            yield _case(function, f"{argument.name} at {domain.low:g}", {**SHORT[function], argument.name: domain.low})
            below = domain.low - (1 if domain.whole else 0.001)
            yield _case(function, f"{argument.name} below {domain.low:g}", {**SHORT[function], argument.name: below})
            if domain.high < 1e15:
                if not function.startswith("COST_FORECAST"):  # its ends are long: they have cases of their own
                    at = {**SHORT[function], argument.name: domain.high}
                    yield _case(function, f"{argument.name} at {domain.high:g}", at)
                above = domain.high + (1 if domain.whole else 0.001)
                yield _case(
                    function, f"{argument.name} above {domain.high:g}", {**SHORT[function], argument.name: above}
                )


def _unique(cases: Iterator[Case]) -> list[Case]:
    seen: dict[str, Case] = {}
    for case in cases:
        assert case.id not in seen, case.id
        seen[case.id] = case
    return list(seen.values())


def _all() -> Iterator[Case]:
    yield from _varied()
    yield from _worked_examples()
    yield from _blanks_and_errors()
    yield from _wrong_types()
    yield from _edges()
    yield from WRITTEN


#: Every case, by function and in a fixed order.
CASES: Final[list[Case]] = _unique(_all())
