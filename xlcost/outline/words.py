"""What headers, labels and units look like in words, so that rules can read a sheet as a person does."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

UNIT_HEADER: Final = re.compile(r"^(unit|units|uom|unit of measure|measure|einheit|unité)\.?$", re.IGNORECASE)
NOTE_HEADER: Final = re.compile(
    r"^(source|sources|note|notes|comment|comments|remark|remarks|basis|rationale|reference|evidence|justification"
    r"|assumption|explanation)( (or|and|/|&) \w+)*$|^why$",
    re.IGNORECASE,
)
LABEL_HEADER: Final = re.compile(r"^(item|label|line|line item|driver|description|name|measure|what)$", re.IGNORECASE)
VALUE_HEADER: Final = re.compile(
    r"^(value|values|amount|total|live|low|base|high|case|scenario|actual|budget|forecast|plan|constant"
    r"|current|now|worst|best|medium|selected|active|expected)\b.{0,20}$",
    re.IGNORECASE,
)
PERIOD: Final = re.compile(
    r"^([qh][1-4][ -]?(20\d\d|'?\d\d)|(m|month|q|quarter|y|yr|year|week|wk|p|period|day|h)[ -]?\d{1,4}"
    r"|(19|20)\d\d([aefbp]|/\d\d)?|fy ?\d\d(\d\d)?"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]?('?\d\d(\d\d)?)?)$",
    re.IGNORECASE | re.ASCII,
)

#: Words that make a text a unit, or show that a label or header carries its unit.
_UNIT_WORDS: Final = (
    "usd|eur|gbp|chf|jpy|cny|inr|aud|cad|dollars?|euros?|cents?|k?usd|musd|percent|pct|share|shares|ratio|rate|factor|multiple"
    "|times|index|bps|tokens?|mtok|ktok|requests?|calls?|prompts?|examples?|epochs?|runs?|models?|users?|seats?|months?|mths?"
    "|years?|yrs?|days?|hours?|hrs?|h|minutes?|mins?|seconds?|secs?|s|ms|weeks?|quarters?|count|number|no|qty|quantity"
    "|units?|pieces?|pcs|items?|people|heads?|headcount|fte|ftes|persons?|customers?|orders?|kg|g|t|tonnes?|tons?|lbs?|km|m|cm"
    "|mm|miles?|m2|m3|sqm|sq|litres?|l|kwh|mwh|kw|mw|gb|mb|tb|date|text|choice|flag|name|list|x|each|boolean|true|false|yes"
    "|yes/no|on/off|0/1|1/0|answer|deployments?|replicas?|gpus?|thousand|million|bn|mn|rank|score|points?|per"
)
_UNIT: Final = re.compile(rf"(?<![a-z])({_UNIT_WORDS})(?![a-z])|[%$€£¥#]", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]")
#: Engineers write any unit in square brackets: ``HRT [d]``.
_IN_SQUARE: Final = re.compile(r"\[[^\[\]]{1,20}\]")
#: What has no unit by its nature.
_PURE: Final = re.compile(
    r"(?<![a-z])(ratio|factor|coefficient|fraction|multiplier|exponent)s?(?![a-z])", re.IGNORECASE
)
_NO_UNIT_NEEDED: Final = re.compile(
    r"^(rank|#|no\.?|nr\.?|id|key|code|index|period|month|year|day|date|version|check|checks|passed|ok|status|result|score"
    r"|flag|count|number|ratio|factor|threshold|value)$",
    re.IGNORECASE,
)
#: A number format that names its unit: currency, per cent, dates, words in quotes, "x".
_FORMAT_UNIT: Final = re.compile(
    r'[%$€£¥]|\[\$|"[^"]*[A-Za-z/][^"]*"|USD|EUR|GBP|(?<!\\)[ymdh]{1,4}(?![a-z"])', re.IGNORECASE
)

#: A currency with the place that it is written for: ``[$€-2]``, and ``[$-409]`` for a place alone.
_PLACE: Final = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
#: Colours and conditions; spaces as wide as a letter, and what fills a cell.
_ASIDE: Final = re.compile(r"\[(?![ymdhs]+\])[^\]]*\]|_.|\*.", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"([^"]*)"')

_COST: Final = re.compile(
    r"(?<![a-z])(cost|costs|price|prices|fee|fees|expense|expenses|spend|capex|opex|wage|wages|salary|salaries|rent"
    r"|depreciation|tax|interest paid|charge|charges)(?![a-z])",
    re.IGNORECASE,
)
_MAY_BE_NEGATIVE: Final = re.compile(
    r"(?<![a-z])(saving|savings|saved|difference|delta|change|variance|net|less|minus|reduction|decline|growth|effect"
    r"|impact|swing|margin|gain|loss|profit|refund|credit|discount|adjustment|versus|vs|against|over|than|after|income"
    r"|cash ?flow|benefit|uplift|index|ratio|offset|balance|premium)(?![a-z])",
    re.IGNORECASE,
)

_CURRENCIES: Final = {
    "USD": re.compile(r"usd|us\$|(?<![a-z])\$|dollars?", re.IGNORECASE),
    "EUR": re.compile(r"eur(?![a-z])|€|euros?", re.IGNORECASE),
    "GBP": re.compile(r"gbp|£|pounds?", re.IGNORECASE),
    "CHF": re.compile(r"chf", re.IGNORECASE),
    "JPY": re.compile(r"jpy|¥|yen", re.IGNORECASE),
}


#: The same few units, labels and formats stand in thousands of cells.
_remembered: Final = lru_cache(maxsize=4096)

#: Longer labels and number formats are looked at no further: patterns would take long, and people write none.
_LONGEST: Final = 255


@_remembered
def names_a_unit(text: str) -> bool:
    """Whether a short text is a unit, or holds one."""
    return len(text) <= 60 and _UNIT.search(text) is not None


@_remembered
def label_carries_unit(label: str) -> bool:
    """Whether a label says its unit: ``Rent (USD)``, ``Cost, USD per month``, ``Growth %``."""
    label = label[:_LONGEST]
    brackets = _IN_BRACKETS.findall(label)
    if _IN_SQUARE.search(label) or _PURE.search(label) or any(_UNIT.search(inside) for inside in brackets):
        return True
    _, comma, after = label.rpartition(",")
    return bool(comma and _UNIT.search(after)) or bool(re.search(r"[%$€£¥#]", label))


@_remembered
def header_carries_unit(header: str) -> bool:
    """Whether a column's header says its unit, or names something that has none."""
    header = header[:_LONGEST]
    known = _UNIT.search(header) or _IN_SQUARE.search(header) or _PURE.search(header)
    return bool(known) or bool(_NO_UNIT_NEEDED.match(header.strip()))


@_remembered
def format_carries_unit(number_format: str) -> bool:
    """Whether a number format shows the unit with the number."""
    return number_format not in {"General", "@"} and _FORMAT_UNIT.search(number_format[:_LONGEST]) is not None


@_remembered
def format_meaning(number_format: str) -> frozenset[str]:
    """What a number format makes of a number besides digits: per cent, money, a date, thousands left out, words."""
    first = _ASIDE.sub("", _PLACE.sub(r"\1", number_format[:_LONGEST].partition(";")[0]))
    words = [text.strip().lower() for text in _QUOTED.findall(first)]
    bare = _QUOTED.sub("", first)
    said = {"%"} if "%" in bare else set()
    said |= {word for word in words if any(map(str.isalpha, word))} | currencies(first)
    if number_format not in {"General", "@"} and re.search(r"(?<!\\)[ymdhs]", bare.lower().replace("general", "")):
        said.add("date")
    scaled = re.search(r"[0#](,+)(?![0#?])", bare)
    return frozenset({*said, *((scaled[1],) if scaled else ())})


@_remembered
def is_cost_label(label: str) -> bool:
    """Whether a line is a cost, which is positive by convention, and not a difference, which may be either."""
    label = label[:_LONGEST]
    return bool(_COST.search(label)) and not _MAY_BE_NEGATIVE.search(label)


@_remembered
def currencies(text: str) -> frozenset[str]:
    """The currencies that a unit, label or number format names."""
    plain = _PLACE.sub(r"\1", text[:_LONGEST])
    return frozenset(code for code, words in _CURRENCIES.items() if words.search(plain))
