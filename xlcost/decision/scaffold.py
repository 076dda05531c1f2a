"""Every input written out: as a commented file of inputs, and as a JSON schema by which editors complete one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Any, Final

from xlcost.decision.case import ABOUT, Case, Values
from xlcost.decision.inputs import INPUTS, SCENARIOS, SECTIONS, Input
from xlcost.functions.coercion import UNBOUNDED, Domain

_WIDTH: Final = 100
_HEAD: Final = """\
# Inputs of xlcost. What is left out has its default.
# Numbers may be written as texts like "90%", "500k" or "1.5M"; "" is a blank, and the comment says what it means.
# An input is one value, or low, base and high; a note says where it comes from:
#     requests = { low = "100k", base = "250k", high = "500k", note = "CRM, plan of 2027" }
# Answer it:        xlcost compare --inputs FILE
# Make a workbook:  xlcost new book.xlsx --inputs FILE
"""


def inputs_toml(case: Case) -> str:
    """A complete file of inputs that reads as the case, with unit, default and meaning of every key."""
    return "\n".join((_HEAD, *_about(case), *_sections(case))) + "\n"


def _about(case: Case) -> Iterator[str]:
    for key in ABOUT:
        yield f"{key} = {_text(getattr(case, key))}"


def _sections(case: Case) -> Iterator[str]:
    for section in SECTIONS:
        yield ""
        yield f"# {'=' * len(section.title)}"
        yield f"# {section.title}"
        yield f"# {'=' * len(section.title)}"
        for declared in section.inputs:
            yield ""
            yield from (f"# {line}" for line in wrap(_meaning(declared), _WIDTH, break_on_hyphens=False))
            yield f"{declared.key} = {_written(declared, case.values[declared.key], case.notes[declared.key])}"


def _meaning(declared: Input) -> str:
    """Label, unit, meaning, what it takes and the default, in one comment."""
    default = "blank" if declared.default in (None, ()) else _default(declared)
    blank = f" Blank: {declared.blank}." if declared.blank else ""
    words = _words(declared)
    takes = f" One of {', '.join(words)}." if words else ""
    return f"{declared.label} [{declared.unit}]. {declared.help}{takes}{blank} Default: {default}."


def _words(declared: Input) -> tuple[str, ...]:
    """The words that an input takes, where it takes some words only."""
    return declared.kind if isinstance(declared.kind, tuple) and not isinstance(declared.kind, Domain) else ()


def _default(declared: Input) -> str:
    if declared.shape == "range":
        low, high = declared.default
        return f"{_value(low)} to {_value(high)}"
    if declared.shape == "row":
        return f"{_value(declared.default[0])} in every place"
    return _value(declared.default)


def _written(declared: Input, values: Values, note: str) -> str:
    if declared.shape == "row":
        parts = {"values": _row(values)}
    elif declared.shape == "range":
        parts = {"low": _value(values[0]), "high": _value(values[1])}
    elif len(set(values)) == 1:
        parts = {"value": _value(values[0])}
    else:
        parts = {name.lower(): _value(value) for name, value in zip(SCENARIOS, values, strict=True)}
    if note:
        parts["note"] = _text(note)
    if len(parts) == 1 and declared.shape != "range":
        return next(iter(parts.values()))
    return f"{{ {', '.join(f'{part} = {value}' for part, value in parts.items())} }}"


def _row(values: Values) -> str:
    last = max((place for place, value in enumerate(values, start=1) if value is not None), default=0)
    return f"[{', '.join(_value(value) for value in values[:last])}]"


def _value(value: Any) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    return f"{int(value):_}" if float(value).is_integer() and abs(value) < UNBOUNDED else repr(float(value))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def inputs_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a file of inputs."""
    about = {key: {"type": "string", "maxLength": 500} for key in ABOUT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Inputs of xlcost",
        "type": "object",
        "additionalProperties": False,
        "properties": {**about, **{key: _schema(declared) for key, declared in INPUTS.items()}},
    }


def _schema(declared: Input) -> dict[str, Any]:
    one, note = _one(declared), {"type": "string", "maxLength": 500}
    if declared.shape == "row":
        several = {"type": "array", "items": one, "maxItems": len(declared.places)}
        forms = [several, {"type": "string"}, _table({"values": several, "note": note}, ["values"])]
    elif declared.shape == "range":
        forms = [_table({"low": one, "high": one, "note": note}, ["low", "high"])]
    else:
        forms = [one, _table({"value": one, "note": note}, ["value"])]
        if declared.shape == "scenario":
            names = [name.lower() for name in SCENARIOS]
            forms.append(_table({**dict.fromkeys(names, one), "note": note}, names))
    return {"title": declared.label, "description": _meaning(declared), "anyOf": forms}


def _table(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _one(declared: Input) -> dict[str, Any]:
    """One value of an input; numbers may be texts too, whose content no schema can hold to a domain."""
    kind = declared.kind
    if isinstance(kind, Domain):
        number: dict[str, Any] = {"type": "integer" if kind.whole else "number"}
        number["exclusiveMinimum" if kind.above_low else "minimum"] = kind.low
        if kind.high < UNBOUNDED:
            number["maximum"] = kind.high
        return {"anyOf": [number, {"type": "string"}]}
    if isinstance(kind, tuple):
        return {"enum": list(kind)}
    if kind == "flag":
        return {"enum": [True, False, ""]} if declared.blank else {"type": "boolean"}
    return {"type": "string", "maxLength": 200}
