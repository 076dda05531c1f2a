"""Every sentence of the answer, declared once: terminal and JSON fill its slots, the workbook makes formulas of it.

A slot is ``{name:kind}``. The kinds are what a formula can say in every language of the office without TEXT():

    text    the text itself
    count   FIXED(x,0)
    money   FIXED(x,IF(ABS(x)<100,2,0)) and the currency
    unit    FIXED(x,IF(ABS(x)<0.01,6,4)) and the currency
    share   ROUND(x*100,1), a space and %
    points  FIXED(x*100,1)
    day     DAY(x), the month's name in English, YEAR(x)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from xlcost.decision.case_inputs import MONTH_NAMES

#: What the advice can be.
PROMPT: Final = "Prompt"
FINETUNE: Final = "Fine-tune"
FINETUNE_FOR_QUALITY: Final = "Fine-tune for quality"
SELF_HOST: Final = "Self-host"
TEST_FIRST: Final = "Test prompting first"
NOTHING: Final = "None"

TEMPLATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # what an alternative is
        "subject": "{name:text} ({model:text})",
        "subject.tuned": "tuned {name:text} ({model:text})",
        "subject.routed": "{name:text} ({model:text}) for {share:share} of the requests",
        "subject.own": "{name:text} on GPUs of your own",
        # the answer: advice, then how it compares with the baseline, then when it pays back
        "advice": "{advice:text}: {subject:text} costs {present:money} over {months:count} months in present value",
        "advice.test_first": "Test prompting first: {subject:text} would cost {present:money} over {months:count} "
        "months in present value, and nobody has tested whether it is good enough",
        "advice.nothing": "None: no alternative is both available and good enough",
        "versus.today": ", and nothing that qualifies costs less",
        "versus.same": ", as much as {other:text}",
        "versus.less": ", {difference:money} less than {other:text}",
        "versus.more": ", {difference:money} more than {other:text}",
        "payback.never": "; it does not pay back within the horizon",
        "payback.month": "; discounted, it pays back in month {first:count}",
        "payback.again": "; discounted, it pays back in month {first:count}, for good from month {last:count}",
        "payback.not_for_good": "; discounted, it pays back in month {first:count}, but not for good",
        "until_tested": ". Until then: {subject:text}",
        # what quality costs
        "quality.premium": "Only fine-tuning is good enough: its quality costs {monthly:money} a month and {unit:unit} "
        "a good answer more than {other:text}",
        "quality.bonus": "Only fine-tuning is good enough, and it costs {monthly:money} a month and {unit:unit} a good "
        "answer less than {other:text}",
        # the alternatives that are not advised
        "other.unavailable": "{letter:text}, {subject:text}: not available, {why:text}",
        "other.less_but": "{letter:text}, {subject:text}, would cost {difference:money} less, but {why:text}",
        "other.more_and": "{letter:text}, {subject:text}, would cost {difference:money} more, and {why:text}",
        "other.more": "{letter:text}, {subject:text}, costs {difference:money} more",
        "other.test_first": "Test prompting first: {subject:text} would cost {difference:money} less, and nobody has "
        "tested whether it is good enough",
        # break-evens of one static month, named so
        "breakeven.volume": "On month 1 alone (run-rate, undiscounted) {name:text} is cheaper than {other:text} from "
        "{volume:count} requests a month on",
        "breakeven.any": "On month 1 alone (run-rate, undiscounted) {name:text} is cheaper than {other:text} at any "
        "volume",
        "breakeven.never": "On month 1 alone (run-rate, undiscounted) {name:text} is cheaper than {other:text} at no "
        "volume",
        # what would change the answer: the next alternative against the advised one
        "change.same": "{other:text} costs as much as {advised:text}",
        "change.cheaper": "{other:text} costs less already than {advised:text}: a gate bars it, not its cost",
        "change.more_requests": "If requests reach {requests:count} a month, {other:text} costs less than "
        "{advised:text}",
        "change.fewer_requests": "If requests fall to {requests:count} a month, {other:text} costs less than "
        "{advised:text}",
        "change.no_requests": "No volume up to a hundred times as large makes {other:text} cheaper than {advised:text}",
        "change.answers": "If {other:text} gives {points:points} good answers more in a hundred, it costs less than "
        "{advised:text}",
        "change.no_answers": "More good answers alone do not make {other:text} cheaper than {advised:text}",
        "change.prices": "If the prices of {other:text} fall by {share:share}, it costs less than {advised:text}",
        "change.no_prices": "Lower prices alone do not make {other:text} cheaper than {advised:text}",
        # the change of one driver that flips the advice
        "move.advised": "{driver:text} {change:text}: {then:text} is advised",
        "move.nothing": "{driver:text} {change:text}: nothing qualifies any more",
        "move.factor": "{share:text} {direction:text}",
        "move.points": "{direction:text} {points:text} points to {value:text} (now {live:text})",
        "move.value": "{direction:text} to {value:text} {unit:text} (now {live:text})",
        # gates: why they pass or fail
        "available.yes": "on sale through the horizon, as far as is known",
        "available.own": "an open model on GPUs of your own",
        "available.successor": "its successor {successor:text} is billed from month {month:count} on",
        "available.ends": "{model:text} goes off sale on {until:day}, within the horizon, and no successor follows it",
        "available.training_closed": "{model:text} can be trained until {until:day} only",
        "available.no_price": "{model:text} has no price on {day:day}; model_date says when month 1 starts",
        "available.no_training_price": "{model:text} has no training price on {day:day}; type a quoted cost",
        "available.no_batch_price": "{model:text} has no published batch price, and {share:share} of the requests are "
        "batch",
        "available.no_cache_price": "{model:text} has no published price for the prompt cache, and {share:share} of "
        "the input use it",
        "available.no_gpu_price": "its GPUs have no price",
        "available.no_token_price": "{model:text} has no published token price",
        "available.rest": "the rest goes to the baseline, which is not available",
        "quality.rate": "{rate:share} good answers are at least the {required:share} asked for",
        "quality.tests": "the tests rule out that it is worse than the baseline by more than {loss:share}",
        "quality.short": "{rate:share} good answers are fewer than the {required:share} asked for",
        "tested.yes": "tested on {cases:count} cases",
        "tested.no": "nobody has tested it, so its success rate is an assumption",
        "data.yes": "{examples:count} good examples are more than {minimum:count}",
        "data.no": "more than {minimum:count} good examples are needed, there are {examples:count}",
        "stability.yes": "the task is stable, so a trained model stays right",
        "stability.no": "the task still changes, and each change would mean training again",
        "access.yes": "the provider trains for you",
        "access.no": "its provider has taken no new organisations since {since:day}, and yours has never tuned there",
        "evidence.not_needed": "no better quality is claimed than that of {other:text}",
        "evidence.yes": "tests have shown that it is better than {other:text}",
        "evidence.no": "tests have not shown that it is better than {other:text}",
        "evidence.none": "no tests show that it is better than {other:text}",
        "saving.less": "it costs {difference:money} less than the baseline over the horizon, in present value",
        "saving.more": "it costs {difference:money} more than the baseline over the horizon, in present value",
        "saving.none": "it cannot be compared: one of the two is not available",
    }
)

_SLOT: Final = re.compile(r"\{(\w+):(\w+)\}")
_MONEY_WITHOUT_CENTS: Final = 100.0
_SMALL_UNIT: Final = 0.01


class Piece(NamedTuple):
    """Part of a template: words (kind ""), or a slot and its kind."""

    text: str
    kind: str = ""


def pieces(key: str) -> Iterator[Piece]:
    """The parts of a template in their order, for whoever makes a formula of it."""
    template, end = TEMPLATES[key], 0
    for slot in _SLOT.finditer(template):
        if slot.start() > end:
            yield Piece(template[end : slot.start()])
        yield Piece(slot[1], slot[2])
        end = slot.end()
    if end < len(template):
        yield Piece(template[end:])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template and what is in its slots; its text is what people read."""

    key: str
    slots: Mapping[str, Any]

    def __str__(self) -> str:
        currency = str(self.slots.get("currency", "USD"))
        return "".join(
            piece.text if not piece.kind else _shown(self.slots[piece.text], piece.kind, currency)
            for piece in pieces(self.key)
        )


def sentence(key: str, **slots: Any) -> Sentence:
    """A sentence of the declared ones; money needs ``currency`` where that is not USD."""
    return Sentence(key, slots)


def _shown(value: Any, kind: str, currency: str) -> str:
    shown = _KINDS[kind](value)
    return f"{shown} {currency}" if kind in _IN_CURRENCY else shown


def money(amount: float) -> str:
    """An amount as sentences show it: with cents below 100, without from there on."""
    return fixed(amount, 2 if abs(amount) < _MONEY_WITHOUT_CENTS else 0)


def unit_money(amount: float) -> str:
    """What one of something costs: four decimals, six below a cent."""
    return fixed(amount, 6 if abs(amount) < _SMALL_UNIT else 4)


def fixed(number: float, decimals: int) -> str:
    """What Excel's FIXED() gives in English: groups of three digits, halves away from zero."""
    return f"{_half_up(number, decimals):,}"


def _rounded(number: float, decimals: int) -> str:
    """What Excel shows of ROUND(): no zeros at the end."""
    return f"{_half_up(number, decimals).normalize():f}"


def _half_up(number: float, decimals: int) -> Decimal:
    seen = Decimal(f"{number:.15g}")  # the 15 digits that Excel rounds
    rounded = seen.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def day(moment: date) -> str:
    """A day as sentences show it: 14 Jan 2027."""
    return f"{moment.day} {MONTH_NAMES[moment.month - 1]} {moment.year}"


#: Kind of a slot -> how it is written.
_KINDS: Final[Mapping[str, Callable[[Any], str]]] = MappingProxyType(
    {
        "text": str,
        "count": lambda number: fixed(number, 0),
        "money": money,
        "unit": unit_money,
        "share": lambda share: f"{_rounded(share * 100.0, 1)} %",
        "points": lambda share: fixed(share * 100.0, 1),
        "day": day,
    }
)
_IN_CURRENCY: Final = frozenset({"money", "unit"})
