"""Inputs that are judged: what is expected ahead, and the article's checklists."""

from __future__ import annotations

from typing import Final

from xlcost.functions.coercion import Domain
from xlcost.template.inputs.declaration import Input, Section

#: Answers to a question of the checklists.
ANSWERS: Final = ("Yes", "No", "Not assessed")

AHEAD: Final = Section(
    "Looking ahead",
    (
        Input(
            "monthly_growth",
            "Growth of requests",
            "share per month",
            Domain(-0.5, 1.0),
            "share",
            0.0,
            "5 % means 5 % more requests every month.",
        ),
        Input(
            "annual_price_decline",
            "Fall of token prices",
            "share per year",
            Domain(0.0, 0.95),
            "share",
            0.0,
            "How much cheaper tokens get in a year, in both arms. Training, hosting and upkeep keep their price.",
        ),
        Input(
            "discount_rate",
            "Discount rate",
            "share per year",
            Domain(0.0, 1.0),
            "share",
            0.08,
            "Effective annual rate for present values.",
        ),
        Input(
            "task_stable",
            "The task is stable",
            "TRUE or FALSE",
            "flag",
            "logical",
            True,
            "FALSE where the task changes often: each change would mean training again.",
        ),
        Input(
            "evidence_shown",
            "Prompting was shown not to be enough",
            "TRUE or FALSE",
            "flag",
            "logical",
            False,
            "TRUE only when tests have shown that prompting cannot reach the quality or scale.",
        ),
    ),
)

PROMPTING_WINS: Final = {
    "knows_domain": "The base model already knows the domain",
    "limited_data": "Training data is limited",
    "needs_flexibility": "Behaviour must stay easy to change",
    "needs_speed": "Speed of iteration matters",
}
FINETUNING_WINS: Final = {
    "large_data": "There are large amounts of domain-specific data",
    "narrow_task": "The task is narrowly defined",
    "needs_style": "Style or format must be consistent",
    "needs_latency": "Latency matters: a smaller model can match a larger one",
}

CHECKLIST: Final = Section(
    "Checklist of the article: judgement, never mixed into the numbers",
    tuple(
        Input(
            key,
            label,
            "answer",
            ANSWERS,
            "text",
            "Not assessed",
            "Your judgement; shown beside the advice on Decision.",
            "single",
            f"The article: {side} wins when this is so.",
        )
        for side, items in (("prompting", PROMPTING_WINS), ("fine-tuning", FINETUNING_WINS))
        for key, label in items.items()
    ),
)
