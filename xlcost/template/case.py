"""A case: a value, and where it comes from, for every input. Read from TOML files, the shipped ones or a user's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from xlcost.errors import BadArgument, BadFile
from xlcost.template.inputs import INPUTS, Input
from xlcost.template.records import SCENARIOS
from xlcost.toml import read_toml

#: The shipped cases, by name.
CASE_NAMES: Final = ("article", "smaller-model")

_CASES: Final = Path(__file__).parent / "cases"
#: Keys of a TOML file that describe the case instead of setting an input.
_ABOUT: Final = ("title", "description", "owner")
_PARTS: Final = {"single": ("value",), "scenario": tuple(name.lower() for name in SCENARIOS), "range": ("low", "high")}
_LONGEST_TEXT: Final = 500
#: What no part of a workbook can hold: controls, halves of characters, and two that Unicode gives no meaning.
_NO_TEXT: Final = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Case:
    """Values by input key: one, (low, base, high) or (low, high); notes say where they come from."""

    title: str
    description: str
    owner: str
    values: Mapping[str, tuple[Any, ...]]
    notes: Mapping[str, str]

    @property
    def model_date(self) -> date:
        """The date whose prices are meant."""
        day: date = self.values["model_date"][0]
        return day

    @property
    def models(self) -> tuple[str, ...]:
        """Every model that an input names, once, in order."""
        keys = [key for key, declared in INPUTS.items() if declared.kind == "model"]
        return tuple(dict.fromkeys(model for key in keys for model in self.values[key]))


def shipped_case(name: str) -> Case:
    """One of CASE_NAMES."""
    if name not in CASE_NAMES:
        raise BadArgument(f"there is no case {name!r}; there are {', '.join(CASE_NAMES)}")
    text = (_CASES / f"{name}.toml").read_text("utf-8")
    return with_inputs(_neutral(), tomllib.loads(text), f"case {name}", note="")


def read_case(path: str | Path, base: Case) -> Case:
    """A case from a user's TOML file; inputs it does not mention keep the values of ``base``.

    Raises:
        BadFile: no TOML, an unknown key (the text has the nearest), or a value that its input does not take.
    """
    where = Path(path)
    given = read_toml(where)
    name = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", where.name)
    return with_inputs(base, given, str(where), note=f"From {name}")


def with_inputs(base: Case, given: Mapping[str, Any], where: str, note: str = "") -> Case:
    """The case with some inputs changed, written as in a TOML file of inputs.

    ``where`` opens the message about one that is refused; ``note`` becomes the source of those that name none.

    Raises:
        BadFile: an unknown key (the text has the nearest), or a value that its input does not take.
    """
    about = {key: getattr(base, key) for key in _ABOUT}
    values, notes = dict(base.values), dict(base.notes)
    for key, value in given.items():
        if key in _ABOUT:
            about[key] = _text(value, key, where)
            continue
        declared = INPUTS.get(key)
        if declared is None:
            raise BadFile(f"{where}: unknown input {key!r}{_nearest(key)}")
        values[key], own_note = _value(declared, value, where)
        notes[key] = own_note or note or notes[key]
    return Case(about["title"], about["description"], about["owner"], values, notes)


def _neutral() -> Case:
    values = {key: _spread(declared, declared.default) for key, declared in INPUTS.items()}
    return Case("", "", "", values, {key: declared.note for key, declared in INPUTS.items()})


def _spread(declared: Input, value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) * len(_PARTS[declared.shape])


def _value(declared: Input, given: Any, where: str) -> tuple[tuple[Any, ...], str]:
    parts = _PARTS[declared.shape]
    if not isinstance(given, dict):
        if declared.shape == "range":
            raise BadFile(f"{where}: {declared.key} needs a low and a high value: {{ low = ..., high = ... }}")
        return _spread(declared, _checked(declared, given, where)), ""
    allowed = {*parts, "value", "note"} - ({"value"} if declared.shape == "range" else set())
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise BadFile(f"{where}: {declared.key} has no part {unknown[0]!r}; it takes {', '.join(sorted(allowed))}")
    note = _text(given["note"], f"{declared.key}.note", where) if "note" in given else ""
    if "value" in given:
        return _spread(declared, _checked(declared, given["value"], where)), note
    missing = [part for part in parts if part not in given]
    if missing:
        raise BadFile(f"{where}: {declared.key} has no {missing[0]!r}; give {', '.join(parts)}")
    return tuple(_checked(declared, given[part], where) for part in parts), note


def _checked(declared: Input, value: Any, where: str) -> Any:
    if isinstance(value, datetime):
        value = value.date()
    elif declared.kind == "date" and isinstance(value, str):
        value = _day(value)
    if not declared.accepts(value):
        raise BadFile(f"{where}: {declared.key} must be {declared.domain}, not {value!r}")
    return value.strip() if isinstance(value, str) else value


def _day(written: str) -> date | str:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return written


def _text(value: Any, key: str, where: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise BadFile(f"{where}: {key} must be a text of at most {_LONGEST_TEXT} characters")
    text = " ".join(value.split())
    bad = _NO_TEXT.search(text)
    if bad:
        raise BadFile(
            f"{where}: {key} has the character U+{ord(bad.group()):04X}, which no workbook can hold; delete it"
        )
    return text


def _nearest(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key.casefold(), [*INPUTS, *_ABOUT], n=3, cutoff=0.4)
    return f"; nearest: {', '.join(near)}" if near else ""
