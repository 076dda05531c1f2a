"""The functions as named LAMBDAs: parameters and checks from the registry, bodies from ``bodies``."""

from __future__ import annotations

import re
from typing import Any, Final

from xlcost.formulas.bodies import BODIES
from xlcost.formulas.helpers import HELPERS, Helper
from xlcost.functions import FUNCTIONS, Argument, Function, call, coercion

#: The name of the range of prices, header included, that a call without prices reads.
PRICE_TABLE: Final = "price_table"

#: Functions that no formula can stand in for, and why.
NOT_NATIVE: Final = {
    "MODEL_STATUS": "the events that end a model's sale or its fine-tuning are not on the price table",
    "PRICE_CHANGES": "the events that end a model's sale or its fine-tuning are not on the price table",
    "COST_EXPLAIN": "it runs any other function and puts its arithmetic into words, which LAMBDA cannot do",
}

_PLACEHOLDER: Final = re.compile(r"\{([a-z]\w*)\}")
_CHECKS: Final = {
    coercion.text: "XLCOST_TEXT",
    coercion.text_or_empty: "XLCOST_TEXT",
    coercion.flag: "XLCOST_FLAG",
}
_CHOICES: Final = {"kind": "XLCOST_KIND", "which": "XLCOST_CROSSING"}


def named_lambdas() -> dict[str, Helper]:
    """Every name that a workbook with these functions defines, each after those it uses: formula as typed, comment."""
    functions = {
        function.name: Helper(lambda_text(function), function.summary)
        for function in FUNCTIONS.values()
        if function.name not in NOT_NATIVE
    }
    return {**HELPERS, **functions}


def lambda_text(function: Function) -> str:
    """The function as one types it into the Name Manager, without the equals sign.

    Raises:
        KeyError: the function is in ``NOT_NATIVE``.
    """
    if function.name == "XLCOST_VERSION":
        return f"LAMBDA({_literal(call(function.name, ()))})"
    checks = {argument.name: _check(argument) for argument in function.arguments}
    parameters = [_parameter(a) if a.required else f"[{_parameter(a)}]" for a in function.arguments]
    body = _PLACEHOLDER.sub(lambda found: checks[found[1]], BODIES[function.name])
    return f"LAMBDA({', '.join(parameters)},\n  {body})"


def _parameter(argument: Argument) -> str:
    """The name of a parameter: the underscore tells it from a cell or a function of that name in the workbook."""
    return f"{argument.name}_"


def _check(argument: Argument) -> str:
    """The argument once it is known to be what it should be; its default where it is blank or left out."""
    name = _parameter(argument)
    if argument.coerce is coercion.value_to_show:  # an empty text is no value to show, as a blank cell is none
        return f'IF(ISOMITTED({name}), "", IF(ISERROR({name}), {name}, IF({name} = "", "", {name})))'
    if argument.is_table:
        return f"XLCOST_TABLE(IF(ISOMITTED({name}), {PRICE_TABLE}, {name}))"
    if argument.coerce is coercion.day:
        return f"IF(ISOMITTED({name}), XLCOST_DATE(table), XLCOST_DAY({name}, XLCOST_DATE(table)))"
    default = "#VALUE!" if argument.required else _literal(argument.default)
    checked = _checked(argument, name, default)
    return checked if argument.required else f"IF(ISOMITTED({name}), {default}, {checked})"


def _checked(argument: Argument, name: str, default: str) -> str:
    domain = getattr(argument.coerce, "domain", None)
    if argument.is_series:
        return f"XLCOST_SERIES({name})"
    if domain is not None:
        check = "XLCOST_WHOLE" if domain.whole else "XLCOST_ABOVE" if domain.above_low else "XLCOST_NUMBER"
        return f"{check}({name}, {default}, {_literal(domain.low)}, {_literal(domain.high)})"
    if argument.coerce in _CHECKS:
        return f"{_CHECKS[argument.coerce]}({name}, {default})"
    return f"{_CHOICES[argument.name]}({name}, {default})"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return f"{value:.15G}"
