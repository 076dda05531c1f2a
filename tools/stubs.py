"""``python -m tools.stubs``: the types of the public functions, xlcost/functions/api.pyi, from the register.

A function that a column can be handed to has two signatures: single values give a single value, and where any argument
is a column (a list, a NumPy array, a pandas Series) the result is one of that kind.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import xlcost
from xlcost.functions import FUNCTIONS, Argument, Function, api

PATH: Final = Path(api.__file__).with_suffix(".pyi")

_HEAD: Final = '''\
"""Written by python -m tools.stubs from the register of functions; do not edit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, overload

class Column(Protocol):
    """A pandas Series or a NumPy array."""

    def tolist(self) -> Any: ...
    def __len__(self) -> int: ...

_Numbers = float | Sequence[float] | Sequence[Sequence[float]] | Column
_Texts = str | Sequence[str] | Sequence[Sequence[str]] | Column
_Flags = bool | Sequence[bool] | Sequence[Sequence[bool]] | Column
_Days = date | str | float | Sequence[date | str | float] | Column | None

'''
_COLUMNS: Final = {
    "float": "_Numbers",
    "int": "_Numbers",
    "str": "_Texts",
    "bool": "_Flags",
    "date | str | float | None": "_Days",
}
_NAMES: Final = ((r"\bdatetime\.date\b", "date"), (r"\bcollections\.abc\.", ""), (r"\btyping\.", ""))
_LONGEST: Final = 120
#: An argument whose value is the result where there is no number: with it the result may be either.
_MAY_BE_TEXT: Final = "if_never"


def stubs() -> str:
    """The whole file."""
    made = [text for function in FUNCTIONS.values() for text in _signatures(function)]
    listed = "\n".join(f'    "{name}",' for name in sorted(api.__all__))
    return _HEAD + "\n".join(made) + f"\n\n__all__ = [\n{listed}\n]\n"


def _signatures(function: Function) -> Iterator[str]:
    signature = inspect.signature(getattr(xlcost, function.python_name))
    parameters = signature.parameters
    singles = [_parameter(name, _written(each.annotation), each.default) for name, each in parameters.items()]
    result = _written(signature.return_annotation)
    columns = [
        _parameter(argument.name, _column(argument, _written(parameters[argument.name].annotation)), each.default)
        for argument, each in zip(function.arguments, parameters.values())
    ]
    if function.shape == "table" or columns == singles:
        yield _definition(function.python_name, singles, result)
        return
    numbers = [each for each in singles if not each.startswith(f"{_MAY_BE_TEXT}:")]
    yield "@overload\n" + _definition(function.python_name, numbers, "float" if result == "Any" else result)
    yield "@overload\n" + _definition(function.python_name, columns, "Any")


def _column(argument: Argument, single: str) -> str:
    """What an argument takes where columns are handed over."""
    if argument.takes_range or single == "Any":
        return single
    return _COLUMNS[single]


def _written(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    for pattern, plain in _NAMES:
        text = re.sub(pattern, plain, text)
    return "Any" if re.search(r"\| Any\b|\bAny \|", text) else text


def _parameter(name: str, kind: str, default: Any) -> str:
    return f"{name}: {kind}" + ("" if default is inspect.Parameter.empty else " = ...")


def _definition(name: str, parameters: list[str], result: str) -> str:
    line = f"def {name}({', '.join(parameters)}) -> {result}: ..."
    if len(line) <= _LONGEST:
        return line
    return f"def {name}(\n" + "".join(f"    {each},\n" for each in parameters) + f") -> {result}: ..."


if __name__ == "__main__":
    PATH.write_text(stubs(), encoding="utf-8")
