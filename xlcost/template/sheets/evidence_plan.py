"""How many test cases it takes to show what Inputs claim: rows of Evidence."""

from __future__ import annotations

from xlcost.template.records import Block, Gap, Heading
from xlcost.template.sheets.month_rows import NOT_AVAILABLE
from xlcost.template.ways import WAYS, of_others


def plan() -> tuple[Block, ...]:
    """How many test cases it takes to show what Inputs claim, before anybody has tested anything."""
    claimed, rate = "{ev_claimed:of#}", "{ev_claimed_from:of#}"
    better = f"{rate}+{claimed}"
    typed = f"CHOOSE({{ev_other:of#}},{','.join(f'{{{way.letter}_success_rate:live}}' for way in WAYS)})"

    def planned(formula: str) -> str:
        return f"=IF(AND(ISNUMBER({claimed}),N({claimed})>{{rate_crumb}}),{formula},{NOT_AVAILABLE})"

    return (
        Heading("Test cases to plan for"),
        of_others(
            "ev_claimed_from",
            "Good answers of the one it is compared with",
            "share",
            f'=IF({typed}="",INDEX({{ev_rate:all}},1,{{ev_other:of#}}),{typed})',
            "share",
            "Typed in Inputs, else the share of test cases passed.",
        ),
        of_others(
            "ev_claimed",
            "Gain that Inputs claim",
            "share",
            f'=IF(OR({{x_success_rate:live}}="",NOT(ISNUMBER({rate}))),{NOT_AVAILABLE},{{x_success_rate:live}}-{rate})',
            "share",
            "The success rate typed there, where one is, over that of the one it is compared with.",
        ),
        of_others(
            "ev_plan",
            "Test cases to show it, by EVIDENCE_CASES",
            "cases, of each",
            planned(f"EVIDENCE_CASES({rate},{claimed},{{confidence}},{{power}})"),
            "count",
            "With the confidence of Inputs and the power above; of each of the two.",
        ),
        of_others(
            "ev_plan_plain",
            "The same, plain Excel",
            "cases, of each",
            planned(
                f"MAX(1,ROUNDUP(({{ev_z}}+NORMSINV({{power}}))^2*({rate}*(1-{rate})+({better})*(1-({better})))"
                f"/{claimed}^2,0))"
            ),
            "count",
        ),
        Gap(),
    )
