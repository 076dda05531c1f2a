"""A case: a value, and where it comes from, for every input. Read from TOML files, the shipped ones or a user's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from xlcost.decision.inputs import BASELINE, INPUTS, KINDS, SCENARIOS, Input
from xlcost.errors import BadArgument, BadFile
from xlcost.functions.coercion import Domain
from xlcost.numbertext import spelled
from xlcost.quantities import quantity
from xlcost.toml import read_toml

#: The shipped cases, by name; the first is the one that is meant when none is named.
CASE_NAMES: Final = ("current", "quality", "article")

_CASES: Final = Path(__file__).parent / "cases"
#: Keys of a file that describe the case instead of setting an input.
ABOUT: Final = ("title", "description", "owner")
_PARTS: Final = {"single": ("value",), "scenario": tuple(name.lower() for name in SCENARIOS), "range": ("low", "high")}
_LONGEST_TEXT: Final = 500
_LONGEST_NAME: Final = 200
#: What no part of a workbook can hold: controls, halves of characters, and two that Unicode gives no meaning.
_NO_TEXT: Final = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
#: What writes a blank.
_BLANKS: Final = frozenset({"", "-"})

#: What people write for a flag.
_FLAGS: Final = {"TRUE": True, "yes": True, "FALSE": False, "no": False}
#: 1,000 and 100,200,300: one number with separators of thousands, or several numbers?
_AMBIGUOUS: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")

#: What a case holds of an input: one value; Low, Base and High; low and high; or the values of a row.
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Case:
    """Values by input key, a blank being None; notes say where they come from."""

    title: str
    description: str
    owner: str
    values: Mapping[str, Values]
    notes: Mapping[str, str]

    @property
    def model_date(self) -> date:
        """The first day of month 1."""
        day: date = self.values["model_date"][0]
        return day

    @property
    def scenario(self) -> str:
        """The scenario shown."""
        return str(self.values["scenario"][0])

    @property
    def letters(self) -> tuple[str, ...]:
        """The alternatives that are considered, in their order; the baseline always is."""
        return tuple(letter for letter in KINDS if self._considers(letter))

    def _considers(self, letter: str) -> bool:
        if letter == BASELINE:
            return True
        switch = self.values[f"{letter}_on"][0]
        chosen = self.values[f"{letter}_model"][0] is not None
        return chosen if switch is None else bool(switch)

    @property
    def models(self) -> tuple[str, ...]:
        """Every model that an input names, once, in order."""
        named = [self.values[key][0] for key, declared in INPUTS.items() if declared.kind == "model"]
        return tuple(dict.fromkeys(model for model in named if model is not None))

    @property
    def trainers(self) -> tuple[str, ...]:
        """The models whose training price is meant where no input names one: a tuned model without ``ft:``."""
        tuned = [letter for letter, way in KINDS.items() if way == "finetune"]
        named = [self.values[f"{letter}_{row}"][0] for letter in tuned for row in ("model", "successor")]
        return tuple(base_of(model) for model in named if model is not None)

    def live(self, scenario: str = "") -> dict[str, Any]:
        """The value of every input in one scenario (default: the one shown); a row keeps all its values.

        Raises:
            BadArgument: the cache shares of an alternative are more than 100 % together, or more test cases were
                passed than run.
        """
        position = SCENARIOS.index(scenario or self.scenario)
        values: dict[str, Any] = {
            key: value[position] if INPUTS[key].shape == "scenario" else value if len(value) != 1 else value[0]
            for key, value in self.values.items()
        }
        _refuse_more_than_all(values)
        _refuse_impossible_tests(values)
        _refuse_own_evidence(values)
        _refuse_no_exchange(values)
        return values


def base_of(model: str) -> str:
    """The model that a tuned one was made of, by its name."""
    return model.replace("ft:", "", 1)


def neutral_case() -> Case:
    """Every input at its default, with no model chosen."""
    values = {key: _spread(declared, declared.default) for key, declared in INPUTS.items()}
    return Case("", "", "", values, dict.fromkeys(INPUTS, ""))


def shipped_case(name: str) -> Case:
    """One of CASE_NAMES.

    Raises:
        BadArgument: no case of that name.
    """
    if name not in CASE_NAMES:
        raise BadArgument(f"there is no case {name!r}; there are {', '.join(CASE_NAMES)}")
    text = (_CASES / f"{name}.toml").read_text("utf-8")
    return with_inputs(neutral_case(), tomllib.loads(text), f"case {name}")


def read_case(path: str | Path, base: Case | None = None) -> Case:
    """A case from a file of inputs; what it does not mention has the default of that input, or the value of ``base``.

    Raises:
        BadFile: no TOML, an unknown key (the text has the nearest), or a value that its input does not take.
    """
    where = Path(path)
    given = read_toml(where)
    name = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", where.name)
    case = with_inputs(base or neutral_case(), given, str(where), note=f"From {name}")
    return case if case.title else replace(case, title=where.stem[:_LONGEST_NAME])


def with_inputs(base: Case, given: Mapping[str, Any], where: str, note: str = "") -> Case:
    """The case with some inputs changed, written as in a file of inputs.

    ``where`` opens the message about one that is refused; ``note`` becomes the source of those that name none.

    Raises:
        BadFile: an unknown key (the text has the nearest), or a value that its input does not take.
    """
    about = {key: getattr(base, key) for key in ABOUT}
    values, notes = dict(base.values), dict(base.notes)
    for key, value in given.items():
        if key in ABOUT:
            about[key] = _text(value, key, where)
            continue
        declared = INPUTS.get(key)
        if declared is None:
            raise BadFile(f"{where}: unknown input {key!r}{_nearest(key)}")
        values[key], own_note = _value(declared, value, where)
        notes[key] = own_note or note or notes[key]
    return Case(about["title"], about["description"], about["owner"], values, notes)


def _spread(declared: Input, value: Any) -> Values:
    if declared.shape == "row":
        return (*value, *(None,) * (len(declared.places) - len(value)))
    if isinstance(value, tuple):
        return value
    return (value,) * len(_PARTS[declared.shape])


def _value(declared: Input, given: Any, where: str) -> tuple[Values, str]:
    """The values that a file, or --set, gives an input, and the note beside them."""
    note = ""
    if isinstance(given, dict):
        allowed = _allowed_parts(declared)
        unknown = sorted(set(given) - {*allowed, "note"})
        if unknown:
            takes = ", ".join([*allowed, "note"])
            raise BadFile(f"{where}: {declared.key} has no part {unknown[0]!r}; it takes {takes}")
        note = _text(given["note"], f"{declared.key}.note", where) if "note" in given else ""
        if "value" not in given and "values" not in given:
            return _by_parts(declared, given, where), note
        given = given.get("value", given.get("values"))
    if declared.shape == "row":
        return _row(declared, given, where), note
    if declared.shape == "range":
        raise BadFile(f"{where}: {declared.key} needs a low and a high value: {{ low = ..., high = ... }}")
    return _spread(declared, _checked(declared, given, where)), note


def _allowed_parts(declared: Input) -> tuple[str, ...]:
    if declared.shape == "row":
        return ("values",)
    if declared.shape == "range":
        return _PARTS["range"]
    return tuple(dict.fromkeys((*_PARTS[declared.shape], "value")))


def _by_parts(declared: Input, given: Mapping[str, Any], where: str) -> Values:
    parts = _PARTS.get(declared.shape, ("values",))
    missing = [part for part in parts if part not in given]
    if missing:
        raise BadFile(f"{where}: {declared.key} has no {missing[0]!r}; give {', '.join(parts)}")
    return tuple(_checked(declared, given[part], where) for part in parts)


def _row(declared: Input, given: Any, where: str) -> Values:
    """The values of a row: a list, or one text that writes one; "" and - are blanks."""
    if isinstance(given, str):
        given = _listed(given, f"{where}: {declared.key}")
    elif not isinstance(given, list):
        given = [given]
    most = len(declared.places)
    if len(given) > most:
        raise BadFile(f"{where}: {declared.key} takes at most {most} values, not {len(given)}")
    if declared.all_places and 0 < len(given) < most:
        raise BadFile(
            f"{where}: {declared.key} takes {most} values, {declared.places[0]} to {declared.places[-1]}, "
            f"not {len(given)}; write - for a blank ({declared.blank})"
        )
    return _spread(declared, tuple(_checked(declared, value, where) for value in given))


def _listed(written: str, what: str) -> list[str]:
    """The values of a text, separated by semicolons, else by commas, else by spaces.

    Raises:
        BadFile: commas that may be separators of thousands.
    """
    text = written.strip().removeprefix("[").removesuffix("]").strip()
    if not text:
        return []
    if ";" in text:
        return [part.strip() for part in text.split(";")]
    parts = [part.strip() for part in text.split(",")] if "," in text else text.split()
    if _AMBIGUOUS.fullmatch(text) or any(" " in part for part in parts):
        raise BadFile(f"{what} is {written!r}, whose commas may separate thousands or months; separate months by ;")
    return parts


def _checked(declared: Input, value: Any, where: str) -> Any:
    if isinstance(value, str):
        value = _read(declared, value.strip())
    elif isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        value = _text(value, declared.key, where, _LONGEST_NAME)
    if not declared.accepts(value):
        raise BadFile(f"{where}: {declared.key} must be {declared.domain}, not {_shown(value)}")
    return float(value) if declared.is_number and value is not None else value


def _read(declared: Input, written: str) -> Any:
    """What a text means for an input: 90% and 500k are numbers, an empty text is a blank."""
    if written in _BLANKS and declared.blank:
        return None
    if declared.is_number:
        number = quantity(written)
        return written if number is None else number
    if declared.kind == "date":
        try:
            return date.fromisoformat(written)
        except ValueError:
            return written
    kind = declared.kind
    words: dict[str, Any] = _FLAGS if kind == "flag" else {}
    if isinstance(kind, tuple) and not isinstance(kind, Domain):
        words = dict(zip(kind, kind))
    return next((meant for word, meant in words.items() if word.casefold() == written.casefold()), written)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "blank"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return repr(value) if isinstance(value, str) else f"{value}"[:_LONGEST_NAME]


def _text(value: Any, key: str, where: str, longest: int = _LONGEST_TEXT) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise BadFile(f"{where}: {key} must be a text of at most {longest} characters")
    text = " ".join(value.split())
    bad = _NO_TEXT.search(text)
    if bad:
        raise BadFile(
            f"{where}: {key} has the character U+{ord(bad.group()):04X}, which no workbook can hold; delete it"
        )
    return text


def _refuse_more_than_all(values: Mapping[str, Any]) -> None:
    for letter in KINDS:
        shares = [f"{letter}_{row}" for row in ("cached_share", "cache_write_share", "cache_write_1h_share")]
        given = [values.get(key) or 0.0 for key in shares]
        if sum(given) > 1.0 + 1e-12:
            raise BadArgument(
                f"{', '.join(shares)} are {sum(given):.0%} of the input tokens together; at most 100 % can be"
            )


def _refuse_impossible_tests(values: Mapping[str, Any]) -> None:
    for letter in KINDS:
        cases = values.get(f"{letter}_test_cases")
        for rows in (("test_passes",), ("only_passes", "other_only_passes")):
            keys = [f"{letter}_{row}" for row in rows]
            passes = sum(values.get(key) or 0.0 for key in keys)
            if cases and passes > cases:
                raise BadArgument(
                    f"{' and '.join(keys)} are {spelled(passes)} cases, "
                    f"more than the {spelled(cases)} of {letter}_test_cases"
                )


def _refuse_own_evidence(values: Mapping[str, Any]) -> None:
    for letter in KINDS:
        if values.get(f"{letter}_compared_with") == letter.upper():
            raise BadArgument(f"{letter}_compared_with is {letter.upper()} itself; name the alternative it is to beat")


def _refuse_no_exchange(values: Mapping[str, Any]) -> None:
    currency, dated = values["currency"], values["exchange_rate_date"] is not None
    months = values["exchange_rates"][: int(values["horizon_months"])]
    if currency.upper() != "USD" and values["exchange_rate"] == 1.0 and not dated and None in months:
        raise BadArgument(
            f"exchange_rate is 1 and currency is {currency}; say what one USD costs in {currency}, or give the "
            "exchange_rate_date on which it was 1"
        )


def _nearest(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key.casefold(), [*INPUTS, *ABOUT], n=3, cutoff=0.4)
    return f"; nearest: {', '.join(near)}" if near else "; xlcost new --show-inputs lists all"
