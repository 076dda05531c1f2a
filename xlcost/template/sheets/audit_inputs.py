"""What Audit asks of typed values: numbers where numbers belong, shares that can be, tests that can have been run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.decision.inputs import INPUTS, SECTIONS
from xlcost.template.sheets.audit_proofs import BILLED, NONE, Check
from xlcost.template.sheets.inputs import stands_here
from xlcost.template.ways import WAYS


def texts() -> Iterator[Check]:
    """Texts in place of numbers: arithmetic reads "5" as 5, SUM and our functions may not."""
    for section in SECTIONS:
        keys = [one.key for one in section.inputs if stands_here(section, one) and one.is_number]
        scenario = [key for key in keys if INPUTS[key].shape == "scenario"]
        single = [key for key in keys if INPUTS[key].shape == "single"]
        areas = [f"{{{key}:low}}:{{{key}:high}}" for key in scenario] + [f"{{{key}:live}}" for key in single]
        if areas:
            areas_text = ",".join(areas)
            yield Check(
                f"Inputs, {section.title[0].lower() if section.title[1] != ':' else section.title[0]}{section.title[1:]}: texts in place of numbers",
                "cells",
                f"=COUNTA({areas_text})-COUNT({areas_text})",
                NONE,
            )
    for key in ("volumes", "season", "exchange_rates"):
        yield Check(
            f"Volumes, {INPUTS[key].label}: texts in place of numbers",
            "cells",
            f"=COUNTA({{{key}:live}})-COUNT({{{key}:live}})",
            NONE,
        )


def inputs() -> Iterator[Check]:
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
