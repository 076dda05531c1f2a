"""What Audit asks of typed values: numbers where numbers belong, shares that can be, tests that can have been run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from xlcost.decision.inputs import INPUTS, SECTIONS, Input, Section
from xlcost.functions.coercion import UNBOUNDED, Domain
from xlcost.template.sheets.audit_proofs import BILLED, NONE, Check
from xlcost.template.sheets.inputs import TESTS, stands_here
from xlcost.template.ways import WAYS


def numbers() -> Iterator[Check]:
    """Cells that lack a number, or have one that the input does not take: a file of inputs is refused for them.

    Data validation sees what is typed, not what is pasted, deleted or written by a program.
    """
    for section in SECTIONS:
        wrong = [term for alike in _alike(section) for term in _wrong(alike)]
        if wrong:
            title = section.title if section.title[1] == ":" else section.title[0].lower() + section.title[1:]
            yield Check(f"Inputs, {title}: {_WRONG}", "cells", "=" + "+".join(wrong), NONE)
    for key in ("volumes", "season", "exchange_rates"):
        found = f"=COUNTA({{{key}:live}})-{_fitting(f'{{{key}:live}}', INPUTS[key])}"
        yield Check(f"Volumes, {INPUTS[key].label}: {_WRONG}", "cells", found, NONE)
    counts = {one.row: one for part in SECTIONS for one in part.inputs if part.title.endswith(f": {TESTS}")}
    for row in ("test_cases", "test_passes", "only_passes", "other_only_passes"):
        cells = f"{{tests_{row}:all}}"
        found = f"=COUNTA({cells})-{_fitting(cells, counts[row])}"
        yield Check(f"Evidence, {counts[row].label}: {_WRONG}", "cells", found, NONE)


_WRONG: Final = "no number, or a wrong one"


def _alike(section: Section) -> Iterator[list[Input]]:
    """The inputs of a section that stand below each other and take the same numbers; single ones have names instead."""

    def takes(declared: Input) -> tuple[Any, ...]:
        numeric = declared.is_number or declared.kind == "date"
        name = declared.key if declared.shape == "single" else ""
        return (numeric, declared.kind, bool(declared.blank), declared.shape, name)

    for (numeric, *_), alike in groupby((one for one in section.inputs if stands_here(section, one)), takes):
        if numeric:
            yield list(alike)


def _wrong(alike: list[Input]) -> Iterator[str]:
    """How many cells of such inputs lack a number that fits, as terms of a sum."""
    first, last = alike[0], alike[-1]
    if first.shape == "single":
        yield _wrong_single(f"{{{first.key}:live}}", first)
        return
    columns = (("low", "high"),) if first.shape == "scenario" else (("low", "low"), ("high", "high"))
    for left, right in columns:
        cells = f"{{{first.key}:{left}}}:{{{last.key}:{right}}}"
        there = f"COUNTA({cells})" if first.blank else f"ROWS({cells})*COLUMNS({cells})"
        yield f"{there}-{_fitting(cells, first)}"


def _wrong_single(cell: str, declared: Input) -> str:
    """1 where a single cell lacks a number that fits, else 0."""
    if not isinstance(declared.kind, Domain):
        return f"{f'COUNTA({cell})' if declared.blank else '1'}-COUNT({cell})"
    low, high, above_low, whole = declared.kind
    bounds = [f"{cell}{'>' if above_low else '>='}{_number(low)}"]
    bounds += [f"{cell}<={_number(high)}"] if high < UNBOUNDED else []
    bounds += [f"{cell}=INT({cell})"] if whole else []
    wrong = f"IF(ISNUMBER({cell}),IF(AND({','.join(bounds)}),0,1),1)"
    return f"IF(ISBLANK({cell}),0,{wrong})" if declared.blank else wrong


def _fitting(cells: str, declared: Input) -> str:
    """How many of the cells have a number that the input takes; bounds are joined, as each office writes decimals."""
    if not isinstance(declared.kind, Domain):
        return f"COUNT({cells})"
    low, high, above_low, _ = declared.kind
    at_least = f'{cells},"{">" if above_low else ">="}"&{_number(low)}'
    if high >= UNBOUNDED:
        return f"COUNTIF({at_least})"
    return f'COUNTIFS({at_least},{cells},"<="&{_number(high)})'


def _number(end: float) -> str:
    """A number as a formula writes it; a small e is none."""
    return f"{end:.15g}".upper()


def inputs() -> Iterator[Check]:
    """What typed values cannot be together, and prices that are wrong or old."""
    for way in BILLED:
        shares = "+".join(
            f"{{{way.letter}_{row}}}" for row in ("cached_share", "cache_write_share", "cache_write_1h_share")
        )
        yield Check(
            f"{way.letter.upper()}: cached shares together, more than all input tokens", "share", f"=MAX(0,{shares}-1)"
        )
    for way in BILLED:
        row = f"INDEX({{{way.letter}_line:months}},1,1)"
        checked = f"INDEX({{prices.checked_on}},MAX({row},1))"
        yield Check(
            f"{way.letter.upper()}: days since the price of its model was checked",
            "days",
            f"=IF({row}=0,0,IF(ISNUMBER({checked}),MAX(0,{{model_date}}-{checked}),0))",
            "={stale_after_days}",
        )
    yield Check(
        "Prices: rows without provider or source",
        "rows",
        "=MAX(COUNTA({prices.model})-COUNTA({prices.provider}),COUNTA({prices.model})-COUNTA({prices.source}))",
        NONE,
    )
    yield Check("Prices: negative prices", "cells", '=COUNTIF({prices},"<0")', NONE)
    yield Check(
        "Prices: empty cells where n/a belongs",
        "cells",
        "=COUNTBLANK({prices.effective_to})+COUNTBLANK({prices.above_tokens})+COUNTBLANK({prices.cache_read})"
        "+COUNTBLANK({prices.cache_write})",
        NONE,
    )
    yield Check(
        "Risk: the shares of the runs add up to all of them",
        "share",
        "=IF(COUNT({risk_bin_share:live})=0,0,ABS(SUM({risk_bin_share:live})-1))",
        "={money_crumb}",
    )
    yield Check(
        "Risk: bars of the histogram with one end only",
        "bars",
        "=ABS(COUNT({risk_bin_from:live})-COUNT({risk_bin_to:live}))",
        NONE,
    )
    yield Check(
        "Volumes: months without a given exchange rate, in a currency other than USD",
        "months",
        '=IF(OR(UPPER({currency})="USD",{exchange_rate:live}<>1,ISNUMBER({exchange_rate_date})),0,'
        'SUMPRODUCT(({volume_months.month}<={horizon_months})*({volume_months.rate}="")))',
        NONE,
    )
    for what, found in _EVIDENCE.items():
        yield Check(
            f"Evidence: {what}",
            "alternatives",
            "=" + "+".join(f"IF({found.replace('#', str(way.number))},1,0)" for way in WAYS),
            NONE,
        )


#: What no test can have found, of the alternative with the number #.
_EVIDENCE: Final = {
    "more test cases passed than run": "N({tests_test_passes:of#})>N({tests_test_cases:of#})",
    "more cases that one alone passed than run": (
        "N({tests_only_passes:of#})+N({tests_other_only_passes:of#})>N({tests_test_cases:of#})"
    ),
    "alternatives compared with themselves": '{tests_compared_with:of#}=INDEX({"A","B","C","D"},1,#)',
}
