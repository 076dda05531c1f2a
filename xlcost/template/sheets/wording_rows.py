"""How the answer is worded: the declared sentences of Decision, filled with references."""

from __future__ import annotations

from xlcost.decision.wording import FINETUNE_FOR_QUALITY
from xlcost.template.records import Block, Gap, Heading
from xlcost.template.saying import said
from xlcost.template.sheets.decision_rows import one_row
from xlcost.template.sheets.gates import passing
from xlcost.template.ways import WAYS, Way, of_number


def sentences() -> tuple[Block, ...]:
    """The rows, with their heading."""
    meant = "{meant}"
    subject, present = of_number("alt_subject", meant), of_number("alt_present", meant)
    slots = {"subject": subject, "present": present, "months": "{horizon_months}"}
    difference = f"ABS({present}-{{alt_present:of1}})"
    against = {"difference": difference, "other": "{alt_subject:of1}"}
    versus = (
        f'IF({meant}=1,{said("versus.today")},IF(NOT(ISNUMBER({{alt_present:of1}})),"",'
        f"IF({difference}<={{money_crumb}},{said('versus.same', other='{alt_subject:of1}')},"
        f"IF({present}<{{alt_present:of1}},{said('versus.less', **against)},{said('versus.more', **against)}))))"
    )
    headline = f"{said('advice', advice='{advice}', **slots)}&{versus}&{payback_words(meant)}"
    until = said("until_tested", subject=of_number("alt_subject", "{best}"))
    test_first = f"{said('advice.test_first', **slots)}&{until}"
    best = of_number("alt_present", "{best}")
    return (
        Heading("How the answer is worded", minor=True),
        one_row(
            "sentence_1",
            "The answer",
            "words",
            f'=IF({{test_first}}=1,{test_first},IF({{best}}=0,{said("advice.nothing")},{headline}))&"."',
            "general",
            look="text",
        ),
        one_row("sentence_quality", "What quality costs", "words", _premium(), "general", look="text"),
        one_row(
            "sentence_2",
            "The second sentence",
            "words",
            '=IF({sentence_quality}<>"",{sentence_quality},IF(AND({untested}>0,{meant}<>{untested}),'
            f"{_chosen('{untested}')},{_of_another()}))",
            "general",
            look="text",
        ),
        *(
            one_row(
                f"why_{way.letter}",
                f"{way.letter.upper()}, where it is not advised",
                "words",
                _other(way, best),
                "general",
                look="text",
            )
            for way in WAYS
        ),
        Gap(),
    )


def _of_another() -> str:
    """The sentence about the next best; where the answer says already how that compares, one about another."""
    words = '""'
    for way in reversed(WAYS[1:]):
        words = f'IF({{why_{way.letter}}}<>"",{{why_{way.letter}}},{words})'
    return f'IF({{next_best}}=1,IF({{why_a}}<>"",{{why_a}},{words}),{_chosen("{next_best}")})'


def _chosen(number: str) -> str:
    """The sentence about an alternative by its number; nothing for 0."""
    return f'CHOOSE({number}+1,"",{",".join(f"{{why_{way.letter}}}" for way in WAYS)})'


def payback_words(number: str) -> str:
    """When an alternative, by its number, has paid back; nothing for the baseline."""
    first, last = of_number("alt_payback_first", number), of_number("alt_payback_last", number)
    return (
        f'IF(OR({number}=1,NOT(ISNUMBER({{alt_present:of1}}))),"",IF(NOT(ISNUMBER({first})),{said("payback.never")},'
        f"IF(NOT(ISNUMBER({last})),{said('payback.not_for_good', first=first)},IF({first}={last},"
        f"{said('payback.month', first=first)},{said('payback.again', first=first, last=last)}))))"
    )


def _premium() -> str:
    present, good = of_number("alt_present", "{best}"), of_number("alt_per_good", "{best}")
    monthly = f"ABS(({present}-{{alt_present:of1}})/{{horizon_months}})"
    unit = f"ABS({good}-{{alt_per_good:of1}})"
    slots = {"monthly": monthly, "unit": unit, "other": "{alt_subject:of1}"}
    return (
        f'=IF({{advice}}="{FINETUNE_FOR_QUALITY}",IF(AND(ISNUMBER({{alt_present:of1}}),ISNUMBER({{alt_per_good:of1}})),'
        f"IF({present}>={{alt_present:of1}}-{{money_crumb}},{said('quality.premium', **slots)},{said('quality.bonus', **slots)})"
        '&".",""),"")'
    )


def _other(way: Way, best: str) -> str:
    """What is said of an alternative that is not advised; nothing of the one that is, or of one not considered."""
    reasons = []
    for place in passing(way):
        why = place.removeprefix("N(").removesuffix(")").replace("gates.passed", "gates.why")
        reasons.append(f'IF({place}=1,"",", and "&{why})')
    why = f"MID({'&'.join(reasons)},7,2000)"
    subject, present = f"{{alt_subject:of{way.number}}}", f"{{alt_present:of{way.number}}}"
    slots = {"letter": f'"{way.letter.upper()}"', "subject": subject}
    difference = f"ABS({present}-{best})"
    available = passing(way, "available")[0]
    untested = said("other.test_first", subject=subject, difference=difference)
    paid = payback_words(f"{{alt_number:of{way.number}}}")
    number, order = str(way.number), f"{{alt_number:of{way.number}}}"
    told = f",AND({{qualifies:of{number}}}=1,{{best}}>0)" if way.is_baseline else ""  # the answer is held against it
    return (
        f'=IF(OR({{alt_used:of{number}}}=0,{{meant}}={order},{{best}}={order}{told}),"",'
        f"IF(AND({{untested}}={order},{{best}}>0),{untested},"
        f"IF(OR({available}=0,{{best}}=0),{said('other.unavailable', **slots, why=why)},"
        f"IF({{qualifies:of{number}}}=1,{said('other.more', **slots, difference=difference)}&{paid},"
        f"IF({present}<{best}-{{money_crumb}},{said('other.less_but', **slots, difference=difference, why=why)},"
        f'{said("other.more_and", **slots, difference=difference, why=why)}))))&".")'
    )
